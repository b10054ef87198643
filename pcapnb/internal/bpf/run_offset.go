package bpf

import "encoding/binary"

// Registers with a fixed meaning; Geneve headers take further ones.
const (
	regLink    = 1 // where the 802.11 header begins, after a radio header of variable length
	regPayload = 2 // where the payload of the 802.11 header begins
	regFree    = 3 // the first register free for Geneve
)

// radio finds the 802.11 header after a radio header and sets regLink and regPayload.
func radio(data []byte, link uint32, r *regs) bool {
	at, ok := radioLen(data, link)
	if !ok {
		return false
	}
	fc, ok := load(data, uint64(at), 1)
	if !ok {
		return false
	}
	payload := at + 24
	if fc&0x8c == 0x88 { // QoS data has two bytes more
		payload += 2
	}
	if fc&0x0c == 0x08 { // data
		payload, ok = radiotapPad(data, link, payload)
	}
	r[regLink], r[regPayload] = at, payload
	return ok
}

// radioLen returns the length of the header in front of the 802.11 header.
func radioLen(data []byte, link uint32) (uint32, bool) {
	switch link {
	case linkRadiotap, linkPPI:
		if len(data) < 4 {
			return 0, false
		}
		return uint32(binary.LittleEndian.Uint16(data[2:])), true
	case linkAVS:
		return load(data, 4, 4)
	case linkPrism:
		return prismLen(data)
	}
	return 0, true
}

// prismLen returns the length of a Prism header, or of the AVS header that comes under the same link type.
func prismLen(data []byte) (uint32, bool) {
	cookie, ok := load(data, 0, 4)
	if ok && cookie&0xfffff000 == 0x80211000 {
		return load(data, 4, 4)
	}
	return 144, ok
}

// radiotapPad rounds the payload's offset up to four bytes where the radiotap flags say the header is padded.
func radiotapPad(data []byte, link, payload uint32) (uint32, bool) {
	if link != linkRadiotap {
		return payload, true
	}
	present, ok := load(data, 4, 4) // little-endian, so the first byte holds bits 0 to 7
	if !ok {
		return 0, false
	}
	const flags, more, tsft = 0x02000000, 0x00000080, 0x01000000
	if present&flags == 0 || present&more != 0 {
		return payload, true
	}
	at := uint64(8)
	if present&tsft != 0 {
		at = 16
	}
	f, ok := load(data, at, 1)
	if f&0x20 != 0 {
		payload = (payload + 3) &^ 3
	}
	return payload, ok
}

// geneve sets three registers from in.dst on: where the inner frame begins, where its type is, where its payload begins.
// RFC 8926 section 3.4; the transport header begins at register in.base plus in.off.
func geneve(data []byte, in *inst, r *regs) bool {
	hdr := r[in.base] + in.off + 8 // after the UDP header
	opt, ok := load(data, uint64(hdr), 1)
	if !ok {
		return false
	}
	inner := hdr + 8 + opt&0x3f*4
	typ, ok := load(data, uint64(hdr)+2, 2)
	r[in.dst], r[in.dst+1], r[in.dst+2] = inner, hdr+2, inner
	if typ == 0x6558 { // an Ethernet frame inside
		r[in.dst+1], r[in.dst+2] = inner+12, inner+14
	}
	return ok
}

// chainLimit bounds how many headers a protocol chain may have: a crafted one could run in circles.
const chainLimit = 4096

// chain4 follows authentication headers (RFC 4302) from the IPv4 header at nl to a header of protocol want.
// The step to the next header is libpcap's, which counts it from the start of the packet's IP header.
func chain4(data []byte, nl, want uint32) (yes, ok bool) {
	proto, ok := load(data, uint64(nl)+9, 1)
	if !ok {
		return false, false
	}
	first, ok := load(data, uint64(nl), 1)
	if !ok {
		return false, false
	}
	x := first & 0xf << 2
	for range chainLimit {
		if proto == want || proto != 51 {
			return proto == want, true
		}
		if proto, x, ok = afterAuth(data, nl, x); !ok {
			return false, false
		}
	}
	return false, false
}

// afterAuth returns the protocol after an authentication header at nl+x and libpcap's offset of it.
func afterAuth(data []byte, nl, x uint32) (proto, next uint32, ok bool) {
	proto, ok1 := load(data, uint64(x)+uint64(nl), 1)
	length, ok2 := load(data, uint64(x+1)+uint64(nl), 1)
	return proto, (length + 2) * 4, ok1 && ok2
}

// chain6 follows IPv6 extension headers (RFC 8200 section 4) from the IPv6 header at nl to a header of protocol want.
func chain6(data []byte, nl, want uint32) (yes, ok bool) {
	proto, ok := load(data, uint64(nl)+6, 1)
	if !ok {
		return false, false
	}
	x := uint32(40)
	for range chainLimit {
		if proto == want {
			return true, true
		}
		switch proto {
		case 0, 60, 43, 44: // hop-by-hop, destination options, routing, fragment
			proto, x, ok = afterExtension(data, nl, x)
		case 51:
			proto, x, ok = afterAuth(data, nl, x)
		default:
			return false, true
		}
		if !ok {
			return false, false
		}
	}
	return false, false
}

// afterExtension returns the protocol after an IPv6 extension header at nl+x and its offset.
func afterExtension(data []byte, nl, x uint32) (proto, next uint32, ok bool) {
	proto, ok1 := load(data, uint64(x)+uint64(nl), 1)
	length, ok2 := load(data, uint64(x)+uint64(nl)+1, 1)
	return proto, x + (length+1)*8, ok1 && ok2
}
