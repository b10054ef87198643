package dfilter

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// difference is a line of testdata/differences.txt.
type difference struct {
	kind   string // "language" or "capture"
	first  string // a filter, or the name of a capture
	second string // what we say of it, or a filter
	third  string // what tshark says of it
	why    string
}

func readDifferences(tb testing.TB) (out []difference) {
	tb.Helper()
	text, err := os.ReadFile("testdata/differences.txt")
	if err != nil {
		tb.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		f := strings.Split(line, " | ")
		if f[0] == "capture" && len(f) == 4 {
			out = append(out, difference{"capture", f[1], f[2], "", f[3]})
			continue
		}
		if f[0] != "language" || len(f) != 5 {
			tb.Fatalf("a line of another form: %s", line)
		}
		out = append(out, difference{f[0], f[1], f[2], f[3], f[4]})
	}
	return out
}

// known reports whether a list is listed as different.
func known(tb testing.TB, capture, filter string) bool {
	for _, d := range readDifferences(tb) {
		if d.kind == "capture" && d.first == capture && (d.second == "*" || d.second == filter) {
			return true
		}
	}
	return false
}

// TestDifferences checks that every listed difference of the language is still one.
func TestDifferences(t *testing.T) {
	_, missing := exec.LookPath("tshark")
	verdict := func(err error) string {
		if err != nil {
			return "refused"
		}
		return "accepted"
	}
	for _, d := range readDifferences(t) {
		if d.kind != "language" {
			continue
		}
		_, err := Compile(d.first, Dissector{})
		if got := verdict(err); got != d.second || d.second == d.third {
			t.Errorf("%s: here %s, listed as %s and %s by tshark", d.first, got, d.second, d.third)
		}
		if missing != nil {
			continue
		}
		err = exec.Command("tshark", "-n", "-r", filepath.Join(captures, "ten.pcap"), "-Y", d.first).Run()
		if got := verdict(err); got != d.third {
			t.Errorf("%s: tshark says %s, listed as %s; is the difference gone?", d.first, got, d.third)
		}
	}
	if missing != nil {
		t.Skip("tshark is not installed: only our side was checked")
	}
}

// TestCaptureDifferences checks that every listed difference of a capture is still one.
func TestCaptureDifferences(t *testing.T) {
	for _, d := range readDifferences(t) {
		if d.kind != "capture" {
			continue
		}
		list := filters(t)
		got := ourLists(t, list, frames(t, filepath.Join(captures, d.first)))
		want := goldenLists(t, filepath.Join("testdata/golden", d.first+".txt"))
		differs := false
		for i, filter := range list {
			if d.second == "*" || d.second == filter {
				differs = differs || got[i] != nil && want[filter] != ranges(got[i])
			}
		}
		if !differs {
			t.Errorf("%s: %s: the difference is gone (%s)", d.first, d.second, d.why)
		}
	}
}

// goldenLists reads a golden.
func goldenLists(t *testing.T, path string) map[string]string {
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for line := range strings.Lines(string(text)) {
		filter, list, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		out[filter] = list
	}
	return out
}
