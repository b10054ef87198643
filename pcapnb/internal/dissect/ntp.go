package dissect

func init() { readers["ntp"] = (*Session).ntp }

// ntpEpoch is 1970-01-01 in seconds since 1900-01-01, RFC 5905 §6.
const ntpEpoch = 2208988800

// ntp dissects an NTP message.
func (d *Session) ntp(t *view) {
	d.begin(fNtp, t, len(t.b))
	d.current = "NTP"
	d.cols.setProto(d, "NTP")
	d.cols.clear(d)
	f := uint64(d.u8(t, 0))
	version, mode := f>>3&7, f&7
	if d.wantsLabel() {
		d.label("Network Time Protocol (" + ntpVersion(version) + ", " + ntpMode(mode) + ")")
	}
	d.cols.set(d, ntpVersion(version)+", "+ntpMode(mode))
	d.num(fNtpFlags, t, 0, 1, f)
	d.push()
	if mode != 7 {
		d.num(fNtpFlagsLi, t, 0, 1, f>>6)
	}
	d.num(fNtpFlagsVn, t, 0, 1, version)
	d.num(fNtpFlagsMode, t, 0, 1, mode)
	d.pop()
	switch mode {
	case 6:
		d.ntpControl(t)
	case 7:
	default:
		d.ntpStandard(t)
	}
}

func ntpVersion(v uint64) string {
	if v >= 1 && v <= 4 {
		return "NTP Version " + utoa(v)
	}
	return "reserved"
}

func ntpMode(m uint64) string {
	names := [...]string{"reserved", "symmetric active", "symmetric passive", "client", "server", "broadcast", "control", "private"}
	return names[m&7]
}

func (d *Session) ntpStandard(t *view) {
	d.uint(fNtpStratum, t, 1, 1)
	d.uint(fNtpPpoll, t, 2, 1)
	d.uint(fNtpPrecision, t, 3, 1)
	d.uint(fNtpRootdelay, t, 4, 4)
	d.uint(fNtpRootdispersion, t, 8, 4)
	d.raw(fNtpRefid, t, 12, 4)
	for i, id := range [...]ID{fNtpReftime, fNtpOrg, fNtpRec, fNtpXmt} {
		d.ntpTime(id, t, 16+8*i)
	}
	d.ntpExtensions(t, 48)
}

// ntpTime emits a timestamp: seconds since 1900, or since 2036 when the first
// bit is clear (RFC 4330 §3), and a binary fraction. Zero means unknown.
func (d *Session) ntpTime(id ID, t *view, off int) {
	sec, frac := int64(d.u32(t, off)), uint64(d.u32(t, off+4))
	if sec == 0 && frac == 0 {
		d.num(id, t, off, 8, NoTime)
		return
	}
	sec -= ntpEpoch
	if sec+ntpEpoch < 1<<31 {
		sec += 1 << 32
	}
	d.num(id, t, off, 8, uint64(sec*1e9+int64(frac*1e9>>32)))
}

// ntpExtensions dissects extension fields, RFC 7822 §3, and what authenticates
// the message.
func (d *Session) ntpExtensions(t *view, off int) {
	for d.ok() && t.rep-off > 24 {
		n := int(d.u16(t, off+2))
		if n < 16 || n%4 != 0 {
			break
		}
		d.none(fNtpExt, t, off, n)
		d.push()
		d.uint(fNtpExtType, t, off, 2)
		d.num(fNtpExtLength, t, off+2, 2, uint64(n))
		d.raw(fNtpExtValue, t, off+4, n-4)
		d.pop()
		off += n
	}
	if n := t.rep - off; n >= 4 {
		d.raw(fNtpKeyid, t, off, 4)
		if n > 4 {
			d.raw(fNtpMac, t, off+4, n-4)
		}
	}
}

func (d *Session) ntpControl(t *view) {
	f := uint64(d.u8(t, 1))
	d.num(fNtpCtrlFlags2, t, 1, 1, f)
	d.push()
	d.num(fNtpCtrlFlags2R, t, 1, 1, f>>7)
	d.num(fNtpCtrlFlags2Error, t, 1, 1, f>>6&1)
	d.num(fNtpCtrlFlags2More, t, 1, 1, f>>5&1)
	d.num(fNtpCtrlFlags2Opcode, t, 1, 1, f&31)
	d.pop()
}
