package exercise

import (
	"time"

	"netlab/pcapnb"
)

// transport are the questions about how TCP works.
func transport(id string) (Exercise, bool) {
	switch id {
	case "handshake-rtt":
		return Exercise{
			Question: "How long did the SYN of the first TCP connection (stream 0) wait for its SYN-ACK?",
			Answer: func(ps packets) any {
				return durationOrNone(handshake(ps.Stream(0), "tcp.flags.syn == 1 && tcp.flags.ack == 1"))
			}, Unit: "seconds",
			Tolerance: 5e-3,
			Mistakes: []Mistake{
				{Says: "This is all of the handshake; the client's own ACK came after the answer.", Credit: 0.5,
					Answer: func(ps packets) any {
						return durationOrNone(handshake(ps.Stream(0), "tcp.flags.syn == 0 && tcp.flags.ack == 1"))
					}},
				{Says: "This is how long the connection lasted.", Answer: func(ps packets) any { return ps.Stream(0).Duration() }},
			},
			Hints: []string{"Two packets of the stream have the flag SYN.", "Time() of the one less that of the other: Sub."},
		}, true
	case "sent-again":
		return Exercise{
			Question: "How many TCP segments carry data that had been sent before?",
			Answer:   func(ps packets) any { return sentAgain(ps) },
			Mistakes: []Mistake{
				{Says: "Wireshark calls a segment that is sent again within a round trip of the gap “out of order”; it was sent again all the same.", Credit: 0.5,
					Answer: func(ps packets) any { return len(ps.Where("tcp.analysis.retransmission")) }},
				{Says: "These are duplicate acknowledgments, by which a receiver says that something is missing.", Answer: func(ps packets) any { return len(ps.Where("tcp.analysis.duplicate_ack")) }},
				{Says: "These are the fast retransmissions only: the first of each repair.", Answer: func(ps packets) any { return len(ps.Where("tcp.analysis.fast_retransmission")) }},
				{Says: "This is one stream only.", Answer: func(ps packets) any { return again(ps.Stream(0)) }},
			},
			Hints: []string{"pkts.Stream(n).Retransmission(i) says it of one segment.", "pcapnb.Unique(pkts, pcapnb.TCPStream) lists the streams: loop over them, and over each one's segments."},
		}, true
	case "closed-windows":
		return Exercise{
			Question: "How many times does a receiver say that it has no room left (a window of 0)?",
			Answer:   func(ps packets) any { return len(ps.Where("tcp.analysis.zero_window")) },
			Mistakes: []Mistake{
				{Says: "These are the sender's segments that fill the window; the receiver has not spoken yet.", Answer: func(ps packets) any { return len(ps.Where("tcp.analysis.window_full")) }},
				{Says: "These are the times at which it says that there is room again.", Answer: func(ps packets) any { return len(ps.Where("tcp.analysis.window_update")) }},
				{Says: "A reset has a window of 0, too, and no receiver.", Credit: 0.5, Answer: func(ps packets) any { return len(ps.Where("tcp.window_size == 0")) }},
			},
			Hints: []string{"The field is tcp.window_size.", "pkts.Where(\"tcp.analysis.zero_window\") leaves out what only looks like it."},
		}, true
	case "window-limit":
		return Exercise{
			Question: "A window without scaling has at most 65,535 bytes. How many bytes a second can the connection with the longest handshake carry with it, at most?",
			Answer:   func(ps packets) any { return limit(longestHandshake(ps)) }, Unit: "bytes/second", Tolerance: 0.02,
			Mistakes: []Mistake{
				{Says: "This is for the round trip of stream 0; another connection goes further.", Answer: func(ps packets) any {
					return limit(handshake(ps.Stream(0), "tcp.flags.syn == 1 && tcp.flags.ack == 1"))
				}},
				{Says: "A window is good for one round trip, there and back, and not for each way.", Answer: func(ps packets) any {
					if rtt, ok := longestHandshake(ps); ok {
						return limit(rtt/2, ok)
					}
					return nil
				}},
			},
			Hints: []string{"A sender sends one window, and then waits for an acknowledgment, which takes a round trip.", "Bytes by seconds: 65535 divided by the round-trip time."},
		}, true
	}
	return Exercise{}, false
}

// handshake is the time from a stream's SYN to the first packet after it that the filter keeps.
func handshake(s *pcapnb.Stream, filter string) (time.Duration, bool) {
	syn := s.Where("tcp.flags.syn == 1 && tcp.flags.ack == 0")
	if len(syn) == 0 {
		return 0, false
	}
	for _, p := range s.Where(filter) {
		if p.Number() > syn[0].Number() {
			return p.Time().Sub(syn[0].Time()), true
		}
	}
	return 0, false
}

func durationOrNone(d time.Duration, ok bool) any {
	if !ok {
		return nil
	}
	return d
}

// longestHandshake is the longest time from SYN to SYN-ACK of all streams.
func longestHandshake(ps packets) (longest time.Duration, ok bool) {
	for _, n := range pcapnb.Unique(ps, pcapnb.TCPStream) {
		if d, found := handshake(ps.Stream(n), "tcp.flags.syn == 1 && tcp.flags.ack == 1"); found {
			longest, ok = max(longest, d), true
		}
	}
	return longest, ok
}

// limit is what the largest window without scaling (RFC 9293 section 3.1: 16 bits) carries, in bytes a second.
func limit(rtt time.Duration, ok bool) any {
	if !ok || rtt == 0 {
		return nil
	}
	return 65535 / rtt.Seconds()
}

func sentAgain(ps packets) int {
	n := 0
	for _, number := range pcapnb.Unique(ps, pcapnb.TCPStream) {
		n += again(ps.Stream(number))
	}
	return n
}

func again(s *pcapnb.Stream) int {
	n := 0
	for i := range s.Len() {
		if s.Retransmission(i) {
			n++
		}
	}
	return n
}
