package dissect_test

import (
	"encoding/binary"
	"math/rand/v2"
	"testing"
)

// TestRandomConnections makes connections in which segments are lost, repeated, late, or acknowledged unseen, windows close, and
// time runs backwards; whatever is found in them is what tshark finds.
func TestRandomConnections(t *testing.T) {
	var packets []made
	for seed := range uint64(80) {
		c := &randomConnection{r: rand.New(rand.NewPCG(seed, 1)), time: 1_000_000_000e9 + int64(seed)*60e9, kind: int(seed % 8)}
		packets = append(packets, c.make(uint16(20000+seed))...)
	}
	sameAsTshark(t, 1, packets, "tcp", "frame.time_delta")
	first := packets[0].time
	for i := range packets {
		packets[i].time -= first // as of a capture that a program made
	}
	sameAsTshark(t, 1, packets, "tcp", "frame.time_delta")
}

// What a random connection has beside random segments.
const (
	plainConnection = iota
	noHandshake
	timeBackwards
	closedByFIN
	closedByRST
	portsReused
	resets      // among the segments, without ACK but with a number there
	openedTwice // by the same SYN
)

type randomConnection struct {
	r       *rand.Rand
	time    int64
	kind    int
	packets []made
}

func (c *randomConnection) add(gap int64, frame []byte) {
	c.time += gap
	c.packets = append(c.packets, made{time: c.time, data: frame})
}

func oneOf[T any](r *rand.Rand, list ...T) T { return list[r.IntN(len(list))] }

func (c *randomConnection) make(port uint16) []made {
	// Sequence numbers may pass 2^32.
	client, server := connection(port, 9999, oneOf[uint32](c.r, 1000, 1<<32-3000, 0, 1<<32-1), oneOf[uint32](c.r, 5000, 1<<32-4000, 0, 1<<32-1))
	if c.kind != noHandshake {
		c.add(0, client.send(0, 0, syn, 64240, c.openOptions(2), nil))
		if c.kind == openedTwice {
			c.add(10e6, client.send(0, 0, syn, 100, c.openOptions(2), nil))
		}
		c.add(10e6, server.send(0, 1, syn|ack, 64240, c.openOptions(3), nil))
		c.add(20e6, client.send(1, 1, ack, 64240, nil, nil))
	}
	// By side: the next byte to send, and the highest acknowledgment sent.
	next, acked := [2]int{1, 1}, [2]int{1, 1}
	for range 120 {
		side := c.r.IntN(2)
		c.segment([2]peer{client, server}[side], &next[side], &next[1-side], &acked[side])
	}
	c.end(client, server, next)
	return c.packets
}

// openOptions returns nothing, or a window scale and that selective acknowledgments are welcome.
func (c *randomConnection) openOptions(scale byte) []byte {
	return oneOf(c.r, nil, []byte{3, 3, scale, 1, 4, 2, 1, 1})
}

// segment sends one of a random kind.
func (c *randomConnection) segment(p peer, next, others, acked *int) {
	gap := oneOf[int64](c.r, 100e3, 1e6, 5e6, 30e6, 200e6)
	if c.kind == timeBackwards && c.r.IntN(5) == 0 {
		gap = -c.r.Int64N(500e6)
	}
	seq := *next
	switch c.r.IntN(10) {
	case 0:
		seq = max(1, seq-oneOf(c.r, 1, 10, 100, 200))
	case 1:
		seq += oneOf(c.r, 1, 50, 100, 200)
	}
	number := oneOf(c.r, *others, *others, *others, *acked, *acked, max(1, *others-100), *others+1, *others+50, *others+200)
	*acked = max(*acked, number)
	var options []byte
	if c.r.IntN(6) == 0 {
		options = binary.BigEndian.AppendUint32([]byte{1, 1, 5, 10}, p.theirs+uint32(*others)+50)
		options = binary.BigEndian.AppendUint32(options, p.theirs+uint32(*others)+150)
	}
	size := oneOf(c.r, 0, 0, 1, 10, 100, 100, 500)
	window := oneOf[uint16](c.r, 64240, 64240, 64240, 64240, 64240, 64240, 0, 100, 1000)
	flags := ack | oneOf[uint8](c.r, 0, 0, psh)
	if c.kind == resets && c.r.IntN(12) == 0 {
		flags, options = oneOf[uint8](c.r, rst, rst, 0), nil
	}
	c.add(gap, p.send(seq, number, flags, window, options, make([]byte, size)))
	*next = max(*next, seq+size)
}

// end closes the connection, or opens another between the same ports.
func (c *randomConnection) end(client, server peer, next [2]int) {
	switch c.kind {
	case closedByFIN, closedByRST:
		c.add(100e6, client.send(next[0], next[1], fin|ack, 64240, nil, nil))
		c.add(10e6, server.send(next[1], next[0]+1, fin|ack, 64240, nil, nil))
		c.add(10e6, client.send(next[0]+1, next[1]+1, ack, 64240, nil, nil))
		if c.kind == closedByRST {
			c.add(10e6, client.send(next[0]+1, next[1]+1, rst, 0, nil, nil))
		}
	case portsReused:
		client, server = connection(client.port, server.port, 777777, 888888)
		c.add(1e9, client.send(0, 0, syn, 64240, nil, nil))
		c.add(100e6, client.send(0, 0, syn, 64240, nil, nil))
		c.add(100e6, server.send(0, 1, syn|ack, 64240, nil, nil))
		c.add(100e6, client.send(1, 1, ack, 64240, nil, nil))
		c.add(100e6, client.data(1, 1, "hello"))
		c.add(100e6, server.send(1, 6, rst|ack, 0, nil, nil))
	}
}
