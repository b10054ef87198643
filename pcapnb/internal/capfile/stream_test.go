package capfile

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// packedFiles writes data as files, packed and not, and returns their paths.
func packedFiles(t *testing.T, data []byte) []string {
	t.Helper()
	var gz, zst bytes.Buffer
	z, err := zstd.NewWriter(&zst)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	var paths []string
	for name, content := range map[string][]byte{"gz": packed(t, gzip.NewWriter(&gz), &gz, data), "zst": packed(t, z, &zst, data)} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o644); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	return paths
}

// TestWindowsFollowEachOther leaves any number of bytes to the next window, more than it has room for too.
func TestWindowsFollowEachOther(t *testing.T) {
	data := noise(3*fullWindow + 12345)
	dice := rand.New(rand.NewPCG(1, 2))
	for _, path := range packedFiles(t, data) {
		for range 3 {
			src, err := Open(path, Limits{})
			if err != nil {
				t.Fatal(err)
			}
			taken, rest, windows := 0, []byte(nil), 0
			for eof := false; !eof; windows++ {
				var window []byte
				var base int64
				window, base, eof = src.Next(rest)
				if base != int64(taken) || !bytes.Equal(window, data[taken:taken+len(window)]) {
					t.Fatalf("%s: window %d at %d is not what is in the file at %d", path, windows, base, taken)
				}
				left := min(len(window), []int{0, dice.IntN(3000), dice.IntN(8 * headroom)}[dice.IntN(3)])
				taken += len(window) - left
				rest = window[len(window)-left:]
			}
			if taken+len(rest) != len(data) || src.Err() != nil {
				t.Errorf("%s: %d bytes and %v, want %d", path, taken+len(rest), src.Err(), len(data))
			}
			src.Close()
		}
	}
}

// TestCloseBeforeTheEnd closes while the next window is unpacked; the race detector says whether that is too early.
func TestCloseBeforeTheEnd(t *testing.T) {
	data := noise(3 * fullWindow)
	for _, path := range packedFiles(t, data) {
		for windows := range 4 {
			src, err := Open(path, Limits{})
			if err != nil {
				t.Fatal(err)
			}
			size := 0
			for range windows {
				window, _, _ := src.Next(nil)
				if !bytes.Equal(window, data[size:size+len(window)]) {
					t.Errorf("%s: at %d is not what is in the file", path, size)
				}
				size += len(window)
			}
			src.Close()
		}
	}
}
