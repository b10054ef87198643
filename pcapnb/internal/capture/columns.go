package capture

import "slices"

// Columns hold one array per field, with no pointers in them, so that they can be mapped from a cache file and cost
// the garbage collector nothing. What is rarely asked for is read from the packet's bytes instead (header.go).
type Columns struct {
	Time   []int64  // ns since 1970
	Offset []uint64 // source number << offsetBits | byte offset of the packet in it

	Length, Captured []uint32
	Has              []uint32 // hasXxx bits: which other columns mean something
	MACSrc, MACDst   []uint32 // codes into Capture.MACs, or NoCode
	IPSrc, IPDst     []uint32 // codes into Capture.Addrs
	Seq, Ack         []uint32
	PayLen           []uint32 // transport payload as the headers tell, cut or not

	Iface            []uint16 // index into Info.Interfaces
	EtherType        []uint16
	L3, L4, Payload  []uint16 // offsets from the packet's first byte
	IPLen, Frag      []uint16 // Frag: flags and offset as in the header
	PortSrc, PortDst []uint16
	TCPFlags         []uint16

	TTL, TOS, IPProto, Protocol, Problem []uint8 // Protocol: Proto…; Problem: a dissect.Problem

	mem []byte // that newColumns asked for
}

const offsetBits = 40

// NoCode is the code of a row that has no value.
const NoCode = ^uint32(0)

// arena is the memory of columns with room for rows rows.
func (c *Columns) arena(mem []byte, rows int) {
	c.Time = cut[int64](&mem, rows)
	c.Offset = cut[uint64](&mem, rows)
	for _, p := range c.u32() {
		*p = cut[uint32](&mem, rows)
	}
	for _, p := range c.u16() {
		*p = cut[uint16](&mem, rows)
	}
	for _, p := range c.u8() {
		*p = cut[uint8](&mem, rows)
	}
}

func (c *Columns) u32() []*[]uint32 {
	return []*[]uint32{&c.Length, &c.Captured, &c.Has, &c.MACSrc, &c.MACDst, &c.IPSrc, &c.IPDst, &c.Seq, &c.Ack, &c.PayLen}
}

func (c *Columns) u16() []*[]uint16 {
	return []*[]uint16{&c.Iface, &c.EtherType, &c.L3, &c.L4, &c.Payload, &c.IPLen, &c.Frag,
		&c.PortSrc, &c.PortDst, &c.TCPFlags}
}

func (c *Columns) u8() []*[]uint8 {
	return []*[]uint8{&c.TTL, &c.TOS, &c.IPProto, &c.Protocol, &c.Problem}
}

// arenaBytes is how much memory columns of so many rows take.
func arenaBytes(rows int) int {
	total := 0
	for _, width := range columnWidths() {
		total += columnBytes(rows, width)
	}
	return total
}

func columnWidths() []int {
	var w []int
	for _, kind := range [][2]int{{8, 2}, {4, 10}, {2, 10}, {1, 5}} { // width, columns
		w = append(w, slices.Repeat(kind[:1], kind[1])...)
	}
	return w
}

// newColumns returns columns with room for rows rows.
func newColumns(rows int) Columns {
	c := Columns{mem: alignedBytes(arenaBytes(rows))}
	c.arena(c.mem, rows)
	return c
}

// free gives back the memory of columns that nobody will look at again.
func (c *Columns) free() {
	freeBytes(c.mem)
	*c = Columns{}
}

// trim cuts every column to n rows.
func (c *Columns) trim(n int) {
	c.Time, c.Offset = c.Time[:n], c.Offset[:n]
	for _, p := range c.u32() {
		*p = (*p)[:n]
	}
	for _, p := range c.u16() {
		*p = (*p)[:n]
	}
	for _, p := range c.u8() {
		*p = (*p)[:n]
	}
}

// copyRow makes row to that of other columns.
func (c *Columns) copyRow(to int, from *Columns, row int) {
	c.Time[to], c.Offset[to] = from.Time[row], from.Offset[row]
	copyAll(c.u32(), from.u32(), to, row)
	copyAll(c.u16(), from.u16(), to, row)
	copyAll(c.u8(), from.u8(), to, row)
}

func copyAll[V any](to, from []*[]V, at, row int) {
	for i := range to {
		(*to[i])[at] = (*from[i])[row]
	}
}

// permute returns columns whose row i is row order[i] of c.
func (c *Columns) permute(order []int32) Columns {
	g := newColumns(len(order))
	pick(g.Time, c.Time, order)
	pick(g.Offset, c.Offset, order)
	pickAll(g.u32(), c.u32(), order)
	pickAll(g.u16(), c.u16(), order)
	pickAll(g.u8(), c.u8(), order)
	return g
}

func pickAll[V any](to, from []*[]V, order []int32) {
	for i := range to {
		pick(*to[i], *from[i], order)
	}
}

func pick[V any](to, from []V, order []int32) {
	for i, row := range order {
		to[i] = from[row]
	}
}

// put copies the first n rows of other columns to row at and those after it.
func (c *Columns) put(at int, from *Columns, n int) {
	copy(c.Time[at:], from.Time[:n])
	copy(c.Offset[at:], from.Offset[:n])
	putAll(c.u32(), from.u32(), at, n)
	putAll(c.u16(), from.u16(), at, n)
	putAll(c.u8(), from.u8(), at, n)
}

func putAll[V any](to, from []*[]V, at, n int) {
	for i := range to {
		copy((*to[i])[at:], (*from[i])[:n])
	}
}
