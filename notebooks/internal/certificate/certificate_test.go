package certificate

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"netlab/notebooks/internal/booktest"
)

// certified is a certificate to change.
func certified() *Certificate {
	return &Certificate{
		Captures: []CaptureFile{{Path: "web.pcap", SHA256: "5b84a3efcb09fdea", Bytes: 190457, Packets: 269}},
		Cells:    []string{"load aaaa", "show bbbb"},
		Outputs:  "cb25", Library: "d2f9", Commit: "5b477642db1160304367 and changes",
		Go: "go1.26.8", GoNB: "v0.11.4", Platform: "linux/amd64", TimeZone: "UTC",
	}
}

func TestCertificateDifferences(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(c *Certificate)
		want   string
	}{
		{"same", func(c *Certificate) {}, ""},
		{"other commit, same library", func(c *Certificate) { c.Commit = "1" }, ""},
		{"other outputs", func(c *Certificate) { c.Outputs = "1" }, ""},
		{"Go", func(c *Certificate) { c.Go = "go1.27" }, "Go: kept from go1.26.8, now go1.27"},
		{"kernel", func(c *Certificate) { c.GoNB = "v0.12.0" }, "GoNB: kept from v0.11.4, now v0.12.0"},
		{"tshark", func(c *Certificate) { c.TShark = "4.0.17" }, "tshark: kept from none, now 4.0.17"},
		{"platform", func(c *Certificate) { c.Platform = "darwin/arm64" }, "platform: kept from linux/amd64, now darwin/arm64"},
		{"library", func(c *Certificate) { c.Library, c.Commit = "0", "" }, "library: kept from commit 5b477642db11 and changes, now (unknown)"},
		{"capture", func(c *Certificate) { c.Captures[0].SHA256, c.Captures[0].Packets = "0123456789abcdef", 270 },
			"web.pcap: kept from 269 packets in 190457 bytes (SHA-256 5b84a3efcb09…), now 270 packets in 190457 bytes (SHA-256 0123456789ab…)"},
		{"other capture", func(c *Certificate) { c.Captures[0].Path = "my.pcap" }, "web.pcap is not read any more\nmy.pcap is read now, and was not"},
		{"edited", func(c *Certificate) { c.Cells[1] = "show cccc" }, `cell "show" was edited after the kept run`},
		{"new and gone", func(c *Certificate) { c.Cells[1] = "draw bbbb" }, "cell \"draw\" is new since the kept run\ncell \"show\" of the kept run is gone"},
		{"order", func(c *Certificate) { slices.Reverse(c.Cells) }, "the cells were run in another order"},
	} {
		now := certified()
		test.change(now)
		if got := strings.Join(certified().Differences(now), "\n"); got != test.want {
			t.Errorf("%s: differences %q, want %q", test.name, got, test.want)
		}
		if got, want := certified().SameMakings(now), test.want == ""; got != want {
			t.Errorf("%s: same makings: %v, want %v", test.name, got, want)
		}
	}
}

func TestRecordIsKeptInTheNotebook(t *testing.T) {
	nb := booktest.Code(t, "x", "")
	if got := Of(nb); got.Certificate != nil || got.Date != "" {
		t.Errorf("record of a notebook without one: %v", got)
	}
	if err := (Record{certified(), "2026-11-22"}).Set(nb); err != nil {
		t.Fatal(err)
	}
	again := booktest.Parse(t, booktest.Text(t, nb))
	again.Normalise()
	got := Of(again)
	if got.Date != "2026-11-22" || fmt.Sprint(*got.Certificate) != fmt.Sprint(*certified()) {
		t.Errorf("read again: %v, %v", got.Date, *got.Certificate)
	}
	again.Ours()["lab"] = "a"
	if err := (Record{certified(), "2027-01-01"}).Set(again); err != nil || again.Ours()["lab"] != "a" || Of(again).Date != "2027-01-01" {
		t.Errorf("what else is ours was lost: %v", err)
	}
	if err := (Record{}).Set(again); err != nil || len(again.Ours()) != 1 {
		t.Errorf("the record was not removed: %v, %v", err, again.Ours())
	}
	delete(again.Ours(), "lab")
	if err := (Record{}).Set(again); err != nil || strings.Contains(booktest.Text(t, again), "netlab") {
		t.Errorf("an empty part of the metadata was left: %v", err)
	}
}

