package plots

import (
	"fmt"
	"math"
	"reflect"
	"time"
)

// A point is one value of a series; NaN where it has none.
type point struct{ x, y float64 }

// A series is the points of one XYer, read once.
type series struct {
	name string
	pts  []point
	x, y extent
}

// readXY reads all points and learns the names of the x axis and of this y axis. The series are numbered from first.
func (p *Plot) readXY(first int, sources []XYer, y *axis) []series {
	all := make([]series, len(sources))
	for i, src := range sources {
		p.refuseNil(first+i, src)
		p.learn(first+i, src, y)
		s := series{name: p.seriesName(first+i, src), pts: make([]point, 0, max(src.Len(), 0))}
		for k := range src.Len() {
			x, y := src.XY(k)
			s.pts = append(s.pts, p.place(&s, x, y))
		}
		all[i] = s
	}
	return all
}

// named numbers series of the same name.
func named(all []series) []series {
	names := make([]string, len(all))
	for i := range all {
		names[i] = all[i].name
	}
	for i, name := range distinct(names) {
		all[i].name = name
	}
	return all
}

// distinct numbers names that occur more than once.
func distinct(names []string) []string {
	times := map[string]int{}
	out := make([]string, len(names))
	for i, name := range names {
		times[name]++
		out[i] = name
		if times[name] > 1 {
			out[i] = fmt.Sprintf("%s (%d)", name, times[name])
		}
	}
	return out
}

// place adds a point to the extents and returns it with NaN for what cannot be drawn.
// A point without one of its coordinates does not extend the other's axis.
func (p *Plot) place(s *series, x, y float64) point {
	if p.x.time && math.Abs(x) > 1e11 { // beyond the year 5000
		x = math.Copysign(math.Inf(1), x)
	}
	at := point{orNaN(x), orNaN(y)}
	if !math.IsNaN(at.x) || !drawable(x) {
		s.x.add(keep(x, at.x))
	}
	s.y.add(keep(y, at.y))
	return at
}

// keep returns drawn, or v where that cannot be drawn.
func keep(v, drawn float64) float64 {
	if math.IsNaN(drawn) {
		return v
	}
	return drawn
}

func (p *Plot) refuseNil(i int, src any) {
	if src == nil {
		misused("%s(%q): series %d is nil", p.kind, p.title, i+1)
	}
	if v := reflect.ValueOf(src); v.Kind() == reflect.Pointer && v.IsNil() {
		misused("%s(%q): series %d is a nil %T", p.kind, p.title, i+1, src)
	}
}

// join returns the extent of two together.
func (e extent) join(o extent) extent {
	if e.n == 0 {
		e.min, e.max = o.min, o.max
	} else if o.n > 0 {
		e.min, e.max = math.Min(e.min, o.min), math.Max(e.max, o.max)
	}
	if e.least == 0 || o.least > 0 && o.least < e.least {
		e.least = o.least
	}
	e.n += o.n
	e.zeros += o.zeros
	e.negative += o.negative
	e.missing += o.missing
	e.infinite += o.infinite
	e.fraction = e.fraction || o.fraction
	return e
}

func joined(all []series) (x, y extent) {
	for _, s := range all {
		x, y = x.join(s.x), y.join(s.y)
	}
	return x, y
}

// totals returns the sum of each series' absolute values: the largest series are named.
func totals(all []series) []float64 {
	sums := make([]float64, len(all))
	for i, s := range all {
		for _, at := range s.pts {
			if at.complete() {
				sums[i] += math.Abs(at.y)
			}
		}
	}
	return sums
}

// complete reports whether the point has both coordinates.
func (at point) complete() bool { return !math.IsNaN(at.x) && !math.IsNaN(at.y) }

// gaps counts the incomplete points and the runs that they form.
func (s series) gaps() (missing, runs int) {
	before := true
	for _, at := range s.pts {
		complete := at.complete()
		if !complete {
			missing++
			if before {
				runs++
			}
		}
		before = complete
	}
	return missing, runs
}

// missing counts the points that miss a coordinate; infinite ones are not among them.
func (s series) missing() int {
	n, _ := s.gaps()
	return max(n-s.x.infinite-s.y.infinite, 0)
}

// extremes returns the first of the lowest and the first of the highest points; ok is false where there is none.
func (s series) extremes() (lowest, highest point, ok bool) {
	for _, at := range s.pts {
		if !at.complete() {
			continue
		}
		if !ok {
			lowest, highest, ok = at, at, true
		}
		if at.y < lowest.y {
			lowest = at
		}
		if at.y > highest.y {
			highest = at
		}
	}
	return lowest, highest, ok
}

// mostDescribed is how many series an alt text describes.
const mostDescribed = 8

// describeSeries says of each series how long it is, where it peaks and where it breaks.
func (p *Plot) describeSeries(all []series, gaps bool) []string {
	var sentences []string
	for i, s := range all {
		if i == mostDescribed {
			return append(sentences, "And "+thousands(fmt.Sprint(len(all)-i))+" more series.")
		}
		text := count(len(s.pts), "point")
		if len(all) > 1 {
			text = p.nameOf(i, s.name) + ": " + text
		}
		if lowest, highest, ok := s.extremes(); ok {
			text += "; lowest " + p.value(lowest) + ", highest " + p.value(highest)
		}
		if missing, runs := s.gaps(); missing > 0 && gaps {
			text += "; " + thousands(fmt.Sprint(missing)) + " missing in " + count(runs, "gap")
		} else if missing > 0 {
			text += "; " + thousands(fmt.Sprint(missing)) + " missing"
		}
		sentences = append(sentences, text+".")
	}
	return sentences
}

// value writes a point as "y at x".
func (p *Plot) value(at point) string {
	return number(at.y) + " at " + p.x.text(at.x)
}

// text writes one value of an axis in full.
func (a *axis) text(v float64) string {
	if a.time {
		if a.zone != nil && a.zone != time.UTC {
			return unixTime(v).In(a.zone).Format("2006-01-02 15:04:05.999999 -07:00")
		}
		return unixTime(v).Format("2006-01-02 15:04:05.999999 UTC")
	}
	return number(v)
}
