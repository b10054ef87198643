package dissect

import (
	"bytes"
	"strings"
)

// ldapOperation dissects an operation, RFC 4511 sections 4.2 to 4.13.
func (d *Session) ldapOperation(t *view, m *ldapMessage) {
	switch m.op {
	case ldapBind:
		d.ldapBindRequest(t)
	case ldapSearch:
		d.ldapSearchRequest(t)
	case ldapEntry:
		m.conn.found++
		next := d.ldapName(fLdapObjectName, t, 0)
		d.ldapAttributes(t, next)
	case ldapModify:
		next := d.ldapName(fLdapObject, t, 0)
		d.ldapChanges(t, next)
	case ldapAdd:
		next := d.ldapName(fLdapEntry, t, 0)
		d.ldapAttributes(t, next)
	case ldapDelete:
		d.text(fLdapDelRequest, t, 0, t.rep, t.b)
		d.ldapShow(t.b)
	case ldapRename:
		next := d.ldapName(fLdapEntry, t, 0)
		next = d.ldapText(fLdapNewrdn, t, next)
		_, v, next := d.berItem(t, next)
		d.flag(fLdapDeleteoldrdn, &v, 0, v.rep, d.u8(&v, 0) != 0)
		if next < t.rep {
			d.ldapText(fLdapNewSuperior, t, next)
		}
	case ldapCompare:
		next := d.ldapName(fLdapEntry, t, 0)
		_, pair, _ := d.berItem(t, next)
		d.ldapText(fLdapAssertionValue, &pair, d.ldapText(fLdapAttributeDesc, &pair, 0))
	case ldapReference:
		for off := 0; off < t.rep && d.ok(); {
			off = d.ldapText(fLdapLDAPURL, t, off)
		}
	case ldapExtended, ldapIntermediate:
		d.ldapOIDs(t, 0, m)
	case ldapUnbind, ldapAbandon:
	default:
		if ldapNames[m.op] != "" {
			d.ldapResult(t, m)
		}
	}
}

// ldapOIDs dissects an operation that a number names.
func (d *Session) ldapOIDs(t *view, off int, m *ldapMessage) {
	for off < t.rep && d.ok() {
		var v view
		var tag uint8
		tag, v, off = d.berItem(t, off)
		id := noField
		switch {
		case tag == 0x80 && m.op == ldapExtended:
			id = fLdapRequestName
		case tag == 0x8a || tag == 0x80 && m.op == ldapIntermediate:
			id = fLdapResponseName
		}
		if id != noField && d.ok() {
			d.text(id, &v, 0, v.rep, v.b)
			name := ldapOID(string(v.b))
			d.cols.append(d, name, " ")
			if name == "passwdModifyOID" && off < t.rep {
				d.layerName("ldap") // for what is in it
			}
		}
	}
}

// ldapOID names an object identifier as Wireshark does, which knows its first part and a few whole ones.
func ldapOID(text string) string {
	switch text {
	case "1.3.6.1.4.1.1466.20037":
		return "LDAP_START_TLS_OID"
	case "1.3.6.1.4.1.4203.1.11.1":
		return "passwdModifyOID"
	}
	for i, name := range [...]string{"itu-t", "iso", "joint-iso-itu-t"} {
		if rest, ok := strings.CutPrefix(text, utoa(i)+"."); ok {
			return name + "." + rest
		}
	}
	return text
}

// ldapBindRequest dissects who binds and how, RFC 4511 section 4.2 and MS-ADTS section 5.1.1.1.
func (d *Session) ldapBindRequest(t *view) {
	const (
		simple    = 0x80
		sasl      = 0xa3
		negotiate = 0x8a
		auth      = 0x8b
	)
	_, next := d.berInto(fLdapVersion, t, 0)
	next = d.ldapName(fLdapName, t, next)
	tag, v, _ := d.berItem(t, next)
	if !d.ok() {
		return
	}
	d.num(fLdapAuthentication, &v, 0, v.rep, uint64(tag&0x1f))
	switch tag {
	case simple:
		d.text(fLdapSimple, &v, 0, v.rep, v.b)
		d.cols.append(d, "simple ")
	case negotiate, auth:
		if bytes.HasPrefix(v.b, []byte(ntlmMagic)) {
			d.gssInside(&v, (*Session).ntlmssp)
		}
	case sasl:
		d.ldapSASL(&v)
		d.cols.append(d, "sasl ")
	}
}

// ldapSASL dissects a mechanism and what it sends, RFC 4511 section 4.2.
func (d *Session) ldapSASL(t *view) {
	next := d.ldapText(fLdapMechanism, t, 0)
	_, name, _ := d.berItem(t, 0)
	if next >= t.rep || !d.ok() {
		return
	}
	_, v, _ := d.berItem(t, next)
	d.raw(fLdapCredentials, &v, 0, v.rep)
	if v.rep == 0 {
		d.fail(t, t.rep+1) // as Wireshark has it
	}
	if string(name.b) != "PLAIN" && d.ok() {
		d.gssAPI(&v)
	}
}

func ldapScope(n uint64) string {
	switch n {
	case 0:
		return "baseObject "
	case 1:
		return "singleLevel "
	case 2:
		return "wholeSubtree "
	}
	return "Unknown scope(" + utoa(n) + ") "
}

