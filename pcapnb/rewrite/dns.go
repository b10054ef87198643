package rewrite

import (
	"net/netip"
	"strconv"
	"strings"
)

// A dnsMessage is a DNS message on its way from in to the end of out. Names are compressed where they were, as long as what
// they point to still is their end.
type dnsMessage struct {
	*rewriter
	in      []byte
	base    int            // where the message begins in out
	at      map[int]int    // where a label of in came to stand
	suffix  map[int]string // the name that begins there
	netbios bool
}

// dns writes a DNS message (RFC 1035, 4).
func (r *rewriter) dns(b []byte) { r.dnsLike(b, false) }

// netbiosNames writes a message of NetBIOS' name service (RFC 1002, 4.2).
func (r *rewriter) netbiosNames(b []byte) { r.dnsLike(b, true) }

func (r *rewriter) dnsLike(b []byte, netbios bool) {
	const header = 12
	if len(b) < header || r.cut {
		r.opaque(b)
		return
	}
	if !dnsHeader(b, netbios) {
		r.blank(b[:header])
		r.opaque(b[header:])
		return
	}
	start := len(r.out)
	done := r.dnsMessage(b, netbios)
	if grown := len(r.out) - start - done; grown > maxGrowth {
		r.out = r.out[:start]
		r.fixed++
		done = r.dnsMessage(b, netbios)
		r.fixed--
	}
	r.delta += len(r.out) - start - done
	r.opaque(b[done:])
}

// dnsHeader says whether b begins with a header: an operation that is assigned (IANA, DNS parameters; RFC 1002, 4.2.1.1), and no more
// questions and records than a message has room for. Words that were sent to the port have neither, and zeros take their place.
func dnsHeader(b []byte, netbios bool) bool {
	const header, question, record = 12, 5, 11 // bytes, at least
	operations := uint16(1<<0 | 1<<1 | 1<<2 | 1<<4 | 1<<5 | 1<<6)
	if netbios {
		operations = 1<<0 | 1<<5 | 1<<6 | 1<<7 | 1<<8 | 1<<9 | 1<<15
	}
	least := header + question*int(be.Uint16(b[4:]))
	for at := 6; at < header; at += 2 {
		least += record * int(be.Uint16(b[at:]))
	}
	return operations>>(b[2]>>3&15)&1 != 0 && least <= 0xffff
}

// maxGrowth is how many bytes longer a message may become; names that repeat one another could make it endless.
const maxGrowth = 1024

// dnsMessage appends a message and returns how many of its bytes were understood.
func (r *rewriter) dnsMessage(b []byte, netbios bool) int {
	m := &dnsMessage{rewriter: r, in: b, base: len(r.out), at: make(map[int]int), suffix: make(map[int]string), netbios: netbios}
	r.keep(b[:12])
	return m.records()
}

// records writes questions and records and returns how many bytes of the message are done.
func (m *dnsMessage) records() int {
	off := 12
	for section := range 4 {
		for range be.Uint16(m.in[4+2*section:]) {
			start := len(m.out)
			next, ok := m.record(off, section > 0)
			if !ok {
				m.takeBack(start)
				return off
			}
			off = next
		}
	}
	return off
}

// takeBack removes what was written from out[start:] on, which is not well-formed.
func (m *dnsMessage) takeBack(start int) {
	m.out = m.out[:start]
	for from, to := range m.at {
		if to >= start-m.base {
			delete(m.at, from)
			delete(m.suffix, to)
		}
	}
}

// record writes one question or record at off and returns where the next begins.
func (m *dnsMessage) record(off int, full bool) (next int, ok bool) {
	off, ok = m.name(off)
	fixed := 4
	if full {
		fixed = 10
	}
	if !ok || off+fixed > len(m.in) {
		return 0, false
	}
	kind := be.Uint16(m.in[off:])
	m.keep(m.in[off : off+fixed])
	off += fixed
	if !full {
		return off, true
	}
	end := off + int(be.Uint16(m.in[off-2:]))
	if end > len(m.in) {
		return 0, false
	}
	start := len(m.out)
	if !m.data(kind, off, end) {
		m.takeBack(start)
		m.blank(m.in[off:end])
	}
	if len(m.out)-start > 0xffff {
		return 0, false
	}
	be.PutUint16(m.out[start-2:], uint16(len(m.out)-start))
	return end, true
}

