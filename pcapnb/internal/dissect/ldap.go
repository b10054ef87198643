package dissect

func init() {
	readers["ldap"] = (*Session).ldap
	readers["cldap"] = (*Session).cldap
	streamReaders["ldap"] = (*Session).ldapNone
}

// Operations, RFC 4511 section 4, by the numbers of their tags.
const (
	ldapBind         = 0
	ldapBound        = 1
	ldapUnbind       = 2
	ldapSearch       = 3
	ldapEntry        = 4
	ldapDone         = 5
	ldapModify       = 6
	ldapAdd          = 8
	ldapDelete       = 10
	ldapRename       = 12
	ldapCompare      = 14
	ldapAbandon      = 16
	ldapReference    = 19
	ldapExtended     = 23
	ldapExtendedDone = 24
	ldapIntermediate = 25
)

var ldapNames = map[uint64]string{0: "bindRequest", 1: "bindResponse", 2: "unbindRequest", 3: "searchRequest", 4: "searchResEntry", 5: "searchResDone",
	6: "modifyRequest", 7: "modifyResponse", 8: "addRequest", 9: "addResponse", 10: "delRequest", 11: "delResponse", 12: "modDNRequest",
	13: "modDNResponse", 14: "compareRequest", 15: "compareResponse", 16: "abandonRequest", 19: "searchResRef", 23: "extendedReq",
	24: "extendedResp", 25: "intermediateResponse"}

var ldapResults = map[uint64]string{0: "success", 1: "operationsError", 2: "protocolError", 3: "timeLimitExceeded", 4: "sizeLimitExceeded",
	5: "compareFalse", 6: "compareTrue", 7: "authMethodNotSupported", 8: "strongAuthRequired", 10: "referral", 11: "adminLimitExceeded",
	12: "unavailableCriticalExtension", 13: "confidentialityRequired", 14: "saslBindInProgress", 16: "noSuchAttribute", 17: "undefinedAttributeType",
	18: "inappropriateMatching", 19: "constraintViolation", 20: "attributeOrValueExists", 21: "invalidAttributeSyntax", 32: "noSuchObject",
	33: "aliasProblem", 34: "invalidDNSyntax", 36: "aliasDereferencingProblem", 48: "inappropriateAuthentication", 49: "invalidCredentials",
	50: "insufficientAccessRights", 51: "busy", 52: "unavailable", 53: "unwillingToPerform", 54: "loopDetect", 64: "namingViolation",
	65: "objectClassViolation", 66: "notAllowedOnNonLeaf", 67: "notAllowedOnRDN", 68: "entryAlreadyExists", 69: "objectClassModsProhibited",
	71: "affectsMultipleDSAs", 80: "other"}

// ldapConn is what is known of a connection.
type ldapConn struct {
	asked map[uint64]ldapRequest
	found int // entries
}

type ldapRequest struct {
	frame int
	time  int64
	op    uint64
}

// ldapMessage is what a message says before its operation.
type ldapMessage struct {
	id, op uint64
	conn   *ldapConn
}

// ldap dissects a message over TCP, RFC 4511 section 4.1.1, or what SASL wrapped, RFC 4422 section 3.7.
func (d *Session) ldap(t *view) {
	d.current = "LDAP"
	if d.pdus == 0 {
		d.begin(fLdap, t, len(t.b))
		d.cols.setProto(d, "LDAP")
		d.cols.clear(d)
	} else {
		d.beginMore(fLdap, t, len(t.b))
	}
	if len(t.b) > 0 && t.b[0] == 0 {
		return
	}
	if d.pdus > 0 {
		d.cols.append(d, " | ")
	}
	d.ldapOne(t, &ldapMessage{conn: keptOver[ldapConn](d)})
}

// ldapNone takes a segment that begins with no message. As in Wireshark nothing is said of it.
func (d *Session) ldapNone(t *view, s *segment, c *tcpConn, dir int) (done, need int) {
	return len(t.b), 0
}

