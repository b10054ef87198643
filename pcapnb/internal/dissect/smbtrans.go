package dissect

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed rap.txt
var rapText string

//go:embed qpi.txt
var qpiText string

//go:embed qfsi.txt
var qfsiText string

var (
	rapNames  = sync.OnceValue(func() map[uint32]string { return namedNumbers(rapText) })
	qpiNames  = sync.OnceValue(func() map[uint32]string { return namedNumbers(qpiText) })
	qfsiNames = sync.OnceValue(func() map[uint32]string { return namedNumbers(qfsiText) })
)

// lanmanName names a function of the remote administration protocol, MS-RAP section 2.5.
func lanmanName(n uint64) string {
	if name := rapNames()[uint32(n)]; name != "" {
		return name
	}
	return "Unknown Command (" + utoa(n) + ")"
}

// smbPathLevel names what is asked about a file, MS-CIFS section 2.2.2.3.3.
func smbPathLevel(n uint64) string {
	if name := qpiNames()[uint32(n)]; name != "" {
		return name
	}
	return "Unknown (" + utoa(n) + ")"
}

// smbSystemLevel names what is asked about a file system, MS-CIFS section 2.2.2.3.2.
func smbSystemLevel(n uint64) string {
	if name := qfsiNames()[uint32(n)]; name != "" {
		return name
	}
	return "Unknown (" + hexText(n, 0) + ")"
}

// smb1Trans2 says what a request's parameters ask for, MS-CIFS section 2.2.6.
func (d *Session) smb1Trans2(p *view, m *smb1Message) {
	if p.rep == 0 {
		return
	}
	switch m.asked.sub {
	case 0:
		d.smb1Text(p, 28, ", Path: ", m)
	case 1:
		d.smb1Text(p, 12, ", Pattern: ", m)
	case 2:
		d.smb1Text(p, 12, ", Continue: ", m)
	case 3:
		d.cols.append(d, ", ", smbSystemLevel(d.le(p, 0, 2)))
	case 4:
		d.cols.append(d, ", Unknown (", hexText(d.le(p, 2, 2), 0), ")")
	case 5:
		d.cols.append(d, ", ", smbPathLevel(d.le(p, 0, 2)))
		d.smb1Text(p, 6, ", Path: ", m)
	case 6:
		d.smb1Text(p, 6, ", Path: ", m)
	case 7, 8:
		m.asked.fid = int(d.le(p, 0, 2))
		d.smb1Fid(uint64(m.asked.fid))
		if m.asked.sub == 7 {
			d.cols.append(d, ", ", smbPathLevel(d.le(p, 2, 2)))
		}
	case 13:
		d.smb1Text(p, 4, ", Dir: ", m)
	case 16:
		d.smb1Text(p, 2, ", File: ", m)
	}
}

// smb1Text shows the text at off of parameters.
func (d *Session) smb1Text(p *view, off int, label string, m *smb1Message) {
	if off >= len(p.b) {
		return
	}
	text := string(validUTF8(upTo0(p.b[off:])))
	if m.unicode {
		text = utf16To0(p.b[off:])
	}
	d.cols.append(d, label, formatText([]byte(text)))
}

// smb1Place returns the bytes that a transaction's words say the length and place of.
func (d *Session) smb1Place(t *view, m *smb1Message, off int) view {
	n, at := int(d.le(&m.words, off, 2)), int(d.le(&m.words, off+2, 2))
	if n == 0 || !d.ok() {
		return view{}
	}
	if at+n > t.rep {
		d.fail(t, t.rep+1)
	}
	return t.sub(at, n)
}

