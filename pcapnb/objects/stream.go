package objects

import (
	"bytes"
	"slices"
	"strings"

	"netlab/pcapnb"
)

// A line is one of a control connection.
type line struct {
	packet     int // number of the packet that completes it
	fromClient bool
	text       string
}

// fromStreams are what FTP and mail carry, each in TCP streams of its own.
func fromStreams(ps pcapnb.Packets) (list List) {
	streams := streamsOf(ps)
	free := connectionsOf(streams)
	for _, s := range streams {
		switch s.Server.Port() {
		case 21:
			list = append(list, ftp(s, free)...)
		case 25, 587:
			list = append(list, smtp(s)...)
		case 110:
			list = append(list, pop(s)...)
		}
	}
	return list
}

// streamsOf are the TCP streams in the packets, in order.
func streamsOf(ps pcapnb.Packets) (streams []*pcapnb.Stream) {
	by := map[int]pcapnb.Packets{}
	var numbers []int
	for _, p := range ps {
		if p.Protocol() != "TCP" {
			continue
		}
		n := p.TCPStream()
		if by[n] == nil {
			numbers = append(numbers, n)
		}
		by[n] = append(by[n], p)
	}
	for _, n := range numbers {
		if s := by[n].Stream(n); s.Len() > 0 {
			streams = append(streams, s)
		}
	}
	return streams
}

// A speaker is what one end of a stream says, byte by byte as it arrives.
type speaker struct {
	known bool
	next  uint32
}

// fresh returns what is new in a segment.
func (e *speaker) fresh(p pcapnb.Packet) []byte {
	b, seq := p.Payload(), uint32(p.Seq())
	if !e.known {
		e.known, e.next = true, seq
	}
	if behind := int32(e.next - seq); behind > 0 {
		if int(behind) >= len(b) {
			return nil
		}
		b = b[behind:]
		seq = e.next
	}
	if len(b) > 0 {
		e.next = seq + uint32(len(b))
	}
	return b
}

// linesOf are the lines of both ends of a control connection, in the order in which they were complete.
func linesOf(s *pcapnb.Stream) (lines []line) {
	var ends [2]speaker
	var begun [2][]byte
	for _, p := range s.Packets {
		side, client := 1, s.FromClient(p)
		if client {
			side = 0
		}
		begun[side] = append(begun[side], ends[side].fresh(p)...)
		for {
			text, rest, ok := bytes.Cut(begun[side], []byte("\n"))
			if !ok {
				break
			}
			lines = append(lines, line{p.Number(), client, strings.TrimSuffix(string(text), "\r")})
			begun[side] = rest
		}
	}
	return lines
}

// last is the number of the last packet with data of one end.
func last(s *pcapnb.Stream, fromClient bool) int {
	for _, p := range slices.Backward(s.Packets) {
		if p.TCPLen() > 0 && s.FromClient(p) == fromClient {
			return p.Number()
		}
	}
	return 0
}

// command splits a line into its first word, in upper case, and the rest.
func command(text string) (word, rest string) {
	word, rest, _ = strings.Cut(text, " ")
	return strings.ToUpper(word), strings.TrimSpace(rest)
}
