package dissect_test

import (
	"encoding/binary"
	"net/netip"
	"strings"
	"testing"
)

// dhcpv6Option makes an option, RFC 8415 section 21.1.
func dhcpv6Option(kind uint16, value string) string {
	return string(binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(nil, kind), uint16(len(value)))) + value
}

// udpOverIPv6 carries a datagram between link-local addresses.
func udpOverIPv6(src, dst uint16, payload []byte) []byte {
	datagram := udpDatagram(src, dst, payload)
	datagram[7] = 1 // a checksum there must be
	b := binary.BigEndian.AppendUint16([]byte{0x60, 0, 0, 0}, uint16(len(datagram)))
	b = append(b, 17, 64)
	for _, a := range []string{"fe80::a", "ff02::1:2"} {
		b = append(b, netip.MustParseAddr(a).AsSlice()...)
	}
	return etherFrame(0x86dd, append(b, datagram...))
}

func dhcpv6Datagrams() (frames [][]byte) {
	id := dhcpv6Option(1, "\x00\x01\x00\x01\x1c\x39\xcf\x88\x08\x00\x27\xfe\x8f\x95")
	addr := string(netip.MustParseAddr("2001:db8::7").AsSlice())
	lease := dhcpv6Option(5, addr+"\x00\x00\x00\x0a\x00\x00\x00\x14"+dhcpv6Option(13, "\x00\x00ok"))
	all := dhcpv6Option(3, "iaid\x00\x00\x00\x01\x00\x00\x00\x02"+lease) + dhcpv6Option(4, "iaid"+lease) +
		dhcpv6Option(25, "iaid\x00\x00\x00\x01\x00\x00\x00\x02"+dhcpv6Option(26, "\x00\x00\x00\x05\x00\x00\x00\x06\x38"+addr)) +
		dhcpv6Option(6, "\x00\x17\x00\x18") + dhcpv6Option(8, "\x00\x64") + dhcpv6Option(13, "\x00\x02no") + dhcpv6Option(7, "\x05") +
		dhcpv6Option(14, "") + dhcpv6Option(23, addr+addr) + dhcpv6Option(18, "eth0") + dhcpv6Option(999, "zz")
	relayed := "\x0c\x00" + addr + addr + dhcpv6Option(9, "\x01\x00\x01\x02"+id) + dhcpv6Option(18, "eth0")
	texts := []string{"\x07\xaa\x01\x02" + all, relayed, "\x0d\x00" + addr + addr + dhcpv6Option(9, "\x02\x00\x01\x02"+id), "\x01\x00", "\x0c\x00abc",
		"\x01\x00\x01\x02\x00\x01\x00\x20ab", "\x01\x00\x01\x02\x00"}
	for kind := range byte(12) {
		texts = append(texts, string(kind)+"\x00\x01\x02"+id)
	}
	for _, other := range []string{"\x00\x03\x00\x01\x02\xde\xad\xbe\xef\x02", "\x00\x02\x00\x00\x00\x09\x01\x02", "\x00\x04" + strings.Repeat("u", 16), "\x00\x03\x00\x01", "\x00\x09ab"} {
		texts = append(texts, "\x01\x00\x01\x02"+dhcpv6Option(1, other)+dhcpv6Option(2, other))
	}
	for _, text := range texts {
		frames = append(frames, udpOverIPv6(546, 547, []byte(text)))
	}
	return frames
}

func TestDHCPv6(t *testing.T) {
	sameAsTshark(t, 1, inOrder(dhcpv6Datagrams()...), "dhcpv6", "_ws.col", "_ws.malformed", "frame.protocols")
}
