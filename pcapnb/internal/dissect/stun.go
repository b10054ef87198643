package dissect

import (
	"net/netip"

	"netlab/pcapnb/internal/dissect/framing"
)

func init() {
	readers["stun"] = (*Session).stun
	recognizers["stun"] = func(t *view) bool { return likeSTUN(t.b, t.rep) }
}

// likeSTUN recognises a message of size bytes by its cookie, and data of a channel by its number and length. Methods above 255 are
// other protocols' (RFC 7983 section 5).
func likeSTUN(b []byte, size int) bool {
	const otherMethods = 0x3c
	if len(b) < 4 {
		return false
	}
	n := int(be16(b[2:]))
	if b[0]>>6 == 1 {
		return b[0] < 0x50 && (n+4 == size || (n+4+3)&^3 == size)
	}
	return b[0]>>6 == 0 && b[0]&otherMethods == 0 && len(b) >= 20 && uint32(be16(b[4:]))<<16|uint32(be16(b[6:])) == framing.StunCookie && n+20 == size
}

// Attributes, RFC 8489 section 14, RFC 8656 section 18 and RFC 8445 section 16.1.
const (
	stunMapped      = 0x0001
	stunUsername    = 0x0006
	stunIntegrity   = 0x0008
	stunError       = 0x0009
	stunChannel     = 0x000c
	stunLifetime    = 0x000d
	stunXORPeer     = 0x0012
	stunData        = 0x0013
	stunRealm       = 0x0014
	stunNonce       = 0x0015
	stunXORRelayed  = 0x0016
	stunTransport   = 0x0019
	stunXORMapped   = 0x0020
	stunPriority    = 0x0024
	stunSoftware    = 0x8022
	stunAlternate   = 0x8023
	stunFingerprint = 0x8028
	stunControlled  = 0x8029
	stunControlling = 0x802a
	stunOrigin      = 0x802b
	stunOther       = 0x802c
)

func stunMethod(n uint64) string {
	switch n {
	case 1:
		return "Binding"
	case 2:
		return "SharedSecret"
	case 3:
		return "Allocate"
	case 4:
		return "Refresh"
	case 6:
		return "Send"
	case 7:
		return "Data"
	case 8:
		return "CreatePermission"
	case 9:
		return "Channel-Bind"
	case 10:
		return "Connect"
	case 11:
		return "ConnectionBind"
	case 12:
		return "ConnectionAttempt"
	}
	return "Unknown"
}

// stun dissects a message, RFC 8489 section 5, or data of a channel, RFC 8656 section 12.4.
func (d *Session) stun(t *view) {
	d.current = "STUN"
	if len(t.b) > 2 && !likeSTUN(t.b, t.rep) && likeSTUN(t.b[2:], t.rep-2) { // as RFC 4571 frames it
		whole := *t
		defer d.uint(fStunTcpFrameLength, &whole, 0, 2)
		*t = t.sub(2, -1)
	}
	kind := uint64(d.u16(t, 0))
	if kind >= 0x4000 && d.ok() {
		d.stunChannelData(t)
		return
	}
	d.begin(fStun, t, len(t.b))
	d.cols.setProto(d, "STUN")
	d.num(fStunType, t, 0, 2, kind)
	d.push()
	d.num(fStunTypeClass, t, 0, 2, kind&0x110>>4)
	d.num(fStunTypeMethod, t, 0, 2, kind&0x3eef)
	d.pop()
	method := kind&0xf | kind&0xe0>>1 | kind&0x3e00>>2
	class := [...]string{"Request", "Indication", "Success Response", "Error Response"}[kind>>7&2|kind>>4&1]
	d.cols.set(d, stunMethod(method), " ", class)
	n := int(d.uint(fStunLength, t, 2, 2))
	d.raw(fStunCookie, t, 4, 4)
	d.raw(fStunId, t, 8, 12)
	const head = 20
	end := min(head+n, t.rep)
	for off := head; off < end && d.ok(); {
		off += d.stunAttribute(t, off)
	}
}

