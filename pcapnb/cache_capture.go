package pcapnb

import (
	"bytes"
	"context"
	"os"
	"unsafe"

	"netlab/pcapnb/internal/capfile"
)

// cached returns the capture that slot holds, or nil. src is the capture file itself, where the bytes of an unpacked
// one are.
func cached(slot *cacheSlot, src *capfile.Source, path string) *capture {
	if slot == nil {
		return nil
	}
	b := slot.open(columnsKind)
	if b == nil {
		return nil
	}
	c := b.capture(slot, src, path)
	if c == nil {
		capfile.UnmapFile(b.file)
	}
	return c
}

// capture is what the box holds for slot, or nil where that contradicts itself.
func (b *box) capture(slot *cacheSlot, src *capfile.Source, path string) *capture {
	c := &capture{slot: slot}
	var sizes []int
	var addrs, macs int
	x := &exchange{data: []byte(b.meta), reading: true}
	x.capture(c, &addrs, &macs, &sizes)
	body := b.body.data
	if x.bad || !slot.still(src.Raw) || c.n < 0 || c.n > len(body) || addrs < 0 || addrs > len(body) || macs < 0 || macs > len(body) ||
		len(body) != arenaBytes(c.n)+columnBytes(addrs, int(unsafe.Sizeof(address{})))+columnBytes(macs, 8) {
		return nil
	}
	c.arena(body[:arenaBytes(c.n)], c.n)
	body = body[arenaBytes(c.n):]
	c.addrs, c.macs = carve[address](&body, addrs), carve[mac48](&body, macs)
	c.info.Path = path
	if c.info.Err != nil {
		c.info.Err.Path = path
	}
	if c.bytes = [][]byte{src.Data}; src.Packed != "" {
		c.bytes, c.openBytes = nil, func() [][]byte { return b.unpacked(sizes, src.Raw, slot.limits) }
	}
	return c
}

// unpacked returns the windows of a packed capture: those in the box, or if they are damaged unpacked again.
func (b *box) unpacked(sizes []int, raw []byte, limits capfile.Limits) [][]byte {
	if b.check(b.extra) {
		var windows [][]byte
		rest := b.extra.data
		for _, n := range sizes {
			if n < 0 || n > len(rest) {
				return nil // no writer of ours counts so
			}
			windows, rest = append(windows, rest[:n:n]), rest[n:]
		}
		return windows
	}
	os.Remove(b.path)
	src, err := capfile.NewStream(bytes.NewReader(raw), limits)
	if err != nil {
		return nil
	}
	defer src.Close()
	c, _ := decodeSource(context.Background(), src, limits, "") // the error is known
	return c.bytes
}

// store puts c into the cache. What a capture that changed during the load held nobody can tell.
func (c *capture) store(slot *cacheSlot, src *capfile.Source) {
	if slot == nil || c.n < cacheRules.from || !slot.still(src.Raw) {
		return
	}
	if src.Packed != "" && c.info.Secrets > 0 { // the box would hold the unpacked file, secrets and all
		return
	}
	c.slot = slot
	var windows [][]byte
	var sizes []int
	if src.Packed != "" {
		windows = c.bytes
	}
	for _, w := range windows {
		sizes = append(sizes, len(w))
	}
	addrs, macs := len(c.addrs), len(c.macs)
	x := &exchange{}
	x.capture(c, &addrs, &macs, &sizes)
	slot.put(columnsKind, boxParts(slot.identity, string(x.data), c.parts(), windows))
}

// cachedStreams are the numbers of the TCP streams that the cache holds for c, or nil.
func (c *capture) cachedStreams() []uint32 {
	if c.slot == nil {
		return nil
	}
	b := c.slot.open(streamsKind)
	if b == nil || len(b.body.data) != 4*c.n {
		return nil
	}
	return unsafe.Slice((*uint32)(unsafe.Pointer(unsafe.SliceData(b.body.data))), c.n)
}

// storeStreams puts the numbers of the TCP streams into the cache, for captures that are in it.
func (c *capture) storeStreams() {
	if c.slot != nil {
		c.slot.put(streamsKind, boxParts(c.slot.identity, "", [][]byte{memory(c.memo.tcp)}, nil))
	}
}

// parts are the bytes of the columns, as arena wants them, and of the dictionaries.
func (c *capture) parts() [][]byte {
	columns := [][]byte{memory(c.time), memory(c.offset)}
	for _, p := range c.u32() {
		columns = append(columns, memory(*p))
	}
	for _, p := range c.u16() {
		columns = append(columns, memory(*p))
	}
	for _, p := range c.u8() {
		columns = append(columns, *p)
	}
	var parts [][]byte
	for _, col := range append(columns, memory(c.addrs), memory(c.macs)) {
		parts = append(parts, col, make([]byte, padded(len(col), columnAlign)-len(col)))
	}
	return parts
}

// memory is the bytes of values without pointers.
func memory[V any](values []V) []byte {
	var v V
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(values))), len(values)*int(unsafe.Sizeof(v)))
}

// capture exchanges what a load found out besides the columns.
func (x *exchange) capture(c *capture, addrs, macs *int, windows *[]int) {
	x.number(&c.n)
	x.number(addrs)
	x.number(macs)
	list(x, windows, x.number)
	i := &c.info
	x.text(&i.Format)
	x.text(&i.Packed)
	list(x, &i.Interfaces, x.iface)
	list(x, &i.Comments, func(c *capfile.Comment) { x.number(&c.Packet); x.text(&c.Text) })
	list(x, &i.Names, func(n *capfile.Name) { x.text(&n.Addr); x.text(&n.Name) })
	x.number(&i.Secrets)
	exchangeNumber(x, &i.Size)
	exchangeNumber(x, &i.Trailing)
	stopped := i.Err != nil
	if x.flag(&stopped); !stopped {
		return
	}
	if x.reading {
		i.Err = &LoadError{}
	}
	e := i.Err
	x.number(&e.Packet)
	exchangeNumber(x, &e.Offset)
	x.text(&e.Reason)
	x.number(&e.Read)
	x.flag(&e.Cut)
}

func (x *exchange) iface(i *Interface) {
	exchangeNumber(x, &i.LinkType)
	x.number(&i.SnapLen)
	x.text(&i.Name)
	x.text(&i.Description)
	x.text(&i.Filter)
	x.text(&i.OS)
	x.text(&i.Comment)
	x.text(&i.About)
	x.number(&i.FCSLen)
	x.number(&i.section)
}

func exchangeNumber[N ~int | ~int64 | ~uint16 | ~uint32](x *exchange, v *N) {
	n := int(*v)
	x.number(&n)
	*v = N(n)
}
