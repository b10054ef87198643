package pcapnb

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestNoteRead(t *testing.T) {
	list := filepath.Join(t.TempDir(), "read")
	t.Setenv("PCAPNB_READ", list)
	MustLoad("../testdata/ten.pcap")
	if _, err := os.Stat(list); !os.IsNotExist(err) {
		t.Errorf("a list that nobody asked for was made: %v", err)
	}
	if err := os.WriteFile(list, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	MustLoad("../testdata/ten*.pcap.gz", "../testdata/web.pcap")
	for range Scan("../testdata/ten.pcapng") {
		break
	}
	MustReadFields("../testdata/ten-gre.pcap", "frame.len")
	if _, err := LoadNames("../notebooks/names.csv"); err != nil {
		t.Fatal(err)
	}
	Load("../testdata/none.pcap") // what cannot be read was not read
	got, err := os.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for path := range strings.SplitSeq(strings.TrimSuffix(string(got), "\x00"), "\x00") {
		if !filepath.IsAbs(path) {
			t.Errorf("%s is not a full path", path)
		}
		names = append(names, filepath.Base(path))
	}
	if got, want := strings.Join(names, " "), "ten.pcap.gz web.pcap ten.pcapng ten-gre.pcap names.csv"; got != want {
		t.Errorf("read %s, want %s", got, want)
	}
}
