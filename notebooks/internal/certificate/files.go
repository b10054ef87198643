package certificate

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"netlab/pcapnb"
)

// programEntry begins an entry of pcapnb's list that names a program and its version; the others are paths.
const programEntry = "program:"

// listRead reads the list that pcapnb made: the files that were read and the programs that answered, each once.
func listRead(list string) (files, programs []string, err error) {
	text, err := os.ReadFile(list)
	if err != nil {
		return nil, nil, err
	}
	for entry := range strings.SplitSeq(strings.TrimSuffix(string(text), "\x00"), "\x00") {
		program, isProgram := strings.CutPrefix(entry, programEntry)
		switch {
		case isProgram && !slices.Contains(programs, program):
			programs = append(programs, program)
		case !isProgram && entry != "" && !slices.Contains(files, entry):
			files = append(files, entry)
		}
	}
	return files, programs, nil
}

// tsharkVersion is the version of tshark among the programs, "" where it is not.
func tsharkVersion(programs []string) string {
	var versions []string
	for _, p := range programs {
		if version, ok := strings.CutPrefix(p, "tshark "); ok {
			versions = append(versions, version)
		}
	}
	return strings.Join(versions, ", ")
}

// filesRead describes the files that were read.
func filesRead(paths []string, notebook, checkout string, began time.Time) ([]CaptureFile, error) {
	files := []CaptureFile{}
	for _, path := range paths {
		file, err := describeFile(path, began)
		if os.IsNotExist(err) {
			continue // a cell removed what it had made
		}
		if err != nil {
			return nil, err
		}
		file.Path = shownPath(path, filepath.Dir(notebook), checkout)
		files = append(files, file)
	}
	slices.SortFunc(files, func(a, b CaptureFile) int { return strings.Compare(a.Path, b.Path) }) // those of a folder are read in any order
	return files, nil
}

func describeFile(path string, began time.Time) (CaptureFile, error) {
	f, err := os.Open(path)
	if err != nil {
		return CaptureFile{}, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return CaptureFile{}, err
	}
	h := sha256.New()
	n, err := io.Copy(h, f)
	return CaptureFile{SHA256: hex.EncodeToString(h.Sum(nil)), Bytes: n, Packets: countPackets(path), Written: info.ModTime().After(began)}, err
}

// countPackets counts the packets of a capture, up to a place where it is
// damaged; in a file that is none there are none.
func countPackets(path string) int {
	n := 0
	for _, err := range pcapnb.Scan(path) {
		if err != nil {
			break
		}
		n++
	}
	return n
}

// shownPath does not tell strangers how somebody's folders are called.
func shownPath(path, folder, checkout string) string {
	for _, root := range []string{folder, checkout} {
		if inside, err := filepath.Rel(root, path); err == nil && filepath.IsLocal(inside) {
			if rel, err := filepath.Rel(folder, path); err == nil {
				return filepath.ToSlash(rel)
			}
		}
	}
	return filepath.Base(path)
}
