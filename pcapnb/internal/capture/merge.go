package capture

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"netlab/pcapnb/internal/capfile"
	"netlab/pcapnb/internal/dissect"
)

// merge joins captures into one in the order of [Place]: each file's packets stay in its own order, and next comes the
// packet with the earliest time, as with mergecap. Packets of the same time are in the order of their files, which is that
// of the files' first packets. What it was made of cannot be used any more.
//
// Interfaces that are alike count once where all have no numbers; more than there are numbers are an error.
func merge(captures []*Capture) (*Capture, error) {
	if len(captures) == 1 {
		return captures[0], nil
	}
	m := &Capture{Info: captures[0].Info, As: captures[0].As}
	for _, c := range captures[1:] {
		m.As.Keys = m.As.Keys.Join(c.As.Keys)
	}
	m.Info.Path, m.Info.Interfaces, m.Info.Comments, m.Info.Names = mergedPath(captures), nil, nil, nil
	m.Info.Size, m.Info.Trailing, m.Info.Secrets = 0, 0, 0
	captures = inFileOrder(captures)
	numbers, err := m.adoptInterfaces(captures)
	if err != nil {
		return nil, err
	}
	for _, c := range captures {
		m.N += c.N
	}
	m.Columns = newColumns(m.N)
	m.trim(m.N)
	addrs, macs := &dict[Address]{}, &dict[MAC48]{}
	at := 0
	when := make([]int64, 0, m.N)
	for i, c := range captures {
		when = c.clock(when)
		m.adopt(c, at, addrs, macs, numbers[i])
		at += c.N
		c.Columns.free()
	}
	order := make([]int32, m.N)
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(when[a], when[b]) })
	unordered := m.Columns
	m.Columns = unordered.permute(order)
	unordered.free()
	m.moveComments(order)
	m.finish(m.N, newDecoder(nil, addrs, macs, linksOf(m.Info.Interfaces)).decodeAs(m.As), dissect.NewAssembler().DecodeAs(m.As))
	return m, nil
}

// mostInterfaces is how many interfaces the rows of a capture can tell apart.
const mostInterfaces = 1 << 16

// adoptInterfaces takes the interfaces of captures over, and returns for each capture its interfaces' numbers.
func (m *Capture) adoptInterfaces(captures []*Capture) (numbers [][]uint16, err error) {
	total := 0
	for _, c := range captures {
		total += len(c.Info.Interfaces)
	}
	known := make(map[capfile.Interface]uint16)
	for _, c := range captures {
		of := make([]uint16, len(c.Info.Interfaces))
		for i, one := range c.Info.Interfaces {
			number, alike := known[one]
			if !alike || total <= mostInterfaces {
				if len(m.Info.Interfaces) == mostInterfaces {
					return nil, &Error{Path: m.Info.Path, Reason: fmt.Sprintf("together more than %d interfaces: load fewer files at once", mostInterfaces)}
				}
				number = uint16(len(m.Info.Interfaces))
				known[one] = number
				m.Info.Interfaces = append(m.Info.Interfaces, one)
			}
			of[i] = number
		}
		numbers = append(numbers, of)
	}
	return numbers, nil
}

// inFileOrder sorts captures by their first packets' times, and by name where these are equal.
func inFileOrder(captures []*Capture) []*Capture {
	first := func(c *Capture) int64 {
		if c.N == 0 || c.Has[0]&dissect.HasTime == 0 {
			return math.MinInt64
		}
		return c.Time[0]
	}
	captures = slices.Clone(captures)
	slices.SortStableFunc(captures, func(a, b *Capture) int {
		return cmp.Or(cmp.Compare(first(a), first(b)), strings.Compare(a.Info.Path, b.Info.Path))
	})
	return captures
}

// clock appends for each row the latest time up to it: a packet whose time runs backwards keeps its place in its file.
func (c *Capture) clock(when []int64) []int64 {
	at := int64(math.MinInt64)
	for i := range c.N {
		if c.Has[i]&dissect.HasTime != 0 {
			at = max(at, c.Time[i])
		}
		when = append(when, at)
	}
	return when
}

func mergedPath(captures []*Capture) string {
	var paths []string
	for _, c := range captures {
		paths = append(paths, c.Info.Path)
	}
	return strings.Join(paths, ", ")
}

// adopt copies c's rows to row at of m, with m's numbers for addresses, interfaces and sources.
func (m *Capture) adopt(c *Capture, at int, addrs *dict[Address], macs *dict[MAC48], ifaces []uint16) {
	m.put(at, &c.Columns, c.N)
	recode(m.IPSrc[at:at+c.N], c.Addrs, addrs)
	recode(m.IPDst[at:at+c.N], c.Addrs, addrs)
	recode(m.MACSrc[at:at+c.N], c.MACs, macs)
	recode(m.MACDst[at:at+c.N], c.MACs, macs)
	source := uint64(len(m.sources)) << offsetBits
	for i := at; i < at+c.N; i++ {
		m.Iface[i] = ifaces[m.Iface[i]]
		m.Offset[i] += source
	}
	for _, comment := range c.Info.Comments {
		comment.Packet += at
		m.Info.Comments = append(m.Info.Comments, comment)
	}
	c.source(0) // opens the bytes where they are not open yet
	m.sources = append(m.sources, c.sources...)
	for range c.sources {
		m.paths = append(m.paths, c.Info.Path)
	}
	m.Info.Names = append(m.Info.Names, c.Info.Names...)
	m.Info.Size += c.Info.Size
	m.Info.Trailing += c.Info.Trailing
	m.Info.Secrets += c.Info.Secrets
	if m.Info.Err == nil {
		m.Info.Err = c.Info.Err
	}
}

// recode replaces codes into values by codes into d.
func recode[V hashed](col []uint32, values []V, d *dict[V]) {
	to := make([]uint32, len(values))
	for i, v := range values {
		to[i] = d.code(v)
	}
	for i, code := range col {
		if code < uint32(len(to)) {
			col[i] = to[code]
		}
	}
}

func (m *Capture) moveComments(order []int32) {
	row := make(map[int]int)
	for i, old := range order {
		row[int(old)] = i
	}
	for i := range m.Info.Comments {
		m.Info.Comments[i].Packet = row[m.Info.Comments[i].Packet]
	}
	slices.SortStableFunc(m.Info.Comments, func(a, b capfile.Comment) int { return a.Packet - b.Packet })
}
