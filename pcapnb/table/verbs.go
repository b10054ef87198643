package table

import (
	"time"

	"netlab/pcapnb/internal/misuse"
)

// Unique returns the different values of the named column in the order in which they first appear.
func (t *Table) Unique(column string) List[any] { return Unique(t.Rows(), t.Field(column)) }

// NUnique returns how many different values the named column has.
func (t *Table) NUnique(column string) int { return NUnique(t.Rows(), t.Field(column)) }

// ValueCounts returns how many rows have each value of the named column, the commonest first; ties as they first appear.
func (t *Table) ValueCounts(column string) Series[any] {
	return ValueCounts(t.Rows(), t.Field(column))
}

// Describe returns count, mean, std, min, quartiles and max of the named columns; of text count, unique, top and freq.
// Without names it describes the columns of numbers and times, or all where there are none.
func (t *Table) Describe(columns ...string) *Table {
	if len(columns) == 0 {
		columns = t.numberNames()
	}
	cols := make([]*Column, len(columns))
	for i, name := range columns {
		cols[i] = t.Column(name)
	}
	return describeColumns(cols)
}

func (t *Table) numberNames() []string {
	var names []string
	for _, c := range t.cols[t.lead:] {
		if c.numeric() || c.kind == KindTime || c.kind == KindDuration {
			names = append(names, c.Name)
		}
	}
	if names == nil {
		return t.Columns()
	}
	return names
}

// Sum returns the sum of the named column, 0 for none.
func (t *Table) Sum(column string) Stat { return Sum(t.Rows(), t.Float(column)) }

// Mean returns the mean of the named column's numbers.
func (t *Table) Mean(column string) Stat { return Mean(t.Rows(), t.Float(column)) }

// Median returns the median of the named column's numbers.
func (t *Table) Median(column string) Stat { return Median(t.Rows(), t.Float(column)) }

// Min returns the smallest number of the named column.
func (t *Table) Min(column string) Stat { return Min(t.Rows(), t.Float(column)) }

// Max returns the largest number of the named column.
func (t *Table) Max(column string) Stat { return Max(t.Rows(), t.Float(column)) }

// Std returns the standard deviation (n-1) of the named column's numbers.
func (t *Table) Std(column string) Stat { return Std(t.Rows(), t.Float(column)) }

// Quantile returns the p-quantile of the named column's numbers (R type 7, as pandas), p from 0 to 1.
func (t *Table) Quantile(column string, p float64) Stat {
	return Quantile(t.Rows(), t.Float(column), p)
}

// GroupBy puts the rows together that have the same values in the named columns.
func (t *Table) GroupBy(columns ...string) TableGroups[any] {
	if len(columns) == 0 {
		panic(misuse.Text("pcapnb: GroupBy: want the name of a column"))
	}
	key := tableField(t, columns[0])
	for _, name := range columns[1:] {
		key = anyPair(key, tableField(t, name))
	}
	return &tableGroups[any]{t: t, g: GroupBy(t.Rows(), key)}
}

// anyPair is Keys for keys that may hold anything.
func anyPair(a, b key[Row, any]) key[Row, any] {
	return pairKey[Row, any, any](a, b).erased().(key[Row, any])
}

// Resample groups the rows by intervals of the times in the named column; see the function Resample.
func (t *Table) Resample(column string, every time.Duration) TableGroups[time.Time] {
	return &tableGroups[time.Time]{t: t, g: Resample(t.Rows(), t.Time(column), every)}
}

