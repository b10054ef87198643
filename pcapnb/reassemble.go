package pcapnb

import (
	"cmp"
	"fmt"
	"slices"
)

// ClientData returns what the client sent, put together in order.
func (s *Stream) ClientData() Data { return s.data(0) }

// ServerData returns what the server sent, put together in order.
func (s *Stream) ServerData() Data { return s.data(1) }

// Data is what one end of a TCP stream sent, put together in order from its segments (RFC 9293 section 3.4). What was
// sent again counts once, what the capture lacks is left out and said.
type Data struct {
	Bytes   []byte
	Missing int // bytes that are not in the capture, in gaps or cut off
	Sender  string
}

// A piece is a segment's payload at its place in the stream.
type piece struct {
	at   int64
	data []byte
	full int64 // bytes that it had on the wire
}

// data puts one direction together. The first copy of a byte counts, as in Wireshark's "follow stream".
func (s *Stream) data(direction int) Data {
	d := Data{Sender: endText(s.Client)}
	if direction == 1 {
		d.Sender = endText(s.Server)
	}
	pieces := s.pieces(direction)
	slices.SortStableFunc(pieces, func(a, b piece) int { return cmp.Compare(a.at, b.at) })
	next := int64(-1)
	for _, p := range pieces {
		if next < 0 {
			next = p.at
		}
		if p.at > next {
			d.Missing += int(p.at - next)
			next = p.at
		}
		if skip := next - p.at; skip < int64(len(p.data)) {
			d.Bytes = append(d.Bytes, p.data[skip:]...)
			next = p.at + int64(len(p.data))
		}
		if end := p.at + p.full; end > next {
			d.Missing += int(end - next)
			next = end
		}
	}
	return d
}

// pieces are the segments with data of one direction, at 64-bit places: sequence numbers wrap at 2^32, and each is
// taken to be within 2 GiB of the one before.
func (s *Stream) pieces(direction int) []piece {
	var pieces []piece
	at, last := int64(0), s.first[direction]
	for _, p := range s.Packets {
		if s.direction(p) != direction {
			continue
		}
		seq := p.c.Seq[p.i]
		at += int64(int32(seq - last))
		last = seq
		place := at
		if p.c.TCPFlags[p.i]&0x02 != 0 {
			place++ // data after a SYN begins one after it
		}
		if n := p.TCPLen(); n > 0 {
			pieces = append(pieces, piece{place, p.Payload(), int64(n)})
		}
	}
	return pieces
}

// Len returns the number of bytes.
func (d Data) Len() int { return len(d.Bytes) }

// Text returns the bytes as text that is safe to show: line ends stay, all else that is not printable ASCII becomes
// \xNN. It stops after the given number of bytes and says how many more there are.
func (d Data) Text(most int) string {
	shown := d.Bytes[:min(max(most, 0), len(d.Bytes))]
	return escapeLines(shown) + d.rest(len(shown))
}

// String returns the beginning of the data as Text does.
func (d Data) String() string { return d.Text(2000) }

// rest says what Text does not show.
func (d Data) rest(shown int) string {
	note := ""
	if more := len(d.Bytes) - shown; more > 0 {
		note += fmt.Sprintf("\n… %d more bytes", more)
	}
	if d.Missing > 0 {
		note += fmt.Sprintf("\n%d bytes are not in the capture", d.Missing)
	}
	return note
}
