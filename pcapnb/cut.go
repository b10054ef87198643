package pcapnb

import (
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
)

// goesOn says whether a cell goes on with the packets before the place where its files could not be read. With the
// environment variable PCAPNB_CLAIMS=show, for a notebook that is tried on another capture, it does, and says once where
// each file ends.
func goesOn(err error) bool {
	if os.Getenv("PCAPNB_CLAIMS") != "show" || !readInPart(err) {
		return false
	}
	if saysFirst(err.Error()) {
		fmt.Println("Only in part:", err)
	}
	return true
}

// readInPart says whether packets were read of each file that an error is about.
func readInPart(err error) bool {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			if !readInPart(e) {
				return false
			}
		}
		return true
	}
	var load *LoadError
	return errors.As(err, &load) && load.Read > 0
}

// saysFirst says whether this was not said yet: in a notebook the file is read in each cell that needs it.
func saysFirst(text string) bool {
	folder := os.Getenv("GONB_TMP_DIR")
	if folder == "" {
		return true
	}
	f, err := os.OpenFile(filepath.Join(folder, fmt.Sprintf("said-%08x", crc32.ChecksumIEEE([]byte(text)))), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err == nil {
		f.Close()
	}
	return !errors.Is(err, os.ErrExist)
}
