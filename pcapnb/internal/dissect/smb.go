package dissect

import (
	"bytes"
	"strings"
)

func init() { readers["smb"] = (*Session).smb }

// smb1Head is the length of a header, MS-CIFS section 2.2.3.1.
const smb1Head = 32

// smbCommands are the names of commands, MS-CIFS section 2.2.2.1.
var smbCommands = map[uint8]string{0: "Create Directory", 1: "Delete Directory", 2: "Open", 3: "Create", 4: "Close", 5: "Flush", 6: "Delete",
	7: "Rename", 8: "Query Information", 9: "Set Information", 10: "Read", 11: "Write", 12: "Lock Byte Range", 13: "Unlock Byte Range",
	14: "Create Temp", 15: "Create New", 16: "Check Directory", 17: "Process Exit", 18: "Seek", 19: "Lock And Read", 20: "Write And Unlock",
	26: "Read Raw", 27: "Read MPX", 28: "Read MPX Secondary", 29: "Write Raw", 30: "Write MPX", 31: "Write MPX Secondary", 32: "Write Complete",
	33: "Query Server (reserved)", 34: "Set Information2", 35: "Query Information2", 36: "Locking AndX", 37: "Trans", 38: "Trans Secondary",
	39: "IOCTL", 40: "IOCTL Secondary", 41: "Copy", 42: "Move", 43: "Echo", 44: "Write And Close", 45: "Open AndX", 46: "Read AndX",
	47: "Write AndX", 48: "New File Size (reserved)", 49: "Close And Tree Disconnect", 50: "Trans2", 51: "Trans2 Secondary", 52: "Find Close2",
	53: "Find Notify Close", 112: "Tree Connect", 113: "Tree Disconnect", 114: "Negotiate Protocol", 115: "Session Setup AndX",
	116: "Logoff AndX", 117: "Tree Connect AndX", 128: "Query Information Disk", 129: "Search", 130: "Find", 131: "Find Unique",
	132: "Find Close", 160: "NT Trans", 161: "NT Trans Secondary", 162: "NT Create AndX", 164: "NT Cancel", 165: "NT Rename",
	192: "Open Print File", 193: "Write Print File", 194: "Close Print File", 195: "Get Print Queue", 208: "Send Single Block Message",
	209: "Send Broadcast Message", 210: "Forward User Name", 211: "Cancel Forward", 212: "Get Machine Name",
	213: "Send Start of Multi-block Message", 214: "Send End of Multi-block Message", 215: "Send Text of Multi-block Message",
	216: "SMBreadbulk", 217: "SMBwritebulk", 218: "SMBwritebulkdata", 254: "SMBinvalid"}

func smbCommand(n uint8) string {
	switch {
	case smbCommands[n] != "":
		return smbCommands[n]
	case n >= 21 && n <= 25, n == 163:
		return "unknown-0x" + strings.ToUpper(hexText(uint64(n), 2)[2:])
	}
	return "Unknown (" + hexText(uint64(n), 2) + ")"
}

// Commands whose messages are dissected.
const (
	smbMkdir        = 0x00
	smbRmdir        = 0x01
	smbOpen         = 0x02
	smbCreate       = 0x03
	smbClose        = 0x04
	smbFlush        = 0x05
	smbDelete       = 0x06
	smbRename       = 0x07
	smbQueryInfo    = 0x08
	smbSetInfo      = 0x09
	smbRead         = 0x0a
	smbWrite        = 0x0b
	smbLock         = 0x0c
	smbUnlock       = 0x0d
	smbCreateTemp   = 0x0e
	smbCreateNew    = 0x0f
	smbCheckdir     = 0x10
	smbSeek         = 0x12
	smbLockRead     = 0x13
	smbWriteUnlock  = 0x14
	smbReadRaw      = 0x1a
	smbSetInfo2     = 0x22
	smbQueryInfo2   = 0x23
	smbCopy         = 0x29
	smbWriteClose   = 0x2c
	smbCloseTree    = 0x31
	smbTree         = 0x70
	smbSearch       = 0x81
	smbSearchFind   = 0x82
	smbSearchUnique = 0x83
	smbNTRename     = 0xa5
	smbLocking      = 0x24
	smbTrans        = 0x25
	smbOpenX        = 0x2d
	smbReadX        = 0x2e
	smbWriteX       = 0x2f
	smbTrans2       = 0x32
	smbNegotiate    = 0x72
	smbSetupX       = 0x73
	smbLogoffX      = 0x74
	smbTreeX        = 0x75
	smbNTTrans      = 0xa0
	smbNTCreateX    = 0xa2
	smbNoFurther    = 0xff
	smbIsResponse   = 0x80
	smbUnicode      = 0x8000
	smbNTStatus     = 0x4000
	smbExtended     = 0x0800 // security
)

