package testcapture

import (
	"bytes"
	"fmt"
	"strings"
)

// Repeated is something that a capture may have any number of: in one packet, or in a connection.
type Repeated struct {
	Name     string
	Comments int                  // for each of it, spread over the packets
	Frames   func(n int) [][]byte // Ethernet frames with n of it; no datagram is longer than 65,535 bytes up to n = 4,000
}

// File returns a pcapng file with n of it, each packet with so many comments as are wanted.
func (r Repeated) File(n int) []byte {
	file := NewPcapng()
	file.Block(1, le32(nil, 1, 0))
	frames := r.Frames(n)
	for i, data := range frames {
		body := append(le32(nil, 0, 0, uint32(i), uint32(len(data)), uint32(len(data))), data...)
		body = append(body, make([]byte, -len(body)&3)...)
		for range r.Comments * n / len(frames) {
			body = append(le32(body, 1<<16|1), "a\x00\x00\x00"...)
		}
		file.Block(6, body)
	}
	return file
}

// AllRepeated are all repeated things that the dissectors know.
func AllRepeated() []Repeated {
	var l list
	l.dns()
	l.options()
	l.tunnels()
	l.datagrams()
	l.http()
	l.tls()
	l.streams()
	l.services()
	return append(l, acrossPackets()...)
}

// list are repeated things, to which methods add those of a kind.
type list []Repeated

// inOne adds what is in one frame.
func (l *list) inOne(name string, frame func(n int) []byte) {
	*l = append(*l, Repeated{Name: name, Frames: func(n int) [][]byte { return [][]byte{frame(n)} }})
}

// stream adds what a connection carries, in large segments and in small ones.
func (l *list) stream(name string, port uint16, payload func(n int) []byte) {
	*l = append(*l,
		Repeated{Name: name, Frames: func(n int) [][]byte { return segments(port, payload(n), 30000) }},
		Repeated{Name: name + " in segments", Frames: func(n int) [][]byte { return segments(port, payload(n), 10) }})
}

// times makes n copies of b.
func times(b string) func(n int) []byte {
	return func(n int) []byte { return bytes.Repeat([]byte(b), n) }
}

// around makes n copies of each between two texts.
func around(before, each, after string) func(n int) []byte {
	return func(n int) []byte { return []byte(before + strings.Repeat(each, n) + after) }
}

func (l *list) dns() {
	dns := func(name string, head func(n int) []uint16, body func(n int) []byte) {
		l.inOne("dns "+name, func(n int) []byte { return UDP(40000, 53, append(be(head(n)...), body(n)...)) })
		*l = append(*l, Repeated{Name: "dns over tcp " + name, Frames: func(n int) [][]byte {
			message := append(be(head(n)...), body(n)...)
			return segments(53, append(be(uint16(len(message))), message...), 1400)
		}})
	}
	answers := func(n int) []uint16 { return []uint16{7, 0x8180, 0, uint16(n), 0, 0} }
	one := func(int) []uint16 { return []uint16{7, 0x8180, 0, 1, 0, 0} }
	dns("questions", func(n int) []uint16 { return []uint16{7, 0x100, uint16(n), 0, 0, 0} }, times("\x01a\x00\x00\x01\x00\x01"))
	dns("addresses", answers, times("\x00\x00\x01\x00\x01\x00\x00\x00\x09\x00\x04\xc0\x00\x02\x01"))
	dns("pointers", answers, times("\xc0\x0c\x00\x05\x00\x01\x00\x00\x00\x09\x00\x02\xc0\x0c"))
	dns("strings", one, func(n int) []byte { return append(be(0, 0x10, 1, 0, 9, uint16(2*n))[1:], times("\x01a")(n)...) })
	dns("options", one, func(n int) []byte {
		return append(be(0, 0x29, 1, 0, 9, uint16(4*n))[1:], times("\x00\x0a\x00\x00")(n)...)
	})
	dns("types of NSEC", one, func(n int) []byte {
		return append(be(0, 0x2f, 1, 0, 9, uint16(3*n+1))[1:], append([]byte{0}, times("\x00\x01\x7f")(n)...)...)
	})
	dns("chain of pointers", answers, pointerChain)
}

