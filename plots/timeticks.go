package plots

import (
	"math"
	"time"

	"gonum.org/v1/plot"
)

// timeSteps are the distances of marks on a time axis from a second up, in seconds.
var timeSteps = [...]float64{1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 2 * 3600, 3 * 3600, 6 * 3600, 12 * 3600}

const day = 86400

// timeStep returns the smallest sensible distance of marks in seconds so that at most n fit.
func timeStep(span float64, n int) float64 {
	raw := span / float64(n)
	switch {
	case raw < 1:
		return math.Min(niceStep(span, n).times(1), 1)
	case raw > day/2:
		return day * math.Ceil(niceDays(raw/day))
	}
	for _, s := range timeSteps {
		if s >= raw {
			return s
		}
	}
	return day
}

// niceDays rounds a number of days up to one, two, a week, or 1, 2 or 5 times a power of ten of them.
func niceDays(days float64) float64 {
	switch {
	case days <= 1:
		return 1
	case days <= 2:
		return 2
	case days <= 7:
		return 7
	}
	return niceStep(days, 1).times(1)
}

// timeTicks marks seconds since 1970, in UTC. The date stands under the first mark of each day where there are several.
func timeTicks(min, max float64, n int) []plot.Tick {
	if !(max > min) {
		return nil
	}
	distance := timeStep(max-min, n)
	if distance < 1e-3 {
		return fineTicks(min, max, n)
	}
	values := timeMarks(min, max, distance)
	severalDays := len(values) > 0 && !sameDay(min, max)
	ticks := make([]plot.Tick, len(values))
	last := ""
	for i, v := range values {
		t := unixTime(v)
		label := t.Format(clockFormat(distance))
		date := t.Format("2 Jan")
		if severalDays && distance < day && date != last {
			label += "\n" + date
		}
		last = date
		ticks[i] = plot.Tick{Value: v, Label: label}
	}
	return ticks
}

// timeMarks returns the multiples of a distance between min and max. Below a second they count from min's second.
func timeMarks(min, max, distance float64) []float64 {
	base := 0.0
	if distance < 1 {
		base = math.Floor(min)
	}
	var values []float64
	for i := math.Ceil((min-base)/distance - 1e-9); base+i*distance <= max && len(values) < 100; i++ {
		values = append(values, base+i*distance)
	}
	return values
}

// fineTicks marks less than a millisecond's distances as seconds after fineBase, which the axis's label names.
func fineTicks(min, max float64, n int) []plot.Tick {
	base := fineBase(min, max)
	ticks := numberTicks(min-base, max-base, n, "seconds", false)
	for i := range ticks {
		ticks[i].Value += base
	}
	return ticks
}

// fineBase is the whole millisecond before the range, not counting the room that it leaves free at its ends.
func fineBase(min, max float64) float64 {
	min += (max - min) * 0.03
	return math.Floor(min) + math.Floor((min-math.Floor(min))*1e3)/1e3
}

func clockFormat(distance float64) string {
	switch {
	case distance >= 365*day:
		return "2006"
	case distance >= day:
		return "2 Jan"
	case distance >= 60:
		return "15:04"
	case distance >= 1:
		return "15:04:05"
	case distance >= 0.1:
		return "15:04:05.0"
	case distance >= 0.01:
		return "15:04:05.00"
	}
	return "15:04:05.000"
}

// timeLabel names a time axis: it carries what its marks leave out.
func timeLabel(min, max float64, n int) string {
	first, last := unixTime(min), unixTime(max)
	distance := timeStep(max-min, n)
	switch {
	case distance < 1e-3:
		return "Time after " + unixTime(fineBase(min, max)).Format("15:04:05.000 UTC, 2 January 2006")
	case sameDay(min, max):
		return "Time (UTC), " + first.Format("2 January 2006")
	case distance >= 365*day:
		return "Time (UTC)"
	case first.Year() == last.Year():
		return "Time (UTC), " + first.Format("2006")
	}
	return "Time (UTC), " + first.Format("2 January 2006") + " to " + last.Format("2 January 2006")
}

func sameDay(a, b float64) bool {
	return unixTime(a).Truncate(24 * time.Hour).Equal(unixTime(b).Truncate(24 * time.Hour))
}
