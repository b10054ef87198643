package dissect_test

import (
	"encoding/binary"
	"strings"
	"testing"
)

func init() { fillers["gquic"] = gquicPackets }

var gquicFields = []string{"gquic", "_ws.col", "frame.protocols"}

func TestGQUIC(t *testing.T) {
	sameAsTshark(t, 1, inOrder(gquicPackets()...), gquicFields...)
}

// gquicTagList makes a message of tags and values.
func gquicTagList(name string, pairs ...string) string {
	head := binary.LittleEndian.AppendUint16([]byte(name), uint16(len(pairs)/2))
	head = append(head, 0, 0)
	values := ""
	for i := 0; i < len(pairs); i += 2 {
		values += pairs[i+1]
		head = binary.LittleEndian.AppendUint32(append(head, pairs[i]...), uint32(len(values)))
	}
	return string(head) + values
}

const gquicConnection = "\x01\x02\x03\x04\x05\x06\x07\x08"

// gquicPacket makes a packet with the parts of the head that its flags ask for.
func gquicPacket(flags byte, version, number string, body ...string) []byte {
	b := string([]byte{flags})
	if flags&8 != 0 {
		b += gquicConnection
	}
	if flags&1 != 0 {
		b += version
	}
	return []byte(b + number + strings.Join(body, ""))
}

// gquicPackets are packets of several versions, plain and encrypted, in one conversation each, and one with all kinds.
func gquicPackets() (frames [][]byte) {
	everyTag := []string{"PAD\x00", "---", "SNI\x00", "www.example.org", "VER\x00", "Q035", "UAID", "Chrome/43", "PDMD", "X509", "XYZ\x00", "zz"}
	for _, tag := range []string{"STK\x00", "SNO\x00", "PROF", "SCID", "MSPC", "TCID", "SRBF", "ICSL", "SCLS", "IRTT", "CFCW", "SFCW", "CETV", "CSCT", "CCRT", "CGST"} {
		everyTag = append(everyTag, tag, "\x01\x02\x03\x04")
	}
	everyTag = append(everyTag, "NONC", strings.Repeat("n", 32), "NONP", strings.Repeat("p", 32), "XLCT", "12345678")
	config := gquicTagList("SCFG", "SCID", "0123456789abcdef", "OBIT", "orbitorb", "EXPY", "\x01\x00\x00\x00\x00\x00\x00\x00")
	everyTag = append(everyTag, "SCFG", config, "RREJ", "\x0c\x00\x00\x00", "CRT\xff", "certificates")
	const hash = "authentication"
	port := uint16(20000)
	add := func(client bool, b []byte) {
		src, dst, from, to := port, uint16(443), "192.0.2.10", "198.51.100.20"
		if !client {
			src, dst, from, to = dst, src, to, from
		}
		frames = append(frames, etherFrame(0x0800, ipv4Packet(from, to, 17, udpDatagram(src, dst, b))))
	}
	for _, version := range []string{"Q024", "Q033", "Q034", "Q039", "Q043"} {
		private, acked, closed := "", "\x40\x01\x00\x00\x00\x01\x37\x00\x00\x00", "\x02\x01\x00\x00\x00\x04\x00oops"
		acked = "\x40\x01\x00\x00\x01\x01\x00\x37\x00\x00\x00"
		stop, length := "\x06\x00", func(s string) string { return string(binary.LittleEndian.AppendUint16(nil, uint16(len(s)))) }
		if version < "Q034" {
			private, stop = "\x01", "\x06\x00\x00"
			acked = "\x40\x00\x01\x00\x00\x01\x00\x37\x00\x00\x00"
		}
		if version >= "Q039" {
			length = func(s string) string { return short16(len(s)) }
			closed = "\x02\x00\x00\x00\x01\x00\x04oops"
		}
		body := hash[:12] + private
		for _, message := range []string{"CHLO", "REJ\x00", "SHLO", "PRST"} {
			port++
			tags := gquicTagList(message, everyTag...)
			add(true, gquicPacket(0x09, version, "\x01", body, "\xa0\x01", length(tags), tags, strings.Repeat("\x00", 9)))
			add(true, gquicPacket(0x19, version, "\x02\x00", body, "\x80\x01", tags))
			add(false, gquicPacket(0x08, version, "\x01", body, acked, stop, "\xa4\x01\x05\x14", length(tags), tags))
			add(false, gquicPacket(0x00, version, "\x01", body, acked, stop))
			add(true, gquicPacket(0x0c, version, "\x03", body, closed))
			add(false, gquicPacket(0x0c, version, "\x03", strings.Repeat("n", 32), "encrypted payload"))
			add(false, gquicPacket(0x30, version, "\x03\x00\x00\x00\x00\x01", "encrypted payload"))
			add(false, gquicPacket(0x09, version, "", "Q034Q035"))
			add(false, gquicPacket(0x0a, version, "", gquicTagList("PRST", "RNON", "12345678", "RSEQ", "12345678")))
			add(true, []byte{0, 1})
		}
	}
	port++
	tags := gquicTagList("CHLO", "SNI\x00", "example.org")
	add(true, []byte("\xc3Q046\x50"+gquicConnection+"\x00\x00\x00\x01"+hash[:12]+"\xa0\x01"+short16(len(tags))+tags))
	add(false, []byte("\x40\x01encrypted payload"))
	add(true, []byte("\x43"+gquicConnection+"\x00\x00\x00\x02encrypted payload"))
	return frames
}
