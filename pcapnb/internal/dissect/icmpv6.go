package dissect

import "encoding/binary"

func init() { ipProtos[protoICMPv6] = (*Session).icmpv6 }

// ICMPv6 types, RFC 4443, RFC 4861, RFC 2710, RFC 3810.
const (
	icmpv6Unreachable      = 1
	icmpv6TimeExceeded     = 3
	icmpv6ParamProblem     = 4
	icmpv6MLDQuery         = 130
	icmpv6MLDReport        = 131
	icmpv6MLDDone          = 132
	icmpv6RouterSolicit    = 133
	icmpv6RouterAdvert     = 134
	icmpv6NeighbourSolicit = 135
	icmpv6NeighbourAdvert  = 136
	icmpv6Redirect         = 137
	icmpv6Renumbering      = 138 // RFC 2894
	icmpv6NodeQuery        = 139 // RFC 4620
	icmpv6NodeReply        = 140
	icmpv6InverseSolicit   = 141 // RFC 3122
	icmpv6InverseAdvert    = 142
	icmpv6MLDv2Report      = 143
	icmpv6HomeRequest      = 144 // RFC 6275
	icmpv6HomeReply        = 145
	icmpv6PrefixSolicit    = 146
	icmpv6PrefixAdvert     = 147
	icmpv6PathSolicit      = 148 // RFC 3971
	icmpv6PathAdvert       = 149
	icmpv6Mobility         = 150 // RFC 4065
	icmpv6Handover         = 154 // RFC 5568
	icmpv6RPL              = 155 // RFC 6550
	icmpv6AddressRequest   = 157 // RFC 6775
	icmpv6AddressConfirm   = 158
	icmpv6ExtendedEcho     = 160 // RFC 8335
	icmpv6ExtendedReply    = 161
)

// icmpv6 dissects an ICMPv6 message.
func (d *Session) icmpv6(t *view) {
	d.begin(fIcmpv6, t, len(t.b))
	d.current = "ICMPv6"
	if !d.inError {
		d.cols.setProto(d, "ICMPv6")
	}
	kind := d.uint(fIcmpv6Type, t, 0, 1)
	code := d.uint(fIcmpv6Code, t, 1, 1)
	d.uint(fIcmpv6Checksum, t, 2, 2)
	d.icmpv6Checksum(t)
	if d.wantCols && !d.inError {
		d.cols.set(d, icmpv6Text(t, kind, code))
	}
	if !d.ok() {
		return
	}
	switch kind {
	case 1, 2, 3, 4:
		d.icmpv6Error(t, kind)
	case icmpv6EchoRequest, icmpv6EchoReply:
		d.icmpv6Echo(t, kind)
	case icmpv6RouterSolicit:
		d.raw(fIcmpv6Reserved, t, 4, 4)
		d.icmpv6Options(t, 8)
	case icmpv6RouterAdvert:
		d.routerAdvert(t)
	case icmpv6NeighbourSolicit:
		d.raw(fIcmpv6Reserved, t, 4, 4)
		d.raw(fIcmpv6NdNsTargetAddress, t, 8, 16)
		d.cols.append(d, " for "+v6Text(d.slice(t, 8, 16)))
		d.icmpv6Options(t, 24)
	case icmpv6NeighbourAdvert:
		d.neighbourAdvert(t)
	case icmpv6Redirect:
		d.raw(fIcmpv6Reserved, t, 4, 4)
		d.raw(fIcmpv6NdRdTargetAddress, t, 8, 16)
		d.raw(fIcmpv6RdNaDestinationAddress, t, 24, 16)
		d.icmpv6Options(t, 40)
	case icmpv6MLDQuery, icmpv6MLDReport, icmpv6MLDDone:
		d.mld(t)
	case icmpv6MLDv2Report:
		d.mldv2Report(t)
	case icmpv6InverseSolicit, icmpv6InverseAdvert:
		d.raw(fIcmpv6Reserved, t, 4, 4)
		d.icmpv6Options(t, 8)
	case icmpv6HomeRequest, icmpv6HomeReply, icmpv6PrefixSolicit:
		d.raw(fIcmpv6Reserved, t, 6, 2)
	case icmpv6PrefixAdvert:
		d.raw(fIcmpv6Reserved, t, 6, 2)
		d.icmpv6Options(t, 8)
	case icmpv6PathSolicit:
		d.icmpv6Options(t, 8)
	case icmpv6PathAdvert:
		d.raw(fIcmpv6Reserved, t, 10, 2)
		d.icmpv6Options(t, 12)
	case icmpv6Mobility, icmpv6Handover:
		d.need(t, 4, 1)
	case icmpv6AddressRequest, icmpv6AddressConfirm:
		d.need(t, 8, 24)
	case icmpv6ExtendedEcho, icmpv6ExtendedReply:
		d.uint(fIcmpv6EchoIdentifier, t, 4, 2)
	}
}

