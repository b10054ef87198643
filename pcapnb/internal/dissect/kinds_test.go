package dissect_test

import (
	"encoding/binary"
	"slices"
	"testing"

	"netlab/pcapnb/internal/dissect"
)

// headersIn are protocols whose fields the tests of this file compare.
var headersIn = []string{"eth", "vlan", "ip", "icmp", "igmp", "arp", "udp", "tcp", "dhcp", "pppoe", "ppp", "sll", "null", "llc", "mpls", "gre", "vxlan"}

// oneOfEach are packets of several protocols, whose headers are what matters.
func oneOfEach() [][]byte {
	client, _ := connection(1025, 80, 5, 9)
	segment := client.send(0, 0, syn, 8192, []byte{2, 4, 5, 180, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2, 3, 3, 7}, nil)
	ping := ipv4Packet("192.0.2.1", "198.51.100.2", 1, append([]byte{8, 0, 0, 0, 0, 1, 0, 2}, "abcdefghijklmnop"...))
	return [][]byte{segment, udpFrame(1025, 2000, []byte("abcdefgh")), etherFrame(0x0800, ping),
		etherFrame(0x86dd, ipv6Packet(17, udpDatagram(1025, 2000, []byte("abcd")))), etherFrame(0x0806, arpPacket(1)),
		udpFrame(68, 67, dhcpMessage([]byte{61, 7, 1, 2, 0, 0, 0, 0, 5}))}
}

func ipv6Packet(next uint8, payload []byte) []byte {
	b := append([]byte{0x60, 0, 0, 0, 0, byte(len(payload)), next, 64, 0x20, 1, 0xd, 0xb8}, make([]byte, 11)...)
	b = append(append(b, 1, 0x20, 1, 0xd, 0xb8), make([]byte, 11)...)
	return append(append(b, 2), payload...)
}

func arpPacket(op byte) []byte {
	return []byte{0, 1, 8, 0, 6, 4, 0, op, 2, 0, 0, 0, 0, 1, 192, 0, 2, 1, 2, 0, 0, 0, 0, 2, 192, 0, 2, 2}
}

// dhcpMessage is a request with more options than its type.
func dhcpMessage(options []byte) []byte {
	b := append([]byte{1, 1, 6, 0, 0, 0, 0x12, 0x34}, make([]byte, 228)...)
	copy(b[28:], []byte{2, 0, 0, 0, 0, 5})
	b = append(b, 0x63, 0x82, 0x53, 0x63, 53, 1, 1)
	return append(append(b, options...), 255)
}

// TestHeadersCutAnywhere cuts packets at each byte, as a snap length does and as if they were sent so, and quotes them so in ICMP.
func TestHeadersCutAnywhere(t *testing.T) {
	var cut, short, quoted []made
	for _, frame := range oneOfEach() {
		for n := 14; n <= min(len(frame), 120); n++ {
			cut = append(cut, made{data: frame, cut: len(frame) - n})
			short = append(short, made{data: frame[:n:n]})
			if frame[12] == 8 && frame[13] == 0 {
				quote := append([]byte{3, 3, 0, 0, 0, 0, 0, 0}, frame[14:n]...)
				quoted = append(quoted, made{data: etherFrame(0x0800, ipv4Packet("198.51.100.1", "192.0.2.1", 1, quote))})
			}
		}
	}
	for _, packets := range [][]made{cut, short, quoted} {
		for i := range packets {
			packets[i].time = 1_000_000_000e9 + int64(i)*10e6
		}
		sameAsTshark(t, 1, packets, headersIn...)
	}
}

// TestErrorsOfICMP makes messages of every type with several bytes in the place of what depends on it, and quotes of many lengths.
func TestErrorsOfICMP(t *testing.T) {
	var frames [][]byte
	datagram := ipv4Packet("192.0.2.1", "198.51.100.2", 17, udpDatagram(1025, 2000, make([]byte, 600)))
	for kind := range 45 {
		for code := range byte(5) {
			for _, rest := range [][]byte{{0, 0, 0, 0}, {1, 2, 3, 4}, {0, 32, 0, 0}, {0, 0, 5, 220}} {
				message := append([]byte{byte(kind), code, 0, 0}, rest...)
				for _, n := range []int{20, 28, 30, 128, 136, 628} {
					frames = append(frames, etherFrame(0x0800, ipv4Packet("198.51.100.1", "192.0.2.1", 1, append(slices.Clip(message), datagram[:n]...))))
				}
			}
		}
	}
	sameAsTshark(t, 1, inOrder(frames...), "ip", "icmp", "udp")
}

