package anonymize

import (
	"encoding/binary"
	"encoding/hex"
	"html"
	"net/netip"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/publicsuffix"

	"netlab/pcapnb"
)

var (
	macText = regexp.MustCompile(`(?i)\b(?:[0-9a-f]{2}(?:(?::[0-9a-f]{2}){5}|(?:-[0-9a-f]{2}){5})|[0-9a-f]{4}(?:\.[0-9a-f]{4}){2})\b`)
	// shortText is a MAC address without zeros in front, which a part of an IPv6 address may look like.
	shortText = regexp.MustCompile(`(?i)\b[0-9a-f]{1,2}(?::[0-9a-f]{1,2}){5}\b`)
	ip4Text   = regexp.MustCompile(`\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2}\b)?`)
	// dashedText is an address in a host's name, as ip-192-0-2-1.
	dashedText = regexp.MustCompile(`\b\d{1,3}(?:-\d{1,3}){3}\b`)
	// portText is the end of an address as tcpdump shows it with a port.
	portText = regexp.MustCompile(`\.\d{1,5}$`)
	ip6Text  = regexp.MustCompile(`(?i)[0-9a-f:]*:[0-9a-f:]*:[0-9a-f:.]*(?:/\d{1,3}\b)?`)
	// reverseText is the name of an address or of a network.
	reverseText = regexp.MustCompile(`(?i)\b(?:(?:\d{1,3}\.){1,4}in-addr|(?:[0-9a-f]\.){1,32}ip6)\.arpa\b`)
	nameText    = regexp.MustCompile(`[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)*`)
	emailText   = regexp.MustCompile(`[\w.+-]+@[\w-]+(?:\.[\w-]+)+`)
	numText     = regexp.MustCompile(`\b\d{7,15}\b`)
	hexText     = regexp.MustCompile(`(?i)\b0x(?:[0-9a-f]{12}|[0-9a-f]{8})\b`)
	// phoneText is a subscriber's number: with a plus sign (E.164), or as long as those of devices and their cards (3GPP TS 23.003).
	phoneText = regexp.MustCompile(`\+\d{7,15}\b|\b\d{14,15}\b`)
	// chainText is a word letter by letter, as text of two bytes a character looks where bytes that are none are shown as dots.
	chainText = regexp.MustCompile(`\b\pL(?:[^\pL\pN\s<>&;/]\pL){3,}\b`)
	// dataText is a picture or another file in a page's own text, RFC 2397.
	dataText = regexp.MustCompile(`(?is)\bdata:[\w/+.-]*(?:;[\w.=+-]+)*;base64,[\w+/=%\s]+|\bdata:image/svg\+xml[\w.=;+-]*,\s*<svg.*?</svg>|` +
		`\bdata:(?:image|audio|video|application|font)/[\w+.-]+(?:;[\w.=+-]+)*,[^\s"'<>)]+`)
	// charText is a character of HTML by its number.
	charText = regexp.MustCompile(`&#(?:[0-9]{1,7}|[xX][0-9a-fA-F]{1,6});`)
	homeText = regexp.MustCompile(`((?:/home|/Users|\\Users)[/\\])([^/\\\s"'<>:]+)`)
	// pathText is the absolute path of a file that notebooks read.
	pathText = regexp.MustCompile(`(?i)(?:^|[\s"'=(\x60])((?:[a-z]:)?(?:[/\\]+[^/\\\s"'<>:()\x60]+)+\.(?:pcap|pcapng|cap|dmp|csv|jsonl?|txt)(?:\.gz|\.zst)?)\b`)
)

// A pageKind says who a text is from.
type pageKind uint8

const (
	written pageKind = iota // by a person
	code                    // by a person for a compiler, which wants its own names back
	printed                 // by a program
)

// Page replaces in a text, plain or HTML, what a capture's copy has replaced: addresses, networks such as 192.0.2.0/24, MAC addresses,
// names and words that this Anonymizer was asked for, so Learn or Write the captures first. Names of a capture are
// found with the names above and below them; words that everybody uses stay. Where outputs says that the text is what a
// program printed, not what a person wrote, every word is replaced that is not known to be everybody's, and so are mail
// addresses, names of users in paths, whatever looks like a public host name, and addresses that are written as one number.
func (a *Anonymizer) Page(text string, outputs bool) string {
	if outputs {
		return a.page(text, printed)
	}
	return a.page(text, written)
}

func (a *Anonymizer) page(text string, kind pageKind) string {
	// What is replaced is taken out first, so that nothing is replaced twice.
	var kept []string
	keep := func(s string) string {
		kept = append(kept, s)
		return "\x00" + strconv.Itoa(len(kept)-1) + "\x00"
	}
	replace := func(form *regexp.Regexp, to func(string) (string, bool)) {
		text = outside(text, func(part string) string {
			return form.ReplaceAllStringFunc(part, func(s string) string {
				if to, ok := to(s); ok {
					return keep(to)
				}
				return s
			})
		})
	}
	text = strings.ReplaceAll(text, "\x00", "")
	if kind == printed {
		text = charText.ReplaceAllStringFunc(text, plainChar)
	}
	replace(dataText, func(string) (string, bool) { return "data:,", true })
	if kind == printed {
		replace(homeText, func(s string) (string, bool) {
			m := homeText.FindStringSubmatch(s)
			return m[1] + a.Words(m[2]), true
		})
		replace(emailText, func(s string) (string, bool) {
			user, host, _ := strings.Cut(s, "@")
			return a.Words(user) + "@" + a.Name(host), true
		})
	}
	replace(reverseText, func(s string) (string, bool) { return a.Policy().ReverseName(s), true })
	replace(macText, func(s string) (string, bool) { return a.macText(s), true })
	replace(ip6Text, a.addrText)
	replace(ip4Text, a.addrText)
	replace(shortText, func(s string) (string, bool) { return a.macText(s), true })
	if kind == printed {
		replace(dashedText, a.dashed)
		replace(numText, a.number)
		replace(hexText, a.hexNumber)
		replace(phoneText, func(s string) (string, bool) { return a.Words(s), true })
		replace(chainText, func(s string) (string, bool) { return a.Words(s), true })
		if spells(text) {
			text = letterText.ReplaceAllStringFunc(text, func(s string) string {
				if s[0] == '<' || s[0] == 0 {
					return s
				}
				return keep(a.Words(s))
			})
		}
		same := func(s string) (string, bool) { return s, true }
		replace(colourText, same)
		replace(escapeText, same)
	}
	known := a.suffixes()
	replace(nameText, func(s string) (string, bool) { return a.nameText(s, kind, known) })
	switch kind {
	case printed:
		text = outside(text, a.generic)
	case written:
		text = outside(text, a.learned)
	case code:
		text = outside(text, func(part string) string { return saidText.ReplaceAllStringFunc(part, a.learned) })
	}
	return putBack(text, kept)
}

