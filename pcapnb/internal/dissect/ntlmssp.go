package dissect

import (
	"bytes"
)

func init() {
	httpSchemes["NTLM"], httpSchemes["Negotiate"] = (*Session).gssInHTTP, (*Session).gssInHTTP
}

const ntlmMagic = "NTLMSSP\x00"

// gssAPI names the layers of a token of security, RFC 2743 section 3.1, RFC 4178 section 4.2, and dissects NTLM's. What is wrong in it
// leaves what is around it as it is.
func (d *Session) gssAPI(t *view) {
	d.layerName("gss-api")
	d.gssInside(t, (*Session).gssToken)
}

// gssInside dissects a token that is inside another message.
func (d *Session) gssInside(t *view, read func(d *Session, t *view)) {
	if !d.ok() {
		return
	}
	around, depth, at := d.current, d.depth, d.protoAt
	d.current = "GSS-API"
	if read(d, t); !d.ok() {
		d.rescue()
	}
	d.current, d.depth, d.protoAt = around, depth, at
}

func (d *Session) gssToken(t *view) {
	b := t.b
	switch {
	case bytes.HasPrefix(b, []byte(ntlmMagic)):
		d.ntlmssp(t)
	case len(b) > 0 && b[0] == 0x60:
		_, token, _ := d.berItem(t, 0)
		_, mechanism, next := d.berItem(&token, 0)
		if d.ok() && string(mechanism.b) == spnegoOID {
			d.gss().begun = true
			rest := token.sub(next, -1)
			d.spnego(&rest)
		}
	case len(b) > 0 && (b[0] == 0xa0 || b[0] == 0xa1) && d.gss().begun:
		d.spnego(t)
	}
}

// gssConn is what is known of the tokens of a connection.
type gssConn struct {
	begun bool // a negotiation
	ntlm  bool // with NTLM
}

// gss returns what is known of the connection at hand.
func (d *Session) gss() *gssConn { return keptOver[gssConn](d) }

// spnegoOID is 1.3.6.1.5.5.2.
const spnegoOID = "\x2b\x06\x01\x05\x05\x02"

// spnego dissects the tokens inside one of negotiation, RFC 4178 section 4.2.
func (d *Session) spnego(t *view) {
	d.layerName("spnego")
	tag, choice, _ := d.berItem(t, 0)
	_, list, _ := d.berItem(&choice, 0)
	ntlm := d.gss().ntlm
	for off := 0; off < list.rep && d.ok(); {
		var item view
		var kind uint8
		kind, item, off = d.berItem(&list, off)
		_, value, _ := d.berItem(&item, 0)
		switch {
		case !d.ok():
		case bytes.HasPrefix(value.b, []byte(ntlmMagic)):
			ntlm = true
			d.gss().ntlm = true
			d.ntlmssp(&value)
		case kind == 0xa3 && tag == 0xa1 && ntlm && value.rep == 16:
			d.layerName("ntlmssp") // the signature of a verifier
		case len(value.b) > 0 && value.b[0] == 0x60:
			d.spnegoKerberos(&value)
		case len(value.b) > 0 && (value.b[0] == krbRequest || value.b[0] == krbReply):
			d.bareKerberos(&value)
		}
	}
}

// spnegoKerberos dissects a token of Kerberos, RFC 4121 section 4.1.
func (d *Session) spnegoKerberos(t *view) {
	const mechanism, request, reply, failure = "\x2a\x86\x48\x86\xf7\x12\x01\x02\x02", 0x0100, 0x0200, 0x0300
	_, token, _ := d.berItem(t, 0)
	_, name, next := d.berItem(&token, 0)
	if !d.ok() || string(name.b) != mechanism {
		return
	}
	d.layerName("spnego-krb5")
	switch d.u16(&token, next) {
	case request, reply, failure:
		m := token.sub(next+2, -1)
		d.beginMore(fKerberos, &m, len(m.b))
		d.krbMessage(&m, false)
	}
}

// Tags of Kerberos' messages between a client and a server, RFC 4120 section 5.5.
const (
	krbRequest = 0x6e
	krbReply   = 0x6f
)

// bareKerberos dissects a message without a token around it, as DCE/RPC has them, MS-KILE section 3.4.5.1.
func (d *Session) bareKerberos(t *view) {
	d.layerName("spnego-krb5")
	d.beginMore(fKerberos, t, len(t.b))
	d.krbMessage(t, false)
}

