package capture

import (
	"hash/fnv"
	"path/filepath"
	"strconv"
	"strings"
	"unsafe"

	"netlab/pcapnb/internal/exchange"
)

// Texts are a text or none for each row of a capture, as another program found them.
type Texts struct {
	Codes []uint32 // row → Dict, NoCode for none
	Dict  []string
}

const textsKind = ".texts"

// setOrigin notes where the file of c is, and whether what others find out about it may be kept beside its columns. What a
// capture that changed during the load held nobody can tell, and what was decrypted stays out of the cache.
func (c *Capture) setOrigin(path string, slot *cacheSlot, raw []byte) {
	if c.File, _ = filepath.Abs(path); slot != nil && c.Info.Secrets == 0 && slot.still(raw) {
		c.place = slot
	}
}

// textsName is the end of the name of a cache file for texts.
func textsName(name string) string {
	h := fnv.New64a()
	h.Write([]byte(name))
	digits := strconv.FormatUint(h.Sum64(), 16)
	return "-" + strings.Repeat("0", 16-len(digits)) + digits + textsKind
}

// cutNumber cuts the number that follows the digits of a file in the name of a cache file.
func cutNumber(name string) (stem string, ok bool) {
	stem, digits, ok := strings.Cut(name, "-")
	return stem, ok && isHex(digits, 8)
}

// KeptTexts returns what KeepTexts has kept under a name, perhaps in an earlier cell.
func (c *Capture) KeptTexts(name string) (t Texts, ok bool) {
	if c.place == nil {
		return t, false
	}
	b := c.place.open(textsName(name))
	if b == nil {
		return t, false
	}
	x := &exchange.X{Data: b.extra.data, Reading: true}
	exchange.List(x, &t.Dict, x.Text)
	if x.Bad || b.meta != name || !b.check(b.extra) || len(b.body.data) != 4*c.N {
		return Texts{}, false
	}
	t.Codes = unsafe.Slice((*uint32)(unsafe.Pointer(unsafe.SliceData(b.body.data))), c.N)
	for _, code := range t.Codes {
		if code != NoCode && code >= uint32(len(t.Dict)) {
			return Texts{}, false
		}
	}
	return t, true
}

// KeepTexts keeps texts of all rows for the next cell, where that may be.
func (c *Capture) KeepTexts(name string, t Texts) {
	if c.place == nil || len(t.Codes) != c.N {
		return
	}
	x := &exchange.X{}
	exchange.List(x, &t.Dict, x.Text)
	c.place.put(textsName(name), boxParts(c.place.identity, name, [][]byte{memory(t.Codes)}, [][]byte{x.Data}))
}
