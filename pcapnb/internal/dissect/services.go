package dissect

import (
	"bytes"
	"strings"
)

// Small services that have no fields here: the packet list says what their messages are, as Wireshark does.
func init() {
	for layer, read := range map[string]streamReader{
		"echo":    asked(7, "ECHO", "Request", "Response"),
		"daytime": asked(13, "DAYTIME", "DAYTIME Request", "DAYTIME Response"),
		"time":    asked(37, "TIME", "TIME Request", "TIME Response"),
		"chargen": asked(0, "Chargen", "Chargen", "Chargen"),
		"x11":     asked(0, "X11", "", ""),
		"irc":     (*Session).irc,
		"msnms":   (*Session).msnms,
		"nntp":    (*Session).nntp,
		"gopher":  (*Session).gopher,
	} {
		streamReaders[layer] = read
	}
	for layer, read := range map[string]reader{
		"pptp":        (*Session).pptp,
		"wol":         (*Session).wakeOnLAN,
		"db-lsp-disc": (*Session).dropbox,
		"doip":        (*Session).doIP,
		"synphasor":   (*Session).synchrophasor,
		"echo":        (*Session).echoed,
	} {
		readers[layer] = read
	}
	recognizers["doip"], recognizers["wol"] = likeDoIP, func(t *view) bool { return magicPacket(t.b) }
	recognizers["synphasor"] = func(t *view) bool { return len(t.b) > 1 && t.b[0] == 0xaa }
	guesses = append(guesses, guess{layer: "wol", column: "WOL"})
}

// asked returns a reader of a service that says only which way a segment goes: to its port or from it.
func asked(port uint16, column, request, response string) streamReader {
	layer := strings.ToLower(column)
	return func(d *Session, t *view, s *segment, c *tcpConn, dir int) (done, need int) {
		d.layerName(layer)
		d.cols.setProto(d, column)
		switch {
		case request == "": // it says more, which is not read here
		case d.tcpPort(s.dst) == port:
			d.cols.set(d, request)
		default:
			d.cols.set(d, response)
		}
		return len(t.b), 0
	}
}

// irc names the commands of a segment's lines, RFC 2812 section 2.3.
func (d *Session) irc(t *view, s *segment, c *tcpConn, dir int) (done, need int) {
	d.layerName("irc")
	d.cols.setProto(d, "IRC")
	d.cols.set(d, "Response")
	if d.tcpPort(s.dst) == 6667 {
		d.cols.set(d, "Request")
	}
	for _, line := range strings.Split(string(t.b), "\n") {
		line = strings.Trim(line, " \r")
		if strings.HasPrefix(line, ":") {
			_, line, _ = strings.Cut(line, " ")
			line = strings.TrimLeft(line, " ")
		}
		if command, _, _ := strings.Cut(line, " "); command != "" {
			d.cols.append(d, " (", formatText([]byte(command)), ")")
		}
	}
	return len(t.b), 0
}

// msnms says the first line of a message of MSN.
func (d *Session) msnms(t *view, s *segment, c *tcpConn, dir int) (done, need int) {
	d.layerName("msnms")
	d.cols.setProto(d, "MSNMS")
	line, _ := httpLine(t.b)
	d.cols.set(d, formatText(line))
	return len(t.b), 0
}

// nntp says the first line of a command or a response, RFC 3977 section 3.
func (d *Session) nntp(t *view, s *segment, c *tcpConn, dir int) (done, need int) {
	d.layerName("nntp")
	d.cols.setProto(d, "NNTP")
	line, _ := httpLine(t.b)
	said := "Response: "
	if d.tcpPort(s.dst) == 119 {
		said = "Request: "
	}
	d.cols.set(d, said, formatText(line))
	return len(t.b), 0
}

// gopher says what is asked for, RFC 1436 section 2.
func (d *Session) gopher(t *view, s *segment, c *tcpConn, dir int) (done, need int) {
	d.layerName("gopher")
	d.cols.setProto(d, "Gopher")
	if d.tcpPort(s.dst) != 70 {
		d.cols.set(d, "Response")
		return len(t.b), 0
	}
	line, _ := httpLine(t.b)
	d.cols.set(d, "Request: ", formatText(line))
	return len(t.b), 0
}

// echoed says which way a datagram of the echo protocol goes, RFC 862.
func (d *Session) echoed(t *view) {
	d.layerName("echo")
	d.cols.setProto(d, "ECHO")
	d.cols.set(d, map[bool]string{true: "Request", false: "Response"}[d.udpPort(d.udpPorts[1]) == 7])
}

// Control messages of PPTP, RFC 2637 section 2, and their lengths.
var (
	pptpNames = [...]string{"", "Start-Control-Connection-Request", "Start-Control-Connection-Reply", "Stop-Control-Connection-Request",
		"Stop-Control-Connection-Reply", "Echo-Request", "Echo-Reply", "Outgoing-Call-Request", "Outgoing-Call-Reply", "Incoming-Call-Request",
		"Incoming-Call-Reply", "Incoming-Call-Connected", "Call-Clear-Request", "Call-Disconnect-Notify", "WAN-Error-Notify", "Set-Link-Info"}
	pptpSizes = [...]int{0, 156, 156, 16, 16, 16, 20, 168, 32, 220, 24, 28, 16, 148, 40, 24}
)

