package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestRepeatedIsLinear reads n and 4n of each repeated thing that the dissectors know, and counts what is done and allocated: it is not
// more than four times as much, where a square would be sixteen times.
func TestRepeatedIsLinear(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the dissectors once more, with counters")
	}
	dir := t.TempDir()
	program := filepath.Join(dir, "steps")
	build := exec.Command("go", "build", "-cover", "-covermode=atomic", "-coverpkg=netlab/pcapnb/internal/...", "-o", program, ".")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	count := exec.Command(program)
	count.Env = append(os.Environ(), "PCAPNB_TSHARK=off", "PCAPNB_CACHE=off", "GOCOVERDIR="+dir)
	count.Stderr = os.Stderr
	out, err := count.Output()
	if err != nil {
		t.Fatal(err)
	}
	things := 0
	for line := range bytes.Lines(out) {
		var few, many, fewBytes, manyBytes uint64
		if _, err := fmt.Sscan(string(line), &few, &many, &fewBytes, &manyBytes); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		things++
		if few < 1000 || many > 5*few || manyBytes > 6*fewBytes {
			t.Errorf("steps for 500 and 2000, bytes, and of what: %s", line)
		}
	}
	if things < 200 {
		t.Errorf("%d things", things)
	}
}
