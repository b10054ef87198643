package anonymize

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"strings"

	"golang.org/x/net/publicsuffix"

	"netlab/pcapnb"
)

// Name maps a host or domain name label by label, each to one of the same length in lower case. What is no one's own stays: the public
// suffix (co.uk; publicsuffix.org), names that RFC 6761 reserves (local), labels of well-known services (_tcp) and www.
func (a *Anonymizer) Name(name string) string {
	lower := asciiLower(name)
	mapped, ok := a.names[lower]
	if !ok {
		mapped = a.newName(lower)
		if len(a.names) < maxSeen {
			a.names[lower] = mapped
		}
	}
	return mapped
}

func (a *Anonymizer) newName(name string) string {
	labels := strings.Split(name, ".")
	own := len(labels) - commonSuffix(labels)
	for i, label := range labels[:own] {
		if !commonLabel(label, labels[i+1:]) {
			labels[i] = a.word(label)
		}
	}
	return strings.Join(labels, ".")
}

// commonSuffix is how many labels at the end belong to everybody.
func commonSuffix(labels []string) int {
	last := labels[len(labels)-1]
	if len(labels) == 1 {
		if strings.Contains(" localhost local wpad isatap workgroup mshome ", " "+last+" ") && last != "" {
			return 1
		}
		return 0
	}
	if strings.Contains(" local localhost test example invalid onion internal lan home corp localdomain alt ", " "+last+" ") && last != "" {
		return 1
	}
	if last == "arpa" && labels[len(labels)-2] == "home" { // RFC 8375
		return 2
	}
	suffix, icann := publicsuffix.PublicSuffix(strings.Join(labels, "."))
	if !icann {
		if suffix, icann = publicsuffix.PublicSuffix(last); !icann {
			return 0
		}
	}
	n := min(strings.Count(suffix, ".")+1, len(labels))
	if n > 1 && wildcard(suffix) {
		n--
	}
	return n
}

// wildcard says whether any first label makes a public suffix (*.ck), so that this one says whose name it is.
func wildcard(suffix string) bool {
	_, rest, _ := strings.Cut(suffix, ".")
	other, _ := publicsuffix.PublicSuffix("nobody--has--this." + rest)
	return other != rest && strings.HasSuffix(other, "."+rest)
}

// commonLabel says whether a label says nothing of whose name it is.
func commonLabel(label string, after []string) bool {
	below := ""
	if len(after) > 0 {
		below = after[0]
	}
	switch {
	case label == "" || label == "*" || label == "www":
		return true
	case strings.HasPrefix(label, "_"):
		return strings.Contains(services, " "+label[1:]+" ") && !strings.Contains(label, " ")
	}
	return below == "_dns-sd" && strings.Contains(" b db r dr lb ", " "+label+" ") // RFC 6763, 11
}

// services are labels of transports and of services that programs announce (IANA, service names; Apple, Google and others).
const services = " tcp udp sctp tls dccp sub dns-sd services http https ipp ipps printer pdl-datastream riousbprint scanner uscan uscans " +
	"privet airplay airport raop appletv-v2 appletv-pair touch-able touch-remote daap dacp dpap home-sharing homekit hap hue mediaremotetv " +
	"companion-link rdlink sleep-proxy device-info airdrop afpovertcp adisk smb nfs ftp ftps sftp-ssh ssh telnet rfb vnc workstation " +
	"googlecast googlezone googlerpc androidtvremote androidtvremote2 spotify-connect sonos amzn-wplay amzn-alexa nvstream nvstream_dbd " +
	"bittorrent btfs apple-mobdev apple-mobdev2 apple-pairable apple-sasl presence ichat xmpp-client xmpp-server jabber sip sips sipfederationtls " +
	"stun stuns turn turns h323cs h323ls h323rs ldap ldaps gc kerberos kerberos-master kerberos-adm kpasswd msdcs sites autodiscover caldav caldavs " +
	"carddav carddavs imap imaps pop3 pop3s submission submissions smtp nntp ntp domainkey dmarc mta-sts smtp-tlsrpt adsp bimi report vlmcs " +
	"matter matterc matterd meshcop trel coap coaps mqtt esphomelib home-assistant axis-video rtsp nut teamviewer udisks-ssh psia rsp webdav " +
	"webdavs dns dns-update dns-llq dns-push dns-query-tls domain whoami net-assistant miio mi-connect acme-challenge tcpkeepalive mdns xbox x-puppet " +
	"etcd-server etcd-client etcd-server-ssl etcd-client-ssl minecraft ts3 mumble collaboration syslog iscsi radius radiustls aaa "

