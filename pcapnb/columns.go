package pcapnb

import (
	"slices"
	"unsafe"

	"netlab/pcapnb/internal/dissect"
)

// columns hold one array per field, with no pointers in them, so that they can be mapped from a cache file and cost
// the garbage collector nothing. What is rarely asked for is read from the packet's bytes instead (header.go).
type columns struct {
	time   []int64  // ns since 1970
	offset []uint64 // source number << offsetBits | byte offset of the packet in it

	length, captured []uint32
	has              []uint32 // hasXxx bits: which other columns mean something
	macSrc, macDst   []uint32 // codes into capture.macs
	ipSrc, ipDst     []uint32 // codes into capture.addrs
	seq, ack         []uint32
	payLen           []uint32 // transport payload as the headers tell, cut or not

	iface            []uint16 // index into capture.interfaces
	etherType        []uint16
	l3, l4, payload  []uint16 // offsets from the packet's first byte
	ipLen, frag      []uint16 // frag: flags and offset as in the header
	portSrc, portDst []uint16
	tcpFlags         []uint16

	ttl, tos, ipProto, protocol, problem []uint8

	mem []byte // that newColumns asked for
}

const offsetBits = 40

// Bits of columns.has.
const (
	hasTime      = dissect.HasTime
	hasEther     = dissect.HasEther
	hasEtherType = dissect.HasEtherType
	hasVLAN      = dissect.HasVLAN
	hasIPv4      = dissect.HasIPv4
	hasIPv6      = dissect.HasIPv6
	hasIP        = dissect.HasIP
	hasFragment  = dissect.HasFragment
	hasWhole     = dissect.HasWhole
	hasTransport = dissect.HasTransport
	hasPorts     = dissect.HasPorts
	hasTCP       = dissect.HasTCP
	hasSegment   = dissect.HasSegment
	hasUDP       = dissect.HasUDP
	hasICMP      = dissect.HasICMP
	hasICMPv6    = dissect.HasICMPv6
	hasARP       = dissect.HasARP
	hasDNS       = dissect.HasDNS
	hasCut       = dissect.HasCut
	hasTunnel    = dissect.HasTunnel
)

// arena is the memory behind columns with room for rows rows.
func (c *columns) arena(mem []byte, rows int) {
	c.time = carve[int64](&mem, rows)
	c.offset = carve[uint64](&mem, rows)
	for _, p := range c.u32() {
		*p = carve[uint32](&mem, rows)
	}
	for _, p := range c.u16() {
		*p = carve[uint16](&mem, rows)
	}
	for _, p := range c.u8() {
		*p = carve[uint8](&mem, rows)
	}
}

func (c *columns) u32() []*[]uint32 {
	return []*[]uint32{&c.length, &c.captured, &c.has, &c.macSrc, &c.macDst, &c.ipSrc, &c.ipDst, &c.seq, &c.ack, &c.payLen}
}

func (c *columns) u16() []*[]uint16 {
	return []*[]uint16{&c.iface, &c.etherType, &c.l3, &c.l4, &c.payload, &c.ipLen, &c.frag,
		&c.portSrc, &c.portDst, &c.tcpFlags}
}

func (c *columns) u8() []*[]uint8 {
	return []*[]uint8{&c.ttl, &c.tos, &c.ipProto, &c.protocol, &c.problem}
}

const columnAlign = 64

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

func columnBytes(rows, width int) int { return padded(rows*width, columnAlign) }

// carve takes the next column of n values from mem.
func carve[V any](mem *[]byte, n int) []V {
	var v V
	width := int(unsafe.Sizeof(v))
	size := columnBytes(n, width)
	if size == 0 {
		return nil
	}
	col := unsafe.Slice((*V)(unsafe.Pointer(unsafe.SliceData(*mem))), n)
	*mem = (*mem)[size:]
	return col
}

// newColumns returns columns with room for rows rows.
func newColumns(rows int) columns {
	c := columns{mem: alignedBytes(arenaBytes(rows))}
	c.arena(c.mem, rows)
	return c
}

// free gives back the memory of columns that nobody will look at again.
func (c *columns) free() {
	freeBytes(c.mem)
	*c = columns{}
}

// trim cuts every column to n rows.
func (c *columns) trim(n int) {
	c.time, c.offset = c.time[:n], c.offset[:n]
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

// permute returns columns whose row i is row order[i] of c.
func (c *columns) permute(order []int32) columns {
	g := newColumns(len(order))
	pick(g.time, c.time, order)
	pick(g.offset, c.offset, order)
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

// put copies the first n rows of other columns to row at and behind.
func (c *columns) put(at int, from *columns, n int) {
	copy(c.time[at:], from.time[:n])
	copy(c.offset[at:], from.offset[:n])
	putAll(c.u32(), from.u32(), at, n)
	putAll(c.u16(), from.u16(), at, n)
	putAll(c.u8(), from.u8(), at, n)
}

func putAll[V any](to, from []*[]V, at, n int) {
	for i := range to {
		copy((*to[i])[at:], (*from[i])[:n])
	}
}
