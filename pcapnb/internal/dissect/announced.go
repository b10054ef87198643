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

// srtpInfo is what two ends agreed on to protect their packets with, RFC 5764 section 4.1.
type srtpInfo struct {
	tag int // bytes that authenticate a packet
	mki int // bytes of the master key identifier

	plain bool // packets are not encrypted
}

// newSRTP makes one from a protection profile, RFC 5764 section 4.1.2 and RFC 7714 section 14.2.
func newSRTP(profile uint64, mki int) *srtpInfo {
	tag := 10
	switch profile {
	case 2, 6:
		tag = 4
	case 7, 8:
		tag = 16
	}
	return &srtpInfo{tag: tag, mki: mki, plain: profile == 5 || profile == 6}
}
