package rewrite

import (
	"net/netip"

	"netlab/pcapnb"
)

// A groupKey is what the hardware address of a multicast group holds of the group.
type groupKey struct {
	version byte
	last    [4]byte
}

// groupOf returns the key of a group: the last 32 bits of an IPv6 group (RFC 2464, 7), 23 bits of an IPv4 group (RFC 1112, 6.4).
func groupOf(a netip.Addr) groupKey {
	b := a.As16()
	if a.Is4() {
		return groupKey{4, [4]byte{0, b[13] & 0x7f, b[14], b[15]}}
	}
	return groupKey{6, [4]byte(b[12:])}
}

func (r *rewriter) rememberGroup(k groupKey, to [4]byte) {
	if _, ok := r.known[k]; !ok && len(r.known) < maxRemembered {
		r.known[k] = to
	}
}

// mac is the answer for one hardware address. That of a multicast group follows the group; other groups stay where their
// range belongs to a protocol, and are those of a mapped station otherwise.
func (r *rewriter) mac(m pcapnb.MAC) pcapnb.MAC {
	switch {
	case m == (pcapnb.MAC{}):
	case m[0] == 0x33 && m[1] == 0x33:
		to := r.group(groupKey{6, [4]byte(m[2:])})
		copy(m[2:], to[:])
	case m[0] == 0x01 && m[1] == 0x00 && m[2] == 0x5e && m[3] < 0x80:
		to := r.group(groupKey{4, [4]byte{0, m[3], m[4], m[5]}})
		copy(m[3:], []byte{to[1] & 0x7f, to[2], to[3]})
	case r.MAC == nil || protocolGroup(m):
	case m[0]&1 == 1:
		m[0] &^= 1
		m = r.MAC(m)
		m[0] |= 1
	default:
		m = r.MAC(m)
	}
	return m
}

// protocolGroup says whether a group address is one of those that protocols use.
func protocolGroup(m pcapnb.MAC) bool {
	switch [3]byte(m[:3]) {
	case [3]byte{0xff, 0xff, 0xff}:
		return m == pcapnb.MAC{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}
	case [3]byte{0x01, 0x80, 0xc2}: // IEEE 802.1: bridges, LLDP, pause
		return m[3] == 0 && m[4] == 0
	case [3]byte{0x01, 0x00, 0x0c}: // Cisco: CDP, VTP, spanning tree
		return m[3] == 0xcc && m[4] == 0xcc || m[3] == 0xcd && m[4] == 0xcd
	case [3]byte{0x01, 0x1b, 0x19}: // PTP
		return m[3] == 0 && m[4] == 0
	}
	return false
}

// group returns the last bytes of what a group became: one seen before, or one that the last bytes make up.
func (r *rewriter) group(k groupKey) [4]byte {
	to, ok := r.known[k]
	switch {
	case ok:
		return to
	case r.Addr == nil:
		return k.last
	}
	made := netip.AddrFrom4([4]byte{224, k.last[1], k.last[2], k.last[3]})
	if k.version == 6 {
		made = netip.AddrFrom16([16]byte{0: 0xff, 1: 2, 12: k.last[0], 13: k.last[1], 14: k.last[2], 15: k.last[3]})
		if k.last[0] == 0xff {
			made = netip.AddrFrom16([16]byte{0: 0xff, 1: 2, 11: 1, 12: 0xff, 13: k.last[1], 14: k.last[2], 15: k.last[3]})
			made = r.solicited(made)
		}
	}
	if !Special(made) {
		made = r.Addr(made)
	}
	last := made.As16()
	return [4]byte(last[12:])
}
