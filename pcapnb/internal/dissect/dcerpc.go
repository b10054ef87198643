package dissect

import "fmt"

func init() { readers["dcerpc"] = (*Session).dcerpc }

// Kinds of PDUs, C706 section 12.6.4.
const (
	dceRequest  = 0
	dceResponse = 2
	dceFault    = 3
	dceBind     = 11
	dceBindAck  = 12
	dceBindNak  = 13
	dceAlter    = 14
	dceAlterAck = 15
	dceRTS      = 20
)

var dceKinds = [...]string{"Request", "Ping", "Response", "Fault", "Working", "Nocall", "Reject", "Ack", "Cl_cancel", "Fack", "Cancel_ack", "Bind",
	"Bind_ack", "Bind_nak", "Alter_context", "Alter_context_resp", "AUTH3", "Shutdown", "Co_cancel", "Orphaned", "RPC-over-HTTP RTS"}

// Flags of a PDU, C706 section 12.6.3.1.
const (
	dceFirst  = 1
	dceLast   = 2
	dceObject = 0x80
)

// dceHead is the length of what every PDU begins with.
const dceHead = 16

// dcePDU is what a PDU's head says.
type dcePDU struct {
	kind, flags uint8
	little      bool
	call        uint32
	conn        *dceConn
	end         int // of what is not authentication
	label       string
}

// dceConn is what is known of a connection, or of a pipe.
type dceConn struct {
	bound map[uint16]dceSyntax
	calls map[uint32]*dceCall
}

// dcePipes are the pipes of a connection of SMB, by their files.
type dcePipes map[any]*dceConn

// dceSyntax is an interface that a context was bound to.
type dceSyntax struct {
	id    [16]byte
	major uint16
}

// dceCall is what a response says no more.
type dceCall struct {
	frame   int
	time    int64
	op      uint16
	context uint16
	parts   [2]bool // a first part of the request, or the response, was seen
}

// dcerpc dissects a PDU over TCP.
func (d *Session) dcerpc(t *view) {
	d.dceOn(t, keptOver[dceConn](d), d.pdus == 0)
}

// dcePipe dissects what a pipe carries, and reports whether it may be of DCE/RPC.
func (d *Session) dcePipe(t *view, file any) bool {
	if !isDCERPC(t.b) {
		return false
	}
	pipes := keptOver[dcePipes](d)
	h := (*pipes)[file]
	if h == nil {
		h = new(dceConn)
		remember(pipes, file, h)
	}
	around := d.current
	d.dceOn(t, h, true)
	if !d.ok() {
		d.rescue()
	}
	d.current = around
	return true
}

// isDCERPC recognises a PDU that goes along with a connection.
func isDCERPC(b []byte) bool {
	return len(b) >= dceHead && b[0] == 5 && b[1] <= 1 && b[2] <= dceRTS && b[4]&0xee == 0 && b[5] <= 4
}

// dceOn dissects a PDU, C706 section 12.6.
func (d *Session) dceOn(t *view, h *dceConn, first bool) {
	d.current = "DCERPC"
	d.cols.setProto(d, "DCERPC")
	if first {
		d.begin(fDcerpc, t, len(t.b))
		d.cols.clear(d)
	} else {
		d.beginMore(fDcerpc, t, len(t.b))
		d.cols.append(d, " # ")
	}
	d.slots(t, 0, slot{fDcerpcVer, 1}, slot{fDcerpcVerMinor, 1}, slot{fDcerpcPktType, 1})
	flags := d.flagged(fDcerpcCnFlags, t, 3, 1, bit{fDcerpcCnFlagsFirstFrag, dceFirst}, bit{fDcerpcCnFlagsLastFrag, dceLast})
	p := &dcePDU{kind: d.u8(t, 2), flags: uint8(flags), little: d.u8(t, 4)&0x10 != 0, conn: h}
	size := d.dceUint(fDcerpcCnFragLen, t, 8, 2, p)
	auth := int(d.dceUint(fDcerpcCnAuthLen, t, 10, 2, p))
	p.call = uint32(d.dceUint(fDcerpcCnCallId, t, 12, 4, p))
	if !d.ok() || int(p.kind) >= len(dceKinds) {
		return
	}
	d.cols.append(d, dceKinds[p.kind], ": call_id: ", utoa(p.call), ", Fragment: ", p.part())
	p.end = min(int(size), t.rep)
	if auth > 0 {
		p.end = max(p.end-auth-8, dceHead)
	}
	label := ""
	if d.wantsLabel() {
		label = "Distributed Computing Environment / Remote Procedure Call (DCE/RPC) " + dceKinds[p.kind] + ", Fragment: " + p.part() + ", FragLen: " +
			utoa(size) + ", Call: " + utoa(p.call)
		d.label(label)
	}
	p.label = label
	d.need(t, 0, int(size))
	d.dceBody(t, p)
	if auth > 0 && d.ok() {
		d.dceAuth(t, p, auth)
	}
}

// part names which part of a message a PDU is.
func (p *dcePDU) part() string {
	return [...]string{"Mid", "1st", "Last", "Single"}[p.flags&(dceFirst|dceLast)]
}

// dceInt reads a number in the byte order of a PDU.
func (d *Session) dceInt(t *view, off, n int, p *dcePDU) (v uint64) {
	if p.little {
		return d.le(t, off, n)
	}
	for _, c := range d.slice(t, off, n) {
		v = v<<8 | uint64(c)
	}
	return v
}

