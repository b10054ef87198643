package dissect

import (
	"net/netip"
	"strconv"
	"strings"
)

func init() {
	streamReaders["ftp"] = (*Session).ftp
	streamReaders["ftp-data"], tcpApps[tcpFTPData] = (*Session).ftpData, (*Session).ftpData
}

// ftp dissects commands or replies, RFC 959 sections 4 and 5.3. As in Wireshark each segment is one message, and its first line the
// only one that counts.
func (d *Session) ftp(t *view, s *segment, c *tcpConn, dir int) (done, need int) {
	h := c.control()
	d.begin(fFtp, t, len(t.b))
	d.current = "FTP"
	d.cols.setProto(d, "FTP")
	line := firstLine(t.b)
	request := d.tcpPort(s.dst) == portFTP
	d.flag(fFtpRequest, t, 0, 0, request)
	d.flag(fFtpResponse, t, 0, 0, !request)
	if request {
		d.cols.set(d, "Request: ", formatText(line))
		d.ftpRequest(t, line, h)
	} else {
		d.cols.set(d, "Response: ", formatText(line))
		d.ftpResponse(t, line, h)
	}
	if h.directory.path != "" {
		d.ascii(fFtpCurrentWorkingDirectory, nil, 0, 0, h.directory.path)
	}
	return len(t.b), 0
}

// firstLine returns the first line of b without its end.
func firstLine(b []byte) []byte {
	line, _ := httpLine(b)
	return line
}

// firstToken returns how long the first word of line is, and where the next begins.
func firstToken(line []byte) (n, next int) {
	for n < len(line) && line[n] != ' ' {
		n++
	}
	for next = n; next < len(line) && line[next] == ' '; next++ {
	}
	return n, next
}

func (d *Session) ftpRequest(t *view, line []byte, h *ftpControl) {
	n, next := firstToken(line)
	verb := string(line[:n])
	d.textAt(fFtpRequestCommand, t, 0, n)
	d.textAt(fFtpRequestArg, t, next, len(line)-next)
	h.command = string(line)
	if h.setup != nil && h.setup.commandFrame == 0 && h.setup.frame != d.frame.Number {
		h.setup.command, h.setup.commandFrame = h.command, d.frame.Number
	}
	switch { // as in Wireshark, a beginning of a verb is enough
	case verb == "":
	case strings.HasPrefix("PORT", verb):
		d.ftpNumbers(line[next:], fFtpActiveCip, fFtpActivePort, fFtpActiveNat, d.net.src)
	case strings.HasPrefix("EPRT", verb):
		d.ftpExtendedPort(string(line[next:]))
	}
}

// textAt emits the n bytes of text at off, if there are any, up to a zero.
func (d *Session) textAt(id ID, t *view, off, n int) {
	if n > 0 {
		d.asciiBytes(id, t, off, n, untilZero(t.b[off:off+n]))
	}
}

// ftpNumbers emits the address and port that six numbers say, and whether the address is not the sender's.
func (d *Session) ftpNumbers(text []byte, ip, port, nat ID, sender ipAddr) {
	host, number, ok := looseNumbers(string(text))
	if !ok {
		return
	}
	d.num(ip, nil, 0, 0, uint64(host))
	d.num(port, nil, 0, 0, uint64(number))
	if d.net.v6 || v4(host) != sender {
		d.flag(nat, nil, 0, 0, true)
	}
}

// looseNumbers reads the bytes of an address and of a port, wherever in the text they begin. As in Wireshark a number may have more
// than a byte, of which the last bits count, and spaces before it.
func looseNumbers(text string) (host uint32, port uint16, ok bool) {
	for from := strings.IndexAny(text, "0123456789"); from >= 0 && from < len(text); from++ {
		if text[from] < '0' || text[from] > '9' {
			continue
		}
		if n, ok := sixLoose(text[from:]); ok {
			return uint32(n >> 16), uint16(n), true
		}
		for from < len(text) && text[from] >= '0' && text[from] <= '9' {
			from++
		}
	}
	return 0, 0, false
}

