package anonymize

import (
	"path/filepath"
	"sync"
	"testing"
)

// TestOneKey asks for a key that is not there yet from many sides at once: all get the one in the file.
func TestOneKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	keys := make([]Key, 8)
	var wg sync.WaitGroup
	for i := range keys {
		wg.Go(func() {
			key, err := KeyFile(path)
			if err != nil {
				t.Error(err)
			}
			keys[i] = key
		})
	}
	wg.Wait()
	want, err := KeyFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range keys {
		if key != want {
			t.Error("a key is not the one in the file")
		}
	}
}
