package table

import (
	"math"
	"slices"

	"netlab/pcapnb/internal/misuse"
)

// A Stat is one number worked out from rows: what Sum, Mean or Max return. It prints with its unit.
type Stat struct {
	Name    string  // "mean length"
	Value   float64 // 0 where missing
	Unit    string  // "bytes"; empty for a plain number
	Missing bool    // there was nothing to work it out from
}

func newStat(name, unit string, v float64, ok bool) Stat {
	if !ok || v != v {
		return Stat{Name: name, Unit: unit, Missing: true}
	}
	return Stat{Name: name, Unit: unit, Value: v}
}

// String returns the number with its unit: "622.79239 bytes". A missing one prints as "no length".
func (s Stat) String() string {
	switch {
	case s.Missing:
		return "no " + s.Name
	case s.Unit == "":
		return formatFloat(s.Value, decimals(s.Value))
	}
	return formatFloat(s.Value, decimals(s.Value)) + " " + s.Unit
}

// Quantity returns the number, its unit and whether it is there, for a sentence of nb.Say.
func (s Stat) Quantity() (value float64, unit string, ok bool) { return s.Value, s.Unit, !s.Missing }

// neumaier adds numbers up with the error carried along (Kahan's summation as A. Neumaier improved it).
type neumaier struct{ total, lost float64 }

func (n *neumaier) add(v float64) {
	t := n.total + v
	if math.Abs(n.total) >= math.Abs(v) {
		n.lost += n.total - t + v
	} else {
		n.lost += v - t + n.total
	}
	n.total = t
}

func (n *neumaier) sum() float64 {
	if math.IsInf(n.total, 0) || n.lost != n.lost {
		return n.total
	}
	return n.total + n.lost
}

// minus returns the difference of two sums.
func (n neumaier) minus(m neumaier) float64 { return n.total - m.total + (n.lost - m.lost) }

func sum(values []float64) float64 {
	var s exactSum
	for _, v := range values {
		s.add(v)
	}
	return s.sum()
}

func mean(values []float64) (float64, bool) {
	if len(values) == 0 {
		return 0, false
	}
	return sum(values) / float64(len(values)), true
}

// std returns the standard deviation with n-1, as pandas does; of one number there is none.
func std(values []float64) (float64, bool) {
	var m moments
	for _, v := range values {
		m.add(v)
	}
	return m.std()
}

// quantile returns the p-quantile of values (R type 7: linear between the two nearest), and puts them out of order.
func quantile(values []float64, p float64) (float64, bool) {
	if len(values) == 0 {
		return 0, false
	}
	h := p * float64(len(values)-1)
	k := int(h)
	low := nth(values, k)
	if k+1 == len(values) || h == float64(k) {
		return low, true
	}
	return between(low, slices.Min(values[k+1:]), h-float64(k)), true
}

// between returns the point that is the fraction t of the way from a to b.
func between(a, b, t float64) float64 {
	switch {
	case a == b: // also where both are infinite
		return a
	case t >= 0.5:
		return b - (b-a)*(1-t)
	}
	return a + (b-a)*t
}

// nth returns the number at place k of values in ascending order; it leaves none larger before it and none smaller after it
// (quickselect with the median of three as pivot, heapsort's bound by falling back to sorting).
func nth(values []float64, k int) float64 {
	lo, hi := 0, len(values)-1
	for rounds := 0; hi-lo > 16; rounds++ {
		if rounds > 64 {
			break
		}
		i, j := partition(values, lo, hi)
		switch {
		case k <= j:
			hi = j
		case k >= i:
			lo = i
		default:
			return values[k]
		}
	}
	slices.Sort(values[lo : hi+1])
	return values[k]
}

// partition moves numbers up to the pivot before j+1 and numbers from the pivot after i-1 (Hoare).
func partition(values []float64, lo, hi int) (i, j int) {
	mid := lo + (hi-lo)/2
	a, b, c := values[lo], values[mid], values[hi]
	pivot := max(min(a, b), min(max(a, b), c))
	i, j = lo, hi
	for i <= j {
		for values[i] < pivot {
			i++
		}
		for values[j] > pivot {
			j--
		}
		if i <= j {
			values[i], values[j] = values[j], values[i]
			i++
			j--
		}
	}
	return i, j
}

func wantFraction(verb string, p float64) {
	if !(p >= 0 && p <= 1) {
		panic(misuse.Textf("pcapnb: %s(%v): want a fraction from 0 to 1", verb, p))
	}
}

// quantileName returns "50% " for 0.5.
func quantileName(p float64) string {
	return formatFloat(p*100, decimals(p*100)) + "% "
}
