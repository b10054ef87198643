package rewrite

import "strings"

// dhcp writes BOOTP and DHCP (RFC 2131, 2132).
func (r *rewriter) dhcp(b []byte) {
	if len(b) > 0 && b[0] != 1 && b[0] != 2 { // neither a request nor a reply
		r.opaque(b)
		return
	}
	at, ok := r.header(b, 44)
	if !ok {
		return
	}
	for i := 12; i < 28; i += 4 {
		r.addrAt(at+i, 4)
	}
	if b[1] == 1 && b[2] == 6 {
		r.macAt(at + 28)
		r.clear(at+34, at+44)
	} else {
		r.clear(at+28, at+44)
	}
	n := min(len(b), 236)
	r.blank(b[44:n]) // server and file name
	if b = b[n:]; len(b) < 4 || string(b[:4]) != "\x63\x82\x53\x63" {
		r.opaque(b)
		return
	}
	r.keep(b[:4])
	r.dhcpOptions(b[4:])
}

func (r *rewriter) dhcpOptions(b []byte) {
	mask, _ := dhcpOption(b, 1)
	for len(b) > 0 && b[0] != 255 {
		if b[0] == 0 {
			r.keep(b[:1])
			b = b[1:]
			continue
		}
		if len(b) < 2 || len(b) < 2+int(b[1]) {
			r.opaque(b)
			return
		}
		option := b[:2+int(b[1])]
		r.dhcpValue(option, mask)
		b = b[len(option):]
	}
	if len(b) > 0 {
		r.keep(b[:1])
		r.blank(b[1:])
	}
}

// dhcpOption finds an option's value.
func dhcpOption(b []byte, code byte) (value []byte, ok bool) {
	for len(b) >= 2 && b[0] != 255 {
		if b[0] == 0 {
			b = b[1:]
			continue
		}
		n := 2 + int(b[1])
		if n > len(b) {
			break
		}
		if b[0] == code {
			return b[2:n], true
		}
		b = b[n:]
	}
	return nil, false
}

// dhcpValue writes one option. Those of unknown content become padding.
func (r *rewriter) dhcpValue(option, mask []byte) {
	value := option[2:]
	switch code := option[0]; code {
	case 55: // which options are asked for
		r.keep(option)
	case 3, 4, 5, 6, 7, 8, 9, 10, 11, 16, 21, 32, 33, 41, 42, 44, 45, 48, 49, 50, 54, 65, 68, 69, 70, 71, 72, 73, 74, 75, 76, 118, 150:
		r.keep(option[:2])
		if len(value)%4 == 0 {
			r.addrs(value, 4)
		} else {
			r.blank(value)
		}
	case 28:
		r.keep(option[:2])
		r.broadcast(value, mask)
	case 12, 15, 40, 64, 66:
		r.keep(option[:2])
		r.name(value)
	case 14, 17, 18, 47, 60, 62, 67, 77, 100, 101, 114, 252:
		r.keep(option[:2])
		r.text(value)
	case 119:
		r.keep(option[:2])
		r.nameList(value)
	case 61:
		r.clientID(option)
	case 81:
		r.fullName(option)
	case 121, 249:
		r.keep(option[:2])
		r.classlessRoutes(value)
	default:
		if n, ok := dhcpNumber(code); ok {
			r.keep(option[:2])
			r.keepIf(len(value) == n, value)
			return
		}
		r.padding(option)
	}
}

// dhcpNumber is how many bytes an option has that holds a number (RFC 2132, RFC 4039, RFC 8925, RFC 2563).
func dhcpNumber(code byte) (size int, ok bool) {
	switch code {
	case 1, 2, 24, 35, 38, 51, 58, 59, 108:
		return 4, true
	case 13, 22, 26, 57:
		return 2, true
	case 19, 20, 23, 27, 29, 30, 31, 34, 36, 37, 39, 46, 52, 53, 116:
		return 1, true
	case 80:
		return 0, true
	}
	return 0, false
}

// padding writes an option's bytes as pad options.
func (r *rewriter) padding(option []byte) { r.blank(option) }

// broadcast writes the last address of a network, told by the mask of another option.
func (r *rewriter) broadcast(value, mask []byte) {
	if len(value) != 4 || len(mask) != 4 {
		r.addrs(value, 4)
		return
	}
	to := r.addr(addr(value)).As4()
	for i := range to {
		to[i] = to[i]&mask[i] | value[i]&^mask[i]
	}
	r.keep(to[:])
}

// clientID writes option 61, which mostly holds the hardware address.
func (r *rewriter) clientID(option []byte) {
	if len(option) != 9 || option[2] != 1 {
		r.padding(option)
		return
	}
	r.keep(option)
	r.macAt(len(r.out) - 6)
}

// fullName writes option 81 (RFC 4702): flags and two result codes, then a name as text or as labels.
func (r *rewriter) fullName(option []byte) {
	if len(option) < 5 {
		r.padding(option)
		return
	}
	r.keep(option[:3])
	r.blank(option[3:5]) // result codes, which nobody uses any more
	if option[2]&4 != 0 {
		r.nameList(option[5:])
	} else {
		r.name(option[5:])
	}
}

