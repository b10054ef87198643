package dissect

func init() { readers["igmp"] = (*Session).igmp }

// IGMP types, RFC 1112, RFC 2236, RFC 3376.
const (
	igmpQuery    = 0x11
	igmpReportV1 = 0x12
	igmpReportV2 = 0x16
	igmpLeave    = 0x17
	igmpReportV3 = 0x22

	igmpTraceReply = 0x1e
	igmpTrace      = 0x1f
)

// igmp dissects a group membership message. Wireshark names the layer twice, and other protocols by their own name.
func (d *Session) igmp(t *view) {
	d.layerName("igmp")
	d.current = "IGMP"
	d.cols.setProto(d, "IGMP")
	d.cols.clear(d)
	kind := uint64(d.u8(t, 0))
	if name, column := igmpOther(kind); name != "" {
		d.layerName(name)
		d.cols.setProto(d, column)
		return
	}
	named := len(d.layers)
	d.begin(fIgmp, t, len(t.b))
	switch kind {
	case igmpQuery, igmpReportV1, igmpReportV2, igmpLeave, igmpReportV3:
		d.igmpMessage(t, kind)
	case igmpTrace, igmpTraceReply:
		d.igmpTrace(t, kind)
	default:
		d.layers = d.layers[:named]
		d.num(fIgmpType, t, 0, 1, kind)
	}
}

// igmpOther names the protocols that took a type of IGMP's, and are not dissected here.
func igmpOther(kind uint64) (layer, column string) {
	switch kind {
	case 0x13:
		return "dvmrp", "DVMRP"
	case 0x14:
		return "pim", "PIMv1"
	case 0x40, 0x41, 0x42:
		return "igap", "IGAP"
	}
	return "", ""
}

func (d *Session) igmpMessage(t *view, kind uint64) {
	version := igmpVersion(kind, t)
	d.num(fIgmpVersion, nil, 0, 0, uint64(version))
	d.cols.setProto(d, "IGMPv"+utoa(version))
	d.num(fIgmpType, t, 0, 1, kind)
	switch {
	case kind == igmpReportV3:
		d.igmpReport(t)
	case kind == igmpQuery && version == 3:
		d.igmpQuery(t)
	default:
		d.igmpShort(t, kind, version)
	}
}

// igmpTrace dissects the head of a trace of a multicast route (draft-ietf-idmr-traceroute-ipm section 4), which is 24 bytes long.
func (d *Session) igmpTrace(t *view, kind uint64) {
	d.num(fIgmpType, t, 0, 1, kind)
	d.uint(fIgmpChecksum, t, 2, 2)
	d.igmpChecksumStatus(t)
	d.uint(fIgmpMaddr, t, 4, 4)
	d.need(t, 0, 24)
}

// igmpChecksumStatus checks the sum of a message that is whole.
func (d *Session) igmpChecksumStatus(t *view) {
	if t.rep >= 8 {
		d.checksumStatus(fIgmpChecksumStatus, t)
		return
	}
	d.num(fIgmpChecksumStatus, nil, 0, 0, checksumUnverified)
}

// igmpVersion tells the versions of a query apart, RFC 3376 §7.1.
func igmpVersion(kind uint64, t *view) int {
	switch {
	case kind == igmpReportV1:
		return 1
	case kind == igmpReportV3, kind == igmpQuery && t.rep >= 12:
		return 3
	case kind == igmpQuery && len(t.b) > 1 && t.b[1] == 0:
		return 1
	}
	return 2
}

func (d *Session) igmpShort(t *view, kind uint64, version int) {
	if version == 1 {
		d.raw(fIgmpReserved, t, 1, 1)
	} else {
		d.uint(fIgmpMaxResp, t, 1, 1)
	}
	d.uint(fIgmpChecksum, t, 2, 2)
	d.igmpChecksumStatus(t)
	group := uint32(d.uint(fIgmpMaddr, t, 4, 4))
	at := v4(group).String()
	switch kind {
	case igmpQuery:
		if version == 1 {
			d.cols.set(d, "Membership Query")
			return
		}
		if group == 0 {
			d.cols.set(d, "Membership Query, general")
		} else {
			d.cols.set(d, "Membership Query, specific for group "+at)
		}
	case igmpReportV1:
		d.cols.set(d, "Membership Report")
	case igmpReportV2:
		d.cols.set(d, "Membership Report group "+at)
	case igmpLeave:
		d.cols.set(d, "Leave Group "+at)
	}
}

