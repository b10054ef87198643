package dissect_test

import (
	"encoding/binary"
	"testing"
)

func init() {
	fillers["gtp"] = gtpPackets
	fillers["gtpv2"] = gtpv2Messages
}

var gtpFields = []string{"gtp", "ip", "udp", "_ws.col", "frame.protocols"}

func TestGTP(t *testing.T) {
	const most = 20
	sameMangled(t, gtpPackets(), 42, most, gtpFields...)
}

func TestGTPv2(t *testing.T) {
	sameAsTshark(t, 1, inOrder(gtpv2Messages()...), gtpFields...)
	if !testing.Short() {
		sameAsTshark(t, 1, cutAnywhere(gtpv2Messages()[:7], 42), gtpFields...)
	}
}

// gtpMessage makes a message of version 1.
func gtpMessage(flags, kind byte, optional string, payload []byte) []byte {
	b := binary.BigEndian.AppendUint16([]byte{flags, kind}, uint16(len(optional)+len(payload)))
	b = binary.BigEndian.AppendUint32(b, 0x12345678)
	return append(append(b, optional...), payload...)
}

// gtpPackets are messages of every kind without a body, and packets in tunnels with each part of the head.
func gtpPackets() (frames [][]byte) {
	datagram := ipv4Packet("203.0.113.1", "203.0.113.2", 17, udpDatagram(1025, 2000, []byte("abcd")))
	add := func(port uint16, b []byte) { frames = append(frames, udpFrame(port, port, b)) }
	for kind := range 256 {
		if kind%16 < 3 || kind > 253 {
			add(2123, gtpMessage(0x32, byte(kind), "\x00\x05\x00\x00", nil))
		}
	}
	add(2152, gtpMessage(0x30, 255, "", datagram))
	for _, flags := range []byte{0x31, 0x32, 0x34, 0x37} {
		add(2152, gtpMessage(flags, 255, "\x00\x05\x07\x00", datagram))
	}
	for _, extension := range []string{"\xc0\x01\x09\x04\x00", "\x40\x01\x05\x1c\x00", "\x85\x01\x00\x09\x00", "\x85\x01\x10\x09\x00", "\x85\x02\x00\xc9\x20\x00\x00\x00\x00",
		"\x20\x01\x00\x00\x00", "\xc0\x01\x00\x01\x40\x01\x05\x1c\x00", "\xc0\x00"} {
		add(2152, gtpMessage(0x34, 255, "\x00\x00\x00"+extension, datagram))
	}
	for _, inner := range [][]byte{nil, {0x45}, make([]byte, 30), ipv6Packet(17, udpDatagram(1025, 2000, []byte("abcd")))} {
		add(2152, gtpMessage(0x30, 255, "", inner))
	}
	add(2123, append([]byte{0x1e, 1, 0, 0, 0, 5, 0, 6, 255, 255, 255, 255}, "identity"...))
	return frames
}

// gtpv2Messages are messages of version 2 of every kind, alone and with another after them.
func gtpv2Messages() (frames [][]byte) {
	element := func(kind, instance byte, value string) string {
		return string(append([]byte{kind}, size16(len(value))...)) + string([]byte{instance}) + value
	}
	message := func(flags, kind byte, body string) string {
		head := "\x00\x00\x01\x00"
		if flags&8 != 0 {
			head = "\x00\x00\x00\x07" + head
		}
		return string(append([]byte{flags, kind}, size16(len(head)+len(body))...)) + head + body
	}
	recovery, cause := element(3, 0, "\x11"), element(2, 0, "\x10\x00")
	for _, b := range []string{message(0x40, 1, recovery), message(0x50, 1, recovery) + message(0x48, 33, cause), message(0x50, 1, recovery), message(0x50, 1, recovery) + "xx",
		message(0x4c, 33, cause), message(0x48, 33, cause+element(93, 1, element(73, 0, "\x05")+element(2, 0, "\x10\x00"))+element(200, 0x10, "abc")),
		message(0x48, 33, cause+"\x49"), message(0x48, 33, cause+"\x49\x00"), message(0x48, 33, cause+"\x49\x00\x01")} {
		frames = append(frames, udpFrame(2123, 2123, []byte(b)), udpFrame(2152, 2123, []byte(b)))
	}
	for kind := range 256 {
		frames = append(frames, udpFrame(2123, 2123, []byte(message(0x48, byte(kind), cause))))
	}
	return frames
}
