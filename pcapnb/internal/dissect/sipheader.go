package dissect

import (
	"bytes"
	"math"
	"strconv"
	"strings"
)

// sipHeaders emits the header fields. It reports false where one stops the dissection, as it does in Wireshark.
func (d *Session) sipHeaders(t *view, off, end int, m *sipMessage) bool {
	for off < end && d.ok() {
		line, size := httpLine(t.b[off:end])
		if len(line) == 0 {
			break
		}
		for next := off + size; next < end && (t.b[next] == ' ' || t.b[next] == '\t'); next = off + size { // RFC 3261 section 7.3.1
			more, n := httpLine(t.b[next:end])
			line, size = t.b[off:next+len(more)], size+n
		}
		if bytes.IndexByte(line, ':') < 0 {
			if d.faulty(); len(line) == size {
				d.fail(t, len(t.b)+1)
			}
			break
		}
		m.lineEnd = t.b[off+len(line) : off+size]
		if !d.sipField(t, off, line, m) {
			return false
		}
		if off += size; len(line) == size { // whether the field goes on is said by what follows it, which is not there
			d.fail(t, len(t.b)+1)
		}
	}
	return true
}

// sipField emits one header field.
func (d *Session) sipField(t *view, off int, line []byte, m *sipMessage) bool {
	i := bytes.IndexByte(line, ':')
	id := sipHeader(strings.ToLower(string(line[:i])))
	value := string(bytes.TrimLeft(line[i+1:], " \t"))
	switch id {
	case noField:
		return true
	case fSipMaxForwards, fSipExpires, fSipRetryAfter, fSipRSeq:
		d.num(id, t, off, len(line), uint64(uint32(leadingNumber(value))))
		m.expiresNow = m.expiresNow || id == fSipExpires && leadingNumber(value) == 0
		return true
	case fSipContentLength:
		n, err := strconv.ParseUint(value, 10, 32)
		if err == nil {
			m.length = int(min(n, math.MaxInt32))
		}
		d.num(id, t, off, len(line), n)
		return err == nil
	}
	d.str(id, t, off, len(line), value)
	d.push()
	defer d.pop()
	return d.sipParts(t, off, id, value, m)
}

// sipParts emits the parts of a header field's value.
func (d *Session) sipParts(t *view, off int, id ID, value string, m *sipMessage) bool {
	switch id {
	case fSipTo:
		if d.sipTagged(value, sipToParty) && m.method == "INVITE" {
			d.cols.append(d, ", in-dialog")
		}
	case fSipFrom:
		d.sipTagged(value, sipFromParty)
	case fSipPAssertedIdentity:
		d.sipParty(value, sipPAIParty)
	case fSipContact:
		d.sipContacts(value, string(m.lineEnd), m)
	case fSipRoute:
		d.sipList(value, sipRouteParty)
	case fSipRecordRoute:
		d.sipList(value, sipRecordRouteParty)
	case fSipVia:
		d.sipVia(value)
	case fSipCSeq:
		return d.sipCSeq(value, m)
	case fSipContentType:
		kind, _, _ := strings.Cut(value, ";")
		m.kind = strings.ToLower(strings.TrimSpace(kind))
	case fSipAuthorization, fSipProxyAuthorization, fSipWWWAuthenticate, fSipProxyAuthenticate:
		d.sipAuth(value)
	}
	return true
}

// sipCSeq emits a sequence number and a method, RFC 3261 section 20.16.
func (d *Session) sipCSeq(value string, m *sipMessage) bool {
	number := value[:len(value)-len(strings.TrimLeft(value, "0123456789"))]
	rest := value[len(number):]
	method := strings.TrimLeft(rest, " \t")
	if method == "" {
		return false
	}
	d.num(fSipCSeqSeq, nil, 0, 0, uint64(uint32(leadingNumber(number))))
	d.str(fSipCSeqMethod, nil, 0, 0, method)
	m.cseq = method
	return true
}

