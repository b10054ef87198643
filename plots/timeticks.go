package plots

import (
	"math"
	"strings"
	"time"

	"gonum.org/v1/plot"
)

// timeSteps are the distances between marks on a time axis from a second up to two weeks, in seconds.
var timeSteps = [...]float64{1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 2 * 3600, 3 * 3600, 6 * 3600, 12 * 3600, day, 2 * day, 7 * day, 14 * day}

const (
	day   = 86400.0
	month = year / 12
	year  = 365.2425 * day
)

// timeStep returns the smallest sensible distance between marks, in seconds, so that at most n fit.
func timeStep(span float64, n int) float64 {
	raw := span / float64(n)
	if raw < 1 {
		return math.Min(niceStep(span, n).times(1), 1)
	}
	for _, s := range timeSteps {
		if s >= raw {
			return s
		}
	}
	months := raw / month
	for _, m := range [...]float64{1, 2, 3, 6} {
		if m >= months {
			return m * month
		}
	}
	return niceStep(span/year, n).times(1) * year
}

// timeTicks marks seconds since 1970 by the clocks of a zone, nil for UTC. Where there are several days the date is under the first mark of each.
func timeTicks(min, max float64, n int, zone *time.Location) []plot.Tick {
	if !(max > min) {
		return nil
	}
	distance := timeStep(max-min, n)
	if distance < 1e-3 {
		return fineTicks(min, max, n)
	}
	values := timeMarks(min, max, distance)
	if zone != nil && distance >= 60 {
		values = clockMarks(min, max, distance, zone)
	}
	severalDays := len(values) > 0 && !sameDay(min, max, zone)
	ticks := make([]plot.Tick, len(values))
	last := ""
	for i, v := range values {
		t := inZone(v, zone)
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
	if distance >= month {
		return calendarMarks(min, max, int(math.Round(distance/month)))
	}
	base := 0.0
	switch {
	case distance < 1:
		base = math.Floor(min)
	case distance >= 7*day:
		base = 4 * day // a Monday: 1970 began on a Thursday
	}
	var values []float64
	for i := math.Ceil((min-base)/distance - 1e-9); base+i*distance <= max && len(values) < 100; i++ {
		values = append(values, base+i*distance)
	}
	return values
}

// clockMarks are timeMarks by the clocks of a zone: a mark at midnight is one, however long the days are.
func clockMarks(min, max, distance float64, zone *time.Location) (values []float64) {
	wall := func(v float64) float64 {
		_, offset := inZone(v, zone).Zone()
		return v + float64(offset)
	}
	for _, w := range timeMarks(wall(min)-7200, wall(max)+7200, distance) {
		t := unixTime(w)
		v := float64(time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, zone).Unix())
		if v >= min && v <= max && (len(values) == 0 || v > values[len(values)-1]) {
			values = append(values, v)
		}
	}
	return values
}

// inZone is unixTime by the clocks of a zone, nil for UTC.
func inZone(v float64, zone *time.Location) time.Time {
	if zone == nil {
		return unixTime(v)
	}
	return unixTime(v).In(zone)
}

// calendarMarks returns the first of every so many months.
func calendarMarks(min, max float64, months int) []float64 {
	var values []float64
	t := unixTime(min)
	number := t.Year()*12 + int(t.Month()) - 1
	for number -= number % months; len(values) < 100; number += months {
		at := float64(time.Date(number/12, time.Month(number%12+1), 1, 0, 0, 0, 0, time.UTC).Unix())
		if at > max {
			break
		}
		if at >= min {
			values = append(values, at)
		}
	}
	return values
}

// fineTicks marks distances below a millisecond as seconds after fineBase, which the axis's label names.
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

// cutDate cuts a label such as "2020-07-14 18:23:29" into its date and the rest; a label of another form has no date.
func cutDate(label string) (date, rest string) {
	date, rest, _ = strings.Cut(label, " ")
	if _, err := time.Parse(time.DateOnly, date); err != nil || rest == "" {
		return "", label
	}
	return date, rest
}

func clockFormat(distance float64) string {
	switch {
	case distance >= year:
		return "2006"
	case distance >= month:
		return "Jan 2006"
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

// timeLabel names a time axis: it says what its marks leave out.
func timeLabel(min, max float64, n int, zone *time.Location) string {
	first, last := inZone(min, zone), inZone(max, zone)
	in := "Time (" + first.Location().String() + ")"
	distance := timeStep(max-min, n)
	switch {
	case distance < 1e-3:
		return "Time after " + inZone(fineBase(min, max), zone).Format("15:04:05.000 MST, 2 January 2006")
	case sameDay(min, max, zone):
		return in + ", " + first.Format("2 January 2006")
	case distance >= month:
		return in
	case first.Year() == last.Year():
		return in + ", " + first.Format("2006")
	}
	return in + ", " + first.Format("2 January 2006") + " to " + last.Format("2 January 2006")
}

func sameDay(a, b float64, zone *time.Location) bool {
	return inZone(a, zone).Format(time.DateOnly) == inZone(b, zone).Format(time.DateOnly)
}
