package dissect

import "netlab/pcapnb/internal/tlskeys"

// tlsConn is what is known of a connection that carries TLS.
type tlsConn struct {
	version    uint16
	encrypted  [2]bool   // by direction: a change cipher spec was seen
	app        string    // what the application data is, by port
	http2      bool      // as ALPN agreed
	compressed bool      // as the server's hello says
	ports      [2]uint16 // by the direction that has it as source
	clear      uint16    // the port of it without TLS, 0 where that is not known
	random     [2][]byte // of the client's hello and the server's
	macLast    bool
	open       *tlsOpen // nil where no secrets are known
	suite      uint16
	answered   bool // by a server hello, which came in direction server
	server     int
	done       bool      // the server's part of a full handshake was seen to its end
	resumed    bool      // tls.resumed was said
	sessionID  []byte    // the client's
	quic       bool      // the handshake is QUIC's
	partial    [2][]byte // by direction: a handshake message that goes on in the next record
	datagrams  bool      // it is DTLS
	srtp       *srtpInfo // agreed to by the hello at hand
	idLen      int       // of the connection identifier that its sender wants to get
}

// resumes notes that the keys change, and reports whether it shows that a session is resumed: the server does it without asking for keys.
func (k *tlsConn) resumes(dir int) bool {
	if !k.answered || dir != k.server || k.done || k.resumed || k.version >= tlsv13 {
		return false
	}
	k.resumed = true
	return true
}

// column names the version in the column Protocol.
func (k *tlsConn) column() string { return tlsColumn(k.version) }

// tlsOpen is what opens the records of a connection, each by direction.
type tlsOpen struct {
	now, next [2]*tlskeys.Opener // next is in force after the direction's change of keys
	inner     *tcpConn           // what the application data is to its dissector
	sent      [2]uint32          // bytes of it
	cleared   bool               // the record at hand was opened
	ticket    []byte             // that the client offers
	session   []byte             // identifier that the server gives
	master    []byte             // secret of TLS 1.2 and before
}

// tlsMasters are the secrets of sessions that may be resumed, RFC 5246 section 7.3 and RFC 5077, by identifier or ticket. Wireshark
// asks for the last ticket seen, and so leaves a session closed whose server gives another one as it resumes it.
type tlsMasters map[string][]byte

// maxTLSMasters bounds how many sessions are remembered, and maxTLSTicket what they are remembered by.
const (
	maxTLSMasters = 1 << 14
	maxTLSTicket  = 1 << 12
)

func (m *tlsMasters) remember(by, master []byte) {
	_, known := (*m)[string(by)]
	if len(by) == 0 || len(by) > maxTLSTicket || master == nil || !known && len(*m) >= maxTLSMasters {
		return
	}
	if *m == nil {
		*m = make(tlsMasters)
	}
	(*m)[string(by)] = master
}

func (k *tlsConn) opens() *tlsOpen {
	if k.open == nil {
		k.open = new(tlsOpen)
	}
	return k.open
}

// innerPorts are the ports of what a direction's records hold: the client's own, and the one that the server would have without TLS.
// Where that is not known, the ports name no protocol.
func (k *tlsConn) innerPorts(dir int) (src, dst uint16) {
	const none = 65535
	switch {
	case k.clear == 0:
		return none, none
	case dir == k.server:
		return k.clear, k.ports[1-dir]
	}
	return k.ports[dir], k.clear
}

// isClear reports whether the record at hand was opened.
func (k *tlsConn) isClear() bool { return k.open != nil && k.open.cleared }

// alpnName learns from the server's choice what the application data is.
func (k *tlsConn) alpnName(alpn string) {
	switch alpn {
	case "h2":
		k.app, k.http2 = "HyperText Transfer Protocol 2", true
	case "http/1.1", "http/1.0":
		k.app, k.clear = "Hypertext Transfer Protocol", 80
	case "spdy/1", "spdy/2", "spdy/3", "spdy/3.1":
		k.app = "SPDY"
	}
}

// Versions of DTLS, RFC 4347 section 4.1, RFC 6347 and RFC 9147 section 5.3; before the first OpenSSL had its own.
const (
	dtlsOpenSSL = 0x0100
	dtlsv10     = 0xfeff
	dtlsv12     = 0xfefd
	dtlsv13     = 0xfefc
)

// speak notes the version that was chosen, by TLS's number where it is DTLS's.
func (k *tlsConn) speak(version uint16) {
	if !k.datagrams {
		k.version = version
		return
	}
	switch version {
	case dtlsOpenSSL:
		k.version = tlsv10
	case dtlsv10:
		k.version = tlsv11
	case dtlsv12:
		k.version = tlsv12
	}
}

// hello gathers what fingerprints are made from.
type hello struct {
	client     bool
	quic       bool
	version    uint16
	chosen     uint16 // by the server, in supported_versions
	suites     []uint16
	extensions []uint16
	groups     []uint16
	points     []uint8
	versions   []uint16
	signatures []uint16
	alpn       []byte
	hasALPN    bool
	sni        bool
	tls        *tlsConn
}