func (d *Session) igmpQuery(t *view) {
	longest := uint64(d.u8(t, 1))
	if longest >= 0x80 { // RFC 3376 section 4.1.1
		longest = (longest&15 | 16) << (longest>>4&7 + 3)
	}
	d.num(fIgmpMaxResp, t, 1, 1, longest)
	d.uint(fIgmpChecksum, t, 2, 2)
	d.igmpChecksumStatus(t)
	group := uint32(d.uint(fIgmpMaddr, t, 4, 4))
	f := uint64(d.u8(t, 8))
	d.flag(fIgmpS, t, 8, 1, f>>3&1 != 0)
	d.num(fIgmpQrv, t, 8, 1, f&7)
	d.uint(fIgmpQqic, t, 9, 1)
	n := int(d.uint(fIgmpNumSrc, t, 10, 2))
	for i := 0; i < n && d.ok(); i++ {
		d.uint(fIgmpSaddr, t, 12+4*i, 4)
	}
	if group == 0 {
		d.cols.set(d, "Membership Query, general")
	} else {
		d.cols.set(d, "Membership Query, specific for group "+v4(group).String())
		if n > 0 {
			d.cols.append(d, ", source", plural(n), " ", d.igmpSources(t, 12, n))
		}
	}
}

// igmpSources lists the n addresses at off.
func (d *Session) igmpSources(t *view, off, n int) string {
	list := []byte("{")
	for i := 0; i < n && d.ok(); i++ {
		if i > 0 {
			list = append(list, ", "...)
		}
		list = append(list, v4(d.u32(t, off+4*i)).String()...)
	}
	return string(append(list, '}'))
}

func (d *Session) igmpReport(t *view) {
	d.raw(fIgmpReserved, t, 1, 1)
	d.uint(fIgmpChecksum, t, 2, 2)
	d.igmpChecksumStatus(t)
	d.raw(fIgmpReserved, t, 4, 2)
	n := int(d.uint(fIgmpNumGrpRecs, t, 6, 2))
	d.cols.set(d, "Membership Report")
	if n == 0 {
		d.cols.append(d, " - General query")
	}
	off := 8
	for i := 0; i < n && d.ok(); i++ {
		off += d.igmpRecord(t, off)
	}
}

// igmpRecord dissects a group record and returns its length, RFC 3376 §4.2.4.
func (d *Session) igmpRecord(t *view, off int) int {
	kind := d.uint(fIgmpRecordType, t, off, 1)
	aux := int(d.uint(fIgmpAuxDataLen, t, off+1, 1)) * 4
	n := int(d.uint(fIgmpNumSrc, t, off+2, 2))
	group := v4(uint32(d.uint(fIgmpMaddr, t, off+4, 4))).String()
	for i := 0; i < n && d.ok(); i++ {
		d.uint(fIgmpSaddr, t, off+8+4*i, 4)
	}
	if aux > 0 {
		d.raw(fIgmpAuxData, t, off+8+4*n, aux)
	}
	if d.wantCols {
		d.cols.append(d, " / ", igmpRecordText(kind, group, n, d.igmpSources(t, off+8, n)))
	}
	return 8 + 4*n + aux
}

// igmpRecordText says what a record of n sources changes, RFC 3376 section 4.2.12.
func igmpRecordText(kind uint64, group string, n int, sources string) string {
	const isInclude, isExclude, toInclude, toExclude, allow, block = 1, 2, 3, 4, 5, 6
	switch kind {
	case isInclude, toInclude:
		switch n {
		case 0:
			return "Leave group " + group
		case 1:
			return "Join group " + group + " for source " + sources
		}
		return "Join group " + group + " for sources in " + sources
	case isExclude, toExclude:
		switch n {
		case 0:
			return "Join group " + group + " for any sources"
		case 1:
			return "Join group " + group + ", for source not " + sources
		}
		return "Join group " + group + ", for sources not in " + sources
	case allow:
		if n == 0 {
			return "Group " + group + ", ALLOW_NEW_SOURCES but no source specified (?)"
		}
		return "Group " + group + ", new source" + plural(n) + " " + sources
	case block:
		if n == 0 {
			return "Group " + group + ", BLOCK_OLD_SOURCES but no source specified (?)"
		}
		return "Group " + group + ", block source" + plural(n) + " " + sources
	}
	text := "Group " + group + ", unknown record type (?)"
	if n > 0 {
		text += ", sources " + sources
	}
	return text
}