// options adds what messages of control protocols and headers list.
func (l *list) options() {
	l.inOne("mdns questions", func(n int) []byte {
		return UDP(5353, 5353, append(be(0, 0, uint16(n), 0, 0, 0), times("\x01a\x00\x00\x01\x00\x01")(n)...))
	})
	options := func(o []byte) []byte {
		head := append([]byte{1, 1, 6, 0}, make([]byte, 232)...)
		return UDP(68, 67, append(append(append(head, 0x63, 0x82, 0x53, 0x63), o...), 255))
	}
	l.inOne("dhcp options", func(n int) []byte { return options(times("\x0c\x01a")(n)) })
	l.inOne("dhcp routers", func(n int) []byte { return options(times("\x03\x04\xc0\x00\x02\x01")(n)) })
	l.inOne("dhcp pads", func(n int) []byte { return options(times("\x00\x37\x01\x01")(n)) })
	igmp := func(b []byte) []byte { return IPv4(2, b) }
	l.inOne("igmp records", func(n int) []byte {
		return igmp(append(be(0x2200, 0, 0, uint16(n)), times("\x04\x00\x00\x00\xe8\x01\x02\x03")(n)...))
	})
	l.inOne("igmp sources", func(n int) []byte {
		return igmp(append(be(0x1100, 0, 0xe801, 0x0203, 0, uint16(n)), times("\xc0\x00\x02\x01")(n)...))
	})
	l.inOne("neighbour discovery options", func(n int) []byte {
		return IPv6(58, append(be(0x8600, 0, 0, 0, 0, 0, 0, 0), times("\x01\x01\x02\x00\x00\x00\x00\x01")(n)...))
	})
	l.inOne("rdnss", func(n int) []byte {
		return IPv6(58, append(be(0x8600, 0, 0, 0, 0, 0, 0, 0), times("\x19\x03\x00\x00\x00\x00\x00\x09\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01")(min(n, 2600))...))
	})
	l.inOne("mld records", func(n int) []byte {
		n = min(n, 3200)
		return IPv6(58, append(be(0x8f00, 0, 0, uint16(n)), times("\x04\x00\x00\x00\xff\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01")(n)...))
	})
	l.inOne("router addresses", func(n int) []byte {
		return IPv4(1, append(be(0x0900, 0, uint16(min(n, 255))<<8|2, 9), times("\xc0\x00\x02\x01\x00\x00\x00\x00")(n)...))
	})
	l.inOne("ipv6 options", func(n int) []byte { // in as many headers as they need
		var b []byte
		for left := n; left > 0; left -= 500 {
			b = append(append(b, 60, 255), times("\x1e\x00")(1023)...)
		}
		return IPv6(60, append(b, 59, 0, 1, 4, 0, 0, 0, 0))
	})
	l.inOne("ipv6 headers", func(n int) []byte {
		return IPv6(60, append(times("\x3c\x00\x01\x04\x00\x00\x00\x00")(n), 59, 0, 1, 4, 0, 0, 0, 0))
	})
}

