package dissect

import "netlab/pcapnb/internal/dissect/framing"

// Window scales that are not a number of bits.
const (
	scaleUnknown = -1
	scaleUnused  = -2
)

// tcpFlow is one direction of a connection.
type tcpFlow struct {
	base    uint32 // sequence number that counts as 0
	baseSet bool
	winBits int8 // window scale, scaleUnknown or scaleUnused

	// For the analysis of sequence numbers; see tcpanalysis.go.
	nextSeq      uint32 // highest sequence number seen, plus one
	nextFrame    int
	nextTime     int64
	toBeAcked    uint32 // highest number up to which nothing is missing
	lastAck      uint32
	lastAckTime  int64
	window       uint16
	lastFlags    tcpFlags
	firstAckDone bool
	nonDupFrame  int // frame of the first acknowledgment of lastAck
	dupAcks      int
	ackedLost    bool // the other side acknowledged more than was seen, and nothing new was acknowledged since
	unacked      []sentSegment
	span         [2]uint32 // first and last byte of unacked, where known
	spanKnown    bool
	noFlight     bool // bytes in flight are not known until the next acknowledgment
	pushBytes    uint32
	pushed       bool
	sack         [4][2]uint32
	nSack        int

	stream pduStream // messages above TCP
}

// scale gives the window in bytes and what tcp.window_size_scalefactor says.
func (f *tcpFlow) scale(window uint16) (bytes uint64, factor int64) {
	if f.winBits >= 0 {
		return uint64(window) << uint(f.winBits), 1 << uint(f.winBits)
	}
	return uint64(window), int64(f.winBits)
}

// Bits of tcp.completeness.
const (
	sawSYN = 1 << iota
	sawSYNACK
	sawACK
	sawDATA
	sawFIN
	sawRST
)

// A carrier carries a stream above TCP's own: the opened records of TLS.
type carrier interface {
	column() string // its name in the column Protocol
}

// tcpConn is a connection.
type tcpConn struct {
	stream       int
	firstFrame   int
	first, prev  int64
	flow         [2]tcpFlow // by direction: 0 from the smaller endpoint
	completeness uint8
	begun        bool  // a segment has been seen
	synTime      int64 // of the latest SYN
	hasSynTime   bool
	firstRTT     int64
	finSide      int       // direction of the first FIN plus one
	analysis     *analysis // of the segment at hand, or nil
	app          tcpApp
	framing      *framing.Framing
	carrier      carrier // nil for TCP itself
	kept         kept
}

// tcpTable holds the connections of a capture. A pair of endpoints that
// connects again gets a new connection.
type tcpTable struct {
	conns    map[endpoints]*tcpConn
	last     *tcpConn
	lastKey  endpoints
	nStreams int
	held     int // bytes of incomplete messages
	scratch  analysis

	announced map[announced]*ftpSetup // connections for FTP's data
}

func (u *tcpTable) open(k endpoints, now int64) *tcpConn {
	c := &tcpConn{stream: u.nStreams, first: now, prev: now}
	c.flow[0].winBits, c.flow[1].winBits = scaleUnknown, scaleUnknown
	u.nStreams++
	if u.conns == nil {
		u.conns = make(map[endpoints]*tcpConn)
	}
	u.conns[k] = c
	u.last, u.lastKey = c, k
	return c
}

func (u *tcpTable) get(k endpoints, now int64) *tcpConn {
	if u.last != nil && u.lastKey == k {
		return u.last
	}
	c := u.conns[k]
	if c == nil {
		return u.open(k, now)
	}
	u.last, u.lastKey = c, k
	return c
}

// connection finds the connection of a segment and notes where its numbers begin. As in Wireshark, a SYN with another sequence
// number than the one that counts as 0 begins a new connection; a SYN-ACK with another one begins the numbers anew.
func (u *tcpTable) connection(k endpoints, dir int, s *segment, now int64) (c *tcpConn, reused bool) {
	c = u.get(k, now)
	if f := &c.flow[dir]; s.flags&(flagSYN|flagACK) == flagSYN && f.baseSet && s.seq != f.base {
		c = u.open(k, now)
		reused = true
		c.completeness = sawSYN // as Wireshark says already of the segment at hand
	} else if s.flags&(flagSYN|flagACK) == flagSYN && f.baseSet {
		s.again = true
	} else if s.flags&(flagSYN|flagACK) == flagSYN|flagACK && f.baseSet && s.seq != f.base {
		f.base, reused = s.seq, true // the answer to a SYN that came before the packets seen so far
	}
	if !s.unsized {
		c.setBases(dir, s.flags, s.seq, s.ack)
	}
	return c, reused
}

