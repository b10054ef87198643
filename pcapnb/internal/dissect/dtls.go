package dissect

import "slices"

func init() {
	readers["dtls"] = (*Session).dtls
	guesses = append(guesses, guess{"dtls", "DTLS", (*Session).isDTLS})
}

const (
	dtlsHead         = 13 // bytes before a record, RFC 6347 section 4.1
	dtlsConnectionID = 25 // content of a record with a connection identifier, RFC 9146 section 4
	dtlsMessageHead  = 12 // bytes before a message, RFC 6347 section 4.2.2
)

// dtlsConn is what is known of a conversation that speaks DTLS.
type dtlsConn struct {
	tls   tlsConn
	parts map[dtlsPart]*dtlsMessage // messages in fragments
	idLen [2]int                    // by direction: length of the connection identifiers of its records
}

// isDTLS recognises a datagram that records fill.
func (d *Session) isDTLS(t *view) bool {
	for off := 0; off+dtlsHead <= len(t.b) && likeDTLS(t.b[off:]); {
		head := dtlsHead
		if t.b[off] == dtlsConnectionID && d.udpConn != nil {
			if c := ifKept[dtlsConn](d.udpConn.kept); c != nil {
				head += c.idLen[d.udpDir]
			}
		}
		if off+head > len(t.b) {
			return false
		}
		if off += head + int(be16(t.b[off+head-2:])); off == t.rep {
			return true
		}
	}
	return false
}

// likeDTLS recognises a record by its content and version.
func likeDTLS(b []byte) bool {
	if b[0] < tlsChangeCipherSpec || b[0] > dtlsConnectionID {
		return false
	}
	switch be16(b[1:]) {
	case dtlsOpenSSL, dtlsv10, dtlsv12:
		return true
	}
	return false
}

func dtlsColumn(k *tlsConn) string {
	switch k.version {
	case tlsv10:
		return "DTLS 1.0 (OpenSSL pre 0.9.8f)"
	case tlsv11:
		return "DTLSv1.0"
	case tlsv12:
		return "DTLSv1.2"
	}
	return "DTLS"
}

// dtls dissects the records of a datagram.
func (d *Session) dtls(t *view) {
	c := d.dtlsConversation()
	d.begin(fDtls, t, len(t.b))
	d.current = "DTLS"
	d.cols.setProto(d, dtlsColumn(&c.tls))
	d.cols.clear(d)
	for off := 0; off < len(t.b) && d.ok(); {
		off += d.dtlsRecord(t, off, c)
	}
}

func (d *Session) dtlsConversation() *dtlsConn {
	if d.inError || d.udpConn == nil {
		return &dtlsConn{tls: tlsConn{datagrams: true}}
	}
	c := keptOf[dtlsConn](&d.udpConn.kept)
	if !c.tls.datagrams {
		c.tls = tlsConn{datagrams: true, app: dtlsAppName(d.udpPorts[:])}
	}
	return c
}

// dtlsAppName names what ports carry over DTLS.
func dtlsAppName(ports []uint16) string {
	switch {
	case slices.Contains(ports, 5684):
		return "Constrained Application Protocol"
	case slices.Contains(ports, 853):
		return "Domain Name System"
	case slices.Contains(ports, 5868):
		return "Diameter Protocol"
	case slices.Contains(ports, 2221):
		return "Common Industrial Protocol, I/O"
	}
	return ""
}

