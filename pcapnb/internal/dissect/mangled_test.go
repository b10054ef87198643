package dissect_test

import (
	"encoding/hex"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/dissect/oracle"
)

// cutAnywhere gives frames whole, and cut at each byte after the first ones as a snap length does.
func cutAnywhere(frames [][]byte, first int) (packets []made) {
	for _, f := range frames {
		packets = append(packets, made{data: f})
		for n := first; n < len(f); n++ {
			packets = append(packets, made{data: f, cut: len(f) - n})
		}
	}
	return timed(packets)
}

// withDamage gives each frame many times with up to three bytes changed, the first ones left as they are.
func withDamage(frames [][]byte, first int) (packets []made) {
	const times = 60
	for i, f := range frames {
		r := rand.New(rand.NewPCG(7, uint64(i)))
		for range times {
			b := slices.Clone(f)
			for range 1 + r.IntN(3) {
				b[first+r.IntN(len(b)-first)] = byte(r.IntN(256)) >> r.IntN(8)
			}
			packets = append(packets, made{data: b})
		}
	}
	return timed(packets)
}

// timed gives packets times ten milliseconds apart.
func timed(packets []made) []made {
	for i := range packets {
		packets[i].time = 1_000_000_000e9 + int64(i)*10e6
	}
	return packets
}

// unhex reads bytes written in hexadecimal digits, with spaces between them.
func unhex(s string) []byte {
	b, err := hex.DecodeString(strings.Join(strings.Fields(s), ""))
	if err != nil {
		panic(err)
	}
	return b
}

// llcFrame is an Ethernet frame that has its length in place of a type.
func llcFrame(payload []byte) []byte { return etherFrame(uint16(len(payload)), payload) }

// fillers are frames, by their protocol, that fill fields which no capture has.
var fillers = map[string]func() [][]byte{}

// sameMangled compares frames, whole and cut anywhere, with tshark, and then damaged ones, of whose cells that are not empty up to
// most of 1000 may differ: what was measured, to be drawn in.
func sameMangled(t *testing.T, frames [][]byte, first, most int, prefixes ...string) {
	t.Helper()
	if testing.Short() {
		sameAsTshark(t, 1, inOrder(frames...), prefixes...)
		return
	}
	sameAsTshark(t, 1, cutAnywhere(frames, first), prefixes...)
	if t.Failed() {
		return
	}
	sameDamaged(t, frames, first, most, prefixes...)
}

// sameDamaged compares damaged frames with tshark.
func sameDamaged(t *testing.T, frames [][]byte, first, most int, prefixes ...string) {
	t.Helper()
	filled, wrong := differing(t, withDamage(frames, first), prefixes)
	if share := (1000*wrong + filled - 1) / filled; share > most {
		t.Errorf("%d of %d cells differ in damaged frames, more than %d of 1000", wrong, filled, most)
	} else {
		t.Logf("%d of %d cells differ in damaged frames", wrong, filled)
	}
}

// differing counts the cells of fields whose names begin with one of the prefixes that are not empty, and those that differ from tshark's.
func differing(t *testing.T, packets []made, prefixes []string) (filled, wrong int) {
	t.Helper()
	ids := slices.DeleteFunc(oracle.Fields(), func(id dissect.ID) bool {
		return !slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(id.String(), p) })
	})
	path := writeMade(t, 1, packets)
	frames, err := oracle.Frames(path)
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := oracle.Theirs(path, ids)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range oracle.Compare(ids, oracle.Ours(frames, ids), theirs, func(oracle.Diff) { wrong++ }) {
		filled += s.Filled
	}
	return max(filled, 1), wrong
}

func fillFrom(frames [][]byte, s *dissect.Session, note func(dissect.ID)) {
	var out dissect.Fields
	for _, b := range frames {
		s.Dissect(&dissect.Frame{Number: 1, Link: 1, Length: len(b), Data: b}, &out)
		for _, v := range out.Values {
			note(v.ID)
		}
	}
}
