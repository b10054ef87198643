package pcapnb

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"path/filepath"

	"netlab/pcapnb/internal/misuse"
	"netlab/pcapnb/wholefile"
)

// A CarvedFile is a file that was found in a stream's data by the marks at its beginning and end.
type CarvedFile struct {
	Kind   string // "png", "jpeg", "gif", "pdf", "zip", "gzip"
	Offset int    // of its first byte in the data
	Data   []byte
	Whole  bool // its end was found
}

// fileKinds are the marks that files begin with, and how to find where they end.
func fileKinds() []fileKind {
	return []fileKind{
		{"png", "\x89PNG\r\n\x1a\n", pngEnd},
		{"jpeg", "\xff\xd8\xff", endMark("\xff\xd9", 0)},
		{"gif", "GIF8", endMark("\x00\x3b", 0)},
		{"pdf", "%PDF-", endMark("%%EOF", 0)},
		{"zip", "PK\x03\x04", endMark("PK\x05\x06", 18)},
		{"gzip", "\x1f\x8b\x08", func(b []byte) int { return -1 }},
	}
}

type fileKind struct {
	name, mark string
	end        func(b []byte) int // length of the file that b begins with, or -1
}

// Carve finds files in the data: PNG, JPEG, GIF, PDF, ZIP and gzip. A file whose end is missing reaches to the end of
// the data.
func (d Data) Carve() []CarvedFile {
	var files []CarvedFile
	kinds := fileKinds()
	for at := 0; at < len(d.Bytes); {
		kind := kindAt(kinds, d.Bytes[at:])
		if kind == nil {
			at++
			continue
		}
		f := CarvedFile{Kind: kind.name, Offset: at, Whole: true}
		size := kind.end(d.Bytes[at:])
		if size < 0 {
			size, f.Whole = len(d.Bytes)-at, false
		}
		f.Data = d.Bytes[at : at+size : at+size]
		files = append(files, f)
		at += max(size, 1)
	}
	return files
}

func kindAt(kinds []fileKind, b []byte) *fileKind {
	for i := range kinds {
		if bytes.HasPrefix(b, []byte(kinds[i].mark)) {
			return &kinds[i]
		}
	}
	return nil
}

// endMark finds the end by a mark and the number of bytes that follow it.
func endMark(mark string, behind int) func(b []byte) int {
	return func(b []byte) int {
		i := bytes.Index(b, []byte(mark))
		if i < 0 || i+len(mark)+behind > len(b) {
			return -1
		}
		return i + len(mark) + behind
	}
}

// pngEnd walks the chunks up to IEND (PNG specification, section 5.3).
func pngEnd(b []byte) int {
	at := 8
	for at+12 <= len(b) {
		size := int(binary.BigEndian.Uint32(b[at:]))
		if size > len(b)-at-12 {
			return -1
		}
		kind := string(b[at+4 : at+8])
		at += 12 + size
		if kind == "IEND" {
			return at
		}
	}
	return -1
}

// SHA256 returns the file's checksum in hexadecimal digits.
func (f CarvedFile) SHA256() string {
	sum := sha256.Sum256(f.Data)
	return hex.EncodeToString(sum[:])
}

// Save writes the file into a folder under a name made of its kind and checksum, never of what strangers wrote, and
// returns the path.
func (f CarvedFile) Save(folder string) (string, error) {
	path := filepath.Join(folder, fmt.Sprintf("carved-%s.%s", f.SHA256()[:12], f.Kind))
	return path, wholefile.WriteBytes(path, f.Data, 0o644)
}

// MustSave is Save for a notebook cell.
func (f CarvedFile) MustSave(folder string) string {
	path, err := f.Save(folder)
	misuse.Check(err)
	return path
}

// String tells the kind, size and checksum.
func (f CarvedFile) String() string {
	whole := ""
	if !f.Whole {
		whole = ", cut off"
	}
	return fmt.Sprintf("%s, %d bytes at byte %d%s, sha256 %s", f.Kind, len(f.Data), f.Offset, whole, f.SHA256())
}
