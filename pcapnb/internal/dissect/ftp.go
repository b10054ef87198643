package dissect

import (
	"bytes"
	"strconv"
	"strings"
)

// Ports of FTP, RFC 959 section 8: of its commands and replies, and of data that the server sends without being asked to wait.
const (
	portFTP     = 21
	portFTPData = 20
)

// announced is a connection for FTP's data that one side said it waits for: its address and port, and who will connect.
type announced struct {
	host, other ipAddr
	port        uint16
	active      bool // the server connects, from the port of its data
}

// maxAnnounced bounds the connections that were announced and did not come.
const maxAnnounced = 1 << 16

// announce notes the connection that a command or reply of FTP announces. Wireshark knows it then before its first segment.
func (u *tcpTable) announce(b []byte, src, dst ipAddr) {
	line, _, _ := bytes.Cut(b[:min(len(b), 200)], []byte("\n"))
	at, ok := ftpAddress(strings.TrimRight(string(line), "\r"), src)
	if !ok {
		return
	}
	if u.announced == nil || len(u.announced) >= maxAnnounced {
		u.announced = make(map[announced]bool)
	}
	at.other = dst
	u.announced[at] = true
}

// ftpAddress finds the address in a command or a reply: RFC 959 section 4.1.2, RFC 2428 section 3.
func ftpAddress(line string, src ipAddr) (at announced, ok bool) {
	verb, rest, _ := strings.Cut(line, " ")
	switch strings.ToUpper(verb) {
	case "227", "PORT":
		at, ok = sixNumbers(rest)
	case "229":
		at, ok = extended(rest, src)
	}
	at.active = len(verb) == len("PORT")
	return at, ok
}

// sixNumbers reads the bytes of an address and of a port.
func sixNumbers(text string) (at announced, ok bool) {
	from := strings.IndexAny(text, "0123456789")
	if from < 0 {
		return at, false
	}
	text = text[from:]
	if end := strings.IndexFunc(text, func(r rune) bool { return r != ',' && (r < '0' || r > '9') }); end >= 0 {
		text = text[:end]
	}
	parts := strings.Split(text, ",")
	if len(parts) < 6 {
		return at, false
	}
	var n uint64
	for _, p := range parts[:6] {
		b, err := strconv.ParseUint(p, 10, 8)
		if err != nil {
			return at, false
		}
		n = n<<8 | b
	}
	return announced{host: v4(uint32(n >> 16)), port: uint16(n)}, true
}

// extended reads the port that a server waits on, the last of what is between delimiters.
func extended(text string, src ipAddr) (at announced, ok bool) {
	_, text, _ = strings.Cut(text, "(")
	if len(text) == 0 {
		return at, false
	}
	parts := strings.Split(text, text[:1])
	if len(parts) < 4 {
		return at, false
	}
	port, err := strconv.ParseUint(parts[3], 10, 16)
	return announced{host: src, port: uint16(port)}, err == nil
}

// expected reports whether the connection that a SYN opens was announced.
func (u *tcpTable) expected(s *segment, src, dst ipAddr) bool {
	key := announced{host: dst, other: src, port: s.dst, active: s.src == portFTPData}
	if !u.announced[key] {
		return false
	}
	delete(u.announced, key)
	return true
}
