package dissect

import (
	"encoding/binary"
	"math/bits"
)

func init() { readers["capwap.data"], readers["capwap"] = (*Session).capwap, (*Session).capwapControl }

// Flags of the head, RFC 5415 section 4.3.
const (
	capwapNative    = 0x100
	capwapFragment  = 0x80
	capwapLast      = 0x40
	capwapWireless  = 0x20
	capwapRadioMAC  = 0x10
	capwapKeepAlive = 0x08
)

// capwapHead is what the head of a packet says.
type capwapHead struct {
	off, end  int // where it ends, and where it says it does
	flags     uint64
	part      bool // a fragment of several
	encrypted bool
}

// capwapPreamble opens a layer and dissects its head, RFC 5415 section 4.
func (d *Session) capwapPreamble(t *view, layer ID, column string) (h capwapHead) {
	d.begin(layer, t, len(t.b))
	d.cols.setProto(d, column)
	d.cols.set(d, column)
	d.current = map[string]string{"CAPWAP-Control": "CAPWAP-CONTROL", "CAPWAP-Data": "CAPWAP-DATA"}[column]
	first := uint64(d.u8(t, 0))
	d.none(fCapwapPreamble, t, 0, 1)
	d.bits(t, 0, 1, first, bit{fCapwapPreambleVersion, 0xf0}, bit{fCapwapPreambleType, 0x0f})
	if first&0xf == 1 {
		d.push()
		d.uint(fCapwapPreambleReserved, t, 1, 3)
		d.pop()
		h.encrypted = true
		return h
	}
	d.none(fCapwapHeader, t, 1, 7)
	d.push()
	defer d.pop()
	word := uint64(d.u24(t, 1))
	for _, b := range []bit{{fCapwapHeaderLength, 0xf80000}, {fCapwapHeaderRid, 0x07c000}, {fCapwapHeaderWbid, 0x003e00}, {fCapwapHeaderFlags, 0x1ff}} {
		d.num(b.id, t, 1, 3, word&b.mask>>bits.TrailingZeros64(b.mask))
	}
	h.flags = word & 0x1ff
	d.bits(t, 1, 3, word, bit{fCapwapHeaderFlagsT, capwapNative}, bit{fCapwapHeaderFlagsF, capwapFragment}, bit{fCapwapHeaderFlagsL, capwapLast},
		bit{fCapwapHeaderFlagsW, capwapWireless}, bit{fCapwapHeaderFlagsM, capwapRadioMAC}, bit{fCapwapHeaderFlagsK, capwapKeepAlive},
		bit{fCapwapHeaderFlagsR, 7})
	id := d.uint(fCapwapHeaderFragmentId, t, 4, 2)
	offset := uint64(d.u16(t, 6))
	d.num(fCapwapHeaderFragmentOffset, t, 6, 2, offset>>3)
	d.num(fCapwapHeaderFragmentReserved, t, 6, 2, offset&7)
	h.off, h.end = d.capwapOptional(t, h.flags), 4*int(word>>19)
	if h.flags&capwapKeepAlive != 0 {
		d.cols.append(d, " Keep-Alive")
	}
	h.part = h.flags&capwapFragment != 0 && (h.flags&capwapLast == 0 || offset>>3 != 0)
	if h.part {
		d.cols.append(d, " (Fragment ID: ", utoa(id), ", Fragment Offset: ", utoa(offset>>3<<3), ")")
	}
	if h.off != h.end && d.ok() {
		d.faulty()
	}
	return h
}

// capwapOptional emits the parts of the head that flags announce, and returns where it ends.
func (d *Session) capwapOptional(t *view, flags uint64) int {
	off := 8
	if flags&capwapRadioMAC != 0 {
		n := int(d.uint(fCapwapHeaderMacLength, t, off, 1))
		if n == 6 {
			d.uint(fCapwapHeaderMacEui48, t, off+1, n)
		} else {
			d.need(t, off+1, n)
		}
		off = d.capwapPadded(t, off+1+n)
	}
	if flags&capwapWireless != 0 {
		n := int(d.uint(fCapwapHeaderWirelessLength, t, off, 1))
		d.raw(fCapwapHeaderWirelessData, t, off+1, n)
		off = d.capwapPadded(t, off+1+n)
	}
	return off
}

