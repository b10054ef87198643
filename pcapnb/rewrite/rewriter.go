package rewrite

import (
	"encoding/binary"
	"iter"
	"net/netip"

	"netlab/pcapnb"
)

// maxDepth bounds headers within headers.
const maxDepth = 32

// maxRemembered bounds every memory of what was seen: streams, datagrams, neighbours.
const maxRemembered = 1 << 16

var be = binary.BigEndian

// A rewriter writes one packet after the other. Each of its methods named after a protocol takes that protocol's bytes,
// as far as they were captured, and appends their replacement to out.
type rewriter struct {
	Policy
	out   []byte
	delta int  // bytes that the packet gained on the wire
	cut   bool // out ends here, though the packet goes on
	depth int
	fixed int // above 0 nothing may change its length: inside options and quotations of a fixed size

	streams map[streamKey]*stream
	totals  map[datagramKey]int  // length of IP datagrams that came in fragments
	nodes   map[[3]byte][3]byte  // what the last bytes of IPv6 addresses became, for solicited-node groups
	known   map[groupKey][4]byte // what the last bytes of multicast groups became, for their hardware addresses
}

func newRewriter(p Policy) *rewriter {
	return &rewriter{Policy: p, totals: make(map[datagramKey]int), nodes: make(map[[3]byte][3]byte), known: make(map[groupKey][4]byte)}
}

// Packets yields the packets rewritten, in their order. It goes through them twice: what an early packet
// becomes may follow from a later one, as the length of a datagram from its last fragment.
func Packets(pkts pcapnb.Packets, policy Policy) iter.Seq[pcapnb.Frame] {
	return func(yield func(pcapnb.Frame) bool) {
		r := newRewriter(policy)
		r.streams = make(map[streamKey]*stream)
		for f := range pkts.Frames() {
			r.frame(f)
		}
		r.streams = make(map[streamKey]*stream)
		for f := range pkts.Frames() {
			if !yield(r.frame(f)) {
				return
			}
		}
	}
}

// frame returns f rewritten.
func (r *rewriter) frame(f pcapnb.Frame) pcapnb.Frame {
	r.out = make([]byte, 0, len(f.Data)+32)
	r.delta, r.cut, r.depth, r.fixed = 0, false, 0, 0
	r.link(uint32(f.LinkType), f.Data)
	f.Data = r.out
	f.Length = max(f.Length+r.delta, len(r.out))
	if r.Time != nil && !f.Time.IsZero() {
		f.Time = r.Time(f.Time).UTC()
	}
	return f
}

// keep appends bytes as they are.
func (r *rewriter) keep(b []byte) {
	if !r.cut {
		r.out = append(r.out, b...)
	}
}

// opaque appends bytes that are not understood.
func (r *rewriter) opaque(b []byte) {
	switch {
	case r.cut || len(b) == 0:
	case r.Payload == Drop:
		r.cut = true
	default:
		r.blank(b)
	}
}

// blank appends zeros for bytes whose place is understood but which nobody needs: padding, keys, tickets.
func (r *rewriter) blank(b []byte) {
	if r.Payload == Keep {
		r.keep(b)
	} else if !r.cut {
		r.out = append(r.out, make([]byte, len(b))...)
	}
}

// keepIf appends bytes as they are where they are well-formed, and blank otherwise.
func (r *rewriter) keepIf(wellFormed bool, b []byte) {
	if wellFormed {
		r.keep(b)
	} else {
		r.blank(b)
	}
}

// clear removes what is at out[at:end] unless payload is kept: reserved bytes, and those whose meaning is not known.
func (r *rewriter) clear(at, end int) {
	if r.Payload != Keep && !r.cut {
		clear(r.out[at:end])
	}
}

// header appends the first n bytes of b and says where in out they are. It is not ok, and b is done with, where
// b is shorter or too deep inside other headers.
func (r *rewriter) header(b []byte, n int) (at int, ok bool) {
	if r.cut || len(b) < n || n < 0 || r.depth > maxDepth {
		r.opaque(b)
		return 0, false
	}
	at = len(r.out)
	r.keep(b[:n])
	return at, true
}

// grow adds what the packet gained since it had gained before to the 16-bit length at out[at:].
func (r *rewriter) grow(at, before int) {
	if n := r.delta - before; n != 0 && be.Uint16(r.out[at:]) != 0 {
		be.PutUint16(r.out[at:], uint16(int(be.Uint16(r.out[at:]))+n))
	}
}

