package dissect

import (
	"golang.org/x/net/http2/hpack"
)

// This file unpacks header blocks, RFC 7541, as nghttp2 does, with which Wireshark does: it tells how each field was packed, keeps
// what is incomplete until the next part of its block, and after a mistake unpacks no more of its direction.

// Bounds on header blocks, those of Wireshark and of nghttp2.
const (
	maxHeaderFields = 200       // of one frame
	maxHeaderSize   = 256 << 10 // of one frame, with four bytes for each length
	maxHeaders      = 4 << 20   // of one packet, likewise
	maxHeaderText   = 1 << 16   // of a name or a value, packed
	maxHeaderTable  = 16 << 20  // of what settings may allow
	maxHeaderIndex  = 1<<32 - 1
)

const (
	hpackEntryMore  = 32 // bytes that each entry of a table counts more, RFC 7541 section 4.1
	hpackTableStart = 4096
)

// hpackKind is how a field was packed.
type hpackKind uint8

const (
	hpackIndexed hpackKind = iota
	hpackKeptNew           // literal with incremental indexing
	hpackKeptNamed
	hpackPlainNew // literal without indexing
	hpackPlainNamed
	hpackNeverNew // literal never indexed
	hpackNeverNamed
	hpackTableSize // no field, but a change of the table's size
)

var hpackKindNames = [...]string{"Indexed Header Field", "Literal Header Field with Incremental Indexing - New Name",
	"Literal Header Field with Incremental Indexing - Indexed Name", "Literal Header Field without Indexing - New Name",
	"Literal Header Field without Indexing - Indexed Name", "Literal Header Field never Indexed - New Name",
	"Literal Header Field never Indexed - Indexed Name"}

// hpackField is a field of a header, or a change of the table's size.
type hpackField struct {
	kind        hpackKind
	index       uint32 // place in the table, or the new size of it
	name, value []byte
	size        int // of the packed field, as far as it is in the part at hand
}

// named reports whether the field names its place in the table.
func (f *hpackField) named() bool {
	return f.kind == hpackIndexed || f.kind == hpackKeptNamed || f.kind == hpackPlainNamed || f.kind == hpackNeverNamed
}

type hpackEntry struct{ name, value []byte }

func (e hpackEntry) size() int { return len(e.name) + len(e.value) + hpackEntryMore }

// hpackPlace is where in a block the unpacking stands.
type hpackPlace uint8

const (
	hpackStart  hpackPlace = iota // where the table's size may change
	hpackInside                   // where it may not
	hpackShrunk                   // where it must
)

// hpackTable unpacks the header blocks of a direction.
type hpackTable struct {
	entries []hpackEntry // oldest first, from gone on
	gone    int
	size    int
	less    int // by how much the table is smaller than at first, RFC 7541 section 4.2
	denied  int // by how much settings want it smaller than at first
	place   hpackPlace
	bad     bool
	partial []byte // of a field that goes on in the next part
	need    int    // bytes that are known to be needed of it
}

func (h *hpackTable) max() int { return hpackTableStart - h.less }

// allow takes what the other side's settings allow, once they are acknowledged. In the middle of a block nothing changes.
func (h *hpackTable) allow(n uint32) {
	if h.place == hpackInside || len(h.partial) > 0 {
		return
	}
	size := int(min(n, maxHeaderTable))
	h.denied = hpackTableStart - size
	if h.max() > size {
		h.less, h.place = h.denied, hpackShrunk
		h.shrink()
	}
}

// shrink drops the oldest entries until the table has its size.
func (h *hpackTable) shrink() {
	for h.size > h.max() && h.gone < len(h.entries) {
		h.size -= h.entries[h.gone].size()
		h.entries[h.gone] = hpackEntry{}
		h.gone++
	}
	if h.gone > 64 && h.gone > len(h.entries)/2 {
		h.entries = append(h.entries[:0], h.entries[h.gone:]...)
		h.gone = 0
	}
}

// add puts a field into the table; one that is larger than the table empties it.
func (h *hpackTable) add(name, value []byte) {
	e := hpackEntry{name, value}
	h.entries = append(h.entries, e)
	h.size += e.size()
	h.shrink()
}

