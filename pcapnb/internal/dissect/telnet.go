package dissect

import "bytes"

func init() { streamReaders["telnet"] = (*Session).telnet }

// Commands of Telnet, RFC 854, and options with arguments that are read here: RFC 1091, RFC 1073, RFC 1096.
const (
	telnetSB   = 250
	telnetWill = 251
	telnetDont = 254
	telnetIAC  = 255

	telnetTerminal = 24
	telnetWindow   = 31
	telnetDisplay  = 35
)

// telnet dissects commands and text, RFC 854. Each segment is a message.
func (d *Session) telnet(t *view, s *segment, c *tcpConn, dir int) (done, need int) {
	d.begin(fTelnet, t, len(t.b))
	d.current = "TELNET"
	d.cols.setProto(d, "TELNET")
	d.cols.set(d, "Telnet Data ...")
	for off := 0; off < len(t.b) && d.ok(); {
		if n := d.telnetText(t, off); n > 0 && d.ok() {
			d.telnetLines(t, off, n)
			off += n
			continue
		}
		if d.ok() || t.b[off] == telnetIAC {
			off += d.telnetCommand(t, off)
		}
	}
	return len(t.b), 0
}

// telnetText returns how much there is from off until a command: two commands in a row are a byte of text. It fails where the byte
// that tells them apart is not there.
func (d *Session) telnetText(t *view, off int) int {
	for n := off; ; n += 2 {
		i := bytes.IndexByte(t.b[n:], telnetIAC)
		if i < 0 {
			return len(t.b) - off
		}
		if n += i; d.u8(t, n+1) != telnetIAC {
			return n - off
		}
	}
}

// telnetLines emits text line by line.
func (d *Session) telnetLines(t *view, off, n int) {
	for end := off + n; off < end; {
		size := end - off
		if i := bytes.IndexByte(t.b[off:end], '\n'); i >= 0 {
			size = i + 1
		} else if end == len(t.b) && !d.need(t, off, t.rep-off) {
			return
		}
		d.textAt(fTelnetData, t, off, size)
		off += size
	}
}

// telnetCommand dissects a command and returns its length.
func (d *Session) telnetCommand(t *view, off int) int {
	command := d.uint(fTelnetCmd, t, off+1, 1)
	if command == telnetSB {
		return d.telnetSuboption(t, off)
	}
	if command < telnetWill || command > telnetDont {
		return 2
	}
	d.uint(fTelnetSubcmd, t, off+2, 1)
	return 3
}

// telnetSuboption dissects what follows an option until the next command, RFC 855.
func (d *Session) telnetSuboption(t *view, off int) int {
	option := d.uint(fTelnetSubcmd, t, off+2, 1)
	if !d.ok() {
		return 0
	}
	from := off + 3
	n := d.telnetText(t, from)
	d.bad = fine // the caller meets a command that is cut once more
	if from+n == len(t.b) {
		n = t.rep - from
	}
	switch option {
	case telnetTerminal, telnetDisplay:
		d.telnetString(t, from, n)
	case telnetWindow:
		if n == 4 {
			d.uint(fTelnetNawsSuboptWidth, t, from, 2)
			d.uint(fTelnetNawsSuboptHeight, t, from+2, 2)
		}
	default:
		if n > 0 && !telnetOther(option) {
			d.raw(fTelnetOptionData, t, from, n)
		}
	}
	return 3 + n
}

// telnetOther reports whether Wireshark dissects what an option has in fields that are not known here.
func telnetOther(option uint64) bool {
	switch option {
	case 16, 27, 29, 33, 36, 37, 38, 40, 44, 46:
		return true
	}
	return false
}

// telnetString dissects the name of a terminal or display, or the request for it.
func (d *Session) telnetString(t *view, off, n int) {
	if n == 0 {
		return
	}
	kind := d.u8(t, off)
	if kind > 1 {
		return
	}
	d.uint(fTelnetSubcmd, t, off, 1)
	if d.need(t, off+1, n-1) && kind == 0 {
		d.textAt(fTelnetStringSuboptValue, t, off+1, n-1)
	}
}
