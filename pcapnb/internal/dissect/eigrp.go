package dissect

func init() { readers["eigrp"] = (*Session).eigrp }

// eigrp dissects a packet, RFC 7868 section 6.
func (d *Session) eigrp(t *view) {
	const head, hello, sap = 20, 5, 6
	d.current = "EIGRP"
	d.cols.setProto(d, "EIGRP")
	d.cols.clear(d)
	if !d.reaches(fEigrp, t, 16) {
		return
	}
	d.begin(fEigrp, t, len(t.b))
	d.label("Cisco EIGRP")
	d.uint(fEigrpVersion, t, 0, 1)
	kind := d.uint(fEigrpOpcode, t, 1, 1)
	ack := d.u32(t, 12)
	if kind == hello && ack != 0 {
		kind = 8
	}
	d.cols.set(d, eigrpName(kind))
	d.uint(fEigrpChecksum, t, 2, 2)
	status := uint64(checksumBad)
	if foldSum(sumBytes(0, t.b)) == 0xffff { // of what was captured
		status = checksumGood
	}
	d.num(fEigrpChecksumStatus, nil, 0, 0, status)
	d.flagged(fEigrpFlags, t, 4, 4, bit{fEigrpFlagsInit, 1}, bit{fEigrpFlagsCondrecv, 2}, bit{fEigrpFlagsRestart, 4}, bit{fEigrpFlagsEot, 8})
	d.slots(t, 8, slot{fEigrpSeq, 4}, slot{fEigrpAck, 4}, slot{fEigrpVrid, 2}, slot{fEigrpAs, 2})
	if kind == sap {
		return
	}
	for off := head; off < t.rep && d.ok(); {
		n := d.eigrpField(t, off)
		if n == 0 {
			return
		}
		off += n
	}
}

// eigrpField dissects a field of variable length and returns how long it is, RFC 7868 section 6.6.
func (d *Session) eigrpField(t *view, off int) int {
	const head, parameters = 4, 1
	kind, n := uint64(d.u16(t, off)), int(d.u16(t, off+2))
	if n < head && d.ok() {
		d.faulty()
		return 0
	}
	if !d.need(t, off, n) {
		return 0
	}
	d.num(fEigrpTlvType, t, off, 2, kind)
	d.num(fEigrpTlvLen, t, off+2, 2, uint64(n))
	if v := t.sub(off+head, n-head); kind == parameters {
		d.push()
		d.slots(&v, 0, slot{fEigrpParK1, 1}, slot{fEigrpParK2, 1}, slot{fEigrpParK3, 1}, slot{fEigrpParK4, 1}, slot{fEigrpParK5, 1},
			slot{fEigrpParK6, 1}, slot{fEigrpParHoldtime, 2})
		d.pop()
	}
	return n
}

// eigrpName names a packet, RFC 7868 section 6.5.
func eigrpName(kind uint64) string {
	switch kind {
	case 1:
		return "Update"
	case 2:
		return "Request"
	case 3:
		return "Query"
	case 4:
		return "Reply"
	case 5:
		return "Hello"
	case 6:
		return "IPX/SAP Update"
	case 7:
		return "Route Probe"
	case 8:
		return "Hello (Ack)"
	case 9:
		return "Stub-Info"
	case 10:
		return "SIA-Query"
	case 11:
		return "SIA-Reply"
	}
	return "Unknown OpCode (" + hexText(kind, 4) + ")"
}
