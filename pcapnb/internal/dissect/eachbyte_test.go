package dissect_test

import (
	"bytes"
	"maps"
	"slices"
	"testing"

	"netlab/pcapnb/internal/dissect"
)

// TestEachByteChanged sets each byte of the heads of frames that fill all fields to zero and to its most, in sessions that know the
// frames before: whatever a length says, nothing is read outside the frame.
func TestEachByteChanged(t *testing.T) {
	const bytesChanged = 110
	frames := 40
	if testing.Short() {
		frames = 8
	}
	for _, name := range slices.Sorted(maps.Keys(fillers)) {
		s := dissect.NewTree()
		all := fillers[name]()
		for i := 0; i < len(all); i += 1 + len(all)/frames {
			for at := 14; at < min(len(all[i]), bytesChanged); at++ {
				for _, value := range []byte{0, 0xff} {
					b := bytes.Clone(all[i])
					b[at] = value
					for _, l := range s.Tree(&dissect.Frame{Number: i + 1, HasTime: true, Link: 1, Length: len(b), Data: b}) {
						if l.Source == 0 && l.Offset > len(b) {
							t.Fatalf("%s: frame %d with %#x at %d: layer %s begins at byte %d of %d", name, i+1, value, at, l.Name, l.Offset, len(b))
						}
					}
				}
			}
		}
	}
}