// icmpv6Checksum checks the checksum with its pseudo-header, RFC 8200 §8.1.
func (d *Session) icmpv6Checksum(t *view) {
	if !d.has(fIcmpv6ChecksumStatus) || !d.ok() {
		return
	}
	s := uint64(checksumUnverified)
	if len(t.b) >= t.rep && !d.inError {
		s = checksumBad
		if foldSum(sumBytes(d.pseudoSum(protoICMPv6, t.rep), t.b)) == 0xffff {
			s = checksumGood
		}
	}
	d.num(fIcmpv6ChecksumStatus, nil, 0, 0, s)
}

// pseudoSum is the sum of the IPv6 pseudo-header.
func (d *Session) pseudoSum(proto uint8, length int) uint64 {
	var b [32]byte
	binary.BigEndian.PutUint64(b[0:], d.net.src.hi)
	binary.BigEndian.PutUint64(b[8:], d.net.src.lo)
	binary.BigEndian.PutUint64(b[16:], d.net.dst.hi)
	binary.BigEndian.PutUint64(b[24:], d.net.dst.lo)
	return sumBytes(uint64(proto)+uint64(length), b[:])
}

func (d *Session) icmpv6Error(t *view, kind uint64) {
	switch kind {
	case 2:
		d.uint(fIcmpv6Mtu, t, 4, 4)
	case 4:
		d.uint(fIcmpv6Pointer, t, 4, 4)
	default:
		d.raw(fIcmpv6Reserved, t, 4, 4)
	}
	next := t.sub(8, -1)
	if d.need(&next, 0, 1) {
		d.quoted(&next, "IPv6", "ipv6")
	}
}

func (d *Session) icmpv6Echo(t *view, kind uint64) {
	id := uint16(d.uint(fIcmpv6EchoIdentifier, t, 4, 2))
	seq := uint16(d.uint(fIcmpv6EchoSequenceNumber, t, 6, 2))
	if !d.ok() {
		return
	}
	if !d.inError {
		d.cols.append(d, " id="+hexText(uint64(id), 4)+", seq="+utoa(seq)+", hop limit="+utoa(d.net.ttl))
		d.pingMatch(d.pingKey(t, id, seq, icmpv6EchoRequest), kind == icmpv6EchoRequest, fIcmpv6RespTo, fIcmpv6Resptime)
	}
	next := t.sub(8, -1)
	d.data(&next)
}

func (d *Session) routerAdvert(t *view) {
	d.uint(fIcmpv6NdRaCurHopLimit, t, 4, 1)
	f := uint64(d.u8(t, 5))
	d.num(fIcmpv6NdRaFlag, t, 5, 1, f)
	d.push()
	d.flag(fIcmpv6NdRaFlagM, t, 5, 1, f&0x80 != 0)
	d.flag(fIcmpv6NdRaFlagO, t, 5, 1, f&0x40 != 0)
	d.flag(fIcmpv6NdRaFlagH, t, 5, 1, f&0x20 != 0)
	d.num(fIcmpv6NdRaFlagPrf, t, 5, 1, f>>3&3)
	d.flag(fIcmpv6NdRaFlagP, t, 5, 1, f&4 != 0)
	d.num(fIcmpv6NdRaFlagRsv, t, 5, 1, f&3)
	d.pop()
	d.uint(fIcmpv6NdRaRouterLifetime, t, 6, 2)
	d.uint(fIcmpv6NdRaReachableTime, t, 8, 4)
	d.uint(fIcmpv6NdRaRetransTimer, t, 12, 4)
	d.icmpv6Options(t, 16)
}