// pptp names a control message of PPTP.
func (d *Session) pptp(t *view) {
	const head = 12
	if d.pdus > 0 {
		return // as Wireshark, which reads one of a segment
	}
	d.layerName("pptp")
	d.current = "PPTP"
	d.cols.setProto(d, "PPTP")
	d.cols.clear(d)
	kind := d.u16(t, 8)
	switch {
	case !d.ok():
	case kind == 0 || int(kind) >= len(pptpNames):
		d.cols.set(d, "Unknown control type (", utoa(kind), ")")
		if next := t.sub(head, -1); next.rep > 0 && d.need(t, head, 0) {
			d.data(&next)
		}
	default:
		d.cols.set(d, pptpNames[kind])
		d.need(t, 0, pptpSizes[kind])
	}
}

const (
	magicSync = 6           // bytes of ones
	magicSize = 6 + 16*6    // and an address sixteen times
	magicMAC  = magicSync   // where the address is
	macSize   = 6           // bytes of it
	magicPass = macSize - 2 // bytes of a short password
)

// magicPacket recognizes what wakes a machine: ones and sixteen times its address, with a password or without.
func magicPacket(b []byte) bool {
	switch len(b) {
	case magicSize, magicSize + magicPass, magicSize + macSize:
	default:
		return false
	}
	address := b[magicMAC : magicMAC+macSize]
	return bytes.Equal(b[:magicSync], bytes.Repeat([]byte{0xff}, magicSync)) && bytes.Equal(b[magicSync:magicSize], bytes.Repeat(address, 16))
}

func (d *Session) wakeOnLAN(t *view) {
	d.layerName("wol")
	d.cols.setProto(d, "WOL")
	address := mac(t.b[magicMAC:])
	d.cols.set(d, "MagicPacket for ", etherText(address))
	switch password := t.b[magicSize:]; len(password) {
	case magicPass:
		d.cols.append(d, ", password ", utoa(password[0]), ".", utoa(password[1]), ".", utoa(password[2]), ".", utoa(password[3]))
	case macSize:
		d.cols.append(d, ", password ", etherText(mac(password)))
	}
}

// dropbox names what Dropbox tells its local network, which is JSON or not.
func (d *Session) dropbox(t *view) {
	d.layerName("db-lsp-disc")
	if len(t.b) == 0 || t.b[0] != '{' {
		d.cols.setProto(d, "DB-LSP-DISC")
		d.cols.set(d, "Dropbox LAN sync Discovery Protocol")
		return
	}
	d.layerName("json")
	d.cols.setProto(d, "DB-LSP-DISC/JSON")
	d.cols.set(d, "Dropbox LAN sync Discovery Protocol, JavaScript Object Notation")
}

// doipNames are the types of what DoIP carries, ISO 13400-2 section 9.
var doipNames = map[uint16]string{0: "Generic DoIP header NACK", 1: "Vehicle identification request", 2: "Vehicle identification request with EID",
	3: "Vehicle identification request with VIN", 4: "Vehicle announcement message/vehicle identification response message",
	5: "Routing activation request", 6: "Routing activation response", 7: "Alive check request", 8: "Alive check response",
	0x4001: "DoIP entity status request", 0x4002: "DoIP entity status response", 0x4003: "Diagnostic power mode information request",
	0x4004: "Diagnostic power mode information response", 0x8001: "Diagnostic message", 0x8002: "Diagnostic message ACK", 0x8003: "Diagnostic message NACK"}

// likeDoIP recognizes a version after which its complement comes.
func likeDoIP(t *view) bool { return len(t.b) >= 8 && t.b[0]^t.b[1] == 0xff }

// doIP names a message of diagnosis over IP.
func (d *Session) doIP(t *view) {
	d.layerName("doip")
	d.current = "DoIP"
	d.cols.setProto(d, "DoIP")
	kind := d.u16(t, 2)
	if !d.ok() {
		return
	}
	if name := doipNames[kind]; name != "" {
		d.cols.set(d, name)
	} else {
		d.cols.set(d, hexText(uint64(kind), 4), " Unknown Payload")
	}
}

// synchrophasor names a frame of IEEE C37.118, section 6.2, and what a command wants.
func (d *Session) synchrophasor(t *view) {
	const command, at = 4, 14
	d.layerName("synphasor")
	d.current = "SYNCHROPHASOR"
	d.cols.setProto(d, "SYNCHROPHASOR")
	kinds := []string{"Data Frame", "Header Frame", "Configuration Frame 1", "Configuration Frame 2", "Command Frame", "Configuration Frame 3"}
	kind := d.u8(t, 1) >> 4 & 7
	if !d.ok() {
		return
	}
	d.cols.set(d, nameIn(kinds, kind, "invalid frame type"))
	if kind == command && d.ok() && crc16(t.b[:max(len(t.b)-2, 0)]) == be16(t.b[max(len(t.b)-2, 0):]) {
		wants := []string{1: "data transmission off", 2: "data transmission on", 3: "send HDR frame", 4: "send CFG-1 frame", 5: "send CFG-2 frame",
			6: "send CFG-3 frame", 8: "extended frame"}
		d.cols.append(d, ", ", nameIn(wants, d.u16(t, at), "unknown"))
	}
}

// crc16 is the check of CCITT that starts with ones.
func crc16(b []byte) uint16 {
	const polynomial = 0x1021
	crc := uint16(0xffff)
	for _, c := range b {
		crc ^= uint16(c) << 8
		for range 8 {
			carry := crc&0x8000 != 0
			if crc <<= 1; carry {
				crc ^= polynomial
			}
		}
	}
	return crc
}

// nameIn is a name of a table by its number, or other where the table has none for it.
func nameIn[T ~uint8 | ~uint16 | ~uint32](names []string, n T, other string) string {
	if int64(n) < int64(len(names)) && names[n] != "" && names[n] != "-" {
		return names[n]
	}
	return other
}
