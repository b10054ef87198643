package dissect

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

func (d *Session) conversationKey(src, dst uint16) (k endpoints, dir int) {
	return endpointsOf(d.net.src, d.net.dst, src, dst, d.net.v6)
}
