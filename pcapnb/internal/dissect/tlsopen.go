package dissect

import "netlab/pcapnb/internal/tlskeys"

// This file opens the records of connections whose secrets are known, and gives what they hold to its dissector.

// tlsTurn notes what a handshake message says of the keys: a server's hello agrees on them, RFC 8446 section 7.1 and RFC 5246
// section 6.3, and the end of a handshake and an update of TLS 1.3 change them.
func (d *Session) tlsTurn(m []byte, k *tlsConn, dir int) {
	if d.keys == nil {
		return
	}
	switch o, kind := k.opens(), m[0]; {
	case kind == tlsServerHello:
		d.tlsAgree(k, dir)
	case kind == tlsNewSessionTicket && k.version != tlsv13 && len(m) > 10:
		keptOf[tlsMasters](&d.kept).remember(m[10:], o.master)
	case kind == tlsFinished && k.version == tlsv13 && k.isClear():
		o.now[dir] = o.next[dir]
	case kind == tlsKeyUpdate && k.version == tlsv13 && k.isClear():
		o.now[dir] = o.now[dir].Next()
		o.next[dir] = o.now[dir] // a client that is asked for a certificate later ends that with a Finished, too
	}
}

// tlsAgree makes what opens the records that follow.
func (d *Session) tlsAgree(k *tlsConn, server int) {
	o, client, random := k.open, 1-server, k.random[0]
	if k.version == tlsv13 {
		secret := func(label string) *tlskeys.Opener { return tlskeys.New13(k.suite, d.keys.Secret(label, random)) }
		o.now[client], o.next[client] = secret(tlskeys.ClientHandshake), secret(tlskeys.ClientTraffic)
		o.now[server], o.next[server] = secret(tlskeys.ServerHandshake), secret(tlskeys.ServerTraffic)
		return
	}
	masters := keptOf[tlsMasters](&d.kept)
	o.master = d.keys.Secret(tlskeys.Master, random)
	if o.master == nil && k.resumed {
		if o.master = (*masters)[string(o.ticket)]; o.master == nil {
			o.master = (*masters)[string(k.sessionID)]
		}
	}
	masters.remember(o.session, o.master)
	if k.compressed {
		o.now, o.next = [2]*tlskeys.Opener{}, [2]*tlskeys.Opener{}
		return
	}
	s := tlskeys.Session{Version: k.version, Suite: k.suite, Master: o.master, Client: random, Server: k.random[1], MACLast: k.macLast}
	o.next[client], o.next[server] = s.Openers()
}

// tlsContent dissects what a record holds, opened where that can be done.
func (d *Session) tlsContent(head []byte, t *view, version uint16, k *tlsConn, dir int) {
	kind := head[0]
	if k.open == nil || k.version == tlsv13 && kind != tlsApplicationData {
		d.tlsBody(t, kind, version, k, dir)
		return
	}
	plain, inner, ok := k.open.now[dir].Open(head, t.b)
	if !ok {
		d.tlsBody(t, kind, version, k, dir)
		return
	}
	if k.version == tlsv13 {
		d.num(fTlsRecordContentType, nil, 0, 0, uint64(inner))
	}
	opened := view{b: plain, rep: len(plain), src: d.source()}
	if inner != tlsApplicationData {
		k.open.cleared = true
		d.tlsBody(&opened, inner, version, k, dir)
		k.open.cleared = false
		return
	}
	d.tlsBody(t, inner, version, k, dir)
	d.tlsPayload(&opened, k, dir)
}

// tlsPayload puts the messages of the application together from what records hold, as those of TCP from segments, and
// dissects them.
func (d *Session) tlsPayload(t *view, k *tlsConn, dir int) {
	o, s := k.open, segment{seq: k.open.sent[dir], length: len(t.b)}
	s.src, s.dst = k.innerPorts(dir)
	o.sent[dir] += uint32(len(t.b))
	if o.inner == nil {
		o.inner = &tcpConn{carrier: k}
	}
	if k.http2 {
		o.inner.app = tcpHTTP2
	}
	above, current := d.carried, d.current
	depth, proto := d.depth, d.protoAt
	d.carried.seen, d.carried.followUp, d.carried.pdus = nil, false, 0
	d.depth = 1
	d.deeper(t, func() { d.segments(t, &s, o.inner, dir) })
	d.carried, d.current = above, current
	d.depth, d.protoAt = depth, proto
}
