package dissect_test

import "testing"

func init() { fillers["eigrp"] = eigrpPackets }

func TestEIGRP(t *testing.T) {
	const most = 20
	sameMangled(t, eigrpPackets(), 34, most, "eigrp", "_ws.col", "frame.protocols")
}

// eigrpPackets are packets of every kind but those for IPX, RFC 7868 section 6.
func eigrpPackets() (frames [][]byte) {
	packet := func(kind byte, ack string, fields string) {
		b := "\x02" + string([]byte{kind}) + "\x00\x00\x00\x00\x00\x0b\x00\x00\x00\x05" + ack + "\x80\x00\x00\x64" + fields
		frames = append(frames, etherFrame(0x0800, ipv4Packet("192.0.2.10", "224.0.0.10", 88, []byte(b))))
	}
	const none, parameters, version = "\x00\x00\x00\x00", "\x00\x01\x00\x0c\x01\x00\x01\x00\x00\x00\x00\x0f", "\x00\x04\x00\x08\x0c\x04\x01\x02"
	for kind := range byte(16) {
		if kind != 6 {
			packet(kind, none, parameters+version)
		}
	}
	packet(5, "\x00\x00\x00\x07", "")
	packet(5, none, "\x00\x01\x00\x03")
	packet(5, none, "\x00\x01\x00\x40")
	return frames
}
