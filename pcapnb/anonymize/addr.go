package anonymize

import (
	"net/netip"

	"netlab/pcapnb/rewrite"
)

// Addr maps an address, keeping what kind of address it is: a private one stays in its private range (RFC 1918, RFC 6598, RFC 4193),
// as do link-local ones and those for documentation, and a public one stays public. Within its range everything behind
// the range's own bits is mapped by Crypto-PAn. Special addresses stay; see [rewrite.Special].
func (a *Anonymizer) Addr(addr netip.Addr) netip.Addr {
	addr = addr.WithZone("")
	mapped, ok := a.addrs[addr]
	if !ok {
		mapped = a.newAddr(addr)
		if len(a.addrs) < maxSeen {
			a.addrs[addr] = mapped
		}
	}
	return mapped
}

func (a *Anonymizer) newAddr(addr netip.Addr) netip.Addr {
	switch {
	case !addr.IsValid() || rewrite.Special(addr):
		return addr
	case a.options.PlainCryptoPAn:
		return a.pan.Addr(addr)
	case addr.Is4():
		return a.within(addr, kind4)
	}
	b := addr.As16()
	switch kind := kind6(addr); kind {
	case embed96, nat64:
		a.embed(b[12:], 0)
	case sixToFour:
		rest := a.pan.from(addr, 48).As16()
		copy(b[6:], rest[6:])
		a.embed(b[2:6], 0)
	case teredo: // server, flags, port and, inverted, the client (RFC 4380, 4)
		a.embed(b[4:8], 0)
		a.embed(b[12:], 0xff)
	default:
		return a.within(addr, kind6)
	}
	return netip.AddrFrom16(b)
}

// within maps addr by Crypto-PAn inside its range. Where the result is in a smaller range with a kind of its own,
// it is mapped again until it is not, which keeps the mapping one to one.
func (a *Anonymizer) within(addr netip.Addr, kind func(netip.Addr) netip.Prefix) netip.Addr {
	of := kind(addr)
	for {
		if addr = a.pan.from(addr, of.Bits()); kind(addr) == of && !rewrite.Special(addr) {
			return addr
		}
	}
}

// embed maps the IPv4 address in b, whose bits are inverted by mask.
func (a *Anonymizer) embed(b []byte, mask byte) {
	var v4 [4]byte
	for i := range v4 {
		v4[i] = b[i] ^ mask
	}
	v4 = a.Addr(netip.AddrFrom4(v4)).As4()
	for i := range v4 {
		b[i] = v4[i] ^ mask
	}
}

func prefix4(a, b, c byte, bits int) netip.Prefix {
	return netip.PrefixFrom(netip.AddrFrom4([4]byte{a, b, c}), bits)
}

func prefix6(text string) netip.Prefix { return netip.MustParsePrefix(text) }

// kind4 is the range in which an address stays; special ranges are none of its business.
func kind4(addr netip.Addr) netip.Prefix {
	b := addr.As4()
	switch {
	case b[0] == 10:
		return prefix4(10, 0, 0, 8)
	case b[0] == 100 && b[1]>>6 == 1: // carriers' own (RFC 6598)
		return prefix4(100, 64, 0, 10)
	case b[0] == 169 && b[1] == 254:
		return prefix4(169, 254, 0, 16)
	case b[0] == 172 && b[1]>>4 == 1:
		return prefix4(172, 16, 0, 12)
	case b[0] == 192 && b[1] == 168:
		return prefix4(192, 168, 0, 16)
	case b[0] == 192 && b[1] == 0 && b[2] == 2, b[0] == 198 && b[1] == 51 && b[2] == 100, b[0] == 203 && b[1] == 0 && b[2] == 113: // documentation (RFC 5737)
		return prefix4(b[0], b[1], b[2], 24)
	}
	return prefix4(0, 0, 0, 0)
}

var (
	embed96   = prefix6("::ffff:0:0/96")
	nat64     = prefix6("64:ff9b::/96") // RFC 6052
	sixToFour = prefix6("2002::/16")    // RFC 3056
	teredo    = prefix6("2001::/32")    // RFC 4380
	kinds6    = [...]netip.Prefix{embed96, nat64, sixToFour, teredo, prefix6("2001:db8::/32"), prefix6("fe80::/64"),
		prefix6("fe80::/10"), prefix6("fc00::/7"), prefix6("2000::/3"), prefix6("::/8")}
)

// kind6 is kind4 for IPv6.
func kind6(addr netip.Addr) netip.Prefix {
	for _, p := range kinds6 {
		if p.Contains(addr) || p == embed96 && addr.Is4In6() {
			return p
		}
	}
	return prefix6("::/0")
}
