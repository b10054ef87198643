package dissect_test

import (
	"slices"
	"testing"
)

func init() { fillers["socks"] = proxyFrames }

// A said is a message, and who says it.
type said struct {
	client bool
	text   string
}

// proxyTalks are connections to a proxy of each version, with each kind of address, way to show who one is, and end.
func proxyTalks() (talks [][]said) {
	hex := func(s string) string { return string(unhex(s)) }
	answer4 := hex("00 5a 0050 c0000201")
	for _, ask := range []string{hex("04 01 0050 c0000201") + "user\x00", hex("04 01 0050 00000001") + "user\x00www.example.com\x00",
		hex("04 01 0050 00000001") + "\x00www.example.com\x00", hex("04 02 0019 c0000201") + "\x00", hex("04 01 01bb c0000201") + "\x00"} {
		talks = append(talks, []said{{true, ask}, {false, answer4}})
	}
	methods, user := []string{"05 01 00", "05 02 00 02"}, "\x01\x08testuser\x08testpass"
	targets := []string{hex("01 c0000201 0050"), "\x03\x0fwww.example.com" + hex("0050"), hex("04 20010db8000000000000000000000001 0050"),
		hex("01 c0000201 0019"), hex("01 c0000201 3039")}
	for i, target := range targets {
		for _, command := range []string{"01", "02"} {
			talk := []said{{true, hex(methods[i%2])}}
			if i%2 == 1 {
				talk = append(talk, said{false, hex("05 02")}, said{true, user}, said{false, hex("01 00")})
			} else {
				talk = append(talk, said{false, hex("05 00")})
			}
			talk = append(talk, said{true, hex("05 "+command+" 00") + target}, said{false, hex("05 00 00 01 0a000001 0400")})
			if command == "02" {
				talk = append(talk, said{false, hex("05 00 00 01 0a000002 0401")})
			}
			talks = append(talks, talk)
		}
	}
	inner := [][]said{{{true, "GET / HTTP/1.1\r\nHost: www.example.com\r\n\r\n"}, {false, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"}},
		{{false, "220 mail.example.com\r\n"}, {true, "EHLO me\r\n"}, {false, "250 fine\r\n"}},
		{{true, "hello there"}, {false, "and to you"}}}
	for i := range talks {
		talks[i] = append(talks[i], inner[i%3]...)
	}
	return append(talks, []said{{true, hex("05 01 00")}, {false, hex("05 ff")}},
		[]said{{true, hex("05 01 02")}, {false, hex("05 02")}, {true, user}, {false, hex("01 ff")}},
		[]said{{true, hex("07 01 02")}, {false, hex("05 02")}},
		[]said{{true, hex("04 01 0050 c0000201") + "\x00"}, {false, hex("00 5b 0050 c0000201")}})
}

func proxyFrames() (frames [][]byte) {
	for i, talk := range proxyTalks() {
		client, server := connection(uint16(20000+i), 1080, 1000, 5000)
		frames = append(frames, handshake(client, server)...)
		sent, got := 1, 1
		for _, m := range talk {
			if m.client {
				frames = append(frames, client.data(sent, got, m.text))
				sent += len(m.text)
			} else {
				frames = append(frames, server.data(got, sent, m.text))
				got += len(m.text)
			}
		}
	}
	return frames
}

func TestSOCKS(t *testing.T) {
	sameAsTshark(t, 1, inOrder(proxyFrames()...), "socks", "http", "smtp", "tls", "tcp", "data", "_ws", "frame.protocols")
}

// Messages to and from a proxy that are cut anywhere or damaged say what they can.
func TestMangledSOCKS(t *testing.T) {
	sameMangled(t, withData(proxyFrames()), 54, 2, "socks", "_ws", "frame.protocols")
}

// withData returns the frames that carry more than an empty segment.
func withData(frames [][]byte) [][]byte {
	return slices.DeleteFunc(frames, func(b []byte) bool { return len(b) <= 54 })
}
