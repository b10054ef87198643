package dissect

import (
	"encoding/binary"

	"netlab/pcapnb/internal/dissect/framing"
)

// tcpMessage dissects what is above TCP. It returns how many bytes of t are
// dealt with, and how many more the rest needs; 0 says there is no rest.
func (d *Session) tcpMessage(t *view, s *segment, c *tcpConn, dir int) (done, need int) {
	depth := d.depth
	d.over, d.overTo = c, s.dst
	done, need = d.tcpDispatch(t, s, c, dir)
	if need == needToFIN && s.has(flagFIN) {
		d.canAsk = false
		done, need = d.tcpDispatch(t, s, c, dir)
	}
	if d.bad != fine {
		d.rescue()
		need = 0
	}
	d.depth = depth
	return done, need
}

func (d *Session) tcpDispatch(t *view, s *segment, c *tcpConn, dir int) (done, need int) {
	switch {
	case c.app == tcpFramed && c.framing.Layers[0] == "dcerpc" && !c.framing.Begins(t.b):
		d.data(t)
		return len(t.b), 0
	case c.app == tcpFramed:
		return d.framed(t, c.framing)
	case c.app.mayBe(t.b):
		return tcpApps[c.app](d, t, s, c, dir)
	}
	low, high := min(s.src, s.dst), max(s.src, s.dst)
	for _, port := range [...]uint16{d.tcpPort(low), d.tcpPort(high)} {
		if app := tcpPortApp(port); app.mayBe(t.b) {
			return tcpApps[app](d, t, s, c, dir)
		}
		if takesTLS(port) && startsTLS(t.b) {
			c.app = tcpTLS
			return tcpApps[tcpTLS](d, t, s, c, dir)
		}
		if p := framing.For(port, t.b); p != nil {
			return d.framed(t, p)
		}
		if layer, col := tcpPortName(port); layer != "" {
			if read := streamReaders[layer]; read != nil {
				return read(d, t, s, c, dir)
			}
			d.named(layer, col, t)
			return len(t.b), 0
		}
	}
	return d.tcpGuess(t, s, c, dir)
}

// mayBe reports whether bytes may be of it: where TLS is, something else may begin or follow.
func (a tcpApp) mayBe(b []byte) bool { return a != noTCPApp && (a != tcpTLS || !looksLikeText(b)) }

// tcpPortApp gives the protocol of a well-known port, IANA.
func tcpPortApp(port uint16) tcpApp {
	switch port {
	case 80, 3128, 3132, 5985, 8080, 8088, 11371, 1900, 2869, 2710, 631, 591, 8008, 8888:
		return tcpHTTP
	case 443, 465, 563, 614, 636, 853, 989, 990, 992, 993, 994, 995, 5061, 5671, 8443, 8883, 27017:
		return tcpTLS
	case 53, 5353:
		return tcpDNS
	}
	return noTCPApp
}

// tcpPortName names a protocol that is not dissected here.
func tcpPortName(port uint16) (layer, column string) {
	switch port {
	case 7:
		return "echo", "ECHO"
	case 13:
		return "daytime", "DAYTIME"
	case 19:
		return "chargen", "Chargen"
	case 20:
		return "ftp-data", "FTP-DATA"
	case 21:
		return "ftp", "FTP"
	case 22:
		return "ssh", "SSH"
	case 23:
		return "telnet", "TELNET"
	case 25, 587:
		return "smtp", "SMTP"
	case 37:
		return "time", "TIME"
	case 70:
		return "gopher", "Gopher"
	case 88:
		return "kerberos", "KRB5"
	case 110:
		return "pop", "POP"
	case 119:
		return "nntp", "NNTP"
	case 143:
		return "imap", "IMAP"
	case 139, 445:
		return "nbss", "NBSS"
	case 179:
		return "bgp", "BGP"
	case 554, 8554, 7236:
		return "rtsp", "RTSP"
	case 1080:
		return "socks", "Socks"
	case 389, 3268:
		return "ldap", "LDAP"
	case 1433:
		return "tds", "TDS"
	case 1863:
		return "msnms", "MSNMS"
	case 1883:
		return "mqtt", "MQTT"
	case portGTPControl:
		return "gtp", "GTP"
	case 3306:
		return "mysql", "MySQL"
	case 3389:
		return "ms-wbt-server", "RDP"
	case 4840:
		return "opcua", "OpcUa"
	case 5060:
		return "sip", "SIP"
	case 5432:
		return "pgsql", "PGSQL"
	case 5672:
		return "amqp", "AMQP"
	case 5500, 5501, 5900, 5901:
		return "vnc", "VNC"
	case 6379:
		return "resp", "RESP"
	case 6653:
		return "openflow", "OpenFlow"
	case 6667:
		return "irc", "IRC"
	case 8333:
		return "bitcoin", "Bitcoin"
	}
	if port >= 6000 && port <= 6063 { // a display each
		return "x11", "X11"
	}
	return "", ""
}

