package dissect

import (
	"bytes"
	"fmt"

	"netlab/pcapnb/internal/dissect/framing"
)

func init() {
	readers["bgp"] = (*Session).bgp
	streamReaders["bgp"] = (*Session).bgpLate
}

// bgpLongest is how long a message may be, RFC 4271 section 4.1.
const bgpLongest = 4096

// bgpMarker is what a message begins with, RFC 4271 section 4.1.
var bgpMarker = bytes.Repeat([]byte{0xff}, 16)

// Types of messages, RFC 4271 section 4.1 and RFC 2918 section 3.
const (
	bgpOpen = 1 + iota
	bgpUpdate
	bgpNotification
	bgpKeepalive
	bgpRefresh
)

// bgpLate dissects a segment that begins within a message: what is before the first marker is the rest of it.
func (d *Session) bgpLate(t *view, s *segment, c *tcpConn, dir int) (done, need int) {
	d.current = "BGP"
	rest := bytes.Index(t.b, bgpMarker)
	if rest >= 0 {
		d.begin(fBgp, t, rest)
		m := t.sub(rest, t.rep-rest)
		done, need = d.framed(&m, framing.For(179, m.b))
		return rest + done, need
	}
	d.cols.setProto(d, "BGP")
	d.cols.clear(d)
	d.begin(fBgp, t, len(t.b))
	return len(t.b), 0
}

// bgp dissects a message of the border gateway protocol.
func (d *Session) bgp(t *view) {
	const head = 19
	d.current = "BGP"
	first := d.cols.proto != "BGP"
	d.cols.setProto(d, "BGP")
	if first {
		d.cols.clear(d)
	}
	kind := uint64(0)
	if len(t.b) >= head {
		kind = uint64(t.b[18])
	}
	name := bgpName(kind)
	if first {
		d.cols.set(d, name)
	} else {
		d.cols.append(d, ", ", name)
	}
	named := len(d.layers)
	d.begin(fBgp, t, len(t.b))
	if named > 0 && d.layers[named-1] == "bgp" { // one layer for the messages of a segment
		d.layers = d.layers[:named]
	}
	d.label("Border Gateway Protocol - " + name)
	if m := d.slice(t, 0, 16); d.ok() && !bytes.Equal(m, bgpMarker) {
		d.faulty()
	}
	d.slots(t, 0, slot{fBgpMarker, 16}, slot{fBgpLength, 2})
	if n := d.u16(t, 16); n < head || n > bgpLongest {
		d.faulty()
		return
	}
	d.slots(t, 18, slot{fBgpType, 1})
	switch kind {
	case bgpOpen:
		d.bgpOpen(t)
	case bgpUpdate:
		d.bgpUpdate(t)
	case bgpNotification:
		d.bgpNotification(t)
	case bgpRefresh, 128:
		d.slots(t, head, slot{fBgpRouteRefreshAfi, 2}, slot{fBgpRouteRefreshSubtype, 1}, slot{fBgpRouteRefreshSafi, 1})
	}
}

func bgpName(kind uint64) string {
	switch kind {
	case bgpOpen:
		return "OPEN Message"
	case bgpUpdate:
		return "UPDATE Message"
	case bgpNotification:
		return "NOTIFICATION Message"
	case bgpKeepalive:
		return "KEEPALIVE Message"
	case bgpRefresh:
		return "ROUTE-REFRESH Message"
	case 6:
		return "CAPABILITY Message"
	case 128:
		return "Cisco ROUTE-REFRESH Message"
	}
	return fmt.Sprintf("Unknown message type (0x%02x)", kind)
}

// bgpOpen dissects an open message, RFC 4271 section 4.2.
func (d *Session) bgpOpen(t *view) {
	d.slots(t, 19, slot{fBgpOpenVersion, 1}, slot{fBgpOpenMyas, 2}, slot{fBgpOpenHoldtime, 2}, slot{fBgpOpenIdentifier, 4})
	n := int(d.uint(fBgpOpenOptLen, t, 28, 1))
	if n == 0 {
		return
	}
	const capability = 2
	for off, end := 29, 29+n; d.ok() && off < end; {
		kind := d.uint(fBgpOpenOptParamType, t, off, 1)
		size := int(d.uint(fBgpOpenOptParamLen, t, off+1, 1))
		off += 2
		if kind == capability {
			d.bgpCapabilities(t, off, off+size)
		}
		off += size
	}
}

// bgpCapabilities dissects what a speaker can do, RFC 5492 section 4.
func (d *Session) bgpCapabilities(t *view, off, end int) {
	const multiprotocol, fourBytes = 1, 65
	for d.ok() && off < end {
		kind := d.uint(fBgpCapType, t, off, 1)
		n := int(d.uint(fBgpCapLength, t, off+1, 1))
		off += 2
		switch {
		case kind == multiprotocol && n == 4:
			d.slots(t, off, slot{fBgpCapMpAfi, 2}, slot{fBgpCapReserved, 1}, slot{fBgpCapMpSafi, 1})
		case kind == fourBytes && n == 4:
			d.uint(fBgpCap4as, t, off, 4)
		}
		off += n
	}
}