// data writes a record's data; it is not ok where that is not formed as its type wants.
func (m *dnsMessage) data(kind uint16, off, end int) bool {
	b := m.in[off:end]
	names, before, after := 0, 0, 0 // numbers, names, numbers
	switch kind {
	case 1, 28: // A, AAAA
		if len(b) != 4 && len(b) != 16 {
			return false
		}
		m.addrs(b, len(b))
		return true
	case 2, 3, 4, 5, 7, 8, 9, 12, 39: // NS, CNAME, PTR, DNAME …
		names = 1
	case 14, 17: // MINFO, RP
		names = 2
	case 6: // SOA
		names, after = 2, 20
	case 15, 18, 21, 36: // MX, AFSDB, RT, KX
		before, names = 2, 1
	case 33:
		if m.netbios {
			return m.nodeStatus(b)
		}
		before, names = 6, 1 // SRV
	case 24, 46: // SIG, RRSIG
		before, names, after = 18, 1, signature
	case 47: // NSEC
		names, after = 1, typeBitmap
	case 50:
		return m.hashedDenial(b)
	case 64, 65: // SVCB, HTTPS
		before, names, after = 2, 1, parameters
	case 16, 99, 13, 19, 20: // TXT, SPF, HINFO, X25, ISDN
		return m.strings(b)
	case 35:
		return m.namingAuthority(off, end)
	case 41:
		return m.ednsOptions(b)
	case 32:
		if !m.netbios || len(b)%6 != 0 {
			return false
		}
		for ; len(b) > 0; b = b[6:] {
			m.keep(b[:2])
			m.addrs(b[2:6], 4)
		}
		return true
	default:
		return false
	}
	return m.namesIn(off, end, before, names, after)
}

// hashedDenial writes NSEC3 (RFC 5155, 3.2): four bytes, salt and hash after their lengths, and types.
func (m *dnsMessage) hashedDenial(b []byte) bool {
	const fixed = 4
	if len(b) < fixed {
		return false
	}
	m.keep(b[:fixed])
	b = b[fixed:]
	for range 2 {
		if len(b) == 0 || 1+int(b[0]) > len(b) {
			return false
		}
		n := 1 + int(b[0])
		m.keep(b[:1])
		m.blank(b[1:n])
		b = b[n:]
	}
	return m.types(b)
}

// What may come after the names of a record, other than so many bytes of numbers.
const (
	signature  = -1
	typeBitmap = -2
	parameters = -3
)

// namingAuthority writes NAPTR (RFC 3403, 4.1): two numbers, flags, services, a regular expression that makes an address of
// somebody's number, and a name.
func (m *dnsMessage) namingAuthority(off, end int) bool {
	if off+4 > end {
		return false
	}
	m.keep(m.in[off : off+4])
	off += 4
	for _, known := range []string{" s a u p ", naptrServices, ""} {
		if off >= end || off+1+int(m.in[off]) > end {
			return false
		}
		next := off + 1 + int(m.in[off])
		m.keep(m.in[off : off+1])
		m.words(m.in[off+1:next], known, 0)
		off = next
	}
	return m.namesIn(off, end, 0, 1, 0)
}

// naptrServices are what a name may be asked for (IANA, Enumservices; RFC 3263).
const naptrServices = " sip+d2u sip+d2t sip+d2s sips+d2t sips+d2s e2u+sip e2u+pres e2u+im e2u+email e2u+web e2u+msg e2u+voice " +
	"sip+e2u mailto+e2u aaa+d2s aaa+d2t aaa+ap6 x-3gpp-pgw x-3gpp-sgw x-3gpp-mme turn stun radius.tls.tcp x-eduroam "

// namesIn writes data made of some bytes, some names and a rest: so many bytes, or one of the kinds above.
func (m *dnsMessage) namesIn(off, end, before, names, after int) bool {
	if off+before > end {
		return false
	}
	m.keep(m.in[off : off+before])
	off += before
	for range names {
		next, ok := m.name(off)
		if !ok || next > end {
			return false
		}
		off = next
	}
	rest := m.in[off:end]
	switch after {
	case signature:
		m.blank(rest)
	case typeBitmap:
		return m.types(rest)
	case parameters:
		return m.serviceParameters(rest)
	default:
		m.keep(rest)
		return len(rest) == after
	}
	return true
}

