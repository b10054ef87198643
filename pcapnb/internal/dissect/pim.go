package dissect

func init() { readers["pim"] = (*Session).pim }

// Types of messages, RFC 7761 section 4.9.
const (
	pimHello     = 0
	pimRegister  = 1
	pimJoinPrune = 3
)

// pim dissects a message of protocol independent multicast.
func (d *Session) pim(t *view) {
	d.current = "PIM"
	d.cols.setProto(d, "PIM")
	d.cols.clear(d)
	if !d.reaches(fPim, t, 1) {
		return
	}
	version, kind := uint64(t.b[0]>>4), uint64(t.b[0]&15)
	d.cols.setProto(d, "PIMv"+utoa(version))
	d.cols.set(d, pimName(kind))
	d.begin(fPim, t, len(t.b))
	d.num(fPimVersion, t, 0, 1, version)
	d.num(fPimType, t, 0, 1, kind)
	if version != 2 {
		return
	}
	d.raw(fPimResBytes, t, 1, 1)
	d.uint(fPimCksum, t, 2, 2)
	d.pimChecksum(t, kind)
	if t.left(4) == 0 {
		return
	}
	d.need(t, 4, 1)
	d.none(fPimOption, t, 4, t.left(4))
	d.push()
	switch kind {
	case pimHello:
		for off := 4; d.ok() && t.left(off) > 0; {
			off += d.pimOption(t, off)
		}
	case pimJoinPrune:
		d.pimJoinPrune(t, 4)
	}
	d.pop()
}

func pimName(kind uint64) string {
	names := [...]string{"Hello", "Register", "Register-stop", "Join/Prune", "Bootstrap", "Assert", "Graft", "Graft-Ack", "Candidate-RP-Advertisement",
		"State-Refresh", "DF election", "ECMP redirect", "PFM source discovery"}
	if kind < uint64(len(names)) {
		return names[kind]
	}
	return "Unknown (" + utoa(kind) + ")"
}

// pimChecksum checks the sum, which covers eight bytes of a register, and over IPv6 the addresses of the packet, RFC 7761 section 4.9.
func (d *Session) pimChecksum(t *view, kind uint64) {
	const proto = 103
	if !d.ok() {
		return
	}
	n := t.rep
	if kind == pimRegister {
		n = min(n, 8)
	}
	status := uint64(checksumUnverified)
	if len(t.b) >= n && !d.inError {
		var sum uint64
		if d.net.v6 {
			sum = d.net.sum() + proto + uint64(n)
		}
		status = checksumBad
		if foldSum(sumBytes(sum, t.b[:n])) == 0xffff {
			status = checksumGood
		}
	}
	d.num(fPimCksumStatus, nil, 0, 0, status)
}

// pimOption dissects an option of a hello and returns how long it is, RFC 7761 section 4.9.2 and RFC 3973 section 4.7.5.
func (d *Session) pimOption(t *view, off int) int {
	kind, n := d.u16(t, off), int(d.u16(t, off+2))
	d.need(t, off, 4+n)
	d.slots(t, off, slot{fPimOptiontype, 2}, slot{fPimOptionlength, 2})
	at := off + 4
	switch {
	case kind == 1 && n == 2:
		d.uint(fPimHoldtime, t, at, 2)
	case kind == 2 && n == 4:
		v := uint64(d.u16(t, at))
		d.num(fPimT, t, at, 1, v>>15)
		d.num(fPimPropagationDelay, t, at, 2, v&0x7fff)
		d.uint(fPimOverrideInterval, t, at+2, 2)
	case kind == 19 && n == 4:
		d.uint(fPimDrPriority, t, at, 4)
	case kind == 20 && n == 4:
		d.uint(fPimGenerationId, t, at, 4)
	case kind == 21 && n == 4:
		d.slots(t, at, slot{fPimStateRefreshVersion, 1}, slot{fPimStateRefreshInterval, 1}, slot{fPimStateRefreshReserved, 2})
	}
	return 4 + n
}

// pimJoinPrune dissects who joins and leaves which groups, RFC 7761 section 4.9.5.
func (d *Session) pimJoinPrune(t *view, off int) {
	off += d.pimAddress(t, off, fPimUpstreamNeighbor)
	d.raw(fPimResBytes, t, off, 1)
	groups := d.uint(fPimNumgroups, t, off+1, 1)
	d.uint(fPimHoldtime, t, off+2, 2)
	off += 4
	for ; groups > 0 && d.ok() && t.left(off) > 0; groups-- {
		off += d.pimGroup(t, off)
		d.need(t, off, 4)
		joins := d.uint(fPimNumjoins, t, off, 2)
		prunes := uint64(d.u16(t, off+2))
		at := off + 2
		off += 4
		for ; joins > 0 && d.ok(); joins-- {
			off += d.pimSource(t, off, fPimJoinIp)
		}
		d.num(fPimNumprunes, t, at, 2, prunes)
		for ; prunes > 0 && d.ok(); prunes-- {
			off += d.pimSource(t, off, fPimPruneIp)
		}
	}
}

// pimFamily reads the head of an address. Only those of IPv4 are taken apart.
func (d *Session) pimFamily(t *view, off, n int) bool {
	if d.u8(t, off) != 1 || !d.need(t, off, n) {
		d.fail(t, t.rep+1)
		return false
	}
	return true
}

// pimAddress dissects the address of a router.
func (d *Session) pimAddress(t *view, off int, id ID) int {
	if d.pimFamily(t, off, 6) {
		d.uint(id, t, off+2, 4)
		d.slots(t, off, slot{fPimAddrAddressFamily, 1}, slot{fPimAddrEncodingType, 1}, slot{fPimUnicast, 4})
	}
	return 6
}

func (d *Session) pimGroup(t *view, off int) int {
	if d.pimFamily(t, off, 8) {
		d.uint(fPimGroup, t, off+4, 4)
		d.slots(t, off, slot{fPimAddrAddressFamily, 1}, slot{fPimAddrEncodingType, 1})
		d.flagged(fPimGroupAddrFlags, t, off+2, 1, bit{fPimGroupAddrFlagsB, 0x80}, bit{fPimGroupAddrFlagsZ, 1})
		d.slots(t, off+3, slot{fPimMaskLen, 1}, slot{fPimGroup, 4})
	}
	return 8
}

func (d *Session) pimSource(t *view, off int, id ID) int {
	if d.pimFamily(t, off, 8) {
		d.uint(id, t, off+4, 4)
		d.slots(t, off, slot{fPimAddrAddressFamily, 1}, slot{fPimAddrEncodingType, 1})
		d.flagged(fPimSourceAddrFlags, t, off+2, 1, bit{fPimSourceAddrFlagsS, 4}, bit{fPimSourceAddrFlagsW, 2}, bit{fPimSourceAddrFlagsR, 1})
		d.slots(t, off+3, slot{fPimMaskLen, 1}, slot{fPimSource, 4})
	}
	return 8
}