// sipContacts emits the addresses of Contact with their parameters, and counts them.
func (d *Session) sipContacts(s, lineEnd string, m *sipMessage) {
	if s == "*" {
		m.star = true
		return
	}
	for strings.TrimLeft(s, " \t,\r\n") != "" && d.ok() {
		rest, ok := d.sipParty(s, sipContactParty)
		if !ok {
			return
		}
		m.contacts++
		var parameters string
		parameters, s = cutParameters(rest)
		_, parameters, _ = strings.Cut(parameters, ";")
		for parameters != "" {
			var p string
			if p, parameters, _ = strings.Cut(parameters, ";"); s == "" && parameters == "" && strings.HasSuffix(p, `"`) {
				p += lineEnd // as Wireshark reads what ends in a quoted string
			}
			d.str(fSipContactParameter, nil, 0, 0, p)
			if p == "expires=0" {
				m.removed++
			}
		}
	}
}

// sipVia emits the hops of a Via, RFC 3261 section 20.42.
func (d *Session) sipVia(s string) {
	for s != "" && d.ok() {
		var hop string
		hop, s = cutParameters(s)
		if !d.sipHop(strings.TrimLeft(hop, " \t\r\n")) {
			return
		}
	}
}

func (d *Session) sipHop(s string) bool {
	parts := strings.SplitN(s, "/", 3)
	if len(parts) < 3 {
		return false
	}
	transport, rest, _ := strings.Cut(strings.TrimLeft(parts[2], " \t"), " ")
	d.str(fSipViaTransport, nil, 0, 0, transport)
	sentBy, parameters, more := strings.Cut(strings.TrimLeft(rest, " \t"), ";")
	host, port := strings.TrimRight(sentBy, " \t"), ""
	if strings.HasPrefix(host, "[") && strings.Contains(host, "]") {
		host, port, _ = strings.Cut(host[1:], "]")
		port = strings.TrimPrefix(port, ":")
	} else {
		host, port, _ = strings.Cut(host, ":")
	}
	d.str(fSipViaSentByAddress, nil, 0, 0, strings.TrimRight(host, " \t"))
	if port != "" && more { // Wireshark takes the port for one where something follows
		n, err := strconv.ParseUint(strings.TrimLeft(port, " \t"), 10, 16)
		if err != nil {
			return false
		}
		d.num(fSipViaSentByPort, nil, 0, 0, n)
	}
	for parameters != "" {
		var p string
		p, parameters, _ = strings.Cut(parameters, ";")
		name, value, ok := strings.Cut(p, "=")
		if !ok {
			value = name // as Wireshark shows a bare rport
		}
		if id := sipViaParameter(name); id != noField && (ok || id == fSipViaRport) {
			d.str(id, nil, 0, 0, value)
		}
	}
	return true
}

func sipViaParameter(name string) ID {
	switch name {
	case "branch":
		return fSipViaBranch
	case "maddr":
		return fSipViaMaddr
	case "rport":
		return fSipViaRport
	case "received":
		return fSipViaReceived
	case "ttl":
		return fSipViaTtl
	case "comp":
		return fSipViaComp
	}
	return noField
}

// sipAuth emits a challenge or its answer, RFC 3261 section 20.7.
func (d *Session) sipAuth(s string) {
	scheme, rest, ok := strings.Cut(s, " ")
	if !ok {
		d.fail(&view{}, 1) // Wireshark calls it malformed
		return
	}
	d.str(fSipAuthScheme, nil, 0, 0, scheme)
	for rest != "" {
		var p string
		p, rest = cutParameters(rest)
		name, value, ok := strings.Cut(strings.Trim(p, " \t\r\n"), "=")
		if id := sipAuthParameter(strings.ToLower(strings.TrimRight(name, " "))); ok && id != noField {
			d.str(id, nil, 0, 0, strings.TrimLeft(value, " "))
		}
	}
}

func sipAuthParameter(name string) ID {
	switch name {
	case "username":
		return fSipAuthUsername
	case "realm":
		return fSipAuthRealm
	case "nonce":
		return fSipAuthNonce
	case "uri":
		return fSipAuthUri
	case "response":
		return fSipAuthDigestResponse
	case "algorithm":
		return fSipAuthAlgorithm
	case "cnonce":
		return fSipAuthCnonce
	case "opaque":
		return fSipAuthOpaque
	case "qop":
		return fSipAuthQop
	case "nc":
		return fSipAuthNc
	case "domain":
		return fSipAuthDomain
	case "stale":
		return fSipAuthStale
	}
	return noField
}