// tunnels adds headers inside headers.
func (l *list) tunnels() {
	l.inOne("vlan tags", func(n int) []byte { return Ether(0x8100, append(times("\x00\x01\x81\x00")(n), 0, 1, 8, 0)) })
	l.inOne("mpls labels", func(n int) []byte { return Ether(0x8847, append(times("\x00\x01\x00\x40")(n), 0, 1, 1, 64, 0x45)) })
	l.inOne("ip in ip", func(n int) []byte { return nested(n, func(b []byte) []byte { return IPv4(4, b)[14:] }) })
	l.inOne("gre", func(n int) []byte {
		return nested(n, func(b []byte) []byte { return IPv4(47, append(be(0, 0x0800), b...))[14:] })
	})
	l.inOne("vxlan", func(n int) []byte {
		return nested(n, func(b []byte) []byte {
			return UDP(40000, 4789, append([]byte{8, 0, 0, 0, 0, 0, 1, 0}, Ether(0x0800, b)...))[14:]
		})
	})
	l.inOne("geneve", func(n int) []byte {
		return nested(n, func(b []byte) []byte { return UDP(40000, 6081, append(be(0, 0x0800, 0, 0x100), b...))[14:] })
	})
	l.inOne("gtp", func(n int) []byte {
		return nested(n, func(b []byte) []byte { return UDP(40000, 2152, append(be(0x30ff, uint16(len(b)), 0, 1), b...))[14:] })
	})
	l.inOne("gtp extensions", func(n int) []byte {
		return UDP(40000, 2152, append(be(0x34ff, uint16(4*n+8), 0, 1, 0, 0x85), append(times("\x01\x00\x00\x85")(n), 1, 0, 0, 0)...))
	})
	l.inOne("icmp errors", func(n int) []byte {
		return nested(n, func(b []byte) []byte { return IPv4(1, append(be(0x0301, 0, 0, 0), b...))[14:] })
	})
}

// datagrams adds what other datagrams of UDP list.
func (l *list) datagrams() {
	l.inOne("quic packets", func(n int) []byte {
		return UDP(40000, 443, times("\xe0\x00\x00\x00\x01\x04\x01\x02\x03\x04\x00\x00")(n))
	})
	l.inOne("quic versions", func(n int) []byte {
		return UDP(443, 40000, append([]byte("\x80\x00\x00\x00\x00\x00\x00"), times("\x00\x00\x00\x01")(n)...))
	})
	l.inOne("ssdp fields", func(n int) []byte {
		return UDP(1900, 1900, append([]byte("NOTIFY * HTTP/1.1\r\n"), times("NT: a\r\n")(n)...))
	})
}

