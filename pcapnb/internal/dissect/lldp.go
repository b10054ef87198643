package dissect

func init() { readers["lldp"] = (*Session).lldp }

// Records of LLDP, IEEE 802.1AB section 8.4.
const (
	lldpEnd          = 0
	lldpChassis      = 1
	lldpPort         = 2
	lldpTimeToLive   = 3
	lldpPortText     = 4
	lldpSystemName   = 5
	lldpSystemText   = 6
	lldpCapabilities = 7
	lldpManagement   = 8
	lldpOrganisation = 127
)

// lldp dissects what a station says of itself to its neighbours.
func (d *Session) lldp(t *view) {
	d.current = "LLDP"
	d.cols.setProto(d, "LLDP")
	d.cols.clear(d)
	d.begin(fLldp, t, len(t.b))
	seen := 0
	for off := 0; d.ok() && (seen < 3 || off < len(t.b)); seen++ {
		head := d.u16(t, off)
		kind, n := head>>9, int(head&0x1ff)
		if seen < 3 && int(kind) != seen+1 && d.ok() { // these come first, in this order
			d.cols.set(d, "Invalid "+[...]string{"Chassis ID", "Port ID", "Time-to-Live"}[seen]+" TLV")
			return
		}
		d.need(t, off+2, n)
		if kind == lldpOrganisation && n < 4 {
			return
		}
		d.num(fLldpTlvType, t, off, 2, uint64(kind))
		d.num(fLldpTlvLen, t, off, 2, uint64(n))
		d.lldpRecord(t, off+2, n, kind)
		if seen >= 3 && kind == lldpTimeToLive {
			d.cols.set(d, "Duplicate Time-To-Live TLV")
			d.faulty()
			return
		}
		if kind == lldpEnd {
			return
		}
		off += 2 + n
	}
}

func (d *Session) lldpRecord(t *view, off, n int, kind uint16) {
	switch kind {
	case lldpChassis:
		d.lldpName(t, off, n, &lldpChassisName)
	case lldpPort:
		d.lldpName(t, off, n, &lldpPortName)
	case lldpTimeToLive:
		d.cols.append(d, utoa(d.uint(fLldpTimeToLive, t, off, 2)), " ")
	case lldpPortText:
		d.stringTo0(fLldpPortDesc, t, off, n)
	case lldpSystemName:
		d.lldpText(fLldpTlvSystemName, t, off, n, "SysN=")
	case lldpSystemText:
		d.lldpText(fLldpTlvSystemDesc, t, off, n, "SysD=")
	case lldpCapabilities:
		if n < 4 {
			d.fail(t, t.rep+1)
		}
		d.flagged(fLldpTlvSystemCap, t, off, 2, bit{fLldpTlvSystemCapOther, 1}, bit{fLldpTlvSystemCapRepeater, 2}, bit{fLldpTlvSystemCapBridge, 4},
			bit{fLldpTlvSystemCapWlanAccessPt, 8}, bit{fLldpTlvSystemCapRouter, 16}, bit{fLldpTlvSystemCapTelephone, 32},
			bit{fLldpTlvSystemCapDocsisCableDevice, 64}, bit{fLldpTlvSystemCapStationOnly, 128})
		d.flagged(fLldpTlvEnableSystemCap, t, off+2, 2, bit{fLldpTlvEnableSystemCapOther, 1}, bit{fLldpTlvEnableSystemCapRepeater, 2},
			bit{fLldpTlvEnableSystemCapBridge, 4}, bit{fLldpTlvEnableSystemCapWlanAccessPt, 8}, bit{fLldpTlvEnableSystemCapRouter, 16},
			bit{fLldpTlvEnableSystemCapTelephone, 32}, bit{fLldpTlvEnableSystemCapDocsisCableDevice, 64}, bit{fLldpTlvEnableSystemCapStationOnly, 128})
	case lldpManagement:
		d.lldpManagement(t, off, n)
	case lldpOrganisation:
		d.lldpOrganisation(t, off, n)
	}
}

func (d *Session) lldpText(id ID, t *view, off, n int, label string) {
	if text := d.stringTo0(id, t, off, n); d.wantCols {
		d.cols.append(d, label, formatText(text), " ")
	}
}

// lldpID is how a chassis or a port is named: by one of several kinds of names, of which two are addresses.
type lldpID struct {
	subtype, text, mac, ip4, ip6 ID
	hardware, network            uint64
	short                        string // two letters for each kind, from 1
}

var (
	lldpChassisName = lldpID{fLldpChassisSubtype, fLldpChassisId, fLldpChassisIdMac, fLldpChassisIdIp4, fLldpChassisIdIp6, 4, 5, "CCIAPCMANAINLA"}
	lldpPortName    = lldpID{fLldpPortSubtype, fLldpPortId, fLldpPortIdMac, fLldpPortIdIp4, fLldpPortIdIp6, 3, 4, "IAPCMANAINACLA"}
)

func (d *Session) lldpName(t *view, off, n int, id *lldpID) {
	kind := d.uint(id.subtype, t, off, 1)
	text := ""
	switch family := d.lldpFamily(t, off+1, n-1); {
	case kind == id.hardware && n == 7:
		text = etherText(d.uint(id.mac, t, off+1, 6))
	case kind == id.network && family == 1 && n == 6:
		text = v4(uint32(d.uint(id.ip4, t, off+2, 4))).String()
	case kind == id.network && family == 2 && n == 18:
		d.raw(id.ip6, t, off+2, 16)
		text = v6(d.slice(t, off+2, 16)).String()
	case kind == id.network && (family == 1 || family == 2): // of another length
		return
	case n > 1:
		d.slot(t, off+1, slot{id.text, n - 1})
		text = formatText(upTo0(d.slice(t, off+1, n-1)))
	}
	if 2*kind <= uint64(len(id.short)) && kind > 0 {
		d.cols.append(d, id.short[2*kind-2:2*kind], "/", text, " ")
	}
}

