package capture

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

// An Error says which file could not be read to its end, where and why. The packets before that place were read.
type Error struct {
	Path   string
	Packet int    // number of the packet where reading stopped, from 1; 0 where it was before any packet
	Offset int64  // byte of the (unpacked) file where it stopped
	Reason string // what is wrong there
	Read   int    // packets that were read
	Cut    bool   // the file just ends, in the middle of something
}

// Error returns the file, the place where reading stopped and why, and how many packets were read.
func (e *Error) Error() string {
	where := ""
	if e.Packet > 0 {
		where = fmt.Sprintf("packet %d at byte %d: ", e.Packet, e.Offset)
	}
	kept := ""
	if e.Read > 0 {
		kept = fmt.Sprintf(" (%d packets before it were read)", e.Read)
	}
	return e.Path + ": " + where + e.Reason + kept
}

// openError says why a capture could not be opened, and what to do.
func openError(path string, err error) *Error {
	reason, missing := fileerr.Open(path, err)
	if missing {
		reason += captureHint(path)
	}
	return &Error{Path: path, Reason: reason}
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
