package dissect

import (
	"bytes"
	"time"
)

func init() { readers["syslog"] = (*Session).syslog }

// syslog dissects a message of syslog, RFC 3164 section 4.1, RFC 5424 section 6.
func (d *Session) syslog(t *view) {
	d.current = "Syslog"
	d.cols.setProto(d, "Syslog")
	d.cols.clear(d)
	first := d.u8(t, 0)
	off, priority := 0, uint64(0)
	if first == '<' {
		for off = 1; off < len(t.b) && off <= 3 && isDigit(t.b[off]); off++ {
			priority = priority*10 + uint64(t.b[off]-'0')
		}
		if d.u8(t, off) == '>' {
			off++
		}
	}
	if len(t.b) <= off {
		d.layerName("syslog")
		d.fail(t, off+1)
		return
	}
	d.begin(fSyslog, t, len(t.b))
	said := "(unknown)"
	if first == '<' {
		said = syslogFacility(priority>>3) + "." + syslogLevel(priority&7)
	}
	text := t.b[off:]
	shown := formatText(text)
	if d.wantsLabel() {
		d.label("Syslog message: " + said + ": " + shown)
	}
	if first == '<' {
		d.cols.set(d, said, ": ", shown)
		d.num(fSyslogFacility, t, 0, off, priority>>3)
		d.num(fSyslogLevel, t, 0, off, priority&7)
	} else {
		d.cols.set(d, shown)
	}
	d.text(fSyslogMsg, t, off, len(text), untilZero(text))
	m := t.sub(off, -1)
	if bytes.HasPrefix(text, []byte("1 ")) {
		d.syslogNew(&m)
	} else {
		d.syslogOld(&m)
	}
}

func syslogFacility(n uint64) string {
	names := [...]string{"KERN", "USER", "MAIL", "DAEMON", "AUTH", "SYSLOG", "LPR", "NEWS", "UUCP", "CRON", "AUTHPRIV", "FTP", "NTP", "LOGAUDIT", "LOGALERT",
		"CRON", "LOCAL0", "LOCAL1", "LOCAL2", "LOCAL3", "LOCAL4", "LOCAL5", "LOCAL6", "LOCAL7"}
	if n < uint64(len(names)) {
		return names[n]
	}
	return "UNKNOWN"
}

func syslogLevel(n uint64) string {
	return [...]string{"EMERG", "ALERT", "CRIT", "ERR", "WARNING", "NOTICE", "INFO", "DEBUG"}[n]
}

// syslogWord emits the word at off and returns where the next begins, or -1 where none follows.
func (d *Session) syslogWord(id ID, t *view, off int) int {
	n := bytes.IndexByte(t.b[off:], ' ')
	if n < 0 {
		return -1
	}
	d.textAt(id, t, off, n)
	return off + n + 1
}

// syslogNew dissects the head of RFC 5424.
func (d *Session) syslogNew(t *view) {
	d.textAt(fSyslogVersion, t, 0, 1)
	off := 2
	n := bytes.IndexByte(t.b[off:], ' ')
	if n < 0 {
		return
	}
	if at, err := time.Parse(time.RFC3339Nano, string(t.b[off:off+n])); err == nil {
		d.num(fSyslogTimestamp, t, off, n, uint64(at.UnixNano()))
	}
	off += n + 1
	for _, id := range [...]ID{fSyslogHostname, fSyslogAppname, fSyslogProcid} {
		if off = d.syslogWord(id, t, off); off < 0 {
			return
		}
	}
	if bytes.IndexByte(t.b[off:], ' ') < 0 {
		d.fail(t, len(t.b)+1)
		return
	}
	d.textAt(fSyslogMsgid, t, off, len(t.b)-off)
}

// syslogOld dissects the head of RFC 3164, whose time has always the same form.
func (d *Session) syslogOld(t *view) {
	const size = len("Oct 11 22:14:15")
	b := t.b
	if len(b) <= size || b[3] != ' ' || b[6] != ' ' || b[9] != ':' || b[12] != ':' || b[size] != ' ' {
		return
	}
	d.textAt(fSyslogTimestampRfc3164, t, 0, size)
	off := d.syslogWord(fSyslogHostname, t, size+1)
	if off < 0 {
		return
	}
	n := 0
	for off+n < len(b) && isWordByte(b[off+n]) {
		n++
	}
	if !d.need(t, off+n, 1) {
		return
	}
	d.textAt(fSyslogProcid, t, off, n)
	d.textAt(fSyslogMsgid, t, off+n, len(b)-off-n)
}

func isWordByte(c byte) bool {
	return isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'z'
}
