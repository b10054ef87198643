package talk

import (
	"encoding/binary"
	"fmt"
	"math"
	"strings"

	"netlab/pcapnb"
	"netlab/pcapnb/internal/misuse"
)

// Features returns numbers of each conversation to learn from, a row a conversation. Columns that CICFlowMeter has are named as there and
// mean the same: sizes are of the payload, in bytes; times are in µs; Fwd is what A sent, Bwd what B sent. Std is with n-1. Where
// CICFlowMeter writes 0 for what is not there (the mean of no packets, the deviation of one), the cell is missing; FillMissing(0)
// makes them alike. Its own rules are left out: a conversation is not cut after 120 s.
//
// "Payload Entropy" is of an end's bytes as captured, in bits a byte: text has some 5, what is packed or encrypted near 8. For
// each of the first n packets there are "Size 1", below 0 where B sent it, and from the second on "Gap 2", the time since the one before.
func (cs ConversationList) Features(n int) *pcapnb.Table {
	if n < 0 {
		panic(misuse.Textf("talk: Features(%d): want how many packets to describe one by one, 0 or more", n))
	}
	cs = cs.inMemory("Features")
	sheet := featureSheet{rows: len(cs), at: make(map[string]int)}
	var f featured
	for i, c := range cs {
		sheet.row = i
		f.reset()
		f.read(c)
		f.write(&sheet, n)
	}
	ends := cs.Select(A, PortA, B, PortB, protocolOf, Start)
	columns := []*pcapnb.Column{}
	for k, name := range []string{"Src IP", "Src Port", "Dst IP", "Dst Port", "Protocol", "Timestamp"} {
		c := *ends.Column(ends.Columns()[k])
		c.Name = name
		columns = append(columns, &c)
	}
	for k, name := range sheet.names {
		columns = append(columns, pcapnb.NewColumn(name, sheet.units[k], sheet.values[k]))
	}
	return pcapnb.NewTable(columns...)
}

// protocolOf is the number of the transport protocol, as CICFlowMeter has it.
var protocolOf = pcapnb.NewOptionalNumber("protocol", "", func(c Conversation) (int, bool) {
	return map[Layer]int{TCP: 6, UDP: 17}[c.Layer], c.Layer <= UDP
})

// A featureSheet collects columns row by row; what is not set in a row is missing.
type featureSheet struct {
	rows, row    int
	at           map[string]int
	names, units []string
	values       [][]float64
}

func (s *featureSheet) set(name, unit string, v float64) {
	i, known := s.at[name]
	if !known {
		i = len(s.names)
		s.at[name] = i
		column := make([]float64, s.rows)
		for k := range column {
			column[k] = math.NaN()
		}
		s.names, s.units, s.values = append(s.names, name), append(s.units, unit), append(s.values, column)
	}
	s.values[i][s.row] = v
}

// featured is what one conversation's packets say; directions are 0 for A and 1 for B.
type featured struct {
	sizes    [2][]float64 // of payloads
	all      []float64    // of both, in order
	sent     []int        // by packet: who sent it
	gaps     []float64    // µs
	ownGaps  [2][]float64
	header   [2]float64
	flags    [2][len(flagLetters)]float64
	window   [2]float64
	withData [2]float64
	bytes    [2]byteCounts
	duration float64 // µs
}

// reset forgets the conversation before and keeps its memory.
func (f *featured) reset() {
	for d := range 2 {
		f.sizes[d], f.ownGaps[d] = f.sizes[d][:0], f.ownGaps[d][:0]
		f.bytes[d].reset()
	}
	f.all, f.sent, f.gaps = f.all[:0], f.sent[:0], f.gaps[:0]
	f.header, f.withData, f.window = [2]float64{}, [2]float64{}, [2]float64{-1, -1}
	f.flags = [2][len(flagLetters)]float64{}
}

// byteCounts counts bytes by value, those that follow each other in tables of their own: a processor waits where it counts
// the same value twice in a row.
type byteCounts struct {
	of   [4][256]int
	used bool
}

func (c *byteCounts) reset() {
	if c.used {
		*c = byteCounts{}
	}
}