// smb1Message is what a header says, and what command of it is at hand.
type smb1Message struct {
	cmd      uint8
	response bool
	unicode  bool
	extended bool
	status   uint32
	ntStatus bool
	tree     uint16
	pipe     bool // the tree has pipes
	asked    *smb1Request
	words    view // of the command at hand
	data     view
	dataAt   int // where they begin in the message
}

// smb1Request is what a response says no more.
type smb1Request struct {
	frame  int
	time   int64
	cmd    uint8
	fid    int // of the file it is about, -1 for none
	sub    uint64
	name   string
	pipe   string // that a transaction goes to
	lanman uint64
}

// smb1Conn is what is known of a connection.
type smb1Conn struct {
	asked map[uint32]*smb1Request
	trees map[uint16]smb1Share
}

// smb1Share is what a tree is of.
type smb1Share struct {
	path string
	pipe bool // it has pipes, not files
}

// smb dissects a message, MS-CIFS section 2.2.3.
func (d *Session) smb(t *view) {
	d.current = "SMB"
	d.cols.setProto(d, "SMB")
	d.cols.clear(d)
	if !d.reaches(fSmb, t, smb1Head) {
		return
	}
	d.begin(fSmb, t, len(t.b))
	h := keptOver[smb1Conn](d)
	m := d.smb1Header(t, h)
	const maxCommands = 64
	for off, n := smb1Head, 0; d.ok() && n < maxCommands; n++ {
		first := n == 0
		said := " Request"
		switch {
		case !first:
			d.cols.append(d, "; ")
			said = ""
		case m.response:
			said = " Response"
		}
		d.cols.append(d, smbCommand(m.cmd), said)
		if first && m.response && m.asked.fid >= 0 && m.cmd != smbNTCreateX && m.cmd != smbOpenX && m.cmd != smbTrans {
			d.smb1Fid(uint64(m.asked.fid))
		}
		next, at := d.smb1Command(t, off, m, h)
		if next == smbNoFurther || at <= off || !d.ok() {
			break
		}
		m.cmd, off = next, at
	}
	if m.status != 0 {
		d.cols.append(d, ", Error: ", m.failure())
	}
}

// failure names a status.
func (m *smb1Message) failure() string {
	if m.ntStatus {
		return ntStatus(m.status)
	}
	return dosError(m.status)
}

// dosError names an error by its class and code, MS-CIFS section 2.2.2.4.
func dosError(n uint32) string {
	const dos, server = 1, 2
	names := map[uint32]string{1: "Non existent function", 2: "File not found (pathname error)", 3: "Directory not found", 4: "Too many open files",
		5: "Access denied", 6: "Invalid fid", 8: "Out of memory", 18: "No more files", 32: "Share mode can't be granted", 33: "Lock conflict", 80: "File already exists"}
	if n&0xff == server {
		names = map[uint32]string{1: "Non specific error code", 2: "Bad password", 4: "No permissions to do the requested operation", 5: "tid invalid",
			6: "Invalid server name"}
	}
	if name := names[n>>16]; name != "" {
		return name
	}
	return "Unknown error code"
}

// smb1Header dissects a header and finds the request of a response.
func (d *Session) smb1Header(t *view, h *smb1Conn) *smb1Message {
	d.push()
	defer d.pop()
	m := &smb1Message{cmd: uint8(d.leUint(fSmbCmd, t, 4, 1))}
	flags2 := d.le(t, 10, 2)
	if m.ntStatus = flags2&smbNTStatus != 0; m.ntStatus {
		m.status = uint32(d.leUint(fSmbNtStatus, t, 5, 4))
	} else {
		m.status = uint32(d.le(t, 5, 4))
		d.leUint(fSmbErrorClass, t, 5, 1)
		d.leUint(fSmbErrorCode, t, 7, 2)
	}
	flags := d.leUint(fSmbFlags, t, 9, 1)
	d.bits(t, 9, 1, flags, bit{fSmbFlagsResponse, smbIsResponse})
	d.num(fSmbFlags2, t, 10, 2, flags2)
	d.bits(t, 10, 2, flags2, bit{fSmbFlags2String, smbUnicode}, bit{fSmbFlags2NtError, smbNTStatus}, bit{fSmbFlags2Esn, smbExtended})
	m.response, m.unicode, m.extended = flags&smbIsResponse != 0, flags2&smbUnicode != 0, flags2&smbExtended != 0
	d.leUint(fSmbPidHigh, t, 12, 2)
	d.raw(fSmbSignature, t, 14, 8)
	m.tree = uint16(d.leUint(fSmbTid, t, 24, 2))
	if s, ok := h.trees[m.tree]; ok {
		d.str(fSmbPath, nil, 0, 0, s.path)
		m.pipe = s.pipe
	}
	pid := d.leUint(fSmbPid, t, 26, 2)
	d.leUint(fSmbUid, t, 28, 2)
	id := d.leUint(fSmbMid, t, 30, 2)
	if d.ok() {
		d.smb1Match(m, uint32(pid<<16|id), h)
	}
	return m
}