func (d *Session) capwapPadded(t *view, off int) int {
	if n := (4 - off%4) % 4; n > 0 {
		d.raw(fCapwapHeaderPadding, t, off, n)
		off += n
	}
	return off
}

// capwap dissects a data packet, RFC 5415 section 4.3, and the frame in it, unless it is encrypted or in pieces.
func (d *Session) capwap(t *view) {
	if !d.enter() {
		return
	}
	h := d.capwapPreamble(t, fCapwapData, "CAPWAP-Data")
	if h.encrypted {
		d.capwapDTLS(t)
		return
	}
	next := t.sub(h.end, -1)
	switch {
	case !d.ok():
	case h.part:
		d.data(&next)
	case h.flags&capwapKeepAlive != 0:
	case h.flags&capwapNative == 0:
		readers["eth_withoutfcs"](d, &next)
	default:
		if len(next.b) >= 2 { // controllers write the frame control in the other byte order
			b := append([]byte(nil), next.b...)
			binary.BigEndian.PutUint16(b, bits.ReverseBytes16(binary.BigEndian.Uint16(b)))
			next.b = b
		}
		d.wlan(&next, false)
	}
}

func (d *Session) capwapDTLS(t *view) {
	const head = 4
	if next := t.sub(head, -1); d.ok() && d.wantMessages && next.rep > 0 {
		readers["dtls"](d, &next)
	}
}

// capwapControl dissects a control message, RFC 5415 section 4.5.1.
func (d *Session) capwapControl(t *view) {
	const head = 8
	h := d.capwapPreamble(t, fCapwap, "CAPWAP-Control")
	switch {
	case h.encrypted:
		d.capwapDTLS(t)
		return
	case h.part:
		if next := t.sub(h.off, -1); d.ok() {
			d.data(&next)
		}
		return
	}
	kind := uint64(d.u32(t, h.off))
	if name := capwapMessage(kind); name != "" {
		d.cols.append(d, " - ", name)
	} else {
		d.cols.append(d, " - Unknown Message Type (", hexText(kind, 0), ")")
	}
	d.none(fCapwapControlHeader, t, h.off, head)
	d.push()
	d.num(fCapwapControlHeaderMessageType, t, h.off, 4, kind)
	d.push()
	d.num(fCapwapControlHeaderMessageTypeEnterpriseNumber, t, h.off, 3, kind>>8)
	d.num(fCapwapControlHeaderMessageTypeEnterpriseSpecific, t, h.off, 4, kind)
	d.pop()
	d.slots(t, h.off+4, slot{fCapwapControlHeaderSequenceNumber, 1}, slot{fCapwapControlHeaderMessageElementLength, 2}, slot{fCapwapControlHeaderFlags, 1})
	d.pop()
}

// capwapMessage names a message, RFC 5415 section 4.5.1.1.
func capwapMessage(kind uint64) string {
	names := [...]string{"", "Discovery Request", "Discovery Response", "Join Request", "Join Response", "Configuration Status Request",
		"Configuration Status Response", "Configuration Update Request", "Configuration Update Response", "WTP Event Request", "WTP Event Response",
		"Change State Request", "Change State Response", "Echo Request", "Echo Response", "Image Data Request", "Image Data Response", "Reset Request",
		"Reset Response", "Primary Discovery Request", "Primary Discovery Response", "Data Transfer Request", "Data Transfer Response",
		"Clear Configuration Request", "Clear Configuration Response", "Station Configuration Request", "Station Configuration Response"}
	if kind < uint64(len(names)) {
		return names[kind]
	}
	return ""
}
