package table

import "math"

// A reduction makes one value of many.
type reduction struct {
	kind reductionKind
	p    float64 // of toQuantile
}

type reductionKind uint8

const (
	toCount reductionKind = iota
	toSum
	toMean
	toStd
	toQuantile
	toMin
	toMax
	toFirst
	toLast
	toUnique
)

var median = reduction{kind: toQuantile, p: 0.5}

// prefix is what the result's name has before the field's.
func (r reduction) prefix() string {
	switch r.kind {
	case toMean:
		return "mean "
	case toStd:
		return "std "
	case toQuantile:
		if r == median {
			return "median "
		}
		return quantileName(r.p)
	case toMin:
		return "min "
	case toMax:
		return "max "
	case toFirst:
		return "first "
	case toLast:
		return "last "
	case toUnique:
		return "unique "
	}
	return ""
}

// columnName is the name of the column of a field's reduced values.
func (r reduction) columnName(field string) string {
	if r.kind == toCount {
		return "count"
	}
	return r.prefix() + field
}

// better returns whether a row's value is better than that of the best row so far, which is -1 at first.
func (r reduction) better() func(ranks []uint64, row, best int) bool {
	switch r.kind {
	case toMin:
		return func(ranks []uint64, row, best int) bool { return best < 0 || ranks[row] < ranks[best] }
	case toMax:
		return func(ranks []uint64, row, best int) bool { return best < 0 || ranks[row] > ranks[best] }
	case toFirst:
		return func(_ []uint64, _, best int) bool { return best < 0 }
	}
	return func([]uint64, int, int) bool { return true }
}

// reduce makes one number of m for each code.
func (g grouped) reduce(m numbers, what reduction) reduced {
	switch what.kind {
	case toMean:
		return g.means(m)
	case toStd:
		return g.stds(m)
	case toQuantile:
		return g.quantiles(m, what.p)
	case toMin, toMax:
		r, _ := g.extremes(m, what.kind == toMax)
		return r
	case toFirst, toLast:
		return g.ends(m, what.kind == toLast)
	}
	r := g.sums(m)
	if what.kind == toSum {
		r.all()
	}
	return r
}

// plan returns the plan of a reduction of a field.
func (r reduction) plan(field any) string {
	return node("reduce", atom(int64(r.kind)), atom(int64(math.Float64bits(r.p))), planOf(field))
}
