package dfilter

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"netlab/pcapnb/internal/capfile"
	"netlab/pcapnb/internal/dissect"
)

var update = flag.Bool("update", false, "write the goldens anew with tshark")

// captures is where the module keeps its captures.
const captures = "../../../testdata"

// filters reads the list of filters: one a line, but for comments.
func filters(tb testing.TB) []string {
	tb.Helper()
	text, err := os.ReadFile("testdata/filters.txt")
	if err != nil {
		tb.Fatal(err)
	}
	var out []string
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimRight(line, "\n"); line != "" && line[0] != '#' {
			out = append(out, line)
		}
	}
	return out
}

// frames reads a capture file; of one that is cut off what is there.
func frames(tb testing.TB, path string) []dissect.Frame {
	tb.Helper()
	src, err := capfile.Open(path, capfile.Limits{})
	if err != nil {
		return nil
	}
	defer src.Close()
	if src.Data == nil || src.Packed != "" {
		return nil
	}
	var s capfile.Scanner
	var out []dissect.Frame
	recs := make([]capfile.Record, 1024)
	for at := 0; ; {
		n, used, err := s.Scan(src.Data[at:], int64(at), true, recs)
		for _, r := range recs[:n] {
			in := s.Interfaces[r.Iface]
			out = append(out, dissect.Frame{
				Number: len(out) + 1, Time: r.Time, HasTime: !r.NoTime, Link: in.Link, Length: int(r.Len), Data: src.Data[r.Offset:][:r.CapLen],
				Interface: &dissect.Interface{ID: int(r.Iface), Section: in.Section, Name: in.Name, Named: in.Named, Description: in.Description, FCSLen: int(in.FCSLen)},
			})
		}
		at += used
		if n == 0 || err != nil {
			return out
		}
	}
}

// ourLists returns the numbers of the frames each filter lets through; nil for a filter that does not compile,
// or that looks at the bytes of protocols where the dissector does not give them.
func ourLists(tb testing.TB, list []string, all []dissect.Frame) [][]int {
	tb.Helper()
	want := new(dissect.Set)
	matchers := make([]*Matcher, len(list))
	for i, filter := range list {
		f, err := Compile(filter, Dissector{})
		if _, given := any(&dissect.Fields{}).(Layers); err != nil || f.NeedsLayers() && !given {
			continue
		}
		matchers[i] = f.Matcher()
		for _, id := range f.Fields() {
			want.Add(id)
		}
	}
	out := make([][]int, len(list))
	session := dissect.New(want)
	var fields dissect.Fields
	for i := range all {
		session.Dissect(&all[i], &fields)
		layers, _ := any(&fields).(Layers)
		for k, m := range matchers {
			if m != nil && m.Match(fields.Values, layers) {
				out[k] = append(out[k], all[i].Number)
			}
		}
	}
	for k, m := range matchers {
		if m != nil && out[k] == nil {
			out[k] = []int{}
		}
	}
	return out
}

// taps is a script for tshark that runs every filter of a list on one capture in one go.
// A tap's filter is a display filter, evaluated as -Y does; a test compares the two.
const taps = `
local n = 0
for line in io.lines(os.getenv("FILTERS")) do
  n = n + 1
  local i, list = n, {}
  local ok, tap = pcall(Listener.new, "frame", line)
  if not ok then
    print(i .. "\trefused")
  else
    function tap.packet(pinfo) list[#list + 1] = pinfo.number end
    function tap.draw() print(i .. "\t" .. table.concat(list, " ")) end
  end
end
`

// tsharkLists runs tshark with all filters on a capture.
func tsharkLists(tb testing.TB, path string, list []string) ([][]int, error) {
	tb.Helper()
	dir := tb.TempDir()
	script, file := filepath.Join(dir, "taps.lua"), filepath.Join(dir, "filters")
	if err := errors.Join(os.WriteFile(script, []byte(taps), 0o644), os.WriteFile(file, []byte(strings.Join(list, "\n")+"\n"), 0o644)); err != nil {
		return nil, err
	}
	cmd := exec.Command("tshark", "-n", "-q", "-r", path, "-X", "lua_script:"+script)
	cmd.Env = append(os.Environ(), "TZ=UTC", "FILTERS="+file)
	text, err := cmd.Output()
	if err != nil && len(text) == 0 {
		return nil, err
	}
	out := make([][]int, len(list))
	for s := bufio.NewScanner(bytes.NewReader(text)); s.Scan(); {
		number, frames, _ := strings.Cut(s.Text(), "\t")
		i, err := strconv.Atoi(number)
		if err != nil || i < 1 || i > len(list) || frames == "refused" {
			continue
		}
		out[i-1] = []int{}
		for f := range strings.FieldsSeq(frames) {
			n, err := strconv.Atoi(f)
			if err != nil {
				return nil, err
			}
			out[i-1] = append(out[i-1], n)
		}
	}
	return out, nil
}

