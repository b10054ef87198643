package dissect_test

import (
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/dissect/oracle"
)

// bothWays compares what a session reads from plain packets with what it dissects because of a field without a place.
type bothWays struct {
	quick, whole   *dissect.Session
	got, want      dissect.Fields
	forced         dissect.ID
	frames, plains int
}

func newBothWays(t *testing.T) *bothWays {
	forced, ok := dissect.Lookup("vlan.id")
	if !ok {
		t.Fatal("no vlan.id")
	}
	return newBothWaysOf(dissect.PlainFields(), forced)
}

func newBothWaysOf(ids []dissect.ID, forced dissect.ID) *bothWays {
	return &bothWays{forced: forced, quick: dissect.New(dissect.NewSet(ids...)), whole: dissect.New(dissect.NewSet(append(slices.Clone(ids), forced)...))}
}

func (b *bothWays) check(t *testing.T, path string, f *dissect.Frame) {
	b.frames++
	if dissect.PlainHeaders(f) {
		b.plains++
	}
	b.quick.Dissect(f, &b.got)
	b.whole.Dissect(f, &b.want)
	b.want.Values = slices.DeleteFunc(b.want.Values, func(v dissect.Value) bool { return v.ID == b.forced })
	same := func(x, y dissect.Value) bool {
		return x.ID == y.ID && x.N == y.N && x.Layer == y.Layer && x.Text() == y.Text()
	}
	if !slices.EqualFunc(b.got.Values, b.want.Values, same) {
		t.Fatalf("%s frame %d: read %v, dissected %v", path, f.Number, texts(b.got.Values), texts(b.want.Values))
	}
}

func texts(values []dissect.Value) (list []string) {
	for _, v := range values {
		list = append(list, v.ID.String()+"="+v.Text())
	}
	return list
}

// TestPlainPackets reads every capture both ways, as it is and with bytes changed and cut off.
func TestPlainPackets(t *testing.T) {
	paths := oracle.Captures("../../../testdata")
	const shared = "../../../../shared/captures"
	if _, err := os.Stat(shared); err == nil && !testing.Short() {
		paths = append(paths, oracle.Captures(shared)...)
	}
	frames, plains := 0, 0
	for _, path := range paths {
		asIs, changed := newBothWays(t), newBothWays(t)
		random := rand.New(rand.NewPCG(1, 2))
		records, _ := oracle.Frames(path)
		for _, f := range records {
			asIs.check(t, path, &f)
			f.Data = slices.Clone(f.Data)
			for n := min(len(f.Data), 60); n > 0 && random.IntN(3) > 0; {
				f.Data[random.IntN(n)] = byte(random.Uint32())
			}
			if random.IntN(4) == 0 {
				f.Data = f.Data[:random.IntN(len(f.Data)+1)]
			}
			changed.check(t, path, &f)
		}
		frames, plains = frames+asIs.frames, plains+asIs.plains
	}
	t.Logf("%d of %d frames are plain", plains, frames)
	if plains < frames/4 {
		t.Errorf("%d of %d frames are plain, want a quarter at least", plains, frames)
	}
}
