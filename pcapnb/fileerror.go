package pcapnb

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"netlab/pcapnb/internal/fileerr"
	"netlab/pcapnb/internal/nearest"
)

// openError says why a capture could not be opened, and what to do.
func openError(path string, err error) *LoadError {
	reason, missing := fileerr.Open(path, err)
	if missing {
		reason += captureHint(path)
	}
	return &LoadError{Path: path, Reason: reason}
}

// captureHint says which captures there are instead of the one at path.
func captureHint(path string) string {
	if strings.Contains(path, "://") {
		return "; this is a web address: download it first, with fetch.File or a browser"
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Sprintf("; there is no folder %q either", filepath.Dir(path))
	}
	var near []string
	for _, e := range entries {
		if isCaptureName(e.Name()) {
			near = append(near, filepath.Join(filepath.Dir(path), e.Name()))
		}
	}
	if len(near) == 0 {
		return "; put the capture there, or send it there with nb.Upload()"
	}
	return "; " + nearest.Suggest(filepath.Clean(path), near)
}

// isCaptureName tells the usual names of captures, packed or not.
func isCaptureName(name string) bool {
	for _, packed := range []string{".gz", ".zst"} {
		name = strings.TrimSuffix(name, packed)
	}
	return slices.Contains([]string{".pcap", ".pcapng", ".cap", ".dmp", ".ntar"}, strings.ToLower(filepath.Ext(name)))
}
