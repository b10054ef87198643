package rewrite

// tlsRecord says whether up to five bytes begin a TLS record: a type, version 3.x, a length (RFC 8446, 5.1).
func tlsRecord(b []byte) bool {
	return (len(b) < 1 || b[0] >= 20 && b[0] <= 23) && (len(b) < 2 || b[1] == 3) && (len(b) < 3 || b[2] <= 4) &&
		(len(b) < 5 || be.Uint16(b[3:]) > 0 && be.Uint16(b[3:]) <= 1<<14+2048)
}

// tls writes a stretch of a TLS stream: records' headers, hellos and alerts stay readable.
func (r *rewriter) tls(s *stream, b []byte) {
	for len(b) > 0 {
		if s.left > 0 {
			n := min(s.left, len(b))
			r.tlsBody(s, b[:n])
			s.left -= n
			b = b[n:]
			continue
		}
		n := min(5-len(s.head), len(b))
		head := append(s.head[:len(s.head):len(s.head)], b[:n]...)
		if !tlsRecord(head) {
			s.kind = streamUnknown
			r.opaque(b)
			return
		}
		r.keep(b[:n])
		b = b[n:]
		if s.head = head; len(head) == 5 {
			s.record, s.left, s.head = head[0], int(be.Uint16(head[3:])), nil
		}
	}
}

// tlsBody writes bytes of a record's body.
func (r *rewriter) tlsBody(s *stream, b []byte) {
	switch {
	case s.record == 20: // change cipher spec
		s.encrypted = true
		r.keepIf(s.left == 1 && b[0] == 1, b)
	case s.record == 21 && !s.encrypted && s.left == 2:
		r.keepIf(b[0] == 1 || b[0] == 2, b)
	case s.record == 22 && !s.encrypted:
		r.handshake(s, b)
	default:
		r.opaque(b)
	}
}

// handshake writes handshake messages (RFC 8446, 4).
func (r *rewriter) handshake(s *stream, b []byte) {
	for len(b) > 0 {
		if s.message > 0 {
			n := min(s.message, len(b))
			r.opaque(b[:n])
			s.message -= n
			b = b[n:]
			continue
		}
		if len(b) < 4 || !handshakeType(b[0]) {
			s.encrypted = true // where the next message begins is lost
			r.opaque(b)
			return
		}
		size := 4 + int(b[1])<<16 + int(be.Uint16(b[2:]))
		n := min(size, len(b))
		switch b[0] {
		case 1, 2:
			r.hello(b[:n], size)
		default:
			r.keep(b[:4])
			r.opaque(b[4:n])
		}
		s.message = size - n
		b = b[n:]
	}
}

// handshakeType says whether a type of message is assigned (IANA, TLS HandshakeType).
func handshakeType(kind byte) bool {
	return kind <= 6 || kind == 8 || kind >= 11 && kind <= 16 || kind >= 20 && kind <= 26 || kind == 67 || kind == 254
}

// helloRetry is in the place of a ServerHello's random bytes where it asks for another hello (RFC 8446, 4.1.3).
const helloRetry = "\xcf\x21\xad\x74\xe5\x9a\x61\x11\xbe\x1d\x8c\x02\x1e\x65\xb8\x91\xc2\xa2\x11\x16\x7a\xbb\x8c\x5e\x07\x9e\x09\xe2\xc8\xa8\x33\x9c"

// A hello is a ClientHello or ServerHello of which out has, at first, nothing but what is kept.
type hello struct {
	in, out []byte // as far as it was captured
	client  bool
	end     int // where the message ends
}

// hello writes one of size bytes as far as it is there (RFC 8446, 4.1): what the sides offer stays, what is a key, a ticket or
// chosen at random goes, the server's name is mapped. After a length that does not fit nothing stays.
func (r *rewriter) hello(b []byte, size int) {
	if r.cut {
		return
	}
	at := len(r.out)
	r.blank(b)
	h := hello{in: b, out: r.out[at:], client: b[0] == 1, end: size}
	h.keep(0, 4)
	h.numbers(4, 6, tlsVersion)
	if len(b) < 39 || b[38] > 32 {
		return
	}
	if !h.client && string(b[6:38]) == helloRetry {
		h.keep(6, 38)
	}
	h.keep(38, 39)
	off, ok := 39+int(b[38]), true
	if h.client {
		if off, ok = h.list(off, 2, h.end, h.numbersOf(tlsCipher)); !ok {
			return
		}
		if off, ok = h.list(off, 1, h.end, h.bytesUpTo(1)); !ok {
			return
		}
	} else {
		h.numbers(off, off+2, tlsCipher)
		h.bytesUpTo(1)(off+2, off+3)
		off += 3
	}
	h.list(off, 2, h.end, func(off, end int) { h.extensions(r, off, end) })
}

// extensions writes those of in[off:end] (RFC 8446, 4.2).
func (h hello) extensions(r *rewriter, off, end int) {
	for off+4 <= min(end, len(h.in)) {
		kind, next := be.Uint16(h.in[off:]), off+4+int(be.Uint16(h.in[off+2:]))
		if next > end {
			return
		}
		h.keep(off, off+4)
		if !tlsExtension(kind) && r.Payload != Keep {
			be.PutUint16(h.out[off:], 0xffff)
		}
		h.extension(r, kind, off+4, next)
		off = next
	}
}

