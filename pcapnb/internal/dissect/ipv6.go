package dissect

import "encoding/binary"

func init() {
	readers["ipv6"] = (*Session).ipv6
	linkTypes[linkIPv6], etherTypes[etherIPv6], ipProtos[protoIPv6] = (*Session).ipv6, (*Session).ipv6, (*Session).ipv6
	for _, proto := range []uint8{protoHopByHop, protoRouting, protoFragment, protoNoNext, protoDestOpts} { // after a header that is not IPv6's
		ipProtos[proto] = func(d *Session, t *view) { d.ipv6Next(proto, t, 0) }
	}
}

// ipv6 dissects an IPv6 packet with its extension headers.
func (d *Session) ipv6(t *view) {
	if !d.enter() {
		return
	}
	d.current = "IPv6"
	d.cols.setProto(d, "IPv6")
	d.cols.clear(d)
	d.begin(fIpv6, t, 40)
	if !d.need(t, 0, 1) {
		return
	}
	d.num(fIpv6Version, t, 0, 1, uint64(t.b[0]>>4))
	d.num(fIpVersion, t, 0, 1, uint64(t.b[0]>>4))
	if t.b[0]>>4 != 6 {
		d.mark(fIpv6BogusIpv6Version)
		d.faulty()
		d.headProblem(ProblemVersion)
		if d.wantLayers && len(d.layers) > 0 { // Wireshark takes it back
			d.layers = d.layers[:len(d.layers)-1]
		}
		d.data(t)
		return
	}
	if len(t.b) < 40 {
		d.shortIPv6(t)
		return
	}
	b := t.b
	d.ipv6Word(t, binary.BigEndian.Uint32(b))
	plen := int(binary.BigEndian.Uint16(b[4:]))
	d.num(fIpv6Plen, t, 4, 2, uint64(plen))
	d.num(fIpv6Nxt, t, 6, 1, uint64(b[6]))
	d.num(fIpv6Hlim, t, 7, 1, uint64(b[7]))
	d.ipv6Addresses(t)
	d.net = network{v6(b[8:]), v6(b[24:]), true, b[7]}
	if d.wantsLabel() {
		d.label("Internet Protocol Version 6, Src: " + v6Text(b[8:24]) + ", Dst: " + v6Text(b[24:40]))
	}
	d.headIPv6(t, plen)
	switch {
	case plen != 0:
		t.trim(40 + plen)
	case b[6] != protoHopByHop: // which may hold the length of a jumbogram, RFC 2675
		t.trim(40)
	}
	d.ipv6Next(b[6], t, 40)
}

// ipv6Word emits the first four bytes without the version.
func (d *Session) ipv6Word(t *view, w uint32) {
	d.num(fIpv6Tclass, t, 0, 4, uint64(w>>20&0xff))
	d.push()
	d.num(fIpv6TclassDscp, t, 0, 4, uint64(w>>22&0x3f))
	d.num(fIpv6TclassEcn, t, 0, 4, uint64(w>>20&3))
	d.pop()
	d.num(fIpv6Flow, t, 0, 4, uint64(w&0xfffff))
}

// shortIPv6 emits what there is of a header that is not whole.
func (d *Session) shortIPv6(t *view) {
	if t.rep < 40 {
		d.faulty()
	}
	d.ipv6Word(t, d.u32(t, 0))
	if d.need(t, 0, 7) {
		d.uint(fIpv6Plen, t, 4, 2)
		d.uint(fIpv6Nxt, t, 6, 1)
	}
	d.uint(fIpv6Hlim, t, 7, 1)
	if d.need(t, 8, 16) {
		d.ipv6Source(t)
	}
	d.need(t, 0, 40)
}

func (d *Session) ipv6Source(t *view) {
	d.raw(fIpv6Src, t, 8, 16)
	d.raw(fIpv6Addr, t, 8, 16)
	if d.ipv6Extras {
		s := v6Text(t.b[8:24])
		d.str(fIpv6SrcHost, t, 8, 16, s)
		d.str(fIpv6Host, t, 8, 16, s)
	}
}

func (d *Session) ipv6Addresses(t *view) {
	d.ipv6Source(t)
	d.raw(fIpv6Dst, t, 24, 16)
	d.raw(fIpv6Addr, t, 24, 16)
	if !d.ipv6Extras {
		return
	}
	s := v6Text(t.b[24:40])
	d.str(fIpv6DstHost, t, 24, 16, s)
	d.str(fIpv6Host, t, 24, 16, s)
	d.embedded(t, 8, fIpv6SrcSlaacMac, fIpv6Src6to4GwIpv4, fIpv6Src6to4SlaId, fIpv6SrcTsIpv4, fIpv6SrcTcPort, fIpv6SrcTcIpv4)
	d.embedded(t, 24, fIpv6DstSlaacMac, fIpv6Dst6to4GwIpv4, fIpv6Dst6to4SlaId, fIpv6DstTsIpv4, fIpv6DstTcPort, fIpv6DstTcIpv4)
}

