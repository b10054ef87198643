package dissect

// Streams numbers the TCP streams of a capture as tcp.stream does, from 0 in order of first appearance. It takes the packets in
// order: those whose TCP header is known by Segment, those that may hold one elsewhere by Frame.
type Streams struct {
	session *Session
	fields  Fields
}

// NewStreams returns a Streams that has seen no packet.
func NewStreams() *Streams {
	return &Streams{session: New(NewSet(fTcpStream))}
}

// DecodeAs makes the frames that come to Frame taken apart so, and returns s.
func (s *Streams) DecodeAs(a DecodeAs) *Streams {
	s.session.DecodeAs(a)
	return s
}

// Segment returns the number of a segment's stream.
func (s *Streams) Segment(src, dst Address, portSrc, portDst, flags uint16, seq, ack uint32) int {
	k, dir := endpointsOf(src.ip(), dst.ip(), portSrc, portDst, src.V6)
	c, _ := s.session.tcp.connection(k, dir, &segment{flags: flags, seq: seq, ack: ack}, 0)
	return c.stream
}

// Frame dissects a frame and returns the number of the stream of its own TCP segment; what an ICMP error quotes is counted too,
// and is no segment of the frame's.
func (s *Streams) Frame(f *Frame) (number int, ok bool) {
	s.session.Dissect(f, &s.fields)
	if s.session.inError {
		return 0, false
	}
	for i := range s.fields.Values {
		if v := &s.fields.Values[i]; v.ID == fTcpStream {
			number, ok = int(v.N), true
		}
	}
	return number, ok
}