func (d *Session) stunChannelData(t *view) {
	d.begin(fStun, t, len(t.b))
	d.cols.setProto(d, "STUN")
	d.label("Session Traversal Utilities for NAT, TURN ChannelData Message")
	d.cols.set(d, "ChannelData TURN Message")
	d.uint(fStunChannel, t, 0, 2)
	n := int(d.uint(fStunLength, t, 2, 2))
	if body := t.sub(4, n); len(body.b) > 0 && d.ok() {
		d.data(&body)
	}
}

// stunAttribute dissects an attribute and returns its length with what fills it up.
func (d *Session) stunAttribute(t *view, off int) int {
	kind := uint64(d.u16(t, off))
	if knownStun(uint16(kind)) {
		d.num(fStunAttribute, t, off, 2, kind)
		d.push()
		defer d.pop()
		d.num(fStunAttType, t, off, 2, kind)
	}
	n := int(d.uint(fStunAttLength, t, off+2, 2))
	v := t.sub(off+4, n)
	d.stunValue(t, &v, kind)
	if fill := (4 - n%4) % 4; fill > 0 && d.ok() {
		d.num(fStunAttPadding, t, off+4+n, fill, uint64(fill))
	}
	return 4 + (n+3)&^3
}

// stunTypes are the types of attributes that Wireshark 4 has a name for, as ranges: IANA's, and those of Microsoft and others.
var stunTypes = [...][2]uint16{{0x01, 0x1e}, {0x20, 0x20}, {0x22, 0x22}, {0x24, 0x28}, {0x2a, 0x2a}, {0x30, 0x30}, {0x8000, 0x8004},
	{0x8006, 0x8006}, {0x8008, 0x8008}, {0x8020, 0x8020}, {0x8022, 0x8023}, {0x8025, 0x8025}, {0x8027, 0x802e}, {0x8030, 0x8030},
	{0x8032, 0x8032}, {0x8037, 0x8037}, {0x8039, 0x8039}, {0x8050, 0x8050}, {0x8054, 0x8062}, {0x8068, 0x8068}, {0x8070, 0x8070},
	{0x8090, 0x8090}, {0x8095, 0x8095}, {0xc000, 0xc002}, {0xc057, 0xc05d}, {0xc060, 0xc060}, {0xff04, 0xff05}}

// knownStun reports whether Wireshark shows the type of an attribute.
func knownStun(kind uint16) bool {
	for _, r := range stunTypes {
		if kind >= r[0] && kind <= r[1] {
			return true
		}
	}
	return false
}

func (d *Session) stunValue(t, v *view, kind uint64) {
	switch kind {
	case stunMapped, stunAlternate, stunOrigin, stunOther:
		d.stunAddress(t, v, kind, false)
	case stunXORMapped, stunXORPeer, stunXORRelayed:
		d.stunAddress(t, v, kind, true)
	case stunUsername:
		d.stunText(fStunAttUsername, " user: ", v)
	case stunRealm:
		d.stunText(fStunAttRealm, " realm: ", v)
	case stunNonce:
		d.stunText(fStunAttNonce, "", v)
		d.cols.append(d, " with nonce")
	case stunSoftware:
		d.stunText(fStunAttSoftware, "", v)
	case stunError:
		d.stunErrorCode(v)
	case stunLifetime:
		d.cols.append(d, " lifetime: ", utoa(d.uint(fStunAttLifetime, v, 0, 4)))
	case stunPriority:
		d.uint(fStunAttPriority, v, 0, 4)
	case stunControlled, stunControlling:
		d.raw(fStunAttTieBreaker, v, 0, 8)
	case stunTransport:
		switch d.uint(fStunAttTransp, v, 0, 1) {
		case protoUDP:
			d.cols.append(d, " UDP")
		case protoTCP:
			d.cols.append(d, " TCP")
		}
	case stunChannel:
		d.cols.append(d, " ChannelNumber=", hexText(d.uint(fStunAttChannelnum, v, 0, 2), 0))
	case stunIntegrity:
		d.raw(fStunAttHmac, v, 0, v.rep)
	case stunFingerprint:
		d.uint(fStunAttCrc32, v, 0, 4)
	case stunData:
		if len(v.b) > 0 && d.ok() {
			d.data(v)
		}
	}
}

