package dissect

import "strconv"

func init() {
	readers["stp"] = (*Session).stp
	readers["pvst"] = (*Session).pvst
}

// Types of a bridge's messages, IEEE 802.1D section 9.3 and IEEE 802.1Q section 14.4.
const (
	stpConfiguration = 0x00
	stpRapid         = 0x02
	stpChange        = 0x80
)

// stp dissects what bridges say to each other. As in Wireshark the column is written first, and takes what it needs.
func (d *Session) stp(t *view) {
	d.current = "STP"
	d.cols.setProto(d, "STP")
	d.cols.clear(d)
	if !d.reaches(fStp, t, 4) {
		return
	}
	version, kind := uint64(t.b[2]), uint64(t.b[3])
	message := kind == stpConfiguration || kind == stpRapid
	if message && !d.reaches(fStp, t, 27) {
		return
	}
	switch {
	case message:
		d.stpInfo(t, version, kind)
	case kind == stpChange:
		d.cols.set(d, "Topology Change Notification")
	default:
		d.cols.set(d, "Unknown BPDU type ("+utoa(kind)+")")
	}
	d.begin(fStp, t, len(t.b))
	d.label("Spanning Tree Protocol")
	d.slots(t, 0, slot{fStpProtocol, 2}, slot{fStpVersion, 1}, slot{fStpType, 1})
	switch {
	case message:
		d.stpMessage(t, version, kind)
	case kind != stpChange:
		d.mark(fStpTypeUnknown)
	}
}

func (d *Session) stpInfo(t *view, version, kind uint64) {
	if !d.wantCols {
		return
	}
	info := stpName(t, version, kind)
	if t.b[4]&1 != 0 {
		info += "TC + "
	}
	root := be16(t.b[5:])
	d.cols.set(d, info+"Root = "+utoa(root&0xf000)+"/"+utoa(root&0xfff)+"/"+etherText(mac(t.b[7:]))+"  Cost = "+
		strconv.Itoa(int(int32(d.u32(t, 13))))+"  Port = "+hexText(uint64(be16(t.b[25:])), 4))
}

// pvst dissects what Cisco's bridges say of one VLAN, which a record after the message names.
func (d *Session) pvst(t *view) {
	const records = 36
	d.stp(t)
	switch {
	case !d.ok() || t.rep < 4 || t.b[3] != stpConfiguration && t.b[3] != stpRapid:
	case len(t.b) < records: // which Wireshark takes for a message without them, that the frame cuts
		d.faulty()
		d.faulty()
		d.current = "Ethernet"
		d.fail(t, t.rep)
	default:
		d.pvstRecords(t, records)
	}
}

func (d *Session) pvstRecords(t *view, off int) {
	const vlan, head = 0, 4
	found := false
	for d.ok() && t.left(off) >= head {
		n := int(d.u16(t, off+2))
		d.need(t, off, head+n)
		kind := d.uint(fStpPvstTlvtype, t, off, 2)
		d.uint(fStpPvstTlvlen, t, off+2, 2)
		switch {
		case kind == vlan && n == 2:
			d.uint(fStpPvstOrigvlan, t, off+head, 2)
			found = true
		case kind == vlan:
			d.faulty()
			off = t.rep
		}
		off += head + n
	}
	if t.left(off) > 0 {
		d.faulty()
	}
	if !found {
		d.faulty()
	}
}

func (d *Session) stpMessage(t *view, version, kind uint64) {
	row := stpFlags
	if kind == stpConfiguration {
		row = []bit{stpFlags[0], stpFlags[6]}
	}
	d.flagged(fStpFlags, t, 4, 1, row...)
	d.stpBridge(t, 5, fStpRootPrio, fStpRootExt, fStpRootHw)
	d.uint(fStpRootCost, t, 13, 4)
	d.stpBridge(t, 17, fStpBridgePrio, fStpBridgeExt, fStpBridgeHw)
	d.uint(fStpPort, t, 25, 2)
	for i, id := range [...]ID{fStpMsgAge, fStpMaxAge, fStpHello, fStpForward} {
		d.num(id, t, 27+2*i, 2, doubleBits(float64(d.u16(t, 27+2*i))/256))
	}
	if kind == stpRapid {
		d.uint(fStpVersion1Length, t, 35, 1)
		if version >= 3 && stpTrees(t) {
			d.mstp(t, version)
		}
	}
}

