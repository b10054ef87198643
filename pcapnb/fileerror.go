package pcapnb

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"netlab/pcapnb/internal/nearest"
)

// openError says why a capture could not be opened, and what to do.
func openError(path string, err error) *LoadError {
	reason, missing := fileReason(path, err)
	if missing {
		reason += captureHint(path)
	}
	return &LoadError{Path: path, Reason: reason}
}

// fileReason says why a file could not be opened; missing tells that there is none.
func fileReason(path string, err error) (reason string, missing bool) {
	reason = err.Error()
	var pe *fs.PathError
	if errors.As(err, &pe) {
		reason = pe.Err.Error()
	}
	switch {
	case errors.Is(err, fs.ErrPermission):
		return reason + ": you may not read it; copy it, or ask its owner for chmod a+r", false
	case !errors.Is(err, fs.ErrNotExist):
		return reason, false
	case filepath.IsAbs(path):
		return "no such file", true
	}
	return "no such file in " + folder(), true
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

// writeError says why a file could not be written, and what to do.
func writeError(path string, err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err // without the name of a temporary file
	}
	switch dir := filepath.Dir(path); {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s: there is no folder %q; make it first: os.MkdirAll(%q, 0o755): %w", path, dir, dir, err)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%s: %w: you may not write there; take a folder of your own", path, err)
	}
	return fmt.Errorf("%s: %w", path, err)
}
