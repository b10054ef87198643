package dissect_test

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/dissect/oracle"
)

// made is a packet of a generated capture.
type made struct {
	time int64 // nanoseconds since 1970-01-01 UTC
	data []byte
	cut  int // bytes that the capture lacks at its end
}

// inOrder gives packets times ten milliseconds apart.
func inOrder(packets ...[]byte) (list []made) {
	for i, p := range packets {
		list = append(list, made{time: 1_000_000_000e9 + int64(i)*10e6, data: p})
	}
	return list
}

// writeMade writes a capture with times in nanoseconds and returns its path.
func writeMade(t *testing.T, link uint32, packets []made) string {
	t.Helper()
	b := binary.LittleEndian.AppendUint32(nil, 0xa1b23c4d)
	b = append(b, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0)
	b = binary.LittleEndian.AppendUint32(b, link)
	for _, p := range packets {
		captured := p.data[:len(p.data)-p.cut]
		for _, n := range []int64{p.time / 1e9, p.time % 1e9, int64(len(captured)), int64(len(p.data))} {
			b = binary.LittleEndian.AppendUint32(b, uint32(n))
		}
		b = append(b, captured...)
	}
	path := filepath.Join(t.TempDir(), "made.pcap")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// sameAsTshark compares the fields whose names begin with one of the prefixes with tshark's, on a generated capture.
func sameAsTshark(t *testing.T, link uint32, packets []made, prefixes ...string) {
	t.Helper()
	sameDecodedAs(t, link, packets, nil, prefixes...)
}

// sameDecodedAs does so with rules that say what ports carry.
func sameDecodedAs(t *testing.T, link uint32, packets []made, rules []string, prefixes ...string) {
	t.Helper()
	filled, differ := comparedWithTshark(t, link, packets, rules, prefixes...)
	for i, text := range differ {
		if i == 10 {
			t.Errorf("and %d more", len(differ)-i)
			break
		}
		t.Error(text)
	}
	if filled == 0 {
		t.Error("no field has a value")
	}
}

// almostAsTshark compares frames of Ethernet whose bytes are so random that some cells differ; most is how many of all that have a
// value.
func almostAsTshark(t *testing.T, most float64, packets []made, prefixes ...string) {
	t.Helper()
	filled, differ := comparedWithTshark(t, 1, packets, nil, prefixes...)
	if float64(len(differ)) > most*float64(filled) {
		t.Errorf("%d of %d cells differ:\n%s", len(differ), filled, strings.Join(differ, "\n"))
	}
	t.Logf("%d of %d cells differ", len(differ), filled)
}

// comparedWithTshark returns how many cells have a value, and where the two differ.
func comparedWithTshark(t *testing.T, link uint32, packets []made, rules []string, prefixes ...string) (filled int, differ []string) {
	t.Helper()
	if !strings.Contains(oracle.Version(), " 4.0.") {
		t.Skipf("compares with tshark 4.0, which is not installed (%q)", oracle.Version())
	}
	var ids []dissect.ID
	for _, id := range oracle.Fields() {
		for _, p := range prefixes {
			if strings.HasPrefix(id.String(), p) {
				ids = append(ids, id)
				break
			}
		}
	}
	path := writeMade(t, link, packets)
	frames, err := oracle.Frames(path)
	if err != nil || len(frames) != len(packets) {
		t.Fatalf("%d frames, %v", len(frames), err)
	}
	var options []string
	for _, rule := range rules {
		if strings.HasPrefix(rule, oracle.KeyLog("")) {
			options = append(options, "-o", rule)
		} else {
			options = append(options, "-d", rule)
		}
	}
	theirs, err := oracle.Theirs(path, ids, options...)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range oracle.Compare(ids, oracle.Ours(frames, ids, rules...), theirs, func(d oracle.Diff) {
		differ = append(differ, fmt.Sprintf("frame %d: %s is %s, tshark has %s", d.Frame, d.Field, oracle.Shorten(d.Field.String(), d.Ours), oracle.Shorten(d.Field.String(), d.Theirs)))
	}) {
		filled += s.Filled
	}
	return filled, differ
}

// Builders of packets, with addresses of documentation (RFC 5737, RFC 3849).

func etherFrame(kind uint16, payload []byte) []byte {
	b := []byte{2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1}
	return append(binary.BigEndian.AppendUint16(b, kind), payload...)
}

func ipv4Packet(src, dst string, proto uint8, payload []byte) []byte {
	b := []byte{0x45, 0}
	b = binary.BigEndian.AppendUint16(b, uint16(20+len(payload)))
	b = append(b, 0, 0, 0, 0, 64, proto, 0, 0)
	for _, a := range []string{src, dst} {
		b = append(b, netip.MustParseAddr(a).AsSlice()...)
	}
	return append(b, payload...)
}

func udpDatagram(src, dst uint16, payload []byte) []byte {
	var b []byte
	for _, n := range []uint16{src, dst, uint16(8 + len(payload)), 0} {
		b = binary.BigEndian.AppendUint16(b, n)
	}
	return append(b, payload...)
}

func udpFrame(src, dst uint16, payload []byte) []byte {
	return etherFrame(0x0800, ipv4Packet("192.0.2.10", "198.51.100.20", 17, udpDatagram(src, dst, payload)))
}

// Flags of TCP segments.
const (
	fin = 1 << iota
	syn
	rst
	psh
	ack
)

// A peer is one side of a connection.
type peer struct {
	addr, other  string
	port, to     uint16
	base, theirs uint32 // sequence numbers that count as 0
}

// connection returns both sides of one.
func connection(clientPort, serverPort uint16, clientBase, serverBase uint32) (client, server peer) {
	client = peer{"192.0.2.10", "198.51.100.20", clientPort, serverPort, clientBase, serverBase}
	return client, peer{client.other, client.addr, serverPort, clientPort, serverBase, clientBase}
}

// send returns a frame with a segment; its numbers are relative, its options padded.
func (p peer) send(seq, acked int, flags uint8, window uint16, options, payload []byte) []byte {
	for len(options)%4 != 0 {
		options = append(options, 0)
	}
	var b []byte
	b = binary.BigEndian.AppendUint16(b, p.port)
	b = binary.BigEndian.AppendUint16(b, p.to)
	b = binary.BigEndian.AppendUint32(b, p.base+uint32(seq))
	if flags&ack != 0 {
		b = binary.BigEndian.AppendUint32(b, p.theirs+uint32(acked))
	} else {
		b = append(b, 0, 0, 0, 0)
	}
	b = append(b, byte(5+len(options)/4)<<4, flags)
	b = binary.BigEndian.AppendUint16(b, window)
	b = append(b, 0, 0, 0, 0)
	b = append(append(b, options...), payload...)
	return etherFrame(0x0800, ipv4Packet(p.addr, p.other, 6, b))
}

// data returns a frame with an ordinary segment.
func (p peer) data(seq, acked int, payload string) []byte {
	return p.send(seq, acked, ack|psh, 64240, nil, []byte(payload))
}

// handshake opens a connection.
func handshake(client, server peer) [][]byte {
	return [][]byte{client.send(0, 0, syn, 64240, nil, nil), server.send(0, 1, syn|ack, 64240, nil, nil), client.send(1, 1, ack, 64240, nil, nil)}
}
