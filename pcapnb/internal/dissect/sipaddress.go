package dissect

import "strings"

// sipParty are the fields of a party's address.
type sipParty struct{ display, addr, user, host, port, param, tag ID }

var (
	sipToParty = sipParty{fSipToDisplayInfo, fSipToAddr, fSipToUser, fSipToHost, fSipToPort, fSipToParam, fSipToTag}

	sipFromParty = sipParty{fSipFromDisplayInfo, fSipFromAddr, fSipFromUser, fSipFromHost, fSipFromPort, fSipFromParam, fSipFromTag}

	sipContactParty = sipParty{display: fSipContactDisplayInfo, addr: fSipContactUri, user: fSipContactUser, host: fSipContactHost,
		port: fSipContactPort, param: fSipContactParam}

	sipRouteParty = sipParty{display: fSipRouteDisplayInfo, addr: fSipRouteUri, user: fSipRouteUser, host: fSipRouteHost, port: fSipRoutePort,
		param: fSipRouteParam}

	sipRecordRouteParty = sipParty{display: fSipRecordRouteDisplayInfo, addr: fSipRecordRouteUri, user: fSipRecordRouteUser,
		host: fSipRecordRouteHost, port: fSipRecordRoutePort, param: fSipRecordRouteParam}

	sipPAIParty = sipParty{display: fSipPaiDisplayInfo, addr: fSipPaiAddr, user: fSipPaiUser, host: fSipPaiHost, port: fSipPaiPort,
		param: fSipPaiParam}
)

// sipAddress is a name-addr or an addr-spec, RFC 3261 section 20.10.
type sipAddress struct{ display, uri string }

// splitSIPAddress reads the address that s begins with, and returns what follows it.
func splitSIPAddress(s string) (a sipAddress, rest string, ok bool) {
	s = strings.TrimLeft(s, " \t,\r\n")
	after := s
	if strings.HasPrefix(s, `"`) {
		n := quotedLength(s)
		if n == 0 {
			return a, "", false
		}
		a.display, after = s[:n], s[n:]
		if !strings.HasPrefix(strings.TrimLeft(after, " \t\r\n"), "<") {
			return a, "", false
		}
	}
	end := len(after)
	if i := strings.IndexAny(after, ",;"); i >= 0 && a.display == "" {
		end = i
	}
	open := strings.IndexByte(after[:end], '<')
	if open < 0 {
		return sipAddress{uri: after[:end]}, after[end:], strings.Contains(after[:end], ":")
	}
	if a.display == "" {
		a.display = after[:open]
	}
	uri, rest, ok := strings.Cut(after[open+1:], ">")
	a.uri = uri
	return a, rest, ok
}

// quotedLength returns how long the quoted string is that s begins with, 0 where it has no end.
func quotedLength(s string) int {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return 0
}

// sipParty emits the first address of s and returns what follows it.
func (d *Session) sipParty(s string, p sipParty) (rest string, ok bool) {
	a, rest, ok := splitSIPAddress(s)
	if !ok {
		return "", false
	}
	if a.display != "" {
		d.str(p.display, nil, 0, 0, a.display)
	}
	d.str(p.addr, nil, 0, 0, a.uri)
	d.push()
	d.sipURI(a, p)
	d.pop()
	return rest, true
}

// sipTagged emits an address and its tag, and reports whether there is one.
func (d *Session) sipTagged(s string, p sipParty) bool {
	rest, _ := d.sipParty(s, p)
	_, tag, ok := strings.Cut(rest, "tag=")
	if !ok {
		return false
	}
	tag, _, _ = strings.Cut(tag, ";")
	d.str(p.tag, nil, 0, 0, tag)
	d.str(fSipTag, nil, 0, 0, tag)
	return true
}

// sipURI emits the parts of a SIP URI, RFC 3261 section 19.1.1. As Wireshark does, it takes a user or a port of one character for none.
func (d *Session) sipURI(a sipAddress, p sipParty) {
	s, ok := strings.CutPrefix(a.uri, "sips:")
	if !ok {
		if s, ok = strings.CutPrefix(a.uri, "sip:"); !ok {
			return
		}
	}
	if i := strings.IndexByte(s, '@'); i >= 0 && i+1 < len(s) {
		if i > 1 {
			d.str(p.user, nil, 0, 0, s[:i])
		}
		s = s[i+1:]
	}
	end := 0
	if strings.HasPrefix(s, "[") {
		end = strings.IndexByte(s, ']') + 1
	}
	if i := strings.IndexAny(s[end:], ":;? "); i >= 0 {
		end += i
	} else {
		end = len(s)
	}
	d.str(p.host, nil, 0, 0, s[:end])
	s = s[end:]
	if strings.HasPrefix(s, ":") {
		port := s[1:]
		if i := strings.IndexAny(port, ";?> "); i >= 0 {
			port = port[:i]
		}
		if s = s[1+len(port):]; len(port) > 1 {
			d.str(p.port, nil, 0, 0, port)
		}
	}
	for p.param != noField && strings.HasPrefix(s, ";") {
		s = s[1:]
		param, _, _ := strings.Cut(s, ";")
		d.str(p.param, nil, 0, 0, param)
		s = s[len(param):]
	}
}

// sipList emits the addresses of a list, without their parameters.
func (d *Session) sipList(s string, p sipParty) {
	for strings.TrimLeft(s, " \t,\r\n") != "" && d.ok() {
		rest, ok := d.sipParty(s, p)
		if !ok {
			return
		}
		_, s = cutParameters(rest)
	}
}

// cutParameters splits s at the first comma that is not quoted.
func cutParameters(s string) (parameters, rest string) {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case ',':
			return s[:i], s[i+1:]
		case '"':
			n := quotedLength(s[i:])
			if n == 0 {
				return s, ""
			}
			i += n - 1
		}
	}
	return s, ""
}
