package plots

import (
	"math"
	"time"
)

// An XYer is a sequence of points: what Line, Scatter and Step draw.
// y is NaN where there is no value: a line breaks there. On a time axis x is in seconds since 1970, UTC.
// It is another name for the interface, so that Line(title, lines...) takes a slice from a package that does not know plots.
type XYer = interface {
	Len() int
	XY(i int) (x, y float64)
}

// A Barer is a list of labelled values: what Bar and BarH draw. NaN means that the label has no value.
type Barer interface {
	Len() int
	Bar(i int) (label string, value float64)
}

// A Floater is numbers in no particular order: what Hist, CDF and Box draw. NaN is a missing one.
// It is another name for the interface, as XYer is.
type Floater = interface {
	Floats() []float64
}

// A Grid is a table of numbers: what Heatmap draws, the first row on top. NaN marks an empty cell.
// Every gonum matrix is a Grid. RowLabel(r int) string and ColumnLabel(c int) string, where a Grid has them, label it.
type Grid interface {
	Dims() (rows, columns int)
	At(row, column int) float64
}

// A Conversation is the TCP segments that two hosts sent each other: what TimeSequence draws.
// t is in seconds; seq, ack and length are in bytes; ack is NaN where the segment acknowledges nothing.
// These methods are used where a Conversation has them: Number(i int) int for the packet's number in its capture,
// Retransmission(i int) bool, and Names() (client, server string).
type Conversation interface {
	Len() int
	Segment(i int) (t, seq, ack, length float64, fromClient bool)
}

// A WindowedConversation is a Conversation whose segments say what their senders can take: what TCPTrace draws.
// Window is how many bytes the sender of segment i can take beyond what it acknowledges, scaled, and NaN where that is not known.
// SACK is the blocks that it acknowledges selectively, each from its first sequence number to that after its last.
type WindowedConversation interface {
	Conversation
	Window(i int) float64
	SACK(i int) [][2]float64
}

// A Messenger is messages that hosts send each other, in order: what Ladder draws. t is in seconds.
type Messenger interface {
	Len() int
	Message(i int) (t float64, from, to, text string)
}

// A Linker is pairs of hosts and how much goes between them: what Network draws.
type Linker interface {
	Len() int
	Link(i int) (a, b string, weight float64)
}

// Methods that data may also have.
type (
	axisNamer   interface{ AxisNames() (x, y string) }
	axisUniter  interface{ AxisUnits() (x, y string) }
	timeAxiser  interface{ TimeAxis() bool }
	axisZoner   interface{ AxisZone() *time.Location }
	legender    interface{ Legend() string }
	rowLabeler  interface{ RowLabel(r int) string }
	colLabeler  interface{ ColumnLabel(c int) string }
	numberer    interface{ Number(i int) int }
	retransmits interface{ Retransmission(i int) bool }
	hostNamer   interface {
		Names() (client, server string)
	}
)

// Axes names what plain Go data measure. Units are written out, "bytes" or "seconds"; all of it may be empty.
type Axes struct {
	X, Y         string // names of the axes
	XUnit, YUnit string
	Time         bool // x counts seconds since 1970

	Zone *time.Location // whose clocks show the time, nil for UTC
}

// AxisNames returns the names of the axes.
func (a Axes) AxisNames() (x, y string) { return a.X, a.Y }

// AxisUnits returns the units of the axes.
func (a Axes) AxisUnits() (x, y string) { return a.XUnit, a.YUnit }

// TimeAxis reports whether x counts seconds since 1970.
func (a Axes) TimeAxis() bool { return a.Time }

// AxisZone returns the zone whose clocks show the time, nil for UTC.
func (a Axes) AxisZone() *time.Location { return a.Zone }

// XYs makes an XYer of two slices. Without X the points are numbered 0, 1, 2 …
type XYs struct {
	X, Y []float64
	Name string // for the legend
	Axes Axes
}

// Len returns the number of points. It panics if X and Y are not equally long.
func (d XYs) Len() int {
	if d.X != nil && len(d.X) != len(d.Y) {
		misused("XYs has %d X and %d Y", len(d.X), len(d.Y))
	}
	return len(d.Y)
}

// XY returns point i.
func (d XYs) XY(i int) (x, y float64) {
	if d.X == nil {
		return float64(i), d.Y[i]
	}
	return d.X[i], d.Y[i]
}

// Legend returns the name.
func (d XYs) Legend() string { return d.Name }

// AxisNames returns the names of the axes.
func (d XYs) AxisNames() (x, y string) { return d.Axes.AxisNames() }

// AxisUnits returns the units of the axes.
func (d XYs) AxisUnits() (x, y string) { return d.Axes.AxisUnits() }

// TimeAxis reports whether X counts seconds since 1970.
func (d XYs) TimeAxis() bool { return d.Axes.Time }

