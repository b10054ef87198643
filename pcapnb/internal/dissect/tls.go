package dissect

import "encoding/binary"

func init() { tcpApps[tcpTLS] = (*Session).tls }

// tlsState returns the connection's TLS state. Of ports, the first that has a
// name says what the application data is.
func (c *tcpConn) tlsState(ports ...uint16) *tlsConn {
	if k := ifKept[tlsConn](c.kept); k != nil {
		return k
	}
	k := keptOf[tlsConn](&c.kept)
	for _, p := range ports {
		if k.app == "" {
			k.app, k.clear = tlsApp(p)
		}
	}
	return k
}

// tlsApp names what a port carries over TLS, and gives the port that it has without.
func tlsApp(port uint16) (name string, clear uint16) {
	switch port {
	case 21:
		return "File Transfer Protocol (FTP)", 21
	case 443:
		return "Hypertext Transfer Protocol", 80
	case 25, 465, 587:
		return "Simple Mail Transfer Protocol", 25
	case 389, 636, 3268:
		return "Lightweight Directory Access Protocol", 389
	case 3306:
		return "MySQL Protocol", 3306
	case 5432:
		return "PostgreSQL", 5432
	case 853:
		return "Domain Name System", 53
	case 143, 993:
		return "Internet Message Access Protocol", 143
	case 110, 995:
		return "Post Office Protocol", 110
	case 5061:
		return "Session Initiation Protocol", 5060
	case 8883:
		return "MQ Telemetry Transport Protocol", 1883
	}
	return "", 0
}

// tls dissects the records of a stream.
func (d *Session) tls(t *view, s *segment, c *tcpConn, dir int) (done, need int) {
	if d.inError && !looksLikeTLS(t.b) {
		d.data(t)
		return len(t.b), 0
	}
	d.begin(fTls, t, len(t.b))
	d.current = "TLS"
	k := c.tlsState(min(s.src, s.dst), max(s.src, s.dst))
	d.cols.setProto(d, k.column())
	d.cols.clear(d)
	k.ports[dir], k.ports[1-dir] = s.src, s.dst
	off := 0
	for off < len(t.b) && d.ok() {
		n, more := d.tlsRecord(t, off, k, dir)
		if more != 0 {
			return off, more
		}
		off += n
	}
	return off, 0
}

// tlsRecord dissects a record and returns its length, or how much of it is missing.
func (d *Session) tlsRecord(t *view, off int, k *tlsConn, dir int) (n, need int) {
	left := len(t.b) - off
	if left < 5 {
		if d.canAsk {
			return 0, needSegment
		}
		d.fail(t, off+5)
		return 0, 0
	}
	if k.version == 0 && isSSL2Hello(t.b[off:]) {
		return d.ssl2Hello(t, off)
	}
	kind, version := t.b[off], binary.BigEndian.Uint16(t.b[off+1:])
	size := int(binary.BigEndian.Uint16(t.b[off+3:]))
	unsettled := k.version == tlsv13 || k.version == 0 // Wireshark asks more of the records of these
	if kind < tlsChangeCipherSpec || kind > tlsCID || version>>8 != 3 && unsettled {
		if unsettled {
			d.tlsNote("Continuation Data")
			return left, 0
		}
		d.tlsNote("Ignored Unknown Record")
		d.none(fTlsIgnoredUnknownRecord, t, off, left)
		if len(t.b) < t.rep {
			d.fail(t, len(t.b)+1)
		}
		return left, 0
	}
	if left < 5+size && d.canAsk {
		return 0, 5 + size - left
	}
	isCut := len(t.b) < t.rep
	if (isCut || d.inError) && t.rep-off < 5+size { // nor can the rest be awaited
		return left, 0
	}
	d.none(fTlsRecord, t, off, 5+size)
	d.push()
	id := fTlsRecordContentType
	if kind == tlsApplicationData && k.version == tlsv13 {
		id = fTlsRecordOpaqueType
	}
	d.num(id, t, off, 1, uint64(kind))
	d.num(fTlsRecordVersion, t, off+1, 2, uint64(version))
	d.num(fTlsRecordLength, t, off+3, 2, uint64(size))
	if (k.version == 0 && version > tlsv10 || !k.answered && kind == tlsAlert) && kind != tlsHandshake && version>>8 == 3 {
		k.version = version
	}
	if k.version == 0 && kind == tlsHandshake && size > 0 && left > 5 && len(k.partial[dir]) == 0 && t.b[off+5] != tlsClientHello {
		k.version = version // until a hello says another
	}
	if isCut && !d.need(t, off+5, size) { // Wireshark shows nothing of a record that was cut
		d.pop()
		return left, 0
	}
	body := t.sub(off+5, size)
	d.tlsContent(t.b[off:off+5], &body, version, k, dir)
	d.pop()
	return 5 + size, 0
}

