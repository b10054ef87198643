package pcapnb

import (
	"os"
	"path/filepath"
	"testing"
)

func TestACutCaptureGoesOn(t *testing.T) {
	const cut = "../testdata/ten-cut.pcap"
	ps, err := Load(cut)
	if err == nil || len(ps) == 0 {
		t.Fatalf("%d packets, %v: the file is not cut", len(ps), err)
	}
	scanned := func() (n int) {
		for range MustScan(cut) {
			n++
		}
		return n
	}
	readAll := func(t *testing.T) {
		t.Helper()
		if n := len(MustLoad(cut)); n != len(ps) {
			t.Errorf("MustLoad: %d packets, want %d", n, len(ps))
		}
		if n := scanned(); n != len(ps) {
			t.Errorf("MustScan: %d packets, want %d", n, len(ps))
		}
		if n := MustReadFields(cut, "frame.len").Len(); n != len(ps) {
			t.Errorf("MustReadFields: %d packets, want %d", n, len(ps))
		}
	}
	for what, read := range map[string]func(){"MustLoad": func() { MustLoad(cut) }, "MustScan": func() { scanned() }, "MustReadFields": func() { MustReadFields(cut, "frame.len") }} {
		if panicOf(read) == "" {
			t.Errorf("%s goes on though nobody asked for it", what)
		}
	}
	t.Setenv("PCAPNB_CLAIMS", "show")
	t.Setenv("GONB_TMP_DIR", t.TempDir())
	readAll(t)
	said, err2 := filepath.Glob(filepath.Join(os.Getenv("GONB_TMP_DIR"), "said-*"))
	if err2 != nil || len(said) == 0 || len(said) > 2 { // Scan says it in its own words
		t.Errorf("%q: the file was not said once to be cut", said)
	}
	if panicOf(func() { MustLoad(cut, "../testdata/none.pcap") }) == "" {
		t.Error("a file that is not there is passed over")
	}
}