// stunText emits a string up to the first zero, and shows it after a label.
func (d *Session) stunText(id ID, label string, v *view) {
	b := d.slice(v, 0, v.rep)
	if !d.ok() {
		return
	}
	b = untilZero(b)
	d.text(id, v, 0, v.rep, b)
	if label != "" {
		d.cols.append(d, label, string(validUTF8(b)))
	}
}

func stunAddressName(kind uint64) string {
	switch kind {
	case stunMapped:
		return "MAPPED-ADDRESS"
	case stunXORMapped:
		return "XOR-MAPPED-ADDRESS"
	case stunXORPeer:
		return "XOR-PEER-ADDRESS"
	case stunXORRelayed:
		return "XOR-RELAYED-ADDRESS"
	case stunAlternate:
		return "ALTERNATE-SERVER"
	case stunOrigin:
		return "RESPONSE-ORIGIN"
	}
	return "OTHER-ADDRESS"
}

// stunAddress emits an address and port, which may be masked with the cookie and the transaction, RFC 8489 section 14.2.
func (d *Session) stunAddress(t, v *view, kind uint64, masked bool) {
	family := d.uint(fStunAttFamily, v, 1, 1)
	size, id, raw := 4, fStunAttIpv4, fStunAttIpv4Xord
	if family == 2 {
		size, id, raw = 16, fStunAttIpv6, fStunAttIpv6Xord
	}
	port := uint64(d.u16(v, 2))
	b := d.slice(v, 4, size)
	if b == nil {
		return
	}
	plain := append([]byte(nil), b...)
	if masked {
		d.raw(fStunAttPortXord, v, 2, 2)
		d.raw(raw, v, 4, size)
		port ^= framing.StunCookie >> 16
		mask := d.slice(t, 4, 16)
		for i := range min(len(plain), len(mask)) {
			plain[i] ^= mask[i]
		}
	}
	d.num(fStunAttPort, v, 2, 2, port)
	addr, _ := netip.AddrFromSlice(plain)
	if family == 2 {
		d.text(id, v, 4, size, d.keepBytes(plain))
	} else {
		d.num(id, v, 4, size, uint64(be16(plain))<<16|uint64(be16(plain[2:])))
	}
	d.cols.append(d, " ", stunAddressName(kind), ": ", addr.String(), ":", utoa(port))
}

func (d *Session) stunErrorCode(v *view) {
	class := uint64(d.u8(v, 2) & 7)
	number := uint64(d.u8(v, 3))
	d.num(fStunAttErrorClass, v, 2, 1, class)
	d.num(fStunAttError, v, 3, 1, number)
	if !d.ok() {
		return
	}
	d.cols.append(d, " error-code: ", utoa(class*100+number), " (", stunErrorName(class*100+number), ")")
	if v.rep > 4 {
		d.raw(fStunAttErrorReason, v, 4, v.rep-4)
		d.cols.append(d, " ", string(v.b[min(4, len(v.b)):]))
	}
}

func stunErrorName(n uint64) string {
	switch n {
	case 274:
		return "Disable Candidate"
	case 275:
		return "Disable Candidate Pair"
	case 300:
		return "Try Alternate"
	case 400:
		return "Bad Request"
	case 401:
		return "Unauthenticated"
	case 403:
		return "Forbidden"
	case 420:
		return "Unknown Attribute"
	case 437:
		return "Allocation Mismatch"
	case 438:
		return "Stale Nonce"
	case 441:
		return "Wrong Credentials"
	case 442:
		return "Unsupported Transport Protocol"
	case 486:
		return "Allocation Quota Reached"
	case 487:
		return "Role Conflict"
	case 500:
		return "Server Error"
	case 508:
		return "Insufficient Capacity"
	}
	return "*Unknown error code*"
}
