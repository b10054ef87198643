package testcapture

import (
	"os"
	"path/filepath"
	"testing"
)

// Seeds are the small captures that a pattern matches, for a fuzz target to begin with.
func Seeds(t testing.TB, pattern string) [][]byte {
	t.Helper()
	var files [][]byte
	paths, err := filepath.Glob(pattern)
	if err != nil || len(paths) == 0 {
		t.Fatalf("no capture matches %s: %v", pattern, err)
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if len(data) < 8<<10 {
			files = append(files, data)
		}
	}
	return files
}
