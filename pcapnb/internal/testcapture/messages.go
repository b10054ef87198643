package testcapture

import (
	"encoding/binary"
	"strings"
)

// messages adds what protocols repeat of which the packet list alone tells.
func (l *list) messages() {
	const upgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
	socket := func(name, frame string) {
		*l = append(*l, Repeated{Name: name, Frames: func(n int) [][]byte {
			asked, given := "GET / HTTP/1.1\r\nHost: a\r\n"+upgrade, "HTTP/1.1 101 Switching Protocols\r\n"+upgrade
			frames := talk(80, []byte(asked), []byte(given))
			return append(frames, back(TCP(80, 40000, uint32(1+len(given)), uint32(1+len(asked)), 24, []byte(strings.Repeat(frame, n)))))
		}})
	}
	socket("websocket frames", "\x82\x04abcd")
	socket("websocket parts", "\x02\x04abcd")
	l.stream("bittorrent messages", 6881, func(n int) []byte {
		return []byte("\x13BitTorrent protocol" + strings.Repeat("a", 48) + strings.Repeat("\x00\x00\x00\x01\x00", n))
	})
	l.stream("mysql packets", 3306, func(n int) []byte { return []byte(strings.Repeat("\x02\x00\x00\x00\x03a", n)) })
	l.stream("amqp frames", 5672, func(n int) []byte {
		return []byte("AMQP\x01\x01\x00\x09" + strings.Repeat("\x01\x00\x01\x00\x00\x00\x04\x00\x0a\x00\x33\xce", n))
	})
	l.stream("cql messages", 9042, func(n int) []byte { return []byte(strings.Repeat("\x04\x00\x00\x00\x05\x00\x00\x00\x00", n)) })
	l.stream("bitcoin messages", 8333, func(n int) []byte {
		return []byte(strings.Repeat("\xf9\xbe\xb4\xd9verack\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00", n))
	})
	l.stream("fix messages", 4000, func(n int) []byte { return []byte(strings.Repeat("8=FIX.4.2\x019=5\x0135=0\x0110=123\x01", n)) })
	l.stream("resp arrays", 6379, func(n int) []byte { return []byte(strings.Repeat("*1\r\n", n)) })
	l.stream("resp values", 6379, func(n int) []byte { return []byte(strings.Repeat("+\r\n", n)) })
	l.stream("rtsp data", 554, func(n int) []byte { return []byte(strings.Repeat("$\x00\x00\x00", n)) })
	l.stream("openflow messages", 6653, func(n int) []byte { return []byte(strings.Repeat("\x01\x00\x00\x08\x00\x00\x00\x00", n)) })
	l.stream("remote desktop packets", 3389, func(n int) []byte { return []byte(strings.Repeat("\x03\x00\x00\x07\x02\xf0\x80", n)) })
	l.inOne("coap options", func(n int) []byte {
		return UDP(40000, 5683, append([]byte("\x40\x01\x00\x01"), strings.Repeat("\x11a", n)...))
	})
	l.inOne("bacnet arguments", func(n int) []byte {
		b := append([]byte("\x01\x00\x10\x08"), strings.Repeat("\x09\x01", n)...)
		return UDP(47808, 47808, append(append([]byte("\x81\x0b"), be(uint16(len(b)+4))...), b...))
	})
	l.inOne("ppp options", func(n int) []byte {
		b := append(append([]byte("\x01\x01"), be(uint16(4+2*n))...), strings.Repeat("\x20\x02", n)...)
		return Ether(0x8864, append(append([]byte("\x11\x00\x00\x01"), be(uint16(len(b)+2), 0xc021)...), b...))
	})
	l.inOne("sources of a group", func(n int) []byte {
		b := append([]byte("\x22\x00\x00\x00\x00\x00\x00\x01\x04\x00"), be(uint16(n))...)
		return IPv4(2, append(b, strings.Repeat("\xe0\x00\x00\x16", n+1)...))
	})
	*l = append(*l, Repeated{Name: "sctp messages in parts", Frames: func(n int) [][]byte { return sctpChunks(n, 2, 1) }},
		Repeated{Name: "sctp parts", Frames: func(n int) [][]byte { return sctpChunks(n, 0) }})
}

// sctpChunks are chunks of data with these flags, n times, some hundred in a packet, as an association numbers them.
func sctpChunks(n int, flags ...byte) (frames [][]byte) {
	const most = 400
	tsn := uint32(1)
	for ; n > 0; n -= most {
		packet := append(be(5000, 5001), make([]byte, 8)...)
		for range min(n, most) {
			for _, f := range flags {
				packet = append(packet, 0, f, 0, 20)
				packet = binary.BigEndian.AppendUint32(packet, tsn)
				packet = append(packet, "\x00\x01\x00\x01\x00\x00\x00\x00abcd"...)
				tsn++
			}
		}
		frames = append(frames, IPv4(132, packet))
	}
	return frames
}
