package dissect

// A reader dissects a protocol that others carry and name: a frame's payload, a datagram, or a message that its framing cut from a
// stream. A file with one puts it into readers when the program starts, by the name of its layer.
type reader func(d *Session, t *view)

var readers = map[string]reader{}

// A streamReader dissects what a connection carries, in the order of its bytes. It returns how many bytes of t are dealt with, and
// how many more the rest needs, or needSegment; 0 says there is no rest. It may ask for more only where d.canAsk is set.
type streamReader func(d *Session, t *view, s *segment, c *tcpConn, dir int) (done, need int)

var streamReaders = map[string]streamReader{}

// tcpApps are the readers of what connections carry whose tcpApp is known.
var tcpApps [numTCPApps]streamReader

// recognizers tell, by the name of a layer, whether a datagram on its port is of that protocol at all. Without one every datagram is.
var recognizers = map[string]func(t *view) bool{}

// httpSchemes read the tokens of schemes of HTTP's authentication, by their names.
var httpSchemes = map[string]reader{}

// A guess is a protocol that is looked for on every port of UDP: with its recognizer, or with what looks at the conversation too.
type guess struct {
	layer, column string
	is            func(d *Session, t *view) bool
}

var guesses []guess

// recognizes reports whether t may be of the protocol.
func (g guess) recognizes(d *Session, t *view) bool {
	if g.is != nil {
		return g.is(d, t)
	}
	return recognized(g.layer, t)
}

// beginPDU begins a message of a protocol whose first in a segment alone is named in the frame's layers.
func (d *Session) beginPDU(id ID, t *view) {
	if d.pdus == 0 {
		d.begin(id, t, len(t.b))
	} else {
		d.beginMore(id, t, len(t.b))
	}
}

// namePDU does so for a protocol that has no field of its own at its head.
func (d *Session) namePDU(layer, name string) {
	if d.pdus == 0 {
		d.layerName(layer)
	}
	d.current = name
	d.cols.setProto(d, name)
}

// keptOver returns what is kept of a type of the connection at hand; of one that an error quotes nothing is kept.
func keptOver[T any](d *Session) *T {
	if d.over == nil || d.inError {
		return new(T)
	}
	return keptOf[T](&d.over.kept)
}

// offered gives t to the reader of a layer, whatever is asked for, if it is of it.
func (d *Session) offered(layer string, t *view) bool {
	if !recognized(layer, t) {
		return false
	}
	readers[layer](d, t)
	return true
}

// recognized reports whether a datagram may be of a protocol.
func recognized(layer string, t *view) bool {
	is := recognizers[layer]
	return is == nil || is(t)
}

// guessed gives t to the first of guesses that recognizes it.
func (d *Session) guessed(t *view) bool {
	for _, g := range guesses {
		if g.recognizes(d, t) {
			d.named(g.layer, g.column, t)
			return true
		}
	}
	return false
}

// named gives t to the reader of a protocol. Where there is none the protocol is named only.
func (d *Session) named(layer, column string, t *view) {
	if read := readers[layer]; read != nil && d.wantMessages {
		read(d, t)
		return
	}
	d.layerName(layer)
	d.cols.setProto(d, column)
}

// data emits bytes that no protocol claims.
func (d *Session) data(t *view) {
	if len(t.b) == 0 || d.bad != fine {
		return
	}
	d.begin(fData, t, len(t.b))
	if d.wantsLabel() {
		d.out.Values[d.protoAt].B = t.b
	}
	d.raw(fDataData, t, 0, len(t.b))
	d.num(fDataLen, nil, 0, 0, uint64(len(t.b)))
}

// tunnelLayer opens the layer of a tunnel whose header's fields are not emitted, and reports whether size bytes of it are there.
func (d *Session) tunnelLayer(t *view, layer, column string, size int) bool {
	if !d.enter() {
		return false
	}
	d.layerName(layer)
	d.current = column
	d.cols.setProto(d, column)
	d.cols.clear(d)
	return d.need(t, 0, size)
}
