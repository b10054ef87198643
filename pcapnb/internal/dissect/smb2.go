package dissect

import "strings"

func init() { readers["smb2"] = (*Session).smb2 }

// Commands, MS-SMB2 section 2.2.1.
const (
	smb2Negotiate = iota
	smb2Setup
	smb2Logoff
	smb2TreeConnect
	smb2TreeDisconnect
	smb2Create
	smb2Close
	smb2Flush
	smb2Read
	smb2Write
	smb2Lock
	smb2Ioctl
	smb2Cancel
	smb2Echo
	smb2Find
	smb2Notify
	smb2GetInfo
	smb2SetInfo
	smb2Break
)

var smb2Names = [...]string{"Negotiate Protocol", "Session Setup", "Session Logoff", "Tree Connect", "Tree Disconnect", "Create", "Close", "Flush",
	"Read", "Write", "Lock", "Ioctl", "Cancel", "KeepAlive", "Find", "Notify", "GetInfo", "SetInfo", "Break"}

func smb2Name(cmd uint64) string {
	if cmd < uint64(len(smb2Names)) {
		return smb2Names[cmd]
	}
	return "unknown-0x" + strings.ToUpper(hexText(cmd&0xff, 2)[2:])
}

// smb2Head is the length of a header.
const smb2Head = 64

// Flags of a header, MS-SMB2 section 2.2.1.1.
const (
	smb2IsResponse = 1 << 0
	smb2IsAsync    = 1 << 1
)

// smb2Message is what a header says.
type smb2Message struct {
	cmd, id, session uint64
	tree             uint32
	response         bool
	status           uint32
	asked            *smb2Request // that a response answers
	body             int          // where it begins
}

// smb2Request is what a response says no more.
type smb2Request struct {
	frame   int
	time    int64
	cmd     uint64
	name    string // of a file or tree
	named   bool
	class   uint64 // of information
	level   uint64
	pattern string
	file    smb2File
}

// smb2File names an open file.
type smb2File struct {
	id      [16]byte
	session uint64
	tree    uint32
}

// smb2Tree names a share.
type smb2Tree struct {
	session uint64
	tree    uint32
}

type smb2Share struct {
	name string
	kind uint64
}

// smb2Conn is what is known of a connection.
type smb2Conn struct {
	asked map[uint64]*smb2Request
	*smb2Sessions
}

// smb2Sessions are the files and trees of all sessions of a capture, which may have several connections.
type smb2Sessions struct {
	files map[smb2File]string
	trees map[smb2Tree]smb2Share
}

// smb2 dissects messages that follow each other, MS-SMB2 section 2.2.
func (d *Session) smb2(t *view) {
	d.current = "SMB2"
	d.begin(fSmb2, t, len(t.b))
	d.cols.setProto(d, "SMB2")
	d.cols.clear(d)
	if len(t.b) >= 4 && t.b[0] != 0xfe {
		d.smb2Hidden(t)
		return
	}
	h := keptOver[smb2Conn](d)
	h.smb2Sessions = keptOf[smb2Sessions](&d.kept)
	for off, first := 0, true; d.ok(); first = false {
		if !first {
			d.cols.append(d, ";")
		}
		next := int(d.le(t, off+20, 4))
		m := t.sub(off, -1)
		if next > 0 {
			m = t.sub(off, next)
		}
		if !first {
			d.beginMore(fSmb2, &m, len(m.b))
		}
		d.smb2One(&m, h)
		if off += next; next <= 0 || off >= t.rep {
			return
		}
	}
}

// smb2Hidden names what is encrypted or compressed, MS-SMB2 sections 2.2.41 and 2.2.42.
func (d *Session) smb2Hidden(t *view) {
	if t.b[0] == 0xfd {
		d.need(t, 0, 52)
		if n := int(d.le(t, 36, 4)); d.ok() && n > t.rep-52 {
			d.fail(t, t.rep+1)
		}
		d.cols.append(d, "Encrypted SMB3")
		return
	}
	d.cols.append(d, "Comp. SMB3 (invalid)")
}