// TestOptionsOfIPv4 makes options of every number that is known, with pointers and lengths that are right and wrong.
func TestOptionsOfIPv4(t *testing.T) {
	var frames [][]byte
	for _, kind := range []byte{0, 1, 7, 11, 12, 25, 30, 68, 82, 130, 131, 133, 134, 136, 137, 148, 149, 204} {
		for _, n := range []byte{1, 3, 4, 7, 11, 12} {
			for _, pointer := range []byte{0, 3, 4, 5, 8, 12, 40} {
				options := append([]byte{kind, n, pointer}, 192, 0, 2, 9, 192, 0, 2, 10, 0)
				frame := ipv4Packet("192.0.2.1", "198.51.100.2", 17, append(options, udpDatagram(1025, 2000, []byte("abcd"))...))
				frame[0] += byte(len(options) / 4)
				frames = append(frames, etherFrame(0x0800, frame))
			}
		}
	}
	sameAsTshark(t, 1, inOrder(frames...), "ip", "udp")
}

// clientIdentifiers are requests with identifiers of each kind, RFC 2132 section 9.14 and RFC 8415 section 11, and with options in
// the place of other fields.
func clientIdentifiers() [][]byte {
	var frames [][]byte
	for _, id := range []string{"\x00host", "\x00" + "0123456789abcdef", "\x01\x02\x00\x00\x00\x00\x05", "\x2fabcdef", "\x30abcdef", "\x01ab",
		"\xff\x00\x00\x00\x01\x00\x02\x00\x00\x00\x09abc", "\xff\x00\x00\x00\x01\x00\x04uuuuuuuuuuuuuuuu"} {
		frames = append(frames, udpFrame(68, 67, dhcpMessage(append([]byte{61, byte(len(id))}, id...))))
	}
	for what := range byte(5) {
		message := dhcpMessage([]byte{52, 1, what})
		copy(message[44:], "\x38\x05hello\xff")
		copy(message[108:], "\x43\x04boot\xff")
		frames = append(frames, udpFrame(68, 67, message))
	}
	return frames
}

func TestClientIdentifiers(t *testing.T) {
	sameAsTshark(t, 1, inOrder(clientIdentifiers()...), "dhcp")
}

// TestFramesInTunnels puts an Ethernet frame that is padded into others, and datagrams shorter than what is around them.
func TestFramesInTunnels(t *testing.T) {
	var frames [][]byte
	for _, padding := range []string{"", "\x00\x00", "\x00\x00\x00\x00\x00\x00", "\x01\x02\x03\x04"} {
		for _, size := range []int{4, 60} {
			datagram := append(ipv4Packet("192.0.2.1", "198.51.100.2", 17, udpDatagram(1025, 2000, make([]byte, size))), padding...)
			inner := etherFrame(0x0800, datagram)
			copy(inner, []byte{0, 0x0c, 0x29, 0, 1, 1, 0, 0x0c, 0x29, 0, 1, 2}) // from a manufacturer, which Wireshark looks up
			frames = append(frames, inTunnels(inner, datagram)...)
		}
	}
	sameAsTshark(t, 1, inOrder(frames...), append(headersIn, "geneve")...)
}

func inTunnels(inner, datagram []byte) (frames [][]byte) {
	wrap := func(head string, b []byte) []byte { return append([]byte(head), b...) }
	label := "\x00\x06\x41\xff"
	for _, payload := range [][]byte{wrap("\x00\x00\x65\x58", inner), wrap("\x00\x00\x88\xbe", inner), wrap("\x00\x00\x08\x00", datagram),
		wrap("\x00\x00\x88\x47"+label, datagram)} {
		frames = append(frames, etherFrame(0x0800, ipv4Packet("192.0.2.8", "192.0.2.9", 47, payload)))
	}
	frames = append(frames, udpFrame(5000, 4789, wrap("\x08\x00\x00\x00\x00\x00\x01\x00", inner)), udpFrame(5000, 6081, wrap("\x00\x00\x65\x58\x00\x00\x01\x00", inner)),
		etherFrame(0x8847, wrap(label, inner)), etherFrame(0x8847, wrap(label+"\x00\x00\x00\x00", inner)), etherFrame(0x8847, wrap(label, datagram)),
		etherFrame(0x8100, wrap("\x00\x05\x08\x00", datagram)), etherFrame(0x88e7, wrap("\x00\x00\x00\x01", inner)))
	for _, n := range []int{0, -2, 3} {
		head := binary.BigEndian.AppendUint16([]byte{0x11, 0, 0, 1}, uint16(2+len(datagram)+n))
		frames = append(frames, etherFrame(0x8864, append(append(head, 0, 0x21), datagram...)))
	}
	return frames
}

