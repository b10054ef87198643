package dissect

import "net/netip"

// An announcement says what an endpoint will carry, as the description of a session does.
type announcement struct {
	frame         int // that made it
	layer, column string
	names         map[uint64]string // of payload types that only the announcement names
	lastSequence  uint32            // of its packets, with the times it went round
	declined      bool              // the datagram at hand is something else
	method        string            // how it was made
	secure        *srtpInfo         // nil where packets are not encrypted
}

// announcements are the endpoints of UDP that something was announced for.
type announcements map[netip.AddrPort]*announcement

// maxEndpoints bounds the endpoints that are remembered.
const maxEndpoints = 1 << 16

// add notes what an endpoint will carry.
func (m *announcements) add(at netip.AddrPort, a *announcement) {
	if *m == nil || len(*m) >= maxEndpoints {
		*m = make(announcements)
	}
	(*m)[at] = a
}
