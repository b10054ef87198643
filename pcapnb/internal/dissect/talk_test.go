package dissect_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// talk returns a connection to a port in which each line is a segment; a server's begin with "<", which is not sent.
func talk(clientPort, serverPort uint16, lines ...string) [][]byte {
	client, server := connection(clientPort, serverPort, 1000, 2000)
	frames := handshake(client, server)
	return append(frames, talkOn(client, server, 1, 1, lines)...)
}

// talkOn goes on with a connection of which each side has sent what it counts up to.
func talkOn(client, server peer, sent, received int, lines []string) (frames [][]byte) {
	for _, line := range lines {
		if text, ok := strings.CutPrefix(line, "<"); ok {
			frames = append(frames, server.data(received, sent, text))
			received += len(text)
		} else {
			frames = append(frames, client.data(sent, received, line))
			sent += len(line)
		}
	}
	return frames
}

// alone returns a segment in a connection of its own, the nth.
func alone(n int, serverPort uint16, line string) []byte {
	client, server := connection(uint16(30000+n%30000), serverPort, uint32(n), 7)
	client.addr, server.other = "192.0.2.11", "192.0.2.11"
	if text, ok := strings.CutPrefix(line, "<"); ok {
		return server.data(1, 1, text)
	}
	return client.data(1, 1, line)
}

// cutAndDamaged compares segments that are cut by the capture, or sent short, at each byte, and others with bytes changed.
func cutAndDamaged(t *testing.T, serverPort uint16, lines []string, prefixes ...string) {
	t.Helper()
	damagedAfter(t, serverPort, 0, lines, prefixes...)
}

// damagedAfter does so with the bytes after the first of a message, which tell what it is.
func damagedAfter(t *testing.T, serverPort uint16, first int, lines []string, prefixes ...string) {
	t.Helper()
	dice := rand.New(rand.NewPCG(1, 2))
	var packets []made
	add := func(line string, cut int) {
		b := alone(len(packets), serverPort, line)
		packets = append(packets, made{time: 1_000_000_000e9 + int64(len(packets))*10e6, data: b, cut: cut})
	}
	for _, line := range lines {
		size := len(strings.TrimPrefix(line, "<"))
		for n := first + 1; n <= min(size, 80); n++ {
			add(line, size-n)
			add(line[:len(line)-size+n], 0)
		}
		for range 40 {
			if size <= first {
				break
			}
			b := []byte(line)
			for range 1 + dice.IntN(3) {
				b[len(line)-size+first+dice.IntN(max(size-first, 1))] = byte(dice.Uint32())
			}
			add(string(b), 0)
		}
	}
	sameAsTshark(t, 1, packets, prefixes...)
}

// datagrams compares what UDP carries to a port, whole, cut and damaged; what begins with "<" comes from it.
func datagrams(t *testing.T, port uint16, messages []string, prefixes ...string) {
	t.Helper()
	dice := rand.New(rand.NewPCG(1, 2))
	var packets []made
	add := func(text string, server bool, cut int) {
		n := uint16(len(packets))
		b := udpFrame(20000+n%30000, port, []byte(text))
		if server {
			b = udpFrame(port, 20000+n%30000, []byte(text))
		}
		packets = append(packets, made{time: 1_000_000_000e9 + int64(len(packets))*10e6, data: b, cut: cut})
	}
	for _, message := range messages {
		text, server := strings.CutPrefix(message, "<")
		add(text, server, 0)
		for n := 1; n <= min(len(text), 80); n++ {
			add(text, server, n)
			add(text[:n], server, 0)
		}
		for range 40 {
			b := []byte(text)
			for range 1 + dice.IntN(3) {
				b[dice.IntN(len(b))] = byte(dice.Uint32())
			}
			add(string(b), server, 0)
		}
	}
	sameAsTshark(t, 1, slices.Clip(packets), prefixes...)
}
