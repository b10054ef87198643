package dissect

import "strconv"

// columns are the texts of a packet list: what the last protocol that spoke is
// called, and what it said.
type columns struct {
	proto string
	info  []byte
	fence int // bytes of info that later protocols may not replace
}

func (c *columns) reset() { c.proto, c.info, c.fence = "", c.info[:0], 0 }

// setProto sets the Protocol column.
func (c *columns) setProto(d *Session, s string) {
	if d.bad == fine {
		c.proto = s
	}
}

// set replaces the Info column, after its fence.
func (c *columns) set(d *Session, s string) {
	if d.wantCols && d.bad == fine {
		c.info = append(c.info[:c.fence], s...)
	}
}

// clear empties the Info column, after its fence.
func (c *columns) clear(d *Session) { c.set(d, "") }

func (c *columns) append(d *Session, parts ...string) {
	if !d.wantCols || d.bad != fine {
		return
	}
	for _, s := range parts {
		c.info = append(c.info, s...)
	}
}

// setFence keeps what the Info column says so far.
func (c *columns) setFence() { c.fence = len(c.info) }

// appendSep appends s, after sep when there is something before it.
func (c *columns) appendSep(d *Session, sep, s string) {
	if !d.wantCols || d.bad != fine {
		return
	}
	if len(c.info) > 0 {
		c.info = append(c.info, sep...)
	}
	c.info = append(c.info, s...)
}

// num appends a text and a number.
func (c *columns) num(d *Session, label string, n uint64) {
	if d.wantCols && d.bad == fine {
		c.info = strconv.AppendUint(append(c.info, label...), n, 10)
	}
}

// prepend puts s before the Info column.
func (c *columns) prepend(d *Session, s string) {
	if d.wantCols && d.bad == fine {
		c.info = append([]byte(s), c.info...)
		c.fence += len(s)
	}
}

func utoa[T ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~int](n T) string {
	return strconv.FormatUint(uint64(n), 10)
}

// hexText writes n with 0x and at least width digits.
func hexText(n uint64, width int) string {
	s := strconv.FormatUint(n, 16)
	for len(s) < width {
		s = "0" + s
	}
	return "0x" + s
}