func (c *byteCounts) add(b []byte) {
	c.used = c.used || len(b) > 0
	for ; len(b) >= 8; b = b[8:] {
		v := binary.LittleEndian.Uint64(b)
		c.of[0][byte(v)]++
		c.of[1][byte(v>>8)]++
		c.of[2][byte(v>>16)]++
		c.of[3][byte(v>>24)]++
		c.of[0][byte(v>>32)]++
		c.of[1][byte(v>>40)]++
		c.of[2][byte(v>>48)]++
		c.of[3][byte(v>>56)]++
	}
	for _, v := range b {
		c.of[0][v]++
	}
}

// sum returns how often each value was counted.
func (c *byteCounts) sum() (counts [256]int) {
	for v := range counts {
		counts[v] = c.of[0][v] + c.of[1][v] + c.of[2][v] + c.of[3][v]
	}
	return counts
}

// read takes the conversation's packets in order.
func (f *featured) read(c Conversation) {
	f.duration = micros(c.Duration.Nanoseconds())
	var last, first int64
	var lastOwn [2]int64
	for i := range c.hi - c.lo {
		p := c.from.pkts[c.from.rows[c.lo+i]]
		d := 1
		if c.fromA(p) {
			d = 0
		}
		size := float64(p.PayloadLen())
		f.sizes[d], f.all, f.sent = append(f.sizes[d], size), append(f.all, size), append(f.sent, d)
		if at := p.Time(); !at.IsZero() {
			now := at.UnixNano()
			if i == 0 {
				first = now
			}
			now -= first
			if i > 0 {
				f.gaps = append(f.gaps, micros(now-last))
			}
			if len(f.sizes[d]) > 1 {
				f.ownGaps[d] = append(f.ownGaps[d], micros(now-lastOwn[d]))
			}
			last, lastOwn[d] = now, now
		}
		if size > 0 {
			f.withData[d]++
		}
		f.segment(c, p, d)
		f.bytes[d].add(p.Payload())
	}
}

// segment takes what only TCP and UDP headers say.
func (f *featured) segment(c Conversation, p pcapnb.Packet, d int) {
	switch c.Layer {
	case UDP:
		f.header[d] += 8 // RFC 768
	case TCP:
		if n, ok := pcapnb.TCPHeaderLen.Of(p); ok {
			f.header[d] += float64(n)
		}
		for _, letter := range []byte(p.Flags()) {
			if at := strings.IndexByte(flagLetters, letter); at >= 0 {
				f.flags[d][at]++
			}
		}
		if f.window[d] < 0 {
			if w, ok := pcapnb.Window.Of(p); ok {
				f.window[d] = float64(w)
			}
		}
	}
}

// fromA tells whether A sent the packet.
func (c Conversation) fromA(p pcapnb.Packet) bool {
	if c.Layer == Ethernet {
		return p.MACSrc() == c.MACA
	}
	return p.IPSrc() == c.A && (c.Layer == IP || p.PortSrc() == c.PortA)
}

func micros(ns int64) float64 { return float64(ns) / 1e3 }

// flagLetters are TCP's flags by tcpdump's letters, and flagNames the same by CICFlowMeter's names.
const flagLetters = "FSRPAUCE"

var flagNames = [len(flagLetters)]string{"FIN", "SYN", "RST", "PSH", "ACK", "URG", "CWR", "ECE"}

const flagPush, flagUrgent = 3, 5 // their places

