package dissect

import (
	"bytes"
	"fmt"
)

func init() {
	streamReaders["vnc"] = (*Session).vnc
	guesses = append(guesses, guess{layer: "vnc", column: "VNC", is: func(d *Session, t *view) bool {
		if d.over == nil {
			return false
		}
		state := ifKept[vncState](d.over.kept) // without keeping one for every connection that is looked at
		return state != nil && state.known || isRFB(t.b)
	}})
}

// vncStep is what the next segment of a connection has, RFC 6143 section 7.1.
type vncStep uint8

const (
	vncServerVersion vncStep = iota
	vncClientVersion
	vncSecurity
	vncSecurityType
	vncChallenge
	vncResponse
	vncResult
	vncClientInit
	vncServerInit
	vncOpen
)

type vncState struct {
	known   bool
	step    vncStep
	version string // of the client
	server  uint16 // its port
}

const rfbSize = 12 // bytes of a version

func isRFB(b []byte) bool {
	return len(b) == rfbSize && bytes.HasPrefix(b, []byte("RFB ")) && b[7] == '.' && b[11] == '\n'
}

// Messages of an open connection, RFC 6143 sections 7.5 and 7.6.
var (
	vncTypes    = []string{"Invalid", "None", "VNC", 5: "RA2", 6: "RA2ne", 16: "Tight", 17: "Ultra", 18: "TLS", 30: "ARD"}
	vncRequests = []string{"Client set pixel format", "", "Client set encodings", "Client framebuffer update request", "Client key event",
		"Client pointer event", "Client cut text"}
	vncAnswers = []string{"Server framebuffer update", "Server set colormap entries", "Server ring bell on client", "Server cut text"}
)

// vnc says what a segment of a remote framebuffer has. On a port of its choice Wireshark opens a conversation of its own with the
// second segment, so that one connection becomes two streams there; here it stays one.
// As in Wireshark one that is not looked for is taken for what is.
func (d *Session) vnc(t *view, s *segment, c *tcpConn, dir int) (done, need int) {
	state := keptOver[vncState](d)
	if state.step == vncServerVersion && !isRFB(t.b) {
		d.data(t)
		return len(t.b), 0
	}
	state.known = true
	d.layerName("vnc")
	d.current = "VNC"
	d.cols.setProto(d, "VNC")
	if state.step == vncOpen {
		names := vncAnswers
		if d.tcpPort(s.dst) == state.server {
			names = vncRequests
		}
		if name := nameIn(names, t.b[0], ""); name != "" {
			d.cols.set(d, name)
		}
		return len(t.b), 0
	}
	d.cols.set(d, d.vncOpens(t, s, state))
	return len(t.b), 0
}

// vncOpens says a segment of those that open a connection, and which comes next.
func (d *Session) vncOpens(t *view, s *segment, state *vncState) string {
	const none, challenged = 1, 2
	step := state.step
	state.step++
	switch step {
	case vncServerVersion:
		state.server = d.tcpPort(s.src)
		return "Server protocol version: " + formatText(t.b[4:11])
	case vncClientVersion:
		if d.need(t, 0, rfbSize) {
			state.version = string(t.b[4:11])
		}
		return "Client protocol version: " + formatText([]byte(state.version))
	case vncSecurity:
		if state.version < "003.007" {
			state.step = map[uint32]vncStep{none: vncClientInit, challenged: vncChallenge}[d.u32(t, 0)]
		}
		return "Security types supported"
	case vncSecurityType:
		kind := d.u8(t, 0)
		switch {
		case kind == none && state.version >= "003.008":
			state.step = vncResult
		case kind == none:
			state.step = vncClientInit
		case kind != challenged:
			state.step = vncSecurityType
		}
		return fmt.Sprintf("Security type %s (%d) selected by client", nameIn(vncTypes, kind, "Unknown"), kind)
	}
	return [...]string{"Authentication challenge from server", "Authentication response from client", "Authentication result", "Share desktop flag",
		"Server framebuffer parameters"}[step-vncChallenge]
}
