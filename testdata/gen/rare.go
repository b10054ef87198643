package main

import "slices"

// rareScene holds one packet for each thing that the other captures have not: of ARP, LLC, IP, ICMP, IGMP, DHCP, NTP,
// Teredo and TLS.
func rareScene() []packet {
	s := newScene()
	rareARP(s)
	rareLLC(s)
	rareICMP(s)
	rareICMPv6(s)
	rareIPv6(s)
	rareUDP(s)
	c := s.conn(end{client4, 49000}, end{server4, 443})
	c.open()
	c.segment(0, psh|ack, hello("retry.example.com"))
	c.segment(1, psh|ack, string(tlsRecord(22, helloRetry())))
	return s.packets
}

func arp(hw, proto uint16, sizes, op byte, from, to []byte) []byte {
	b := be.AppendUint16(be.AppendUint16(nil, hw), proto)
	return slices.Concat(append(b, sizes>>4, sizes&15, 0, op), from, to)
}

// rareARP holds a probe and an announcement, RFC 5227, an address that two hosts have, and addresses of another protocol.
func rareARP(s *scene) {
	a, b := []byte{192, 0, 2, 10}, []byte{192, 0, 2, 11}
	none := make([]byte, 6)
	s.add(ether(0x0806, arp(1, 0x0800, 0x64, 1, append(hostMAC[:6:6], 0, 0, 0, 0), append(none[:6:6], a...))))
	s.add(ether(0x0806, arp(1, 0x0800, 0x64, 1, append(hostMAC[:6:6], a...), append(none[:6:6], a...))))
	s.add(ether(0x0806, arp(1, 0x0800, 0x64, 2, append(gateMAC[:6:6], a...), append(hostMAC[:6:6], b...))))
	s.add(ether(0x0806, arp(1, 0x809b, 0x63, 1, append(hostMAC[:6:6], 1, 2, 3), append(none[:6:6], 4, 5, 6))))
}

// rareLLC holds frames of IEEE 802.2 that poll and answer, and a SNAP header of another organisation.
func rareLLC(s *scene) {
	for _, b := range [][]byte{{0x04, 0x04, 0x7f}, {0x04, 0x05, 0x73}, {0x04, 0x04, 0x02, 0x03, 1}, {0x04, 0x05, 0x01, 0x05}, {0x04, 0x04, 0x05, 0x02}, {0xaa, 0xaa, 3, 0, 0x40, 0x96, 0, 0, 1, 2}, {0xaa, 0xaa, 3, 0x12, 0x34, 0x56, 0, 1, 1, 2}} {
		s.add(ether(uint16(len(b)), b))
	}
}

// summed fills in the checksum at byte 2.
func summed(b []byte) []byte {
	be.PutUint16(b[2:], checksum(b))
	return b
}

func rareICMP(s *scene) {
	quoted := ipv4(17, client4, server4, udp4(1000, 2000, []byte("quoted")))
	for _, b := range [][]byte{
		append([]byte{3, 4, 0, 0, 0, 0, 5, 220}, quoted...), // needs fragments of 1,500 bytes
		append([]byte{12, 0, 0, 0, 20, 0, 0, 0}, quoted...),
		append([]byte{11, 0, 0, 0, 0, 9, 0, 0}, quoted...), // its length in words, RFC 4884
		append([]byte{5, 1, 0, 0, 192, 0, 2, 1}, quoted...),
		{13, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0},
		{17, 0, 0, 0, 0, 1, 0, 1, 255, 255, 255, 0},
		{9, 0, 0, 0, 1, 2, 7, 8, 192, 0, 2, 1, 0, 0, 0, 0},
	} {
		s.ip(1, server4, client4, summed(b))
	}
	group := []byte{224, 0, 1, 1}
	s.ip(2, client4, [4]byte{224, 0, 0, 22}, summed(slices.Concat([]byte{0x22, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 1}, group, client4[:], []byte("more"))))
	short := ipv4(17, client4, server4, nil)
	short[0] = 0x44
	s.add(ether(0x0800, short))
}

// rareICMPv6 holds redirects, listeners (RFC 2710 and 3810) and a parameter problem.
func rareICMPv6(s *scene) {
	group := append([]byte{0xff, 2}, make([]byte, 14)...)
	for _, b := range [][]byte{
		slices.Concat([]byte{130, 0, 0, 0, 0, 10, 0, 0}, group),
		slices.Concat([]byte{130, 0, 0, 0, 0, 10, 0, 0}, group, []byte{2, 125, 0, 1}, there[:]),
		slices.Concat([]byte{131, 0, 0, 0, 0, 10, 0, 0}, group),
		slices.Concat([]byte{132, 0, 0, 0, 0, 0, 0, 0}, group),
		slices.Concat([]byte{143, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 1}, group, there[:]),
		slices.Concat([]byte{137, 0, 0, 0, 0, 0, 0, 0}, there[:], here[:], []byte{2, 1}, gateMAC),
		slices.Concat([]byte{4, 0, 0, 0, 0, 0, 0, 40}, ipv6([]byte{17}, nil, udp6(1000, 2000, "quoted"))[14:]),
	} {
		pseudo := slices.Concat(here[:], there[:], []byte{0, 0, 0, byte(len(b)), 0, 0, 0, 58}, b)
		be.PutUint16(b[2:], checksum(pseudo))
		s.ip6(58, b)
	}
}

