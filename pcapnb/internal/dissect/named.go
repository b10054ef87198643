package dissect

// A reader dissects a protocol that others carry and name: a frame's payload, a datagram, or a message that its framing cut from a
// stream. A file with one puts it into readers when the program starts, by the name of its layer.
type reader func(d *Session, t *view)

var readers = map[string]reader{}

// A streamReader dissects what a connection carries, in the order of its bytes. It returns how many bytes of t are dealt with, and
// how many more the rest needs, or needSegment; 0 says there is no rest. It may ask for more only where d.canAsk is set.
type streamReader func(d *Session, t *view, s *segment, c *tcpConn, dir int) (done, need int)

var streamReaders = map[string]streamReader{}

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

// kept is what readers keep of a capture, a connection or a conversation, by the names of their layers.
type kept map[string]any

// keptOf returns what the reader of a layer keeps, a new one the first time.
func keptOf[T any](k *kept, layer string) *T {
	if v, ok := (*k)[layer].(*T); ok {
		return v
	}
	if *k == nil {
		*k = make(kept)
	}
	v := new(T)
	(*k)[layer] = v
	return v
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

// keptOver returns what the reader of a layer keeps of the connection at hand; of one that an error quotes nothing is kept.
func keptOver[T any](d *Session, layer string) *T {
	if d.over == nil || d.inError {
		return new(T)
	}
	return keptOf[T](&d.over.kept, layer)
}

// tunnelled gives t to the reader of a tunnel, whose packets are dissected whatever is asked for, if it is one.
func (d *Session) tunnelled(layer string, t *view) bool {
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
