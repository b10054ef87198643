package bpf

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"strings"
)

// parseIPv4 reads one to four decimal numbers with dots, and returns them left-aligned with the mask of what was given.
func parseIPv4(s string) (addr, mask uint32, ok bool) {
	bits := uint(0)
	for part := range strings.SplitSeq(s, ".") {
		v := uint32(0)
		for i := range len(part) {
			if !isDigit(part[i]) {
				return 0, 0, false
			}
			if v = v*10 + uint32(part[i]-'0'); v > 255 {
				return 0, 0, false
			}
		}
		addr, bits = addr<<8|v, bits+8
	}
	return addr << (32 - bits), ^uint32(0) << (32 - bits), true
}

// dotted reads an IPv4 address or reports the mistake.
func (g *gen) dotted(s string) (addr, mask uint32) {
	addr, mask, ok := parseIPv4(s)
	if !ok {
		g.fail(s + " is not an IPv4 address: decimal numbers up to 255 were expected")
	}
	return addr, mask
}

// ipv4 is a value such as 10.0.0.1 or 192.168: an address, or a network where only its beginning is given.
func (g *gen) ipv4(s string, q quals) *cond {
	if q.kind >= qualPort {
		return g.fail(q.expected(token{}) + ", not an IPv4 address")
	}
	if q.proto == protoDECnet {
		return g.decnetHost(s, q.dir)
	}
	addr, mask := g.dotted(s)
	return g.host(addr, mask, q)
}

// prefix4 is a value such as 10.0.0.0/8.
func (g *gen) prefix4(s string, bits uint32, q quals) *cond {
	addr, _ := g.dotted(s)
	if bits > 32 {
		return g.fail("a prefix of an IPv4 address has at most 32 bits")
	}
	mask := uint32(uint64(0xffffffff) << (32 - bits))
	return g.net4(addr, mask, q)
}

// mask4 is a value such as 10.0.0.0 mask 255.0.0.0.
func (g *gen) mask4(s, m string, q quals) *cond {
	addr, _ := g.dotted(s)
	mask, _ := g.dotted(m)
	return g.net4(addr, mask, q)
}

// net4 is an IPv4 network.
func (g *gen) net4(addr, mask uint32, q quals) *cond {
	if addr&^mask != 0 {
		return g.fail(fmt.Sprintf("the address has bits set outside the network: %v was expected", ipv4Text(addr&mask)))
	}
	if q.kind != qualNet {
		return g.fail(`only "net" takes a prefix length or a mask`)
	}
	return g.host(addr, mask, q)
}

// ipv4Text writes an address with dots.
func ipv4Text(a uint32) netip.Addr {
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], a)
	return netip.AddrFrom4(b)
}

// host tests for an IPv4 address or network in IP, ARP and RARP headers.
func (g *gen) host(addr, mask uint32, q quals) *cond {
	switch q.proto {
	case protoAny:
		ip := g.sides(q.dir, func(src bool) *cond { return g.addr4(etherIP, 12, 16, addr, mask, src) })
		if g.labels > 0 { // only IP can be told after MPLS labels
			return ip
		}
		arp := g.sides(q.dir, func(src bool) *cond { return g.addr4(etherARP, 14, 24, addr, mask, src) })
		rarp := g.sides(q.dir, func(src bool) *cond { return g.addr4(etherRARP, 14, 24, addr, mask, src) })
		return or(ip, arp, rarp)
	case protoIP:
		return g.sides(q.dir, func(src bool) *cond { return g.addr4(etherIP, 12, 16, addr, mask, src) })
	case protoARP:
		return g.sides(q.dir, func(src bool) *cond { return g.addr4(etherARP, 14, 24, addr, mask, src) })
	case protoRARP:
		return g.sides(q.dir, func(src bool) *cond { return g.addr4(etherRARP, 14, 24, addr, mask, src) })
	case protoLink:
		return g.fail(q.expected(token{}) + ", not an IPv4 address")
	}
	return g.wrongProto(q, "an IPv4 address")
}

