package dissect

import "encoding/binary"

func init() {
	readers["ip"] = (*Session).ipv4
	linkTypes[linkIPv4], etherTypes[etherIPv4], ipProtos[protoIPv4] = (*Session).ipv4, (*Session).etherIPv4, (*Session).ipv4
}

// ipv4 dissects a datagram of IP that may be of either version, for whatever number named it.
func (d *Session) ipv4(t *view) { d.ipv4Datagram(t, false) }

// ipv4Datagram dissects an IPv4 datagram; typed says that an EtherType named the version.
func (d *Session) ipv4Datagram(t *view, typed bool) {
	if !d.enter() {
		return
	}
	if len(t.b) > 0 && t.b[0]>>4 == 6 { // whatever number named it
		d.layerName("ip")
		readers["ipv6"](d, t)
		return
	}
	d.current = "IPv4"
	d.cols.setProto(d, "IPv4")
	d.cols.clear(d)
	if !d.reaches(fIp, t, 1) {
		return
	}
	d.begin(fIp, t, 4*int(t.b[0]&0x0f))
	hlen, ok := d.ipv4Start(t, typed)
	if !ok {
		return
	}
	if len(t.b) < 20 {
		d.shortIPv4(t, hlen)
		return
	}
	b := t.b
	d.ipv4Service(t, b[1])
	said := int(binary.BigEndian.Uint16(b[2:]))
	if total, ok := d.ipv4Length(t, said, hlen); ok {
		d.ipv4Fixed(t, b, hlen, total, said)
	}
}

// ipv4Start emits the version and the header's length, and reports whether they can be.
func (d *Session) ipv4Start(t *view, typed bool) (hlen int, ok bool) {
	first := t.b[0]
	d.num(fIpVersion, t, 0, 1, uint64(first>>4))
	if first>>4 != 4 {
		d.headProblem(ProblemVersion)
		d.mark(fIpBogusIpVersion)
		if typed && !d.inError {
			d.cols.set(d, "Bogus IPv4 version ("+utoa(first>>4)+", must be 4)")
			return 0, false
		}
		if !d.inError {
			d.cols.setProto(d, "IP")
			d.cols.set(d, "Bogus IP version ("+utoa(first>>4)+")")
		}
		if d.wantsLabel() {
			d.label("Internet Protocol, bogus version (" + utoa(first>>4) + ")")
		}
		return 0, false
	}
	hlen = int(first&15) * 4
	d.num(fIpHdrLen, t, 0, 1, uint64(hlen))
	if hlen < 20 {
		d.headProblem(ProblemIPv4)
		d.cols.set(d, "Bogus IP header length ("+utoa(hlen)+", must be at least 20)")
		d.mark(fIpBogusHeaderLength)
	}
	return hlen, hlen >= 20
}

func (d *Session) ipv4Service(t *view, b uint8) {
	d.num(fIpDsfield, t, 1, 1, uint64(b))
	d.push()
	d.num(fIpDsfieldDscp, t, 1, 1, uint64(b>>2))
	d.num(fIpDsfieldEcn, t, 1, 1, uint64(b&3))
	d.pop()
}

// shortIPv4 emits what there is of a header that ends before its addresses do.
func (d *Session) shortIPv4(t *view, hlen int) {
	d.ipv4Service(t, d.u8(t, 1))
	said := int(d.u16(t, 2))
	if !d.ok() {
		return
	}
	if _, ok := d.ipv4Length(t, said, hlen); !ok {
		return
	}
	d.uint(fIpId, t, 4, 2)
	d.ipv4Fragment(t, d.u16(t, 6))
	d.uint(fIpTtl, t, 8, 1)
	d.uint(fIpProto, t, 9, 1)
	d.uint(fIpChecksum, t, 10, 2)
	d.num(fIpChecksumStatus, nil, 0, 0, checksumUnverified)
	if src := d.u32(t, 12); d.ok() {
		d.ipv4Address(t, 12, src, fIpSrc, fIpSrcHost)
		d.label("Internet Protocol Version 4, Src: " + v4(src).String())
	}
	d.need(t, 0, 20)
}