// sipHeader gives the field of a header by its name in lower case or by its short form, RFC 3261 section 7.3.3 and IANA.
func sipHeader(name string) ID {
	switch name {
	case "accept":
		return fSipAccept
	case "accept-contact", "a":
		return fSipAcceptContact
	case "accept-encoding":
		return fSipAcceptEncoding
	case "accept-language":
		return fSipAcceptLanguage
	case "alert-info":
		return fSipAlertInfo
	case "allow":
		return fSipAllow
	case "allow-events", "u":
		return fSipAllowEvents
	case "authentication-info":
		return fSipAuthenticationInfo
	case "authorization":
		return fSipAuthorization
	case "call-id", "i":
		return fSipCallID
	case "call-info":
		return fSipCallInfo
	case "contact", "m":
		return fSipContact
	case "content-disposition":
		return fSipContentDisposition
	case "content-encoding", "e":
		return fSipContentEncoding
	case "content-language":
		return fSipContentLanguage
	case "content-length", "l":
		return fSipContentLength
	case "content-type", "c":
		return fSipContentType
	case "cseq":
		return fSipCSeq
	case "date":
		return fSipDate
	case "diversion":
		return fSipDiversion
	case "event", "o":
		return fSipEvent
	case "expires":
		return fSipExpires
	case "from", "f":
		return fSipFrom
	case "history-info":
		return fSipHistoryInfo
	case "identity", "y":
		return fSipIdentity
	case "identity-info", "n":
		return fSipIdentityInfo
	case "in-reply-to":
		return fSipInReplyTo
	case "max-forwards":
		return fSipMaxForwards
	case "mime-version":
		return fSipMIMEVersion
	case "min-expires":
		return fSipMinExpires
	case "min-se":
		return fSipMinSE
	case "organization":
		return fSipOrganization
	case "p-access-network-info":
		return fSipPAccessNetworkInfo
	case "p-asserted-identity":
		return fSipPAssertedIdentity
	case "p-associated-uri":
		return fSipPAssociatedURI
	case "p-called-party-id":
		return fSipPCalledPartyID
	case "p-charging-vector":
		return fSipPChargingVector
	case "p-preferred-identity":
		return fSipPPreferredIdentity
	case "p-visited-network-id":
		return fSipPVisitedNetworkID
	case "path":
		return fSipPath
	case "priority":
		return fSipPriority
	case "privacy":
		return fSipPrivacy
	case "proxy-authenticate":
		return fSipProxyAuthenticate
	case "proxy-authorization":
		return fSipProxyAuthorization
	case "proxy-require":
		return fSipProxyRequire
	case "rack":
		return fSipRAck
	case "reason":
		return fSipReason
	case "record-route":
		return fSipRecordRoute
	case "refer-to", "r":
		return fSipReferTo
	case "referred-by", "b":
		return fSipReferredBy
	case "reject-contact", "j":
		return fSipRejectContact
	case "replaces":
		return fSipReplaces
	case "reply-to":
		return fSipReplyTo
	case "request-disposition", "d":
		return fSipRequestDisposition
	case "require":
		return fSipRequire
	case "retry-after":
		return fSipRetryAfter
	case "route":
		return fSipRoute
	case "rseq":
		return fSipRSeq
	case "security-client":
		return fSipSecurityClient
	case "security-server":
		return fSipSecurityServer
	case "security-verify":
		return fSipSecurityVerify
	case "server":
		return fSipServer
	case "service-route":
		return fSipServiceRoute
	case "session-expires", "x":
		return fSipSessionExpires
	case "sip-etag":
		return fSipETag
	case "sip-if-match":
		return fSipIfMatch
	case "subject", "s":
		return fSipSubject
	case "subscription-state":
		return fSipSubscriptionState
	case "supported", "k":
		return fSipSupported
	case "timestamp":
		return fSipTimestamp
	case "to", "t":
		return fSipTo
	case "unsupported":
		return fSipUnsupported
	case "user-agent":
		return fSipUserAgent
	case "user-to-user":
		return fSipUui
	case "via", "v":
		return fSipVia
	case "warning":
		return fSipWarning
	case "www-authenticate":
		return fSipWWWAuthenticate
	}
	return noField
}
