package dissect

func init() { ipProtos[protoAH] = (*Session).ah }

// ah dissects an IP authentication header, RFC 4302 section 2, and what follows it.
func (d *Session) ah(t *view) {
	if !d.enter() {
		return
	}
	d.layerName("ah")
	d.current = "AH"
	d.cols.setProto(d, "AH")
	d.cols.clear(d)
	next, size := d.u8(t, 0), (int(d.u8(t, 1))+2)*4
	if !d.need(t, 0, max(size, 12)) {
		return
	}
	inner := t.sub(size, -1)
	d.ipNext(next, &inner)
}