// Messages of NTLM, MS-NLMP section 2.2.1.
const (
	ntlmNegotiate = 1
	ntlmChallenge = 2
	ntlmAuth      = 3
	ntlmUnicode   = 1
)

// ntlmssp dissects a message of NTLM.
func (d *Session) ntlmssp(t *view) {
	d.current = "NTLMSSP"
	d.begin(fNtlmssp, t, len(t.b))
	d.str(fNtlmsspIdentifier, t, 0, 8, "NTLMSSP")
	switch kind := d.leUint(fNtlmsspMessagetype, t, 8, 4); kind {
	case ntlmNegotiate:
		d.cols.append(d, ", NTLMSSP_NEGOTIATE")
		d.leUint(fNtlmsspNegotiateflags, t, 12, 4)
		if t.rep > 16 {
			d.ntlmText(fNtlmsspNegotiateDomain, t, 16, false)
			d.ntlmText(fNtlmsspNegotiateCallingworkstation, t, 24, false)
		}
	case ntlmChallenge:
		d.cols.append(d, ", NTLMSSP_CHALLENGE")
		flags := d.leUint(fNtlmsspNegotiateflags, t, 20, 4)
		d.ntlmText(fNtlmsspChallengeTargetName, t, 12, flags&ntlmUnicode != 0)
		d.raw(fNtlmsspNtlmserverchallenge, t, 24, 8)
	case ntlmAuth:
		d.ntlmAuthenticate(t)
	}
}

// ntlmAuthenticate dissects who proves an identity, MS-NLMP section 2.2.1.3.
func (d *Session) ntlmAuthenticate(t *view) {
	d.cols.append(d, ", NTLMSSP_AUTH")
	flagged := d.ntlmLeast(t) >= 64
	unicode := !flagged || d.le(t, 60, 4)&ntlmUnicode != 0
	d.ntlmBytes(fNtlmsspAuthLmresponse, t, 12)
	d.ntlmBytes(fNtlmsspAuthNtresponse, t, 20)
	domain := d.ntlmText(fNtlmsspAuthDomain, t, 28, unicode)
	user := d.ntlmText(fNtlmsspAuthUsername, t, 36, unicode)
	d.ntlmText(fNtlmsspAuthHostname, t, 44, unicode)
	if d.ntlmLeast(t) >= 60 {
		d.ntlmBytes(fNtlmsspAuthSesskey, t, 52)
	}
	if flagged {
		d.leUint(fNtlmsspNegotiateflags, t, 60, 4)
	}
	d.cols.append(d, ", User: ", formatText([]byte(domain)), `\`, formatText([]byte(user)))
}

// ntlmLeast returns where the first of a message's texts begins.
func (d *Session) ntlmLeast(t *view) int {
	least := t.rep
	for off := 12; off < 52; off += 8 {
		if n, at := d.le(t, off, 2), int(d.le(t, off+4, 4)); n > 0 {
			least = min(least, at)
		}
	}
	return least
}

// ntlmPlace returns what the length and place at off are of.
func (d *Session) ntlmPlace(t *view, off int) view {
	n, at := int(d.le(t, off, 2)), int(d.le(t, off+4, 4))
	if n == 0 || !d.ok() {
		return view{}
	}
	if at > t.rep {
		d.fail(t, t.rep+1)
		return view{}
	}
	d.need(t, at, n)
	return t.sub(at, n)
}

func (d *Session) ntlmText(id ID, t *view, off int, unicode bool) (text string) {
	v := d.ntlmPlace(t, off)
	switch {
	case v.rep == 0:
		d.str(id, nil, 0, 0, "NULL")
		return ""
	case unicode:
		text = utf16Text(v.b)
	default:
		text = string(validUTF8(v.b))
	}
	d.str(id, &v, 0, v.rep, text)
	return text
}

// ntlmBytes emits what the length and place at off are of, or these where it has no bytes.
func (d *Session) ntlmBytes(id ID, t *view, off int) {
	if v := d.ntlmPlace(t, off); v.rep > 0 {
		d.raw(id, &v, 0, v.rep)
	} else {
		d.raw(id, t, off, 8)
	}
}

// gssInHTTP dissects a token that a header field carries, RFC 4559 section 4.
func (d *Session) gssInHTTP(t *view) {
	if bytes.HasPrefix(t.b, []byte(ntlmMagic)) {
		d.gssInside(t, (*Session).ntlmssp)
	} else {
		d.gssAPI(t)
	}
}