// types writes NSEC's bitmap (RFC 4034, 4.1.2) of the types that are assigned (IANA, DNS resource record types).
func (m *dnsMessage) types(b []byte) bool {
	for len(b) > 0 {
		if len(b) < 2 || b[1] < 1 || b[1] > 32 || len(b) < 2+int(b[1]) {
			return false
		}
		at, n := len(m.out), 2+int(b[1])
		m.keep(b[:n])
		for i := 2; i < n && m.Payload != Keep; i++ {
			m.out[at+i] &= assigned(b[0], i-2)
		}
		b = b[n:]
	}
	return true
}

// assigned are the bits of one byte of a window that have a type.
func assigned(window byte, i int) byte {
	switch {
	case window == 0 && i < 8: // 1 to 63
		return 0xff
	case window == 0 && i == 8: // to 67
		return 0xf0
	case window == 0 && (i == 12 || i == 13): // 99 to 109
		return []byte{0x1f, 0xfc}[i-12]
	case window == 0 && i == 31: // 249 to 255
		return 0x7f
	case window == 1 && i == 0: // 256 to 263
		return 0xff
	}
	return 0
}

// strings writes strings with a length in front.
func (m *dnsMessage) strings(b []byte) bool {
	for len(b) > 0 {
		n := int(b[0]) + 1
		if n > len(b) {
			return false
		}
		m.keep(b[:1])
		m.text(b[1:n])
		b = b[n:]
	}
	return true
}

// serviceParameters writes those of SVCB (RFC 9460, 2.2), where hints are addresses.
func (m *dnsMessage) serviceParameters(b []byte) bool {
	for len(b) > 0 {
		if len(b) < 4 || len(b) < 4+int(be.Uint16(b[2:])) {
			return false
		}
		value := b[4 : 4+int(be.Uint16(b[2:]))]
		m.keep(b[:4])
		switch key := be.Uint16(b); {
		case key == 4 && len(value)%4 == 0:
			m.addrs(value, 4)
		case key == 6 && len(value)%16 == 0:
			m.addrs(value, 16)
		case key == 0: // mandatory keys
			m.numbers(value, func(key uint16) bool { return key <= 12 })
		case key == 1:
			m.protocols(value)
		case key == 3 && len(value) == 2: // port
			m.keep(value)
		default:
			m.blank(value)
		}
		b = b[4+len(value):]
	}
	return true
}

// ednsOptions writes the options of EDNS (RFC 6891), where a client's subnet (RFC 7871) is a piece of an address.
func (m *dnsMessage) ednsOptions(b []byte) bool {
	for len(b) > 0 {
		if len(b) < 4 || len(b) < 4+int(be.Uint16(b[2:])) {
			return false
		}
		value := b[4 : 4+int(be.Uint16(b[2:]))]
		m.keep(b[:4])
		if be.Uint16(b) == 8 && len(value) >= 4 {
			m.keep(value[:4])
			m.subnet(value[1], value[2], value[4:])
		} else {
			m.blank(value)
		}
		b = b[4+len(value):]
	}
	return true
}

// subnet writes the first bytes of an address of a family (1 IPv4, 2 IPv6), of which so many bits count.
func (m *dnsMessage) subnet(family, bits byte, b []byte) {
	size := 4
	if family == 2 {
		size = 16
	}
	if len(b) > size {
		m.blank(b)
		return
	}
	full := make([]byte, size)
	copy(full, b)
	m.keep(m.prefix(full, int(bits))[:len(b)])
}

// nodeStatus writes the answer to NetBIOS' NBSTAT (RFC 1002, 4.2.18): names of 16 bytes with flags, then the MAC address.
func (m *dnsMessage) nodeStatus(b []byte) bool {
	if len(b) < 1 || len(b) < 1+int(b[0])*18+6 {
		return false
	}
	count := int(b[0])
	m.keep(b[:1])
	b = b[1:]
	for range count {
		m.keep(m.netbiosName(b[:16]))
		m.keep(b[16:18])
		b = b[18:]
	}
	m.keep(b[:6])
	m.macAt(len(m.out) - 6)
	m.blank(b[6:]) // counters
	return true
}