// classlessRoutes writes option 121 (RFC 3442): the width of a prefix, as many of its bytes as count, a router.
func (r *rewriter) classlessRoutes(b []byte) {
	for len(b) > 0 {
		n := (int(b[0]) + 7) / 8
		if b[0] > 32 || len(b) < 1+n+4 {
			r.blank(b)
			return
		}
		var full [4]byte
		copy(full[:], b[1:1+n])
		r.keep(b[:1])
		r.keep(r.prefix(full[:], int(b[0]))[:n])
		r.addrs(b[1+n:1+n+4], 4)
		b = b[1+n+4:]
	}
}

// dhcp6 writes DHCPv6 (RFC 8415, 8 and 9).
func (r *rewriter) dhcp6(b []byte) {
	n := 4
	if len(b) > 0 && (b[0] == 12 || b[0] == 13) { // relayed: hops, two addresses
		n = 34
	}
	at, ok := r.header(b, n)
	if !ok {
		return
	}
	if n == 34 {
		r.addrAt(at+2, 16)
		r.addrAt(at+18, 16)
	}
	r.dhcp6Options(b[n:])
}

func (r *rewriter) dhcp6Options(b []byte) {
	for len(b) >= 4 && len(b) >= 4+int(be.Uint16(b[2:])) && r.depth <= maxDepth {
		value := b[4 : 4+int(be.Uint16(b[2:]))]
		r.keep(b[:4])
		r.inner(func() { r.dhcp6Value(be.Uint16(b), value) })
		b = b[4+len(value):]
	}
	r.opaque(b)
}

func (r *rewriter) dhcp6Value(code uint16, value []byte) {
	numbers, addr := 0, 0 // bytes before the address, and its place
	switch code {
	case 1, 2:
		r.uniqueID(value)
		return
	case 6: // which options are asked for
		r.numbers(value, func(code uint16) bool { return code < 200 })
		return
	case 7, 19: // preference, message that is to be sent
		r.keepIf(len(value) == 1, value)
		return
	case 8: // elapsed time
		r.keepIf(len(value) == 2, value)
		return
	case 32, 82, 83: // times
		r.keepIf(len(value) == 4, value)
		return
	case 9:
		r.dhcp6(value)
		return
	case 13: // status code with a message
		r.keep(value[:min(2, len(value))])
		r.text(value[min(2, len(value)):])
		return
	case 23, 31, 22, 27:
		r.addrs(value, 16)
		return
	case 24, 21:
		r.nameList(value)
		return
	case 39:
		r.keep(value[:min(1, len(value))])
		r.nameList(value[min(1, len(value)):])
		return
	case 3, 25: // associations, with options inside
		numbers = 12
	case 4:
		numbers = 4
	case 5:
		numbers, addr = 24, 16
	case 26: // prefix: lifetimes, length, address
		numbers, addr = 25, 25
	default:
		r.blank(value)
		return
	}
	at, ok := r.header(value, numbers)
	if !ok {
		return
	}
	switch addr {
	case 16:
		r.addrAt(at, 16)
	case 25:
		r.prefixAt(at+9, 16, int(value[8]))
	}
	r.dhcp6Options(value[numbers:])
}

// uniqueID writes a DUID (RFC 8415, 11), which mostly holds a hardware address.
func (r *rewriter) uniqueID(b []byte) {
	n := 0
	if len(b) >= 4 && be.Uint16(b[2:]) == 1 {
		switch be.Uint16(b) {
		case 1: // with a time
			n = 8
		case 3:
			n = 4
		}
	}
	if n == 0 || len(b) != n+6 {
		r.keep(b[:min(2, len(b))])
		r.blank(b[min(2, len(b)):])
		return
	}
	r.keep(b)
	r.macAt(len(r.out) - 6)
}

// ntpClocks are reference identifiers and kiss codes (RFC 5905, 7.3 and 7.4).
const ntpClocks = " goes gps gal pps irig wwvb dcf hbg msf jjy lorc tdf chu wwv wwvh nist acts usno ptb atom locl lcl shm mrs goog " +
	"acst auth auto bcst cryp deny drop rstr init mcst nkey ntsn rate rmot step "

// ntp writes NTP's header (RFC 5905, 7.3), whose reference of a secondary server is an address. Keys after it go.
func (r *rewriter) ntp(b []byte) {
	if len(b) < 48 || b[0]&7 > 5 {
		r.ntpControl(b)
		return
	}
	r.keep(b[:4])
	for d := b[4:12]; len(d) > 0; d = d[4:] { // delay and dispersion, under 256 seconds
		r.keepIf(d[0] == 0, d[:4])
	}
	switch {
	case b[1] >= 2:
		r.addrs(b[12:16], 4)
	default: // which clock, or why not
		r.keepIf(listed(ntpClocks, strings.ToLower(strings.TrimRight(string(b[12:16]), "\x00"))), b[12:16])
	}
	for t := b[16:48]; len(t) > 0; t = t[8:] { // times, none of them before 1968 or after 2053
		r.keepIf(t[0] >= 0x80 || t[0] < 0x20, t[:8])
	}
	r.opaque(b[48:])
}

// ntpControl writes what kind of message one of another mode is: control (RFC 9327, 2), or private to an implementation.
func (r *rewriter) ntpControl(b []byte) {
	switch {
	case len(b) >= 12 && b[0]&7 == 6:
		r.keep(b[:1])
		r.keepIf(b[1] >= 0x80 || b[1] <= 12 || b[1] == 31, b[1:2]) // an answer, or a request that is assigned
		r.opaque(b[2:])
	case len(b) >= 8 && b[0]&7 == 7:
		r.keep(b[:1])
		r.opaque(b[1:])
	default:
		r.opaque(b)
	}
}
