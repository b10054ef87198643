package dfilter

import (
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

var everyCapture = flag.Bool("tshark", false, "compare on every shared capture, not on every tenth")

// shared is a folder of captures that is not part of the module.
const shared = "../../../../shared/captures"

// TestSharedCaptures compares every filter on shared captures.
func TestSharedCaptures(t *testing.T) {
	needTshark(t)
	if testing.Short() {
		t.Skip("runs tshark on many captures")
	}
	if _, err := os.Stat(shared); err != nil {
		t.Skip("../shared/captures is not there; the module's own captures are compared by TestGoldens")
	}
	var paths []string
	filepath.WalkDir(shared, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			paths = append(paths, path)
		}
		return nil
	})
	list := filters(t)
	same, lists, captures := 0, 0, 0
	for i, path := range paths {
		if !*everyCapture && i%10 != 0 {
			continue
		}
		s, n := compareLive(t, path, list)
		if same, lists = same+s, lists+n; n > 0 {
			captures++
		}
	}
	t.Logf("%d of %d lists of %d captures agree with tshark", same, lists, captures)
	if lists > 0 && float64(same) < 0.99*float64(lists) {
		t.Errorf("only %d of %d lists agree with tshark", same, lists)
	}
}

// compareLive compares all filters on one capture. What differs is the dissector's: the goldens hold the language.
func compareLive(t *testing.T, path string, list []string) (same, lists int) {
	all := frames(t, path)
	if len(all) == 0 {
		return 0, 0
	}
	want, err := tsharkLists(t, path, list)
	if err != nil {
		return 0, 0 // tshark cannot read it
	}
	got := ourLists(t, list, all)
	for i, filter := range list {
		if got[i] == nil {
			continue
		}
		lists++
		if g, w := ranges(got[i]), ranges(want[i]); g == w {
			same++
		} else {
			t.Logf("%s: %s\n got %.200s\nwant %.200s", path, filter, g, w)
		}
	}
	return same, lists
}
