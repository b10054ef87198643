package objects_test

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"netlab/pcapnb"
	"netlab/pcapnb/internal/tlskeys/tlstalk"
	"netlab/pcapnb/objects"
	"netlab/pcapnb/talk"
)

// TestOpened finds what crosses TLS, where its secrets are known, among the objects and the requests.
func TestOpened(t *testing.T) {
	var keys bytes.Buffer
	client, server := tlstalk.Configs(&keys)
	packets, err := tlstalk.Talk(443, client, server, tlstalk.Browse)
	if err != nil {
		t.Fatal(err)
	}
	b := append(binary.LittleEndian.AppendUint32(nil, 0xa1b2c3d4), 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 1, 0, 0, 0)
	for i, p := range packets {
		for _, n := range []int{i, 0, len(p), len(p)} {
			b = binary.LittleEndian.AppendUint32(b, uint32(n))
		}
		b = append(b, p...)
	}
	dir := t.TempDir()
	path, keyLog := filepath.Join(dir, "web.pcap"), filepath.Join(dir, "keys.log")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(keyLog, keys.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	ps, err := pcapnb.LoadContext(t.Context(), pcapnb.LoadOptions{KeyLog: keyLog}, path)
	if err != nil {
		t.Fatal(err)
	}
	var sizes []int
	for _, o := range objects.Of(ps) {
		sizes = append(sizes, o.Size)
	}
	if want := []int{5, 3000, 40000, 15, 11, 7}; !slices.Equal(sizes, want) {
		t.Errorf("objects of %d bytes, want %d", sizes, want)
	}
	var asks []string
	for _, r := range talk.Requests(ps) {
		if r.Protocol == "HTTP" {
			asks = append(asks, r.Asks+" "+r.Answer)
		}
	}
	if len(asks) != 5 || asks[0] != "GET https://www.example.com/5 200 OK" {
		t.Errorf("requests %q, want five, first of /5", asks)
	}
}