func TestCellsRunAreInTheirOrder(t *testing.T) {
	nb := booktest.Code(t, "second", "")
	first, never := booktest.Code(t, "first", "").Cells[0], booktest.Code(t, "never", "").Cells[0]
	nb.Cells[0].Raw["id"], nb.Cells[0].Raw["execution_count"] = "two", json.Number("2")
	first.Raw["id"], first.Raw["execution_count"] = "one", json.Number("1")
	never.Raw["execution_count"] = nil
	nb.Cells = append(nb.Cells, first, never)
	want := []string{"one " + hash("first"), "two " + hash("second")}
	if got := cellsRun(nb); !slices.Equal(got, want) {
		t.Errorf("cells %q, want %q", got, want)
	}
}

func TestFilesRead(t *testing.T) {
	root := t.TempDir()
	folder := filepath.Join(root, "notebooks")
	capture := filepath.Join(root, "testdata", "web.pcap")
	names := filepath.Join(folder, "names.csv")
	elsewhere := filepath.Join(t.TempDir(), "private", "my.pcap")
	for path, from := range map[string]string{capture: "../../../testdata/web.pcap", elsewhere: "../../../testdata/ten-cut.pcap", names: "../../names.csv"} {
		data, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		old := time.Now().Add(-time.Hour)
		if err := os.Chtimes(path, old, old); err != nil {
			t.Fatal(err)
		}
	}
	began := time.Now().Add(-time.Minute)
	if err := os.Chtimes(elsewhere, began.Add(time.Second), began.Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	list := filepath.Join(root, "list")
	read := strings.Join([]string{capture, names, capture, elsewhere, filepath.Join(root, "removed.pcap"), "program:tshark 4.0.17", "program:tshark 4.0.17"}, "\x00") + "\x00"
	if err := os.WriteFile(list, []byte(read), 0o600); err != nil {
		t.Fatal(err)
	}
	paths, programs, err := listRead(list)
	if version := tsharkVersion(programs); err != nil || version != "4.0.17" {
		t.Errorf("tshark %q, %v; want 4.0.17", version, err)
	}
	got, err := filesRead(paths, filepath.Join(folder, "a.ipynb"), root, began)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, f := range got {
		lines = append(lines, fmt.Sprint(f.Path, " ", f.Packets, " ", f.Bytes, " ", f.SHA256[:8], " ", f.Written))
	}
	want := []string{"../testdata/web.pcap 269 190457 5b84a3ef false", "my.pcap 9 1053 " + sum(t, elsewhere) + " true", "names.csv 0 " + size(t, names) + " " + sum(t, names) + " false"}
	if !slices.Equal(lines, want) {
		t.Errorf("files\n%s, want\n%s", strings.Join(lines, "\n"), strings.Join(want, "\n"))
	}
}

func size(t *testing.T, path string) string {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(info.Size())
}

// sum asks the system for the start of a SHA-256.
func sum(t *testing.T, path string) string {
	t.Helper()
	for _, command := range [][]string{{"sha256sum", path}, {"shasum", "-a", "256", path}} {
		if out, err := exec.Command(command[0], command[1:]...).Output(); err == nil {
			return string(out[:8])
		}
	}
	t.Skip("no program to compute a SHA-256 with")
	return ""
}

func TestHashLibraryFollowsTheSources(t *testing.T) {
	root := t.TempDir()
	write := func(path, text string) {
		t.Helper()
		path = filepath.Join(root, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	hashed := func() string {
		t.Helper()
		h, err := hashLibrary(root)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	for _, path := range []string{"pcapnb/load.go", "pcapnb/nb/upload.js", "plots/line.go", "go.mod", "go.sum"} {
		write(path, "one")
	}
	first := hashed()
	for _, path := range []string{"pcapnb/load_test.go", "pcapnb/testdata/x.txt", "pcapnb/FIELDS.md", "notebooks/main.go"} {
		write(path, "no cell sees this")
		if hashed() != first {
			t.Errorf("%s changes the hash", path)
		}
	}
	last := first
	for _, path := range []string{"pcapnb/nb/upload.js", "plots/new.go", "go.sum"} {
		write(path, "two")
		if hashed() == last {
			t.Errorf("%s does not change the hash", path)
		}
		last = hashed()
	}
}