func sixLoose(text string) (n uint64, ok bool) {
	for i := range 6 {
		if i > 0 {
			if !strings.HasPrefix(text, ",") {
				return 0, false
			}
			text = strings.TrimLeft(text[1:], " ")
		}
		minus := strings.HasPrefix(text, "-")
		text = strings.TrimPrefix(text, "-")
		end := digits(text)
		if end == 0 {
			return 0, false
		}
		v, _ := strconv.ParseUint(text[:end], 10, 64) // as much as there is, where it is too large
		if minus {
			v = -v
		}
		n, text = n<<8|v&255, text[end:]
	}
	return n, true
}

// ftpExtendedPort dissects what an EPRT says, RFC 2428 section 2.
func (d *Session) ftpExtendedPort(text string) {
	family, host, port, ok := extendedPort(text)
	if !ok {
		d.faulty()
		return
	}
	d.num(fFtpEprtAf, nil, 0, 0, family)
	if family == 1 {
		a := host.As4()
		d.num(fFtpEprtIp, nil, 0, 0, uint64(a[0])<<24|uint64(a[1])<<16|uint64(a[2])<<8|uint64(a[3]))
	} else {
		a := host.As16()
		d.text(fFtpEprtIpv6, nil, 0, 0, d.keepBytes(a[:]))
	}
	d.num(fFtpEprtPort, nil, 0, 0, port)
}

func extendedPort(text string) (family uint64, host netip.Addr, port uint64, ok bool) {
	if len(text) < 4 {
		return 0, host, 0, false
	}
	parts := strings.Split(text[1:], text[:1])
	if len(parts) < 4 {
		return 0, host, 0, false
	}
	family, err := strconv.ParseUint(parts[0], 10, 8)
	if err != nil {
		return 0, host, 0, false
	}
	host, err = netip.ParseAddr(parts[1])
	if err != nil || host.Is4() != (family == 1) || family > 2 || host.Zone() != "" {
		return 0, host, 0, false
	}
	port, err = strconv.ParseUint(strings.TrimLeft(parts[2], " "), 10, 16)
	return family, host, port, err == nil
}

func (d *Session) ftpResponse(t *view, line []byte, h *ftpControl) {
	code, next := 0, 0
	if len(line) >= 3 && isDigit(line[0]) && isDigit(line[1]) && isDigit(line[2]) {
		code, next = int(line[0]-'0')*100+int(line[1]-'0')*10+int(line[2]-'0'), min(4, len(line))
		d.num(fFtpResponseCode, t, 0, 3, uint64(code))
	}
	d.textAt(fFtpResponseArg, t, next, len(line)-next)
	arg := line[next:]
	switch code {
	case 227:
		d.ftpNumbers(arg, fFtpPassiveIp, fFtpPassivePort, fFtpPassiveNat, d.net.src)
	case 229:
		d.ftpExtendedPassive(string(arg))
	case 250:
		h.moved()
	case 257:
		if path, ok := quotedPath(string(arg)); ok {
			h.directory = &ftpDirectory{path}
		} else if len(line) >= 4 {
			d.faulty()
		}
	}
}

