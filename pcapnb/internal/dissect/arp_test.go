package dissect_test

import (
	"encoding/binary"
	"math/rand/v2"
	"testing"
)

// TestRandomARP makes packets of a few hosts that take each other's addresses, of all kinds that a host can send and of some that it
// cannot: which addresses are found twice, and when, is what tshark finds.
func TestRandomARP(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 9))
	hosts := []string{"\x02\x00\x00\x00\x00\x01", "\x02\x00\x00\x00\x00\x02", "\x02\x00\x00\x00\x00\x03", "\x00\x00\x00\x00\x00\x00", "\xff\xff\xff\xff\xff\xff", "\x01\x00\x5e\x00\x00\x01"}
	addresses := []uint32{0x0a000001, 0x0a000002, 0x0a000003, 0, 0xe0000001, 0xffffffff}
	var packets []made
	for i := range 1500 {
		frame := []byte(oneOf(r, hosts...) + hosts[0] + "\x08\x06")
		frame = binary.BigEndian.AppendUint16(frame, oneOf[uint16](r, 1, 1, 1, 1, 6, 155))
		frame = append(frame, 8, 0, 6, 4)
		frame = binary.BigEndian.AppendUint16(frame, oneOf[uint16](r, 1, 1, 1, 2, 2, 2, 3, 4, 8, 9, 65))
		for range 2 {
			frame = append(frame, oneOf(r, hosts...)...)
			frame = binary.BigEndian.AppendUint32(frame, oneOf(r, addresses...))
		}
		packets = append(packets, made{time: 1_000_000_000e9 + int64(i)*700e6, data: frame})
	}
	sameAsTshark(t, 1, packets, "arp", "eth", "_ws", "frame.protocols")
}
