package dissect

import "fmt"

func init() { readers["tpkt"] = (*Session).tpkt }

// Units of the connection-oriented transport protocol, ISO 8073 section 13.
const (
	cotpData    = 0xf0
	cotpRequest = 0xe0
	cotpConfirm = 0xd0
	cotpHangUp  = 0x80
)

// s7Magic begins each message of S7.
const s7Magic = 0x32

// tpkt dissects a message of ISO transport over TCP, RFC 1006 section 6, as far as it says what is in it; it has no fields of its own.
func (d *Session) tpkt(t *view) {
	const head, last = 4, 0x80
	d.namePDU("tpkt", "TPKT")
	next := t.sub(head, -1)
	if next.rep < 2 || !d.need(t, head, 2) {
		return
	}
	d.layerName("cotp")
	d.current = "COTP"
	d.cols.setProto(d, "COTP")
	size, kind := int(next.b[0])+1, next.b[1]&0xf0
	switch kind {
	case cotpRequest, cotpConfirm, cotpHangUp:
		name := map[uint8]string{cotpRequest: "CR", cotpConfirm: "CC", cotpHangUp: "DR"}[kind]
		d.cols.set(d, fmt.Sprintf("%s TPDU src-ref: 0x%04x dst-ref: 0x%04x", name, d.u16(&next, 4), d.u16(&next, 2)))
		d.cotpOpens(&next, kind)
	case cotpData:
		number := d.u8(&next, 2)
		rest := next.sub(size, -1)
		if number&last == 0 {
			d.cols.set(d, fmt.Sprintf("DT TPDU (%d) [COTP fragment, %d bytes]", number&^last, rest.rep))
			return
		}
		d.cols.set(d, "DT TPDU (", utoa(number&^last), ") EOT")
		if rest.rep > 0 && d.need(&next, size, 1) {
			d.cotpCarried(&rest)
		}
	}
}

// cotpOpens gives what a request for a connection or its confirmation carries to RDP.
func (d *Session) cotpOpens(t *view, kind uint8) {
	const head, asks = 7, 1
	rest := t.sub(head, -1)
	if kind == cotpHangUp || !d.ok() || !recognized("rdp", &rest) {
		return
	}
	if negotiates := rest.b[0] <= 3; negotiates && (rest.b[0] == asks) != (kind == cotpRequest) || !negotiates && kind != cotpRequest {
		return
	}
	readers["rdp"](d, &rest)
}

// cotpCarried gives the payload to S7, or calls it data.
func (d *Session) cotpCarried(t *view) {
	if t.b[0] != s7Magic || t.rep < 10 {
		d.data(t)
		return
	}
	d.s7comm(t)
}

// Kinds of messages of S7, and the functions of jobs.
const (
	s7Job      = 1
	s7Ack      = 2
	s7AckData  = 3
	s7Userdata = 7
)

var s7Functions = map[uint8]string{0: "CPU services", 4: "Read Var", 5: "Write Var", 0x1a: "Request download", 0x1b: "Download block", 0x1c: "Download ended",
	0x1d: "Start upload", 0x1e: "Upload", 0x1f: "End upload", 0x28: "PI-Service", 0x29: "PLC Stop", 0xf0: "Setup communication"}

// s7comm says which function a message of S7 calls or answers.
func (d *Session) s7comm(t *view) {
	const head, headAck = 10, 12
	d.layerName("s7comm")
	d.current = "S7COMM"
	d.cols.setProto(d, "S7COMM")
	kind := d.u8(t, 1)
	name := map[uint8]string{s7Job: "Job", s7Ack: "Ack", s7AckData: "Ack_Data", s7Userdata: "Userdata"}[kind]
	if name == "" {
		name = fmt.Sprintf("Unknown 0x%02x", kind)
	}
	d.cols.set(d, fmt.Sprintf("ROSCTR:[%-8s]", name))
	at := head
	if kind == s7Ack || kind == s7AckData {
		at = headAck
	}
	if (kind == s7Job || kind == s7AckData) && d.u16(t, 6) > 0 {
		function := d.u8(t, at)
		said := s7Functions[function]
		if said == "" {
			said = fmt.Sprintf("Unknown 0x%02x", function)
		}
		d.cols.append(d, " Function:[", said, "]")
		d.s7Parameters(t, at, function, kind)
	}
	if !d.ok() {
		return
	}
	if fault := d.s7Fault(t, kind); fault != 0 {
		d.cols.append(d, fmt.Sprintf(" -> Errorcode:[0x%04x]", fault))
	}
}

// s7Parameters reads what Wireshark must have of some functions.
func (d *Session) s7Parameters(t *view, at int, function, kind uint8) {
	const read, write, setup = 0x04, 0x05, 0xf0
	switch {
	case function == setup:
		d.need(t, at, 8)
	case kind != s7AckData || function != read && function != write:
	default:
		off := at + int(d.u16(t, 6))
		for range d.u8(t, at+1) {
			if function == write {
				d.need(t, off, 1)
				off++
				continue
			}
			d.need(t, off, 4)
			off += 4 + (d.s7Length(t, off)+1)&^1
		}
	}
}

// s7Length is how long a value is, whose size is in bits or bytes by its kind; the last may have no padding.
func (d *Session) s7Length(t *view, off int) int {
	const bits, most = 3, 5
	n := int(d.u16(t, off+2))
	if kind := d.u8(t, off+1); kind >= bits && kind <= most {
		n = (n + 7) / 8
	}
	d.need(t, off+4, n)
	return n
}

// s7Fault is the error that an answer says, or 0.
func (d *Session) s7Fault(t *view, kind uint8) uint16 {
	if kind != s7Ack && kind != s7AckData {
		return 0
	}
	return d.u16(t, 10)
}
