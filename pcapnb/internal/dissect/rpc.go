package dissect

import "encoding/binary"

func init() {
	readers["rpc"] = (*Session).rpc
	guesses = append(guesses, guess{"rpc", "RPC", (*Session).isRPC})
}

// An rpcProgram is what is known of a program, by IANA's registry of RPC program numbers.
type rpcProgram struct {
	name, layer string
	procedures  map[uint64][]string // by version
	read        func(d *Session, t *view, m *rpcMessage)
}

var rpcPrograms map[uint32]rpcProgram

func init() {
	portmap := []string{"NULL", "SET", "UNSET", "GETPORT", "DUMP", "CALLIT"}
	bind := []string{"NULL", "SET", "UNSET", "GETADDR", "DUMP", "CALLIT", "GETTIME", "UADDR2TADDR", "TADDR2UADDR"}
	bind4 := append(append(bind[:5:5], "BCAST"), append(bind[6:9:9], "GETVERSADDR", "INDIRECT", "GETADDRLIST", "GETSTAT")...)
	mount := []string{"NULL", "MNT", "DUMP", "UMNT", "UMNTALL", "EXPORT", "EXPORTALL", "PATHCONF"}
	lock := []string{"NULL", "TEST", "LOCK", "CANCEL", "UNLOCK", "GRANTED", "TEST_MSG", "LOCK_MSG", "CANCEL_MSG", "UNLOCK_MSG", "GRANTED_MSG", "TEST_RES",
		"LOCK_RES", "CANCEL_RES", "UNLOCK_RES", "GRANTED_RES"}
	rpcPrograms = map[uint32]rpcProgram{
		100000: {"Portmap", "portmap", map[uint64][]string{1: portmap, 2: portmap, 3: bind, 4: bind4}, (*Session).portmap},
		100003: {"NFS", "nfs", map[uint64][]string{2: nfs2Names, 3: nfs3Names, 4: {"NULL", "COMPOUND"}}, (*Session).nfs},
		100005: {"MOUNT", "mount", map[uint64][]string{1: mount[:7], 2: mount, 3: mount[:6]}, (*Session).mount},
		100021: {"NLM", "nlm", map[uint64][]string{1: lock, 3: lock, 4: lock}, nil},
		100024: {"STAT", "stat", map[uint64][]string{1: {"NULL", "STAT", "MON", "UNMON", "UNMON_ALL", "SIMU_CRASH", "NOTIFY"}}, nil},
		100011: {"RQUOTA", "rquota", map[uint64][]string{1: {"NULL", "GETQUOTA", "GETACTIVEQUOTA"}}, nil},
		100227: {"NFSACL", "nfsacl", map[uint64][]string{3: {"NULL", "GETACL", "SETACL"}}, nil},
	}
}

// rpcMessage is what is known of a message before its body.
type rpcMessage struct {
	call, tcp          bool
	program            uint32
	version, procedure uint64
	asked              *rpcCall // the call itself, or the one that a reply answers
}

// rpcCall is what a reply says no more.
type rpcCall struct {
	rpcMessage
	frame, reply int
	time         int64
	rights       uint64 // that it asks about
}

// rpcConn is what is known of a conversation.
type rpcConn struct{ calls map[uint32]*rpcCall }

// Kinds of messages, RFC 5531 section 9.
const (
	rpcIsCall  = 0
	rpcIsReply = 1
)

// beginsRPCCall recognises a call of a program that is known, RFC 5531 section 9.
func beginsRPCCall(b []byte) bool {
	if len(b) < 24 || binary.BigEndian.Uint32(b[4:]) != rpcIsCall || binary.BigEndian.Uint32(b[8:]) != 2 {
		return false
	}
	_, known := rpcPrograms[binary.BigEndian.Uint32(b[12:])]
	return known
}

// isRPC recognizes a datagram that is a call, or a reply to one of its conversation.
func (d *Session) isRPC(t *view) bool {
	if beginsRPCCall(t.b) {
		return true
	}
	if d.udpConn == nil || len(t.b) < 8 || binary.BigEndian.Uint32(t.b[4:]) != rpcIsReply {
		return false
	}
	c := ifKept[rpcConn](d.udpConn.kept)
	return c != nil && c.calls[binary.BigEndian.Uint32(t.b)] != nil
}

