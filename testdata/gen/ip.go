package main

// ipScene holds fragments that overlap, conflict and end twice, RFC 791 section 3.2, and rare options.
func ipScene() []packet {
	s := newScene()
	whole := udp4(5000, 6000, []byte("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN")) // 48 bytes
	piece := func(id uint16, from, to int, last bool) { s.fragment(id, from, whole[from:to], last) }
	for i, order := range [][][3]int{ // from, to, 1 for the last
		{{0, 24, 0}, {16, 32, 0}, {32, 48, 1}}, // overlap
		{{24, 40, 1}, {32, 48, 1}, {0, 24, 0}}, // two ends
		{{40, 48, 0}, {24, 32, 1}, {0, 24, 0}}, // a piece beyond the end
		{{24, 48, 1}, {16, 40, 1}, {0, 24, 0}}, // two ends, the first the later
		{{0, 24, 0}, {0, 24, 0}, {24, 48, 1}},  // one piece twice
		{{24, 40, 0}, {0, 32, 0}, {40, 48, 1}}, // in another order
	} {
		for _, p := range order {
			piece(uint16(i+1), p[0], p[1], p[2] == 1)
		}
	}
	piece(9, 0, 24, false)
	s.fragment(9, 16, []byte("XXXXXXXXyz"), false) // conflicts
	piece(9, 24, 48, true)
	for _, options := range []string{"\x07\x07\x04\x00\x00\x00\x00\x00", "\x01\x01\x94\x04\x00\x00\x00\x00", "\x44\x0c\x05\x00\x00\x00\x00\x01\x00\x00\x00\x00"} {
		b := ipv4(17, client4, server4, append([]byte(options), whole...))
		b[0] = byte(0x45 + len(options)/4)
		b[10], b[11] = 0, 0
		be.PutUint16(b[10:], checksum(b[:20+len(options)]))
		s.add(ether(0x0800, b))
	}
	return s.packets
}

// fragment adds a piece of a datagram.
func (s *scene) fragment(id uint16, off int, data []byte, last bool) {
	b := ipv4(17, client4, server4, data)
	be.PutUint16(b[4:], id)
	flags := uint16(off / 8)
	if !last {
		flags |= 0x2000
	}
	be.PutUint16(b[6:], flags)
	b[10], b[11] = 0, 0
	be.PutUint16(b[10:], checksum(b[:20]))
	s.add(ether(0x0800, b))
}