// outside has f rewrite what is between the places of what is kept.
func outside(text string, f func(string) string) string {
	parts := strings.Split(text, "\x00")
	for i := 0; i < len(parts); i += 2 {
		parts[i] = f(parts[i])
	}
	return strings.Join(parts, "\x00")
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
	plain := strings.NewReplacer(".", "", "-", ":").Replace(s)
	if strings.Contains(s, ".") { // as switches write it: 0200.5e00.5301
		plain = strings.Join([]string{plain[:2], plain[2:4], plain[4:6], plain[6:8], plain[8:10], plain[10:]}, ":")
	}
	groups := strings.Split(plain, ":")
	for i, g := range groups { // as some systems write it: 2:0:5e:0:53:1
		groups[i] = ("0" + g)[len(g)-1:]
	}
	m, err := pcapnb.ParseMAC(strings.Join(groups, ":"))
	if err != nil {
		return s
	}
	to := a.MAC(m).String()
	switch {
	case strings.Contains(s, "-"):
		to = strings.ReplaceAll(to, ":", "-")
	case strings.Contains(s, "."):
		to = strings.ReplaceAll(to, ":", "")
		to = to[:4] + "." + to[4:8] + "." + to[8:]
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
	if port := portText.FindString(s); err != nil && port != "" {
		s, end = strings.TrimSuffix(s, port), port+end
		addr, err = netip.ParseAddr(s)
	}
	if err != nil {
		return "", false
	}
	return a.Addr(addr).String() + end, true
}

// dashed maps an address whose numbers have dashes between them.
func (a *Anonymizer) dashed(s string) (string, bool) {
	to, ok := a.addrText(strings.ReplaceAll(s, "-", "."))
	return strings.ReplaceAll(to, ".", "-"), ok
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

// hexNumber maps an address that is written as a number in hexadecimal, and one whose bytes are letters.
func (a *Anonymizer) hexNumber(s string) (string, bool) {
	b, err := hex.DecodeString(s[2:])
	if err != nil {
		return "", false
	}
	if addr, ok := netip.AddrFromSlice(b); ok {
		if to, ok := a.addrs[addr]; ok {
			return s[:2] + hex.EncodeToString(to.AsSlice()), true
		}
	}
	if len(b) == 6 {
		if to, ok := a.macs[pcapnb.MAC(b)]; ok {
			return s[:2] + hex.EncodeToString(to[:]), true
		}
	}
	for _, c := range b {
		if c|0x20 < 'a' || c|0x20 > 'z' {
			return "", false
		}
	}
	return a.Words(s), true
}

// plainChar is a letter or digit that HTML writes by its number; others stay as they are.
func plainChar(s string) string {
	if c := html.UnescapeString(s); wordText.MatchString(c) {
		return c
	}
	return s
}

// letterText is a letter that stands alone, or what has none for people: a style, a tag, the place of what is kept.
var letterText = regexp.MustCompile(`(?is)<style\b.*?</style>|<script\b.*?</script>|<[^>]*>|\x00\d+\x00|\b\pL\b`)

// spells says whether a text has so many different small letters that stand alone, outside the tags of HTML, that a word may be
// there letter by letter: Telnet sends what is typed so, and a table shows it.
func spells(text string) bool {
	const most = 4
	alone := make(map[string]bool)
	for _, letter := range letterText.FindAllString(text, -1) {
		if letter[0] != '<' && letter[0] != 0 && strings.ToLower(letter) == letter {
			alone[letter] = true
		}
	}
	return len(alone) > most
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

// nameText maps a name where it is one of a capture's, or in what was printed looks like one.
func (a *Anonymizer) nameText(s string, kind pageKind, domains map[string]bool) (string, bool) {
	lower := asciiLower(s)
	dotted := strings.Contains(lower, ".")
	_, seen := a.names[lower]
	switch {
	case seen && (dotted || kind == printed && len(lower) > 2):
	case dotted && (domains[lower] || below(lower, domains)):
	case kind == printed && looksPublic(lower):
	default:
		return "", false
	}
	return a.Name(s), true
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
	return icann && (suffix != s || wildcard(s)) && !strings.Contains(goWords, " "+s[i+1:]+" ")
}

const (
	// fileEndings are also top-level domains, but stand on a page as the end of a file's name.
	fileEndings = " md sh py go zip pl rs cc so ps ai app bin mov "
	// goWords are also top-level domains, but stand on a page after a package's name.
	goWords = " now show map name host link box day date data new open id is in at of time plus bar top max min fields save select watch "
)
