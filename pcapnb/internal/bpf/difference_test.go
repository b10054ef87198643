package bpf

import (
	"encoding/binary"
	"encoding/hex"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// difference is a line of testdata/differences.txt.
type difference struct {
	link          int
	filter        string
	frame         []byte
	ours, tcpdump string
	why           string
}

func readDifferences(tb testing.TB) []difference {
	tb.Helper()
	text, err := os.ReadFile("testdata/differences.txt")
	if err != nil {
		tb.Fatal(err)
	}
	var out []difference
	for line := range strings.Lines(string(text)) {
		if line[0] == '#' {
			continue
		}
		f := strings.Split(strings.TrimSpace(strings.ReplaceAll(line, `\|`, "\x00")), " | ")
		if len(f) != 6 || f[5] == "" {
			tb.Fatalf("not six columns: %s", line)
		}
		link, err := strconv.Atoi(f[0])
		if err != nil {
			tb.Fatal(err)
		}
		frame := []byte{}
		if f[2] != "-" {
			if frame, err = hex.DecodeString(f[2]); err != nil {
				tb.Fatalf("%v: %s", err, line)
			}
		}
		out = append(out, difference{link, strings.ReplaceAll(f[1], "\x00", "|"), frame, f[3], f[4], f[5]})
	}
	return out
}

// listedDifference reports whether a filter is listed for a link type of the frames.
func listedDifference(known []difference, all []frame, filter string) bool {
	for _, d := range known {
		if d.filter == filter && len(all) > 0 && all[0].link == d.link {
			return true
		}
	}
	return false
}

// TestDifferences checks that every listed difference is still one.
func TestDifferences(t *testing.T) {
	_, err := exec.LookPath("tcpdump")
	for _, d := range readDifferences(t) {
		if got := ourVerdict(d); got != d.ours {
			t.Errorf("%d %s: we say %s, not %s", d.link, d.filter, got, d.ours)
		}
		if d.ours == d.tcpdump {
			t.Errorf("%d %s: no difference", d.link, d.filter)
		}
		if err != nil {
			continue
		}
		if got := tcpdumpVerdict(t, d); got != d.tcpdump {
			t.Errorf("%d %s: tcpdump says %s, not %s; is the difference gone?", d.link, d.filter, got, d.tcpdump)
		}
	}
	if err != nil {
		t.Skip("tcpdump is not installed: only our side was checked")
	}
}

func ourVerdict(d difference) string {
	p, err := Compile(d.filter, d.link, 65535)
	switch {
	case err != nil:
		return "refused"
	case p.Match(d.frame, len(d.frame)):
		return "match"
	}
	return "no"
}

// tcpdumpVerdict gives tcpdump a capture of the one frame.
func tcpdumpVerdict(t *testing.T, d difference) string {
	b := binary.LittleEndian.AppendUint32(nil, 0xa1b2c3d4)
	for _, v := range []uint32{0x00040002, 0, 0, 65535, uint32(d.link), 0, 0, uint32(len(d.frame)), uint32(len(d.frame))} {
		b = binary.LittleEndian.AppendUint32(b, v)
	}
	path := filepath.Join(t.TempDir(), "one.pcap")
	if err := os.WriteFile(path, append(b, d.frame...), 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("tcpdump", "-r", path, "-w", "-", "--", d.filter).Output()
	switch {
	case err != nil:
		return "refused"
	case len(out) > 24:
		return "match"
	}
	return "no"
}
