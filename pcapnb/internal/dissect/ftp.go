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

// ftpControl is what is known of a connection with FTP's commands and replies.
type ftpControl struct {
	command   string // the first line of the last request
	directory *ftpDirectory
	setup     *ftpSetup
}

// ftpDirectory is where replies put the client. As in Wireshark a connection for data that was announced from there goes along with
// a relative change.
type ftpDirectory struct{ path string }

// ftpSetup is a connection for data that a command or a reply announced.
type ftpSetup struct {
	frame        int
	method       string
	directory    *ftpDirectory
	command      string // the first after it
	commandFrame int
	control      *ftpControl
	earlier      *ftpSetup // announced before this one for the same, and not used yet
	depth        int
}

// control returns what is known of a connection of FTP's.
func (c *tcpConn) control() *ftpControl {
	h := keptOf[ftpControl](&c.kept)
	if h.directory == nil {
		h.directory = new(ftpDirectory)
	}
	return h
}

// announces returns what the message of a frame says of a connection for data, to be filled in.
func (h *ftpControl) announces(frame int) *ftpSetup {
	return &ftpSetup{frame: frame, directory: h.directory, control: h}
}

// announced is a connection for FTP's data that one side said it waits for: its address and port, and who will connect.
type announced struct {
	host, other ipAddr
	port        uint16 // 0 where the server connects: Wireshark takes any
	active      bool   // the server connects, from the port of its data
}

// maxAnnounced bounds the connections that were announced and did not come.
const maxAnnounced = 1 << 16

// maxEarlier bounds how many of them are known for one pair of hosts whose server connects.
const maxEarlier = 64

// announce notes the connection that a command or reply of FTP announces. Wireshark knows it then before its first segment.
func (u *tcpTable) announce(b []byte, src, dst ipAddr, setup *ftpSetup) {
	line, _, _ := bytes.Cut(b[:min(len(b), 200)], []byte("\n"))
	at, ok := ftpAddress(strings.TrimRight(string(line), "\r"), src)
	if !ok {
		return
	}
	if u.announced == nil || len(u.announced) >= maxAnnounced {
		u.announced = make(map[announced]*ftpSetup)
	}
	setup.method = "PASV"
	switch line[0] {
	case 'P':
		setup.method = "PORT"
		at.port = 0
	default:
		if line[2] == '9' {
			setup.method = "EPASV"
		}
	}
	at.other = dst
	if before := u.announced[at]; before != nil && at.active && before.depth < maxEarlier {
		setup.earlier, setup.depth = before, before.depth+1
	}
	u.announced[at] = setup
	setup.control.setup = setup
}

// ftpAddress finds the address in a command or a reply: RFC 959 section 4.1.2, RFC 2428 section 3.
func ftpAddress(line string, src ipAddr) (at announced, ok bool) {
	verb, rest, _ := strings.Cut(line, " ")
	switch verb {
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

// dataConnection notes on a new connection what announced it.
func (u *tcpTable) dataConnection(c *tcpConn, s *segment, src, dst ipAddr) {
	setup := u.expected(s, src, dst)
	if setup == nil {
		return
	}
	c.app, c.kept = tcpFTPData, kept{setup}
	if s.flags&(flagSYN|flagACK) == flagSYN {
		c.begun = true
	}
}

// expected returns what announced a connection of which a segment was seen, nil where nothing did.
func (u *tcpTable) expected(s *segment, src, dst ipAddr) *ftpSetup {
	for _, key := range [...]announced{{host: dst, other: src, port: s.dst}, {host: src, other: dst, port: s.src},
		{host: dst, other: src, active: s.src == portFTPData}, {host: src, other: dst, active: s.dst == portFTPData}} {
		if setup := u.announced[key]; setup != nil && (key.port != 0 || key.active) {
			if delete(u.announced, key); setup.earlier != nil {
				u.announced[key] = setup.earlier
			}
			return setup
		}
	}
	return nil
}
