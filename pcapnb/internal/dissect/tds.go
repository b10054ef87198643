package dissect

import "bytes"

func init() { readers["tds"] = (*Session).tds }

// Types of TDS's messages that are looked into, MS-TDS section 2.2.3.1.1.
const (
	tdsLogin7 = 16
	tdsSSPI   = 17
	tdsHead   = 8
)

var tdsNames = map[uint8]string{1: "SQL batch", 2: "TDS4/5 login", 3: "Remote Procedure Call", 4: "Response", 6: "Attention", 7: "Bulk load data",
	14: "Transaction Manager Request", 15: "TDS5 query", tdsLogin7: "TDS7 login", tdsSSPI: "SSPI message", 18: "TDS7 pre-login message",
	23: "TLS exchange"}

func tdsName(kind uint8) string {
	switch name := tdsNames[kind]; {
	case name != "":
		return name
	case kind >= 5 && kind <= 13:
		return "Unused"
	}
	return "Unknown Packet Type: " + utoa(kind)
}

// tds says in the packet list what a message of TDS is, and dissects the token of NTLM in one that logs in; it has no fields of its own.
func (d *Session) tds(t *view) {
	const last = 1 // of a message, which goes over several
	d.namePDU("tds", "TDS")
	kind, status := d.u8(t, 0), d.u8(t, 1)
	if !d.ok() {
		return
	}
	if d.pdus == 0 {
		d.cols.set(d, tdsName(kind))
	} else {
		d.cols.append(d, ",", tdsName(kind))
	}
	if status == 0 {
		d.cols.append(d, " (Not last buffer)")
	}
	body := t.sub(tdsHead, -1)
	switch {
	case body.rep == 0:
	case status&last == 0:
		d.data(&body)
	case kind == tdsLogin7:
		d.tdsLogin(&body)
	case kind == tdsSSPI:
		d.tdsToken(&body)
	}
}

// tdsLogin finds the token in a login, MS-TDS section 2.2.6.4.
func (d *Session) tdsLogin(t *view) {
	const place = 78
	if off, n := int(d.le(t, place, 2)), int(d.le(t, place+2, 2)); n > 0 && d.need(t, off, n) {
		token := t.sub(off, n)
		d.tdsToken(&token)
	}
}

// tdsToken dissects a token of NTLM, alone or in one of negotiation.
func (d *Session) tdsToken(t *view) {
	if !bytes.HasPrefix(t.b, []byte(ntlmMagic)) {
		d.gssAPI(t)
		return
	}
	d.gssInside(t, (*Session).ntlmssp)
}
