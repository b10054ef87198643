package plots

import (
	"strings"
	"testing"
	"time"
)

// A time axis in a zone has its marks at that zone's round clocks, also over days of 23 and 25 hours.
func TestTicksInAZone(t *testing.T) {
	for _, name := range []string{"Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, day := range []time.Time{time.Date(2026, 3, 27, 0, 0, 0, 0, zone), time.Date(2026, 10, 23, 0, 0, 0, 0, zone), time.Date(2026, 4, 3, 0, 0, 0, 0, zone)} {
			from := seconds(day) - 5000
			for _, span := range []float64{7200, 30 * 3600, 5 * 86400, 40 * 86400} {
				checkTicks(t, from, from+span, zone)
			}
		}
	}
}

func checkTicks(t *testing.T, from, to float64, zone *time.Location) {
	t.Helper()
	ticks, last := timeTicks(from, to, 7, zone), 0.0
	if len(ticks) < 2 {
		t.Fatalf("%d marks in %v seconds", len(ticks), to-from)
	}
	step := timeStep(to-from, 7)
	for _, tick := range ticks {
		at := inZone(tick.Value, zone)
		clock := at.Hour()*3600 + at.Minute()*60 + at.Second()
		label, _, _ := strings.Cut(tick.Label, "\n")
		changed := clock == 3600 || clock == 3*3600 || clock == 5400 // a clock that jumped over the round one
		if clock%int(min(step, 86400)) != 0 && !changed || tick.Value <= last || label != at.Format(clockFormat(step)) {
			t.Errorf("%v: a mark %q at %v, every %v seconds", zone, tick.Label, at, step)
		}
		last = tick.Value
	}
}

func TestFigureInAZone(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC)
	d := XYs{X: []float64{seconds(at), seconds(at) + 86400}, Y: []float64{1, 2}, Axes: Axes{Time: true, Zone: zone}}
	if alt := Line("t", d).Alt(); !strings.Contains(alt, "from 2026-03-29 03:00:00 +02:00 to 2026-03-30 03:00:00 +02:00") {
		t.Error(alt)
	}
	if got := timeLabel(d.X[0], d.X[0]+60, 4, zone); got != "Time (Europe/Berlin), 29 March 2026" {
		t.Error(got)
	}
	if s := sceneOf(t, Line("t", d)); s.X.Zone != "Europe/Berlin" {
		t.Errorf("zone %q", s.X.Zone)
	}
	d.Axes.Zone = time.UTC
	if alt := Line("t", d).Alt(); !strings.Contains(alt, "01:00:00 UTC") {
		t.Error(alt)
	}
}