// name writes the name at off of the message and returns where it ends.
func (m *dnsMessage) name(off int) (next int, ok bool) {
	labels, offs, pointer, next, ok := m.readName(off)
	if !ok {
		return 0, false
	}
	own := len(offs) // labels that are here, before a pointer
	mapped := m.labels(labels, m.netbios)
	if m.fixed > 0 || !sound(mapped) {
		mapped = fitLabels(mapped, labels)
	}
	target, known := m.at[pointer]
	if pointer >= 0 && known && len(mapped) == len(labels) && m.suffix[target] == join(mapped[own:]) {
		m.write(mapped[:own], mapped, offs)
		m.keep(be.AppendUint16(nil, 0xc000|uint16(target)))
		return next, true
	}
	if pointer >= 0 && m.fixed > 0 {
		return 0, false
	}
	m.write(mapped, mapped, offs)
	m.keep([]byte{0})
	return next, true
}

// write appends labels and notes where those came to stand that were at offs, within the reach of a pointer.
func (m *dnsMessage) write(labels, whole []string, offs []int) {
	for i, label := range labels {
		if at := len(m.out) - m.base; i < len(offs) && at < 1<<14 {
			m.at[offs[i]], m.suffix[at] = at, join(whole[i:])
		}
		m.keep([]byte{byte(len(label))})
		m.keep([]byte(label))
	}
}

// join makes one string of labels that no other labels make.
func join(labels []string) string { return strings.Join(labels, "\x00.") }

// readName reads the name at off: its labels, where those before a pointer are, where the first pointer
// points (-1 without one) and where the name ends. Pointers must lead backwards.
func (m *dnsMessage) readName(off int) (labels []string, offs []int, pointer, next int, ok bool) {
	pointer, next = -1, -1
	length, limit := 0, off
	for off < len(m.in) {
		n := int(m.in[off])
		switch {
		case n == 0:
			if next < 0 {
				next = off + 1
			}
			return labels, offs, pointer, next, true
		case n >= 0xc0:
			if off+1 >= len(m.in) {
				return nil, nil, 0, 0, false
			}
			to := int(be.Uint16(m.in[off:]) & 0x3fff)
			if to >= limit || to < 12 {
				return nil, nil, 0, 0, false
			}
			if next < 0 {
				next, pointer = off+2, to
			}
			off, limit = to, to
			continue
		case n > 63 || off+1+n > len(m.in):
			return nil, nil, 0, 0, false
		}
		if length += n + 1; length > 254 {
			return nil, nil, 0, 0, false
		}
		if next < 0 {
			offs = append(offs, off)
		}
		labels = append(labels, string(m.in[off+1:off+1+n]))
		off += 1 + n
	}
	return nil, nil, 0, 0, false
}

// nameList writes uncompressed names that fill b, with zeros after them, at their length.
func (r *rewriter) nameList(b []byte) {
	for len(b) > 0 {
		var labels []string
		n := 0
		for n < len(b) && b[n] > 0 && b[n] <= 63 && n+1+int(b[n]) <= len(b) {
			labels = append(labels, string(b[n+1:n+1+int(b[n])]))
			n += 1 + int(b[n])
		}
		for _, label := range fitLabels(r.labels(labels, false), labels) {
			r.keep([]byte{byte(len(label))})
			r.keep([]byte(label))
		}
		if n < len(b) && b[n] == 0 {
			r.keep(b[n : n+1])
			b = b[n+1:]
			continue
		}
		r.blank(b[n:])
		return
	}
}

// labels maps a name given as its labels.
func (r *rewriter) labels(labels []string, netbios bool) []string {
	switch n := len(labels); {
	case n == 0:
		return nil
	case netbios && len(labels[0]) == 32:
		return append([]string{r.netbiosLabel(labels[0])}, r.labels(labels[1:], false)...)
	case n >= 2 && strings.EqualFold(labels[n-1], "arpa") && strings.EqualFold(labels[n-2], "in-addr"):
		return r.reverse4(labels)
	case n >= 2 && strings.EqualFold(labels[n-1], "arpa") && strings.EqualFold(labels[n-2], "ip6"):
		return r.reverse6(labels)
	}
	if r.Name == nil {
		return labels
	}
	safe := make([]string, len(labels))
	for i, label := range labels {
		safe[i] = strings.ReplaceAll(label, ".", "-")
	}
	name := strings.Join(safe, ".")
	mapped := r.Name(name)
	if mapped == name {
		return labels
	}
	return strings.Split(mapped, ".")
}

