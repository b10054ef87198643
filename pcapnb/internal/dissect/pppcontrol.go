package dissect

import "encoding/hex"

// What sets a link of PPP up has no fields here: the packet list says which messages there are.
func init() {
	for _, layer := range []string{"lcp", "ipcp", "ipv6cp", "ccp", "mplscp", "bcp_ncp"} {
		readers[layer] = func(d *Session, t *view) { d.pppOptions(t, layer) }
	}
	readers["pap"], readers["chap"] = (*Session).pap, (*Session).chap
	readers["comp_data"] = func(d *Session, t *view) {
		d.layerName("comp_data")
		d.cols.setProto(d, "PPP Comp")
		d.cols.set(d, "Compressed data")
	}
}

// pppCodes are the messages that negotiate, RFC 1661 section 5 and RFC 1570 section 2.
var pppCodes = []string{"Vendor Specific", "Configuration Request", "Configuration Ack", "Configuration Nak", "Configuration Reject",
	"Termination Request", "Termination Ack", "Code Reject", "Protocol Reject", "Echo Request", "Echo Reply", "Discard Request", "Identification",
	"Time Remaining"}

// pppOptions says which message of a protocol that negotiates it is, and shows what a rejected protocol carried.
func (d *Session) pppOptions(t *view, layer string) {
	const reject = 8
	_, column := pppName(map[string]uint64{"lcp": 0xc021, "ipcp": 0x8021, "ipv6cp": 0x8057, "ccp": 0x80fd, "mplscp": 0x8281, "bcp_ncp": 0x8031}[layer])
	code, ok := d.pppMessage(t, layer, column, pppCodes)
	if rest := t.sub(6, t.rep-6); ok && code == reject && rest.rep > 0 && len(t.b) > 6 {
		d.data(&rest)
	}
}

// pppMessage begins a message of a code, an identifier and a length, which cuts what is there.
func (d *Session) pppMessage(t *view, layer, column string, codes []string) (code uint8, ok bool) {
	const head = 4
	d.layerName(layer)
	d.current = column
	code = d.u8(t, 0)
	n := 0
	if early := layer == "pap" || layer == "chap"; !early {
		n = int(d.u16(t, 2))
	}
	d.cols.setProto(d, column)
	d.cols.set(d, nameIn(codes, code, "Unknown"))
	if n == 0 {
		n = int(d.u16(t, 2))
	}
	if !d.ok() {
		return 0, false
	}
	t.trim(max(n, head))
	return code, true
}

// pppText is the text at off, whose length is in the byte before it.
func (d *Session) pppText(t *view, off int) ([]byte, int) {
	n := int(d.u8(t, off))
	return d.slice(t, off+1, n), off + 1 + n
}

// pap says who proves an identity by a password, RFC 1334 section 2.
func (d *Session) pap(t *view) {
	const request, ack, nak = 1, 2, 3
	code, ok := d.pppMessage(t, "pap", "PPP PAP", []string{request: "Authenticate-Request", ack: "Authenticate-Ack", nak: "Authenticate-Nak"})
	if !ok {
		return
	}
	first, off := []byte(nil), 4
	switch code {
	case request:
		first, off = d.pppText(t, off)
		password, _ := d.pppText(t, off)
		d.cols.append(d, " (Peer-ID='", formatText(first), "', Password='", formatText(password), "')")
	case ack, nak:
		first, _ = d.pppText(t, off)
		d.cols.append(d, " (Message='", formatText(first), "')")
	}
}

// chap says what is asked and answered without a password, RFC 1994 section 4.
func (d *Session) chap(t *view) {
	const challenge, response, success, failure = 1, 2, 3, 4
	code, ok := d.pppMessage(t, "chap", "PPP CHAP", []string{challenge: "Challenge", response: "Response", success: "Success", failure: "Failure"})
	if !ok {
		return
	}
	switch code {
	case challenge, response:
		value, off := d.pppText(t, 4)
		name := d.slice(t, off, t.left(off))
		d.cols.append(d, " (NAME='", formatText(name), "', VALUE=0x", hex.EncodeToString(value), ")")
	case success, failure:
		d.cols.append(d, " (MESSAGE='", formatText(d.slice(t, 4, t.left(4))), "')")
	}
}