// ranges writes a list as "1-3,7"; of a long one the length and a hash.
func ranges(list []int) string {
	if list == nil {
		return "refused"
	}
	var parts []string
	for i := 0; i < len(list); {
		j := i
		for j+1 < len(list) && list[j+1] == list[j]+1 {
			j++
		}
		s := strconv.Itoa(list[i])
		if j > i {
			s += "-" + strconv.Itoa(list[j])
		}
		parts = append(parts, s)
		i = j + 1
	}
	text := strings.Join(parts, ",")
	switch {
	case text == "":
		return "none"
	case len(text) > 400:
		return fmt.Sprintf("%d frames, sha256 %x", len(list), sha256.Sum256([]byte(text)))
	}
	return text
}

// TestGoldens compares with what tshark said of the module's captures when the goldens were made.
func TestGoldens(t *testing.T) {
	if *update {
		writeGoldens(t)
	}
	goldens, err := filepath.Glob("testdata/golden/*.txt")
	if err != nil || len(goldens) == 0 {
		t.Fatalf("no goldens: %v", err)
	}
	same, skipped, lists := 0, 0, 0
	for _, golden := range goldens {
		s, k, n := compareGolden(t, golden)
		same, skipped, lists = same+s, skipped+k, lists+n
	}
	t.Logf("%d of %d lists of %d captures agree with tshark, %d need the bytes of protocols", same, lists, len(goldens), skipped)
}

// compareGolden checks one golden and returns how many lists agree, how many were not compared and how many there are.
func compareGolden(t *testing.T, golden string) (same, skipped, lists int) {
	text, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")[1:]
	capture := strings.TrimSuffix(filepath.Base(golden), ".txt")
	list := filters(t)
	got := ourLists(t, list, frames(t, filepath.Join(captures, capture)))
	var listed []string
	for i, line := range lines {
		filter, want, _ := strings.Cut(line, "\t")
		if listed = append(listed, filter); i >= len(list) || list[i] != filter {
			break
		}
		if got[i] == nil && want != "refused" {
			if _, err := Compile(filter, Dissector{}); err == nil {
				skipped++
				continue
			}
		}
		if text := ranges(got[i]); text == want {
			same++
		} else if !known(t, capture, filter) {
			t.Errorf("%s: %s\n got %s\nwant %s", capture, filter, text, want)
		}
	}
	if !slices.Equal(listed, list) {
		t.Errorf("%s: the filters have changed: go generate ./pcapnb", golden)
	}
	return same, skipped, len(lines)
}

// writeGoldens runs tshark on every capture.
func writeGoldens(t *testing.T) {
	needTshark(t)
	version, _ := exec.Command("tshark", "--version").Output()
	first, _, _ := strings.Cut(string(version), "\n")
	files, err := filepath.Glob(captures + "/*.pcap*")
	if err != nil {
		t.Fatal(err)
	}
	list := filters(t)
	for _, path := range files {
		if len(frames(t, path)) == 0 {
			continue
		}
		want, err := tsharkLists(t, path, list)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		fmt.Fprintf(&b, "# tshark -n -r %s -Y FILTER, all filters as taps in one run (%s), by go generate ./pcapnb\n", filepath.Base(path), first)
		for i, filter := range list {
			fmt.Fprintf(&b, "%s\t%s\n", filter, ranges(want[i]))
		}
		if err := os.WriteFile("testdata/golden/"+filepath.Base(path)+".txt", []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// needTshark skips the test where the program it compares with is missing.
func needTshark(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("tshark"); err != nil {
		t.Skip("tshark is not installed; the goldens in testdata say what it said")
	}
}