// ReverseName returns what becomes of the name of an address or of a network below in-addr.arpa or ip6.arpa.
func (p Policy) ReverseName(name string) string {
	return strings.Join(newRewriter(p).labels(strings.Split(name, "."), false), ".")
}

// reverse4 maps the name of an IPv4 address or of a network (RFC 1035, 3.5).
func (r *rewriter) reverse4(labels []string) []string {
	var octets [4]byte
	n, first := 0, len(labels)-2
	for ; n < 4 && first > 0; n++ {
		v, err := strconv.ParseUint(labels[first-1], 10, 8)
		if err != nil {
			break
		}
		octets[n] = byte(v)
		first--
	}
	mapped := r.addr(netip.AddrFrom4(octets)).As4()
	out := append([]string(nil), r.labels(labels[:first], false)...)
	for i := n - 1; i >= 0; i-- {
		out = append(out, strconv.Itoa(int(mapped[i])))
	}
	return append(out, labels[len(labels)-2:]...)
}

// reverse6 maps the name of an IPv6 address or of a network, digit by digit (RFC 3596, 2.5).
func (r *rewriter) reverse6(labels []string) []string {
	var b [16]byte
	n, first := 0, len(labels)-2
	for ; n < 32 && first > 0 && len(labels[first-1]) == 1; n++ {
		v, err := strconv.ParseUint(labels[first-1], 16, 4)
		if err != nil {
			break
		}
		b[n/2] |= byte(v) << (4 * (1 - n%2))
		first--
	}
	to := r.addr(netip.AddrFrom16(b))
	if to == netip.AddrFrom16(b) && first == 0 {
		return labels
	}
	mapped := to.As16()
	out := append([]string(nil), r.labels(labels[:first], false)...)
	for i := n - 1; i >= 0; i-- {
		out = append(out, strconv.FormatUint(uint64(mapped[i/2]>>(4*(1-i%2))&15), 16))
	}
	return append(out, labels[len(labels)-2:]...)
}

// sound says whether labels can be in a message.
func sound(labels []string) bool {
	length := 1
	for _, label := range labels {
		if len(label) == 0 || len(label) > 63 {
			return false
		}
		length += len(label) + 1
	}
	return length <= 255
}

// fitLabels gives labels the number and the lengths of old.
func fitLabels(labels, old []string) []string {
	out := make([]string, len(old))
	for i := range old {
		label := ""
		if i < len(labels) {
			label = labels[i]
		}
		out[i] = string(fit(label, len(old[i])))
	}
	return out
}

// netbiosLabel maps a NetBIOS name in its first-level encoding: two letters a byte (RFC 1001, 14.1).
func (r *rewriter) netbiosLabel(label string) string {
	name := make([]byte, 16)
	for i := range name {
		hi, lo := label[2*i]-'A', label[2*i+1]-'A'
		if hi > 15 || lo > 15 {
			return string(fit("", 32))
		}
		name[i] = hi<<4 | lo
	}
	out := make([]byte, 0, 32)
	for _, c := range r.netbiosName(name) {
		out = append(out, 'A'+c>>4, 'A'+c&15)
	}
	return string(out)
}

// netbiosName maps a NetBIOS name: 15 characters filled with spaces, in capitals, and the kind of service.
func (r *rewriter) netbiosName(b []byte) []byte {
	name := strings.TrimRight(string(b[:15]), " \x00")
	if r.Name == nil || name == "" || name == "*" || name == "\x01\x02__MSBROWSE__\x02" {
		return b
	}
	mapped := r.Name(strings.ReplaceAll(name, ".", "-"))
	out := append([]byte(nil), b...)
	copy(out, strings.ToUpper(string(fit(mapped, len(name)))))
	return out
}
