package dissect

func init() { readers["slow"] = (*Session).slow }

// slow dissects the head of a slow protocol, IEEE 802.3 annex 57A, and LACP.
func (d *Session) slow(t *view) {
	d.current = "802.3 Slow protocols"
	d.cols.set(d, "Ethernet II")
	d.cols.setProto(d, "Slow Protocols")
	if !d.reaches(fSlow, t, 1) {
		return
	}
	d.begin(fSlow, t, len(t.b))
	d.uint(fSlowSubtype, t, 0, 1)
	d.cols.clear(d)
	next := t.sub(1, -1)
	switch kind := t.b[0]; kind {
	case 1:
		d.lacp(&next)
	case 2:
		d.layerName("marker")
		d.cols.setProto(d, "MARKER")
	case 3:
		d.layerName("oampdu")
		d.cols.setProto(d, "OAM")
	case 10:
		d.layerName("ossp")
		d.cols.setProto(d, "OSSP")
	default:
		d.cols.set(d, "Subtype = ", utoa(kind))
		d.data(&next)
	}
}

// lacp dissects a message of the link aggregation control protocol, IEEE 802.1AX section 6.4.2.3.
func (d *Session) lacp(t *view) {
	d.current = "Link Aggregation Control Protocol"
	d.cols.setProto(d, "LACP")
	d.cols.set(d, "Link Aggregation Control Protocol")
	if !d.reaches(fLacp, t, 4) {
		return
	}
	d.begin(fLacp, t, len(t.b))
	d.label("Link Aggregation Control Protocol")
	d.cols.set(d, "v"+utoa(d.uint(fLacpVersion, t, 0, 1)))
	actor := lacpSide{" ACTOR ", fLacpActorSysPriority, fLacpActorSysid, fLacpActorKey, fLacpActorPortPriority, fLacpActorPort, fLacpActorState,
		fLacpActorStateStr, fLacpActorReserved, []bit{{fLacpActorStateActivity, 1}, {fLacpActorStateTimeout, 2}, {fLacpActorStateAggregation, 4},
			{fLacpActorStateSynchronization, 8}, {fLacpActorStateCollecting, 16}, {fLacpActorStateDistributing, 32}, {fLacpActorStateDefaulted, 64},
			{fLacpActorStateExpired, 128}}}
	partner := lacpSide{" PARTNER ", fLacpPartnerSysPriority, fLacpPartnerSysid, fLacpPartnerKey, fLacpPartnerPortPriority, fLacpPartnerPort,
		fLacpPartnerState, fLacpPartnerStateStr, fLacpPartnerReserved, []bit{{fLacpPartnerStateActivity, 1}, {fLacpPartnerStateTimeout, 2},
			{fLacpPartnerStateAggregation, 4}, {fLacpPartnerStateSynchronization, 8}, {fLacpPartnerStateCollecting, 16},
			{fLacpPartnerStateDistributing, 32}, {fLacpPartnerStateDefaulted, 64}, {fLacpPartnerStateExpired, 128}}}
	d.lacpRecord(t, 1, 1, 20)
	d.lacpSide(t, 3, &actor)
	d.lacpRecord(t, 21, 2, 20)
	d.lacpSide(t, 23, &partner)
	d.lacpRecord(t, 41, 3, 16)
	d.slots(t, 43, slot{fLacpCollectorMaxDelay, 2}, slot{fLacpCollReserved, 12})
	d.lacpRecord(t, 57, 0, 0)
	d.raw(fLacpPad, t, 59, lacpPad)
}

// lacpRecord emits the head of a record. Wireshark calls one malformed that is not of the kind and length that belong there.
func (d *Session) lacpRecord(t *view, off int, kind, n uint64) {
	if d.uint(fLacpTlvType, t, off, 1) != kind {
		d.faulty()
	}
	if d.uint(fLacpTlvLength, t, off+1, 1) != n {
		d.faulty()
	}
}

// lacpPad is how many bytes fill a message up.
const lacpPad = 50

// lacpSide is one side of a link.
type lacpSide struct {
	name                                                                  string
	priority, system, key, portPriority, port, state, stateText, reserved ID
	flags                                                                 []bit
}

func (d *Session) lacpSide(t *view, off int, s *lacpSide) {
	d.slots(t, off, slot{s.priority, 2}, slot{s.system, 6}, slot{s.key, 2}, slot{s.portPriority, 2}, slot{s.port, 2})
	state := d.flagged(s.state, t, off+14, 1, s.flags...)
	text := lacpState(state)
	d.str(s.stateText, t, off+14, 1, text)
	d.raw(s.reserved, t, off+15, 3)
	if d.wantCols && d.ok() {
		d.cols.append(d, s.name+etherText(mac(t.b[off+2:]))+" P: "+utoa(be16(t.b[off+12:]))+" K: "+utoa(be16(t.b[off+8:]))+" "+text)
	}
}

// lacpState writes the flags of a side as letters, the highest first.
func lacpState(state uint64) string {
	b := []byte("EFDCSGSA")
	if state&2 == 0 {
		b[6] = '*'
	}
	for i := range b {
		if state>>(7-i)&1 == 0 {
			b[i] = '*'
		}
	}
	return string(b)
}
