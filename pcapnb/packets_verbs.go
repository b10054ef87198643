package pcapnb

import (
	"io"
	"time"

	"netlab/pcapnb/internal/misuse"
	"netlab/pcapnb/internal/words"
	"netlab/pcapnb/table"
)

// Head returns the first n packets, or all where there are fewer.
func (ps Packets) Head(n int) Packets { return Head(ps, n) }

// Tail returns the last n packets, or all where there are fewer.
func (ps Packets) Tail(n int) Packets { return Tail(ps, n) }

// EveryNth returns the first packet and every n-th after it.
func (ps Packets) EveryNth(n int) Packets { return EveryNth(ps, n) }

// Sample returns n packets drawn at random, in their order; the same seed draws the same packets.
func (ps Packets) Sample(n int, seed uint64) Packets { return Sample(ps, n, seed) }

// Filter returns the packets that match all of conds: pkts.Filter(pcapnb.Protocol.Is("TCP"), pcapnb.PortDst.Is(443)).
func (ps Packets) Filter(conds ...Cond[Packet]) Packets { return Filter(ps, conds...) }

// FilterFunc returns the packets for which keep returns true.
func (ps Packets) FilterFunc(keep func(p Packet) bool) Packets { return FilterFunc(ps, keep) }

// Sort returns the packets in ascending order of fields. Ties keep their order, missing comes last.
func (ps Packets) Sort(fields ...Field[Packet]) Packets { return Sort(ps, fields...) }

// SortDesc returns the packets in descending order of fields. Ties keep their order, missing comes last.
func (ps Packets) SortDesc(fields ...Field[Packet]) Packets { return SortDesc(ps, fields...) }

// Select returns a table of the packets with one column a field.
func (ps Packets) Select(fields ...Field[Packet]) *Table { return Select(ps, fields...) }

// Table returns the packets' default table, with the columns of the course lab.
func (ps Packets) Table() *Table { return ps.Select(defaultFields()...) }

// With returns the packets' default table with further columns, such as computed ones.
func (ps Packets) With(fields ...Field[Packet]) *Table {
	return ps.Select(append(defaultFields(), fields...)...)
}

// Shape returns the number of packets and of the default table's columns.
func (ps Packets) Shape() Dims { return Dims{Rows: len(ps), Columns: len(defaultFields())} }

// Columns returns the names of the default table's columns.
func (ps Packets) Columns() List[string] {
	names := List[string]{}
	for _, f := range defaultFields() {
		names = append(names, f.FieldName())
	}
	return names
}

// Describe returns count, mean, std, min, quartiles and max of fields; of text count, unique, top and freq.
// Without fields it describes the numbers and times of the basic table, as pandas does.
func (ps Packets) Describe(fields ...Field[Packet]) *Table {
	if len(fields) == 0 {
		fields = basicFields()
	}
	return Describe(ps, fields...)
}

func basicFields() []Field[Packet] { return []Field[Packet]{Length, PortDst, PortSrc, Time} }

// Resample groups the packets by intervals of their capture time; see the function Resample.
func (ps Packets) Resample(every time.Duration) Groups[Packet, time.Time] {
	return Resample(ps, Time, every)
}

// Duration returns the time from the earliest packet to the latest.
func (ps Packets) Duration() time.Duration {
	first, last, _ := table.Span(ps, Time)
	return last.Sub(first)
}

// Sum returns the sum of m over the packets, 0 for none.
func (ps Packets) Sum(m Measurer[Packet]) Stat { return Sum(ps, m) }

// Mean returns the mean of m over the packets that have it.
func (ps Packets) Mean(m Measurer[Packet]) Stat { return Mean(ps, m) }

// Median returns the median of m over the packets that have it.
func (ps Packets) Median(m Measurer[Packet]) Stat { return Median(ps, m) }

// Min returns the smallest m among the packets.
func (ps Packets) Min(m Measurer[Packet]) Stat { return Min(ps, m) }

// Max returns the largest m among the packets.
func (ps Packets) Max(m Measurer[Packet]) Stat { return Max(ps, m) }

// Std returns the standard deviation (n-1) of m over the packets that have it.
func (ps Packets) Std(m Measurer[Packet]) Stat { return Std(ps, m) }

// Quantile returns the p-quantile of m over the packets that have it (R type 7, as pandas), p from 0 to 1.
func (ps Packets) Quantile(m Measurer[Packet], p float64) Stat { return Quantile(ps, m, p) }

// Row returns packet i, counted from 0, as the default table's row: a list of names and values.
func (ps Packets) Row(i int) Row {
	if i < 0 || i >= len(ps) {
		panic(misusedf("pcapnb: Row(%d): there are %s", i, words.Plural(len(ps), "packet")))
	}
	return ps[i : i+1].Table().Row(0)
}

// String returns the packets as text: the first and the last where there are many.
func (ps Packets) String() string { return table.RowsText(ps) }

// HTML returns the packets as a plain <table>: the first and the last where there are many.
func (ps Packets) HTML() string { return table.RowsHTML(ps) }

// InterArrival returns the seconds since the packet before; the first has none.
func (ps Packets) InterArrival() Series[time.Time] { return InterArrival(ps, Time) }

// WriteCSV writes the packets' default table as CSV; see Table.WriteCSV.
func (ps Packets) WriteCSV(w io.Writer, options ...CSVOption) error {
	return ps.Table().WriteCSV(w, options...)
}

// SaveCSV writes the packets' default table to a CSV file.
func (ps Packets) SaveCSV(path string, options ...CSVOption) error {
	return ps.Table().SaveCSV(path, options...)
}

// MustSaveCSV is SaveCSV for a notebook cell.
func (ps Packets) MustSaveCSV(path string, options ...CSVOption) {
	misuse.Check(ps.SaveCSV(path, options...))
}

// Packets show as their default table, and a table of theirs numbers them as the capture does.
func init() {
	table.Register(table.RowKind[Packet]{
		Noun:  "packet",
		Table: func(rows []Packet) *Table { return Packets(rows).Table() },
		Index: func(rows []Packet) *Column {
			for _, p := range rows {
				if !p.numbered() {
					return nil
				}
			}
			c := table.ColumnOf(rows, FrameNumber)
			c.Name = "No."
			return c
		},
		Keep: keepPackets,
	})
}
