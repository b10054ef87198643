package dissect

import "encoding/binary"

func init() {
	readers["radiotap"] = (*Session).radiotap
	linkTypes[link80211] = func(d *Session, t *view) { d.wlan(t, false) }
	linkTypes[linkPrism], linkTypes[linkRadiotap] = (*Session).prism, (*Session).radiotap
}

// wlan finds what an 802.11 data frame carries; the header's own fields are
// not emitted. A header that is padded ends at a multiple of four bytes.
func (d *Session) wlan(t *view, padded bool) {
	d.layerName("wlan")
	d.cols.setProto(d, "802.11")
	d.current = "IEEE 802.11"
	if d.wantCols {
		d.cols.set(d, wlanSaid(t.b))
	}
	d.headBelow(BelowWiFi)
	if !d.need(t, 0, wlanHead(t.b)) {
		return
	}
	if len(t.b) < 24 {
		return
	}
	if kind := t.b[0] >> 2 & 3; kind != wlanData {
		if sealed := t.sub(24, -1); kind == wlanManagement && t.b[1]&wlanWEP != 0 {
			d.wlanSealed(&sealed)
		}
		return
	}
	subtype, flags := t.b[0]>>4, t.b[1]
	off := 24
	if flags&3 == 3 {
		off += 6 // a fourth address
	}
	if subtype&wlanQoS != 0 {
		off += 2
		if flags&wlanOrder != 0 {
			off += 4
		}
	}
	if padded {
		off = (off + 3) &^ 3
	}
	d.wlanAddresses(t)
	next := t.sub(off, -1)
	switch {
	case subtype&wlanNull != 0:
	case flags&wlanMore != 0:
		d.cols.set(d, "Fragmented IEEE 802.11 frame")
		d.data(&next)
	case flags&wlanWEP != 0:
		d.wlanSealed(&next)
	default:
		readers["llc"](d, &next)
	}
}

// wlanSealed emits what is between what unseals a frame and its check: of WEP four bytes and four, of what came after it eight.
func (d *Session) wlanSealed(t *view) {
	const extended, short, long = 0x20, 4, 8
	switch {
	case len(t.b) >= long && t.b[3]&extended != 0:
		next := t.sub(long, -1)
		d.data(&next)
	case t.rep > 2*short && len(t.b) > short && t.b[3]&extended == 0:
		next := t.sub(short, t.rep-2*short)
		d.data(&next)
	default:
		d.data(t)
	}
}

// wlanAddresses finds source and destination by the direction bits, IEEE 802.11 table 9-30.
func (d *Session) wlanAddresses(t *view) {
	src, dst := 10, 4
	switch t.b[1] & 3 {
	case 1: // to the distribution system
		dst = 16
	case 2: // from it
		src = 16
	case 3:
		src, dst = 24, 16
	}
	if len(t.b) >= src+6 {
		d.headMACs(mac(t.b[src:]), mac(t.b[dst:]), HasEther|HasMACDst)
	}
}

// prism skips the capture's own header, whose length is its second number (LINKTYPE_IEEE802_11_PRISM).
func (d *Session) prism(t *view) {
	d.layerName("prism")
	if !d.need(t, 0, 8) {
		return
	}
	n := binary.LittleEndian.Uint32(t.b[4:])
	d.layerName("wlan_radio")
	if int64(n) > int64(len(t.b)) {
		d.fail(t, int(min(n, 1<<30)))
		return
	}
	next := t.sub(int(n), -1)
	d.wlan(&next, false)
}

// radiotap skips the capture's own header, radiotap.org.
func (d *Session) radiotap(t *view) {
	d.layerName("radiotap")
	if !d.need(t, 0, 4) {
		return
	}
	n := int(binary.LittleEndian.Uint16(t.b[2:]))
	d.layerName("wlan_radio")
	if n > len(t.b) {
		return
	}
	next := t.sub(n, -1)
	d.wlan(&next, radiotapFlags(t.b[:n])&radiotapPadded != 0)
}

// radiotapPadded is the flag of a frame whose header is padded, radiotap.org/fields/Flags.html.
const radiotapPadded = 0x20

// radiotapFlags reads the field Flags of a radiotap header; 0 where it has none. Only a time of eight bytes, at a multiple of
// eight, may come before it.
func radiotapFlags(b []byte) uint8 {
	if len(b) < 8 {
		return 0
	}
	const tsft, flags, more = 1, 2, 1 << 31
	first := binary.LittleEndian.Uint32(b[4:])
	off := 8
	for word := first; word&more != 0; off += 4 {
		if off+4 > len(b) {
			return 0
		}
		word = binary.LittleEndian.Uint32(b[off:])
	}
	if first&tsft != 0 {
		off = (off+7)&^7 + 8
	}
	if first&flags == 0 || off >= len(b) {
		return 0
	}
	return b[off]
}
