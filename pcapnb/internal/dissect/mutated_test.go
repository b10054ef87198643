package dissect_test

import (
	"hash/fnv"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/dissect/oracle"
)

// mutations are what may happen to a recording, and how many of 10,000 cells that are not empty may differ from tshark's then:
// what was measured, to be drawn in.
var mutations = []struct {
	name string
	most int
	make func(r *rand.Rand, packets []made) []made
}{
	{"lost", 8, func(r *rand.Rand, packets []made) []made {
		return slices.DeleteFunc(packets, func(made) bool { return r.IntN(8) == 0 })
	}},
	{"repeated", 1, func(r *rand.Rand, packets []made) (list []made) {
		for _, p := range packets {
			list = append(list, slices.Repeat([]made{p}, 1+(r.IntN(12)+1)/12)...)
		}
		return list
	}},
	{"out of order", 15, func(r *rand.Rand, packets []made) []made {
		for i := range packets[1:] {
			if a, b := &packets[i], &packets[i+1]; r.IntN(8) == 0 {
				a.data, b.data, a.cut, b.cut = b.data, a.data, b.cut, a.cut
			}
		}
		return packets
	}},
	{"cut", 1, func(r *rand.Rand, packets []made) []made {
		most := oneOf(r, 60, 96, 128, 200, 400)
		for i := range packets {
			p := &packets[i]
			p.cut = max(p.cut, len(p.data)-most)
		}
		return packets
	}},
	{"damaged", 4, func(r *rand.Rand, packets []made) []made {
		const link = 14 // bytes that stay as they are
		for i, p := range packets {
			if n := len(p.data) - p.cut - link; n > 0 && r.IntN(3) == 0 {
				b := slices.Clone(p.data)
				b[link+r.IntN(n)] ^= 1 << r.IntN(8)
				packets[i].data = b
			}
		}
		return packets
	}},
}

// TestMutatedCaptures loses, repeats, exchanges, cuts and damages packets of the captures in testdata, and compares all fields
// with what tshark says of the result: nobody made these captures fit, and no list says what may differ.
func TestMutatedCaptures(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute")
	}
	if !strings.Contains(oracle.Version(), " 4.0.") {
		t.Skipf("compares with tshark 4.0, which is not installed (%q)", oracle.Version())
	}
	ids := slices.DeleteFunc(oracle.Fields(), func(id dissect.ID) bool { return outsideOurs(id.String()) })
	scores := make([]oracle.Score, len(mutations))
	for _, path := range oracle.Captures("../../../testdata") {
		name := fnv.New64a() // so that another capture changes nothing for this one
		name.Write([]byte(filepath.Base(path)))
		which := int(name.Sum64() % uint64(len(mutations)))
		r := rand.New(rand.NewPCG(name.Sum64(), 2))
		link, packets := packetsOf(t, path, 150)
		if len(packets) < 2 || strings.Contains(path, "802154") {
			continue
		}
		mutated := writeMade(t, link, mutations[which].make(r, packets))
		frames, err := oracle.Frames(mutated)
		if err != nil {
			t.Fatal(err)
		}
		theirs, err := oracle.Theirs(mutated, ids)
		if err != nil {
			t.Fatal(err)
		}
		shown := 0
		for _, s := range oracle.Compare(ids, oracle.Ours(frames, ids), theirs, func(d oracle.Diff) {
			if shown++; shown <= 3 {
				t.Logf("%s, %s, frame %d: %s is %s, tshark has %s", filepath.Base(path), mutations[which].name, d.Frame, d.Field,
					oracle.Shorten(d.Field.String(), d.Ours), oracle.Shorten(d.Field.String(), d.Theirs))
			}
		}) {
			scores[which].Add(s)
		}
	}
	for i, m := range mutations {
		s := scores[i]
		t.Logf("%s: %d cells that are not empty, %d differ: %.3f %%", m.name, s.Filled, s.Wrong, 100*(1-float64(s.Wrong)/float64(max(s.Filled, 1))))
		if s.Filled < 1000 || s.Wrong*10_000 > m.most*s.Filled {
			t.Errorf("%s: more than %d of 10,000 differ, or there is nothing to compare", m.name, m.most)
		}
	}
}

// outsideOurs are the fields that depend on protocols which are not dissected here.
func outsideOurs(name string) bool {
	return strings.HasPrefix(name, "_ws.") || strings.HasPrefix(name, "data") || name == "frame.protocols" || name == "tcp.pdu.size"
}

// packetsOf returns the first packets of a capture whose packets are all of one link type.
func packetsOf(t *testing.T, path string, most int) (link uint32, packets []made) {
	t.Helper()
	frames, _ := oracle.Frames(path)
	for _, f := range frames[:min(most, len(frames))] {
		if f.Link != frames[0].Link || !f.HasTime {
			return 0, nil
		}
		data := append(slices.Clone(f.Data), make([]byte, max(f.Length-len(f.Data), 0))...)
		packets = append(packets, made{time: f.Time, data: data, cut: len(data) - len(f.Data)})
	}
	if len(frames) > 0 {
		link = frames[0].Link
	}
	return link, packets
}