// keep copies in[from:to], as far as it is there.
func (h hello) keep(from, to int) {
	if from < len(h.in) {
		copy(h.out[from:], h.in[from:min(to, len(h.in))])
	}
}

// list keeps a length of size bytes at in[off:], has f write what it counts and returns where that ends. It is not ok where
// that is after limit, or was not captured.
func (h hello) list(off, size, limit int, f func(off, end int)) (end int, ok bool) {
	if off+size > min(limit, len(h.in)) {
		return 0, false
	}
	end = off + size + h.number(off, size)
	if end > limit {
		return 0, false
	}
	h.keep(off, off+size)
	f(off+size, end)
	return end, true
}

func (h hello) number(off, size int) int {
	n := 0
	for _, c := range h.in[off : off+size] {
		n = n<<8 | int(c)
	}
	return n
}

// numbers keeps the known 16-bit numbers of in[off:end].
func (h hello) numbers(off, end int, known func(uint16) bool) {
	for ; off+2 <= min(end, len(h.in)); off += 2 {
		if n := be.Uint16(h.in[off:]); known(n) || isGrease(n) {
			h.keep(off, off+2)
		}
	}
}

func (h hello) numbersOf(known func(uint16) bool) func(off, end int) {
	return func(off, end int) { h.numbers(off, end, known) }
}

// bytesUpTo keeps bytes as large as limit.
func (h hello) bytesUpTo(limit byte) func(off, end int) {
	return func(off, end int) {
		for ; off < min(end, len(h.in)); off++ {
			if h.in[off] <= limit {
				h.keep(off, off+1)
			}
		}
	}
}

// extension keeps what it may of the extension in[off:end].
func (h hello) extension(r *rewriter, kind uint16, off, end int) {
	switch n := end - off; {
	case kind == 0:
		h.serverName(r, off, end)
	case kind == 5 && n == 5 && end <= len(h.in) && string(h.in[off:end]) == "\x01\x00\x00\x00\x00": // a certificate's status is asked for
		h.keep(off, end)
	case kind == 10:
		h.list(off, 2, end, h.numbersOf(tlsGroup))
	case kind == 11:
		h.list(off, 1, end, h.bytesUpTo(2))
	case kind == 13 || kind == 50:
		h.list(off, 2, end, h.numbersOf(tlsSignature))
	case kind == 16 || kind == 17513 || kind == 17613:
		h.list(off, 2, end, func(off, end int) { h.protocols(r, off, end) })
	case kind == 27:
		h.list(off, 1, end, h.numbersOf(func(n uint16) bool { return n <= 3 }))
	case kind == 43 && h.client:
		h.list(off, 1, end, h.numbersOf(tlsVersion))
	case kind == 43:
		h.numbers(off, end, tlsVersion)
	case kind == 45:
		h.list(off, 1, end, h.bytesUpTo(1))
	case kind == 51:
		h.keyShares(off, end)
	case kind == 41 && h.client:
		h.preSharedKeys(off, end)
	case (kind == 28 || kind == 41) && n == 2, kind == 1 && n == 1: // sizes, and which key was chosen
		h.keep(off, end)
	case kind == 65281 && n > 0: // of a renegotiation's proof the length
		h.keep(off, off+1)
	}
}

// protocols writes names of protocols.
func (h hello) protocols(r *rewriter, off, end int) {
	in := h.in[min(off, len(h.in)):min(end, len(h.in))]
	names := rewriter{Policy: r.Policy}
	names.protocols(in)
	copy(h.out[off:], names.out)
}

// serverName maps the host name (RFC 6066, 3).
func (h hello) serverName(r *rewriter, off, end int) {
	if off+5 > len(h.in) || off+5 > end {
		return
	}
	n := h.number(off+3, 2)
	if h.in[off+2] != 0 || off+5+n > end {
		return
	}
	h.keep(off, off+5)
	name := h.in[off+5 : min(off+5+n, len(h.in))]
	mapped := rewriter{Policy: r.Policy}
	if r.Name != nil {
		mapped.name(name)
	} else {
		mapped.text(name)
	}
	copy(h.out[off+5:], mapped.out)
}

// keyShares keeps groups and lengths (RFC 8446, 4.2.8).
func (h hello) keyShares(off, end int) {
	end = min(end, len(h.in))
	if h.client && off+2 <= end {
		h.keep(off, off+2)
		off += 2
	}
	for ; off+2 <= end; off += 4 + h.number(off+2, 2) {
		h.numbers(off, off+2, tlsGroup)
		if off+4 > end {
			return
		}
		h.keep(off+2, off+4)
	}
}

// preSharedKeys keeps the lengths of tickets and binders (RFC 8446, 4.2.11).
func (h hello) preSharedKeys(off, end int) {
	end = min(end, len(h.in))
	if off+2 > end {
		return
	}
	h.keep(off, off+2)
	last := min(off+2+h.number(off, 2), end)
	for off += 2; off+2 <= last; off += 6 + h.number(off, 2) {
		h.keep(off, off+2)
	}
	if last+2 > end {
		return
	}
	h.keep(last, last+2)
	for off = last + 2; off < end; off += 1 + h.number(off, 1) {
		h.keep(off, off+1)
	}
}