// smb1Match notes a request, and finds that of a response.
func (d *Session) smb1Match(m *smb1Message, key uint32, h *smb1Conn) {
	if !m.response {
		m.asked = &smb1Request{frame: d.frame.Number, time: d.now, cmd: m.cmd, fid: -1}
		remember(&h.asked, key, m.asked)
		return
	}
	q := h.asked[key]
	if q == nil || q.cmd != m.cmd {
		m.asked = &smb1Request{fid: -1}
		return
	}
	m.asked = q
	d.num(fSmbResponseTo, nil, 0, 0, uint64(q.frame))
	d.num(fSmbTime, nil, 0, 0, uint64(d.now-q.time))
}

// smb1Command dissects the words and bytes of a command, and returns the command after it and where that begins.
func (d *Session) smb1Command(t *view, off int, m *smb1Message, h *smb1Conn) (next uint8, at int) {
	d.push()
	defer d.pop()
	count := int(d.leUint(fSmbWct, t, off, 1))
	m.words = t.sub(off+1, 2*count)
	bytesAt := off + 1 + 2*count
	m.dataAt = bytesAt + 2
	m.data = t.sub(m.dataAt, -1)
	if bytesAt+2 <= len(t.b) {
		m.data = t.sub(m.dataAt, int(d.le(t, bytesAt, 2)))
	}
	if !d.ok() {
		return smbNoFurther, 0
	}
	next = smbNoFurther
	if smbChains(m.cmd) && count >= 2 {
		next = uint8(d.leUint(fSmbCmd, &m.words, 0, 1))
		at = int(d.leUint(fSmbAndxoffset, &m.words, 2, 2))
	}
	d.smb1Body(t, m, h)
	n := int(d.leUint(fSmbBcc, t, bytesAt, 2))
	if n <= t.left(m.dataAt) {
		d.need(t, m.dataAt, n)
	}
	return next, at
}

// smbChains tells the commands that another one may follow in the same message, MS-CIFS section 2.2.3.4.
func smbChains(cmd uint8) bool {
	switch cmd {
	case smbLocking, smbOpenX, smbReadX, smbWriteX, smbSetupX, smbLogoffX, smbTreeX, smbNTCreateX:
		return true
	}
	return false
}

// smb1String reads a string at off of a command's bytes, which in Unicode begins at an even place of the message.
func (d *Session) smb1String(m *smb1Message, off int) (text string, next int) {
	b := m.data.b
	if m.unicode && (m.dataAt+off)%2 != 0 {
		off++
	}
	if off >= len(b) {
		d.smb1Cut(m)
		return "", off
	}
	b = b[off:]
	if m.unicode {
		for i := 0; i+1 < len(b); i += 2 {
			if b[i] == 0 && b[i+1] == 0 {
				return latinText(b[:i]), off + i + 2
			}
		}
		d.smb1Cut(m)
		return latinText(b[:len(b)&^1]), off + len(b)
	}
	n := bytes.IndexByte(b, 0)
	if n < 0 {
		d.smb1Cut(m)
		return string(validUTF8(b)), off + len(b)
	}
	return string(validUTF8(b[:n])), off + n + 1
}

// smb1Cut fails where the capture lacks the end of a command's bytes.
func (d *Session) smb1Cut(m *smb1Message) {
	if len(m.data.b) < m.data.rep {
		d.fail(&m.data, m.data.rep)
	}
}

// smb1Formatted reads a string after the byte that tells its format, MS-CIFS section 2.2.1.1.
func (d *Session) smb1Formatted(m *smb1Message, off int) (text string, next int) {
	return d.smb1String(m, off+1)
}

// latinText reads text of two bytes a character as Wireshark does in this protocol: what is not of the first 256 is a question mark.
func latinText(b []byte) string {
	text := make([]byte, len(b)/2)
	for i := range text {
		if text[i] = b[2*i]; b[2*i+1] != 0 {
			text[i] = '?'
		}
	}
	return string(validUTF8(text))
}
