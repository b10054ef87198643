package dissect

// The flags of a TCP segment, RFC 9293 §3.1, RFC 3168 §6.1.
const (
	flagFIN = 1 << iota
	flagSYN
	flagRST
	flagPSH
	flagACK
	flagURG
	flagECE
	flagCWR
	flagAE
)

// segment is the header of a TCP segment as the rest of the code needs it.
type segment struct {
	src, dst uint16
	seq, ack uint32
	flags    uint16
	window   uint16
	urgent   uint16
	hlen     int
	length   int  // bytes of payload
	unsized  bool // the length is not known: in a fragment, a packet that is quoted, a datagram shorter than the header
	again    bool // a SYN whose number was known before
	options  tcpOptions

	sinceFirst, sincePrev int64 // nanoseconds, in its connection
}

func (s *segment) has(flags uint16) bool { return s.flags&flags != 0 }

// first is the sequence number of the first byte of payload; a SYN counts as a byte before it, RFC 9293 §3.4.
func (s *segment) first() uint32 {
	if s.has(flagSYN) {
		return s.seq + 1
	}
	return s.seq
}

// tcpOptions is what the options of a segment say to the rest of the code.
type tcpOptions struct {
	scale    uint8
	hasScale bool
	sack     [4][2]uint32
	nSack    int
}

// tcpReadable is how much of a header Wireshark must have to show more than the ports.
const tcpReadable = 16

// seqLess compares sequence numbers modulo 2^32, RFC 9293 §3.4.
func seqLess(a, b uint32) bool { return int32(a-b) < 0 }