// TestOtherLinks gives heads of several link types numbers of every kind.
func TestOtherLinks(t *testing.T) {
	datagram := ipv4Packet("192.0.2.1", "198.51.100.2", 17, udpDatagram(1025, 2000, []byte("abcd")))
	packets := map[uint32][][]byte{}
	for _, family := range []uint32{0, 1, 2, 5, 10, 23, 24, 26, 28, 30, 99, 0x0800, 0x86dd, 0x02000000, 0x00020000} {
		for _, b := range [][]byte{datagram, ipv6Packet(59, nil)} {
			packets[0] = append(packets[0], append(binary.LittleEndian.AppendUint32(nil, family), b...), append(binary.BigEndian.AppendUint32(nil, family), b...))
			packets[108] = append(packets[108], append(binary.BigEndian.AppendUint32(nil, family), b...))
		}
	}
	for _, head := range []string{"\xff\x03\x00\x21", "\x21", "\x00\x21", "\xff\x03\x00\x57", "\x00\x2f", "\x0f\x00\x08\x00", "\xff\x03\x80\xfd", "\xff"} {
		packets[9] = append(packets[9], append([]byte(head), datagram...), []byte(head))
	}
	for _, kind := range []uint16{0, 1, 3, 4, 12, 0x0800, 0x86dd, 0x88cc} {
		for _, hardware := range []byte{1, 10} {
			for way := range byte(5) {
				head := []byte{0, way, 3, hardware, 0, 6, 2, 0, 0, 0, 0, 5, 0, 0}
				packets[113] = append(packets[113], append(binary.BigEndian.AppendUint16(head, kind), datagram...))
			}
		}
	}
	for link, list := range packets {
		sameAsTshark(t, link, inOrder(list...), headersIn...)
	}
}

// TestAnnouncedConnections opens connections that FTP announced, passive and active, in both forms, and one that it did not.
func TestAnnouncedConnections(t *testing.T) {
	var frames [][]byte
	for i, said := range []struct {
		text       string
		fromServer bool
		port       uint16
	}{{"227 Entering Passive Mode (198,51,100,20,156,64)\r\n", true, 40000}, {"PORT 192,0,2,10,156,65\r\n", false, 40001},
		{"229 Extended Passive Mode (|||40002|)\r\n", true, 40002}, {"EPRT |1|192.0.2.10|40003|\r\n", false, 40003}, {"226 done\r\n", true, 40004}} {
		client, server := connection(uint16(50000+i), 21, 1000, 2000)
		frames = append(frames, handshake(client, server)...)
		from, opener, waits := client, server, client
		if said.fromServer {
			from, opener, waits = server, client, server
		}
		frames = append(frames, from.data(1, 1, said.text))
		opener.port = 20
		if said.fromServer {
			opener.port = uint16(51000 + i)
		}
		opener.to, waits.port, waits.to = said.port, said.port, opener.port
		opener.theirs, waits.base = waits.base, opener.theirs
		frames = append(append(frames, handshake(opener, waits)...), waits.data(1, 1, "some data"))
	}
	sameAsTshark(t, 1, inOrder(frames...), "tcp.completeness", "tcp.stream")
}

// TestLinesOfMail sends lines of SMTP and IMAP in pieces, with literals.
func TestLinesOfMail(t *testing.T) {
	var frames [][]byte
	for port, pieces := range map[uint16][]string{25: {"MAIL FR", "OM:<a@example.com>\r", "\n", "DATA\r\nhalf a li", "ne\r\n.\r\n"},
		143: {"* OK rea", "dy\r\n* 1 FET", "CH (UID 5)\r\n", "* 2 FETCH (BODY {9}\r\nabc\r\n", "defg)\r\na4 OK\r\n"}} {
		client, server := connection(50000+port, port, 1000, 2000)
		frames = append(frames, handshake(client, server)...)
		seq := 1
		from := client
		if port == 143 {
			from = server
		}
		for _, text := range pieces {
			frames = append(frames, from.data(seq, 1, text))
			seq += len(text)
		}
	}
	sameAsTshark(t, 1, inOrder(frames...), "tcp")
}

