package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"netlab/notebooks/internal/jupyter"
	"netlab/notebooks/internal/run"
	"netlab/notebooks/internal/say"
	"netlab/pcapnb/ipynb"
)

// captureFolder holds captures made by others, which are not part of this
// project.
const captureFolder = "../../shared/captures"

// otherCaptures are what each lab is run on besides its own capture.
var otherCaptures = map[string][]string{
	"A": {"course/uchicagocs-web-20200714.pcap", "course/tplink_switch.pcap", "nDPI/http_ipv6.pcap"},
	"B": {"course/uchicagocs-web-20200714.pcap", "pcaps/http.cap", "pcaps/ftp.pcap"},
	"C": {"course/uchicagocs-web-20200714.pcap", "pcaps/telnet.pcap"},
	"D": {"course/uchicagocs-web-20200714.pcap", "course/tplink_switch.pcap", "pcaps/dns.cap"},
	"E": {"course/uchicagocs-web-20200714.pcap", "pcaps/suspectemployeechat.dmp", "nDPI/sip.pcap"},
}

// A student changes the path and nothing else, and every cell still works.
// It takes minutes, so it is asked for:
//
//	NETLAB_OTHER_CAPTURES=1 go test -run OtherCaptures -timeout 60m ./notebooks
func TestLabsOnOtherCaptures(t *testing.T) {
	if os.Getenv("NETLAB_OTHER_CAPTURES") == "" {
		t.Skip("takes minutes: set NETLAB_OTHER_CAPTURES=1")
	}
	if _, err := os.Stat(captureFolder); err != nil {
		t.Skip("the captures made by others are not here: ", err)
	}
	t.Setenv("PCAPNB_CLAIMS", "show") // they are about the labs' own captures
	s, err := jupyter.New(jupyter.Options{WithoutGopls: true}, &say.Sayer{Out: os.Stdout})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Ensure(t.Context()); err != nil {
		t.Skip("no Jupyter to run the labs in: ", err)
	}
	for _, lab := range []string{"A", "B", "C", "D", "E"} {
		other := filepath.Join(t.TempDir(), "other.pcap") // one name: the kernel links a cell once
		for _, capture := range otherCaptures[lab] {
			t.Run(lab+"/"+filepath.Base(capture), func(t *testing.T) {
				link(t, filepath.Join(captureFolder, capture), other)
				runOnCapture(t, s, labPath(t, lab), other)
			})
		}
	}
}

// Without the captures and without Jupyter, the path cell is found at least.
func TestEveryLabHasAPathCell(t *testing.T) {
	labs, err := filepath.Glob("lab-*.ipynb")
	if err != nil || len(labs) == 0 {
		t.Fatalf("labs: %q, %v", labs, err)
	}
	for _, path := range labs {
		nb, err := ipynb.Read(path)
		if err != nil {
			t.Fatal(err)
		}
		if c := changePath(t, nb, "/elsewhere/my.pcap"); !strings.Contains(c.Source(), "/elsewhere/my.pcap") {
			t.Errorf("%s: the path cell is now\n%s", path, c.Source())
		}
	}
}

// link makes name a link to a capture, in place of what it was.
func link(t *testing.T, capture, name string) {
	capture, err := filepath.Abs(capture)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	if err := os.Symlink(capture, name); err != nil {
		t.Fatal(err)
	}
}

// runOnCapture executes a copy of a lab that names another capture.
func runOnCapture(t *testing.T, s *jupyter.Setup, lab, capture string) {
	copied := copyLab(t, lab)
	nb, err := ipynb.Read(copied)
	if err != nil {
		t.Fatal(err)
	}
	changePath(t, nb, capture)
	if err := nb.Write(copied); err != nil {
		t.Fatal(err)
	}
	got, err := run.Notebook(t.Context(), s, copied, run.Options{Out: t.TempDir(), Timeout: 30 * time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range run.Problems(got) {
		t.Error(problem)
	}
}

// copyLab puts a lab and what it reads into a folder of the test's own, where
// it may write.
func copyLab(t *testing.T, lab string) string {
	root := t.TempDir()
	testdata, err := filepath.Abs("../testdata")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(testdata, filepath.Join(root, "testdata")); err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(root, "notebooks")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{lab, "names.csv"} {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(folder, lab)
}

var ownCapture = regexp.MustCompile(`\.\./testdata/[\w.-]+`)

// changePath names another capture in the path cell: the cell with the id
// "path", and in a lab that has none the first that names one of our captures.
func changePath(t *testing.T, nb *ipynb.Notebook, capture string) *ipynb.Cell {
	var path *ipynb.Cell
	for _, c := range nb.Cells {
		if !c.IsCode() || !ownCapture.MatchString(c.Source()) {
			continue
		}
		if path == nil || c.Raw["id"] == "path" {
			path = c
		}
	}
	if path == nil {
		t.Fatal("no cell names a capture")
	}
	path.SetSource(ownCapture.ReplaceAllLiteralString(path.Source(), capture))
	return path
}
