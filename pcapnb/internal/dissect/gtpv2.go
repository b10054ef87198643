package dissect

// Elements that hold others, 3GPP TS 29.274 section 8.
func gtpv2Grouped(kind uint64) bool {
	switch kind {
	case 93, 109, 180, 181, 195:
		return true
	}
	return false
}

func gtpv2Message(kind uint8) string {
	switch {
	case kind == 0:
		return "Reserved"
	case int(kind) < len(gtpv2Messages) && gtpv2Messages[kind] != "":
		return gtpv2Messages[kind]
	}
	return "Unknown"
}

// gtpv2 dissects a message, and one that rides along with it, 3GPP TS 29.274 section 5.
func (d *Session) gtpv2(t *view) {
	const piggyback, hasTEID, hasPriority, head = 0x10, 8, 4, 4
	d.current = "GTPv2"
	d.cols.setProto(d, "GTPv2")
	d.cols.clear(d)
	d.layerName("gtpv2")
	for {
		kind := d.u8(t, 1)
		d.cols.append(d, gtpv2Message(kind))
		if !d.need(t, 0, head) {
			return
		}
		d.beginMore(fGtpv2, t, len(t.b))
		flags := d.flagged(fGtpv2Flags, t, 0, 1, bit{fGtpv2Version, 0xe0}, bit{fGtpv2P, piggyback}, bit{fGtpv2T, hasTEID}, bit{fGtpv2Mp, hasPriority})
		d.uint(fGtpv2MessageType, t, 1, 1)
		n := int(d.uint(fGtpv2MsgLength, t, 2, 2))
		off := head
		if flags&hasTEID != 0 {
			off = d.slots(t, off, slot{fGtpv2Teid, 4})
		}
		d.uint(fGtpv2Seq, t, off, 3)
		if flags&hasPriority != 0 && flags&hasTEID != 0 {
			d.num8(fGtpv2Mp, t, off+3, uint64(d.u8(t, off+3)>>4))
		} else {
			d.uint(fGtpv2Spare, t, off+3, 1)
		}
		body := *t
		if flags&piggyback != 0 {
			body.trim(head + n)
		}
		d.gtpv2Elements(&body, off+4)
		if flags&piggyback == 0 || !d.ok() {
			return
		}
		rest := t.sub(head+n, -1)
		t = &rest
		d.cols.append(d, " / ")
	}
}

// gtpv2Elements emits the heads of elements, 3GPP TS 29.274 section 8.2.1.
func (d *Session) gtpv2Elements(t *view, off int) {
	const head = 4
	for t.left(off) >= head-1 && d.need(t, off, head) {
		n := int(d.u16(t, off+1))
		fits := off+head+n <= t.rep
		if fits && !d.need(t, off, head+n) {
			return
		}
		kind := d.uint(fGtpv2IeType, t, off, 1)
		d.num(fGtpv2IeLen, t, off+1, 2, uint64(n))
		if !fits {
			return
		}
		last := uint64(t.b[off+3])
		d.num(fGtpv2Cr, t, off+3, 1, last>>4)
		d.num(fGtpv2Instance, t, off+3, 1, last&15)
		if gtpv2Grouped(kind) && d.enter() {
			d.push()
			inner := t.sub(off+head, n)
			d.gtpv2Elements(&inner, 0)
			d.pop()
		}
		off += head + n
	}
}
