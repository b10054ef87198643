package dissect

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"unicode"
	"unicode/utf8"
)

// Frame types and subtypes, IEEE 802.11 §9.2.4.1.
const (
	wlanData  = 2
	wlanQoS   = 8
	wlanNull  = 4
	wlanWEP   = 0x40
	wlanOrder = 0x80
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

// wlanHead is how long the header of a frame must be: all of one that has data or manages, the first address of another.
func wlanHead(b []byte) int {
	const control, whole = 10, 24
	switch {
	case len(b) < 2:
		return 2
	case b[0]>>2&3 == wlanManagement:
		return whole
	case b[0]>>2&3 != wlanData:
		return control
	}
	n := whole
	if b[1]&3 == 3 {
		n += 6
	}
	if b[0]>>4&wlanQoS != 0 {
		n += 2
	}
	return n
}

// wlanSaid is what the packet list says of a frame, and of which network it is.
func wlanSaid(b []byte) string {
	if len(b) < 2 {
		return ""
	}
	kind, subtype, flags := b[0]>>2&3, b[0]>>4, b[1]
	said := wlanNames[kind][subtype]
	if said == "" {
		said = "Unrecognized (Reserved frame)"
	}
	if len(b) < wlanHead(b) {
		return said
	}
	if kind == wlanManagement || kind == wlanData {
		sequence := binary.LittleEndian.Uint16(b[22:])
		said += fmt.Sprintf(", SN=%d, FN=%d", sequence>>4, sequence&15)
	}
	said += ", Flags=" + wlanFlags(flags)
	if kind == wlanManagement && flags&wlanWEP == 0 {
		said += wlanNetwork(b, subtype, flags)
	}
	return said
}

// wlanNetwork names the network of a management frame, and says how often a beacon comes.
func wlanNetwork(b []byte, subtype, flags uint8) (said string) {
	fixed, ok := wlanFixed[subtype]
	off := 24 + fixed
	if flags&wlanOrder != 0 {
		off += 4
	}
	if !ok || len(b) < off {
		return ""
	}
	if subtype == wlanProbed || subtype == wlanBeacon {
		said = fmt.Sprintf(", BI=%d", binary.LittleEndian.Uint16(b[off-4:]))
	}
	if ssid, ok := wlanElement(b[off:], 0); ok {
		said += ", SSID=" + ssidText(ssid)
	}
	return said
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
