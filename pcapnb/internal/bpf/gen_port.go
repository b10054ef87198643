package bpf

// ports is a port, or a range of them, of TCP, UDP or SCTP; over is the only protocol that a service's name means.
func (g *gen) ports(lo, hi uint32, q quals, over proto) *cond {
	p := q.proto
	switch p {
	case protoAny:
		p = over
	case protoTCP, protoUDP:
		if over != protoAny && over != p {
			return g.fail("the service runs over " + over.String() + " only")
		}
	case protoSCTP:
		if over != protoAny {
			return g.fail("the service runs over " + over.String() + " only")
		}
	default:
		return g.fail(`tcp, udp, sctp or nothing was expected before "port" and "portrange"`)
	}
	if lo > 65535 || hi > 65535 {
		return g.fail("a port is at most 65535")
	}
	if lo > hi {
		lo, hi = hi, lo
	}
	return or(g.ports6(lo, hi, p, q.dir), g.ports4(lo, hi, p, q.dir))
}

// transports returns the protocols to try.
func transports(p proto) []uint32 {
	if p == protoAny {
		return []uint32{132, 6, 17}
	}
	return []uint32{ipNumber(p)}
}

// firstFragment is the condition that a transport header is there, after an IPv4 header.
func (g *gen) firstFragment() *cond { return not(g.compared(atNet, 6, 2, cmpSet, 0x1fff)) }

// ports4 is ports after IPv4 headers.
func (g *gen) ports4(lo, hi uint32, p proto, d dir) *cond {
	var any *cond
	for _, n := range transports(p) {
		sides := g.sides(d, func(src bool) *cond { return g.port(atTran4, lo, hi, src) })
		any = or(any, and(g.is(atNet, 9, 1, n), g.firstFragment(), sides))
	}
	return and(g.linktype(etherIP), any)
}

// ports6 is ports after IPv6 headers without extensions.
func (g *gen) ports6(lo, hi uint32, p proto, d dir) *cond {
	var any *cond
	for _, n := range transports(p) {
		sides := g.sides(d, func(src bool) *cond { return g.port(atTran6, lo, hi, src) })
		any = or(any, and(g.is(atNet, 6, 1, n), sides))
	}
	return and(g.linktype(etherIPv6), any)
}

// port tests one port of a transport header.
func (g *gen) port(h header, lo, hi uint32, src bool) *cond {
	off := uint32(2)
	if src {
		off = 0
	}
	if lo == hi {
		return g.is(h, off, 2, lo)
	}
	return and(g.compared(h, off, 2, cmpGe, lo), not(g.compared(h, off, 2, cmpGt, hi)))
}