// digits returns how many digits text begins with.
func digits(text string) (n int) {
	for n < len(text) && isDigit(text[n]) {
		n++
	}
	return n
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// ftpExtendedPassive dissects the port that a server waits on, RFC 2428 section 3: the first number after the delimiters.
func (d *Session) ftpExtendedPassive(text string) {
	if text == "" {
		return
	}
	_, inner, _ := strings.Cut(text, "(")
	inner, _, closed := strings.Cut(inner, ")")
	if !closed || len(inner) == 0 {
		d.faulty()
		return
	}
	number := inner
	for range 3 {
		if !isDigit(inner[0]) && number != "" && number[0] == inner[0] {
			number = number[1:]
		}
	}
	if strings.HasPrefix(number, "|") && inner[0] != ' ' {
		number = "0" // as Wireshark has it
	}
	number = strings.TrimLeft(number, "\t ")
	end := digits(number)
	if end == 0 {
		d.faulty()
		return
	}
	port, _ := strconv.ParseUint(number[:end], 10, 64)
	if d.net.v6 {
		a := d.net.src.addr().As16()
		d.text(fFtpEpsvIpv6, nil, 0, 0, d.keepBytes(a[:]))
	} else {
		d.num(fFtpEpsvIp, nil, 0, 0, d.net.src.lo&0xffffffff)
	}
	d.num(fFtpEpsvPort, nil, 0, 0, min(port, 65535))
}

// quotedPath reads the path between quotes that a reply begins with, RFC 959 appendix II: a quote in it is doubled.
func quotedPath(text string) (path string, ok bool) {
	if !strings.HasPrefix(text, `"`) {
		return "", false
	}
	var b strings.Builder
	for i := 1; i < len(text); i++ {
		if text[i] == '"' {
			if i+1 == len(text) || text[i+1] != '"' {
				return b.String(), b.Len() > 0 && b.String() != `"`
			}
			i++
		}
		b.WriteByte(text[i])
	}
	return "", false
}

// maxDirectory bounds a path that grows by each command.
const maxDirectory = 4096

// moved notes that the directory the client asked for is the one it is in now.
func (h *ftpControl) moved() {
	n, next := firstToken([]byte(h.command))
	to := h.command[next:]
	switch h.command[:n] {
	case "CDUP":
		to = ".."
	case "CWD":
	default:
		return
	}
	if strings.HasPrefix(to, "/") {
		h.directory = &ftpDirectory{to}
	} else if to != "" {
		h.directory.path = joinPath(h.directory.path, to)
	}
}

// joinPath goes from a directory along a relative path.
func joinPath(from, to string) string {
	path := strings.TrimRight(from, "/")
	for step := range strings.SplitSeq(to, "/") {
		switch step {
		case "", ".":
		case "..":
			path = path[:max(strings.LastIndexByte(path, '/'), 0)]
		default:
			if path != "" || from != "" {
				path += "/"
			}
			path += step
		}
		if len(path) > maxDirectory {
			return from
		}
	}
	if path == "" && from != "" {
		return "/"
	}
	return path
}

// ftpData dissects what is sent over a connection for data: what announced it, and what was asked for.
func (d *Session) ftpData(t *view, s *segment, c *tcpConn, dir int) (done, need int) {
	d.begin(fFtpData, t, len(t.b))
	size := utoa(t.rep)
	d.label("FTP Data (" + utoa(len(t.b)) + " bytes data)")
	d.current = "FTP-DATA"
	d.cols.setProto(d, "FTP-DATA")
	d.cols.set(d, "FTP Data: ", size, " bytes")
	setup := ifKept[ftpSetup](c.kept)
	if setup == nil {
		setup = &ftpSetup{frame: c.firstFrame}
	}
	d.numIf(fFtpDataSetupFrame, setup.frame)
	if setup.method != "" {
		d.cols.append(d, " (", setup.method, ")")
		d.ascii(fFtpDataSetupMethod, nil, 0, 0, setup.method)
	}
	if setup.commandFrame != 0 {
		d.cols.append(d, " (", formatText([]byte(setup.command)), ")")
		d.ascii(fFtpDataCommand, nil, 0, 0, setup.command)
		d.num(fFtpDataCommandFrame, nil, 0, 0, uint64(setup.commandFrame))
	}
	if setup.directory != nil && setup.directory.path != "" {
		d.ascii(fFtpDataCurrentWorkingDirectory, nil, 0, 0, setup.directory.path)
	}
	if plainText(t.b) {
		d.layerName("data-text-lines")
	}
	return len(t.b), 0
}

// plainText reports whether Wireshark would show bytes as lines of text.
func plainText(b []byte) bool {
	for _, c := range b {
		if (c < ' ' || c > '~') && c != '\r' && c != '\n' {
			return false
		}
	}
	return true
}
