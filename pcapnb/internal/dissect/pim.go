package dissect

func init() { ipProtos[protoPIM] = (*Session).pim }

// Types of messages, RFC 7761 section 4.9 and RFC 3973 section 4.7.1; PFM's is RFC 8364's.
const (
	pimHello        = 0
	pimRegister     = 1
	pimRegisterStop = 2
	pimJoinPrune    = 3
	pimBootstrap    = 4
	pimAssert       = 5
	pimGraft        = 6
	pimGraftAck     = 7
	pimCandidate    = 8
	pimStateRefresh = 9
	pimElection     = 10
	pimFlooded      = 12
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
	d.cols.set(d, "Unknown")
	if version == 2 {
		d.cols.set(d, pimName(kind))
	}
	d.begin(fPim, t, len(t.b))
	d.num(fPimVersion, t, 0, 1, version)
	d.num(fPimType, t, 0, 1, kind)
	if kind == pimElection {
		d.need(t, 1, 1)
	} else {
		d.raw(fPimResBytes, t, 1, 1)
	}
	d.cols.final = version == 2 && kind == pimRegister && d.ok()
	d.uint(fPimCksum, t, 2, 2)
	if version != 2 {
		d.num(fPimCksumStatus, nil, 0, 0, checksumUnverified)
		d.none(fPimOption, t, 0, t.rep)
		return
	}
	d.pimChecksum(t, kind)
	if t.left(4) == 0 {
		return
	}
	d.need(t, 4, 1)
	d.none(fPimOption, t, 4, t.left(4))
	d.push()
	d.pimBody(t, 4, kind)
	d.pop()
}

// pimBody dissects what follows the head that all messages have.
func (d *Session) pimBody(t *view, off int, kind uint64) {
	a := addresses{d: d, t: t, off: off}
	switch kind {
	case pimHello:
		for d.ok() && t.left(off) > 1 {
			off += d.pimOption(t, off)
		}
	case pimRegister:
		d.pimRegister(t, off)
	case pimRegisterStop:
		_ = a.group() && a.unicast(fPimSource)
	case pimJoinPrune, pimGraft, pimGraftAck:
		a.joinPrune()
	case pimBootstrap:
		a.bootstrap()
	case pimAssert:
		_ = a.group() && a.unicast(fPimSource) && a.skip(8)
	case pimCandidate:
		a.candidate()
	case pimStateRefresh:
		if a.group() && a.unicast(fPimSource) && a.unicast(noField) && a.skip(8) {
			d.uint(fPimMaskLen, t, a.off, 1)
			d.need(t, a.off, 4)
		}
	case pimElection:
		_ = a.unicast(noField) && a.skip(8)
	case pimFlooded:
		a.flooded()
	}
}

// pimRegister dissects the packet that a router sends on to the rendezvous point, RFC 7761 section 4.9.3. The columns stay PIM's.
func (d *Session) pimRegister(t *view, off int) {
	d.need(t, off, 5)
	next := t.sub(off+4, -1)
	if !d.ok() || !d.enter() {
		return
	}
	switch next.b[0] >> 4 {
	case 0: // nothing but the addresses
		at := 12
		if !d.net.v6 {
			d.uint(fPimSource, &next, at, 4)
			d.uint(fPimGroup, &next, at+4, 4)
		} else {
			d.need(&next, 8, 32)
		}
	case 4:
		readers["ip"](d, &next)
	case 6:
		readers["ipv6"](d, &next)
	}
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
	const addressList, oldAddressList = 24, 65001
	kind, n := d.u16(t, off), int(d.u16(t, off+2))
	d.need(t, off, 4+n)
	d.slots(t, off, slot{fPimOptiontype, 2}, slot{fPimOptionlength, 2})
	at := off + 4
	switch kind {
	case 1:
		d.uint(fPimHoldtime, t, at, 2)
	case 2:
		v := uint64(d.u16(t, at))
		d.num(fPimT, t, at, 1, v>>15)
		d.num(fPimPropagationDelay, t, at, 2, v&0x7fff)
		d.uint(fPimOverrideInterval, t, at+2, 2)
	case 19:
		d.uint(fPimDrPriority, t, at, 4)
	case 20:
		d.uint(fPimGenerationId, t, at, 4)
	case 21:
		d.slots(t, at, slot{fPimStateRefreshVersion, 1}, slot{fPimStateRefreshInterval, 1}, slot{fPimStateRefreshReserved, 2})
	case addressList, oldAddressList:
		a := addresses{d: d, t: t, off: at}
		for a.off < at+n && a.unicast(noField) {
		}
	}
	return 4 + n
}