// relative returns a segment's numbers as counted from the bases; Wireshark leaves them as they are where the length is not known.
func (c *tcpConn) relative(s *segment, dir int) (seq, ack uint32) {
	seq, ack = s.seq, s.ack
	if s.unsized {
		return seq, ack
	}
	if s.has(flagACK) {
		ack -= c.flow[1-dir].base
	}
	return seq - c.flow[dir].base, ack
}

// setBases fixes where relative numbers count from: the SYN, or one before the
// first byte seen.
func (c *tcpConn) setBases(dir int, flags uint16, seq, ack uint32) {
	f, r := &c.flow[dir], &c.flow[1-dir]
	if !f.baseSet {
		f.base, f.baseSet = seq-1, true
		if flags&flagSYN != 0 {
			f.base = seq
		}
	}
	if !r.baseSet && flags&flagACK != 0 {
		r.base, r.baseSet = ack-1, true
	}
}

// complete notes which parts of a connection have been seen.
func (c *tcpConn) complete(s *segment) {
	length := s.length
	if s.unsized {
		length = 0
	}
	switch {
	case s.flags&(flagSYN|flagACK) == flagSYN:
		reused := !c.begun && c.completeness == sawSYN
		if !c.begun {
			c.completeness |= sawSYN
		}
		if length > 0 && !reused {
			c.completeness |= sawDATA
		}
	case !c.begun:
	case s.flags&(flagSYN|flagACK) == flagSYN|flagACK:
		c.completeness |= sawSYNACK
	case !s.has(flagACK): // as that of a reset, whose data do not count
	case length > 0:
		c.completeness |= sawDATA
	default:
		c.completeness |= sawACK
	}
	begun := c.begun
	c.begun = true
	if !begun {
		return
	}
	if s.has(flagFIN) {
		c.completeness |= sawFIN
	}
	if s.has(flagRST) {
		c.completeness |= sawRST
	}
}

// noteScaling learns the window scales from a SYN or SYN-ACK: both must carry
// the option, RFC 7323 §2.2.
func (c *tcpConn) noteScaling(s *segment, dir int) {
	f, r := &c.flow[dir], &c.flow[1-dir]
	if !s.options.hasScale && f.winBits == scaleUnknown {
		// Nor will the other side scale, even if its answer is not in the capture.
		f.winBits, r.winBits = scaleUnused, scaleUnused
	}
	if s.has(flagACK) && r.winBits == scaleUnused {
		f.winBits = scaleUnused
	}
}

// tcpApp names what a connection carries, when that was found out.
type tcpApp uint8

const (
	noTCPApp tcpApp = iota
	tcpTLS
	tcpHTTP
	tcpDNS
	tcpFramed
	tcpFTPData
	tcpHTTP2
	numTCPApps
)

// tcpFlags are the findings on one segment.
type tcpFlags uint32

const (
	retransmission tcpFlags = 1 << iota
	fastRetransmission
	spuriousRetransmission
	outOfOrder
	lostSegment
	ackLostSegment
	duplicateAck
	windowUpdate
	windowFull
	zeroWindow
	zeroWindowProbe
	zeroWindowProbeAck
	keepAlive
	keepAliveAck
	reusedPorts
)

// sentSegment is a segment that is not acknowledged yet.
type sentSegment struct {
	seq, next uint32
	frame     int
	time      int64
}

// analysis is what is found out about one segment.
type analysis struct {
	flags     tcpFlags
	acksFrame int
	rtt       int64
	counted   bool // bytes in flight were counted
	silent    bool // nothing was found, and yet Wireshark has an analysis: what it would say was said before, or a SYN came again
	inFlight  uint32
	pushBytes uint32
	rto       int64
	rtoFrame  int
	dupNum    int
	dupFrame  int
}
