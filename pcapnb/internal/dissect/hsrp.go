package dissect

func init() { readers["hsrp"] = (*Session).hsrp }

// hsrp dissects a message of Cisco's standby routers, RFC 2281 section 5.1.
func (d *Session) hsrp(t *view) {
	const advertise = 3
	if len(t.b) == 0 {
		d.fail(t, t.rep)
		return
	}
	d.current = "HSRP"
	d.cols.setProto(d, "HSRP")
	if d.net.v6 || d.net.dst != v4(0xe0000002) { // the second version is another protocol
		d.begin(fHsrp, t, len(t.b))
		d.cols.setProto(d, "HSRPv2")
		return
	}
	if !d.reaches(fHsrp, t, 2) {
		return
	}
	op := uint64(t.b[1])
	d.cols.set(d, hsrpOpcode(op))
	least := 3
	if op == advertise {
		least = 7
	}
	if !d.reaches(fHsrp, t, least) {
		return
	}
	d.begin(fHsrp, t, len(t.b))
	d.slots(t, 0, slot{fHsrpVersion, 1}, slot{fHsrpOpcode, 1})
	if op == advertise {
		d.hsrpAdvertisement(t)
		return
	}
	state := d.uint(fHsrpState, t, 2, 1)
	d.cols.append(d, " (state ", hsrpState(state), ")")
	d.slots(t, 3, slot{fHsrpHellotime, 1}, slot{fHsrpHoldtime, 1}, slot{fHsrpPriority, 1}, slot{fHsrpGroup, 1}, slot{fHsrpReserved, 1},
		slot{fHsrpAuthData, 8}, slot{fHsrpVirtIp, 4})
}

func hsrpOpcode(op uint64) string {
	if names := [...]string{"Hello", "Coup", "Resign", "Advertise"}; op < uint64(len(names)) {
		return names[op]
	}
	return "Unknown"
}

func hsrpState(state uint64) string {
	switch state {
	case 0:
		return "Initial"
	case 1:
		return "Learn"
	case 2:
		return "Listen"
	case 4:
		return "Speak"
	case 8:
		return "Standby"
	case 16:
		return "Active"
	}
	return "Unknown"
}

func (d *Session) hsrpAdvertisement(t *view) {
	const state = 1
	kind := d.uint(fHsrpAdvTlvtype, t, 2, 2)
	d.uint(fHsrpAdvTlvlength, t, 4, 2)
	if kind != state {
		return
	}
	v := d.uint(fHsrpAdvState, t, 6, 1)
	name := "Unknown"
	if names := [...]string{"", "Dormant", "Passive", "Active"}; v > 0 && v < uint64(len(names)) {
		name = names[v]
	}
	d.cols.append(d, " (state ", name, ")")
	d.slots(t, 7, slot{fHsrpAdvReserved1, 1}, slot{fHsrpAdvActivegrp, 2}, slot{fHsrpAdvPassivegrp, 2}, slot{fHsrpAdvReserved2, 4})
}