// rpcState returns what is known of the conversation at hand.
func (d *Session) rpcState(tcp bool) *rpcConn {
	if !tcp && d.udpConn != nil && !d.inError {
		return keptOf[rpcConn](&d.udpConn.kept)
	}
	return keptOver[rpcConn](d)
}

// rpc dissects a message, which over TCP comes after a mark, RFC 5531 section 11.
func (d *Session) rpc(t *view) {
	const last = 1 << 31
	d.current = "RPC"
	tcp := len(t.b) >= 4 && int(binary.BigEndian.Uint32(t.b)&^last)+4 == t.rep
	if !tcp || d.pdus == 0 {
		d.begin(fRpc, t, len(t.b))
	} else {
		d.beginMore(fRpc, t, len(t.b))
	}
	d.cols.setProto(d, "RPC")
	d.cols.clear(d)
	m := *t
	if tcp {
		mark := d.u32(t, 0)
		d.flag(fRpcLastfrag, t, 0, 4, mark&last != 0)
		d.num(fRpcFraglen, t, 0, 4, uint64(mark&^last))
		m = t.sub(4, -1)
	}
	h := d.rpcState(tcp)
	switch {
	case beginsRPCCall(m.b):
		d.rpcCall(&m, h, tcp)
	case len(m.b) >= 8 && binary.BigEndian.Uint32(m.b[4:]) == rpcIsReply && h.calls[binary.BigEndian.Uint32(m.b)] != nil:
		d.rpcReply(&m, h)
	default:
		d.cols.set(d, "Continuation")
	}
}

// rpcHead says in the columns what a message is.
func (d *Session) rpcHead(m *rpcMessage, said string) {
	p := rpcPrograms[m.program]
	d.cols.setProto(d, p.name)
	name := "proc-" + utoa(m.procedure)
	if names := p.procedures[m.version]; m.procedure < uint64(len(names)) {
		name = names[m.procedure]
	}
	d.cols.append(d, "V", utoa(m.version), " ", name, said)
}

func (d *Session) rpcCall(t *view, h *rpcConn, tcp bool) {
	xid := uint32(d.uint(fRpcXid, t, 0, 4))
	m := rpcMessage{call: true, tcp: tcp}
	if d.wantsLabel() {
		d.label("Remote Procedure Call, Type:Call XID:" + hexText(uint64(xid), 8))
	}
	d.uint(fRpcMsgtyp, t, 4, 4)
	d.uint(fRpcVersion, t, 8, 4)
	m.program = uint32(d.uint(fRpcProgram, t, 12, 4))
	m.version = d.uint(fRpcProgramversion, t, 16, 4)
	m.procedure = d.uint(fRpcProcedure, t, 20, 4)
	m.asked = &rpcCall{frame: d.frame.Number, time: d.now}
	if before := h.calls[xid]; before != nil && before.program == m.program && before.procedure == m.procedure {
		m.asked = before
		d.cols.append(d, "[RPC retransmission of #", utoa(before.frame), "]")
		d.rpcHead(&m, " Call")
		if before.reply != 0 {
			d.cols.append(d, " (Reply In ", utoa(before.reply), ")")
		}
	} else {
		d.rpcHead(&m, " Call")
		m.asked.rpcMessage = m
		remember(&h.calls, xid, m.asked)
	}
	off := d.rpcAuth(t, 24, true)
	off = d.rpcAuth(t, off, false)
	d.rpcBody(t, off, &m)
}

// rpcAuth dissects credentials or a verifier, RFC 5531 section 8.2, and returns where they end.
func (d *Session) rpcAuth(t *view, off int, credentials bool) int {
	const unix = 1
	flavor := d.uint(fRpcAuthFlavor, t, off, 4)
	n := int(d.uint(fRpcAuthLength, t, off+4, 4))
	body := t.sub(off+8, n)
	if flavor == unix && credentials && n > 0 && d.ok() {
		d.uint(fRpcAuthStamp, &body, 0, 4)
		size := int(d.u32(&body, 4))
		d.raw(fRpcAuthMachinename, &body, 8, size)
		at := 8 + (size+3)&^3
		d.slots(&body, at, slot{fRpcAuthUid, 4}, slot{fRpcAuthGid, 4})
		groups := int(d.u32(&body, at+8))
		for i := 0; i < groups && d.ok(); i++ {
			d.uint(fRpcAuthGid, &body, at+12+4*i, 4)
		}
	}
	d.need(t, off+8, n)
	return off + 8 + (n+3)&^3
}