// Words maps words: letters and digits to lower case letters and digits, run by run, and leaves ASCII's other characters.
func (a *Anonymizer) Words(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); {
		n := i
		for n < len(text) && (alphanumeric(text[n]) || text[n] >= 0x80 || text[n] < ' ') && n-i < 64 {
			n++
		}
		if n == i {
			b.WriteByte(text[i])
			i++
			continue
		}
		b.WriteString(a.word(asciiLower(text[i:n])))
		i = n
	}
	return b.String()
}

// asciiLower leaves bytes beyond ASCII alone, as DNS does (RFC 4343, 2.1); in Unicode a letter's other case may be longer.
func asciiLower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789"

func alphanumeric(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z'
}

// word maps a word in lower case to one of the same length. Among words of letters and digits the mapping is one to one:
// three times each character is moved along the alphabet by a distance that all others together decide. Hyphens and
// underscores stay; any other byte becomes a letter or digit. A single character is chosen by the key alone.
func (a *Anonymizer) word(word string) string {
	if mapped, ok := a.words[word]; ok {
		return mapped
	}
	b, plain := []byte(word), true
	for _, c := range b {
		plain = plain && (strings.IndexByte(alphabet, c) >= 0 || c == '-' || c == '_')
	}
	tweak := ""
	if !plain {
		tweak = word
	}
	for i, c := range b {
		if strings.IndexByte(alphabet, c) < 0 && c != '-' && c != '_' {
			b[i] = alphabet[a.random(tweak, 9, i, b)%36]
		}
	}
	rounds := 3
	if only := strings.IndexFunc(string(b), isAlphabet); only >= 0 && only == strings.LastIndexFunc(string(b), isAlphabet) {
		rounds = 0 // nothing else in the word could decide the distance
		b[only] = a.letter(string(b[:only]), string(b[only+1:]), tweak)[strings.IndexByte(alphabet, b[only])]
	}
	for round := range rounds {
		for i, c := range b {
			if at := strings.IndexByte(alphabet, c); at >= 0 {
				b[i] = 0
				b[i] = alphabet[(uint64(at)+a.random(tweak, round, i, b))%36]
			}
		}
	}
	mapped := string(b)
	if len(a.words) < maxSeen {
		a.words[strings.Clone(word)] = mapped
	}
	return mapped
}

func isAlphabet(c rune) bool { return strings.ContainsRune(alphabet, c) }

// letter returns what each letter of the alphabet becomes where it is between before and after.
func (a *Anonymizer) letter(before, after, tweak string) []byte {
	to := []byte(alphabet)
	for i := len(to) - 1; i > 0; i-- {
		j := a.random(tweak, 10, i, []byte(before+"\x00"+after)) % uint64(i+1)
		to[i], to[j] = to[j], to[i]
	}
	return to
}

// random is a number that the key, a tweak, a place and a word decide.
func (a *Anonymizer) random(tweak string, round, at int, word []byte) uint64 {
	h := hmac.New(sha256.New, a.secret[:])
	h.Write([]byte{byte(round), byte(at), byte(at >> 8)})
	h.Write(word)
	h.Write([]byte{0xff})
	h.Write([]byte(tweak))
	var out [sha256.Size]byte
	return binary.BigEndian.Uint64(h.Sum(out[:0]))
}

// MAC maps the hardware address of a station. The vendor's first three bytes stay if the options say so, and become
// those of no vendor (locally administered) otherwise: two cards of one vendor have the same ones afterwards too.
func (a *Anonymizer) MAC(m pcapnb.MAC) pcapnb.MAC {
	if mapped, ok := a.macs[m]; ok {
		return mapped
	}
	mapped := m
	if m != (pcapnb.MAC{}) && m[0]&1 == 0 {
		vendor := binary.BigEndian.Uint32([]byte{0, m[0], m[1], m[2]})
		card := a.feistel("card", vendor, binary.BigEndian.Uint32([]byte{0, m[3], m[4], m[5]}))
		if !a.options.KeepVendor {
			vendor = a.feistel("vendor", 0, vendor)&^0x010000 | 0x020000
		}
		mapped = pcapnb.MAC{byte(vendor >> 16), byte(vendor >> 8), byte(vendor), byte(card >> 16), byte(card >> 8), byte(card)}
	}
	if len(a.macs) < maxSeen {
		a.macs[m] = mapped
	}
	return mapped
}

// feistel maps numbers of 24 bits one to one.
func (a *Anonymizer) feistel(what string, tweak, v uint32) uint32 {
	left, right := v>>12, v&0xfff
	for round := range 6 {
		in := binary.BigEndian.AppendUint32(nil, right)
		in = binary.BigEndian.AppendUint32(in, tweak)
		left, right = right, left^uint32(a.random(what, round, 0, in)&0xfff)
	}
	return left<<12 | right
}
