package dissect

// endpoints names a conversation whichever way its packets go: the smaller
// endpoint comes first.
type endpoints struct {
	a, b  ipAddr
	ports uint64 // both ports; the kind of address stands above them
}

// conversationKey makes the key of a packet; reverse says that its source is
// the second endpoint.
func (d *Session) conversationKey(src, dst uint16) (k endpoints, reverse bool) {
	a, b := d.net.src, d.net.dst
	reverse = a.hi > b.hi || a.hi == b.hi && (a.lo > b.lo || a.lo == b.lo && src > dst)
	if reverse {
		a, b, src, dst = b, a, dst, src
	}
	k = endpoints{a, b, uint64(src)<<16 | uint64(dst)}
	if d.net.v6 {
		k.ports |= 1 << 32
	}
	return k, reverse
}