func (l *list) http() {
	l.stream("http fields", 80, around("GET / HTTP/1.1\r\n", "Accept: a\r\n", "\r\n"))
	l.stream("http fields without end", 80, around("GET / HTTP/1.1\r\n", "Accept: a\r\n", ""))
	l.stream("http cookies", 80, around("GET / HTTP/1.1\r\nCookie: ", "a=b; ", "\r\n\r\n"))
	l.stream("http parameters", 80, around("GET /?", "a=b&", " HTTP/1.1\r\n\r\n"))
	l.stream("http first line", 80, around("GET /", "aaaaaaaaaa", " HTTP/1.1\r\n\r\n"))
	l.stream("http field", 80, around("GET / HTTP/1.1\r\nAccept: ", "aaaaaaaaaa", "\r\n\r\n"))
	l.stream("http requests", 80, around("", "GET / HTTP/1.1\r\n\r\n", ""))
	l.stream("http chunks", 80, around("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\na\r\n", "0\r\n\r\n"))
	l.stream("http chunk", 80, around("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffff\r\n", "aaaaaaaaaa", ""))
	l.stream("http chunk extension", 80, around("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", "aaaaaaaaaa", "\r\na\r\n0\r\n\r\n"))
	l.stream("http trailer", 80, around("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "Expires: a\r\n", "\r\n"))
	l.stream("http fields and chunks", 80, func(n int) []byte {
		return []byte("HTTP/1.1 200 OK\r\n" + strings.Repeat("Accept: a\r\n", n) + "Transfer-Encoding: chunked\r\n\r\n" + strings.Repeat("1\r\na\r\n", n))
	})
	l.stream("http body until the end", 80, around("HTTP/1.1 200 OK\r\n\r\n", "aaaaaaaaaa", ""))
	l.stream("http body with length", 80, func(n int) []byte {
		return []byte(fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", 10*n, strings.Repeat("aaaaaaaaaa", n)))
	})
	l.stream("http first line, then fields", 80, func(n int) []byte {
		return []byte("GET /" + strings.Repeat("aaaaaaaaaa", n) + " HTTP/1.1\r\n" + strings.Repeat("Accept: a\r\n", n))
	})
	l.stream("http without lines", 80, around("GET / HTTP/1.1\r\n\r\n", "aaaaaaaaaa", ""))
	l.stream("http header lines without a first line", 80, around("GET / HTTP/1.1\r\n\r\n", "Accept: a\r\n", ""))
	l.stream("http bodies of no bytes without a first line", 80, around("GET / HTTP/1.1\r\n\r\n", "Content-Length: 0\r\n\r\n", ""))
}

func (l *list) tls() {
	l.stream("tls records", 443, times("\x17\x03\x03\x00\x01a"))
	l.stream("tls messages", 443, func(n int) []byte { return tlsRecords(bytes.Repeat([]byte("\x0b\x00\x00\x03\x00\x00\x00"), n)) })
	l.stream("tls record in pieces", 443, around("\x17\x03\x03\x3f\xff", "aaaaaaaaaa", ""))
	hello := func(suites, extensions []byte) []byte {
		b := append([]byte{3, 3}, make([]byte, 33)...)
		b = append(append(b, be(uint16(len(suites)))...), suites...)
		b = append(append(append(b, 1, 0), be(uint16(len(extensions)))...), extensions...)
		return tlsRecords(append([]byte{1, 0, byte(len(b) >> 8), byte(len(b))}, b...))
	}
	extension := func(kind uint16, b []byte) []byte { return append(be(kind, uint16(len(b))), b...) }
	listOf := func(each string) func(n int) []byte {
		return func(n int) []byte { return append(be(uint16(len(each)*n)), times(each)(n)...) }
	}
	l.stream("tls suites", 443, func(n int) []byte { return hello(times("\x13\x01")(n), nil) })
	l.stream("tls extensions", 443, func(n int) []byte { return hello(be(0x1301), times("\x00\x17\x00\x00")(n)) })
	for _, e := range []struct {
		name string
		kind uint16
		each string
	}{{"names", 0, "\x00\x00\x01a"}, {"protocols", 16, "\x01a"}, {"groups", 10, "\x00\x1d"}, {"signatures", 13, "\x04\x03"}, {"key shares", 51, "\x00\x1d\x00\x01a"},
		{"pre-shared keys", 41, "\x00\x01a\x00\x00\x00\x00"}} {
		l.stream("tls "+e.name, 443, func(n int) []byte { return hello(be(0x1301), extension(e.kind, listOf(e.each)(n))) })
	}
	l.stream("tls certificates", 443, func(n int) []byte {
		return tlsRecords(append([]byte{11, 0, byte((4*n + 3) >> 8), byte(4*n + 3), 0, byte(4 * n >> 8), byte(4 * n)}, times("\x00\x00\x01a")(n)...))
	})
}

// streams adds what other connections carry.
func (l *list) streams() {
	l.stream("dns messages over tcp", 53, times("\x00\x0c\x00\x07\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00"))
	l.stream("bytes of no protocol", 7000, times("aaaaaaaaaa"))
}

// acrossPackets are things of which each packet has one.
func acrossPackets() []Repeated {
	each := func(name string, frame func(i, n int) []byte) Repeated {
		return Repeated{Name: name, Frames: func(n int) (frames [][]byte) {
			for i := range n {
				frames = append(frames, frame(i, n))
			}
			return frames
		}}
	}
	comments := func(name string, packets func(n int) int) Repeated {
		return Repeated{Name: name, Comments: 1, Frames: func(n int) (frames [][]byte) {
			for range packets(n) {
				frames = append(frames, UDP(40000, 7000, []byte("a")))
			}
			return frames
		}}
	}
	u16 := func(i int) uint16 { return uint16(i) }
	fragment := func(id, off int, more bool) []byte {
		b := IPv4(17, make([]byte, 8))
		field := u16(off)
		if more {
			field |= 0x2000
		}
		copy(b[18:], be(u16(id), field))
		return b
	}
	return []Repeated{
		comments("comments on packets", func(n int) int { return n }),
		comments("comments on one packet", func(n int) int { return 1 }),
		each("fragments of a datagram", func(i, n int) []byte { return fragment(1, i, i < n-1) }),
		each("fragments backwards", func(i, n int) []byte { return fragment(1, n-1-i, i > 0) }),
		each("fragments that overlap", func(i, n int) []byte { return fragment(1, 1, true) }),
		each("fragments of datagrams", func(i, n int) []byte { return fragment(i, 1, true) }),
		each("connections", func(i, n int) []byte { return TCP(u16(1024+i), 7000, 1, 0, 2, nil) }),
		each("connections of the same ports", func(i, n int) []byte { return TCP(40000, 7000, uint32(100000*i), 0, 2, nil) }),
		each("resets", func(i, n int) []byte { return TCP(40000, 7000, uint32(i), 0, 4, nil) }),
		each("segments backwards", func(i, n int) []byte { return TCP(40000, 7000, uint32(10*(n-i)), 1, 16, []byte("aaaaaaaaaa")) }),
		each("segments beyond holes", func(i, n int) []byte { return TCP(40000, 7000, uint32(20*i), 1, 16, []byte("aaaaaaaaaa")) }),
		each("segments of http backwards", func(i, n int) []byte {
			if i == 0 {
				return TCP(40000, 80, 1, 1, 16, []byte("POST / HTTP/1.1\r\nContent-Length: 999999\r\n\r\n"))
			}
			return TCP(40000, 80, uint32(50+10*(n-i)), 1, 16, []byte("aaaaaaaaaa"))
		}),
		each("segments again", func(i, n int) []byte { return TCP(40000, 80, 1, 1, 16, []byte("GET / HTTP/1.1\r\n")) }),
		each("acknowledgments again", func(i, n int) []byte { return TCP(40000, 7000, 1, 1, 16, nil) }),
		each("window probes", func(i, n int) []byte { return TCP(40000, 7000, 1, 1, 16, []byte("a")) }),
		each("udp conversations", func(i, n int) []byte { return UDP(u16(1024+i), 7000, []byte("a")) }),
		each("dns queries", func(i, n int) []byte {
			return UDP(40000, 53, append(be(u16(i), 0x100, 1, 0, 0, 0), 1, 'a', 0, 0, 1, 0, 1))
		}),
		each("dns queries again", func(i, n int) []byte { return UDP(40000, 53, append(be(7, 0x100, 1, 0, 0, 0), 1, 'a', 0, 0, 1, 0, 1)) }),
		each("pings", func(i, n int) []byte { return IPv4(1, be(0x0800, 0, 7, u16(i))) }),
		each("pings again", func(i, n int) []byte { return IPv4(1, be(0x0800, 0, 7, 7)) }),
		each("arp owners", func(i, n int) []byte {
			return Ether(0x0806, append(be(1, 0x0800, 0x0604, 2, 0x0200, 0, u16(i), 0xc000, u16(i/2), 0x0200, 0, 0, 0xc000), 2, 1))
		}),
		each("quic connections", func(i, n int) []byte {
			return UDP(u16(1024+i), 443, quicFirst(i))
		}),
		each("first packets of a quic connection", func(i, n int) []byte {
			return UDP(40000, 443, quicFirst(i))
		}),
	}
}

// quicFirst is the first packet of a QUIC connection, which nobody can open.
func quicFirst(i int) []byte {
	head := []byte{0xc0, 0, 0, 0, 1, 8, 1, 2, 3, 4, 5, 6, byte(i >> 8), byte(i), 0, 0, 0x40, 100}
	return append(head, make([]byte, 100)...)
}
