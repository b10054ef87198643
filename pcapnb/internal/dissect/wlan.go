package dissect

import "encoding/binary"

// Frame types and subtypes, IEEE 802.11 §9.2.4.1.
const (
	wlanData  = 2
	wlanQoS   = 8
	wlanNull  = 4
	wlanWEP   = 0x40
	wlanOrder = 0x80
)

// wlan finds what an 802.11 data frame carries; the header's own fields are
// not emitted.
func (d *Session) wlan(t *view) {
	d.layerName("wlan")
	d.cols.setProto(d, "802.11")
	if len(t.b) < 24 || t.b[0]>>2&3 != wlanData {
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
	next := t.sub(off, -1)
	switch {
	case subtype&wlanNull != 0:
	case flags&wlanWEP != 0:
		d.data(&next)
	default:
		d.llc(&next)
	}
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
	d.wlan(&next)
}
