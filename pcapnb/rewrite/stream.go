package rewrite

import "net/netip"

// A streamKey is one direction of a TCP connection.
type streamKey struct {
	src, dst netip.Addr
	from, to uint16
}

// A stream remembers where in a message the next segment goes on.
type stream struct {
	next uint32 // its sequence number
	kind streamKind

	// of TLS
	head      []byte // the begin of a record's header
	record    byte   // the record's type
	left      int    // its bytes to come
	message   int    // bytes to come of the handshake message
	encrypted bool

	// of HTTP: the last line was cut
	open bool
}

type streamKind uint8

const (
	streamUnknown streamKind = iota
	streamTLS
	streamHTTP
)

// segment writes a TCP segment's payload, b[hl:].
func (r *rewriter) segment(d datagram, b []byte, hl int) {
	payload := b[hl:]
	if len(payload) == 0 {
		return
	}
	k := streamKey{d.src, d.dst, be.Uint16(b), be.Uint16(b[2:])}
	seq := be.Uint32(b[4:])
	s := r.streams[k]
	late := s != nil && int32(seq-s.next) < 0 // sent again: read on its own, without moving the stream back
	if s == nil || s.next != seq {
		s = &stream{}
	}
	r.streamData(s, k, payload)
	switch s.next = seq + uint32(len(payload)); {
	case late:
	case s.kind == streamUnknown || len(payload) < d.length-hl:
		delete(r.streams, k)
	default:
		if len(r.streams) >= maxRemembered {
			clear(r.streams)
		}
		r.streams[k] = s
	}
}

// streamData writes payload of a stream whose kind is told by the first bytes of a segment.
func (r *rewriter) streamData(s *stream, k streamKey, b []byte) {
	if s.kind == streamUnknown {
		s.kind = sniff(b)
	}
	switch {
	case s.kind == streamTLS:
		r.tls(s, b)
	case s.kind == streamHTTP:
		r.http(s, b)
	case either(k.from, k.to, 53) && len(b) >= 14 && int(be.Uint16(b))+2 <= len(b):
		n := int(be.Uint16(b)) + 2
		r.keep(b[:2])
		r.dns(b[2:n])
		r.opaque(b[n:])
	default:
		r.opaque(b)
	}
}

func sniff(b []byte) streamKind {
	switch {
	case len(b) >= 5 && tlsRecord(b[:5]):
		return streamTLS
	case httpStart(b):
		return streamHTTP
	}
	return streamUnknown
}