// smb1Transaction dissects a transaction, MS-CIFS sections 2.2.4.33.1 and 2.2.4.46.1.
func (d *Session) smb1Transaction(t *view, m *smb1Message, h *smb1Conn) {
	w := &m.words
	count := int(d.le(w, 26, 1))
	params, data := d.smb1Place(t, m, 18), d.smb1Place(t, m, 22)
	if m.cmd == smbTrans2 {
		if count == 0 {
			return
		}
		m.asked.sub = d.le(w, 28, 2)
		d.cols.append(d, ", ", smbTrans2Name(m.asked.sub))
		d.smb1Trans2(&params, m)
		return
	}
	name, _ := d.smb1String(m, 0)
	m.asked.pipe = strings.ToUpper(name)
	switch {
	case strings.HasPrefix(m.asked.pipe, `\MAILSLOT\`):
		d.mailslot(m.asked.pipe, &data)
	case m.asked.pipe == `\PIPE\LANMAN`:
		m.asked.lanman = d.le(&params, 0, 2)
		d.cols.setProto(d, "LANMAN")
		d.cols.set(d, lanmanName(m.asked.lanman), " Request")
		m.asked.sub = d.lanmanServers(&params, m.asked.lanman)
	case strings.HasPrefix(m.asked.pipe, `\PIPE\`) && count >= 2:
		const wait, call = 0x53, 0x54
		m.asked.sub = d.le(w, 28, 2)
		d.cols.setProto(d, "SMB Pipe")
		d.cols.set(d, smbPipeName(m.asked.sub), " Request")
		if smbPipeNames[m.asked.sub] != "" && m.asked.sub != wait && m.asked.sub != call {
			m.asked.fid = int(d.le(w, 30, 2))
			d.smb1Fid(uint64(m.asked.fid))
		}
		if !d.dcePipe(&data, m.asked.fid) {
			d.data(&data)
		}
	case strings.HasPrefix(m.asked.pipe, `\PIPE\`):
		d.cols.setProto(d, "SMB Pipe")
		d.cols.set(d, "Request")
	}
}

func (d *Session) smb1TransactionResponse(t *view, m *smb1Message) {
	q := m.asked
	data := d.smb1Place(t, m, 12)
	switch {
	case q.frame == 0:
	case m.cmd == smbTrans2:
		d.cols.append(d, ", ", smbTrans2Name(q.sub))
	case q.pipe == `\PIPE\LANMAN`:
		d.cols.setProto(d, "LANMAN")
		d.cols.set(d, lanmanName(q.lanman), " Response")
		params := d.smb1Place(t, m, 6)
		d.lanmanFound(&params, &data, q)
	case strings.HasPrefix(q.pipe, `\PIPE\`) && q.sub != 0:
		d.cols.setProto(d, "SMB Pipe")
		d.cols.set(d, smbPipeName(q.sub), " Response")
		if q.fid >= 0 {
			d.smb1Fid(uint64(q.fid))
		}
		if !d.dcePipe(&data, q.fid) {
			d.data(&data)
		}
	}
}

var smbPipeNames = map[uint64]string{0x54: "CallNamedPipe", 0x53: "WaitNamedPipe", 0x23: "PeekNamedPipe", 0x21: "QNmPHandState", 0x01: "SetNmPHandState",
	0x22: "QNmPipeInfo", 0x26: "TransactNmPipe", 0x11: "RawReadNmPipe", 0x31: "RawWriteNmPipe"}

// smbPipeName names what is done with a pipe, MS-CIFS section 2.2.5.
func smbPipeName(n uint64) string {
	if name := smbPipeNames[n]; name != "" {
		return name
	}
	return "Unknown function (" + hexText(n, 4) + ")"
}

// smbTrans2Name names a function, MS-CIFS section 2.2.6.
func smbTrans2Name(n uint64) string {
	names := [...]string{"OPEN2", "FIND_FIRST2", "FIND_NEXT2", "QUERY_FS_INFO", "SET_FS_INFO", "QUERY_PATH_INFO", "SET_PATH_INFO", "QUERY_FILE_INFO",
		"SET_FILE_INFO", "FSCTL", "IOCTL2", "FIND_NOTIFY_FIRST", "FIND_NOTIFY_NEXT", "CREATE_DIRECTORY", "SESSION_SETUP", "Unknown (0x0f)",
		"GET_DFS_REFERRAL", "REPORT_DFS_INCONSISTENCY"}
	if n < uint64(len(names)) {
		return names[n]
	}
	return "Unknown (" + hexText(n, 2) + ")"
}

// lanmanServers shows which servers are looked for, MS-RAP section 2.5.5.2.1: after the function and two descriptors come a level, a
// size and their types.
func (d *Session) lanmanServers(p *view, function uint64) (level uint64) {
	if function != serverEnum2 && function != serverEnum3 {
		return 0
	}
	off := 2
	for range 2 {
		off += len(upTo0(p.b[min(off, len(p.b)):])) + 1
	}
	d.serverTypes(d.leUint(fBrowserServerType, p, off+4, 4))
	return d.le(p, off, 2)
}

// Functions of the remote administration protocol that look for servers.
const (
	serverEnum2 = 104
	serverEnum3 = 215
)

// lanmanFound dissects the types of the servers that were found, MS-RAP section 2.5.5.4.2.
func (d *Session) lanmanFound(p, data *view, q *smb1Request) {
	const each, kind = 26, 18
	if q.lanman != serverEnum2 && q.lanman != serverEnum3 || q.sub != 1 {
		return
	}
	for i := range int(d.le(p, 4, 2)) {
		if data.left(i*each) < each || !d.ok() {
			return
		}
		d.leUint(fBrowserServerType, data, i*each+kind, 4)
	}
}