// ipv4Length emits the length that the header says, shortens the view to it, and returns how long the datagram is. It reports
// false where the length is too wrong to go on.
func (d *Session) ipv4Length(t *view, said, hlen int) (total int, ok bool) {
	total = said
	if said == 0 { // left to the network interface to fill in (segmentation offload)
		total = t.rep
	}
	d.num(fIpLen, t, 2, 2, uint64(total))
	switch n := total; {
	case n < hlen:
		d.headProblem(ProblemIPv4)
		d.mark(fIpBogusIpLength)
		d.cols.set(d, "Bogus IP length ("+utoa(n)+", less than header length "+utoa(hlen)+")")
		return 0, false
	case n > t.rep:
		if !d.inError {
			d.mark(fIpBogusIpLength)
		}
		return t.rep, true
	}
	t.trim(total)
	return total, true
}

func (d *Session) ipv4Fixed(t *view, b []byte, hlen, total, said int) {
	id := binary.BigEndian.Uint16(b[4:])
	d.num(fIpId, t, 4, 2, uint64(id))
	off, more := d.ipv4Fragment(t, binary.BigEndian.Uint16(b[6:]))
	src, dst := binary.BigEndian.Uint32(b[12:]), binary.BigEndian.Uint32(b[16:])
	d.num(fIpTtl, t, 8, 1, uint64(b[8]))
	d.ttlNotes(b[8], b[9], dst)
	d.num(fIpProto, t, 9, 1, uint64(b[9]))
	d.num(fIpChecksum, t, 10, 2, uint64(binary.BigEndian.Uint16(b[10:])))
	d.num(fIpChecksumStatus, nil, 0, 0, checksumUnverified)
	d.ipv4Address(t, 12, src, fIpSrc, fIpSrcHost)
	via, shown := "", true
	if hlen > 20 && hlen <= len(b) {
		if at, whole := routeEnd(b, hlen); at > 0 {
			via, shown = ", Via: "+v4(dst).String(), whole
			dst = binary.BigEndian.Uint32(b[at:])
		}
	}
	if shown {
		d.ipv4Address(t, 16, dst, fIpDst, fIpDstHost)
	}
	if d.wantsLabel() {
		d.label("Internet Protocol Version 4, Src: " + v4(src).String() + ", Dst: " + v4(dst).String() + via)
	}
	d.net = network{v4(src), v4(dst), false, b[8]}
	d.headIPv4(t, total)
	if hlen > 20 && d.need(t, 0, hlen) {
		d.ipv4Options(t, 20, hlen)
	}
	if !d.ok() {
		return
	}
	d.ipv4Payload(t, hlen, total, said, uint32(id), b[9], off, more)
}

// ipv4Fragment emits the flags and where the datagram's piece begins, which it returns in bytes.
func (d *Session) ipv4Fragment(t *view, w uint16) (off int, more bool) {
	flags := uint64(w >> 13)
	more = flags&1 != 0
	d.num(fIpFlags, t, 6, 1, flags)
	d.push()
	d.flag(fIpFlagsRb, t, 6, 1, flags&4 != 0)
	d.flag(fIpFlagsDf, t, 6, 1, flags&2 != 0)
	d.flag(fIpFlagsMf, t, 6, 1, more)
	d.pop()
	d.num(fIpFragOffset, t, 6, 2, uint64(w&0x1fff))
	return int(w&0x1fff) * 8, more
}

func (d *Session) ipv4Address(t *view, off int, a uint32, id, host ID) {
	d.num(id, t, off, 4, uint64(a))
	d.num(fIpAddr, t, off, 4, uint64(a))
	if d.ipExtras {
		s := v4(a).String()
		d.str(host, t, off, 4, s)
		d.str(fIpHost, t, off, 4, s)
	}
}

// ttlNotes marks a time to live that is odd. The local network control block
// 224.0.0.0/24 is sent with 1, RFC 5771 §4, and by some protocols with 255.
func (d *Session) ttlNotes(ttl, proto uint8, dst uint32) {
	if !d.has(fIpTtlLncb) && !d.has(fIpTtlTooSmall) {
		return
	}
	if dst>>8 == 0xe00000 {
		if want := groupTTL(dst); want != 0 && ttl != want {
			d.mark(fIpTtlLncb)
		}
		return
	}
	if ttl < 5 && dst>>28 != 0xe && dst != 0x7f000001 && proto != 103 {
		d.mark(fIpTtlTooSmall)
	}
}