// bgpUpdate dissects an update, RFC 4271 section 4.3.
func (d *Session) bgpUpdate(t *view) {
	n := int(d.uint(fBgpUpdateWithdrawnRoutesLength, t, 19, 2))
	off := 21
	if !d.bgpPrefixes(t, off, off+n, fBgpWithdrawnPrefix) {
		return
	}
	off += n
	n = int(d.uint(fBgpUpdatePathAttributesLength, t, off, 2))
	off += 2
	for end := off + n; d.ok() && off < end; {
		off += d.bgpAttribute(t, off)
	}
	if d.ok() {
		d.bgpPrefixes(t, off, t.rep, fBgpNlriPrefix)
	}
}

// bgpPrefixes dissects prefixes of IPv4, each of as many bytes as it needs, and reports whether none is longer than an address.
func (d *Session) bgpPrefixes(t *view, off, end int, id ID) bool {
	for d.ok() && off < end {
		length := int(d.u8(t, off))
		n := (length + 7) / 8
		if length > 32 {
			d.faulty()
			return false
		}
		var prefix uint64
		for i, c := range d.slice(t, off+1, n) {
			prefix |= uint64(c) << (24 - 8*i)
		}
		if length < 32 {
			prefix &^= 1<<(32-length) - 1
		}
		d.num(fBgpPrefixLength, t, off, 1, uint64(length))
		d.num(id, t, off+1, n, prefix)
		off += 1 + n
	}
	return true
}

// bgpAttribute dissects an attribute of a path and returns how long it is.
func (d *Session) bgpAttribute(t *view, off int) int {
	const origin, path, nextHop, discriminator, preference, aggregator, communities, originator = 1, 2, 3, 4, 5, 7, 8, 9
	flags := uint64(d.u8(t, off))
	kind := d.u8(t, off+1)
	head, size := 3, 1
	if flags&0x10 != 0 {
		head, size = 4, 2
	}
	n := int(d.u8(t, off+2))
	if size == 2 {
		n = int(d.u16(t, off+2))
	}
	d.need(t, off, head+n)
	d.num(fBgpUpdatePathAttributeFlags, t, off, 1, flags)
	d.bits(t, off, 1, flags, bit{fBgpUpdatePathAttributeFlagsOptional, 0x80}, bit{fBgpUpdatePathAttributeFlagsTransitive, 0x40},
		bit{fBgpUpdatePathAttributeFlagsPartial, 0x20}, bit{fBgpUpdatePathAttributeFlagsExtendedLength, 0x10})
	d.num(fBgpUpdatePathAttributeTypeCode, t, off+1, 1, uint64(kind))
	d.num(fBgpUpdatePathAttributeLength, t, off+2, size, uint64(n))
	at := off + head
	switch {
	case kind == origin && n == 1:
		d.uint(fBgpUpdatePathAttributeOrigin, t, at, 1)
	case kind == path:
		d.bgpPath(t, at, n)
	case kind == nextHop && n == 4:
		d.uint(fBgpUpdatePathAttributeNextHop, t, at, 4)
	case kind == discriminator && n == 4:
		d.uint(fBgpUpdatePathAttributeMultiExitDisc, t, at, 4)
	case kind == preference && n == 4:
		d.uint(fBgpUpdatePathAttributeLocalPref, t, at, 4)
	case kind == originator && n == 4:
		d.uint(fBgpUpdatePathAttributeOriginatorId, t, at, 4)
	}
	return head + n
}

// bgpPath dissects the systems a route came by: of four bytes where that fits (RFC 6793 section 4), else of two.
func (d *Session) bgpPath(t *view, off, n int) {
	b := d.slice(t, off, n)
	id, size := fBgpUpdatePathAttributeAsPathSegmentAs4, 4
	if !bgpFits(b, 4) {
		id, size = fBgpUpdatePathAttributeAsPathSegmentAs2, 2
	}
	for end := off + n; d.ok() && off < end; {
		d.uint(fBgpUpdatePathAttributeAsPathSegmentType, t, off, 1)
		count := int(d.uint(fBgpUpdatePathAttributeAsPathSegmentLength, t, off+1, 1))
		off += 2
		for ; count > 0 && d.ok(); count-- {
			d.uint(id, t, off, size)
			off += size
		}
	}
}

// bgpFits reports whether b is whole segments of numbers of so many bytes.
func bgpFits(b []byte, size int) bool {
	for len(b) >= 2 {
		n := 2 + size*int(b[1])
		if n > len(b) || b[0] < 1 || b[0] > 4 {
			return false
		}
		b = b[n:]
	}
	return len(b) == 0
}

// bgpNotification dissects an error, RFC 4271 section 4.5.
func (d *Session) bgpNotification(t *view) {
	kind := d.uint(fBgpNotifyMajorError, t, 19, 1)
	ids := [...]ID{fBgpNotifyMinorError, fBgpNotifyMinorErrorOpen, fBgpNotifyMinorErrorUpdate, fBgpNotifyMinorErrorExpired,
		fBgpNotifyMinorErrorState, fBgpNotifyMinorErrorCease}
	if kind > 0 && kind <= uint64(len(ids)) {
		d.uint(ids[kind-1], t, 20, 1)
	}
}
