package rewrite_test

import (
	"bytes"
	"io/fs"
	"net/netip"
	"path/filepath"
	"strings"
	"testing"

	"netlab/pcapnb"
	"netlab/pcapnb/rewrite"
)

// captures are the project's own capture files and, where they are there, those of others.
func captures(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob("../../testdata/*.pcap*")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no captures: %v", err)
	}
	filepath.WalkDir("../../../shared/captures", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && (strings.Contains(filepath.Ext(path), "cap") || filepath.Ext(path) == ".dmp") {
			paths = append(paths, path)
		}
		return nil
	})
	return paths
}

// load reads what can be read of a capture.
func load(t *testing.T, path string) pcapnb.Packets {
	t.Helper()
	pkts, err := pcapnb.LoadContext(t.Context(), pcapnb.LoadOptions{NoCache: true}, path)
	if err != nil && len(pkts) == 0 {
		t.Logf("%s: %v", path, err)
	}
	return pkts
}

// TestNothingToChange checks that a policy that changes nothing gives the same bytes: every layer is put together as it was.
func TestNothingToChange(t *testing.T) {
	same := rewrite.Policy{Payload: rewrite.Keep, Addr: func(a netip.Addr) netip.Addr { return a }, Name: func(s string) string { return s }}
	for _, path := range captures(t) {
		pkts := load(t, path)
		i := 0
		for f := range rewrite.Packets(pkts, same) {
			if want := pkts[i].Bytes(); !bytes.Equal(f.Data, want) {
				t.Errorf("%s: packet %d\n got %x\nwant %x", path, f.Number, f.Data, want)
				break
			}
			if f.Length != pkts[i].Length() && pkts[i].Length() >= len(f.Data) {
				t.Errorf("%s: packet %d is %d bytes on the wire, want %d", path, f.Number, f.Length, pkts[i].Length())
			}
			i++
		}
		if i != len(pkts) {
			t.Errorf("%s: %d packets, want %d", path, i, len(pkts))
		}
	}
}
