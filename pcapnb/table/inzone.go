package table

import (
	"time"

	"netlab/pcapnb/internal/misuse"
	"netlab/pcapnb/internal/zone"
)

// InZone makes a key of times by the clocks of a zone: InZone(Time, "Europe/Berlin"). Tables, series, sentences and figures show its values as
// those clocks do, with how far they are from UTC. [Resample] and [Every] count its intervals from midnight there, and those of 24 hours
// and multiples are days of the calendar, with 23 and 25 hours where clocks change, as pandas' are. Files have UTC. It panics for a name that the IANA
// time zone database does not have.
func InZone[T any](times Keyer[T, time.Time], name string) Key[T, time.Time] {
	z, err := zone.Load(name)
	if err != nil {
		panic(misuse.Textf("pcapnb: InZone(%q): want a name of the IANA time zone database, such as Europe/Berlin; %v", name, err))
	}
	return keyIn(keyOf(times), z)
}
