package table

import "math"

// Samples returns the numbers of each group, in the groups' order and under their keys, for plots.Box(title, Samples(…)...).
// They serve plots.Hist and plots.CDF too. A row without a number counts as missing; a row in no group is in no sample.
func Samples[T any, K comparable](groups Groups[T, K], of Measurer[T]) []interface{ Floats() []float64 } {
	d := groups.of().(divided).division()
	return d.samples(of.numbers(d.rows.([]T)))
}

// A sample is the numbers of one group, as a plot draws them.
type sample struct {
	name, what, unit string
	values           []float64
}

func (s *sample) Floats() []float64        { return s.values }
func (s *sample) Legend() string           { return s.name }
func (s *sample) AxisNames() (x, y string) { return "", axisName(s.what) }
func (s *sample) AxisUnits() (x, y string) { return "", s.unit }

func (d division) samples(m numbers) []interface{ Floats() []float64 } {
	byCode := make([]*sample, d.count)
	all := make([]interface{ Floats() []float64 }, len(d.order))
	for i, code := range d.order {
		byCode[code] = &sample{name: d.keys.keyText(i), what: m.name, unit: m.unit}
		all[i] = byCode[code]
	}
	codes := d.code.all()
	m.each(0, m.n, func(b block[float64]) {
		for i, v := range b.num {
			code := codes[b.lo+i]
			if code >= uint32(len(byCode)) || byCode[code] == nil {
				continue
			}
			if b.ok != nil && !b.ok[i] {
				v = math.NaN()
			}
			byCode[code].values = append(byCode[code].values, v)
		}
	})
	return all
}
