package dissect

func init() { readers["gtp"], recognizers["gtp"] = (*Session).gtp, isGTP }

// Bits of the first byte, 3GPP TS 29.281 section 5.1.
const (
	gtpProtocolType = 0x10
	gtpExtension    = 0x04
	gtpSequence     = 0x02
	gtpNPDU         = 0x01

	gtpPDU = 255
)

// gtpMessage names a message of version 1 and before, "" for none.
func gtpMessage(kind uint8) string {
	if int(kind) < len(gtpMessages) {
		return gtpMessages[kind]
	}
	return ""
}

// isGTP recognizes a head by its version, and by its message before version 2.
func isGTP(t *view) bool {
	if len(t.b) == 0 {
		return false
	}
	version := t.b[0] >> 5
	return version == 2 || version < 2 && len(t.b) > 1 && gtpMessage(t.b[1]) != ""
}

// gtp dissects the head of a message, 3GPP TS 29.281 section 5 and TS 29.060 section 6, and the packet that a G-PDU carries.
func (d *Session) gtp(t *view) {
	if !d.enter() {
		return
	}
	if t.b[0]>>5 == 2 {
		if d.wantMessages {
			d.layerName("gtp")
			d.gtpv2(t)
		}
		return
	}
	d.begin(fGtp, t, len(t.b))
	d.current = "GTP"
	d.cols.setProto(d, "GTP")
	d.cols.set(d, gtpMessage(t.b[1]))
	off, kind := d.gtpHead(t), t.b[1]
	if !d.ok() || kind != gtpPDU {
		return
	}
	t.trim(8 + int(be16(t.b[2:])))
	if next := t.sub(off, -1); off <= len(t.b) && next.rep > 0 {
		d.gtpPacket(&next)
	}
}

// gtpHead emits the head, and returns where it ends.
func (d *Session) gtpHead(t *view) int {
	const version1, size0, size1 = 1, 20, 8
	first := uint64(t.b[0])
	d.num(fGtpFlags, t, 0, 1, first)
	switch {
	case first&gtpProtocolType == 0:
	case first>>5 == version1:
		d.bits(t, 0, 1, first, bit{fGtpFlagsVersion, 0xe0}, bit{fGtpFlagsPayload, gtpProtocolType}, bit{fGtpFlagsReserved, 8},
			bit{fGtpFlagsE, gtpExtension}, bit{fGtpFlagsS, gtpSequence}, bit{fGtpFlagsPn, gtpNPDU})
	default:
		d.bits(t, 0, 1, first, bit{fGtpFlagsVersion, 0xe0}, bit{fGtpFlagsPayload, gtpProtocolType}, bit{fGtpFlagsReserved, 0x0e}, bit{fGtpFlagsSnn, 1})
	}
	d.slots(t, 1, slot{fGtpMessage, 1}, slot{fGtpLength, 2})
	if first>>5 != version1 || first&gtpProtocolType == 0 {
		d.uint(fGtpSeqNumber, t, 4, 2)
		if first>>5 == 0 {
			d.need(t, 6, size0-6)
		}
		return size0
	}
	d.uint(fGtpTeid, t, 4, 4)
	if first&(gtpExtension|gtpSequence|gtpNPDU) == 0 {
		return size1
	}
	if first&gtpSequence != 0 {
		d.uint(fGtpSeqNumber, t, 8, 2)
	}
	if first&gtpNPDU != 0 {
		d.uint(fGtpNpduNumber, t, 10, 1)
	}
	if first&gtpExtension == 0 {
		return size1 + 4
	}
	return d.gtpExtensions(t)
}

// gtpExtensions returns where the packet begins after the extension headers.
func (d *Session) gtpExtensions(t *view) int {
	off := 12
	for kind := d.uint(fGtpExtHdrNext, t, 11, 1); kind != 0 && d.ok(); {
		size := 4 * int(d.u8(t, off))
		if size == 0 {
			d.none(fGtpExtHdr, t, off, 1)
			d.num(fGtpExtHdrLength, t, off, 1, 0)
			return t.rep
		}
		d.none(fGtpExtHdr, t, off, size)
		d.push()
		d.uint(fGtpExtHdrLength, t, off, 1)
		d.gtpExtension(t, off+1, size-2, kind)
		kind = d.uint(fGtpExtHdrNext, t, off+size-1, 1)
		d.pop()
		off += size
	}
	return off
}

// gtpExtension emits what an extension header holds, 3GPP TS 29.281 section 5.2.
func (d *Session) gtpExtension(t *view, off, n int, kind uint64) {
	const pdcp, udpPort, container = 0xc0, 0x40, 0x85
	switch kind {
	case pdcp:
		d.uint(fGtpExtHdrPdcpSn, t, off, 2)
	case udpPort:
		d.uint(fGtpExtHdrUdpPort, t, off, 2)
	case container: // 3GPP TS 38.415 section 5.5.2
		if !d.need(t, off, n+1) {
			return
		}
		direction := uint64(d.u8(t, off)) >> 4
		d.num(fGtpExtHdrPduSesConPduType, t, off, 1, direction)
		flags := uint64(d.u8(t, off+1))
		switch direction {
		case 0:
			d.bits(t, off+1, 1, flags, bit{fGtpExtHdrPduSesContPpp, 0x80}, bit{fGtpExtHdrPduSesContRqi, 0x40}, bit{fGtpExtHdrPduSesConQosFlowId, 0x3f})
			if flags&0x80 != 0 {
				d.num(fGtpExtHdrPduSesContPpi, t, off+2, 1, uint64(d.u8(t, off+2)>>5))
			}
		case 1:
			d.bits(t, off+1, 1, flags, bit{fGtpExtHdrPduSesConQosFlowId, 0x3f})
		}
	}
}

// gtpPacket dissects the packet in a G-PDU, whose name in the Protocol column is that of what it carries.
func (d *Session) gtpPacket(t *view) {
	const shortest, longest, etherHead = 0x45, 0x4e, 14 // heads of IPv4
	switch first := d.u8(t, 0); {
	case first >= shortest && first <= longest:
		readers["ip"](d, t)
	case first>>4 == 6:
		readers["ipv6"](d, t)
	default:
		d.headProblem(ProblemVersion)
		d.need(t, 0, min(etherHead, t.rep)) // it might be a frame
		return
	}
	d.cols.setProto(d, "GTP <"+d.cols.proto+">")
}