// write puts the numbers into their columns.
func (f *featured) write(s *featureSheet, n int) {
	seconds := f.duration / 1e6
	packets := float64(len(f.all))
	s.set("Flow Duration", "µs", f.duration)
	total := [2]float64{}
	for d, names := range [2]struct{ count, length, packet, gap string }{
		{"Total Fwd Packet", "Total Length of Fwd Packet", "Fwd Packet Length", "Fwd IAT"},
		{"Total Bwd packets", "Total Length of Bwd Packet", "Bwd Packet Length", "Bwd IAT"}} {
		total[d] = addUp(f.sizes[d])
		s.set(names.count, "", float64(len(f.sizes[d])))
		s.set(names.length, "bytes", total[d])
		s.spread(names.packet, "bytes", f.sizes[d])
		s.set(names.gap+" Total", "µs", addUp(f.ownGaps[d]))
		s.spread(names.gap, "µs", f.ownGaps[d])
	}
	s.spread("Packet Length", "bytes", f.all)
	s.spread("Flow IAT", "µs", f.gaps)
	rate := func(name, unit string, v float64) {
		if seconds > 0 {
			v /= seconds
		} else {
			v = math.NaN()
		}
		s.set(name, unit, v)
	}
	rate("Flow Bytes/s", "bytes/s", total[0]+total[1])
	rate("Flow Packets/s", "", packets)
	for d, way := range [2]string{"Fwd", "Bwd"} {
		rate(way+" Packets/s", "", float64(len(f.sizes[d])))
		s.set(way+" Header Length", "bytes", f.header[d])
		s.set(way+" PSH Flags", "", f.flags[d][flagPush])
		s.set(way+" URG Flags", "", f.flags[d][flagUrgent])
	}
	for i, name := range flagNames {
		s.set(name+" Flag Count", "", f.flags[0][i]+f.flags[1][i])
	}
	s.set("Down/Up Ratio", "", quotient(float64(len(f.sizes[1])), float64(len(f.sizes[0]))))
	s.set("Average Packet Size", "bytes", quotient(total[0]+total[1], packets))
	f.writeEnds(s)
	f.writeFirst(s, n)
}

// writeEnds puts what each end began with and how its bytes are spread.
func (f *featured) writeEnds(s *featureSheet) {
	for d, name := range [2]string{"FWD Init Win Bytes", "Bwd Init Win Bytes"} {
		if f.window[d] >= 0 {
			s.set(name, "bytes", f.window[d])
		} else {
			s.set(name, "bytes", math.NaN())
		}
	}
	s.set("Fwd Act Data Pkts", "", f.withData[0])
	for d, way := range [2]string{"Fwd", "Bwd"} {
		s.set(way+" Payload Entropy", "bits", entropy(f.bytes[d].sum()))
	}
}

// writeFirst describes the first n packets one by one.
func (f *featured) writeFirst(s *featureSheet, n int) {
	for i := range n {
		size, gap := math.NaN(), math.NaN()
		if i < len(f.all) {
			size = f.all[i]
			if f.sent[i] == 1 {
				size = -size
			}
		}
		s.set(fmt.Sprintf("Size %d", i+1), "bytes", size)
		if i == 0 {
			continue
		}
		if i <= len(f.gaps) && len(f.gaps) == len(f.all)-1 { // every packet has a time
			gap = f.gaps[i-1]
		}
		s.set(fmt.Sprintf("Gap %d", i+1), "µs", gap)
	}
}

// spread puts the max, min, mean and standard deviation (n-1) of numbers.
func (s *featureSheet) spread(name, unit string, values []float64) {
	least, most, mean, std := math.NaN(), math.NaN(), math.NaN(), math.NaN()
	if n := float64(len(values)); n > 0 {
		least, most = values[0], values[0]
		for _, v := range values {
			least, most = min(least, v), max(most, v)
		}
		mean = addUp(values) / n
		if n > 1 {
			squares := 0.0
			for _, v := range values {
				squares += (v - mean) * (v - mean)
			}
			std = math.Sqrt(squares / (n - 1))
		}
	}
	s.set(name+" Max", unit, most)
	s.set(name+" Min", unit, least)
	s.set(name+" Mean", unit, mean)
	s.set(name+" Std", unit, std)
	if name == "Packet Length" {
		s.set(name+" Variance", unit+"²", std*std)
	}
}

func addUp(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum
}

func quotient(a, b float64) float64 {
	if b == 0 {
		return math.NaN()
	}
	return a / b
}

// entropy is Shannon's, of single bytes, in bits a byte; NaN of none.
func entropy(counts [256]int) float64 {
	total := 0
	for _, n := range counts {
		total += n
	}
	if total == 0 {
		return math.NaN()
	}
	sum := 0.0
	for _, n := range counts {
		if n > 0 {
			share := float64(n) / float64(total)
			sum -= share * math.Log2(share)
		}
	}
	return max(sum, 0)
}
