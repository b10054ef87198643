package dissect

import (
	"encoding/binary"
	"encoding/hex"
	"unicode"
	"unicode/utf8"
)

// Types of frames of IEEE 802.11, section 9.2.4.1.3, and the subtypes that are looked into.
const (
	wlanManagement = 0
	wlanControl    = 1

	wlanMore = 0x04 // fragments follow
)

// wlanNames are what the frames are called, by their types and subtypes, IEEE 802.11 table 9-1.
var wlanNames = [...][16]string{
	{"Association Request", "Association Response", "Reassociation Request", "Reassociation Response", "Probe Request", "Probe Response",
		"Measurement Pilot", "", "Beacon frame", "ATIM", "Disassociate", "Authentication", "Deauthentication", "Action", "Action No Ack", "Aruba Management"},
	{2: "Trigger", 4: "Beamforming Report Poll", 5: "VHT/HE NDP Announcement", 7: "Control Wrapper", 8: "802.11 Block Ack Req", 9: "802.11 Block Ack",
		10: "Power-Save poll", 11: "Request-to-send", 12: "Clear-to-send", 13: "Acknowledgement", 14: "CF-End (Control-frame)", 15: "CF-End + CF-Ack (Control-frame)"},
	{"Data", "Data + CF-Ack", "Data + CF-Poll", "Data + CF-Ack + CF-Poll", "Null function (No data)", "Acknowledgement (No data)", "CF-Poll (No data)",
		"CF-Ack/Poll (No data)", "QoS Data", "QoS Data + CF-Acknowledgment", "QoS Data + CF-Poll", "QoS Data + CF-Ack + CF-Poll",
		"QoS Null function (No data)", "", "QoS CF-Poll (No Data)", "QoS CF-Ack + CF-Poll (No data)"},
	{"DMG Beacon", "S1G Beacon"},
}

// wlanFixed is how many bytes a management frame has before its elements, by subtype, IEEE 802.11 section 9.3.3; others have none that
// are looked at.
var wlanFixed = map[uint8]int{0: 4, 1: 6, 2: 10, 3: 6, 4: 0, wlanProbed: 12, wlanBeacon: 12}

const (
	wlanProbed = 5
	wlanBeacon = 8
)

// wlanSaid says in the packet list what a frame is, and of which network.
func (d *Session) wlanSaid(t *view) {
	if !d.wantCols || len(t.b) < 2 {
		return
	}
	kind, subtype, flags := t.b[0]>>2&3, t.b[0]>>4, t.b[1]
	name := wlanNames[kind][subtype]
	if name == "" {
		name = "Unrecognized (Reserved frame)"
	}
	d.cols.set(d, name)
	if len(t.b) < wlanHead(t.b) {
		return
	}
	if kind == wlanManagement || kind == wlanData {
		sequence := binary.LittleEndian.Uint16(t.b[22:])
		d.cols.append(d, ", SN=", utoa(sequence>>4), ", FN=", utoa(sequence&15))
	}
	d.cols.append(d, ", Flags=", wlanFlags(flags))
	fixed, ok := wlanFixed[subtype]
	if kind != wlanManagement || !ok || flags&wlanWEP != 0 {
		return
	}
	off := 24 + fixed
	if flags&wlanOrder != 0 {
		off += 4
	}
	if len(t.b) < off {
		return
	}
	if subtype == wlanProbed || subtype == wlanBeacon {
		d.cols.append(d, ", BI=", utoa(binary.LittleEndian.Uint16(t.b[off-4:])))
	}
	if ssid, ok := wlanElement(t.b[off:], 0); ok {
		d.cols.append(d, ", SSID=", ssidText(ssid))
	}
}

// wlanSealed emits what is between what unseals a frame and its check: of WEP four bytes and four, of what came after it eight.
func (d *Session) wlanSealed(t *view) {
	const extended, short, long = 0x20, 4, 8
	switch {
	case len(t.b) >= long && t.b[3]&extended != 0:
		next := t.sub(long, -1)
		d.data(&next)
	case t.rep > 2*short && len(t.b) > short && t.b[3]&extended == 0:
		next := t.sub(short, t.rep-2*short)
		d.data(&next)
	default:
		d.data(t)
	}
}

// wlanFlags writes the flags of a frame as letters, the highest first.
func wlanFlags(flags uint8) string {
	letters := []byte("opmPRMFT")
	for i := range letters {
		if flags&(0x80>>i) == 0 {
			letters[i] = '.'
		}
	}
	return string(letters)
}

// wlanElement finds an element of a management frame, IEEE 802.11 section 9.4.2.1.
func wlanElement(b []byte, id uint8) ([]byte, bool) {
	for len(b) >= 2 && len(b) >= 2+int(b[1]) {
		if b[0] == id {
			return b[2 : 2+int(b[1])], true
		}
		b = b[2+int(b[1]):]
	}
	return nil, false
}

// ssidText writes the name of a network: as text where it is one, else its bytes.
func ssidText(ssid []byte) string {
	if len(ssid) == 0 {
		return "Wildcard (Broadcast)"
	}
	if !utf8.Valid(ssid) {
		return hex.EncodeToString(ssid)
	}
	for _, r := range string(ssid) {
		if !unicode.IsPrint(r) {
			return hex.EncodeToString(ssid)
		}
	}
	return "\"" + string(ssid) + "\""
}
