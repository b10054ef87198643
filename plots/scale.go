package plots

import "math"

// drawable reports whether a value can be drawn. Beyond 1e300 differences overflow.
func drawable(v float64) bool { return math.Abs(v) <= 1e300 }

// An extent summarises the values along one axis.
type extent struct {
	n        int     // drawable values
	min, max float64 // of those, where n > 0
	least    float64 // the smallest above zero, or 0 where there is none
	zeros    int
	negative int
	missing  int // NaN
	infinite int // beyond what can be drawn
	fraction bool
}

func (e *extent) add(v float64) {
	switch {
	case math.IsNaN(v):
		e.missing++
		return
	case !drawable(v):
		e.infinite++
		return
	}
	if e.n == 0 {
		e.min, e.max = v, v
	}
	e.n++
	e.min, e.max = math.Min(e.min, v), math.Max(e.max, v)
	switch {
	case v == 0:
		e.zeros++
	case v < 0:
		e.negative++
	case e.least == 0 || v < e.least:
		e.least = v
	}
	e.fraction = e.fraction || v != math.Trunc(v)
}

// startsLow reports whether the values begin so near zero that an axis should too.
func (e extent) startsLow() bool { return e.n > 0 && e.min >= 0 && e.min <= e.max/2 }

// widen adds room at both ends of a range, and widens one that is too narrow for float64 to divide.
func widen(lo, hi, share float64) (float64, float64) {
	largest := math.Max(math.Abs(lo), math.Abs(hi))
	narrowest := 64 * (math.Nextafter(largest, math.Inf(1)) - largest)
	switch {
	case lo == hi && lo == 0:
		return -1, 1
	case hi-lo < narrowest:
		pad := math.Max(largest*0.1, narrowest)
		return lo - pad, hi + pad
	}
	pad := (hi - lo) * share
	return lo - pad, hi + pad
}

// zeroShare is the share of a log axis between zero and the decades.
const zeroShare = 0.08

// A logScale places values by their logarithm. Zeros, where the data have them, are at the axis's low end; negative
// values have no position (NaN).
type logScale struct {
	low  float64 // where the decades begin
	zero bool    // whether zero has a place
}

// Normalize returns the position of x between 0 and 1.
func (s logScale) Normalize(_, max, x float64) float64 {
	share := 0.0
	if s.zero {
		share = zeroShare
	}
	switch {
	case x == 0 && s.zero:
		return 0
	case x <= 0:
		return math.NaN()
	}
	return share + (1-share)*(math.Log(x)-math.Log(s.low))/(math.Log(max)-math.Log(s.low))
}
