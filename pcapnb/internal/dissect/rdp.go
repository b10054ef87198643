package dissect

import (
	"bytes"
	"slices"

	"netlab/pcapnb/internal/dissect/framing"
)

func init() {
	streamReaders["ms-wbt-server"], readers["rdp"] = (*Session).remoteDesktop, (*Session).rdpNegotiation
	recognizers["rdp"] = negotiatesRDP
}

// rdpState is whether a connection of remote desktops began with a packet of TPKT.
type rdpState struct{ begun bool }

const (
	tpktHead    = 4
	tpktVersion = 3
)

var rdpFraming = framing.Framing{Layers: []string{"tpkt"}, Column: "TPKT", Head: tpktHead, Silent: true, Clear: true, Length: func(b []byte) int { return int(be16(b[2:])) }}

// remoteDesktop dissects packets of TPKT; after them come records of TLS, which Wireshark takes for continuations of them. As in
// Wireshark the connection's first segment has no layer of TPKT.
func (d *Session) remoteDesktop(t *view, s *segment, c *tcpConn, dir int) (done, need int) {
	state, at := keptOver[rdpState](d), len(d.layers)
	first := !state.begun
	if first && (len(t.b) < tpktHead || t.b[0] != tpktVersion || t.b[1] != 0 || be16(t.b[2:]) < tpktHead) {
		return d.tcpGuess(t, s, c, dir)
	}
	state.begun = true
	packets := t.sub(0, tpktExtent(t))
	if packets.rep > 0 {
		done, need = d.framed(&packets, &rdpFraming)
	}
	if need == 0 && packets.rep < t.rep && d.ok() {
		if packets.rep == 0 {
			d.layerName("tpkt")
		}
		d.cols.setProto(d, "TPKT")
		d.cols.set(d, "Continuation")
		done = len(t.b)
	}
	if first && at < len(d.layers) && d.layers[at] == "tpkt" {
		d.layers = slices.Delete(d.layers, at, at+1)
	}
	return done, need
}

// tpktExtent is how many bytes of t the packets of TPKT at its beginning have, the last of which may go on after it.
func tpktExtent(t *view) int {
	n := 0
	for n < len(t.b) && t.b[n] == tpktVersion {
		if n+tpktHead > len(t.b) {
			return t.rep
		}
		n += max(int(be16(t.b[n+2:])), tpktHead)
	}
	if n >= len(t.b) {
		return t.rep
	}
	return n
}

var rdpCookies = []string{"Cookie: mstshash=", "Cookie: msts="}

func rdpCookie(b []byte) bool {
	return slices.ContainsFunc(rdpCookies, func(c string) bool { return bytes.HasPrefix(b, []byte(c)) })
}

// Messages of the negotiation of RDP's security, MS-RDPBCGR section 2.2.1.1.1 and on.
const (
	rdpAsks    = 1
	rdpAnswers = 2
	rdpRefuses = 3
	rdpSize    = 8
)

// negotiatesRDP recognizes a cookie, or a message of the negotiation.
func negotiatesRDP(t *view) bool {
	return rdpCookie(t.b) || len(t.b) >= rdpSize && t.b[0] >= rdpAsks && t.b[0] <= rdpRefuses && t.b[2] == rdpSize && t.b[3] == 0
}

var rdpFailures = []string{1: "TLS required by server", "TLS not allowed by server", "TLS certificate not on server", "Inconsistent flags",
	"Server requires Enhanced RDP Security with CredSSP", "Server requires Enhanced RDP Security with TLS and certificate-based client authentication"}

// rdpNegotiation says what the two sides agree on.
func (d *Session) rdpNegotiation(t *view) {
	d.layerName("rdp")
	d.current = "RDP"
	d.cols.setProto(d, "RDP")
	d.cols.clear(d)
	off := 0
	if rdpCookie(t.b) {
		line, rest := httpLine(t.b)
		d.cols.append(d, formatText(line))
		off = rest
	}
	if t.left(off) < rdpSize {
		return
	}
	switch d.u8(t, off) {
	case rdpAsks:
		d.cols.appendSep(d, ", ", "Negotiate Request")
	case rdpAnswers:
		d.cols.appendSep(d, ", ", "Negotiate Response")
	case rdpRefuses:
		d.cols.appendSep(d, ", ", "Negotiate Failure, failureCode "+nameIn(rdpFailures, uint32(d.le(t, off+4, 4)), "Unknown"))
	}
}
