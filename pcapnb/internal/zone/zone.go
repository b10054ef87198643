// Package zone knows the time zones that somebody asked for: times show in those, and in UTC otherwise, whatever zone the
// computer is in.
package zone

import (
	"sync"
	"time"
)

var asked = struct {
	sync.Mutex
	zones map[string]*time.Location
	names map[*time.Location]bool
}{zones: map[string]*time.Location{}, names: map[*time.Location]bool{}}

// Load returns the zone of a name of the IANA time zone database, in which times show from now on that are in it.
func Load(name string) (*time.Location, error) {
	asked.Lock()
	defer asked.Unlock()
	if z := asked.zones[name]; z != nil {
		return z, nil
	}
	z, err := time.LoadLocation(name)
	if err != nil {
		return nil, err
	}
	asked.zones[name], asked.names[z] = z, true
	return z, nil
}

// Of returns the zone that t shows in: its own where that was loaded, UTC otherwise.
func Of(t time.Time) *time.Location {
	z := t.Location()
	if z == time.UTC {
		return z
	}
	asked.Lock()
	defer asked.Unlock()
	if asked.names[z] {
		return z
	}
	return time.UTC
}

// Text writes t by a layout, and how far it is from UTC where it shows in another zone.
func Text(t time.Time, layout string) string {
	z := Of(t)
	if z != time.UTC {
		layout += " -07:00"
	}
	return t.In(z).Format(layout)
}