func (d *Session) neighbourAdvert(t *view) {
	w := d.u32(t, 4)
	d.num(fIcmpv6NdNaFlag, t, 4, 4, uint64(w))
	d.push()
	d.flag(fIcmpv6NdNaFlagR, t, 4, 4, w>>31 != 0)
	d.flag(fIcmpv6NdNaFlagS, t, 4, 4, w>>30&1 != 0)
	d.flag(fIcmpv6NdNaFlagO, t, 4, 4, w>>29&1 != 0)
	d.num(fIcmpv6NdNaFlagRsv, t, 4, 4, uint64(w&0x1fffffff))
	d.pop()
	d.raw(fIcmpv6NdNaTargetAddress, t, 8, 16)
	if d.wantCols {
		letters := ""
		for i, s := range []string{"rtr", "sol", "ovr"} {
			if w>>(31-uint(i))&1 != 0 {
				if letters != "" {
					letters += ", "
				}
				letters += s
			}
		}
		if letters != "" {
			letters = " (" + letters + ")"
		}
		d.cols.append(d, " "+v6Text(d.slice(t, 8, 16))+letters)
	}
	d.icmpv6Options(t, 24)
}

// icmpv6Options dissects options of neighbour discovery, RFC 4861 §4.6.
func (d *Session) icmpv6Options(t *view, off int) {
	for d.ok() && off < t.rep {
		kind := uint64(d.u8(t, off))
		n := int(d.u8(t, off+1)) * 8
		if !d.ok() || n == 0 {
			d.none(fIcmpv6Opt, t, off, 2)
			d.num(fIcmpv6OptType, t, off, 1, kind)
			d.num(fIcmpv6OptLength, t, off+1, 1, 0)
			d.faulty()
			return
		}
		d.none(fIcmpv6Opt, t, off, n)
		d.push()
		d.num(fIcmpv6OptType, t, off, 1, kind)
		d.num(fIcmpv6OptLength, t, off+1, 1, uint64(n/8))
		if off+n > t.rep {
			d.fail(t, off+n)
			return
		}
		opt := t.sub(off, n)
		d.icmpv6Option(&opt, kind, n)
		d.pop()
		off += n
	}
}

func (d *Session) icmpv6Option(t *view, kind uint64, n int) {
	switch kind {
	case 1, 2:
		d.linkAddress(t, kind, n)
	case 3:
		d.prefixOption(t)
	case 4: // RFC 4861 section 4.6.3
		d.raw(fIcmpv6OptReserved, t, 2, 6)
		if quote := t.sub(8, -1); d.need(&quote, 0, 1) {
			d.quoted(&quote, "IPv6", "ipv6")
		}
	case 5:
		d.raw(fIcmpv6OptReserved, t, 2, 2)
		d.uint(fIcmpv6OptMtu, t, 4, 4)
	case 7, 8, 26, 31: // RFC 6275 section 7.3 and 7.4, RFC 5175 section 4, RFC 8106 section 5.2
		d.raw(fIcmpv6OptReserved, t, 2, 2)
	case 14:
		d.raw(fIcmpv6OptNonce, t, 2, n-2)
	case 24:
		d.routeOption(t, n)
	case 25:
		d.raw(fIcmpv6OptReserved, t, 2, 2)
		d.uint(fIcmpv6OptRdnssLifetime, t, 4, 4)
		for i := 8; i+16 <= n; i += 16 {
			d.raw(fIcmpv6OptRdnss, t, i, 16)
		}
	}
}

func (d *Session) linkAddress(t *view, kind uint64, n int) {
	if n != 8 || !d.need(t, 0, 8) {
		return
	}
	a := mac(t.b[2:])
	d.num(fIcmpv6OptLinkaddr, t, 2, 6, a)
	if kind == 1 {
		d.num(fIcmpv6OptSrcLinkaddr, t, 2, 6, a)
		d.cols.append(d, " from "+etherText(a))
	} else {
		d.num(fIcmpv6OptTargetLinkaddr, t, 2, 6, a)
		d.cols.append(d, " is at "+etherText(a))
	}
}

