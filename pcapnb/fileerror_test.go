package pcapnb

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"netlab/pcapnb/internal/fileerr"
)

// TestErrorsSayWhatToDo reads and writes files that cannot be.
func TestErrorsSayWhatToDo(t *testing.T) {
	dir := t.TempDir()
	load := func(path string) error {
		_, err := Load(path)
		return err
	}
	loadCSV := func(path string) error {
		_, err := LoadCSV(path)
		return err
	}
	ps := MustLoad("../testdata/ten.pcap")
	saveCSV := func(path string) error { return ps.Select(Length).SaveCSV(path) }
	for _, test := range []struct {
		do   func(path string) error
		path string
		want string
	}{
		{load, "../testdata/morninh.pcap", `; did you mean "../testdata/morning.pcap", `},
		{load, "../testdata/ten.pcap.sz", `; did you mean "../testdata/ten.pcap.gz", `},
		{load, "none/ten.pcap", `; there is no folder "none" either`},
		{load, filepath.Join(dir, "ten.pcap"), "no such file; put the capture there, or send it there with nb.Upload()"},
		{load, "https://example.org/x.pcap", "this is a web address: download it first, with fetch.File"},
		{load, "load.go", "want a pcap or pcapng file, as Wireshark and tcpdump write them"},
		{loadCSV, "none.csv", "none.csv: no such file in /"},
		{ps.WritePcap, filepath.Join(dir, "none", "x.pcap"), `/none"; make it first: os.MkdirAll(`},
		{saveCSV, filepath.Join(dir, "none", "x.csv"), `/none"; make it first: os.MkdirAll(`},
	} {
		err := test.do(test.path)
		if err == nil || !strings.Contains(err.Error(), test.want) || strings.Count(err.Error(), test.path) != 1 && !strings.Contains(test.want, "folder") {
			t.Errorf("%s: error %q, want one with %q that names the file once", test.path, err, test.want)
		}
		if err != nil && strings.Contains(err.Error(), ".pcapnb-") {
			t.Errorf("%s: error %q names a temporary file", test.path, err)
		}
	}
	reason, _ := fileerr.Open("x", &fs.PathError{Op: "open", Path: "x", Err: os.ErrPermission})
	if want := "permission denied: you may not read it; copy it, or ask its owner for chmod a+r"; reason != want {
		t.Errorf("reason %q, want %q", reason, want)
	}
	if err := fileerr.Write("x", &fs.PathError{Op: "open", Path: "y", Err: fs.ErrPermission}); !errors.Is(err, fs.ErrPermission) || !strings.Contains(err.Error(), "take a folder of your own") {
		t.Errorf("error %v", err)
	}
}
