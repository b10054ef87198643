package dissect

func init() { readers["rip"] = (*Session).rip }

// rip dissects a message of the routing information protocol, RFC 2453 section 4 and RFC 1058 section 3.1.
func (d *Session) rip(t *view) {
	const head, each = 4, 20
	if len(t.b) == 0 {
		d.fail(t, t.rep)
		return
	}
	d.current = "RIP"
	d.cols.setProto(d, "RIP")
	d.cols.clear(d)
	if !d.reaches(fRip, t, 2) {
		return
	}
	command, version := t.b[0], t.b[1]
	d.cols.setProto(d, "RIPv"+utoa(version))
	d.cols.set(d, ripCommand(command))
	d.begin(fRip, t, len(t.b))
	d.slots(t, 0, slot{fRipCommand, 1}, slot{fRipVersion, 1})
	for off := head; d.ok() && off <= len(t.b) && t.left(off) > 0; off += each {
		d.ripEntry(t, off, version)
	}
}

func ripCommand(command uint8) string {
	names := [...]string{"", "Request", "Response", "Traceon", "Traceoff", "Vendor specific (Sun)"}
	if command > 0 && int(command) < len(names) {
		return names[command]
	}
	return "Unknown command (" + utoa(command) + ")"
}

func (d *Session) ripEntry(t *view, off int, version uint8) {
	const none, ip, authentication = 0, 2, 0xffff
	d.need(t, off, 20)
	family := d.u16(t, off)
	switch family {
	case none, ip:
		d.uint(fRipFamily, t, off, 2)
		if version == 2 {
			d.uint(fRipRouteTag, t, off+2, 2)
			if family == ip {
				d.uint(fRipIp, t, off+4, 4)
			}
			d.slots(t, off+8, slot{fRipNetmask, 4}, slot{fRipNextHop, 4})
		} else if family == ip {
			d.uint(fRipIp, t, off+4, 4)
		}
		if metric := uint64(d.u32(t, off+16)); d.ok() {
			d.num(fRipMetric, t, off+16, 4, metric)
		}
	case authentication:
		d.ripAuthentication(t, off)
	}
}

// ripAuthentication dissects a password or what a digest needs, RFC 2453 section 4.1 and RFC 4822 section 2.1.
func (d *Session) ripAuthentication(t *view, off int) {
	const digest = 1 // what was announced before
	kind := d.u16(t, off+2)
	if kind == digest {
		return
	}
	switch d.uint(fRipAuthType, t, off+2, 2) {
	case 2:
		d.stringTo0(fRipAuthPasswd, t, off+4, 16)
	case 3:
		d.slots(t, off+4, slot{fRipDigestOffset, 2}, slot{fRipKeyId, 1}, slot{fRipAuthDataLen, 1}, slot{fRipSeqNum, 4})
	}
}
