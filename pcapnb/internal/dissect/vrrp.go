package dissect

func init() { readers["vrrp"] = (*Session).vrrp }

// vrrp dissects an advertisement of a virtual router, RFC 3768 section 5 and RFC 5798 section 5.
func (d *Session) vrrp(t *view) {
	d.current = "VRRP"
	d.cols.setProto(d, "VRRP")
	d.cols.clear(d)
	if !d.reaches(fVrrp, t, 1) {
		return
	}
	first := uint64(t.b[0])
	version := first >> 4
	d.cols.set(d, "Announcement (v"+utoa(version)+")")
	d.begin(fVrrp, t, len(t.b))
	d.need(t, 0, 4)
	d.num(fVrrpTypever, t, 0, 1, first)
	d.bits(t, 0, 1, first, bit{fVrrpVersion, 0xf0}, bit{fVrrpType, 0x0f})
	d.slots(t, 1, slot{fVrrpVirtRtrId, 1}, slot{fVrrpPrio, 1})
	count := int(d.uint(fVrrpAddrCount, t, 3, 1))
	auth := uint64(0)
	if version == 3 {
		d.num(fVrrpReservedMbz, t, 4, 1, uint64(d.u8(t, 4)>>4))
		d.num(fVrrpShortAdverInt, t, 4, 2, uint64(d.u16(t, 4)&0xfff))
	} else {
		auth = d.uint(fVrrpAuthType, t, 4, 1)
		d.uint(fVrrpAdverInt, t, 5, 1)
	}
	d.uint(fVrrpChecksum, t, 6, 2)
	d.vrrpChecksum(t, version)
	off := 8
	for ; count > 0 && d.ok() && t.left(off) > 0; count-- {
		if d.net.v6 {
			d.raw(fVrrpIpv6Addr, t, off, 16)
			off += 16
		} else {
			d.uint(fVrrpIpAddr, t, off, 4)
			off += 4
		}
	}
	if auth == 1 && t.left(off) >= 8 {
		d.stringTo0(fVrrpAuthString, t, off, 8)
	}
}

// vrrpChecksum checks the sum, which since version 3 covers the addresses of the packet, RFC 5798 section 5.2.8.
func (d *Session) vrrpChecksum(t *view, version uint64) {
	const proto = 112
	switch {
	case !d.ok():
		return
	case version < 3:
		d.checksumStatus(fVrrpChecksumStatus, t)
		return
	case len(t.b) < t.rep || d.inError:
		d.num(fVrrpChecksumStatus, nil, 0, 0, checksumUnverified)
		return
	}
	status := uint64(checksumBad)
	if foldSum(sumBytes(d.net.sum()+proto+uint64(t.rep), t.b)) == 0xffff {
		status = checksumGood
	}
	d.num(fVrrpChecksumStatus, nil, 0, 0, status)
}

// sum adds the addresses of a packet as a checksum does.
func (n network) sum() (sum uint64) {
	for _, a := range [...]ipAddr{n.src, n.dst} {
		words := a.lo
		if !n.v6 {
			words &= 0xffffffff
		}
		for _, w := range [...]uint64{words, a.hi} {
			for ; w > 0; w >>= 16 {
				sum += w & 0xffff
			}
		}
	}
	return sum
}
