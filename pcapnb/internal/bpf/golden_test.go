package bpf

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
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
)

var update = flag.Bool("update", false, "write the goldens anew with tcpdump")

// captures is where the module keeps its captures.
const captures = "../../../testdata"

// filters reads a list of filters: one a line, but for comments.
func filters(tb testing.TB) []string {
	tb.Helper()
	f, err := os.Open("testdata/filters.txt")
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	var out []string
	for s := bufio.NewScanner(f); s.Scan(); {
		if line := s.Text(); line != "" && line[0] != '#' {
			out = append(out, line)
		}
	}
	return out
}

// frames reads a capture file as far as tcpdump does: no compressed ones, of one that is cut off what is there,
// and of one with several link types the frames before the second.
func frames(tb testing.TB, path string) []frame {
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
	var out []frame
	recs := make([]capfile.Record, 1024)
	for at := 0; ; {
		n, used, err := s.Scan(src.Data[at:], int64(at), true, recs)
		for _, r := range recs[:n] {
			f := frame{link: int(s.Interfaces[r.Iface].Link), data: src.Data[r.Offset:][:r.CapLen], wire: int(r.Len)}
			if len(out) > 0 && f.link != out[0].link {
				return out
			}
			out = append(out, f)
		}
		at += used
		if n == 0 || err != nil {
			return out
		}
	}
}

// tcpdumpList runs tcpdump on a capture and returns the numbers of the frames it lets through.
// It writes frames, not their numbers; but two frames of the same bytes and length are let through both or not at all.
func tcpdumpList(path, filter string, all []frame) (list []int, refused bool, err error) {
	var stderr bytes.Buffer
	cmd := exec.Command("tcpdump", "-r", path, "-w", "-", "--", filter)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if _, ok := errors.AsType[*exec.ExitError](err); ok && len(out) == 0 {
		return nil, !strings.Contains(stderr.String(), "rejects all packets"), nil
	}
	passed := map[string]bool{}
	for b := out[min(len(out), 24):]; len(b) >= 16; {
		n := 16 + int(binary.LittleEndian.Uint32(b[8:]))
		passed[frame{data: b[16:n], wire: int(binary.LittleEndian.Uint32(b[12:]))}.key()] = true
		b = b[n:]
	}
	for i, f := range all {
		if passed[f.key()] {
			list = append(list, i+1)
		}
	}
	return list, false, nil
}

// ourList returns the numbers of the frames our filter lets through.
func ourList(filter string, all []frame) (list []int, err error) {
	p, err := Compile(filter, all[0].link, 262144)
	if err != nil {
		return nil, err
	}
	for i, f := range all {
		if p.Match(f.data, f.wire) {
			list = append(list, i+1)
		}
	}
	return list, nil
}

// ranges writes a list as "1-3,7"; of a long one the length and a hash.
func ranges(list []int) string {
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

// TestGoldens compares with what tcpdump said of the module's captures when the goldens were made.
func TestGoldens(t *testing.T) {
	if *update {
		writeGoldens(t)
	}
	goldens, err := filepath.Glob("testdata/golden/*.txt")
	if err != nil || len(goldens) == 0 {
		t.Fatalf("no goldens: %v", err)
	}
	known := readDifferences(t)
	compared := 0
	for _, golden := range goldens {
		compared += compareGolden(t, golden, known)
	}
	t.Logf("%d lists of %d captures agree with tcpdump", compared, len(goldens))
}

// compareGolden checks one golden and returns how many lists it holds.
func compareGolden(t *testing.T, golden string, known []difference) int {
	text, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	capture := strings.TrimSuffix(filepath.Base(golden), ".txt")
	all := frames(t, filepath.Join(captures, capture))
	if len(all) == 0 {
		t.Errorf("%s: the capture is gone", golden)
	}
	var listed []string
	for _, line := range lines[1:] {
		filter, want, _ := strings.Cut(line, "\t")
		listed = append(listed, filter)
		got := "refused"
		if list, err := ourList(filter, all); err == nil {
			got = ranges(list)
		}
		if got != want && !listedDifference(known, all, filter) {
			t.Errorf("%s: %s\n got %s\nwant %s", capture, filter, got, want)
		}
	}
	if !slices.Equal(listed, filters(t)) {
		t.Errorf("%s: the filters have changed: go generate ./pcapnb", golden)
	}
	return len(listed)
}

// writeGoldens runs tcpdump with every filter on every capture.
func writeGoldens(t *testing.T) {
	needTcpdump(t)
	version, _ := exec.Command("tcpdump", "--version").CombinedOutput()
	versions := strings.Split(string(version), "\n")
	files, err := filepath.Glob(captures + "/*.pcap*")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		all := frames(t, path)
		if len(all) == 0 {
			continue
		}
		var b strings.Builder
		fmt.Fprintf(&b, "# tcpdump -r %s -w - -- FILTER (%s, %s), by go generate ./pcapnb\n", filepath.Base(path), versions[0], versions[1])
		for _, filter := range filters(t) {
			list, refused, err := tcpdumpList(path, filter, all)
			if err != nil {
				t.Fatal(err)
			}
			text := ranges(list)
			if refused {
				text = "refused"
			}
			fmt.Fprintf(&b, "%s\t%s\n", filter, text)
		}
		if err := os.WriteFile("testdata/golden/"+filepath.Base(path)+".txt", []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
