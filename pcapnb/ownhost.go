package pcapnb

import (
	"cmp"
	"iter"
	"net/netip"
	"slices"
)

// OwnHost returns the address of the machine at which a capture was made, as far as packets tell; it is not valid where
// nothing is IP. It is an end of more packets than any other, as those of others do not come by. Where two are ends of as many, as in the capture of a
// single download, it is the one whose packets have passed no router, which would have lowered their time to live, then
// the one with a private address.
func (ps Packets) OwnHost() netip.Addr { return ownHost(slices.Values(ps)) }

// OwnHost returns the address of the machine at which the captures were made; see [Packets.OwnHost].
func (c Captures) OwnHost() netip.Addr { return ownHost(c.folder().values) }

func ownHost(all iter.Seq[Packet]) netip.Addr {
	type machine struct {
		addr          netip.Addr
		packets, hops int
	}
	seen := map[netip.Addr]*machine{}
	meet := func(a netip.Addr) *machine {
		if seen[a] == nil {
			seen[a] = &machine{addr: a, hops: 255}
		}
		seen[a].packets++
		return seen[a]
	}
	most := 0
	for p := range all {
		if src := p.IPSrc(); src.IsValid() && !src.IsUnspecified() {
			m := meet(src)
			m.hops = min(m.hops, hopsPassed(p.TTL()))
			most = max(most, m.packets)
		}
		if dst := p.IPDst(); dst.IsValid() && !dst.IsMulticast() && dst != broadcast {
			most = max(most, meet(dst).packets)
		}
	}
	var ends []*machine
	for _, m := range seen {
		if m.packets*10 >= most*9 {
			ends = append(ends, m)
		}
	}
	if len(ends) == 0 {
		return netip.Addr{}
	}
	return slices.MinFunc(ends, func(a, b *machine) int {
		return cmp.Or(cmp.Compare(a.hops, b.hops), compareBool(!a.addr.IsPrivate(), !b.addr.IsPrivate()), cmp.Compare(b.packets, a.packets), a.addr.Compare(b.addr))
	}).addr
}

var broadcast = netip.AddrFrom4([4]byte{255, 255, 255, 255})

// hopsPassed is how many routers a packet has passed, if it began with one of the usual times to live.
func hopsPassed(ttl int) int {
	for _, begin := range []int{32, 64, 128} {
		if ttl <= begin {
			return begin - ttl
		}
	}
	return 255 - ttl
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}