func (d *Session) rpcReply(t *view, h *rpcConn) {
	xid := uint32(d.uint(fRpcXid, t, 0, 4))
	c := h.calls[xid]
	m := c.rpcMessage
	m.call = false
	if d.wantsLabel() {
		d.label("Remote Procedure Call, Type:Reply XID:" + hexText(uint64(xid), 8))
	}
	d.uint(fRpcMsgtyp, t, 4, 4)
	d.num(fRpcProgram, nil, 0, 0, uint64(m.program))
	d.num(fRpcProgramversion, nil, 0, 0, m.version)
	d.num(fRpcProcedure, nil, 0, 0, m.procedure)
	d.rpcHead(&m, " Reply (Call In "+utoa(c.frame)+")")
	d.num(fRpcRepframe, nil, 0, 0, uint64(c.frame))
	d.num(fRpcTime, nil, 0, 0, uint64(d.now-c.time))
	if c.reply == 0 {
		c.reply = d.frame.Number
	}
	if denied := d.uint(fRpcReplystat, t, 8, 4); denied != 0 {
		d.uint(fRpcStateReject, t, 12, 4)
		return
	}
	off := d.rpcAuth(t, 12, false)
	switch accepted := d.uint(fRpcStateAccept, t, off, 4); accepted {
	case 0:
		d.rpcBody(t, off+4, &m)
	case 2:
		d.need(t, off+4, 8) // the versions there are
	}
}

// rpcBody gives what follows a head to the reader of its program.
func (d *Session) rpcBody(t *view, off int, m *rpcMessage) {
	p := rpcPrograms[m.program]
	d.num(fRpcProgramversion, nil, 0, 0, m.version) // once more, as Wireshark does
	if p.procedures[m.version] == nil {
		d.num(fRpcProcedure, nil, 0, 0, m.procedure)
	}
	if m.procedure >= uint64(len(p.procedures[m.version])) || !d.ok() || off >= t.rep {
		return
	}
	d.layerName(p.layer)
	body := t.sub(off, -1)
	if p.read != nil {
		p.read(d, &body, m)
	}
}

// xdrText reads a string and returns where what follows it begins, RFC 4506 section 4.11.
func (d *Session) xdrText(t *view, off int) (text string, next int) {
	n := int(d.u32(t, off))
	b := d.slice(t, off+4, n)
	return formatText(b), off + 4 + (n+3)&^3
}

// portmap says what is asked of a port mapper, RFC 1833.
func (d *Session) portmap(t *view, m *rpcMessage) {
	const getPort = 3
	switch {
	case m.version != 2 || m.procedure != getPort:
	case m.call:
		program, version, proto := d.u32(t, 0), d.u32(t, 4), d.u32(t, 8)
		name := rpcPrograms[program].name
		if name == "" {
			name = "Unknown"
		}
		d.cols.append(d, " ", name, "(", utoa(program), ") V:", utoa(version), " ")
		switch proto {
		case protoTCP:
			d.cols.append(d, "TCP")
		case protoUDP:
			d.cols.append(d, "UDP")
		default:
			d.cols.append(d, "Unknown Protocol (", utoa(proto), ")")
		}
	default:
		if port := d.u32(t, 0); port != 0 {
			d.cols.append(d, " Port:", utoa(port))
		} else {
			d.cols.append(d, " PROGRAM_NOT_AVAILABLE")
		}
	}
}

// mount says which directory is mounted, RFC 1813 appendix I.
func (d *Session) mount(t *view, m *rpcMessage) {
	const mnt, unmount = 1, 3
	switch {
	case m.call && (m.procedure == mnt || m.procedure == unmount):
		path, _ := d.xdrText(t, 0)
		d.cols.append(d, " ", path)
	case !m.call && m.procedure == mnt:
		if code := d.u32(t, 0); code != 0 {
			d.cols.append(d, " Error:", mountError(code))
			return
		}
		r := &nfsReader{d: d, t: t, off: 4, old: m.version < 3}
		r.handle()
	}
}

func mountError(n uint32) string {
	names := map[uint32]string{1: "PERM", 2: "NOENT", 5: "IO", 13: "ACCESS", 20: "NOTDIR", 22: "INVAL", 63: "NAMETOOLONG", 10004: "NOTSUPP",
		10006: "SERVERFAULT"}
	if name := names[n]; name != "" {
		return "ERR_" + name
	}
	return "Unknown error:" + utoa(n)
}