// tcpGuess looks at the bytes themselves, when the ports say nothing.
func (d *Session) tcpGuess(t *view, s *segment, c *tcpConn, dir int) (done, need int) {
	switch {
	case looksLikeTLS(t.b):
		c.app = tcpTLS
		return tcpApps[tcpTLS](d, t, s, c, dir)
	case recognized("http", t):
		c.app = tcpHTTP
		return tcpApps[tcpHTTP](d, t, s, c, dir)
	}
	for _, g := range guesses {
		if read := streamReaders[g.layer]; read != nil && g.recognizes(d, t) {
			return read(d, t, s, c, dir)
		}
	}
	if p := framing.Guess(t.b); p != nil {
		c.app, c.framing = tcpFramed, p
		return d.framed(t, p)
	}
	d.data(t)
	return len(t.b), 0
}

// looksLikeTLS recognises a record header, RFC 8446 §5.1.
func looksLikeTLS(b []byte) bool {
	return len(b) >= 5 && b[0] >= tlsChangeCipherSpec && b[0] <= tlsHeartbeat && b[1] == 3 && b[2] <= 4 &&
		binary.BigEndian.Uint16(b[3:]) <= tlsMaxRecord
}

// takesTLS reports whether a connection to a port may go over to TLS: RFC 2595, RFC 3207, RFC 4217, RFC 4511 section 4.14, and the
// protocols of databases.
func takesTLS(port uint16) bool {
	switch port {
	case 21, 25, 110, 143, 389, 587, 3268, 3306, 5432:
		return true
	}
	return false
}

// startsTLS recognises a record with a hello.
func startsTLS(b []byte) bool {
	return len(b) >= 6 && b[0] == tlsHandshake && looksLikeTLS(b) && (b[5] == tlsClientHello || b[5] == tlsServerHello)
}

// looksLikeText reports whether the first bytes are those of some other protocol, such as SSH or HTTP on a port of TLS,
// or FTP after a CCC, RFC 4217 section 12.3.
func looksLikeText(b []byte) bool {
	if len(b) < 5 {
		return false
	}
	for _, ch := range b[:4] {
		if ch < ' ' || ch > '~' {
			return false
		}
	}
	return true
}

// framed dissects the messages of a stream as far as their lengths.
func (d *Session) framed(t *view, p *framing.Framing) (done, need int) {
	off, end := 0, 0
	if p.Clear {
		d.cols.clear(d)
	}
	for d.pdus = 0; off < len(t.b) && d.ok(); d.pdus++ {
		b := t.b[off:]
		if p.Alone != nil && p.Alone(b) {
			d.named(p.Layers[0], p.Column, t)
			return len(t.b), 0
		}
		if len(b) < p.Head && d.canAsk {
			return off, needSegment
		}
		if len(b) < p.Head && off+len(b) < t.rep && !p.Silent {
			break
		}
		n := len(b)
		if len(b) >= p.Head {
			n = p.Length(b)
		}
		if n > len(b) && d.canAsk {
			if p.Again {
				return off, needSegment
			}
			return off, n - len(b)
		}
		d.current = p.Column
		if n >= p.Head && !p.Silent {
			d.num(fTcpPduSize, nil, 0, 0, uint64(n))
		}
		if n < p.Head {
			d.fail(t, t.rep+1)
			return len(t.b), 0
		}
		d.message(p, t, off, n)
		if d.bad == malformed && !p.Silent {
			d.rescue() // the messages after it are dissected all the same
		}
		end = off + n
		off += min(n, len(b))
	}
	if end < t.rep && len(t.b) < t.rep && !p.Silent && d.ok() {
		d.current = p.Column
		d.fail(t, t.rep) // in looking for more messages
	}
	return off, 0
}

// message gives the n bytes at off to the reader of the first layer of their framing, or names its layers.
func (d *Session) message(p *framing.Framing, t *view, off, n int) {
	m := t.sub(off, n)
	d.named(p.Layers[0], p.Column, &m)
	if readers[p.Layers[0]] == nil {
		for _, name := range p.Layers[1:] {
			d.layerName(name)
		}
	}
}
