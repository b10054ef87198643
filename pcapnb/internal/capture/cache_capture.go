package capture

import (
	"bytes"
	"context"
	"os"
	"unsafe"

	"netlab/pcapnb/internal/capfile"
	"netlab/pcapnb/internal/exchange"
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
	x := &exchange.X{Data: []byte(b.meta), Reading: true}
	exchangeCapture(x, c, &addrs, &macs, &sizes)
	body := b.body.data
	if x.Bad || !slot.still(src.Raw) || !c.fits(len(body), addrs, macs) {
		return nil
	}
	c.takeColumns(body, addrs, macs)
	c.Info.Path = path
	if c.Info.Err != nil {
		c.Info.Err.Path = path
	}
	if c.sources = [][]byte{src.Data}; src.Packed != "" {
		c.sources, c.openSources = nil, func() [][]byte { return b.unpacked(sizes, src.Raw, slot.limits) }
	}
	return c
}

// fits tells whether the columns and dictionaries of c's rows have so many bytes.
func (c *Capture) fits(bytes, addrs, macs int) bool {
	return c.N >= 0 && c.N <= bytes && addrs >= 0 && addrs <= bytes && macs >= 0 && macs <= bytes &&
		bytes == arenaBytes(c.N)+columnBytes(addrs, int(unsafe.Sizeof(Address{})))+columnBytes(macs, 8)
}

// takeColumns makes body the columns and dictionaries, as parts wrote them.
func (c *Capture) takeColumns(body []byte, addrs, macs int) {
	c.arena(body[:arenaBytes(c.N)], c.N)
	body = body[arenaBytes(c.N):]
	c.Addrs, c.MACs = cut[Address](&body, addrs), cut[MAC48](&body, macs)
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
	if c.Info.Secrets > 0 { // which are to be read again, and stay out of the cache
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
	x := &exchange.X{}
	exchangeCapture(x, c, &addrs, &macs, &sizes)
	slot.put(columnsKind, boxParts(slot.identity, string(x.Data), c.parts(), windows))
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
func exchangeCapture(x *exchange.X, c *Capture, addrs, macs *int, windows *[]int) {
	x.Number(&c.N)
	x.Number(addrs)
	x.Number(macs)
	exchange.List(x, windows, x.Number)
	i := &c.Info
	x.Text(&i.Format)
	x.Text(&i.Packed)
	exchange.List(x, &i.Interfaces, func(i *capfile.Interface) { exchangeInterface(x, i) })
	exchange.List(x, &i.Comments, func(c *capfile.Comment) { x.Number(&c.Packet); x.Number(&c.Count); x.Text(&c.Text) })
	exchange.List(x, &i.Names, func(n *capfile.Name) { x.Text(&n.Addr); x.Text(&n.Name) })
	x.Number(&i.Secrets)
	exchange.Number(x, &i.Size)
	exchange.Number(x, &i.Trailing)
	ExchangeError(x, &i.Err)
}

// ExchangeError exchanges an error, or none, but for its path.
func ExchangeError(x *exchange.X, err **Error) {
	stopped := *err != nil
	if x.Flag(&stopped); !stopped {
		return
	}
	if x.Reading {
		*err = &Error{}
	}
	e := *err
	x.Number(&e.Packet)
	exchange.Number(x, &e.Offset)
	x.Text(&e.Reason)
	x.Number(&e.Read)
	x.Flag(&e.Cut)
}

func exchangeInterface(x *exchange.X, i *capfile.Interface) {
	exchange.Number(x, &i.Link)
	exchange.Number(x, &i.SnapLen)
	x.Text(&i.Name)
	x.Flag(&i.Named)
	x.Text(&i.Description)
	x.Text(&i.Filter)
	x.Text(&i.OS)
	x.Text(&i.Comment)
	x.Text(&i.About)
	exchange.Number(x, &i.FCSLen)
	x.Number(&i.Section)
}
