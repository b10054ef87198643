package pcapnb

import (
	"cmp"
	"slices"
	"strings"

	"netlab/pcapnb/internal/capfile"
	"netlab/pcapnb/internal/dissect"
)

// merge joins captures into one in time order; rows of the same time keep the order of their files. What it was made of
// cannot be used any more.
func merge(captures []*capture) *capture {
	if len(captures) == 1 {
		return captures[0]
	}
	m := &capture{info: captures[0].info}
	m.info.Path, m.info.Interfaces = mergedPath(captures), nil
	m.info.Size, m.info.Trailing, m.info.Secrets = 0, 0, 0
	for _, c := range captures {
		m.n += c.n
	}
	m.columns = newColumns(m.n)
	m.trim(m.n)
	addrs, macs := &dict[address]{}, &dict[mac48]{}
	at := 0
	for _, c := range captures {
		m.adopt(c, at, addrs, macs)
		at += c.n
		c.columns.free()
	}
	order := make([]int32, m.n)
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(m.time[a], m.time[b]) })
	unordered := m.columns
	m.columns = unordered.permute(order)
	unordered.free()
	m.moveComments(order)
	var links []uint32
	for _, i := range m.info.Interfaces {
		links = append(links, uint32(i.LinkType))
	}
	m.finish(m.n, newDecoder(nil, addrs, macs, links), dissect.NewAssembler())
	return m
}

func mergedPath(captures []*capture) string {
	var paths []string
	for _, c := range captures {
		paths = append(paths, c.info.Path)
	}
	return strings.Join(paths, ", ")
}

// adopt copies c's rows to row at of m, with m's numbers for addresses, interfaces and sources.
func (m *capture) adopt(c *capture, at int, addrs *dict[address], macs *dict[mac48]) {
	m.put(at, &c.columns, c.n)
	recode(m.ipSrc[at:at+c.n], c.addrs, addrs)
	recode(m.ipDst[at:at+c.n], c.addrs, addrs)
	recode(m.macSrc[at:at+c.n], c.macs, macs)
	recode(m.macDst[at:at+c.n], c.macs, macs)
	iface, source := uint16(len(m.info.Interfaces)), uint64(len(m.bytes))<<offsetBits
	for i := at; i < at+c.n; i++ {
		m.iface[i] += iface
		m.offset[i] += source
	}
	for _, comment := range c.info.Comments {
		comment.Packet += at
		m.info.Comments = append(m.info.Comments, comment)
	}
	c.source(0) // opens the bytes where they are not open yet
	m.bytes = append(m.bytes, c.bytes...)
	m.info.Interfaces = append(m.info.Interfaces, c.info.Interfaces...)
	m.info.Names = append(m.info.Names, c.info.Names...)
	m.info.Size += c.info.Size
	m.info.Trailing += c.info.Trailing
	m.info.Secrets += c.info.Secrets
	if m.info.Err == nil {
		m.info.Err = c.info.Err
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

func (m *capture) moveComments(order []int32) {
	row := make(map[int]int)
	for i, old := range order {
		row[int(old)] = i
	}
	for i := range m.info.Comments {
		m.info.Comments[i].Packet = row[m.info.Comments[i].Packet]
	}
	slices.SortStableFunc(m.info.Comments, func(a, b capfile.Comment) int { return a.Packet - b.Packet })
}