// AxisZone returns the zone whose clocks show the time, nil for UTC.
func (d XYs) AxisZone() *time.Location { return d.Axes.Zone }

// Bars makes a Barer of two slices.
type Bars struct {
	Labels []string
	Values []float64
	Axes   Axes // X names the labels, Y the values
}

// Len returns the number of bars. It panics if there are not as many labels as values.
func (d Bars) Len() int {
	if len(d.Labels) != len(d.Values) {
		misused("Bars has %d Labels and %d Values", len(d.Labels), len(d.Values))
	}
	return len(d.Values)
}

// Bar returns bar i.
func (d Bars) Bar(i int) (label string, value float64) { return d.Labels[i], d.Values[i] }

// AxisNames returns the names of the axes.
func (d Bars) AxisNames() (x, y string) { return d.Axes.AxisNames() }

// AxisUnits returns the units of the axes.
func (d Bars) AxisUnits() (x, y string) { return d.Axes.AxisUnits() }

// Values makes a Floater of a slice.
type Values []float64

// Floats returns the slice.
func (v Values) Floats() []float64 { return v }

// Sample is a Floater with a name and a unit, for several in one figure.
type Sample struct {
	Name   string // for the legend
	Values []float64
	Axes   Axes // Y names the values
}

// Floats returns the values.
func (s Sample) Floats() []float64 { return s.Values }

// Legend returns the name.
func (s Sample) Legend() string { return s.Name }

// AxisNames returns the names of the axes.
func (s Sample) AxisNames() (x, y string) { return s.Axes.AxisNames() }

// AxisUnits returns the units of the axes.
func (s Sample) AxisUnits() (x, y string) { return s.Axes.AxisUnits() }

// Matrix makes a Grid of a slice of rows. Short rows end in empty cells.
type Matrix struct {
	Rows, Columns []string // labels; may be shorter than the data
	Cells         [][]float64
	Axes          Axes // X names the columns, Y the rows
}

// Dims returns the number of rows and of the longest row's columns.
func (m Matrix) Dims() (rows, columns int) {
	for _, row := range m.Cells {
		columns = max(columns, len(row))
	}
	return len(m.Cells), columns
}

// At returns one cell, NaN where the row ends before it.
func (m Matrix) At(row, column int) float64 {
	if column >= len(m.Cells[row]) {
		return math.NaN()
	}
	return m.Cells[row][column]
}

// RowLabel returns the label of a row.
func (m Matrix) RowLabel(r int) string { return labelAt(m.Rows, r) }

// ColumnLabel returns the label of a column.
func (m Matrix) ColumnLabel(c int) string { return labelAt(m.Columns, c) }

func labelAt(labels []string, i int) string {
	if i >= len(labels) {
		return ""
	}
	return labels[i]
}

// AxisNames returns the names of the columns' and of the rows' axis.
func (m Matrix) AxisNames() (x, y string) { return m.Axes.AxisNames() }

// A Segment is one TCP segment: its time in seconds, its sequence and acknowledgement numbers and its length in bytes.
type Segment struct {
	Time             float64
	Seq, Ack, Length float64
	FromClient       bool
	Resent           bool         // a retransmission
	Window           float64      // bytes that its sender can take beyond Ack
	SACK             [][2]float64 // blocks that it acknowledges selectively, each up to but not including its second number
}

// Segments makes a Conversation of a slice.
type Segments []Segment

// Len returns the number of segments.
func (s Segments) Len() int { return len(s) }

// Segment returns segment i.
func (s Segments) Segment(i int) (t, seq, ack, length float64, fromClient bool) {
	return s[i].Time, s[i].Seq, s[i].Ack, s[i].Length, s[i].FromClient
}

// Retransmission reports whether segment i is one.
func (s Segments) Retransmission(i int) bool { return s[i].Resent }

// Window returns what the sender of segment i can take.
func (s Segments) Window(i int) float64 { return s[i].Window }

// SACK returns what segment i acknowledges selectively.
func (s Segments) SACK(i int) [][2]float64 { return s[i].SACK }

// A Message is what one host sent another: its time in seconds and what is written at its arrow.
type Message struct {
	Time           float64
	From, To, Text string
}

// Messages makes a Messenger of a slice.
type Messages []Message

// Len returns the number of messages.
func (m Messages) Len() int { return len(m) }

// Message returns message i.
func (m Messages) Message(i int) (t float64, from, to, text string) {
	return m[i].Time, m[i].From, m[i].To, m[i].Text
}

// A Link is two hosts and how much went between them.
type Link struct {
	A, B   string
	Weight float64
}

// Links makes a Linker of a slice.
type Links []Link

// Len returns the number of links.
func (l Links) Len() int { return len(l) }

// Link returns link i.
func (l Links) Link(i int) (a, b string, weight float64) { return l[i].A, l[i].B, l[i].Weight }