// dceUint emits such a number and returns it.
func (d *Session) dceUint(id ID, t *view, off, n int, p *dcePDU) uint64 {
	v := d.dceInt(t, off, n, p)
	d.num(id, t, off, n, v)
	return v
}

func (d *Session) dceBody(t *view, p *dcePDU) {
	switch p.kind {
	case dceRequest:
		d.dceRequest(t, p)
	case dceResponse, dceFault:
		d.dceResponse(t, p)
	case dceBind, dceAlter:
		d.dceBind(t, p)
	case dceBindAck, dceAlterAck:
		d.dceBound(t, p)
	case dceBindNak:
		reasons := [...]string{"Reason not specified", "Temporary congestion", "Local limit exceeded", "Called paddr unknown", "Protocol version not supported",
			"Default context not supported", "User data not readable", "No PSAP available", "Authentication type not recognized", "Invalid checksum"}
		n := d.dceUint(fDcerpcCnRejectReason, t, dceHead, 2, p)
		reason := "Unknown (" + utoa(n) + ")"
		if n < uint64(len(reasons)) {
			reason = reasons[n]
		}
		d.cols.append(d, " reason: ", reason)
	}
}

// dceUUID reads a UUID in the byte order of a PDU, as bytes in the order in which it is written.
func (d *Session) dceUUID(t *view, off int, p *dcePDU) (id [16]byte) {
	b := d.slice(t, off, 16)
	if b == nil {
		return id
	}
	id = [16]byte(b)
	if p.little {
		id[0], id[1], id[2], id[3] = id[3], id[2], id[1], id[0]
		id[4], id[5], id[6], id[7] = id[5], id[4], id[7], id[6]
	}
	return id
}

func uuidText(id [16]byte) string {
	return fmt.Sprintf("%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:])
}

// dceBind dissects what a client wants to talk about, C706 section 12.6.4.3.
func (d *Session) dceBind(t *view, p *dcePDU) {
	off := dceHead
	d.dceUint(fDcerpcCnMaxXmit, t, off, 2, p)
	d.dceUint(fDcerpcCnMaxRecv, t, off+2, 2, p)
	d.dceUint(fDcerpcCnAssocGroup, t, off+4, 4, p)
	n := int(d.uint(fDcerpcCnNumCtxItems, t, off+8, 1))
	d.cols.append(d, ", ", utoa(n), " context items:")
	off += 12
	for i := 0; i < n && d.ok(); i++ {
		if i > 0 {
			d.cols.append(d, ",")
		}
		off = d.dceContext(t, off, p)
	}
}

// dceContext dissects an interface and the encodings of its data, and returns where they end.
func (d *Session) dceContext(t *view, off int, p *dcePDU) int {
	context := uint16(d.dceUint(fDcerpcCnCtxId, t, off, 2, p))
	n := int(d.uint(fDcerpcCnNumTransItems, t, off+2, 1))
	id := d.dceUUID(t, off+4, p)
	version := d.dceInt(t, off+20, 4, p)
	major, minor := uint16(version), version>>16
	d.num(fDcerpcCnBindIfVer, t, off+20, 2, uint64(major))
	d.num(fDcerpcCnBindIfVerMinor, t, off+22, 2, minor)
	off += 24
	for i := 0; i < n && d.ok(); i++ {
		trans := d.dceUUID(t, off, p)
		d.dceUint(fDcerpcCnBindTransVer, t, off+16, 4, p)
		off += 20
		if i == 0 {
			d.cols.append(d, " ", dceName(id), " V", utoa(major), ".", utoa(minor), " (", dceEncoding(trans), ")")
		}
	}
	if d.ok() {
		remember(&p.conn.bound, context, dceSyntax{id, major})
	}
	return off
}

// dceEncoding names a way to write data, C706 chapter 14 and MS-RPCE section 2.2.5.
func dceEncoding(id [16]byte) string {
	switch text := uuidText(id); text {
	case "8a885d04-1ceb-11c9-9fe8-08002b104860":
		return "32bit NDR"
	case "71710533-beba-4937-8319-b5dbef9ccc36":
		return "64bit NDR"
	default:
		return text
	}
}

// dceBound dissects what a server takes of it, C706 section 12.6.4.4.
func (d *Session) dceBound(t *view, p *dcePDU) {
	off := dceHead
	xmit := d.dceUint(fDcerpcCnMaxXmit, t, off, 2, p)
	recv := d.dceUint(fDcerpcCnMaxRecv, t, off+2, 2, p)
	d.dceUint(fDcerpcCnAssocGroup, t, off+4, 4, p)
	size := int(d.dceUint(fDcerpcCnSecAddrLen, t, off+8, 2, p))
	if size > 0 {
		d.stringTo0(fDcerpcCnSecAddr, t, off+10, size)
	}
	off = (off + 10 + size + 3) &^ 3
	n := int(d.uint(fDcerpcCnNumResults, t, off, 1))
	d.cols.append(d, ", max_xmit: ", utoa(xmit), " max_recv: ", utoa(recv), ", ", utoa(n), " results:")
	off += 4
	results := [...]string{"Acceptance", "User rejection", "Provider rejection", "Negotiate ACK"}
	for i := 0; i < n && d.ok(); i++ {
		code := d.dceUint(fDcerpcCnAckResult, t, off, 2, p)
		name := "Unknown result (" + utoa(code) + ")"
		if code < uint64(len(results)) {
			name = results[code]
		}
		if i > 0 {
			d.cols.append(d, ",")
		}
		d.cols.append(d, " ", name)
		d.need(t, off, 24)
		off += 24
	}
}
