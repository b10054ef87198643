package capture

import (
	"bytes"
	"context"
	"os"
	"unsafe"

	"netlab/pcapnb/internal/capfile"
)

// cached returns the capture that slot holds, or nil. src is the capture file itself, where the bytes of an unpacked
// one are.
func cached(slot *cacheSlot, src *capfile.Source, path string) *Capture {
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
func (b *box) capture(slot *cacheSlot, src *capfile.Source, path string) *Capture {
	c := &Capture{slot: slot}
	var sizes []int
	var addrs, macs int
	x := &exchange{data: []byte(b.meta), reading: true}
	x.capture(c, &addrs, &macs, &sizes)
	body := b.body.data
	if x.bad || !slot.still(src.Raw) || c.N < 0 || c.N > len(body) || addrs < 0 || addrs > len(body) || macs < 0 || macs > len(body) ||
		len(body) != arenaBytes(c.N)+columnBytes(addrs, int(unsafe.Sizeof(Address{})))+columnBytes(macs, 8) {
		return nil
	}
	c.arena(body[:arenaBytes(c.N)], c.N)
	body = body[arenaBytes(c.N):]
	c.Addrs, c.MACs = cut[Address](&body, addrs), cut[MAC48](&body, macs)
	c.Info.Path = path
	if c.Info.Err != nil {
		c.Info.Err.Path = path
	}
	if c.sources = [][]byte{src.Data}; src.Packed != "" {
		c.sources, c.openSources = nil, func() [][]byte { return b.unpacked(sizes, src.Raw, slot.limits) }
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
	return c.sources
}

// store puts c into the cache. What a capture that changed during the load held nobody can tell.
func (c *Capture) store(slot *cacheSlot, src *capfile.Source) {
	if slot == nil || c.N < CacheRules.From || !slot.still(src.Raw) {
		return
	}
	if src.Packed != "" && c.Info.Secrets > 0 { // the box would hold the unpacked file, secrets and all
		return
	}
	c.slot = slot
	var windows [][]byte
	var sizes []int
	if src.Packed != "" {
		windows = c.sources
	}
	for _, w := range windows {
		sizes = append(sizes, len(w))
	}
	addrs, macs := len(c.Addrs), len(c.MACs)
	x := &exchange{}
	x.capture(c, &addrs, &macs, &sizes)
	slot.put(columnsKind, boxParts(slot.identity, string(x.data), c.parts(), windows))
}

// cachedStreams are the numbers of the TCP streams that the cache holds for c, or nil.
func (c *Capture) cachedStreams() []uint32 {
	if c.slot == nil {
		return nil
	}
	b := c.slot.open(streamsKind)
	if b == nil || len(b.body.data) != 4*c.N {
		return nil
	}
	return unsafe.Slice((*uint32)(unsafe.Pointer(unsafe.SliceData(b.body.data))), c.N)
}

// storeStreams puts the numbers of the TCP streams into the cache, for captures that are in it.
func (c *Capture) storeStreams() {
	if c.slot != nil {
		c.slot.put(streamsKind, boxParts(c.slot.identity, "", [][]byte{memory(c.streams.numbers)}, nil))
	}
}

// parts are the bytes of the columns, as arena wants them, and of the dictionaries.
func (c *Capture) parts() [][]byte {
	columns := [][]byte{memory(c.Time), memory(c.Offset)}
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
	for _, col := range append(columns, memory(c.Addrs), memory(c.MACs)) {
		parts = append(parts, col, make([]byte, padded(len(col), columnAlign)-len(col)))
	}
	return parts
}

// capture exchanges what a load found out besides the Columns.
func (x *exchange) capture(c *Capture, addrs, macs *int, windows *[]int) {
	x.number(&c.N)
	x.number(addrs)
	x.number(macs)
	list(x, windows, x.number)
	i := &c.Info
	x.text(&i.Format)
	x.text(&i.Packed)
	list(x, &i.Interfaces, x.iface)
	list(x, &i.Comments, func(c *capfile.Comment) { x.number(&c.Packet); x.number(&c.Count); x.text(&c.Text) })
	list(x, &i.Names, func(n *capfile.Name) { x.text(&n.Addr); x.text(&n.Name) })
	x.number(&i.Secrets)
	exchangeNumber(x, &i.Size)
	exchangeNumber(x, &i.Trailing)
	stopped := i.Err != nil
	if x.flag(&stopped); !stopped {
		return
	}
	if x.reading {
		i.Err = &Error{}
	}
	e := i.Err
	x.number(&e.Packet)
	exchangeNumber(x, &e.Offset)
	x.text(&e.Reason)
	x.number(&e.Read)
	x.flag(&e.Cut)
}

func (x *exchange) iface(i *capfile.Interface) {
	exchangeNumber(x, &i.Link)
	exchangeNumber(x, &i.SnapLen)
	x.text(&i.Name)
	x.text(&i.Description)
	x.text(&i.Filter)
	x.text(&i.OS)
	x.text(&i.Comment)
	x.text(&i.About)
	exchangeNumber(x, &i.FCSLen)
	x.number(&i.Section)
}

func exchangeNumber[N ~int | ~int8 | ~int64 | ~uint16 | ~uint32](x *exchange, v *N) {
	n := int(*v)
	x.number(&n)
	*v = N(n)
}
