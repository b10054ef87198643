package dissect

import "fmt"

// What routers and clocks tell each other: the packet list says what their messages are, as Wireshark does.
func init() {
	readers["bfd"], readers["ripng"], readers["ptp"] = (*Session).bfd, (*Session).ripng, (*Session).ptp
	readers["portcontrol"] = (*Session).portControl
}

var (
	bfdDiagnostics = []string{"No Diagnostic", "Control Detection Time Expired", "Echo Function Failed", "Neighbor Signaled Session Down",
		"Forwarding Plane Reset", "Path Down", "Concatenated Path Down", "Administratively Down", "Reverse Concatenated Path Down", "Mis-Connectivity Defect"}
	bfdStates = []string{"AdminDown", "Down", "Init", "Up"}
)

// bfd says the state of a session, RFC 5880 section 4.1. In version 0 two bits of it were flags.
func (d *Session) bfd(t *view) {
	const mandatory = 24
	d.layerName("bfd")
	d.current = "BFD Control"
	d.cols.setProto(d, "BFD Control")
	d.cols.clear(d)
	first, flags := d.u8(t, 0), d.u8(t, 1)
	if !d.need(t, 0, mandatory) {
		return
	}
	d.cols.set(d, "Diag: ", nameIn(bfdDiagnostics, first&31, "Unknown"))
	if first>>5 == 0 {
		d.cols.append(d, fmt.Sprintf(", Flags: 0x%02x", flags))
		return
	}
	d.cols.append(d, ", State: ", bfdStates[flags>>6], fmt.Sprintf(", Flags: 0x%02x", flags&0x3f))
}

// ripng says the command of a message, RFC 2080 section 2.1.
func (d *Session) ripng(t *view) {
	const head, entry = 4, 20
	d.layerName("ripng")
	d.current = "RIPng"
	d.cols.setProto(d, "RIPng")
	d.cols.clear(d)
	command, version := d.u8(t, 0), d.u8(t, 1)
	if d.ok() {
		d.cols.set(d, " Command ", nameIn([]string{1: "Request", 2: "Response"}, command, fmt.Sprintf("Unknown (%d)", command)), ", Version ", utoa(version))
	}
	if d.need(t, 0, head) && (t.rep-head)%entry != 0 {
		d.fail(t, t.rep+1)
	}
}

var ptpMessages = []string{"Sync Message", "Delay_Req Message", "Peer_Delay_Req Message", "Peer_Delay_Resp Message", 8: "Follow_Up Message",
	9: "Delay_Resp Message", 10: "Peer_Delay_Resp_Follow_Up Message", 11: "Announce Message", 12: "Signalling Message"}

// ptp names a message of version 2, IEEE 1588 section 13.3; those of others, and management, have a layer only.
func (d *Session) ptp(t *view) {
	const management = 13
	d.layerName("ptp")
	d.current = "PTP"
	kind, version := d.u8(t, 0)&15, d.u8(t, 1)&15
	if !d.ok() {
		return
	}
	if version != 2 {
		d.cols.setProto(d, "PTPv1")
		return
	}
	d.cols.setProto(d, "PTPv2")
	if kind == management {
		d.cols.set(d, "Management Message")
		return
	}
	d.cols.set(d, nameIn(ptpMessages, kind, fmt.Sprintf("Unknown PTP Message (%d)", kind)))
}

// portControl names what a host and its router say of ports, RFC 6886 section 3 and RFC 6887 section 7.
func (d *Session) portControl(t *view) {
	const response = 0x80
	d.layerName("portcontrol")
	d.current = "PCP"
	version, code := d.u8(t, 0), d.u8(t, 1)
	if !d.ok() {
		return
	}
	names := []string{"Announce", "Map", "Peer"}
	if version == 0 {
		d.cols.setProto(d, "NAT-PMP")
		names = []string{"External Address", "Map UDP", "Map TCP"}
	} else {
		d.cols.setProto(d, "PCP v"+utoa(version))
	}
	side := " Request"
	if code&response != 0 {
		side = " Response"
	}
	name := nameIn(names, code&^response, "")
	if name == "" {
		d.cols.set(d, "Unknown opcode: ", utoa(code))
		return
	}
	d.cols.set(d, name, side)
}
