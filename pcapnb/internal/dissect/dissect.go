package dissect

// New starts a session that emits the wanted fields.
func New(want *Set) *Session {
	d := &Session{want: *want}
	d.needs = needsOf(want)
	d.plain = placesOf(want)
	d.unseen = headersUnseen(want)
	return d
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
	t := d.lasting(frameView(f))
	d.frameHeader(t)
	if d.deep {
		d.link(t)
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

// NewAssembler returns a session whose Headers puts datagrams together. It must see all fragments in order.
func NewAssembler() *Session {
	d := New(&Set{})
	d.assemble = true
	return d
}

// Headers finds the headers of a frame's innermost packet. That needs no other frame; a fragment has no transport header, unless
// NewAssembler made the session and the datagram is whole with it.
func (d *Session) Headers(f *Frame, h *Headers) {
	*h = Headers{}
	d.heads = h
	d.start(f)
	d.link(d.lasting(frameView(f)))
	d.rescue()
	d.heads = nil
}
