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
	stacks          stack
	stackCount      int

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
	clock      clock
	ipFrags    reassembler
	pings      pings
	arpSeen    map[uint32]arpOwner
	tcp        tcpTable
	udp        udpTable
	dns        dnsTable
	announced  announcements
	quicConns  int
	quicOpened []*quicConn // those with keys, oldest first
	kept       kept
	tlsMasters tlsMasters
	dtlsWant   *Set // the wanted fields, with those of TLS for DTLS's
}

// carried is where the message at hand is in what carries it.
type carried struct {
	over     *tcpConn  // what carries it, nil where it is not known
	overTo   uint16    // the port it goes to
	canAsk   bool      // what is dissected may ask for more of its stream
	followUp bool      // a message before this one ended in the same segment
	pdus     int       // messages before it in what its framing cut
	seen     *httpScan // of the message at hand, when it is put together from segments
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

// New starts a session that emits the wanted fields.
func New(want *Set) *Session {
	d := &Session{want: *want}
	d.needs = needsOf(want)
	d.plain = placesOf(want)
	d.unseen = headersUnseen(want)
	return d
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

func needsOf(want *Set) needs {
	all := workOf(want)
	has := func(w work) bool { return all&w != 0 }
	return needs{
		wantLayers: has(workLayers), wantCols: has(workColumns), deep: has(workHeaders),
		udpState: has(workUdpStream), wantMessages: has(workMessages),
		tcpHeader: has(workTcpHeader), tcpState: has(workTcpStream), tcpAnalyse: has(workTcpAnalysis),
		tcpOptions:   has(workTcpOptions),
		wantSegments: has(workSegments), wantBodies: has(workBodies), wantCertificates: has(workCertificates),
		ipExtras: has(workIpDetails), ipv6Extras: has(workIpv6Details), etherExtras: has(workEtherDetails),
	}
}

// NeedsState reports whether the fields depend on earlier frames, so that a
// session must see every frame in order. Without state, frames may be shared
// out among sessions as long as none of them reports Fragments.
func NeedsState(want *Set) bool { return workOf(want)&workEarlier != 0 }

// Fragments reports whether the session has met fragments of IP datagrams,
// whose upper layers depend on other frames.
func (d *Session) Fragments() bool { return d.ipFrags.seen }

// Dissect puts the wanted fields of a frame into out.
func (d *Session) Dissect(f *Frame, out *Fields) {
	if d.plain != nil && d.readPlain(f, out) {
		return
	}
	out.Reset()
	d.out = out
	way := unknownWay
	if f.Link == linkPPPWithDir && len(f.Data) > 0 {
		f, way = d.withoutDirection(f)
	}
	d.start(f)
	d.way = way
	d.layerNo = [numProtocols]uint8{}
	d.layers = d.layers[:0]
	d.followUp = false
	d.messages = d.messages[:0]
	d.bodies = nil
	d.cols.reset()
	if d.dissectAbove(f) {
		d.frameEnd()
		return
	}
	t := frameView(f)
	d.frameHeader(&t)
	if d.deep {
		d.link(&t)
		d.rescue()
	}
	d.frameEnd()
}

// start makes f the frame at hand.
func (d *Session) start(f *Frame) {
	d.frame, d.now = f, 0
	if f.HasTime {
		d.now = f.Time
	}
	d.bad, d.depth, d.protoAt, d.nesting, d.src, d.inError, d.way = fine, 0, -1, 0, 0, false, unknownWay
	d.headerBytes = 0
	d.current = "Frame"
	d.net, d.tag = network{}, 0
	d.lastingViews, d.lastingSegments = 0, 0
}

// frameView is the whole frame.
func frameView(f *Frame) view { return view{b: f.Data, rep: max(f.Length, len(f.Data))} }

// rescue ends a layer that may have stopped early, and notes why it stopped.
func (d *Session) rescue() {
	bad := d.bad
	if bad == fine {
		return
	}
	d.bad = fine
	d.depth = 0
	d.headFault(bad)
	switch bad {
	case cut:
		d.noteEnd(fWsShort, "[Packet size limited during capture: "+d.current+" truncated]", "[Packet size limited during capture]")
	case unfinished:
		d.noteEnd(fWsUnreassembled, "[BoundError Unreassembled Packet: "+d.current+"]", "[BoundErrorUnreassembled Packet]")
	case overlapping:
		text := "[Reassembly error, protocol " + d.current + ": New fragment overlaps old data (retransmission?)]"
		d.noteEnd(fWsMalformed, text, text)
		d.faulty()
	default:
		d.noteEnd(fWsMalformed, "[Malformed Packet: "+d.current+"]", "[Malformed Packet]")
		d.faulty()
	}
}

// faulty counts a fault as Wireshark does, which puts a malformed packet beside each note of one.
func (d *Session) faulty() { d.mark(fWsMalformed) }

func (d *Session) noteEnd(id ID, label, info string) {
	d.protoAt = -1
	if d.has(id) {
		d.protoAt = len(d.out.Values)
		d.add(Value{ID: id}, nil, 0, 0)
		d.label(label)
	}
	d.cols.append(d, info)
}

// maxNesting bounds how deep protocols may be wrapped in one another.
const maxNesting = 40

// maxToldAgain bounds the names that any number of later messages tell again: no path of Linux is longer.
const maxToldAgain = 4096

// enter counts a level of nesting, and reports whether there may be one more.
func (d *Session) enter() bool {
	d.nesting++
	if d.nesting > maxNesting {
		d.headProblem(ProblemDeep)
	}
	return d.nesting <= maxNesting && d.bad == fine
}

// deeper has read dissect what is in t, where it may hold messages like the one around it, and fails where they are too many.
func (d *Session) deeper(t *view, read func()) {
	if d.inside++; d.inside <= maxNesting {
		read()
	} else {
		d.fail(t, t.rep+1)
	}
	d.inside--
}

// source numbers bytes that are not the frame's own; the last number is of all that it cannot count.
func (d *Session) source() uint8 {
	d.src = min(d.src, 254) + 1
	return d.src
}

func doubleBits(f float64) uint64 { return math.Float64bits(f) }
