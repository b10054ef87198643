package pcapnb

import (
	"time"

	"netlab/pcapnb/internal/capture"
)

// CacheDir returns the folder where decoded captures are kept for the next cell, or "" where the cache is off. The
// environment variable PCAPNB_CACHE names another folder than the user's cache folder, or says off.
func CacheDir() string { return capture.CacheDir() }

// A CacheFile is one file of the cache.
type CacheFile struct {
	Capture string    `col:"capture"` // path of the capture that it was made from
	Bytes   int       `col:"bytes" unit:"bytes"`
	Used    time.Time `col:"used"` // when it was last read or written
	Path    string    `col:"path"`
}

// CacheFiles lists what the cache holds, the least recently used first.
func CacheFiles() []CacheFile {
	var files []CacheFile
	for _, f := range capture.CacheFiles() {
		files = append(files, CacheFile(f))
	}
	return files
}

// ClearCache removes all cache files and returns how many bytes they had.
func ClearCache() (freed int) { return capture.ClearCache() }