// dtlsRecord dissects a record and returns its length.
func (d *Session) dtlsRecord(t *view, off int, c *dtlsConn) int {
	kind := d.u8(t, off)
	version := d.u16(t, off+1)
	unknown := version != dtlsOpenSSL && version != dtlsv10 && version != dtlsv12
	if d.ok() && (kind < tlsChangeCipherSpec || kind > dtlsConnectionID || unknown && c.tls.version == 0) {
		d.cols.setProto(d, "DTLS")
		d.tlsNote("Continuation Data")
		return len(t.b) - off
	}
	d.none(fDtlsRecord, t, off, min(dtlsHead+int(d.u16(t, off+11)), t.left(off)))
	d.push()
	defer d.pop()
	id, head := fDtlsRecordContentType, dtlsHead
	if kind == dtlsConnectionID {
		id, head = fDtlsRecordSpecialType, head+c.idLen[d.udpDir]
	}
	size := int(d.u16(t, off+head-2))
	d.num(id, t, off, 1, uint64(kind))
	d.num(fDtlsRecordVersion, t, off+1, 2, uint64(version))
	d.uint(fDtlsRecordEpoch, t, off+3, 2)
	d.uint(fDtlsRecordSequenceNumber, t, off+5, 6)
	if head > dtlsHead {
		d.raw(fDtlsRecordConnectionId, t, off+11, head-dtlsHead)
	}
	d.num(fDtlsRecordLength, t, off+head-2, 2, uint64(size))
	first := d.u8(t, off+head)
	if c.tls.version == 0 && (kind != tlsHandshake || first != tlsClientHello && handshakeName(uint64(first)) != "") {
		c.tls.speak(version)
	}
	d.cols.setProto(d, dtlsColumn(&c.tls))
	body := t.sub(off+head, size)
	d.dtlsBody(&body, kind, c)
	return head + size
}

func (d *Session) dtlsBody(t *view, kind uint8, c *dtlsConn) {
	switch kind {
	case tlsChangeCipherSpec:
		d.tlsNote("Change Cipher Spec")
		d.none(fDtlsChangeCipherSpec, t, 0, t.rep)
		if c.tls.resumes(d.udpDir) {
			d.flag(fDtlsResumed, nil, 0, 0, true)
		}
	case tlsAlert:
		d.dtlsAlert(t)
	case tlsHandshake:
		d.none(fDtlsHandshake, t, 0, t.rep)
		for off := 0; off < t.rep && d.ok(); {
			off += d.dtlsHandshake(t, off, c)
		}
	case tlsApplicationData:
		d.tlsNote("Application Data")
		d.raw(fDtlsAppData, t, 0, t.rep)
		if c.tls.app != "" {
			d.str(fDtlsAppDataProto, nil, 0, 0, c.tls.app)
		}
	case tlsHeartbeat:
		d.dtlsHeartbeat(t)
	case dtlsConnectionID:
		d.tlsNote("Connection ID")
		d.raw(fDtlsEncContent, t, 0, t.rep)
	}
}

// dtlsAlert dissects an alert, which is taken for plain where its numbers are known.
func (d *Session) dtlsAlert(t *view) {
	d.none(fDtlsAlertMessage, t, 0, t.rep)
	level, desc := uint64(d.u8(t, 0)), uint64(d.u8(t, 1))
	if level < 1 || level > 2 || alertText(desc) == "Unknown" {
		d.tlsNote("Encrypted Alert")
		return
	}
	d.tlsNote("Alert (Level: " + alertLevel(level) + ", Description: " + alertText(desc) + ")")
	d.slots(t, 0, slot{fDtlsAlertMessageLevel, 1}, slot{fDtlsAlertMessageDesc, 1})
}

// dtlsHeartbeat dissects a heartbeat, RFC 6520 section 4.
func (d *Session) dtlsHeartbeat(t *view) {
	const head, leastPadding = 3, 16
	d.none(fDtlsHeartbeatMessage, t, 0, t.rep)
	kind, size := d.u8(t, 0), int(d.u16(t, 1))
	fits := t.rep <= leastPadding || head+size+leastPadding <= t.rep
	switch {
	case kind == 1 && fits:
		d.tlsNote("Heartbeat Request")
	case kind == 2 && fits:
		d.tlsNote("Heartbeat Response")
	default:
		d.tlsNote("Encrypted Heartbeat")
		return
	}
	d.uint(fDtlsHeartbeatMessageType, t, 0, 1)
	n := int(d.uint(fDtlsHeartbeatMessagePayloadLength, t, 1, 2))
	d.raw(fDtlsHeartbeatMessagePayload, t, 3, n)
	d.raw(fDtlsHeartbeatMessagePadding, t, 3+n, t.left(3+n))
}
