package dissect_test

import (
	"fmt"
	"hash/maphash"
	"os"
	"testing"

	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/dissect/oracle"
)

// TestFieldsAlone asks for each field alone and for all together: a field must not depend on what is asked for beside it. Those
// that a capture does not have are asked for together.
func TestFieldsAlone(t *testing.T) {
	for _, path := range allCaptures(t) {
		frames, _ := oracle.Frames(path)
		if most := framesAlone(t); len(frames) > most {
			frames = frames[:most]
		}
		together := fieldSums(frames, dissect.All())
		var absent []dissect.ID
		for _, id := range dissect.All() {
			sum, there := together[id]
			if !there {
				absent = append(absent, id)
			} else if fieldSums(frames, []dissect.ID{id})[id] != sum {
				t.Errorf("%s: %s alone differs from what it is among all fields: %s", path, id, firstApart(frames, id))
			}
		}
		for id := range fieldSums(frames, absent) {
			t.Errorf("%s: %s is there when only what the capture does not have is asked for", path, id)
		}
	}
}

// framesAlone bounds the frames of a capture that are dissected once for each field.
func framesAlone(t *testing.T) int {
	if testing.Short() {
		return 40
	}
	return 400
}

// allCaptures returns the captures of testdata, and those made by others where they are, but for a short test.
func allCaptures(t *testing.T) []string {
	paths := oracle.Captures("../../../testdata")
	for _, dir := range []string{"../../../../shared/captures", "../../../../shared/cases"} {
		if _, err := os.Stat(dir); err == nil && !testing.Short() {
			paths = append(paths, oracle.Captures(dir)...)
		}
	}
	return paths
}

var seed = maphash.MakeSeed()

// fieldSums returns a sum of all values of each field.
func fieldSums(frames []dissect.Frame, ids []dissect.ID) map[dissect.ID]uint64 {
	s := dissect.New(dissect.NewSet(ids...))
	var out dissect.Fields
	sums := make(map[dissect.ID]uint64)
	for i := range frames {
		s.Dissect(&frames[i], &out)
		for j := range out.Values {
			v := &out.Values[j]
			sums[v.ID] = sums[v.ID]*31 + maphash.String(seed, valueText(i, v))
		}
	}
	return sums
}

func valueText(frame int, v *dissect.Value) string {
	return fmt.Sprintf("frame %d layer %d: %s", frame+1, v.Layer, v.Text())
}

// firstApart says where a field alone and among all first differ.
func firstApart(frames []dissect.Frame, id dissect.ID) string {
	alone, all := dissect.New(dissect.NewSet(id)), dissect.New(dissect.NewSet(dissect.All()...))
	var a, b dissect.Fields
	for i := range frames {
		alone.Dissect(&frames[i], &a)
		all.Dissect(&frames[i], &b)
		if x, y := valuesOf(i, &a, id), valuesOf(i, &b, id); x != y {
			return fmt.Sprintf("frame %d: alone %.200s, among all %.200s", i+1, x, y)
		}
	}
	return "nowhere"
}

func valuesOf(frame int, out *dissect.Fields, id dissect.ID) (list string) {
	for i := range out.Values {
		if v := &out.Values[i]; v.ID == id {
			list += valueText(frame, v) + "; "
		}
	}
	return list
}
