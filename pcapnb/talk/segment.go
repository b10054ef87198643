package talk

import (
	"math"
	"strconv"
	"strings"
	"time"

	"netlab/pcapnb"
)

// A Segment is one TCP segment of a stream and what Wireshark's TCP analysis finds in it.
type Segment struct {
	Packet   int           `col:"packet"`
	Time     time.Time     `col:"datetime,omitzero"`
	Since    time.Duration `col:"time"`                // since the stream's first segment
	Sender   string        `col:"sender"`              // "client" or "server"
	Flags    string        `col:"flags"`               // as tcpdump writes them
	Seq      int           `col:"seq"`                 // counted from the first of its direction (tcp.seq)
	Ack      int           `col:"ack"`                 // likewise (tcp.ack)
	Length   int           `col:"length" unit:"bytes"` // of its data (tcp.len)
	Window   int           `col:"window" unit:"bytes"` // how much its sender can take, scaled (tcp.window_size)
	InFlight int           `col:"in flight,omitzero"`  // bytes sent and not acknowledged (tcp.analysis.bytes_in_flight)
	RTT      time.Duration `col:"rtt,omitzero"`        // from the data to this acknowledgment of it (tcp.analysis.ack_rtt)
	Found    string        `col:"found,omitzero"`      // "retransmission", "zero window" …, joined by commas

	sack   [][2]float64
	acks   bool // it has an acknowledgment number
	hasRTT bool
	ends   *[2]string
}

// The fields of segments, to filter, sort, group and plot by.
var (
	// SegPacket is the number of the segment's packet.
	SegPacket = pcapnb.NewOptionalNumber("packet", "", func(s Segment) (int, bool) { return s.Packet, s.Packet > 0 })
	// SegTime is when the segment was captured, in seconds since the stream's first one.
	SegTime = pcapnb.NewOptionalMeasure("time", "seconds", func(s Segment) (float64, bool) { return s.Since.Seconds(), !s.Time.IsZero() })
	// SegSender is who sent it: "client" or "server".
	SegSender = pcapnb.NewKey("sender", func(s Segment) string { return s.Sender })
	// SegLength is the size of the segment's data.
	SegLength = pcapnb.NewNumber("length", "bytes", func(s Segment) int { return s.Length })
	// SegWindow is how much its sender can take, as Wireshark's tcp.window_size.
	SegWindow = pcapnb.NewNumber("window", "bytes", func(s Segment) int { return s.Window })
	// SegInFlight is how much of its sender's data is not acknowledged, as tcp.analysis.bytes_in_flight; segments without data lack it.
	SegInFlight = pcapnb.NewOptionalNumber("in flight", "bytes", func(s Segment) (int, bool) { return s.InFlight, s.InFlight > 0 })
	// SegRTT is the time from data to this acknowledgment of it, as tcp.analysis.ack_rtt.
	SegRTT = pcapnb.NewOptionalMeasure("rtt", "seconds", func(s Segment) (float64, bool) { return s.RTT.Seconds(), s.hasRTT })
	// SegFound is what is remarkable about the segment, as tcp.analysis.flags: "retransmission", "duplicate ack" …, joined by commas.
	SegFound = pcapnb.NewOptionalKey("found", func(s Segment) (string, bool) { return s.Found, s.Found != "" })
)

// A SegmentList is the segments of a TCP stream in order: an ordinary slice with the verbs as methods. plots.TimeSequence and
// plots.TCPTrace draw it.
type SegmentList []Segment

// Segments returns the segments of a TCP stream with their windows, round trips and findings: what Wireshark's TCP stream graphs show.
func Segments(s *pcapnb.Stream) SegmentList {
	if len(s.Packets) == 0 {
		return nil
	}
	names := append([]string{"tcp.seq", "tcp.ack", "tcp.len", "tcp.window_size", "tcp.analysis.bytes_in_flight", "tcp.analysis.ack_rtt",
		"tcp.options.sack_le", "tcp.options.sack_re"}, findings...)
	t := s.Packets.Fields(names...)
	read := func(name string) func(row int) (float64, bool) { return lastNumber(t.Column(name)) }
	seq, ack, length, window := read("tcp.seq"), read("tcp.ack"), read("tcp.len"), read("tcp.window_size")
	flight, rtt := read("tcp.analysis.bytes_in_flight"), read("tcp.analysis.ack_rtt")
	client, server := s.Names()
	ends := &[2]string{client, server}
	list := make(SegmentList, 0, len(s.Packets))
	var first time.Time
	for i, p := range s.Packets {
		if first.IsZero() {
			first = p.Time()
		}
		g := Segment{Packet: p.Number(), Time: p.Time(), Sender: "server", Flags: p.Flags(), ends: ends, acks: strings.Contains(p.Flags(), "A")}
		if s.FromClient(p) {
			g.Sender = "client"
		}
		if !g.Time.IsZero() {
			g.Since = g.Time.Sub(first)
		}
		g.Seq, g.Ack, g.Length, g.Window, g.InFlight = whole(seq(i)), whole(ack(i)), whole(length(i)), whole(window(i)), whole(flight(i))
		var took float64
		took, g.hasRTT = rtt(i)
		g.RTT = time.Duration(math.Round(took * 1e9))
		g.sack = sackBlocks(t.Column("tcp.options.sack_le"), t.Column("tcp.options.sack_re"), i)
		g.Found = found(t, i)
		list = append(list, g)
	}
	return list
}

