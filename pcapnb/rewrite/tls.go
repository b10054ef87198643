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
		r.keep(b)
	case s.record == 21 && !s.encrypted && s.left == 2:
		r.keep(b)
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
		if len(b) < 4 {
			s.encrypted = true // where the next message begins is lost
			r.opaque(b)
			return
		}
		size := 4 + int(b[1])<<16 + int(be.Uint16(b[2:]))
		n := min(size, len(b))
		switch b[0] {
		case 1, 2:
			r.hello(b[:n])
		default:
			r.keep(b[:4])
			r.opaque(b[4:n])
		}
		s.message = size - n
		b = b[n:]
	}
}

// A hello is a ClientHello or ServerHello of which out has, at first, nothing but what is kept.
type hello struct {
	in, out []byte
	client  bool
}

// hello writes one as far as it is there (RFC 8446, 4.1): what the sides offer stays, what is a key, a ticket or
// chosen at random goes, the server's name is mapped.
func (r *rewriter) hello(b []byte) {
	if r.cut {
		return
	}
	at := len(r.out)
	r.blank(b)
	h := hello{in: b, out: r.out[at:], client: b[0] == 1}
	h.keep(0, 6)
	if len(b) < 39 {
		return
	}
	if !h.client && string(b[6:14]) == "\xcf\x21\xad\x74\xe5\x9a\x61\x11" { // HelloRetryRequest
		h.keep(6, 38)
	}
	h.keep(38, 39)
	off := 39 + int(b[38])
	if h.client {
		off = h.vector(off, 2)
		off = h.vector(off, 1)
	} else {
		h.keep(off, off+3)
		off += 3
	}
	h.keep(off, off+2)
	for off += 2; off+4 <= len(b); {
		h.keep(off, off+4)
		kind, end := be.Uint16(b[off:]), off+4+int(be.Uint16(b[off+2:]))
		h.extension(r, kind, off+4, min(end, len(b)))
		off = end
	}
}

// keep copies in[from:to], as far as it is there.
func (h hello) keep(from, to int) {
	if from < len(h.in) {
		copy(h.out[from:], h.in[from:min(to, len(h.in))])
	}
}

// vector keeps bytes with a length of size bytes in front and returns where they end.
func (h hello) vector(off, size int) int {
	if off+size > len(h.in) {
		return len(h.in)
	}
	end := off + size + h.number(off, size)
	h.keep(off, end)
	return end
}

func (h hello) number(off, size int) int {
	n := 0
	for _, c := range h.in[off : off+size] {
		n = n<<8 | int(c)
	}
	return n
}

// extension keeps what it may of the extension in[off:end].
func (h hello) extension(r *rewriter, kind uint16, off, end int) {
	n := end - off
	switch {
	case kind == 0:
		h.serverName(r, off, end)
	case kind == 51:
		h.keyShares(off, end)
	case kind == 41 && h.client:
		h.preSharedKeys(off, end)
	case kind == 5 && n > 5 || kind == 18 && n > 0:
	case kind == 65281 && n > 1:
		h.keep(off, off+1)
	case helloExtension(kind):
		h.keep(off, end)
	case kind&0x0f0f == 0x0a0a && n <= 1: // GREASE (RFC 8701)
		h.keep(off, end)
	}
}

// helloExtension says whether an extension holds nothing but what a side can do (IANA, TLS ExtensionType values).
func helloExtension(kind uint16) bool {
	switch kind {
	case 1, 5, 10, 11, 13, 16, 18, 22, 23, 27, 28, 42, 43, 45, 50, 17513, 17613, 65281:
		return true
	case 41: // in a ServerHello: which key was chosen
		return true
	}
	return false
}

// serverName maps the host name (RFC 6066, 3).
func (h hello) serverName(r *rewriter, off, end int) {
	h.keep(off, min(off+5, end))
	if off+5 > end {
		return
	}
	n := min(h.number(off+3, 2), end-off-5)
	name := string(h.in[off+5 : off+5+n])
	if r.Name != nil {
		name = string(fit(r.Name(name), n))
	} else if r.Payload != Keep {
		name = string(fit("", n))
	}
	copy(h.out[off+5:], name)
}

// keyShares keeps groups and lengths (RFC 8446, 4.2.8).
func (h hello) keyShares(off, end int) {
	if h.client {
		h.keep(off, min(off+2, end))
		off += 2
	}
	for off+2 <= end {
		h.keep(off, min(off+4, end))
		if off+4 > end {
			return
		}
		off += 4 + h.number(off+2, 2)
	}
}

// preSharedKeys keeps the lengths of tickets and binders (RFC 8446, 4.2.11).
func (h hello) preSharedKeys(off, end int) {
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
