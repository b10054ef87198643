package dissect

import (
	"encoding/binary"
	"net/netip"
)

// ipAddr is an IPv4 or IPv6 address that can be compared and hashed quickly.
type ipAddr struct{ hi, lo uint64 }

// v4 marks an IPv4 address, in the place where IPv6 has 16 bits of its prefix
// ::ffff:0:0/96.
func v4(a uint32) ipAddr { return ipAddr{0, 0xffff<<32 | uint64(a)} }

func v6(b []byte) ipAddr {
	return ipAddr{binary.BigEndian.Uint64(b), binary.BigEndian.Uint64(b[8:])}
}

func (a ipAddr) addr() netip.Addr {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:], a.hi)
	binary.BigEndian.PutUint64(b[8:], a.lo)
	return netip.AddrFrom16(b).Unmap()
}

func (a ipAddr) String() string { return a.addr().String() }

func v6Text(b []byte) string {
	if len(b) != 16 {
		return ""
	}
	return netip.AddrFrom16([16]byte(b)).String()
}

// network is what the innermost IP header so far says.
type network struct {
	src, dst ipAddr
	v6       bool
	ttl      uint8
}

// endpoints names a conversation whichever way its packets go: the smaller
// endpoint comes first.
type endpoints struct {
	a, b  ipAddr
	ports uint64 // both ports; the kind of address is above them
}

// endpointsOf makes the key of a packet; dir is 1 where its source is the second endpoint.
func endpointsOf(a, b ipAddr, src, dst uint16, v6 bool) (k endpoints, dir int) {
	if a.hi > b.hi || a.hi == b.hi && (a.lo > b.lo || a.lo == b.lo && src > dst) {
		a, b, src, dst, dir = b, a, dst, src, 1
	}
	k = endpoints{a, b, uint64(src)<<16 | uint64(dst)}
	if v6 {
		k.ports |= 1 << 32
	}
	return k, dir
}

func mac(b []byte) uint64 {
	return uint64(binary.BigEndian.Uint16(b))<<32 | uint64(binary.BigEndian.Uint32(b[2:]))
}

func etherText(a uint64) string { return string(appendEther(nil, a)) }

// conversation makes the key of a packet with these ports; dir is 1 where its source is the second endpoint.
func (n *network) conversation(src, dst uint16) (k endpoints, dir int) {
	return endpointsOf(n.src, n.dst, src, dst, n.v6)
}
