package dissect_test

import (
	"encoding/binary"
	"strings"
	"testing"
)

func TestSmallServices(t *testing.T) {
	var frames [][]byte
	for port, lines := range map[uint16][]string{7: {"hello", "<hello"}, 13: {"x", "<26 FEB 2020"}, 19: {"x", "<abcd"}, 37: {"<\xe0\x00\x00\x01"},
		70: {"/x\r\n", "<iabc\r\n"}, 119: {"<200 hi\r\n", "MODE READER\r\n"}, 1863: {"VER 1 MSNP8 CVR0\r\n", "<VER 1 MSNP8\r\n", "binary\x00\x01"},
		6667: {"NICK a\r\nUSER a b c :d\r\n", "<:srv 001 a :hi\r\n:srv NOTICE a :x\r\n", "PRIVMSG #a :hello", " world\r\n", ":a JOIN #b\r\n", "\r\n", "JOIN #c\n"}} {
		frames = append(frames, talk(40000+port, port, lines...)...)
	}
	frames = append(frames, talk(50000, 1723, pptpLines()...)...)
	sameAsTshark(t, 1, inOrder(frames...), "tcp", "data", "_ws", "frame.protocols")
}

// pptpLines are control messages of PPTP, with numbers that are none.
func pptpLines() (lines []string) {
	for kind := range byte(18) {
		size := 156
		if kind == 7 || kind == 9 {
			size = 220
		}
		lines = append(lines, string([]byte{0, byte(size), 0, 1, 0x1a, 0x2b, 0x3c, 0x4d, 0, kind, 0, 0})+strings.Repeat("\x00", size-12))
	}
	return append(lines, "\x00\x0c\x00\x01\x1a\x2b\x3c\x4d\x00\x01\x00\x00", lines[1]+lines[2])
}

func TestSmallDatagrams(t *testing.T) {
	magic := strings.Repeat("\xff", 6) + strings.Repeat("\x00\x11\x22\x33\x44\x55", 16)
	frames := [][]byte{etherFrame(0x0842, []byte(magic)), etherFrame(0x0842, []byte(magic+"\x01\x02\x03\x04")), etherFrame(0x0842, []byte("hello")),
		etherFrame(0x88b5, []byte("hello")), udpFrame(40000, 17500, []byte(`{"version": [2, 0]}`)), udpFrame(40000, 4713, []byte("\x00\x01"))}
	for _, b := range []string{magic, magic + "abcdef", "abc" + magic, magic[:100]} {
		frames = append(frames, udpFrame(40000, 9, []byte(b)))
	}
	frames = append(frames, udpFrame(40000, 7, []byte("hello")), udpFrame(7, 40000, []byte("hello")))
	sameAsTshark(t, 1, inOrder(frames...), "data", "_ws.col", "frame.protocols")
}

// checkOf is the check of CCITT that starts with ones.
func checkOf(b []byte) uint16 {
	crc := uint16(0xffff)
	for _, c := range b {
		crc ^= uint16(c) << 8
		for range 8 {
			crc = crc<<1 ^ crc>>15*0x1021
		}
	}
	return crc
}

// Diagnosis of vehicles and what measures the phases of a power grid.
func TestMachineDatagrams(t *testing.T) {
	var frames [][]byte
	for _, kind := range []uint16{7, 0x4001, 0x4003, 0x7777} {
		frames = append(frames, udpFrame(40000, 13400, append(binary.BigEndian.AppendUint16([]byte{2, 0xfd}, kind), 0, 0, 0, 0)))
	}
	for _, wants := range []byte{1, 2, 3, 4, 5} {
		b := []byte("\xaa\x41\x00\x12\x00\x07\x44\x85\x27\x00\x0f\x0b\xbf\xd0\x00" + string(wants))
		frames = append(frames, udpFrame(40000, 4713, binary.BigEndian.AppendUint16(b, checkOf(b))), udpFrame(40000, 4713, append(b, 0, 0)))
	}
	sameAsTshark(t, 1, inOrder(frames...), "_ws.col", "frame.protocols")
}
