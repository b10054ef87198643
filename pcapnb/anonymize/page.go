package anonymize

import (
	"encoding/binary"
	"net/netip"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/publicsuffix"

	"netlab/pcapnb"
)

var (
	macText   = regexp.MustCompile(`(?i)\b[0-9a-f]{2}(?:(?::[0-9a-f]{2}){5}|(?:-[0-9a-f]{2}){5})\b`)
	ip4Text   = regexp.MustCompile(`\b\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?\b`)
	ip6Text   = regexp.MustCompile(`(?i)[0-9a-f:]*:[0-9a-f:]*:[0-9a-f:.]*(?:/\d{1,3}\b)?`)
	nameText  = regexp.MustCompile(`[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)*`)
	emailText = regexp.MustCompile(`[\w.+-]+@[\w-]+(?:\.[\w-]+)+`)
	numText   = regexp.MustCompile(`\b\d{7,15}\b`)
	homeText  = regexp.MustCompile(`((?:/home|/Users|\\Users)[/\\])([^/\\\s"'<>:]+)`)
)

// Page replaces in a text, plain or HTML, what a capture's copy has replaced: addresses, networks such as 192.0.2.0/24, MAC addresses, and
// the names that this Anonymizer was asked for, so Learn or Write the captures first. Names of a capture are
// found with the names above and below them; a name of one label only where outputs says that the text is what a program
// printed, not what a person wrote. In outputs, mail addresses, names of users in paths, and whatever else looks like a
// public host name are replaced too, and addresses that are written as one number.
func (a *Anonymizer) Page(text string, outputs bool) string {
	// What is replaced is taken out first, so that nothing is replaced twice.
	var kept []string
	keep := func(s string) string {
		kept = append(kept, s)
		return "\x00" + strconv.Itoa(len(kept)-1) + "\x00"
	}
	text = strings.ReplaceAll(text, "\x00", "")
	if outputs {
		text = homeText.ReplaceAllStringFunc(text, func(s string) string {
			m := homeText.FindStringSubmatch(s)
			return m[1] + keep(a.Words(m[2]))
		})
		text = emailText.ReplaceAllStringFunc(text, func(s string) string {
			user, host, _ := strings.Cut(s, "@")
			return keep(a.Words(user) + "@" + a.Name(host))
		})
	}
	text = macText.ReplaceAllStringFunc(text, func(s string) string { return keep(a.macText(s)) })
	text = ip6Text.ReplaceAllStringFunc(text, func(s string) string {
		if to, ok := a.addrText(s); ok {
			return keep(to)
		}
		return s
	})
	text = ip4Text.ReplaceAllStringFunc(text, func(s string) string {
		if to, ok := a.addrText(s); ok {
			return keep(to)
		}
		return s
	})
	if outputs {
		text = numText.ReplaceAllStringFunc(text, func(s string) string {
			if to, ok := a.number(s); ok {
				return keep(to)
			}
			return s
		})
	}
	known := a.suffixes()
	text = nameText.ReplaceAllStringFunc(text, func(s string) string { return a.nameText(s, outputs, known) })
	return putBack(text, kept)
}

// putBack puts the replaced addresses in their places.
func putBack(text string, kept []string) string {
	var b strings.Builder
	for i, part := range strings.Split(text, "\x00") {
		if n, err := strconv.Atoi(part); i%2 == 1 && err == nil && n < len(kept) {
			part = kept[n]
		}
		b.WriteString(part)
	}
	return b.String()
}

// macText maps a MAC address and keeps how it is written.
func (a *Anonymizer) macText(s string) string {
	m, err := pcapnb.ParseMAC(strings.ReplaceAll(s, "-", ":"))
	if err != nil {
		return s
	}
	to := a.MAC(m).String()
	if strings.Contains(s, "-") {
		to = strings.ReplaceAll(to, ":", "-")
	}
	if strings.ToUpper(s) == s {
		to = strings.ToUpper(to)
	}
	return to
}