// findings are the fields of what is remarkable about a segment.
var findings = []string{"tcp.analysis.retransmission", "tcp.analysis.fast_retransmission", "tcp.analysis.spurious_retransmission",
	"tcp.analysis.out_of_order", "tcp.analysis.lost_segment", "tcp.analysis.ack_lost_segment", "tcp.analysis.duplicate_ack",
	"tcp.analysis.window_update", "tcp.analysis.window_full", "tcp.analysis.zero_window", "tcp.analysis.zero_window_probe",
	"tcp.analysis.zero_window_probe_ack", "tcp.analysis.keep_alive", "tcp.analysis.keep_alive_ack", "tcp.analysis.reused_ports"}

// found names what is remarkable in a row.
func found(t *pcapnb.Table, row int) string {
	var said []string
	for _, name := range findings {
		if t.Column(name).Has(row) {
			said = append(said, strings.ReplaceAll(strings.TrimPrefix(name, "tcp.analysis."), "_", " "))
		}
	}
	return strings.Join(said, ", ")
}

// lastNumber reads a column of numbers; of several, as a packet in a tunnel has, the innermost.
func lastNumber(c *pcapnb.Column) func(row int) (float64, bool) {
	return func(row int) (float64, bool) {
		if v, ok := c.Number(row); ok {
			return v, true
		}
		all := numbersIn(c, row)
		if len(all) == 0 {
			return 0, false
		}
		return all[len(all)-1], true
	}
}

// numbersIn reads a cell of numbers joined by commas.
func numbersIn(c *pcapnb.Column, row int) []float64 {
	v, ok := c.Value(row)
	if !ok {
		return nil
	}
	if n, ok := c.Number(row); ok {
		return []float64{n}
	}
	text, _ := v.(string)
	var all []float64
	for part := range strings.SplitSeq(text, ",") {
		if n, err := strconv.ParseFloat(part, 64); err == nil {
			all = append(all, n)
		}
	}
	return all
}

func whole(v float64, _ bool) int { return int(v) }

// sackBlocks are what a segment acknowledges selectively (RFC 2018 section 3).
func sackBlocks(left, right *pcapnb.Column, row int) [][2]float64 {
	lefts, rights := numbersIn(left, row), numbersIn(right, row)
	var blocks [][2]float64
	for i := range min(len(lefts), len(rights)) {
		blocks = append(blocks, [2]float64{lefts[i], rights[i]})
	}
	return blocks
}

// Len returns the number of segments.
func (ss SegmentList) Len() int { return len(ss) }

// Segment returns segment i for a time-sequence graph: time in Unix seconds, numbers, payload in bytes, and who sent it.
func (ss SegmentList) Segment(i int) (t, seq, ack, length float64, fromClient bool) {
	s := ss[i]
	t, ack = math.NaN(), math.NaN()
	if !s.Time.IsZero() {
		t = float64(s.Time.Unix()) + float64(s.Time.Nanosecond())/1e9
	}
	if s.acks {
		ack = float64(s.Ack)
	}
	return t, float64(s.Seq), ack, float64(s.Length), s.Sender == "client"
}

// Number returns the number of segment i's packet.
func (ss SegmentList) Number(i int) int { return ss[i].Packet }

// Retransmission tells whether segment i was sent again, as Wireshark finds it.
func (ss SegmentList) Retransmission(i int) bool {
	return strings.Contains(ss[i].Found, "retransmission")
}

// Window returns how many bytes the sender of segment i can take beyond what it acknowledges.
func (ss SegmentList) Window(i int) float64 { return float64(ss[i].Window) }

// SACK returns the first and the last sequence number, exclusive, of each block that segment i acknowledges selectively.
func (ss SegmentList) SACK(i int) [][2]float64 { return ss[i].sack }

// Names returns the two ends as text, for a graph's legend.
func (ss SegmentList) Names() (client, server string) {
	if len(ss) == 0 || ss[0].ends == nil {
		return "client", "server"
	}
	return ss[0].ends[0], ss[0].ends[1]
}

// Head returns the first n segments, or all where there are fewer.
func (ss SegmentList) Head(n int) SegmentList { return pcapnb.Head(ss, n) }

// Filter returns the segments that match all of conds.
func (ss SegmentList) Filter(conds ...pcapnb.Cond[Segment]) SegmentList {
	return pcapnb.Filter(ss, conds...)
}

// SortDesc returns the segments in descending order of fields. Ties keep their order, missing comes last.
func (ss SegmentList) SortDesc(fields ...pcapnb.Field[Segment]) SegmentList {
	return pcapnb.SortDesc(ss, fields...)
}

// Select returns a table of the segments with one column a field.
func (ss SegmentList) Select(fields ...pcapnb.Field[Segment]) *pcapnb.Table {
	return pcapnb.Select(ss, fields...)
}

// Table returns the segments as a table.
func (ss SegmentList) Table() *pcapnb.Table { return pcapnb.TableOf([]Segment(ss)) }

// String returns the segments as text, aligned in columns.
func (ss SegmentList) String() string { return ss.Table().String() }

// HTML returns the segments as a plain <table>, everything in it escaped.
func (ss SegmentList) HTML() string { return ss.Table().HTML() }