// TableGroups is the rows of a Table put together by one or more of its columns. Its reducers take the names of columns.
type TableGroups[K comparable] interface {
	// WithMissing returns the groups with one more, the last, of the rows without a key.
	WithMissing() TableGroups[K]
	// EmptyMissing returns the groups so that a sum over none is missing rather than 0.
	EmptyMissing() TableGroups[K]
	// Len returns the number of groups.
	Len() int
	// Keys returns the groups' keys in order.
	Keys() List[K]
	// Get returns the rows of one group.
	Get(key K) *Table
	// Head returns the first n rows of each group, in the rows' order.
	Head(n int) *Table
	// All yields each group's key and rows, in order, for range.
	All() func(yield func(K, *Table) bool)
	// Count returns the number of rows in each group.
	Count() Series[K]
	// Sum returns the sum of the named column in each group.
	Sum(column string) Series[K]
	// Mean returns the mean of the named column in each group.
	Mean(column string) Series[K]
	// Median returns the median of the named column in each group.
	Median(column string) Series[K]
	// Min returns the smallest number of the named column in each group.
	Min(column string) Series[K]
	// Max returns the largest number of the named column in each group.
	Max(column string) Series[K]
	// Std returns the standard deviation (n-1) of the named column in each group.
	Std(column string) Series[K]
	// Quantile returns the p-quantile of the named column in each group, p from 0 to 1.
	Quantile(column string, p float64) Series[K]
	// NUnique returns how many different values of the named column each group has.
	NUnique(column string) Series[K]
	// Agg returns a table with one row a group: its key and what each reducer makes of it.
	Agg(reducers ...Reducer[Row]) *Table
	// String returns the number of rows in each group as text.
	String() string
	// HTML returns the number of rows in each group as a plain <table>.
	HTML() string

	rows() any // Groups[Row, K]
}

// RowGroups returns groups of a table's rows as those of any rows, for Across and its like.
func RowGroups[K comparable](g TableGroups[K]) Groups[Row, K] { return g.rows().(Groups[Row, K]) }

type tableGroups[K comparable] struct {
	t *Table
	g Groups[Row, K]
}

func (g *tableGroups[K]) rows() any { return g.g }

func (g *tableGroups[K]) WithMissing() TableGroups[K] {
	return &tableGroups[K]{g.t, g.g.WithMissing()}
}

func (g *tableGroups[K]) EmptyMissing() TableGroups[K] {
	return &tableGroups[K]{g.t, g.g.EmptyMissing()}
}

func (g *tableGroups[K]) Len() int { return g.g.Len() }

func (g *tableGroups[K]) Keys() List[K] { return g.g.Keys() }

func (g *tableGroups[K]) Get(key K) *Table { return g.t.pick(g.g.Get(key)) }

func (g *tableGroups[K]) Head(n int) *Table { return g.t.pick(g.g.Head(n)) }

func (g *tableGroups[K]) All() func(yield func(K, *Table) bool) {
	return func(yield func(K, *Table) bool) {
		for k, rows := range g.g.All() {
			if !yield(k, g.t.pick(rows)) {
				return
			}
		}
	}
}

func (g *tableGroups[K]) Count() Series[K] { return g.g.Count() }

func (g *tableGroups[K]) Sum(column string) Series[K] { return g.g.Sum(g.t.Float(column)) }

func (g *tableGroups[K]) Mean(column string) Series[K] { return g.g.Mean(g.t.Float(column)) }

func (g *tableGroups[K]) Median(column string) Series[K] { return g.g.Median(g.t.Float(column)) }

func (g *tableGroups[K]) Min(column string) Series[K] { return g.g.Min(g.t.Float(column)) }

func (g *tableGroups[K]) Max(column string) Series[K] { return g.g.Max(g.t.Float(column)) }

func (g *tableGroups[K]) Std(column string) Series[K] { return g.g.Std(g.t.Float(column)) }

func (g *tableGroups[K]) Quantile(column string, p float64) Series[K] {
	return g.g.Quantile(g.t.Float(column), p)
}

func (g *tableGroups[K]) NUnique(column string) Series[K] { return g.g.NUnique(g.t.Field(column)) }

func (g *tableGroups[K]) Agg(reducers ...Reducer[Row]) *Table { return g.g.Agg(reducers...) }

func (g *tableGroups[K]) String() string { return g.g.String() }

func (g *tableGroups[K]) HTML() string { return g.g.HTML() }

// Series returns the numbers of one column over the keys in another, to sort, reduce or plot.
func (t *Table) Series(key, column string) Series[any] {
	return Points(t.Rows(), t.Field(key), t.Float(column))
}

// Over returns the numbers of one column over the times in another, to plot as a time series.
func (t *Table) Over(timeColumn, column string) Series[time.Time] {
	return Points(t.Rows(), t.Time(timeColumn), t.Float(column))
}