// addrText maps an address or a network.
func (a *Anonymizer) addrText(s string) (string, bool) {
	if p, err := netip.ParsePrefix(s); err == nil {
		to, err := a.Addr(p.Addr()).Prefix(p.Bits())
		if p.Addr() != p.Masked().Addr() { // an address with the size of its network
			return netip.PrefixFrom(a.Addr(p.Addr()), p.Bits()).String(), true
		}
		if shared := a.keptBits(p.Addr()); err != nil || p.Bits() <= shared {
			return s, true // all of 10.0.0.0/8 stays what it is
		}
		return to.String(), true
	}
	end := ""
	for strings.HasSuffix(s, ".") || strings.HasSuffix(s, ":") && !strings.HasSuffix(s, "::") {
		s, end = s[:len(s)-1], s[len(s)-1:]+end
	}
	addr, err := netip.ParseAddr(s)
	if err != nil {
		return "", false
	}
	return a.Addr(addr).String() + end, true
}

// number maps an IPv4 or MAC address that a table shows as a number, as far as it was seen.
func (a *Anonymizer) number(s string) (string, bool) {
	n, err := strconv.ParseUint(s, 10, 48)
	if err != nil {
		return "", false
	}
	b := binary.BigEndian.AppendUint64(nil, n)
	if to, ok := a.addrs[netip.AddrFrom4([4]byte(b[4:]))]; ok && n < 1<<32 {
		v4 := to.As4()
		return strconv.FormatUint(uint64(binary.BigEndian.Uint32(v4[:])), 10), true
	}
	if to, ok := a.macs[pcapnb.MAC(b[2:])]; ok {
		return strconv.FormatUint(binary.BigEndian.Uint64(append([]byte{0, 0}, to[:]...)), 10), true
	}
	return "", false
}

// keptBits is how many bits of an address' range stay as they are.
func (a *Anonymizer) keptBits(addr netip.Addr) int {
	switch {
	case a.options.PlainCryptoPAn:
		return 0
	case addr.Is4():
		return kind4(addr).Bits()
	}
	return kind6(addr).Bits()
}

// suffixes are the names seen and the domains above them, except those that belong to everybody.
func (a *Anonymizer) suffixes() map[string]bool {
	if a.domains != nil && a.domainsOf == len(a.names) {
		return a.domains
	}
	a.domains, a.domainsOf = make(map[string]bool), len(a.names)
	for name := range a.names {
		labels := strings.Split(name, ".")
		for i := 1; i < len(labels)-commonSuffix(labels); i++ {
			a.domains[strings.Join(labels[i:], ".")] = true
		}
	}
	return a.domains
}

// nameText maps a name where it is one of a capture's, or in outputs looks like one.
func (a *Anonymizer) nameText(s string, outputs bool, domains map[string]bool) string {
	lower := asciiLower(s)
	dotted := strings.Contains(lower, ".")
	_, seen := a.names[lower]
	switch {
	case seen && (dotted || outputs && len(lower) > 2):
	case dotted && (domains[lower] || below(lower, domains)):
	case outputs && looksPublic(lower):
	default:
		return s
	}
	return a.Name(s)
}

// below says whether a name lies in one of the domains.
func below(name string, domains map[string]bool) bool {
	for {
		_, rest, ok := strings.Cut(name, ".")
		if !ok || !strings.Contains(rest, ".") {
			return false
		}
		if domains[rest] {
			return true
		}
		name = rest
	}
}

// looksPublic says whether a text is a host name below a public suffix rather than a file's name or Go's.
func looksPublic(s string) bool {
	i := strings.LastIndexByte(s, '.')
	if i <= 0 || strings.Contains(fileEndings, " "+s[i+1:]+" ") || strings.ContainsAny(s, "_") {
		return false
	}
	suffix, icann := publicsuffix.PublicSuffix(s)
	return icann && suffix != s && !strings.Contains(goWords, " "+s[i+1:]+" ")
}

const (
	// fileEndings are also top-level domains, but stand on a page as the end of a file's name.
	fileEndings = " md sh py go zip pl rs cc so ps ai app bin mov "
	// goWords are also top-level domains, but stand on a page behind a package's name.
	goWords = " now show map name host link box day date data new open id is in at of time plus bar top max min fields save select watch "
)