// hpackUnknown stands for an entry that was put into the table before the capture began, or while it missed something. As in
// Wireshark, as many of them are taken to be there as there is room for.
const hpackUnknown = "<unknown>"

// at returns the field at a place in the table, from 1.
func (h *hpackTable) at(index uint32) (e hpackEntry, ok bool) {
	if index == 0 {
		return e, false
	}
	if index <= uint32(len(hpackStatic)) {
		s := hpackStatic[index-1]
		return hpackEntry{[]byte(s[0]), []byte(s[1])}, true
	}
	n := int(index) - len(hpackStatic)
	known := len(h.entries) - h.gone
	if n > known {
		return hpackEntry{[]byte(hpackUnknown), []byte{}}, n-known <= (h.max()-h.size)/(len(hpackUnknown)+hpackEntryMore)
	}
	return h.entries[len(h.entries)-n], true
}

// read unpacks a part of a block, the last one of it or not, and gives take its fields until that returns false.
func (h *hpackTable) read(b []byte, last bool, take func(hpackField) bool) {
	if h.bad {
		return
	}
	before := len(h.partial)
	if before > 0 {
		h.partial = append(h.partial, b...)
		if len(h.partial) < h.need && !last {
			return
		}
		b = h.partial
	}
	held := before           // bytes of b that came before this part
	var resized []hpackField // changes of the table, which nghttp2 reports with the field after them
	off := 0
	for off < len(b) {
		f, n := h.field(b[off:])
		if n == 0 {
			break
		}
		if h.bad {
			h.partial = nil
			return
		}
		off += n
		f.size = n - held
		held = 0
		if resized = append(resized, f); f.kind == hpackTableSize && len(resized) <= maxHeaderFields {
			continue
		}
		if !takeAll(resized, take) {
			h.partial, h.need = nil, 0
			return
		}
		resized = resized[:0]
	}
	switch {
	case off == len(b):
		h.partial, h.need = nil, 0
	case last:
		h.bad, h.partial = true, nil
	case off > 0 || before == 0:
		h.partial = append([]byte(nil), b[off:]...)
	}
	if last && !h.bad {
		h.bad = h.place == hpackShrunk
		h.place = hpackStart
	}
	if !h.bad {
		takeAll(resized, take)
	}
}

func takeAll(fields []hpackField, take func(hpackField) bool) bool {
	for _, f := range fields {
		if !take(f) {
			return false
		}
	}
	return true
}

// field unpacks the field that b begins with, and returns its packed length, 0 where b is too short, when need says how long it is
// at least.
func (h *hpackTable) field(b []byte) (f hpackField, n int) {
	first := b[0]
	resize := first&0xe0 == 0x20
	if resize && h.place == hpackInside || !resize && h.place == hpackShrunk {
		h.bad = true
		return f, 1
	}
	if resize {
		return h.resize(b)
	}
	h.place = hpackInside
	switch {
	case first&0x80 != 0:
		f.kind = hpackIndexed
		f.index, n = h.number(b, 0, 7, maxHeaderIndex)
		if n == 0 || h.bad {
			return f, n
		}
		e, ok := h.at(f.index)
		f.name, f.value, h.bad = e.name, e.value, !ok
		return f, n
	case first&0x40 != 0:
		f.kind = hpackKeptNamed
		f.index, n = h.number(b, 0, 6, maxHeaderIndex)
	default:
		f.kind = hpackPlainNamed
		if first&0xf0 == 0x10 {
			f.kind = hpackNeverNamed
		}
		f.index, n = h.number(b, 0, 4, maxHeaderIndex)
	}
	if n == 0 || h.bad {
		return f, n
	}
	if f.index == 0 {
		if f.kind--; n > 1 { // a place that is not there, in more than one byte
			h.bad = true
			return f, n
		}
		if f.name, n = h.text(b, n); n == 0 || h.bad {
			return f, n
		}
	} else {
		e, ok := h.at(f.index)
		if h.bad = !ok; h.bad {
			return f, n
		}
		f.name = e.name
	}
	if f.value, n = h.text(b, n); n == 0 || h.bad {
		return f, n
	}
	if f.kind == hpackKeptNamed || f.kind == hpackKeptNew {
		h.add(f.name, f.value)
	}
	return f, n
}

