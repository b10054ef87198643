// Package fileerr says why a file could not be read or written, and what to do.
package fileerr

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Open says why a file could not be opened; missing tells that there is none.
func Open(path string, err error) (reason string, missing bool) {
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
	return "no such file in " + Folder(), true
}

// Folder is the folder that paths without one are looked for in.
func Folder() string {
	if dir, err := os.Getwd(); err == nil {
		return dir
	}
	return "this folder"
}

// Write says why a file could not be written.
func Write(path string, err error) error {
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