// stpTrees reports whether a message is long enough for several trees.
func stpTrees(t *view) bool { return t.rep >= leastMSTP && (len(t.b) <= 36 || t.b[35] == 0) }

func stpName(t *view, version, kind uint64) string {
	switch {
	case kind == stpConfiguration:
		return "Conf. "
	case version == 3 && t.rep >= leastMSTP:
		return "MST. "
	case version == 4 && t.rep >= leastMSTP:
		return "SPT. "
	}
	return "RST. "
}

var stpFlags = []bit{{fStpFlagsTcack, 0x80}, {fStpFlagsAgreement, 0x40}, {fStpFlagsForwarding, 0x20}, {fStpFlagsLearning, 0x10},
	{fStpFlagsPortRole, 0x0c}, {fStpFlagsProposal, 2}, {fStpFlagsTc, 1}}

// stpBridge emits a bridge's identifier: four bits of priority, twelve of the tree, and an address (IEEE 802.1D section 9.2.5).
func (d *Session) stpBridge(t *view, off int, prio, ext, hw ID) {
	v := uint64(d.u16(t, off))
	d.need(t, off+2, 6)
	d.push()
	d.num(prio, t, off, 1, v&0xf000)
	d.num(ext, t, off, 2, v&0xfff)
	d.uint(hw, t, off+2, 6)
	d.pop()
}

// leastMSTP is how long a message of several trees is at least, IEEE 802.1Q section 14.4. One that is shorter, or has a first length
// that is not zero, is of one tree.
const leastMSTP = 102

// mstp dissects what several trees add.
func (d *Session) mstp(t *view, version uint64) {
	const head, each = leastMSTP - 38, 16
	n := int(d.uint(fMstpVersion3Length, t, 36, 2))
	switch {
	case n == 0:
		return
	case n < head:
		n = head + each*n // some count trees there, and Wireshark follows
	}
	d.slots(t, 38, slot{fMstpConfigFormatSelector, 1})
	d.stringTo0(fMstpConfigName, t, 39, 32)
	d.slots(t, 71, slot{fMstpConfigRevisionLevel, 2}, slot{fMstpConfigDigest, 16}, slot{fMstpCistInternalRootPathCost, 4})
	d.stpBridge(t, 93, fMstpCistBridgePrio, fMstpCistBridgeExt, fMstpCistBridgeHw)
	d.uint(fMstpCistRemainingHops, t, 101, 1)
	off := leastMSTP
	for ; n-head >= each && d.ok(); n -= each {
		d.msti(t, off)
		off += each
	}
	if version >= 4 {
		if d.uint(fMstpVersion4Length, t, off, 2) >= 53 { // with all that a shortest path tree adds
			d.need(t, off+2, 1)
		}
	}
}

func (d *Session) msti(t *view, off int) {
	if !d.need(t, off, 16) {
		return
	}
	id := uint64(d.u16(t, off+1))
	v := d.uint(fMstpMstiFlags, t, off, 1)
	d.bits(t, off, 1, v, stpFlags...)
	d.num(fMstpMstiPriority, t, off+1, 1, id>>12)
	d.num(fMstpMstiMstiId, t, off+1, 2, id&0xfff)
	d.uint(fMstpMstiRootHw, t, off+3, 6)
	d.uint(fMstpMstiRootCost, t, off+9, 4)
	d.num(fMstpMstiBridgePriority, t, off+13, 1, uint64(t.b[off+13]>>4))
	d.num(fMstpMstiPortPriority, t, off+14, 1, uint64(t.b[off+14]>>4))
	d.uint(fMstpMstiRemainingHops, t, off+15, 1)
}
