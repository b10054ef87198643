package dissect

func init() { ipProtos[protoIGMP] = (*Session).igmp }

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
		if d.wantCols {
			d.cols.set(d, igmpOtherText(t, kind))
		}
		return
	}
	named := len(d.layers)
	d.begin(fIgmp, t, len(t.b))
	if kind < 0x10 {
		d.igmpOld(t, kind)
		return
	}
	switch kind {
	case igmpQuery, igmpReportV1, igmpReportV2, igmpLeave, igmpReportV3:
		d.igmpMessage(t, kind)
	case igmpTrace, igmpTraceReply:
		d.igmpTrace(t, kind)
	default:
		d.layers = d.layers[:named]
		d.num(fIgmpType, t, 0, 1, kind)
		d.cols.set(d, "Unknown Type:"+hexText(kind, 2))
	}
}

// igmpOldTypes are the messages of version 0, RFC 988 appendix I.
var igmpOldTypes = [...]string{1: "Create Group Request", "Create Group Reply", "Join Group Request", "Join Group Reply",
	"Leave Group Request", "Leave Group Reply", "Confirm Group Request", "Confirm Group Reply"}

// igmpOld dissects a message of version 0, which has 20 bytes.
func (d *Session) igmpOld(t *view, kind uint64) {
	d.num(fIgmpVersion, nil, 0, 0, 0)
	d.cols.setProto(d, "IGMPv0")
	text := "Unknown Type:" + hexText(kind, 2)
	if kind > 0 && kind < uint64(len(igmpOldTypes)) {
		text = igmpOldTypes[kind]
	}
	d.cols.set(d, text)
	d.num(fIgmpType, t, 0, 1, kind)
	d.uint(fIgmpChecksum, t, 2, 2)
	d.igmpChecksumStatus(t, 20)
	d.uint(fIgmpMaddr, t, 8, 4)
	d.need(t, 12, 8)
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

// igmpOtherText is what the Info column says of them: version 3 of DVMRP has four bytes more than version 1.
func igmpOtherText(t *view, kind uint64) string {
	if len(t.b) < 2 {
		return ""
	}
	code, names, prefix := uint64(t.b[1]), igapTypes[:], ""
	switch {
	case kind == 0x14:
		names = pim1Types[:]
	case kind != 0x13:
		code = kind - 0x40
	case t.rep < 8:
		names, prefix = dvmrp1Codes[:], "V1 "
	default:
		names, prefix = dvmrpCodes[:], "V3 "
	}
	if code < uint64(len(names)) && names[code] != "" {
		return prefix + names[code]
	}
	return prefix + "Unknown Type:" + hexText(code, 2)
}

var (
	dvmrp1Codes = [...]string{1: "Response", "Request", "Non-membership report", "Non-membership cancellation"}
	dvmrpCodes  = [...]string{1: "Probe", "Report", "Ask Neighbors", "Neighbors", "Ask Neighbors 2", "Neighbors 2", "Prune", "Graft", "Graft ACK"}
	pim1Types   = [...]string{"Query", "Register", "Register-stop", "Join/Prune", "RP-Reachable", "Assert", "Graft", "Graft-Ack", "Mode"}
	igapTypes   = [...]string{"Membership Report (Join)", "Membership Query", "Leave Group"}
)

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
// A response has 32 bytes for each router.
func (d *Session) igmpTrace(t *view, kind uint64) {
	switch blocks := max(t.rep-24, 0) / 32; {
	case kind == igmpTraceReply && blocks == 1:
		d.cols.set(d, "Traceroute Response, 1 block")
	case kind == igmpTraceReply:
		d.cols.set(d, "Traceroute Response, "+utoa(blocks)+" blocks")
	case t.rep == 24:
		d.cols.set(d, "Traceroute Query")
	default:
		d.cols.set(d, "Traceroute Request")
	}
	d.num(fIgmpType, t, 0, 1, kind)
	d.uint(fIgmpChecksum, t, 2, 2)
	d.igmpChecksumStatus(t, 8)
	d.uint(fIgmpMaddr, t, 4, 4)
	d.need(t, 0, 24)
}

// igmpChecksumStatus checks the sum of a message that is whole, which is one of at least so many bytes.
func (d *Session) igmpChecksumStatus(t *view, least int) {
	if t.rep >= least {
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
	d.igmpChecksumStatus(t, 8)
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
	d.igmpChecksumStatus(t, 8)
	group := uint32(d.uint(fIgmpMaddr, t, 4, 4))
	if group == 0 {
		d.cols.set(d, "Membership Query, general")
	} else {
		d.cols.set(d, "Membership Query, specific for group "+v4(group).String())
	}
	f := uint64(d.u8(t, 8))
	d.flag(fIgmpS, t, 8, 1, f>>3&1 != 0)
	d.num(fIgmpQrv, t, 8, 1, f&7)
	d.uint(fIgmpQqic, t, 9, 1)
	n := int(d.uint(fIgmpNumSrc, t, 10, 2))
	if group != 0 && n > 0 {
		d.cols.append(d, ", source", plural(n), " ")
	}
	fence := len(d.cols.info)
	d.igmpSources(t, 12, n)
	if group == 0 { // Wireshark names no sources then
		d.cols.info = d.cols.info[:fence]
	}
}

// igmpSources dissects the addresses of a list and adds them to Info one by one, as far as they are there.
func (d *Session) igmpSources(t *view, off, n int) {
	for i := 0; i < n && d.ok(); i++ {
		at := v4(uint32(d.uint(fIgmpSaddr, t, off+4*i, 4)))
		if !d.wantCols {
			continue
		}
		before, after := "", ", "
		if i == 0 {
			before = "{"
		}
		if i == n-1 {
			after = "}"
		}
		d.cols.append(d, before, at.String(), after)
	}
}

func (d *Session) igmpReport(t *view) {
	d.raw(fIgmpReserved, t, 1, 1)
	d.uint(fIgmpChecksum, t, 2, 2)
	d.igmpChecksumStatus(t, 8)
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
	if d.wantCols {
		d.cols.append(d, " / ", igmpRecordText(kind, group, n))
	}
	d.igmpSources(t, off+8, n)
	if aux > 0 {
		d.raw(fIgmpAuxData, t, off+8+4*n, aux)
	}
	return 8 + 4*n + aux
}

// igmpRecordText says what a record of n sources changes, RFC 3376 section 4.2.12.
func igmpRecordText(kind uint64, group string, n int) string {
	const isInclude, isExclude, toInclude, toExclude, allow, block = 1, 2, 3, 4, 5, 6
	switch kind {
	case isInclude, toInclude:
		switch n {
		case 0:
			return "Leave group " + group
		case 1:
			return "Join group " + group + " for source "
		}
		return "Join group " + group + " for sources in "
	case isExclude, toExclude:
		switch n {
		case 0:
			return "Join group " + group + " for any sources"
		case 1:
			return "Join group " + group + ", for source not "
		}
		return "Join group " + group + ", for sources not in "
	case allow:
		if n == 0 {
			return "Group " + group + ", ALLOW_NEW_SOURCES but no source specified (?)"
		}
		return "Group " + group + ", new source" + plural(n) + " "
	case block:
		if n == 0 {
			return "Group " + group + ", BLOCK_OLD_SOURCES but no source specified (?)"
		}
		return "Group " + group + ", block source" + plural(n) + " "
	}
	text := "Group " + group + ", unknown record type (?)"
	if n > 0 {
		text += ", sources "
	}
	return text
}