// smb2One dissects a message.
func (d *Session) smb2One(t *view, h *smb2Conn) {
	m := d.smb2Header(t, h)
	name := smb2Name(m.cmd)
	said := " Request"
	if m.response {
		said = " Response"
	}
	if m.cmd == smb2Break {
		name, said = d.smb2BreakName(t, m), ""
	}
	if m.status != 0 && m.response {
		said += ", Error: " + ntStatus(m.status)
	}
	d.cols.append(d, name, said)
	if d.ok() {
		d.smb2Body(t, m, h)
	}
}

// smb2BreakName tells what a message about a lock of a file's cache is, MS-SMB2 sections 2.2.23 to 2.2.25.
func (d *Session) smb2BreakName(t *view, m *smb2Message) string {
	kind := "Oplock Break "
	if n := d.le(t, smb2Head, 2); n == 44 || n == 36 {
		kind = "Lease Break "
	}
	switch {
	case !m.response:
		return kind + "Acknowledgment"
	case m.id == 1<<64-1:
		return kind + "Notification"
	}
	return kind + "Response"
}

// smb2Header dissects a header, MS-SMB2 section 2.2.1, and finds the request of a response.
func (d *Session) smb2Header(t *view, h *smb2Conn) *smb2Message {
	m := &smb2Message{body: smb2Head}
	flags := d.le(t, 16, 4)
	m.response = flags&smb2IsResponse != 0
	d.push()
	defer d.pop()
	d.leSlots(t, 4, slot{fSmb2HeaderLen, 2}, slot{fSmb2CreditCharge, 2})
	credits := fSmb2CreditsRequested
	if m.response {
		m.status = uint32(d.leUint(fSmb2NtStatus, t, 8, 4))
		credits = fSmb2CreditsGranted
	} else {
		d.leUint(fSmb2ChannelSequence, t, 8, 2)
	}
	m.cmd = d.leUint(fSmb2Cmd, t, 12, 2)
	d.leUint(credits, t, 14, 2)
	d.num(fSmb2Flags, t, 16, 4, flags)
	d.bits(t, 16, 4, flags, bit{fSmb2FlagsResponse, 1}, bit{fSmb2FlagsAsync, 2}, bit{fSmb2FlagsChained, 4}, bit{fSmb2FlagsSignature, 8},
		bit{fSmb2FlagsPriorityMask, 0x70}, bit{fSmb2FlagsDfs, 1 << 28}, bit{fSmb2FlagsReplay, 1 << 29})
	d.leUint(fSmb2ChainOffset, t, 20, 4)
	m.id = d.leUint(fSmb2MsgId, t, 24, 8)
	m.session = d.le(t, 40, 8)
	if flags&smb2IsAsync != 0 {
		d.leUint(fSmb2Aid, t, 32, 8)
	} else {
		d.leUint(fSmb2Pid, t, 32, 4)
		m.tree = uint32(d.leUint(fSmb2Tid, t, 36, 4))
		if s, ok := h.trees[smb2Tree{m.session, m.tree}]; ok {
			d.smb2Known(s)
		}
	}
	d.num(fSmb2Sesid, t, 40, 8, m.session)
	d.raw(fSmb2Signature, t, 48, 16)
	if d.ok() {
		d.smb2Match(m, h)
	}
	return m
}

func (d *Session) smb2Known(s smb2Share) {
	d.push()
	d.str(fSmb2Tree, nil, 0, 0, s.name)
	d.num8(fSmb2ShareType, nil, 0, s.kind)
	d.pop()
}

// smb2Match notes a request, and finds that of a response.
func (d *Session) smb2Match(m *smb2Message, h *smb2Conn) {
	if !m.response {
		m.asked = &smb2Request{frame: d.frame.Number, time: d.now, cmd: m.cmd}
		if m.cmd != smb2Cancel {
			remember(&h.asked, m.id, m.asked)
		}
		return
	}
	q := h.asked[m.id]
	if q == nil || q.cmd != m.cmd {
		m.asked = new(smb2Request)
		return
	}
	m.asked = q
	d.num(fSmb2ResponseTo, nil, 0, 0, uint64(q.frame))
	d.num(fSmb2Time, nil, 0, 0, uint64(d.now-q.time))
}