func (d *Session) prefixOption(t *view) {
	d.uint(fIcmpv6OptPrefixLength, t, 2, 1)
	f := uint64(d.u8(t, 3))
	d.num(fIcmpv6OptPrefixFlag, t, 3, 1, f)
	d.push()
	d.flag(fIcmpv6OptPrefixFlagL, t, 3, 1, f&0x80 != 0)
	d.flag(fIcmpv6OptPrefixFlagA, t, 3, 1, f&0x40 != 0)
	d.flag(fIcmpv6OptPrefixFlagR, t, 3, 1, f&0x20 != 0)
	d.num(fIcmpv6OptPrefixFlagReserved, t, 3, 1, f&0x1f)
	d.pop()
	d.uint(fIcmpv6OptPrefixValidLifetime, t, 4, 4)
	d.uint(fIcmpv6OptPrefixPreferredLifetime, t, 8, 4)
	d.raw(fIcmpv6OptReserved, t, 12, 4)
	d.raw(fIcmpv6OptPrefix, t, 16, 16)
}

// routeOption dissects a route whose prefix is as long as it has to be, RFC 4191 section 2.3.
func (d *Session) routeOption(t *view, n int) {
	d.uint(fIcmpv6OptPrefixLength, t, 2, 1)
	if n <= 8 || n > 24 || !d.need(t, 8, n-8) {
		return
	}
	var prefix [16]byte
	copy(prefix[:], t.b[8:n])
	d.text(fIcmpv6OptPrefix, t, 8, n-8, d.keepBytes(prefix[:]))
}

// mld dissects multicast listener discovery, RFC 2710 §3 and RFC 3810 §5.1.
func (d *Session) mld(t *view) {
	if t.rep >= 28 && t.b[0] == icmpv6MLDQuery {
		d.uint(fIcmpv6MldMaximumResponseCode, t, 4, 2)
	} else {
		d.uint(fIcmpv6MldMaximumResponseDelay, t, 4, 2)
	}
	d.raw(fIcmpv6Reserved, t, 6, 2)
	d.raw(fIcmpv6MldMulticastAddress, t, 8, 16)
}

func (d *Session) mldv2Report(t *view) {
	d.raw(fIcmpv6Reserved, t, 4, 2)
	n := int(d.uint(fIcmpv6MldrNbMcastRecords, t, 6, 2))
	off := 8
	for i := 0; i < n && off < t.rep && d.ok(); i++ {
		sources := int(d.u16(t, off+2))
		aux := int(d.u8(t, off+1)) * 4
		size := 20 + 16*sources + aux
		d.none(fIcmpv6MldrMar, t, off, size)
		d.push()
		d.uint(fIcmpv6MldrMarRecordType, t, off, 1)
		d.uint(fIcmpv6MldrMarAuxDataLen, t, off+1, 1)
		d.uint(fIcmpv6MldrMarNbSources, t, off+2, 2)
		d.raw(fIcmpv6MldrMarMulticastAddress, t, off+4, 16)
		for s := 0; s < sources && d.ok(); s++ {
			d.raw(fIcmpv6MldrMarSourceAddress, t, off+20+16*s, 16)
		}
		d.pop()
		off += size
	}
}

// icmpv6Texts are what the Info column says of each type, as Wireshark does.
var icmpv6Texts = map[uint64]string{
	icmpv6Unreachable: "Destination Unreachable", 2: "Packet Too Big", icmpv6TimeExceeded: "Time Exceeded", icmpv6ParamProblem: "Parameter Problem",
	100: "Private experimentation", 101: "Private experimentation", 127: "Reserved for expansion of ICMPv6 error messages",
	icmpv6EchoRequest: "Echo (ping) request", icmpv6EchoReply: "Echo (ping) reply",
	icmpv6MLDQuery: "Multicast Listener Query", icmpv6MLDReport: "Multicast Listener Report", icmpv6MLDDone: "Multicast Listener Done",
	icmpv6RouterSolicit: "Router Solicitation", icmpv6RouterAdvert: "Router Advertisement",
	icmpv6NeighbourSolicit: "Neighbor Solicitation", icmpv6NeighbourAdvert: "Neighbor Advertisement", icmpv6Redirect: "Redirect",
	icmpv6Renumbering: "Router Renumbering", icmpv6NodeQuery: "Node Information Query", icmpv6NodeReply: "Node Information Reply",
	icmpv6InverseSolicit: "Inverse Neighbor Discovery Solicitation", icmpv6InverseAdvert: "Inverse Neighbor Discovery Advertisement",
	icmpv6MLDv2Report: "Multicast Listener Report Message v2",
	icmpv6HomeRequest: "Home Agent Address Discovery Request", icmpv6HomeReply: "Home Agent Address Discovery Reply",
	icmpv6PrefixSolicit: "Mobile Prefix Solicitation", icmpv6PrefixAdvert: "Mobile Prefix Advertisement",
	icmpv6PathSolicit: "Certification Path Solicitation", icmpv6PathAdvert: "Certification Path Advertisement", icmpv6Mobility: "Experimental Mobility",
	151: "Multicast Router Advertisement", 152: "Multicast Router Solicitation", 153: "Multicast Router Termination", icmpv6Handover: "FMIPv6",
	icmpv6RPL: "RPL Control", 156: "Locator Update", icmpv6AddressRequest: "Duplicate Address Request", icmpv6AddressConfirm: "Duplicate Address Confirmation",
	159: "MPL Control Message", icmpv6ExtendedEcho: "Extended Echo request", icmpv6ExtendedReply: "Extended Echo reply",
	200: "Private experimentation", 201: "Private experimentation", 255: "Reserved for expansion of ICMPv6 informational messages",
}