// lldpFamily returns the family of an address, IANA's address family numbers.
func (d *Session) lldpFamily(t *view, off, n int) uint8 {
	if n < 1 || off >= len(t.b) {
		return 0
	}
	return t.b[off]
}

// lldpManagement dissects an address for management, IEEE 802.1AB section 8.5.9.
func (d *Session) lldpManagement(t *view, off, n int) {
	size := int(d.uint(fLldpMgnAddressLen, t, off, 1))
	family := d.uint(fLldpMgnAddressSubtype, t, off+1, 1)
	switch {
	case family == 1 && size == 5:
		d.uint(fLldpMgnAddrIp4, t, off+2, 4)
	case family == 2 && size == 17:
		d.raw(fLldpMgnAddrIp6, t, off+2, 16)
	default:
		d.raw(fLldpMgnAddrHex, t, off+2, size-1)
	}
	end := off + n
	off += 1 + size
	if off+6 > end {
		if off < end {
			d.uint(fLldpMgnInterfaceSubtype, t, off, 1)
		}
		return
	}
	d.slots(t, off, slot{fLldpMgnInterfaceSubtype, 1}, slot{fLldpMgnInterfaceNumber, 4}, slot{fLldpMgnObjLen, 1})
}

// lldpOrganisation dissects what organisations added, each with numbers of its own.
func (d *Session) lldpOrganisation(t *view, off, n int) {
	const ieee8023, media = 0x00120f, 0x0012bb
	switch d.uint(fLldpOrgtlvOui, t, off, 3) {
	case ouiIEEE8021:
		d.lldp8021(t, off+3, d.uint(fLldpIeee8021Subtype, t, off+3, 1))
	case ieee8023:
		d.lldp8023(t, off+3, d.uint(fLldpIeee8023Subtype, t, off+3, 1))
	case media:
		d.lldpMedia(t, off+3, n-3, d.uint(fLldpMediaSubtype, t, off+3, 1))
	}
}

// lldp8021 dissects records of IEEE 802.1Q annex D.
func (d *Session) lldp8021(t *view, off int, kind uint64) {
	switch kind {
	case 1:
		d.uint(fLldpIeee8021PortVlanId, t, off+1, 2)
	case 3:
		d.uint(fLldpIeee8021VlanId, t, off+1, 2)
		n := int(d.uint(fLldpIeee8021VlanNameLen, t, off+3, 1))
		d.stringTo0(fLldpIeee8021VlanName, t, off+4, n)
	}
}

// lldp8023 dissects records of IEEE 802.3 clause 79.
func (d *Session) lldp8023(t *view, off int, kind uint64) {
	switch kind {
	case 1:
		d.flagged(fLldpIeee8023MacPhyAutoNegStatus, t, off+1, 1, bit{fLldpIeee8023MacPhyAutoNegStatusSupported, 1},
			bit{fLldpIeee8023MacPhyAutoNegStatusEnabled, 2})
		d.slots(t, off+2, slot{fLldpIeee8023PmdAutoNegAdvertisedCaps, 2}, slot{fLldpIeee8023PmdMauType, 2})
	case 3:
		d.flagged(fLldpIeee8023AggregationStatus, t, off+1, 1, bit{fLldpIeee8023AggregationStatusCap, 1},
			bit{fLldpIeee8023AggregationStatusEnabled, 2})
		d.uint(fLldpIeee8023AggregatedPortId, t, off+2, 4)
	case 4:
		d.uint(fLldpIeee8023MaxFrameSize, t, off+1, 2)
	}
}

// lldpMedia dissects records of LLDP-MED, ANSI/TIA-1057 section 10.2.
func (d *Session) lldpMedia(t *view, off, n int, kind uint64) {
	switch kind {
	case 1:
		if n < 4 {
			return
		}
		d.flagged(fLldpMediaSubtypeCaps, t, off+1, 2, bit{fLldpMediaSubtypeCapsLlpd, 1}, bit{fLldpMediaSubtypeCapsNetworkPolicy, 2},
			bit{fLldpMediaSubtypeCapsLocationId, 4}, bit{fLldpMediaSubtypeCapsMdiPse, 8}, bit{fLldpMediaSubtypeCapsMidPd, 16},
			bit{fLldpMediaSubtypeCapsInventory, 32})
		d.uint(fLldpMediaSubtypeClass, t, off+3, 1)
	case 2:
		d.uint(fLldpMediaAppType, t, off+1, 1)
		d.bits(t, off+2, 3, uint64(d.u24(t, off+2)), bit{fLldpMediaPolicyFlag, 0x800000}, bit{fLldpMediaTagFlag, 0x400000},
			bit{fLldpMediaVlanId, 0x1ffe00}, bit{fLldpMediaL2Prio, 0x1c0}, bit{fLldpMediaDscp, 0x3f})
	case 4:
		if n < 4 {
			return
		}
		d.bits(t, off+1, 1, uint64(d.u8(t, off+1)), bit{fLldpMediaPowerType, 0xc0}, bit{fLldpMediaPowerSource, 0x30}, bit{fLldpMediaPowerPrio, 0x0f})
		d.uint(fLldpMediaPowerValue, t, off+2, 2)
	case 5, 6, 7, 8, 9, 10, 11:
		id := [...]ID{fLldpMediaHardware, fLldpMediaFirmware, fLldpMediaSoftware, fLldpMediaSn, fLldpMediaManufacturer, fLldpMediaModel, fLldpMediaAsset}[kind-5]
		d.stringTo0(id, t, off+1, n-1)
	}
}