// embedded emits the addresses of other kinds that an IPv6 address is made
// from: a hardware address (RFC 4291 appendix A), a 6to4 gateway (RFC 3056 §2),
// a Teredo server and client (RFC 4380 §4).
func (d *Session) embedded(t *view, off int, slaac, gw, sla, ts, port, client ID) {
	a := t.b[off : off+16]
	switch {
	case a[0] == 0x20 && a[1] == 0x02:
		d.uint(gw, t, off+2, 4)
		d.uint(fIpv66to4GwIpv4, t, off+2, 4)
		d.uint(sla, t, off+6, 2)
		d.uint(fIpv66to4SlaId, t, off+6, 2)
	case binary.BigEndian.Uint32(a) == 0x20010000:
		d.uint(ts, t, off+4, 4)
		d.uint(fIpv6TsIpv4, t, off+4, 4)
		p := uint64(^binary.BigEndian.Uint16(a[10:]))
		d.num(port, t, off+10, 2, p)
		d.num(fIpv6TcPort, t, off+10, 2, p)
		c := uint64(^binary.BigEndian.Uint32(a[12:]))
		d.num(client, t, off+12, 4, c)
		d.num(fIpv6TcIpv4, t, off+12, 4, c)
	}
	if a[8]&2 != 0 && a[11] == 0xff && a[12] == 0xfe {
		m := uint64(a[8]^2)<<40 | uint64(a[9])<<32 | uint64(a[10])<<24 | uint64(a[13])<<16 | uint64(a[14])<<8 | uint64(a[15])
		d.num(slaac, t, off+8, 8, m)
		d.num(fIpv6SlaacMac, t, off+8, 8, m)
	}
}

// maxExtensions bounds the extension headers of one packet.
const maxExtensions = 64

// ipv6Next walks the extension headers from off and hands on what follows.
func (d *Session) ipv6Next(nxt uint8, t *view, off int) {
	for i := 0; i < maxExtensions && d.ok(); i++ {
		next := t.sub(off, -1)
		switch nxt {
		case protoHopByHop:
			d.ipv6Extension("Hop-by-Hop", "hop-by-hop options")
			nxt, off = d.ipv6Options(&next, off, fIpv6Hopopts, fIpv6HopoptsNxt, fIpv6HopoptsLen, fIpv6HopoptsLenOct)
		case protoDestOpts:
			d.ipv6Extension("Destination", "destination options")
			nxt, off = d.ipv6Options(&next, off, fIpv6Dstopts, fIpv6DstoptsNxt, fIpv6DstoptsLen, fIpv6DstoptsLenOct)
		case protoRouting:
			d.ipv6Extension("Routing", "routing")
			nxt, off = d.ipv6Routing(&next, off)
		case protoFragment:
			d.ipv6Extension("Fragment", "")
			d.ipv6Fragment(&next)
			return
		case protoNoNext:
			d.cols.set(d, "IPv6 no next header")
			d.data(&next)
			return
		default:
			d.ipNext(nxt, &next)
			return
		}
	}
}

// sublayer opens an extension header: a layer by name, and fields of IPv6.
func (d *Session) sublayer(id ID, t *view, n int) {
	d.layerName(defs[id].Name)
	if d.heads != nil {
		d.current = "IPv6 extension header"
	}
	d.depth, d.protoAt = 0, -1
	if d.has(id) && d.ok() {
		d.protoAt = len(d.out.Values)
		d.add(Value{ID: id}, t, 0, n)
	}
	d.depth = 1
}

// ipv6Extension says which extension header is read: what is malformed in it is of that name.
func (d *Session) ipv6Extension(name, text string) {
	d.current = "IPv6 " + name
	if text != "" && !d.inError {
		d.cols.appendSep(d, ", ", "IPv6 "+text)
	}
}

func (d *Session) ipv6Options(t *view, off int, id, nxtID, lenID, octID ID) (nxt uint8, next int) {
	d.sublayer(id, t, 8)
	nxt = uint8(d.uint(nxtID, t, 0, 1))
	n := d.uint(lenID, t, 1, 1)
	size := int(n+1) * 8
	d.num(octID, t, 1, 1, uint64(size))
	for i := 2; i < size && d.ok(); {
		i += d.ipv6Option(t, i, size)
	}
	return nxt, off + size
}

// ipv6Option dissects one option and returns its length.
func (d *Session) ipv6Option(t *view, i, end int) int {
	kind := uint64(d.u8(t, i))
	n := 0
	if kind != 0 {
		n = int(d.u8(t, i+1))
	}
	size := n + 2
	if kind == 0 {
		size = 1
	}
	d.none(fIpv6Opt, t, i, size)
	d.push()
	d.num(fIpv6OptType, t, i, 1, kind)
	if kind == 0 {
		d.none(fIpv6OptPad1, t, i, 1)
	} else {
		d.push()
		d.num(fIpv6OptTypeAction, t, i, 1, kind>>6)
		d.flag(fIpv6OptTypeChange, t, i, 1, kind>>5&1 != 0)
		d.num(fIpv6OptTypeRest, t, i, 1, kind&31)
		d.pop()
		d.num(fIpv6OptLength, t, i+1, 1, uint64(n))
		d.ipv6OptionValue(t, i+2, n, kind)
	}
	d.pop()
	if i+size > end {
		d.fail(t, t.rep+1)
	}
	return size
}

