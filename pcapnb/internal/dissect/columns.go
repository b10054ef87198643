package dissect

import "strconv"

// columns are the texts of a packet list: what the last protocol that spoke is
// called, and what it said.
type columns struct {
	proto string
	info  []byte
	fence int  // bytes of info that later protocols may not replace
	final bool // nothing changes them any more
}

func (c *columns) reset() { c.proto, c.info, c.fence, c.final = "", c.info[:0], 0, false }

// takes reports whether a protocol may change the Info column.
func (c *columns) takes(d *Session) bool { return d.wantCols && d.bad == fine && !c.final }

// setProto sets the Protocol column.
func (c *columns) setProto(d *Session, s string) {
	if d.bad == fine && !c.final {
		c.proto = s
	}
}

// maxInfo is how many bytes an Info column has at most, as in Wireshark: COL_MAX_INFO_LEN, less the zero at its end.
const maxInfo = 4095

// put appends as much of s as there is room for.
func (c *columns) put(s string) { c.info = append(c.info, s[:min(len(s), maxInfo-len(c.info))]...) }

// set replaces the Info column, after its fence.
func (c *columns) set(d *Session, parts ...string) {
	if !c.takes(d) {
		return
	}
	c.info = c.info[:c.fence]
	for _, s := range parts {
		c.put(s)
	}
}

// clear empties the Info column, after its fence.
func (c *columns) clear(d *Session) { c.set(d) }

func (c *columns) append(d *Session, parts ...string) {
	if !c.takes(d) {
		return
	}
	for _, s := range parts {
		c.put(s)
	}
}

// setFence keeps what the Info column says so far.
func (c *columns) setFence() { c.fence = len(c.info) }

// appendSep appends s, after sep when there is something before it.
func (c *columns) appendSep(d *Session, sep, s string) {
	if !c.takes(d) {
		return
	}
	if len(c.info) > 0 {
		c.put(sep)
	}
	c.put(s)
}

// num appends a text and a number.
func (c *columns) num(d *Session, label string, n uint64) {
	if c.takes(d) {
		var digits [20]byte
		c.put(label)
		c.put(string(strconv.AppendUint(digits[:0], n, 10)))
	}
}

// prepend puts s before the Info column.
func (c *columns) prepend(d *Session, s string) {
	if c.takes(d) {
		c.info = append([]byte(s), c.info...)
		c.info = c.info[:min(len(c.info), maxInfo)]
		c.fence = min(c.fence+len(s), maxInfo)
	}
}