// TestFragmentsOfVLANs sends the same fragments in two VLANs by turns.
func TestFragmentsOfVLANs(t *testing.T) {
	datagram := ipv4Packet("192.0.2.1", "198.51.100.2", 17, udpDatagram(1025, 2000, make([]byte, 56)))
	var frames [][]byte
	for piece := range 2 {
		fragment := append(slices.Clone(datagram[:20]), datagram[20+32*piece:52+32*piece]...)
		fragment[3], fragment[5] = byte(len(fragment)), 9
		fragment[6], fragment[7] = byte(1-piece)<<5, byte(4*piece)
		for vlan := range byte(3) {
			frames = append(frames, etherFrame(0x8100, append([]byte{0, vlan, 8, 0}, fragment...)))
		}
	}
	sameAsTshark(t, 1, inOrder(frames...), "ip", "udp", "vlan")
}

// TestMessagesThatSayTheirLength puts bytes behind messages of LLDP and EAPOL.
func TestMessagesThatSayTheirLength(t *testing.T) {
	var frames [][]byte
	for _, behind := range []string{"", "abcd", "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"} {
		lldp := "\x02\x07\x04\x02\x00\x00\x00\x00\x01\x04\x05\x05eth0\x06\x02\x00\x78\x0a\x03abc\x00\x00"
		frames = append(frames, etherFrame(0x88cc, []byte(lldp+behind)), etherFrame(0x888e, []byte("\x02\x00\x00\x05\x01\x01\x00\x05\x01"+behind)))
	}
	sameAsTshark(t, 1, inOrder(frames...), "eth")
}

// TestQuotedPayload quotes segments with what they carry.
func TestQuotedPayload(t *testing.T) {
	client, server := connection(50000, 80, 1000, 2000)
	frames := handshake(client, server)
	request := client.data(1, 1, "GET / HTTP/1.1\r\nHost: www.example.com\r\n\r\n")
	for _, n := range []int{34, 54, 60, len(request)} {
		quote := append([]byte{3, 1, 0, 0, 0, 0, 0, 0}, request[14:n]...)
		frames = append(frames, request, etherFrame(0x0800, ipv4Packet("198.51.100.1", "192.0.2.10", 1, quote)))
	}
	sameAsTshark(t, 1, inOrder(frames...), "ip", "icmp", "tcp", "http")
}

// TestLengthsOfUDP gives datagrams lengths that are shorter and longer than what carries them, and nothing to carry.
func TestLengthsOfUDP(t *testing.T) {
	var frames [][]byte
	for _, n := range []byte{8, 9, 20, 0, 7, 8, 30, 12} {
		datagram := udpDatagram(1025, 2000, []byte("abcdefghijkl"))
		datagram[5] = n
		frames = append(frames, etherFrame(0x0800, ipv4Packet("192.0.2.1", "198.51.100.2", 17, datagram)), etherFrame(0x86dd, ipv6Packet(17, datagram)),
			udpFrame(1025, 2000, nil))
	}
	sameAsTshark(t, 1, inOrder(frames...), "ip", "udp")
}

// TestSpacesInHeaders puts spaces around what a header of HTTP says.
func TestSpacesInHeaders(t *testing.T) {
	client, server := connection(50000, 80, 1000, 2000)
	frames := append(handshake(client, server), client.data(1, 1, "GET /a HTTP/1.1 \r\nHost: a.example  \r\nUser-Agent:\t x \t\r\nDate:\r\n\r\n"))
	sameAsTshark(t, 1, inOrder(frames...), "http", "tcp")
}

// fillFromMade notes the fields that only packets made here fill.
func fillFromMade(s *dissect.Session, note func(dissect.ID)) {
	var out dissect.Fields
	for _, b := range slices.Concat(clientIdentifiers(), sipDatagrams(), mediaFrames(), stunDatagrams(), nbnsDatagrams(), radiusDatagrams(), wireguardDatagrams(), dhcpv6Datagrams(), snmpDatagrams()) {
		s.Dissect(&dissect.Frame{Number: 1, Link: 1, Length: len(b), Data: b}, &out)
		for _, v := range out.Values {
			note(v.ID)
		}
	}
}