// groupTTL gives the time to live that a group is sent with; 0 means any.
func groupTTL(dst uint32) uint8 {
	switch dst {
	case 0xe00000fc: // LLMNR
		return 0
	case 0xe00000fb, 0xe0000012, 0xe0000066: // mDNS, VRRP, HSRP and GLBP
		return 255
	}
	return 1
}

// IPv4 options, RFC 791 §3.1 and IANA.
const (
	ipOptEnd         = 0
	ipOptNop         = 1
	ipOptRecordRoute = 7
	ipOptQuickStart  = 25 // RFC 4782 section 3.1
	ipOptTimestamp   = 68
	ipOptLooseRoute  = 131
	ipOptStrictRoute = 137
	ipOptRouterAlert = 148
)

func (d *Session) ipv4Options(t *view, off, end int) {
	d.push()
	defer d.pop()
	for off < end && d.ok() {
		kind := t.b[off]
		if kind == ipOptEnd || kind == ipOptNop {
			id := fIpOptionsNop
			if kind == ipOptEnd {
				id = fIpOptionsEol
			}
			d.raw(id, t, off, 1)
			d.ipv4OptionType(t, off, kind)
			if kind == ipOptEnd {
				return
			}
			off++
			continue
		}
		n := ipv4OptionLength(t.b, off, end)
		if n == 0 {
			return
		}
		if least := leastIPv4Option(kind); least > 0 {
			option := t.sub(off, n)
			if kind == ipOptQuickStart { // the function says whether there is more
				if f := d.u8(&option, 2); f>>4 != 0 && f>>4 != 8 {
					least = 3
				}
			}
			d.ipv4OptionHead(t, off, n, kind)
			d.ipv4Option(t, off, n, kind)
			d.need(&option, 0, least)
		}
		off += n
	}
}

// ipv4OptionLength returns the length of the option at off, 0 where it has none that can be.
func ipv4OptionLength(b []byte, off, end int) int {
	if off+2 > end || b[off+1] < 2 || off+int(b[off+1]) > end {
		return 0
	}
	return int(b[off+1])
}

// leastIPv4Option gives how long an option is at least, 0 for those of which Wireshark shows no more than that they are there.
func leastIPv4Option(kind uint8) int {
	switch kind {
	case ipOptRecordRoute, ipOptLooseRoute, ipOptStrictRoute, 130, 133:
		return 3
	case ipOptTimestamp, ipOptRouterAlert, 11, 12, 136:
		return 4
	case ipOptQuickStart, 134:
		return 8
	case 149:
		return 2
	case 82:
		return 12
	}
	return 0
}

func (d *Session) ipv4OptionHead(t *view, off, n int, kind uint8) {
	if kind == ipOptRouterAlert {
		d.raw(fIpOptionsRouteralert, t, off, n)
	}
	d.ipv4OptionType(t, off, kind)
	d.num(fIpOptLen, t, off+1, 1, uint64(n))
}

func (d *Session) ipv4OptionType(t *view, off int, kind uint8) {
	d.num(fIpOptType, t, off, 1, uint64(kind))
	d.flag(fIpOptTypeCopy, t, off, 1, kind>>7 != 0)
	d.num(fIpOptTypeClass, t, off, 1, uint64(kind>>5&3))
	d.num(fIpOptTypeNumber, t, off, 1, uint64(kind&31))
}

func (d *Session) ipv4Option(t *view, off, n int, kind uint8) {
	switch kind {
	case ipOptRouterAlert:
		if n >= 4 {
			d.uint(fIpOptRa, t, off+2, 2)
		}
	case ipOptRecordRoute, ipOptLooseRoute, ipOptStrictRoute:
		if n >= 3 {
			d.ipv4Route(t, off, n)
		}
	case ipOptTimestamp:
		if n >= 3 {
			d.uint(fIpOptPtr, t, off+2, 1)
		}
	}
}