// inner runs f one level deeper.
func (r *rewriter) inner(f func()) {
	r.depth++
	f()
	r.depth--
}

// addr is the policy's answer for one address.
func (r *rewriter) addr(a netip.Addr) netip.Addr {
	if r.Addr == nil {
		return a
	}
	if b := a.AsSlice(); len(b) == 16 && isSolicited(b) {
		return r.solicited(a)
	}
	if Special(a) {
		return a
	}
	mapped := r.Addr(a)
	if mapped.BitLen() != a.BitLen() {
		return a
	}
	r.remember(a, mapped)
	return mapped
}

// isSolicited says whether b is ff02::1:ff00:0/104.
func isSolicited(b []byte) bool {
	return string(b[:13]) == "\xff\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\xff"
}

// solicited follows a solicited-node group to its node: to the first address seen that ends so, else to one made up.
func (r *rewriter) solicited(group netip.Addr) netip.Addr {
	b := group.As16()
	node, ok := r.nodes[[3]byte(b[13:])]
	if !ok {
		made := b
		copy(made[:], "\xfe\x80\x00\x00\x00\x00\x00\x00\x02\x00\x00\xff\xfe")
		last := r.Addr(netip.AddrFrom16(made)).As16()
		node = [3]byte(last[13:])
	}
	copy(b[13:], node[:])
	return netip.AddrFrom16(b)
}

// remember notes what an address became for those that are made from its last bytes.
func (r *rewriter) remember(a, mapped netip.Addr) {
	from, to := a.As16(), mapped.As16()
	if a.IsMulticast() {
		r.rememberGroup(groupOf(a), [4]byte(to[12:]))
		return
	}
	key := [3]byte(from[13:])
	if _, ok := r.nodes[key]; !ok && a.Is6() && len(r.nodes) < maxRemembered {
		r.nodes[key] = [3]byte(to[13:])
	}
}

// addrAt replaces the address of size bytes at out[at:].
func (r *rewriter) addrAt(at, size int) {
	if r.cut {
		return
	}
	a, _ := netip.AddrFromSlice(r.out[at : at+size])
	copy(r.out[at:], r.addr(a).AsSlice())
}

// addrs appends addresses of size bytes that fill b, replaced.
func (r *rewriter) addrs(b []byte, size int) {
	for ; len(b) >= size && !r.cut; b = b[size:] {
		r.keep(b[:size])
		r.addrAt(len(r.out)-size, size)
	}
	r.opaque(b)
}

// prefixAt replaces the first bits of the address of size bytes at out[at:] and leaves zeros after them.
func (r *rewriter) prefixAt(at, size, bits int) {
	if !r.cut {
		copy(r.out[at:], r.prefix(r.out[at:at+size], bits))
	}
}

// prefix maps the first bits of an address and clears the others, which nobody should have set.
func (r *rewriter) prefix(b []byte, bits int) []byte {
	mapped := r.addr(addr(b))
	if mapped == addr(b) {
		return b
	}
	p, err := mapped.Prefix(bits)
	if err != nil {
		return make([]byte, len(b))
	}
	return p.Addr().AsSlice()
}

// macAt replaces the hardware address at out[at:].
func (r *rewriter) macAt(at int) {
	if !r.cut {
		m := r.mac(pcapnb.MAC(r.out[at : at+6]))
		copy(r.out[at:], m[:])
	}
}

// portAt replaces the port at out[at:].
func (r *rewriter) portAt(at int) {
	if r.Port != nil && !r.cut {
		be.PutUint16(r.out[at:], r.Port(be.Uint16(r.out[at:])))
	}
}

// text appends the policy's answer for a word, at the length of the word.
func (r *rewriter) text(b []byte) {
	switch {
	case r.Text != nil:
		r.keep(fit(r.Text(string(b)), len(b)))
	case r.Payload == Keep:
		r.keep(b)
	default:
		r.keep(fit("", len(b)))
	}
}

// name appends the policy's answer for a name written as text, at the length of the name.
func (r *rewriter) name(b []byte) {
	if r.Name == nil {
		r.keep(b)
		return
	}
	r.keep(fit(r.Name(string(b)), len(b)))
}

// fit cuts s or fills it to n bytes.
func fit(s string, n int) []byte {
	b := []byte(s)
	for len(b) < n {
		b = append(b, 'x')
	}
	return b[:n]
}