// icmpv6Codes are what the codes of a type mean. A type that is not here has none.
var icmpv6Codes = map[uint64]map[uint64]string{
	icmpv6Unreachable: {0: "no route to destination", 1: "Administratively prohibited", 2: "Beyond scope of source address",
		3: "Address unreachable", 4: "Port unreachable", 5: "Source address failed ingress/egress policy",
		6: "Reject route to destination", 7: "Error in Source Routing Header"},
	icmpv6TimeExceeded: {0: "hop limit exceeded in transit", 1: "fragment reassembly time exceeded"},
	icmpv6ParamProblem: {0: "erroneous header field encountered", 1: "unrecognized Next Header type encountered",
		2: "unrecognized IPv6 option encountered", 3: "IPv6 First Fragment has incomplete IPv6 Header Chain"},
	icmpv6Renumbering: {0: "Command", 1: "Result", 255: "Sequence Number Reset"},
	icmpv6NodeQuery:   {0: "Query subject = IPv6 addresses", 1: "Query subject = DNS name or empty", 2: "Query subject = IPv4 addresses"},
	icmpv6NodeReply:   {0: "Successful", 1: "Refused", 2: "Unknown query type"},
	icmpv6RPL: {0: "DODAG Information Solicitation", 1: "DODAG Information Object", 2: "Destination Advertisement Object",
		3: "Destination Advertisement Object Acknowledgment", 4: "P2P Discovery Reply Object",
		5: "P2P Discovery Reply Object Acknowledgement", 0x80: "Secure DODAG Information Solicitation",
		0x81: "Secure DODAG Information Object", 0x82: "Secure Destination Advertisement Object",
		0x83: "Secure Destination Advertisement Object Acknowledgment", 0x84: "Secure P2P Discovery Reply Object",
		0x85: "Secure P2P Discovery Reply Object Acknowledgement", 0x8a: "Consistency Check"},
	icmpv6ExtendedEcho: {0: "No error"},
	icmpv6ExtendedReply: {0: "No error", 1: "Malformed Query", 2: "No Such Interface", 3: "No Such Table Entry",
		4: "Multiple Interfaces Satisfy Query"},
	icmpv6Mobility: mobilitySubtypes,
	icmpv6Handover: mobilitySubtypes,
}

// mobilitySubtypes are the messages of fast handovers, RFC 5568 section 6.1.
var mobilitySubtypes = map[uint64]string{2: "Router Solicitation for Proxy Advertisement", 3: "Proxy Router Advertisement",
	4: "Handover Initiate", 5: "Handover Acknowledge"}

// icmpv6Text is what the Info column says of a message. Messages of mobility say their kind in the byte at 4.
func icmpv6Text(t *view, kind, code uint64) string {
	text, known := icmpv6Texts[kind]
	if !known {
		return "Unknown (" + utoa(kind) + ")"
	}
	codes, has := icmpv6Codes[kind]
	if !has {
		return text
	}
	if (kind == icmpv6Mobility || kind == icmpv6Handover) && len(t.b) > 4 {
		code = uint64(t.b[4])
	}
	switch name, known := codes[code]; {
	case known:
		return text + " (" + name + ")"
	case kind == icmpv6Unreachable:
		return text + " (Unknown)"
	}
	return text + " (Unknown (" + utoa(code) + "))"
}