// ipv4Route emits the addresses that a packet came by, those before the pointer, RFC 791 section 3.1.
func (d *Session) ipv4Route(t *view, off, n int) {
	ptr := int(d.uint(fIpOptPtr, t, off+2, 1))
	if ptr < 4 || ptr%4 != 0 {
		return
	}
	for i := 3; i+4 <= n && i < ptr-1; i += 4 {
		d.uint(fIpRecRt, t, off+i, 4)
	}
}

// routeEnd returns where the last address of a source route stands that is not at its end, 0 where there is none: it is what
// the packet is sent to, and the header has the next hop. Wireshark does not show it where it is not one of whole addresses.
func routeEnd(b []byte, hlen int) (at int, whole bool) {
	for off := 20; off < hlen && b[off] != ipOptEnd; {
		kind := b[off]
		if kind == ipOptNop {
			off++
			continue
		}
		n := ipv4OptionLength(b, off, hlen)
		switch {
		case n == 0:
			return 0, false
		case kind != ipOptLooseRoute && kind != ipOptStrictRoute:
			off += n
			continue
		case n < 3 || b[off+2] < 4 || b[off+2]%4 != 0 || int(b[off+2]) > n:
			return 0, false
		}
		return off + n - 4, (n-3)%4 == 0
	}
	return 0, false
}

// ipv4Payload hands the payload on, put together from its fragments if need be.
func (d *Session) ipv4Payload(t *view, hlen, total, said int, id uint32, proto uint8, off int, more bool) {
	next := d.lasting(t.sub(hlen, total-hlen))
	if next.rep == 0 { // Wireshark hands on nothing
		return
	}
	if off == 0 && !more {
		d.ipNext(proto, next)
		return
	}
	if d.inError || len(next.b) < said-hlen {
		// Nothing to put together; the first piece may still say something.
		if off == 0 {
			next.frag = true
			d.ipNext(proto, next)
			return
		}
		d.headFragment(proto, next)
		d.fragmentColumns(proto, off, id)
		d.data(next)
		return
	}
	if d.headAlone(proto, next) {
		return
	}
	d.ipFrags.seen = true
	key := fragmentKey{d.net.src, d.net.dst, uint64(id) | uint64(proto)<<32 | d.ownVLAN()<<40}
	whole := d.ipFrags.add(key, d.frame.Number, off, more, next)
	if whole != nil {
		all := d.reassembled(whole, &ipv4Fragments)
		d.headWhole(&all, next)
		d.ipNext(proto, &all)
		return
	}
	d.fragmentColumns(proto, off, id)
	d.data(next)
}

// ownVLAN returns the VLAN of a datagram with an address that another network may have too, RFC 1918 and RFC 3927; else 0.
func (d *Session) ownVLAN() uint64 {
	src, dst := d.net.src.addr(), d.net.dst.addr()
	if d.tag != 0 && (src.IsPrivate() || dst.IsPrivate() || src.IsLinkLocalUnicast() || dst.IsLinkLocalUnicast()) {
		return uint64(d.tag)
	}
	return 0
}

var ipv4Fragments = fragmentFields{fIpFragments, fIpFragment, fIpFragmentCount, fIpReassembledLength, fIpReassembledData,
	fIpFragmentOverlap, fIpFragmentOverlapConflict, fIpFragmentMultipletails, fIpFragmentToolongfragment, fIpFragmentError}

func (d *Session) fragmentColumns(proto uint8, off int, id uint32) {
	if !d.wantCols {
		return
	}
	d.cols.setProto(d, "IPv4")
	d.cols.set(d, "Fragmented IP protocol (proto="+ipProtoName(proto)+" "+utoa(proto)+", off="+utoa(off)+", ID="+hexText(uint64(id), 4)[2:]+")")
}

// etherIPv4 dissects what the type of IPv4 names. Wireshark shows there that it is of the other version.
func (d *Session) etherIPv4(t *view) {
	if len(t.b) == 0 || t.b[0]>>4 != 6 {
		d.ipv4Datagram(t, true)
		return
	}
	d.begin(fIp, t, 1)
	d.num(fIpVersion, t, 0, 1, 6)
	d.mark(fIpBogusIpVersion)
	readers["ipv6"](d, t)
}