// cldap dissects the messages of a datagram, RFC 1798.
func (d *Session) cldap(t *view) {
	d.current = "CLDAP"
	d.begin(fCldap, t, len(t.b))
	d.cols.setProto(d, "CLDAP")
	d.cols.clear(d)
	h := new(ldapConn)
	if c := d.udpConn; c != nil {
		h = keptOf[ldapConn](&c.kept)
	}
	for off := 0; off < t.rep && d.ok(); {
		start := off
		if start >= len(t.b) || t.b[start] != berSequence {
			return
		}
		var body view
		if _, body, off = d.berItem(t, off); d.ok() && body.rep == 0 {
			return
		}
		m := t.sub(start, off-start)
		d.ldapOne(&m, &ldapMessage{conn: h})
	}
}

// ldapOne dissects a message.
func (d *Session) ldapOne(t *view, m *ldapMessage) {
	const controls = 0xa0
	_, body, _ := d.berItem(t, 0)
	m.id, _ = d.berInto(fLdapMessageID, &body, 0)
	_, _, next := d.berItem(&body, 0)
	tag, op, next := d.berItem(&body, next)
	if !d.ok() {
		return
	}
	m.op = uint64(tag & 0x1f)
	d.num(fLdapProtocolOp, &op, 0, op.rep, m.op)
	name := ldapNames[m.op]
	if m.op == ldapAbandon {
		d.num(fLdapAbandonRequest, &op, 0, op.rep, uint64(uint32(d.berNumber(&op))))
		m.id = d.berNumber(&op)
	}
	d.cols.append(d, name, "(", utoa(uint64(uint32(m.id))), ") ")
	d.push()
	d.ldapOperation(&op, m)
	d.pop()
	d.ldapMatch(m)
	if next < body.rep && d.ok() {
		if tag, list, _ := d.berItem(&body, next); tag == controls {
			d.ldapControls(&list)
		}
	}
}

// ldapMatch notes a request, and finds that of a response.
func (d *Session) ldapMatch(m *ldapMessage) {
	switch m.op {
	case ldapBind, ldapSearch, ldapModify, ldapAdd, ldapDelete, ldapRename, ldapCompare, ldapExtended:
		remember(&m.conn.asked, m.id, ldapRequest{d.frame.Number, d.now, m.op})
	case ldapUnbind, ldapAbandon:
	default:
		if q, ok := m.conn.asked[m.id]; ok {
			d.num(fLdapResponseTo, nil, 0, 0, uint64(q.frame))
			d.num(fLdapTime, nil, 0, 0, uint64(d.now-q.time))
		}
	}
}

// ldapControls dissects what extends a message, RFC 4511 section 4.1.11.
func (d *Session) ldapControls(t *view) {
	const paged = "1.2.840.113556.1.4.319"
	for off := 0; off < t.rep && d.ok(); {
		var item view
		_, item, off = d.berItem(t, off)
		next := d.ldapText(fLdapControlType, &item, 0)
		_, kind, _ := d.berItem(&item, 0)
		if next < item.rep && string(kind.b) == paged {
			d.layerName("ldap")
		}
	}
}

// ldapText emits a text, and returns where the item after it begins.
func (d *Session) ldapText(id ID, t *view, off int) (next int) {
	_, v, next := d.berItem(t, off)
	d.text(id, &v, 0, v.rep, upTo0(v.b))
	return next
}

// ldapName emits a name, shows it, and returns where the item after it begins.
func (d *Session) ldapName(id ID, t *view, off int) (next int) {
	_, v, next := d.berItem(t, off)
	d.text(id, &v, 0, v.rep, v.b)
	d.ldapShow(v.b)
	return next
}

func (d *Session) ldapShow(name []byte) {
	text := formatText(name)
	if text == "" {
		text = "<ROOT>"
	}
	d.cols.append(d, `"`, text, `" `)
}
