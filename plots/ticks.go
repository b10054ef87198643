package plots

import (
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
)

// autoTicks marks one axis of a figure. It follows the axis's state (time, log, categories) when it is asked.
type autoTicks struct {
	axis *axis
	n    int // how many labels at most
}

// Ticks returns the marks between min and max.
func (t autoTicks) Ticks(min, max float64) []plot.Tick {
	n := t.n
	if n == 0 {
		n = 6
	}
	switch {
	case t.axis.blank:
		return nil
	case t.axis.categories != nil:
		return t.axis.categoryTicks()
	case t.axis.log:
		return logTicks(t.axis.scale(), max, n, t.axis.unit)
	case t.axis.time:
		return timeTicks(min, max, n, t.axis.zone)
	}
	return numberTicks(min, max, n, t.axis.unit, !t.axis.ext.fraction)
}

// fit lowers the number of labels until they have room on an axis of this length, but keeps two if it can.
func (t autoTicks) fit(min, max float64, length vg.Length, size func(label string) vg.Length) autoTicks {
	for t.n = 10; t.n > 1; t.n-- {
		if total, _ := t.total(min, max, size); total <= length {
			break
		}
	}
	for n := t.n; n < 10; n++ {
		if _, labels := (autoTicks{t.axis, n}).total(min, max, size); labels >= 2 {
			t.n = n
			break
		}
	}
	return t
}

// total adds up the labels' sizes and counts them.
func (t autoTicks) total(min, max float64, size func(label string) vg.Length) (total vg.Length, labels int) {
	for _, tick := range t.Ticks(min, max) {
		if tick.Label != "" {
			total += size(tick.Label)
			labels++
		}
	}
	return total, labels
}

// A step is mantissa × 10^exponent, kept apart so that its multiples are exact decimals.
type step struct {
	mantissa float64
	exponent int
}

func (s step) times(i float64) float64 {
	if s.exponent < 0 && s.exponent > -300 {
		return i * s.mantissa / math.Pow10(-s.exponent)
	}
	return i * s.mantissa * math.Pow10(s.exponent)
}

// niceStep returns the smallest step of 1, 2 or 5 times a power of ten that fits at most n times into span.
func niceStep(span float64, n int) step {
	raw := span / float64(n)
	exponent := int(math.Floor(math.Log10(raw)))
	for _, m := range []float64{1, 2, 5} {
		if s := (step{m, exponent}); s.times(1) >= raw*(1-1e-9) {
			return s
		}
	}
	return step{1, exponent + 1}
}

// marks returns the multiples of a step between min and max.
func (s step) marks(min, max float64) []float64 {
	first := math.Ceil(min/s.times(1) - 1e-9)
	last := math.Floor(max/s.times(1) + 1e-9)
	var values []float64
	for i := first; i <= last && len(values) < 100; i++ {
		values = append(values, s.times(i)+0) // +0 turns -0 into 0
	}
	return values
}

func numberTicks(min, max float64, n int, unit string, whole bool) []plot.Tick {
	if !(max > min) {
		return nil
	}
	s := niceStep(max-min, n)
	if whole && s.exponent < 0 {
		s = step{1, 0}
	}
	values := s.marks(min, max)
	labels := numberLabels(values, s, unit)
	ticks := make([]plot.Tick, len(values))
	for i, v := range values {
		ticks[i] = plot.Tick{Value: v, Label: labels[i]}
	}
	return ticks
}

// numberLabels writes the marks of one axis with the same prefix and as many decimals as the step needs.
func numberLabels(values []float64, s step, unit string) []string {
	largest := 0.0
	for _, v := range values {
		largest = math.Max(largest, math.Abs(v))
	}
	power, suffix := prefix(largest, unit)
	decimals := max(power-s.exponent, 0)
	if decimals > 4 && power > 0 {
		power, suffix, decimals = 0, "", max(-s.exponent, 0)
	}
	labels := make([]string, len(values))
	for i, v := range values {
		switch {
		case v == 0:
			labels[i] = "0"
		case decimals > 6 || largest >= 1e21:
			labels[i] = strconv.FormatFloat(v, 'g', 6, 64)
		default:
			scaled := v / math.Pow10(power)
			labels[i] = thousands(strconv.FormatFloat(scaled, 'f', decimals, 64)) + suffix
		}
	}
	return labels
}

// prefix returns the power of ten and the SI prefix to write numbers up to largest with.
// A number up to 9,999 has no prefix: a frame has 1514 bytes, not 1.5 k. Seconds become ms, µs and ns.
func prefix(largest float64, unit string) (power int, suffix string) {
	switch {
	case largest >= 1e21, isSeconds(unit) && largest >= 1:
		return 0, ""
	case largest >= 1e4:
		i := int(math.Floor(math.Log10(largest)+1e-9)) / 3
		return 3 * i, " " + "kMGTPE"[i-1:i]
	case !isSeconds(unit) || largest == 0:
		return 0, ""
	case largest >= 1e-3:
		return -3, " ms"
	case largest >= 1e-6:
		return -6, " µs"
	}
	return -9, " ns"
}

func isSeconds(unit string) bool { return unit == "seconds" || unit == "s" }

// si writes one value in short, with three or four figures: 1.5 k, 20 M, 2 s.
func si(v float64, unit string) string {
	if !drawable(v) || v == 0 {
		return number(v)
	}
	power, suffix := prefix(math.Abs(v), unit)
	if power > 0 { // 999,999 is 1 M
		v, _ = strconv.ParseFloat(strconv.FormatFloat(v, 'g', 3, 64), 64)
		power, suffix = prefix(math.Abs(v), unit)
	}
	if power == 0 && isSeconds(unit) {
		suffix = " s"
	}
	scaled := v / math.Pow10(power)
	if power == 0 && scaled == math.Trunc(scaled) {
		return number(v) + suffix
	}
	decimals := 2 - int(math.Floor(math.Log10(math.Abs(scaled))))
	if decimals > 8 {
		return strconv.FormatFloat(v, 'g', 3, 64)
	}
	s := strconv.FormatFloat(scaled, 'f', max(decimals, 0), 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return thousands(s) + suffix
}

// logTicks labels the decades, or every second, third … of them; within two decades also 2 and 5.
func logTicks(s logScale, high float64, n int, unit string) []plot.Tick {
	first := int(math.Floor(math.Log10(s.low) - 1e-9))
	last := int(math.Ceil(math.Log10(high) + 1e-9))
	decades := math.Log10(high / s.low)
	if decades < 1 {
		return withZero(s, numberTicks(s.low, high, min(n, 5), unit, false))
	}
	every := max(1, int(math.Ceil(decades/float64(max(n, 1)))))
	var ticks []plot.Tick
	for e := first; e <= last; e++ {
		for m := 1.0; m < 10; m++ {
			v := step{m, e}.times(1)
			if v < s.low*(1-1e-9) || v > high*(1+1e-9) {
				continue
			}
			label := ""
			if m == 1 && e%every == 0 || (m == 2 || m == 5) && decades <= 2 {
				label = si(v, unit)
			}
			if label != "" || every == 1 {
				ticks = append(ticks, plot.Tick{Value: v, Label: label})
			}
		}
	}
	return withZero(s, ticks)
}

func withZero(s logScale, ticks []plot.Tick) []plot.Tick {
	if !s.zero {
		return ticks
	}
	return append([]plot.Tick{{Value: 0, Label: "0"}}, ticks...)
}
