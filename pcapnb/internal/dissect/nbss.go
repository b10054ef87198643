package dissect

import "bytes"

func init() { streamReaders["nbss"] = (*Session).nbss }

// Messages of a session, RFC 1002 section 4.3.1.
const (
	nbssMessage   = 0x00
	nbssRequest   = 0x81
	nbssPositive  = 0x82
	nbssNegative  = 0x83
	nbssRetarget  = 0x84
	nbssKeepAlive = 0x85
)

// nbssName names a kind of message.
func nbssName(kind uint8) string {
	switch kind {
	case nbssMessage:
		return "Session message"
	case nbssRequest:
		return "Session request"
	case nbssPositive:
		return "Positive session response"
	case nbssNegative:
		return "Negative session response"
	case nbssRetarget:
		return "Retarget session response"
	case nbssKeepAlive:
		return "Session keep-alive"
	}
	return "Unknown (" + hexText(uint64(kind), 2)[2:] + ")"
}

// beginsSMB recognises a message of SMB, of SMB2, and those that hide one.
func beginsSMB(b []byte) bool { return len(b) >= 4 && b[0] >= 0xfc && string(b[1:4]) == "SMB" }

// nbssContinues reports whether a segment begins with no message, but goes on with one whose beginning is not known.
func nbssContinues(b []byte) bool {
	if len(b) < 4 {
		return true
	}
	size := int(be16(b[2:]))
	if b[1]&^1 != 0 {
		return b[0] != nbssMessage || !beginsSMB(b[4:])
	}
	switch b[0] {
	case nbssMessage:
		return b[1]&1 == 0 && size == 0
	case nbssRequest:
		return false
	case nbssPositive, nbssKeepAlive:
		return size != 0
	case nbssNegative:
		return size != 1
	case nbssRetarget:
		return size != 6
	}
	return true
}

// nbss dissects the messages of a NetBIOS session, RFC 1002 section 4.3, and those that carry SMB alone, MS-SMB section 2.1.
func (d *Session) nbss(t *view, s *segment, c *tcpConn, dir int) (done, need int) {
	d.current = "NBSS"
	if nbssContinues(t.b) {
		d.nbssContinued(t)
		return len(t.b), 0
	}
	d.cols.setProto(d, "NBSS")
	d.cols.set(d, nbssName(t.b[0]))
	low := d.tcpPort(s.src) == 445 || d.tcpPort(s.dst) == 445 || beginsSMB(t.b[4:])
	off := 0
	for first := true; off < len(t.b) && d.ok(); first = false {
		b := t.b[off:]
		if len(b) < 4 && d.canAsk {
			return off, needSegment
		}
		if !d.need(t, off, 4) {
			break
		}
		size := 4 + int(d.u24(t, off+1))
		if !low {
			size = 4 + int(d.u24(t, off+1)&0x1ffff)
		}
		if len(b) < size && d.canAsk {
			return off, size - len(b)
		}
		m := t.sub(off, size)
		if first {
			d.begin(fNbss, &m, len(m.b))
		} else {
			d.beginMore(fNbss, &m, len(m.b))
		}
		d.nbssOne(&m, low, first)
		if d.bad == malformed {
			d.rescue()
		}
		off += size
	}
	return min(off, len(t.b)), 0
}

func (d *Session) nbssContinued(t *view) {
	d.begin(fNbss, t, len(t.b))
	d.cols.setProto(d, "NBSS")
	d.cols.set(d, "NBSS Continuation Message")
	d.raw(fNbssContinuationData, t, 0, len(t.b))
}

// nbssOne dissects a message.
func (d *Session) nbssOne(m *view, low, first bool) {
	kind := uint8(d.uint(fNbssType, m, 0, 1))
	size := d.u24(m, 1)
	if !low {
		flags := d.uint(fNbssFlags, m, 1, 1)
		d.push()
		d.flag(fNbssFlagsE, m, 1, 1, flags&1 != 0)
		d.pop()
		size &= 0x1ffff
	}
	d.num(fNbssLength, m, 1, 3, uint64(size))
	body := m.sub(4, -1)
	switch kind {
	case nbssRequest:
		d.nbssNames(&body, first)
	case nbssNegative:
		code := d.uint(fNbssErrorCode, &body, 0, 1)
		if first {
			d.cols.append(d, ", ", nbssError(uint8(code)))
		}
	case nbssRetarget:
		d.uint(fNbssRetargetIpAddress, &body, 0, 4)
		d.uint(fNbssRetargetPort, &body, 4, 2)
	case nbssMessage:
		d.nbssPayload(&body)
	}
}

// nbssError names why a session is refused, RFC 1002 section 4.3.4.
func nbssError(code uint8) string {
	switch code {
	case 0x80:
		return "Not listening on called name"
	case 0x81:
		return "Not listening for calling name"
	case 0x82:
		return "Called name not present"
	case 0x83:
		return "Called name present, but insufficient resources"
	case 0x8f:
		return "Unspecified error"
	}
	return "Unknown (" + hexText(uint64(code), 0)[2:] + ")"
}

// nbssNames dissects who calls whom.
func (d *Session) nbssNames(t *view, first bool) {
	called, _, next := d.nbnsName(t, 0)
	d.str(fNbssCalledName, t, 0, next, called)
	calling, _, n := d.nbnsName(t, next)
	d.str(fNbssCallingName, t, next, n, calling)
	if first {
		d.cols.append(d, ", to ", called, " from ", calling)
	}
}

// nbssPayload gives what a message carries to the reader of SMB that its first bytes name.
func (d *Session) nbssPayload(t *view) {
	switch {
	case len(t.b) < min(4, t.rep): // too little to know
		d.layerName("smb")
		d.fail(t, t.rep)
	case bytes.HasPrefix(t.b, []byte("\xffSMB")):
		d.named("smb", "SMB", t)
	case beginsSMB(t.b):
		d.named("smb2", "SMB2", t)
	default:
		d.data(t)
	}
}
