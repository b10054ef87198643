package dissect_test

import (
	"os"
	"testing"

	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/dissect/oracle"
)

// TestEveryFieldIsFilled finds an input for each field: one that never has a value is a promise that nobody keeps.
func TestEveryFieldIsFilled(t *testing.T) {
	const shared = "../../../../shared/captures"
	if _, err := os.Stat(shared); err != nil {
		t.Skip("no captures made by others beside the checkout")
	}
	empty := make(map[dissect.ID]bool)
	for _, id := range dissect.All() {
		empty[id] = true
	}
	paths := append(oracle.Captures("../../../testdata"), oracle.Captures(shared)...)
	for _, path := range append(paths, oracle.Captures("../../../../shared/cases")...) {
		frames, _ := oracle.Frames(path)
		s := dissect.New(dissect.NewSet(dissect.All()...))
		var out dissect.Fields
		for i := range frames {
			s.Dissect(&frames[i], &out)
			for _, v := range out.Values {
				delete(empty, v.ID)
			}
		}
	}
	for _, frames := range fillers {
		fillFrom(frames(), dissect.New(dissect.NewSet(dissect.All()...)), func(id dissect.ID) { delete(empty, id) })
	}
	packets, as := openedTalks(t)
	fillFrom(packets, dissect.New(dissect.NewSet(dissect.All()...)).DecodeAs(as), func(id dissect.ID) { delete(empty, id) })
	fillFromMade(dissect.New(dissect.NewSet(dissect.All()...)), func(id dissect.ID) { delete(empty, id) })
	for _, id := range dissect.All() {
		if empty[id] {
			t.Errorf("no capture fills %s", id)
		}
	}
}