// tlsSep separates what the Info column says of records.
func tlsSep(d *Session) string {
	if len(d.cols.info) > 0 {
		return ", "
	}
	return ""
}

func (d *Session) tlsNote(s string) {
	if d.wantCols {
		d.cols.append(d, tlsSep(d), s)
	}
}

func (d *Session) tlsBody(t *view, kind uint8, version uint16, k *tlsConn, dir int) {
	switch kind {
	case tlsChangeCipherSpec:
		d.none(fTlsChangeCipherSpec, t, 0, len(t.b))
		d.tlsNote("Change Cipher Spec")
		k.encrypted[dir] = true
		if k.open != nil && k.version < tlsv13 {
			k.open.now[dir] = k.open.next[dir]
		}
		if k.resumes(dir) {
			d.flag(fTlsResumed, nil, 0, 0, true)
		}
	case tlsAlert:
		d.tlsAlert(t, k, dir)
	case tlsHandshake:
		before := k.answered
		d.tlsHandshakes(t, version, k, dir)
		if k.answered && !before {
			k.server = dir
		}
	case tlsApplicationData:
		d.tlsNote("Application Data")
		d.raw(fTlsAppData, t, 0, len(t.b))
		if k.app != "" {
			d.str(fTlsAppDataProto, nil, 0, 0, k.app)
		}
	case tlsHeartbeat:
		d.tlsNote("Encrypted Heartbeat")
	}
	shown := k.version
	if shown == 0 { // a client's hello does not settle it
		shown = version
	}
	d.cols.setProto(d, tlsColumn(shown))
}

func (d *Session) tlsAlert(t *view, k *tlsConn, dir int) {
	d.none(fTlsAlertMessage, t, 0, len(t.b))
	if !k.isClear() && (k.encrypted[dir] || t.rep != 2) {
		d.tlsNote("Encrypted Alert")
		return
	}
	d.push()
	level := d.uint(fTlsAlertMessageLevel, t, 0, 1)
	desc := d.uint(fTlsAlertMessageDesc, t, 1, 1)
	d.pop()
	d.tlsNote("Alert (Level: " + alertLevel(level) + ", Description: " + alertText(desc) + ")")
}

// isSSL2Hello recognises a client's hello in a record of SSL 2.0, RFC 6101 appendix E.1.
func isSSL2Hello(b []byte) bool {
	return len(b) >= 5 && b[0]&0x80 != 0 && b[2] == tlsClientHello && (b[3] == 3 && b[4] <= 4 || b[3] == 0 && b[4] == 2)
}

// ssl2Hello dissects such a record and returns its length, or how much of it is missing.
func (d *Session) ssl2Hello(t *view, off int) (n, need int) {
	size := int(binary.BigEndian.Uint16(t.b[off:]) & 0x7fff)
	if left := len(t.b) - off; left < 2+size && d.canAsk {
		return 0, 2 + size - left
	}
	d.none(fTlsRecord, t, off, 2+size)
	d.push()
	d.num(fTlsRecordVersion, nil, 0, 0, 2)
	d.num(fTlsRecordLength, t, off, 2, uint64(size))
	d.num(fTlsHandshakeType, t, off+2, 1, tlsClientHello)
	d.uint(fTlsHandshakeVersion, t, off+3, 2)
	suites, id := int(d.u16(t, off+5)), int(d.uint(fTlsHandshakeSessionIdLength, t, off+7, 2))
	d.none(fTlsHandshakeCiphersuites, t, off+11, suites)
	if id > 0 {
		d.raw(fTlsHandshakeSessionId, t, off+11+suites, id)
	}
	d.pop()
	d.cols.setProto(d, "SSLv2")
	d.tlsNote(handshakeName(tlsClientHello))
	return 2 + size, 0
}