func (d *Session) ipv6OptionValue(t *view, off, n int, kind uint64) {
	switch {
	case kind == 1:
		d.raw(fIpv6OptPadn, t, off, n)
	case kind == 5 && n == 2:
		d.uint(fIpv6OptRouterAlert, t, off, 2)
	case kind == 0xc2 && n == 4:
		d.uint(fIpv6OptJumbo, t, off, 4)
	case kind == 0xc9 && n == 16 && d.need(t, off, n): // where the sender is at home, RFC 6275 section 6.3
		d.net.src = v6(t.b[off:])
	}
}

func (d *Session) ipv6Routing(t *view, off int) (nxt uint8, next int) {
	d.sublayer(fIpv6Routing, t, 8)
	if len(t.b) > 2 {
		d.label("Routing Header for IPv6" + routingType(t.b[2]))
	}
	nxt = uint8(d.uint(fIpv6RoutingNxt, t, 0, 1))
	n := d.uint(fIpv6RoutingLen, t, 1, 1)
	size := int(n+1) * 8
	d.num(fIpv6RoutingLenOct, t, 1, 1, uint64(size))
	d.uint(fIpv6RoutingType, t, 2, 1)
	if left := d.uint(fIpv6RoutingSegleft, t, 3, 1); left > 0 && d.need(t, 0, size) {
		d.routeTo(t.b[:size])
	}
	return nxt, off + size
}

// routeTo takes the last address of a route for what the packet is sent to: the last of the list (RFC 2460 section 4.4, RFC 6275
// section 6.4), or the first where segments are written backwards (RFC 8754 section 2).
func (d *Session) routeTo(b []byte) {
	const sourceRoute, home, lossy, segments = 0, 2, 3, 4
	if len(b) < 24 {
		return
	}
	switch b[2] {
	case lossy: // where nothing of the addresses is left out and no byte fills up
		if b[4] != 0 || b[5]>>4 != 0 {
			return
		}
		fallthrough
	case sourceRoute, home:
		d.net.dst = v6(b[len(b)-16:])
	case segments:
		d.net.dst = v6(b[8:])
	}
}

func (d *Session) ipv6Fragment(t *view) {
	d.sublayer(fIpv6Fraghdr, t, 8)
	nxt := uint8(d.uint(fIpv6FraghdrNxt, t, 0, 1))
	d.uint(fIpv6FraghdrReservedOctet, t, 1, 1)
	w := d.u16(t, 2)
	d.num(fIpv6FraghdrOffset, t, 2, 2, uint64(w>>3))
	d.num(fIpv6FraghdrReservedBits, t, 2, 2, uint64(w>>1&3))
	more := w&1 != 0
	d.flag(fIpv6FraghdrMore, t, 2, 2, more)
	id := d.uint(fIpv6FraghdrIdent, t, 4, 4)
	if !d.ok() {
		return
	}
	next := t.sub(8, -1)
	off := int(w>>3) * 8
	if d.heads != nil {
		d.heads.Frag = w>>3 | w&1<<13
	}
	if off == 0 && (!more || d.inError) {
		d.ipv6Next(nxt, &next, 0)
		return
	}
	if d.inError {
		return
	}
	if d.headAlone(nxt, &next) {
		return
	}
	d.ipFrags.seen = true
	key := fragmentKey{d.net.src, d.net.dst, id | 1<<40}
	if whole := d.ipFrags.add(key, d.frame.Number, off, more, &next); whole != nil {
		all := d.reassembled(whole, &ipv6Fragments)
		d.headWhole(&all, &next)
		d.ipv6Next(nxt, &all, 0)
		return
	}
	d.cols.set(d, "IPv6 fragment (off="+utoa(off)+" more="+yn(more)+" ident="+hexText(id, 8)+" nxt="+utoa(nxt)+")")
	d.data(&next)
}

var ipv6Fragments = fragmentFields{fIpv6Fragments, fIpv6Fragment, fIpv6FragmentCount, fIpv6ReassembledLength, fIpv6ReassembledData,
	fIpv6FragmentOverlap, fIpv6FragmentOverlapConflict, fIpv6FragmentMultipletails, fIpv6FragmentToolongfragment, fIpv6FragmentError}

func routingType(kind uint8) string {
	switch kind {
	case 0:
		return " (Source Route)"
	case 2:
		return " (Type 2 Routing)"
	case 3:
		return " (RPL Source Route)"
	case 4:
		return " (Segment Routing)"
	}
	return ""
}

func yn(b bool) string {
	if b {
		return "y"
	}
	return "n"
}
