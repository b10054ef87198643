package dissect

import (
	"math"

	"netlab/pcapnb/internal/tlskeys"
)

// Frame is one record of a capture.
type Frame struct {
	Number    int   // from 1
	Time      int64 // nanoseconds since 1970-01-01 UTC
	HasTime   bool
	Link      uint32 // LINKTYPE_ value, tcpdump.org/linktypes.html
	Length    int    // bytes on the wire
	Data      []byte // bytes captured
	Interface *Interface
	Comments  []string
}

// Interface is what a pcapng file says of the interface a frame came from.
type Interface struct {
	ID          int // within its section; -1 for a file format without interfaces
	Section     int // from 0
	Name        string
	Named       bool // the file gives the name, which may be empty
	Description string
	FCSLen      int // bytes of frame check sequence at the end of a frame; -1 is unknown
}

// Session dissects the frames of one capture, in order. It holds what one
// frame says about the next ones: connections, queries, fragments.
type Session struct {
	want Set
	tree bool
	needs
	carried
	ports map[Port]uint16 // what ports carry whose numbers do not say it
	keys  *tlskeys.Log    // of connections whose records can be opened
	plain *plainPlaces    // where all wanted fields stand in a plain packet, nil where one has no place

	unseen          bool // no wanted field is one of the headers up to UDP and TCP
	views           [16]view
	segmentsAt      [4]segment
	lastingViews    int // how many of them the frame at hand uses
	lastingSegments int
	stacks          stacks

	// The frame at hand.
	frame        *Frame
	now          int64 // time of the frame; a frame without one counts as from 1970
	out          *Fields
	bare         Frame     // the frame at hand without an octet before it
	way          direction // what that octet, or a cooked header, says
	bad          fault
	depth        uint8
	protoAt      int // index in out.Values of the layer being dissected, or -1
	layerNo      [numProtocols]uint8
	layers       []string
	current      string // name of the protocol being dissected, for a note that it is malformed
	nesting      int
	inside       int      // messages around the one at hand that may hold their like
	headerBytes  int      // of HTTP/2, unpacked
	src          uint8    // numbers of the sources of bytes used so far: reassembled data
	inError      bool     // inside the packet that an ICMP error quotes
	heads        *Headers // what Headers asks for, or nil
	assemble     bool     // Headers puts datagrams together
	net          network
	tag          uint16 // number of the innermost VLAN, which keeps fragments of private addresses apart
	cols         columns
	udpDir       int
	udpPorts     [2]uint16     // source and destination
	udpConn      *udpConn      // of the innermost UDP datagram
	announcement *announcement // that the datagram at hand was announced with
	appConv      endpoints     // conversation that the bytes above UDP or TCP belong to
	protos       int           // index of frame.protocols in out.Values, or -1
	keepDNS      bool
	dnsJumps     int // pointers followed for names of the message at hand
	messages     []DNSMessage
	keepHTTP     bool
	bodies       []HTTPBody

	// What earlier frames said.
	clock     clock
	ipFrags   reassembler
	tcp       tcpTable
	udp       udpTable
	announced announcements
	kept      kept
	dtlsWant  *Set // the wanted fields, with those of TLS for DTLS's
}

// carried is where the message at hand is in what carries it.
type carried struct {
	over     *tcpConn // what carries it, nil where it is not known
	overTo   uint16   // the port it goes to
	canAsk   bool     // what is dissected may ask for more of its stream
	followUp bool     // a message before this one ended in the same segment
	pdus     int      // messages before it in what its framing cut
	seen     *kept    // of the message at hand, when it is put together from segments
}

// needs is the work that the wanted fields ask for.
type needs struct {
	wantLayers           bool // frame.protocols
	wantCols             bool
	deep                 bool // anything beyond the frame's own fields
	udpState             bool
	wantMessages         bool // above UDP and TCP
	tcpHeader            bool
	tcpState             bool
	tcpAnalyse           bool
	tcpOptions           bool
	wantSegments         bool // what messages are put together from
	wantCertificates     bool // what is in them
	wantBodies           bool
	ipExtras, ipv6Extras bool
	etherExtras          bool // eth.addr, eth.src.oui and the like
}

// DecodeAs makes the session take ports for others and open what it has the secrets of, and returns it. It is called before
// the first frame.
func (d *Session) DecodeAs(a DecodeAs) *Session {
	if len(a.ports) > 0 {
		d.ports, d.plain = a.ports, nil
	}
	if a.Keys.Len() > 0 {
		d.keys = a.Keys
	}
	return d
}

// tcpPort returns the port whose protocol a TCP port carries.
func (d *Session) tcpPort(port uint16) uint16 { return d.port(Port{false, port}) }

// udpPort returns the port whose protocol a UDP port carries.
func (d *Session) udpPort(port uint16) uint16 { return d.port(Port{true, port}) }

func (d *Session) port(p Port) uint16 {
	if d.ports == nil {
		return p.Number
	}
	if as, ok := d.ports[p]; ok {
		return as
	}
	return p.Number
}

// Fragments reports whether the session has met fragments of IP datagrams,
// whose upper layers depend on other frames.
func (d *Session) Fragments() bool { return d.ipFrags.seen }

// maxToldAgain bounds the names that any number of later messages tell again: no path of Linux is longer.
const maxToldAgain = 4096

// source numbers bytes that are not the frame's own; the last number is of all that it cannot count.
func (d *Session) source() uint8 {
	d.src = min(d.src, 254) + 1
	return d.src
}

func doubleBits(f float64) uint64 { return math.Float64bits(f) }

// lasting puts a view where it lasts until the next frame. What is handed to many functions would else be allocated anew for
// every packet.
func (d *Session) lasting(t view) *view {
	if d.lastingViews == len(d.views) {
		own := t
		return &own
	}
	at := &d.views[d.lastingViews]
	d.lastingViews++
	*at = t
	return at
}

// lastingSegment is lasting for segments.
func (d *Session) lastingSegment() *segment {
	if d.lastingSegments == len(d.segmentsAt) {
		return new(segment)
	}
	at := &d.segmentsAt[d.lastingSegments]
	d.lastingSegments++
	*at = segment{}
	return at
}

// clock is what frame.time_* need of earlier frames.
type clock struct {
	first, prev       int64
	hasFirst, hasPrev bool
}

// direction is which way a frame went over a line between two.
type direction uint8

const (
	unknownWay direction = iota
	sent
	received
)