// resize unpacks a change of the table's size, RFC 7541 section 6.3.
func (h *hpackTable) resize(b []byte) (f hpackField, n int) {
	most := hpackTableStart - h.denied
	if h.place == hpackShrunk {
		most = min(most, h.max())
	}
	size, n := h.number(b, 0, 5, uint32(most))
	if n == 0 || h.bad {
		return f, n
	}
	h.less, h.place = hpackTableStart-int(size), hpackStart
	h.shrink()
	return hpackField{kind: hpackTableSize, index: size}, n
}

// number unpacks a number whose first byte, at off, has some bits of it, RFC 7541 section 5.1, and returns where it ends, or 0.
func (h *hpackTable) number(b []byte, off, bits int, most uint32) (v uint32, next int) {
	if off >= len(b) {
		h.need = off + 1
		return 0, 0
	}
	mask := uint64(1)<<bits - 1
	n := uint64(b[off]) & mask
	off++
	for shift := 0; n >= mask; shift += 7 {
		if off >= len(b) {
			h.need = off + 1
			return 0, 0
		}
		c := b[off]
		off++
		if shift > 28 || n+uint64(c&0x7f)<<shift > 1<<32-1 {
			h.bad = true
			return 0, off
		}
		if n += uint64(c&0x7f) << shift; c < 0x80 {
			break
		}
	}
	h.bad = n > uint64(most)
	return uint32(n), off
}

// text unpacks a name or a value, RFC 7541 section 5.2.
func (h *hpackTable) text(b []byte, off int) (text []byte, next int) {
	n, next := h.number(b, off, 7, maxHeaderText)
	if next == 0 || h.bad {
		return nil, next
	}
	end := next + int(n)
	if end > len(b) {
		h.need = end
		return nil, 0
	}
	if b[off]&0x80 == 0 {
		return append([]byte{}, b[next:end]...), end
	}
	s, err := hpack.HuffmanDecodeToString(b[next:end])
	h.bad = err != nil
	return []byte(s), end
}

// hpackStatic is the table that both sides have, RFC 7541 appendix A.
var hpackStatic = [...][2]string{{":authority", ""}, {":method", "GET"}, {":method", "POST"}, {":path", "/"}, {":path", "/index.html"},
	{":scheme", "http"}, {":scheme", "https"}, {":status", "200"}, {":status", "204"}, {":status", "206"}, {":status", "304"},
	{":status", "400"}, {":status", "404"}, {":status", "500"}, {"accept-charset", ""}, {"accept-encoding", "gzip, deflate"},
	{"accept-language", ""}, {"accept-ranges", ""}, {"accept", ""}, {"access-control-allow-origin", ""}, {"age", ""}, {"allow", ""},
	{"authorization", ""}, {"cache-control", ""}, {"content-disposition", ""}, {"content-encoding", ""}, {"content-language", ""},
	{"content-length", ""}, {"content-location", ""}, {"content-range", ""}, {"content-type", ""}, {"cookie", ""}, {"date", ""},
	{"etag", ""}, {"expect", ""}, {"expires", ""}, {"from", ""}, {"host", ""}, {"if-match", ""}, {"if-modified-since", ""},
	{"if-none-match", ""}, {"if-range", ""}, {"if-unmodified-since", ""}, {"last-modified", ""}, {"link", ""}, {"location", ""},
	{"max-forwards", ""}, {"proxy-authenticate", ""}, {"proxy-authorization", ""}, {"range", ""}, {"referer", ""}, {"refresh", ""},
	{"retry-after", ""}, {"server", ""}, {"set-cookie", ""}, {"strict-transport-security", ""}, {"transfer-encoding", ""},
	{"user-agent", ""}, {"vary", ""}, {"via", ""}, {"www-authenticate", ""}}