// ldapSearchRequest dissects what is looked for, RFC 4511 section 4.5.1.
func (d *Session) ldapSearchRequest(t *view) {
	next := d.ldapName(fLdapBaseObject, t, 0)
	scope, next := d.berInto(fLdapScope, t, next)
	d.cols.append(d, ldapScope(scope))
	_, next = d.berInto(fLdapDerefAliases, t, next)
	_, next = d.berInto(fLdapSizeLimit, t, next)
	_, next = d.berInto(fLdapTimeLimit, t, next)
	_, v, next := d.berItem(t, next)
	d.flag(fLdapTypesOnly, &v, 0, v.rep, d.u8(&v, 0) != 0)
	next = d.ldapFilter(t, next, 0)
	_, list, _ := d.berItem(t, next)
	for off := 0; off < list.rep && d.ok(); {
		off = d.ldapText(fLdapAttributeDescription, &list, off)
	}
}

// ldapFilter dissects a filter, RFC 4511 section 4.5.1.7, and returns where the item after it begins.
func (d *Session) ldapFilter(t *view, off, depth int) (next int) {
	const (
		and        = 0
		or         = 1
		not        = 2
		substrings = 4
		present    = 7
		matching   = 9
	)
	tag, v, next := d.berItem(t, off)
	if !d.ok() || depth > maxNesting {
		d.fail(t, t.rep+1)
		return next
	}
	switch tag & 0x1f {
	case and, or:
		for at := 0; at < v.rep && d.ok(); {
			at = d.ldapFilter(&v, at, depth+1)
		}
	case not:
		d.ldapFilter(&v, 0, depth+1)
	case substrings:
		d.ldapText(fLdapType, &v, 0)
	case present:
		d.text(fLdapPresent, &v, 0, v.rep, v.b)
	case matching:
		for at := 0; at < v.rep && d.ok(); {
			start := at
			if tag, _, at = d.berItem(&v, at); tag == 0x82 {
				d.ldapText(fLdapType, &v, start)
			}
		}
	default:
		d.ldapAssertion(&v)
	}
	return next
}

// ldapAssertion dissects an attribute and the value it is to have. That of one with a security identifier is written as such,
// MS-ADTS section 6.3.3.1.
func (d *Session) ldapAssertion(t *view) {
	next := d.ldapText(fLdapAttributeDesc, t, 0)
	_, name, _ := d.berItem(t, 0)
	_, v, _ := d.berItem(t, next)
	switch {
	case strings.EqualFold(string(name.b), "DomainSid") && v.rep >= 8:
		d.str(fLdapAssertionValue, &v, 0, v.rep, sidText(v.b))
	case strings.EqualFold(string(name.b), "NtVer"), strings.EqualFold(string(name.b), "DomainGuid") && v.rep == 16:
	default:
		d.ldapText(fLdapAssertionValue, t, next)
	}
}

// sidText writes a security identifier, MS-DTYP section 2.4.2.1.
func sidText(b []byte) string {
	authority := uint64(0)
	for _, c := range b[2:8] {
		authority = authority<<8 | uint64(c)
	}
	text := "S-" + utoa(b[0]) + "-" + utoa(authority)
	for i := 0; i < int(b[1]) && 12+4*i <= len(b); i++ {
		part := b[8+4*i:]
		text += "-" + utoa(uint32(part[0])|uint32(part[1])<<8|uint32(part[2])<<16|uint32(part[3])<<24)
	}
	return text
}

// ldapAttributes dissects attributes with their values.
func (d *Session) ldapAttributes(t *view, off int) {
	_, list, _ := d.berItem(t, off)
	for at := 0; at < list.rep && d.ok(); {
		var pair view
		_, pair, at = d.berItem(&list, at)
		d.ldapAttribute(&pair)
	}
}

func (d *Session) ldapAttribute(t *view) {
	next := d.ldapText(fLdapType, t, 0)
	_, list, _ := d.berItem(t, next)
	for at := 0; at < list.rep && d.ok(); {
		var v view
		_, v, at = d.berItem(&list, at)
		d.raw(fLdapAttributeValue, &v, 0, v.rep)
	}
}

// ldapChanges dissects the changes of an entry, RFC 4511 section 4.6.
func (d *Session) ldapChanges(t *view, off int) {
	_, list, _ := d.berItem(t, off)
	for at := 0; at < list.rep && d.ok(); {
		var change view
		_, change, at = d.berItem(&list, at)
		_, next := d.berInto(fLdapOperation, &change, 0)
		_, pair, _ := d.berItem(&change, next)
		d.ldapAttribute(&pair)
	}
}

// ldapResult dissects how an operation went, RFC 4511 section 4.1.9.
func (d *Session) ldapResult(t *view, m *ldapMessage) {
	code, next := d.berInto(fLdapResultCode, t, 0)
	if m.op != ldapExtendedDone {
		name := ldapResults[code]
		if name == "" {
			name = "Unknown result(" + utoa(code) + ")"
		}
		d.cols.append(d, name, " ")
	}
	_, matched, _ := d.berItem(t, next)
	next = d.ldapText(fLdapMatchedDN, t, next)
	if bytes.HasPrefix(matched.b, []byte(ntlmMagic)) {
		d.gssInside(&matched, (*Session).ntlmssp)
	}
	_, text, _ := d.berItem(t, next)
	next = d.ldapText(fLdapErrorMessage, t, next)
	if text.rep > 0 && code != 0 {
		d.cols.append(d, "(", formatText(text.b), ") ")
	}
	if m.op == ldapDone {
		n := m.conn.found
		d.cols.append(d, " [", utoa(n), " result", plural(n), "]")
	}
	d.ldapOIDs(t, next, m)
}
