package dissect_test

import (
	"encoding/binary"
	"testing"
)

func init() { fillers["capwap"] = capwapPackets }

var capwapFields = []string{"capwap", "dtls", "_ws.col", "frame.protocols"}

func TestCAPWAP(t *testing.T) {
	sameAsTshark(t, 1, inOrder(capwapPackets()...), capwapFields...)
}

// capwapPacket makes a packet with the parts of the head that flags ask for, RFC 5415 section 4.3.
func capwapPacket(flags uint32, words int, fragment string, optional string, payload []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(words)<<19|1<<9|flags)
	return append(append(append(b, fragment...), optional...), payload...)
}

func capwapPackets() (frames [][]byte) {
	control := func(kind uint32) []byte {
		return append(binary.BigEndian.AppendUint32(nil, kind), 1, 0, 3, 0)
	}
	inner := etherFrame(0x0800, ipv4Packet("203.0.113.1", "203.0.113.2", 17, udpDatagram(1025, 2000, []byte("abcd"))))
	add := func(port uint16, b []byte) { frames = append(frames, udpFrame(port, 20000, b)) }
	const none = "\x00\x00\x00\x00"
	add(5246, capwapPacket(0, 2, none, "", control(13)))
	add(5246, capwapPacket(0x10, 4, none, "\x06\x02\x00\x00\x00\x00\x01\x00", control(14)))
	add(5246, capwapPacket(0x20, 4, none, "\x04\x01\x02\x03\x04\x00\x00\x00", control(15)))
	add(5246, capwapPacket(0x08, 2, none, "", control(16)))
	add(5246, capwapPacket(0x80, 2, "\x00\x05\x00\x00", "", control(3)))
	add(5246, capwapPacket(0xc0, 2, "\x00\x05\x00\x10", "", control(3)))
	add(5247, capwapPacket(0x80, 2, "\x00\x07\x00\x00", "", inner))
	add(5247, capwapPacket(0, 2, none, "", inner))
	add(5247, capwapPacket(0x10, 4, none, "\x06\x02\x00\x00\x00\x00\x01\x00", inner))
	for kind := range uint32(30) {
		add(5246, capwapPacket(0, 2, none, "", control(kind)))
	}
	add(5246, capwapPacket(0, 2, none, "", control(0x409601)))
	add(5246, append([]byte{1, 0, 0, 0}, "\x16\xfe\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\x04abcd"...))
	add(5246, append([]byte{1, 0, 0, 0}, "\x17\xfe\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\x04abcd"...))
	add(5247, append([]byte{1, 0, 0, 0}, "\x17\xfe\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\x04abcd"...))
	return frames
}
