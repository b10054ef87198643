package anonymize

import (
	"net/netip"

	"netlab/pcapnb/rewrite"
)

// Addr maps an address, keeping what kind of address it is: a private one stays in its private range (RFC 1918, RFC 6598, RFC 4193),
// as do link-local ones, multicast groups and those for documentation, and a public one stays public. Within its range everything after
// the range's own bits is mapped by Crypto-PAn. A group that is made from a network's prefix (RFC 3306) or from a node's address
// (RFC 4291, 2.7.1) follows it. Special addresses stay; see [rewrite.Special].
func (a *Anonymizer) Addr(addr netip.Addr) netip.Addr {
	addr = addr.WithZone("")
	mapped, ok := a.addrs[addr]
	if !ok {
		mapped = a.newAddr(addr)
		if len(a.addrs) < maxSeen && !(addr.Is6() && rewrite.Special(addr)) { // a solicited node's may be known better later
			a.addrs[addr] = mapped
			a.rememberNode(addr, mapped)
		}
	}
	return mapped
}

// rememberNode notes what the last bytes became that a solicited node's group has.
func (a *Anonymizer) rememberNode(addr, mapped netip.Addr) {
	from, to := addr.As16(), mapped.As16()
	if _, ok := a.nodes[[3]byte(from[13:])]; !ok && addr.Is6() && !addr.IsMulticast() {
		a.nodes[[3]byte(from[13:])] = [3]byte(to[13:])
	}
}

func (a *Anonymizer) newAddr(addr netip.Addr) netip.Addr {
	b := addr.As16()
	switch {
	case addr.Is6() && string(b[:13]) == solicited:
		return a.solicited(b)
	case !addr.IsValid() || rewrite.Special(addr):
		return addr
	case addr.Is6() && addr.IsMulticast() && b[1]&0x30 == 0x30 && b[3] > 0 && b[3] <= 64:
		return a.prefixGroup(addr)
	case a.options.PlainCryptoPAn && !ranged(addr):
		return a.pan.Addr(addr)
	case addr.Is4():
		return a.within(addr, kind4)
	}
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

// ranged says whether an address is in a range that no host has an address of its own in.
func ranged(addr netip.Addr) bool {
	first := addr.AsSlice()[0]
	return addr.IsMulticast() || addr.Is4() && (first == 0 || first == 127 || first >= 240)
}

// solicited is how the groups of solicited nodes begin.
const solicited = "\xff\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\xff"

// solicited maps the group of a node: by the first address asked for that ends so, else by one made up.
func (a *Anonymizer) solicited(group [16]byte) netip.Addr {
	node, ok := a.nodes[[3]byte(group[13:])]
	if !ok {
		made := group
		copy(made[:], "\xfe\x80\x00\x00\x00\x00\x00\x00\x02\x00\x00\xff\xfe")
		to := a.newAddr(netip.AddrFrom16(made)).As16()
		node = [3]byte(to[13:])
	}
	copy(group[13:], node[:])
	return netip.AddrFrom16(group)
}

// prefixGroup maps a group made from a network's prefix (RFC 3306, 4; RFC 3956, 3): flags, scope and the prefix' size stay,
// the prefix becomes what the network became.
func (a *Anonymizer) prefixGroup(group netip.Addr) netip.Addr {
	b := group.As16()
	var network [16]byte
	copy(network[:8], b[4:12])
	if p, err := a.newAddr(netip.AddrFrom16(network)).Prefix(int(b[3])); err == nil {
		to := p.Addr().As16()
		copy(b[4:12], to[:8])
	}
	rest := a.pan.from(group, 96).As16()
	copy(b[12:], rest[12:])
	b[2] &= 0x0f
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

// kind4 is the range in which an address stays.
func kind4(addr netip.Addr) netip.Prefix {
	b := addr.As4()
	switch {
	case b[0] == 0 || b[0] == 127 || b[0]>>4 == 14: // this network, loopback, multicast by kind
		return prefix4(b[0], 0, 0, 8)
	case b[0] >= 240:
		return prefix4(240, 0, 0, 4)
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
	if addr.IsMulticast() && !addr.Is4In6() {
		return netip.PrefixFrom(addr, 16).Masked()
	}
	for _, p := range kinds6 {
		if p.Contains(addr) || p == embed96 && addr.Is4In6() {
			return p
		}
	}
	return prefix6("::/0")
}
