package talk

import (
	"time"

	"netlab/pcapnb"
	"netlab/pcapnb/internal/misuse"
)

// A Graph is lines over the time of a TCP stream. It shows as the table behind them, one row a point; plots.Line, Step and Scatter
// draw its Lines: plots.Scatter("Round trips", g.Lines()...).
type Graph struct {
	what, unit string // of the numbers
	lines      []*graphLine
}

// A graphLine is one line of a Graph.
type graphLine struct {
	name       string
	data       string // whose data it tells of: "client" or "server"
	packets    []int
	x, y       []float64
	what, unit string
}

func (l *graphLine) Len() int                 { return len(l.x) }
func (l *graphLine) XY(i int) (x, y float64)  { return l.x[i], l.y[i] }
func (l *graphLine) Legend() string           { return l.name }
func (l *graphLine) AxisNames() (x, y string) { return "Time since the first segment", l.what }
func (l *graphLine) AxisUnits() (x, y string) { return "seconds", l.unit }

func (l *graphLine) add(s Segment, y float64) {
	l.packets, l.x, l.y = append(l.packets, s.Packet), append(l.x, s.Since.Seconds()), append(l.y, y)
}

// sides are the two ends, the one whose data a line tells of first.
var sides = [2][2]string{{"client", "server"}, {"server", "client"}}

// graph makes a Graph of lines, without those that have no point.
func graph(what, unit string, lines ...*graphLine) Graph {
	g := Graph{what: what, unit: unit}
	for _, l := range lines {
		if l.what, l.unit = what, unit; len(l.x) > 0 {
			g.lines = append(g.lines, l)
		}
	}
	return g
}

// RTT returns the round trips, at the time of the acknowledgments: one line for the client's data, which the server acknowledges, and one
// for the server's. They are those of Wireshark's tcp.analysis.ack_rtt, which measures from the capture's place to the end and back.
func (ss SegmentList) RTT() Graph {
	var lines []*graphLine
	for _, side := range sides {
		l := &graphLine{name: side[0] + "'s data", data: side[0]}
		for _, s := range ss {
			if s.Sender == side[1] && s.hasRTT {
				l.add(s, s.RTT.Seconds())
			}
		}
		lines = append(lines, l)
	}
	return graph("Round trip", "seconds", lines...)
}

// Throughput returns how fast data were sent, and how fast they were acknowledged, both in bits/s: at each segment those of the time
// window up to it, without what is exactly a window old, divided by the window. What was sent again counts again as sent.
func (ss SegmentList) Throughput(window time.Duration) Graph {
	if window <= 0 {
		panic(misuse.Textf("talk: Throughput(%v): want a time window longer than 0", window))
	}
	var lines []*graphLine
	for _, side := range sides {
		sent := &graphLine{name: side[0] + "'s data", data: side[0]}
		acked := &graphLine{name: side[0] + "'s data, acknowledged", data: side[0]}
		sending, acking := moving{window: window}, moving{window: window}
		highest := 1 // the SYN's number counts one
		for _, s := range ss {
			switch {
			case s.Sender == side[0] && s.Length > 0:
				sent.add(s, sending.rate(s, s.Length))
			case s.Sender == side[1] && s.acks && s.Ack > highest:
				acked.add(s, acking.rate(s, s.Ack-highest))
				highest = s.Ack
			}
		}
		lines = append(lines, sent, acked)
	}
	return graph("Throughput", "bits/s", lines...)
}

// moving adds up the bytes of a window of time.
type moving struct {
	window time.Duration
	in     []Segment
	sizes  []int
	sum    int
}

// rate adds a segment's bytes and returns the window's bits a second.
func (m *moving) rate(s Segment, bytes int) float64 {
	m.in, m.sizes, m.sum = append(m.in, s), append(m.sizes, bytes), m.sum+bytes
	for s.Since-m.in[0].Since >= m.window {
		m.sum -= m.sizes[0]
		m.in, m.sizes = m.in[1:], m.sizes[1:]
	}
	return float64(m.sum) * 8 / m.window.Seconds()
}

// Windows returns how much each end can take (Wireshark's tcp.window_size) and how much of the other's data is on its way to it and not
// acknowledged (tcp.analysis.bytes_in_flight). Where they meet the receiver is what limits the sender.
func (ss SegmentList) Windows() Graph {
	var lines []*graphLine
	for _, side := range sides {
		window := &graphLine{name: "window of the " + side[1], data: side[0]}
		flight := &graphLine{name: "in flight to the " + side[1], data: side[0]}
		for _, s := range ss {
			if s.Sender == side[1] {
				window.add(s, float64(s.Window))
			} else if s.InFlight > 0 {
				flight.add(s, float64(s.InFlight))
			}
		}
		lines = append(lines, window, flight)
	}
	return graph("Size", "bytes", lines...)
}

// FromClient keeps what tells of the client's data: how they travel, and what the server can take.
func (g Graph) FromClient() Graph { return g.of("client") }

// FromServer keeps what tells of the server's data.
func (g Graph) FromServer() Graph { return g.of("server") }

func (g Graph) of(side string) Graph {
	kept := g
	kept.lines = nil
	for _, l := range g.lines {
		if l.data == side {
			kept.lines = append(kept.lines, l)
		}
	}
	return kept
}

// Lines returns the lines, for plots.Line(title, g.Lines()...), Step and Scatter.
func (g Graph) Lines() []interface {
	Len() int
	XY(i int) (x, y float64)
} {
	lines := make([]interface {
		Len() int
		XY(i int) (x, y float64)
	}, len(g.lines))
	for i, l := range g.lines {
		lines[i] = l
	}
	return lines
}

// Table returns the points as a table: which line each is of, its packet, its time and its number.
func (g Graph) Table() *pcapnb.Table {
	var names []string
	var packets []int
	var x, y []float64
	for _, l := range g.lines {
		for i := range l.x {
			names, packets, x, y = append(names, l.name), append(packets, l.packets[i]), append(x, l.x[i]), append(y, l.y[i])
		}
	}
	return pcapnb.NewTable(pcapnb.NewColumn("line", "", names), pcapnb.NewColumn("packet", "", packets),
		pcapnb.NewColumn("time", "seconds", x), pcapnb.NewColumn(lowerFirst(g.what), g.unit, y))
}

func lowerFirst(s string) string {
	if s == "" {
		return ""
	}
	return string(s[0]|0x20) + s[1:]
}

// String returns the points as text, aligned in columns.
func (g Graph) String() string { return g.Table().String() }

// HTML returns the points as a plain <table>, everything in it escaped.
func (g Graph) HTML() string { return g.Table().HTML() }
