package dissect_test

import (
	"math/rand/v2"
	"testing"
)

// TestRandomOptions makes segments whose options are of every kind that is dissected, with lengths that are right and wrong,
// cut at any byte; what is found in them is what tshark finds.
func TestRandomOptions(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 1))
	var segments [][]byte
	for i := range 400 {
		client, _ := connection(uint16(41000+i), 40001, 1000, 2000)
		flags, size := oneOf[uint8](r, syn, syn|ack, ack, ack|psh), oneOf(r, 0, 0, 3)
		if flags&syn != 0 {
			size = 0
		}
		segment := client.send(oneOf(r, 0, 1, 1, 200), 1, flags, 500, randomOptions(r), make([]byte, size))
		segments = append(segments, segment)
	}
	packets := inOrder(segments...)
	for i := range packets {
		p := &packets[i]
		switch r.IntN(8) {
		case 0, 1:
			p.cut = r.IntN(len(p.data) - etherIPv4)
		case 2: // the header says that it is shorter
			p.data[etherIPv4+12] = byte(r.IntN(int(p.data[etherIPv4+12]>>4)+1)) << 4
		}
	}
	sameAsTshark(t, 1, packets, "tcp", "_ws.col.Info", "_ws.short")
}

// etherIPv4 is where TCP begins.
const etherIPv4 = 14 + 20

func randomOptions(r *rand.Rand) []byte {
	size := 4 * r.IntN(11)
	var b []byte
	for len(b) < size {
		kind := oneOf[byte](r, 0, 1, 1, 2, 3, 4, 5, 8, 14, 19, 28, 34, 253)
		if kind < 2 {
			b = append(b, kind)
			continue
		}
		n := oneOf[byte](r, 2, 3, 4, 4, 10, 10, 18, 18, 0, 1, 6, 12)
		if kind == 5 { // Wireshark stops in the middle of a block in a way of its own
			n = oneOf[byte](r, 10, 18, 26)
		}
		b = append(b, kind, n)
		for i := range int(n) - 2 {
			b = append(b, byte(r.Uint32()))
			if kind == 5 && i%4 != 3 { // blocks near what was sent, one after another
				b[len(b)-1] = []byte{0, 0, 6 + byte(i/4)}[i%4]
			}
		}
	}
	return b[:size:size]
}

// TestMultipath makes segments of Multipath TCP, of every subtype in its length (RFC 8684 section 3) and beside other options: each
// option is a layer.
func TestMultipath(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 2))
	var segments [][]byte
	for i := range 300 {
		client, server := connection(uint16(41000+i%20), oneOf[uint16](r, 40001, 80), 1000, 2000)
		var options []byte
		for range r.IntN(3) {
			options = append(options, oneOf(r, []byte{1}, []byte{1, 1}, []byte{8, 10, 0, 0, 0, 1, 0, 0, 0, 2}, []byte{2, 4, 5, 180})...)
		}
		for range r.IntN(3) {
			kind := oneOf(r, [2]byte{0, 20}, [2]byte{1, 16}, [2]byte{2, 4}, [2]byte{4, 4}, [2]byte{5, 3}, [2]byte{6, 12}, [2]byte{7, 12})
			options = append(options, 30, kind[1], kind[0]<<4)
			options = append(options, make([]byte, kind[1]-3)...)
		}
		if len(options) > 40 {
			options = options[:40]
		}
		options = append(options, make([]byte, -len(options)&3)...)
		p := oneOf(r, client, server)
		segments = append(segments, p.send(oneOf(r, 1, 1, 20), 1, ack, 500, options, make([]byte, oneOf(r, 0, 0, 4))))
	}
	sameAsTshark(t, 1, inOrder(segments...), "frame.protocols", "_ws.col.Protocol")
}
