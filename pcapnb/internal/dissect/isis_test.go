package dissect_test

import (
	"encoding/binary"
	"testing"
)

func init() { fillers["isis"] = isisPackets }

func TestISIS(t *testing.T) {
	sameAsTshark(t, 1, inOrder(isisPackets()...), "isis", "_ws.col", "frame.protocols")
}

// isisPacket makes a packet with a head of size bytes, ISO 10589 section 9.
func isisPacket(kind, size, idLength byte, body string) []byte {
	return llcFrame(append([]byte{0xfe, 0xfe, 3, 0x83, size, 1, idLength, kind, 1, 0, 0}, body...))
}

func isisPackets() (frames [][]byte) {
	const system = "\x11\x11\x22\x22\x33\x33"
	fields := "\x81\x02\xcc\x8e\x01\x04\x03\x49\x00\x14\x84\x08\x0a\x00\x00\x01\x0a\x00\x00\x02\xe8\x10" + system + system + "\x00\x00\x00\x01\x08\x03\x00\x00\x00"
	for _, kind := range []byte{15, 16, 17} {
		end, size := "\x40"+system+"\x01", byte(27)
		if kind == 17 {
			end, size = "\x05", 20
		}
		frames = append(frames, isisPacket(kind, size, 0, "\x02"+system+"\x00\x1e"+short16(int(size)+len(fields))+end+fields))
		frames = append(frames, isisPacket(kind, size, 6, "\x03"+system+"\x00\x1e"+short16(int(size))+end))
	}
	names := "\x89\x04host\x08\x00"
	for _, kind := range []byte{18, 20} {
		for _, sum := range []string{"\x12\x34", "\x00\x00"} {
			frames = append(frames, isisPacket(kind, 27, 0, short16(27+len(names))+"\x04\xaf"+system+"\x01\x02\x00\x00\x00\x09"+sum+"\x8b"+names))
		}
	}
	good := []byte(short16(27+len(names)) + "\x04\xaf" + system + "\x01\x02\x00\x00\x00\x09\x00\x00\x03" + names)
	for sum := range 0x10000 { // the one that fits
		binary.BigEndian.PutUint16(good[16:], uint16(sum))
		if c0, c1 := fletcher(good[4:]); sum > 0 && c0 == 0 && c1 == 0 {
			break
		}
	}
	frames = append(frames, isisPacket(20, 27, 0, string(good)))
	for _, kind := range []byte{24, 25} {
		frames = append(frames, isisPacket(kind, 33, 0, "\x00\x21"+system+"\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff"))
	}
	for _, kind := range []byte{26, 27} {
		frames = append(frames, isisPacket(kind, 17, 0, "\x00\x11"+system+"\x00"))
	}
	return append(frames, isisPacket(5, 27, 0, system), isisPacket(16, 7, 0, system))
}

func fletcher(b []byte) (c0, c1 int) {
	for _, c := range b {
		c0 = (c0 + int(c)) % 255
		c1 = (c1 + c0) % 255
	}
	return c0, c1
}