// rareIPv6 holds options that nobody sends, and fragments that do not fit.
func rareIPv6(s *scene) {
	jumbo := []byte{0, 0, 0xc2, 4, 0, 1, 0, 0}[1:]
	one := []byte{0, 0, 0, 0, 1, 1, 0} // three Pad1, then PadN
	s.add(ipv6([]byte{0, 17}, [][]byte{one}, udp6(5000, 6000, "padded")))
	s.add(ipv6([]byte{0, 17}, [][]byte{jumbo}, udp6(5000, 6000, "huge")))
	whole := udp6(5000, 6000, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN")
	for id, order := range [][][3]int{{{0, 24, 1}, {16, 32, 1}, {32, 48, 0}}, {{24, 40, 0}, {32, 48, 0}, {0, 24, 1}}, {{0, 24, 1}, {16, 32, 3}, {32, 48, 0}}} {
		for _, p := range order {
			data := slices.Clone(whole[p[0]:p[1]])
			if p[2] == 3 {
				data[0] ^= 0xff
			}
			s.add(ipv6([]byte{44, 17}, [][]byte{{0, byte(p[0] >> 8), byte(p[0]) | byte(p[2]&1), 0, 0, 0, byte(id)}}, data))
		}
	}
}

// rareUDP holds options of DHCP, NTP's control messages and extensions, and a Teredo packet with a client's name.
func rareUDP(s *scene) {
	everyone, nobody := [4]byte{255, 255, 255, 255}, [4]byte{}
	duid := slices.Concat([]byte{61, 15, 255, 0, 0, 0, 1, 0, 3, 0, 1}, hostMAC)
	fqdn := slices.Concat([]byte{81, 17, 5, 0, 0, 4}, []byte("host"), []byte{7}, []byte("example"), []byte{0})
	options := slices.Concat([]byte{53, 1, 1}, duid, fqdn, []byte{67, 4}, []byte("boot"), []byte{116, 1, 1, 26, 2, 5, 220, 43, 6, 1, 4, 1, 2, 3, 4, 255})
	s.udp(end{nobody, 68}, end{everyone, 67}, bootp(1, 6, hostMAC, options))
	s.udp(end{nobody, 68}, end{everyone, 67}, bootp(32, 8, []byte{1, 2, 3, 4, 5, 6, 7, 8}, []byte{53, 1, 1, 255}))
	s.udp(end{client4, 123}, end{server4, 123}, []byte{0x16, 0x82, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0})
	standard := append([]byte{0x23, 0, 6, 0xec}, make([]byte, 44)...)
	s.udp(end{client4, 123}, end{server4, 123}, slices.Concat(standard, []byte{1, 4, 0, 28}, make([]byte, 24)))
	s.udp(end{client4, 123}, end{server4, 123}, append([]byte{0x3b}, standard[1:]...)) // a version that is reserved
	inner := ipv6([]byte{59}, nil, nil)[14:]
	s.udp(end{client4, 3544}, end{server4, 3544}, slices.Concat([]byte{0, 1, 2, 2}, []byte("idmd"), make([]byte, 9), inner))
}

// bootp is a message of RFC 2131 section 2 before its options.
func bootp(hw, size byte, addr, options []byte) []byte {
	b := make([]byte, 240)
	copy(b, []byte{1, hw, size, 0, 1, 2, 3, 4})
	copy(b[28:], addr)
	copy(b[236:], []byte{0x63, 0x82, 0x53, 0x63})
	return append(b, options...)
}

// helloRetry asks for another group, RFC 8446 section 4.1.4.
func helloRetry() []byte {
	random := []byte("\xcf\x21\xad\x74\xe5\x9a\x61\x11\xbe\x1d\x8c\x02\x1e\x65\xb8\x91\xc2\xa2\x11\x16\x7a\xbb\x8c\x5e\x07\x9e\x09\xe2\xc8\xa8\x33\x9c")
	b := slices.Concat([]byte{3, 3}, random, []byte{0, 0x13, 0x01, 0, 0, 12, 0, 43, 0, 2, 3, 4, 0, 51, 0, 2, 0, 23})
	return append([]byte{2, 0, 0, byte(len(b))}, b...)
}

// cookedScene holds what is seldom met below Linux's cooked header: hardware of other kinds.
func cookedScene() []packet {
	s := newScene()
	for _, c := range []struct {
		hw   uint16
		addr []byte
		kind uint16
		data []byte
	}{
		{778, client4[:], 0x0800, ipv4(17, client4, server4, udp4(5000, 6000, []byte("in GRE")))}, // its type is GRE's
		{776, client4[:], 0x0800, ipv4(17, client4, server4, udp4(5000, 6000, []byte("sit")))},
		{24, []byte{1, 2, 3, 4, 5, 6, 7, 8}, 0x0800, ipv4(17, client4, server4, udp4(5000, 6000, []byte("FireWire")))},
	} {
		b := be.AppendUint16([]byte{0, 0}, c.hw)
		b = be.AppendUint16(b, uint16(len(c.addr)))
		b = append(b, append(c.addr[:len(c.addr):len(c.addr)], make([]byte, 8-len(c.addr))...)...)
		s.add(append(be.AppendUint16(b, c.kind), c.data...))
	}
	return s.packets
}