// wrongProto says that a protocol has no such values.
func (g *gen) wrongProto(q quals, what string) *cond {
	return g.fail(fmt.Sprintf(`"%v" cannot be asked for %s`, q.proto, what))
}

// addr4 tests one side of a header.
func (g *gen) addr4(ether, srcOff, dstOff, addr, mask uint32, src bool) *cond {
	off := dstOff
	if src {
		off = srcOff
	}
	return and(g.linktype(ether), g.masked(atNet, off, 4, addr, mask))
}

// sides applies a test to the sides a direction asks for.
func (g *gen) sides(d dir, test func(src bool) *cond) *cond {
	switch d {
	case dirSrc:
		return test(true)
	case dirDst:
		return test(false)
	case dirAnd:
		return and(test(true), test(false))
	case dirAny, dirOr:
		return or(test(true), test(false))
	}
	return g.fail("addr1 to addr4, ra and ta are parts of 802.11 headers: write wlan before them, and a hardware address after")
}

// prefix6 is an IPv6 address or network.
func (g *gen) prefix6(s string, bits uint32, q quals) *cond {
	a, err := netip.ParseAddr(s)
	switch {
	case err != nil || !a.Is6():
		return g.fail(s + " is not an IPv6 address")
	case bits > 128:
		return g.fail("a prefix of an IPv6 address has at most 128 bits")
	case q.kind >= qualPort:
		return g.fail(q.expected(token{}) + ", not an IPv6 address")
	case bits != 128 && q.kind != qualNet:
		return g.fail(`only "net" takes a prefix length`)
	}
	if net, _ := a.Prefix(int(bits)); net.Addr() != a {
		return g.fail("the address has bits set outside the network: " + net.String() + " was expected")
	}
	switch q.proto {
	case protoAny, protoIPv6:
		return g.sides(q.dir, func(src bool) *cond { return g.addr6(a.As16(), bits, src) })
	case protoLink:
		return g.fail(q.expected(token{}) + ", not an IPv6 address")
	}
	return g.wrongProto(q, "an IPv6 address")
}

// addr6 tests the first bits of one side of an IPv6 header.
func (g *gen) addr6(a [16]byte, bits uint32, src bool) *cond {
	off := uint32(24)
	if src {
		off = 8
	}
	c := g.linktype(etherIPv6)
	for i := uint32(0); i < 4 && 32*i < bits; i++ {
		n := min(bits-32*i, 32)
		mask := uint32(uint64(0xffffffff) << (32 - n))
		c = and(c, g.masked(atNet, off+4*i, 4, binary.BigEndian.Uint32(a[4*i:]), mask))
	}
	return c
}

// decnetHost is a DECnet address such as 10.123: an area and a node, at a place that the packet's flags tell.
func (g *gen) decnetHost(s string, d dir) *cond {
	area, node, ok := parseDECnet(s)
	if !ok {
		return g.fail(s + " is not a DECnet address: an area up to 63 and a node up to 1023 were expected, as in 10.123")
	}
	addr := area<<10 | node
	addr = addr<<8&0xff00 | addr>>8 // little-endian in the packet
	return g.sides(d, func(src bool) *cond {
		short, long := uint32(3), uint32(9)
		if src {
			short, long = 5, 17
		}
		return and(g.linktype(etherDECnet), or(
			and(g.masked(atNet, 2, 1, 0x02, 0x07), g.is(atNet, short, 2, addr)),
			and(g.masked(atNet, 2, 2, 0x8102, 0xff07), g.is(atNet, short+1, 2, addr)),
			and(g.masked(atNet, 2, 1, 0x06, 0x07), g.is(atNet, long, 2, addr)),
			and(g.masked(atNet, 2, 2, 0x8106, 0xff07), g.is(atNet, long+1, 2, addr))))
	})
}

// parseDECnet reads an area and a node.
func parseDECnet(s string) (area, node uint32, ok bool) {
	_, err := fmt.Sscanf(s, "%d.%d", &area, &node)
	return area, node, err == nil && strings.Count(s, ".") == 1 && area < 64 && node < 1024
}
