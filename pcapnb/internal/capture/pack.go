package capture

import (
	"netlab/pcapnb/internal/exchange"
)

// Pack writes what Keep returned as bytes, which a program of this machine's kind can read. It is false where a row is a
// datagram that was put together, which the bytes would not hold.
func Pack(k *Capture) ([]byte, bool) {
	if k.N == 0 {
		k.sources = [][]byte{{}}
	}
	if k.whole.byRow != nil || len(k.sources) != 1 {
		return nil, false
	}
	x := &exchange.X{}
	addrs, macs, sizes := len(k.Addrs), len(k.MACs), []int{len(k.sources[0])}
	exchangeCapture(x, k, &addrs, &macs, &sizes)
	exchangeRows(x, k)
	for _, part := range append(k.parts(), k.sources[0]) {
		x.Data = append(x.Data, part...)
	}
	return x.Data, true
}

// exchangeRows exchanges what an opened part knows of its rows besides the columns. A place's file is left out.
func exchangeRows(x *exchange.X, k *Capture) {
	exchange.List(x, &k.Places, func(p *Place) {
		exchange.Number(x, &p.At)
		exchange.Number(x, &p.First)
		x.Number(&p.Row)
	})
	exchange.List(x, &k.Numbers, x.Number)
}

// Unpack reads what Pack wrote of rows of the file at path, which come after the packet at a place; see [Place.After].
func Unpack(data []byte, path string, before Place) (*Capture, bool) {
	k := &Capture{Part: true, Opened: true}
	x := &exchange.X{Data: data, Reading: true}
	var addrs, macs int
	var sizes []int
	exchangeCapture(x, k, &addrs, &macs, &sizes)
	exchangeRows(x, k)
	if x.Bad || len(sizes) != 1 || len(k.Places) != k.N || k.N > len(x.Data) || !k.body(x.Data, addrs, macs, sizes[0]) {
		return nil, false
	}
	for i := range k.Places {
		k.Places[i] = k.Places[i].After(before)
	}
	for i := range k.Numbers {
		if k.Numbers[i] > 0 {
			k.Numbers[i] += before.Row + 1
		}
	}
	k.Info.Path = path
	return k, k.sound()
}

// body takes the columns, the dictionaries and so many bytes of packets from data, which it copies, for they need room of
// their own.
func (c *Capture) body(data []byte, addrs, macs, bytes int) bool {
	at := len(data) - bytes
	if bytes < 0 || at < 0 || !c.fits(at, addrs, macs) {
		return false
	}
	mem := heapBytes(at)
	copy(mem, data)
	c.takeColumns(mem, addrs, macs)
	c.sources = [][]byte{data[at:len(data):len(data)]}
	return true
}

// sound tells whether what the columns point to is there.
func (c *Capture) sound() bool {
	for i := range c.N {
		if int(c.Iface[i]) >= len(c.Info.Interfaces) || c.Bytes(i) == nil && c.Captured[i] > 0 {
			return false
		}
		for _, code := range []uint32{c.IPSrc[i], c.IPDst[i]} {
			if code != NoCode && int(code) >= len(c.Addrs) {
				return false
			}
		}
		for _, code := range []uint32{c.MACSrc[i], c.MACDst[i]} {
			if code != NoCode && int(code) >= len(c.MACs) {
				return false
			}
		}
	}
	return true
}
