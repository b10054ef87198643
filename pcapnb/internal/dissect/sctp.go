package dissect

func init() { readers["sctp"] = (*Session).sctp }

// Chunks, RFC 9260 section 3.2.
const (
	sctpData       = 0
	sctpInit       = 1
	sctpInitAck    = 2
	sctpSack       = 3
	sctpShutdown   = 7
	sctpCookieEcho = 10
)

// sctp dissects a packet of the stream control transmission protocol, RFC 9260 section 3.
func (d *Session) sctp(t *view) {
	const head = 12
	d.current = "SCTP"
	d.cols.setProto(d, "SCTP")
	d.cols.clear(d)
	if !d.reaches(fSctp, t, head) {
		return
	}
	src, dst := be16(t.b), be16(t.b[2:])
	d.begin(fSctp, t, len(t.b))
	d.label("Stream Control Transmission Protocol, Src Port: " + utoa(src) + " (" + utoa(src) + "), Dst Port: " + utoa(dst) + " (" + utoa(dst) + ")")
	d.slots(t, 0, slot{fSctpSrcport, 2}, slot{fSctpDstport, 2}, slot{fSctpVerificationTag, 4})
	d.num(fSctpAssocIndex, nil, 0, 0, 0xffff)
	d.num(fSctpPort, t, 0, 2, uint64(src))
	d.num(fSctpPort, t, 2, 2, uint64(dst))
	d.uint(fSctpChecksum, t, 8, 4)
	d.num(fSctpChecksumStatus, nil, 0, 0, checksumUnverified)
	a, dir := d.sctpAssociation(src, dst)
	for off := head; d.ok() && t.left(off) >= 4; {
		n := int(d.u16(t, off+2))
		d.need(t, off, min(n, t.left(off)))
		d.sctpChunk(t, off, n)
		if chunk := t.sub(off, min(n, t.left(off))); d.ok() {
			d.sctpSaid(&chunk, a, dir, src, dst)
		}
		if n < 4 {
			return
		}
		off += (n + 3) &^ 3
	}
}

func sctpName(kind uint8) string {
	names := [...]string{"DATA", "INIT", "INIT_ACK", "SACK", "HEARTBEAT", "HEARTBEAT_ACK", "ABORT", "SHUTDOWN", "SHUTDOWN_ACK", "ERROR",
		"COOKIE_ECHO", "COOKIE_ACK", "ECNE", "CWR", "SHUTDOWN_COMPLETE", "AUTH"}
	if int(kind) < len(names) {
		return names[kind]
	}
	if name := sctpMore[kind]; name != "" {
		return name
	}
	return "UNKNOWN"
}

// sctpMore are chunks of later documents: RFC 3758, RFC 4820, RFC 5061, RFC 6525, RFC 8260.
var sctpMore = map[uint8]string{0x40: "I_DATA", 0x80: "ASCONF_ACK", 0x81: "PKTDROP", 0x82: "RE_CONFIG", 0x84: "PAD", 0xc0: "FORWARD_TSN",
	0xc1: "ASCONF", 0xc2: "I_FORWARD_TSN"}

func (d *Session) sctpChunk(t *view, off, n int) {
	kind := d.u8(t, off)
	if kind != sctpData && kind != sctpSack {
		d.cols.append(d, sctpName(kind), " ")
	}
	d.slots(t, off, slot{fSctpChunkType, 1}, slot{fSctpChunkFlags, 1}, slot{fSctpChunkLength, 2})
	flags := uint64(d.u8(t, off+1))
	switch kind {
	case sctpData:
		d.bits(t, off+1, 1, flags, bit{fSctpDataIBit, 8}, bit{fSctpDataUBit, 4}, bit{fSctpDataBBit, 2}, bit{fSctpDataEBit, 1})
		d.slots(t, off+4, slot{fSctpDataTsnRaw, 4}, slot{fSctpDataSid, 2}, slot{fSctpDataSsn, 2}, slot{fSctpDataPayloadProtoId, 4})
	case sctpInit:
		d.uint(fSctpInitInitiateTag, t, off+4, 4)
		d.uint(fSctpInitiateTag, t, off+4, 4)
		d.slots(t, off+8, slot{fSctpInitCredit, 4}, slot{fSctpInitNrOutStreams, 2}, slot{fSctpInitNrInStreams, 2}, slot{fSctpInitInitialTsn, 4})
	case sctpInitAck:
		d.uint(fSctpInitackInitiateTag, t, off+4, 4)
		d.uint(fSctpInitiateTag, t, off+4, 4)
		d.slots(t, off+8, slot{fSctpInitackCredit, 4}, slot{fSctpInitackNrOutStreams, 2}, slot{fSctpInitackNrInStreams, 2}, slot{fSctpInitackInitialTsn, 4})
	case sctpSack:
		d.slots(t, off+4, slot{fSctpSackCumulativeTsnAckRaw, 4}, slot{fSctpSackARwnd, 4}, slot{fSctpSackNumberOfGapBlocks, 2},
			slot{fSctpSackNumberOfDuplicatedTsns, 2})
	case sctpShutdown:
		d.uint(fSctpShutdownCumulativeTsnAck, t, off+4, 4)
	case sctpCookieEcho:
		if n > 4 {
			d.raw(fSctpCookie, t, off+4, n-4)
		}
	}
}
