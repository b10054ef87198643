package anonymize

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"regexp"
	"strings"

	"netlab/pcapnb"
)

// CheckPackets lists the credentials that packets carry in clear text: HTTP Basic and Digest, cookies and passwords in forms, logins to
// FTP, POP3, IMAP, SMTP and Telnet, community names of SNMP, passwords of PPP. Each packet is looked at by itself,
// so that a password which was typed into Telnet, one character a packet, is found as a login and not as a word.
func CheckPackets(pkts pcapnb.Packets) Findings {
	c := newCheck("", CheckOptions{})
	for _, p := range pkts {
		if b := p.Payload(); len(b) > 0 {
			c.payload(p, b)
		}
	}
	return c.found
}

var (
	httpSecret = regexp.MustCompile(`(?im)^(authorization|proxy-authorization|cookie|set-cookie):[ \t]*([^\r\n]+)`)
	formSecret = regexp.MustCompile(`(?i)(?:^|[&?\s"])(passw(?:or)?d|passwd|pwd|pass)=([^&\s"]+)`)
	lineLogin  = regexp.MustCompile(`(?im)^(USER|PASS|APOP) +(\S+)`)
	imapLogin  = regexp.MustCompile(`(?im)^\S+ LOGIN +(\S+) +(\S+)`)
	mailLogin  = regexp.MustCompile(`(?im)^(?:\S+ )?AUTH(?:ENTICATE)? +(PLAIN|LOGIN|CRAM-MD5)(?: +(\S+))?`)
	prompt     = regexp.MustCompile(`(?i)(login|password|username): ?$`)
)

func (c *check) payload(p pcapnb.Packet, b []byte) {
	place := fmt.Sprintf("packet %d", p.Number())
	either := func(ports ...int) bool {
		for _, port := range ports {
			if p.PortDst() == port || p.PortSrc() == port {
				return true
			}
		}
		return false
	}
	switch {
	case p.PortSrc() == 0 && p.PortDst() == 0:
		return
	case p.PortDst() == 21 || p.PortDst() == 110:
		for _, m := range lineLogin.FindAllSubmatch(b, -1) {
			c.login(place, string(bytes.ToUpper(m[1])), string(m[2]))
		}
		fallthrough
	case p.PortDst() == 25 || p.PortDst() == 587 || p.PortDst() == 143:
		for _, m := range mailLogin.FindAllSubmatch(b, -1) {
			c.add(place, "login", string(m[1]), "a login to a mail server begins, in clear text; "+decoded(string(m[2])))
		}
		for _, m := range imapLogin.FindAllSubmatch(b, -1) {
			c.add(place, "user name", string(m[1]), "logs in to a mail server (IMAP) in clear text")
			c.add(place, "password", masked(string(m[2])), "is a password in clear text (IMAP)")
		}
	case either(23):
		if m := prompt.FindSubmatch(b); m != nil && p.PortSrc() == 23 {
			c.add(place, "login", string(m[1]), "Telnet asks for it; what is typed follows in clear text, a character a packet")
		}
	case either(161, 162):
		if name, ok := community(b); ok {
			c.add(place, "password", masked(name), "is the community name of SNMP, which serves as its password")
		}
	}
	for _, m := range httpSecret.FindAllSubmatch(b, -1) {
		c.httpSecret(place, strings.ToLower(string(m[1])), string(m[2]))
	}
	for _, m := range formSecret.FindAllSubmatch(b, -1) {
		c.add(place, "password", masked(string(m[2])), "is sent in a form's field called "+strings.ToLower(string(m[1])))
	}
}

// login notes a command of FTP or POP3.
func (c *check) login(place, command, value string) {
	switch {
	case command == "PASS":
		c.add(place, "password", masked(value), "is a password in clear text (FTP or POP3)")
	case strings.EqualFold(value, "anonymous") || strings.EqualFold(value, "ftp"):
	default:
		c.add(place, "user name", value, "logs in with it in clear text (FTP or POP3)")
	}
}

func (c *check) httpSecret(place, field, value string) {
	scheme, rest, _ := strings.Cut(value, " ")
	switch {
	case strings.HasSuffix(field, "cookie"):
		c.add(place, "cookie", masked(value), "may let its finder act as the user (HTTP)")
	case strings.EqualFold(scheme, "basic"):
		c.add(place, "password", masked(rest), "is HTTP Basic; "+decoded(strings.TrimSpace(rest)))
	case strings.EqualFold(scheme, "digest"):
		c.add(place, "password hash", masked(rest), "lets a password be guessed offline (HTTP Digest)")
	default:
		c.add(place, "token", masked(value), "lets its finder act as the user (HTTP "+scheme+")")
	}
}

// decoded tells the user in what base64 hides from nobody.
func decoded(s string) string {
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil || len(b) == 0 {
		return "what follows is the name and the password in base64"
	}
	user, _, _ := bytes.Cut(bytes.TrimLeft(b, "\x00"), []byte{0})
	user, _, _ = bytes.Cut(user, []byte(":"))
	return fmt.Sprintf("the password of %q is in it", user)
}

// community is the name in an SNMP message of version 1 or 2c (RFC 1157, RFC 1901): a sequence of a number and a string.
func community(b []byte) (string, bool) {
	at := 2
	if len(b) < 8 || b[0] != 0x30 {
		return "", false
	}
	if b[1]&0x80 != 0 {
		at += int(b[1] & 0x7f)
	}
	if at+5 > len(b) || b[at] != 2 || b[at+1] != 1 || b[at+2] > 1 || b[at+3] != 4 {
		return "", false
	}
	n := int(b[at+4])
	if n == 0 || n > 127 || at+5+n > len(b) {
		return "", false
	}
	return string(b[at+5 : at+5+n]), true
}
