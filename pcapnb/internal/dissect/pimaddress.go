package dissect

// addresses reads the addresses of a message of PIM, RFC 7761 section 4.9.1. Of those of IPv6 only the heads have fields here.
type addresses struct {
	d   *Session
	t   *view
	off int
}

// family returns how long an address is without its head, 0 where its kind is not known: then nothing after it can be read.
func (a *addresses) family() (size int, attributes bool) {
	const native, withAttributes = 0, 1
	switch a.d.u8(a.t, a.off) {
	case 1:
		size = 4
	case 2:
		size = 16
	default:
		return 0, false
	}
	encoding := a.d.u8(a.t, a.off+1)
	if !a.d.ok() || encoding > withAttributes {
		return 0, false
	}
	return size, encoding != native
}

// skip goes over n bytes without fields here.
func (a *addresses) skip(n int) bool {
	a.off += n
	return a.d.need(a.t, a.off-n, n)
}

// unicast reads the address of a router or a source; id is what it is for.
func (a *addresses) unicast(id ID) bool {
	const head = 2
	size, attributes := a.family()
	if size == 0 || !a.d.need(a.t, a.off, head+size) {
		return false
	}
	a.field(id, head, size)
	a.d.slots(a.t, a.off, slot{fPimAddrAddressFamily, 1}, slot{fPimAddrEncodingType, 1})
	a.field(fPimUnicast, head, size)
	a.off += head + size
	return !attributes || a.attributes()
}

// field emits an address of IPv4 that is after a head.
func (a *addresses) field(id ID, head, size int) {
	if size == 4 && id != noField {
		a.d.uint(id, a.t, a.off+head, 4)
	}
}

// group reads the address of a group.
func (a *addresses) group() bool {
	_, ok := a.masked(fPimGroup, fPimGroup, fPimGroupAddrFlags, bit{fPimGroupAddrFlagsB, 0x80}, bit{fPimGroupAddrFlagsZ, 1})
	return ok
}

// source reads the address of a source that is joined or pruned.
func (a *addresses) source(id ID) bool {
	attributes, ok := a.masked(id, fPimSource, fPimSourceAddrFlags, bit{fPimSourceAddrFlagsS, 4}, bit{fPimSourceAddrFlagsW, 2}, bit{fPimSourceAddrFlagsR, 1})
	return ok && (!attributes || a.attributes())
}

// masked reads an address with flags and the length of its mask.
func (a *addresses) masked(id, address, flags ID, row ...bit) (attributes, ok bool) {
	const head = 4
	size, attributes := a.family()
	if size == 0 || !a.d.need(a.t, a.off, head+size) {
		return false, false
	}
	a.field(id, head, size)
	a.d.slots(a.t, a.off, slot{fPimAddrAddressFamily, 1}, slot{fPimAddrEncodingType, 1})
	a.d.flagged(flags, a.t, a.off+2, 1, row...)
	a.d.uint(fPimMaskLen, a.t, a.off+3, 1)
	a.field(address, head, size)
	a.off += head + size
	return attributes, true
}

// attributes goes over what a source or a router is said to be joined by, RFC 5384 section 3.
func (a *addresses) attributes() bool {
	const last = 0x40
	for a.t.left(a.off) >= 2 {
		flags, n := a.d.u8(a.t, a.off), int(a.d.u8(a.t, a.off+1))
		if !a.skip(2 + n) {
			return false
		}
		if flags&last != 0 {
			break
		}
	}
	return true
}

// joinPrune reads who joins and leaves which groups, RFC 7761 section 4.9.5.
func (a *addresses) joinPrune() {
	if !a.unicast(fPimUpstreamNeighbor) {
		return
	}
	d, t := a.d, a.t
	d.raw(fPimResBytes, t, a.off, 1)
	groups := d.uint(fPimNumgroups, t, a.off+1, 1)
	d.uint(fPimHoldtime, t, a.off+2, 2)
	a.off += 4
	for ; groups > 0 && a.group(); groups-- {
		d.need(t, a.off, 4)
		joins := d.uint(fPimNumjoins, t, a.off, 2)
		prunes, at := uint64(d.u16(t, a.off+2)), a.off+2
		a.off += 4
		for ; joins > 0; joins-- {
			if !a.source(fPimJoinIp) {
				return
			}
		}
		d.num(fPimNumprunes, t, at, 2, prunes)
		for ; prunes > 0; prunes-- {
			if !a.source(fPimPruneIp) {
				return
			}
		}
	}
}

// bootstrap reads which routers are rendezvous points of which groups, RFC 5059 section 4.1.
func (a *addresses) bootstrap() {
	if !a.skip(4) || !a.unicast(noField) {
		return
	}
	for a.t.left(a.off) > 0 && a.group() {
		routers := a.d.u8(a.t, a.off+1)
		a.off += 4
		for ; routers > 0 && a.unicast(noField); routers-- {
			a.d.uint(fPimHoldtime, a.t, a.off, 2)
			a.d.need(a.t, a.off+2, 1)
			a.d.raw(fPimResBytes, a.t, a.off+3, 1)
			a.off += 4
		}
		if routers > 0 {
			return
		}
	}
}

// candidate reads which groups a router offers to be the rendezvous point of, RFC 5059 section 4.2.
func (a *addresses) candidate() {
	groups := a.d.u8(a.t, a.off)
	a.d.need(a.t, a.off, 2)
	a.d.uint(fPimHoldtime, a.t, a.off+2, 2)
	a.off += 4
	if a.unicast(noField) {
		for ; groups > 0 && a.group(); groups-- {
		}
	}
}

// flooded reads which sources are active, RFC 8364 section 3.1.
func (a *addresses) flooded() {
	const groupSource = 1
	d, t := a.d, a.t
	if !a.unicast(noField) {
		return
	}
	for t.left(a.off) >= 2 {
		kind, n := d.u16(t, a.off)&0x7fff, int(d.u16(t, a.off+2))
		d.need(t, a.off, 4+n)
		d.num(fPimOptiontype, t, a.off, 2, uint64(kind))
		d.uint(fPimOptionlength, t, a.off+2, 2)
		if a.off += 4; !d.ok() {
			return
		}
		if kind != groupSource {
			a.off += n
			continue
		}
		if !a.group() {
			continue
		}
		sources := d.u16(t, a.off)
		a.off += 4
		for ; sources > 0; sources-- {
			if !a.unicast(fPimSource) {
				return
			}
		}
	}
}
