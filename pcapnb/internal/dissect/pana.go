package dissect

import "encoding/binary"

func init() {
	readers["pana"], recognizers["pana"] = (*Session).pana, likePANA
	guesses = append(guesses, guess{layer: "pana", column: "PANA"})
}

// likePANA recognizes a message: reserved bytes and flags that are zero, its length, a known type and the head of a known
// attribute, as Wireshark does.
func likePANA(t *view) bool {
	b := t.b
	if len(b) < min(t.rep, 24) || t.rep < 16 || t.rep%4 != 0 {
		return false
	}
	head := binary.BigEndian.Uint16(b) == 0 && int(binary.BigEndian.Uint16(b[2:])) == t.rep && b[4]&3 == 0 && b[5] == 0 && b[6] == 0 &&
		b[7] >= 1 && b[7] <= 5
	if !head || t.rep == 16 {
		return head
	}
	pair, rest := b[16:24], t.rep-24
	if pair[2]&0x80 != 0 {
		rest -= 4
	}
	return pair[0] == 0 && pair[1] >= 1 && pair[1] <= 11 && pair[2]&0x7f == 0 && pair[3] == 0 &&
		int(binary.BigEndian.Uint16(pair[4:])) <= rest
}

// pana dissects a message of the protocol that carries authentication for network access, RFC 5191 section 6.2.
func (d *Session) pana(t *view) {
	const head, requests = 16, 0x8000
	d.current = "PANA"
	d.cols.setProto(d, "PANA")
	d.cols.clear(d)
	d.begin(fPana, t, min(len(t.b), t.rep))
	flags := uint64(d.u16(t, 4))
	kind := uint64(d.u16(t, 6))
	d.cols.set(d, "Type ", panaType(kind), panaWay(flags&requests != 0))
	d.slots(t, 0, slot{fPanaReserved, 2}, slot{fPanaLength, 2})
	d.uint(fPanaFlags, t, 4, 2)
	d.slots(t, 6, slot{fPanaType, 2}, slot{fPanaSid, 4}, slot{fPanaSeq, 4})
	d.need(t, head, t.rep-head)
	for off, end := head, int(d.u16(t, 2)); d.ok() && off < end; {
		off += d.panaPair(t, off)
	}
}

// panaPair dissects an attribute and its value, RFC 5191 section 6.3, and returns how many bytes they are, padded.
func (d *Session) panaPair(t *view, off int) int {
	const withVendor = 0x8000
	const payload = 2
	kind := d.uint(fPanaAvpCode, t, off, 2)
	flags := d.flagged(fPanaAvpFlags, t, off+2, 2, bit{fPanaAvpFlagsV, withVendor})
	n := int(d.uint(fPanaAvpDataLength, t, off+4, 2))
	d.slots(t, off+6, slot{fPanaAvpReserved, 2})
	head := 8
	if flags&withVendor != 0 {
		d.uint(fPanaAvpVendorid, t, off+8, 4)
		head = 12
	}
	switch at := off + head; {
	case flags&withVendor != 0:
	case kind == payload:
		m := t.sub(at, n)
		d.layerName("eap")
		d.named("eap", "EAP", &m)
	case kind == 4:
		d.uint(fPanaAvpDataInt32, t, at, 4)
	case kind == 3 || kind == 6 || kind == 8:
		d.uint(fPanaAvpDataUint32, t, at, 4)
	case kind == 9:
	case kind == 7:
		d.uint(fPanaAvpCode, t, at, 4) // as Wireshark has it
	default:
		d.raw(fPanaAvpDataBytes, t, at, n)
	}
	return (head + n + 3) &^ 3
}

func panaType(kind uint64) string {
	switch kind {
	case 1:
		return "PANA-Client-Initiation"
	case 2:
		return "PANA-Auth"
	case 3:
		return "PANA-Termination"
	case 4:
		return "PANA-Notification"
	case 5:
		return "PANA-Relay"
	}
	return "Unknown (" + utoa(int(kind)) + ")"
}

func panaWay(request bool) string {
	if request {
		return "-Request"
	}
	return "-Answer"
}
