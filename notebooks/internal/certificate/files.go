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

// filesRead reads the list that pcapnb made and describes the files, each once.
func filesRead(list, notebook, checkout string, began time.Time) ([]CaptureFile, error) {
	text, err := os.ReadFile(list)
	if err != nil {
		return nil, err
	}
	files := []CaptureFile{}
	var seen []string
	for path := range strings.SplitSeq(strings.TrimSuffix(string(text), "\x00"), "\x00") {
		if path == "" || slices.Contains(seen, path) {
			continue
		}
		seen = append(seen, path)
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
