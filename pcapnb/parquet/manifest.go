package parquet

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// manifestName is the name of the manifest: a line of JSON for the columns, and one for each capture file before its parts are put
// into their places and one after. What begins with _ Spark and Hive take for no data.
const manifestName = "_manifest.jsonl"

// An input is a capture file, and what is wanted of it.
type input struct {
	ID       string `json:"id"` // that the names of its parts begin with
	Path     string `json:"path"`
	Size     int64  `json:"size"`
	Modified int64  `json:"modified"` // nanoseconds since 1970
	Wanted   string `json:"wanted"`
}

// A record is a line of the manifest.
type record struct {
	Columns []string `json:"columns,omitempty"` // in the first line only
	Input   input    `json:"input,omitzero"`
	Saved   *Saved   `json:"saved,omitempty"`
	Parts   []part   `json:"parts,omitempty"`
	Done    bool     `json:"done,omitempty"` // all parts are in their places
}

// A manifest says what a folder holds.
type manifest struct {
	dir  string
	file *os.File

	mu    sync.Mutex
	known map[string]record // the latest of each input
}

// openManifest reads a folder's manifest, or begins one.
func openManifest(dir string, columns []string) (*manifest, error) {
	path := filepath.Join(dir, manifestName)
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	m := &manifest{dir: dir, known: make(map[string]record)}
	whole := text[:bytes.LastIndexByte(text, '\n')+1] // a line without its end was being written
	if err := m.read(whole, columns); err != nil {
		return nil, err
	}
	if m.file, err = os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o644); err != nil {
		return nil, explained(path, err)
	}
	m.sweep()
	err = m.file.Truncate(int64(len(whole)))
	if err == nil {
		_, err = m.file.Seek(int64(len(whole)), 0)
	}
	if err == nil && len(whole) == 0 {
		err = m.write(record{Columns: columns})
	}
	if err != nil {
		m.close()
		return nil, err
	}
	return m, nil
}

// sweep removes what one that was killed has left.
func (m *manifest) sweep() {
	entries, _ := os.ReadDir(m.dir)
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), asidePrefix) {
			os.RemoveAll(filepath.Join(m.dir, e.Name()))
		}
	}
}

func (m *manifest) read(text []byte, columns []string) error {
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, len(text)+1)
	for n := 1; lines.Scan(); n++ {
		var r record
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			return fmt.Errorf("%s, line %d: %w; remove the folder and save again", manifestName, n, err)
		}
		switch {
		case n > 1:
			m.known[r.Input.ID] = r
		case !slices.Equal(r.Columns, columns):
			return fmt.Errorf("it was written with other columns%s; take another folder", changed(r.Columns, columns))
		}
	}
	return lines.Err()
}

// changed says which columns are only in one of two lists.
func changed(was, is []string) string {
	only := func(in, of []string) string {
		return strings.Join(slices.DeleteFunc(slices.Clone(in), func(c string) bool { return slices.Contains(of, c) }), ", ")
	}
	gone, new := only(was, is), only(is, was)
	switch {
	case gone == "" && new == "":
		return ": the same in another order"
	case gone == "":
		return ": now also " + new
	case new == "":
		return ": also " + gone
	}
	return ": " + gone + ", not " + new
}

func (m *manifest) close() { m.file.Close() }

// write adds a line, which is on the disk when it returns.
func (m *manifest) write(r record) error {
	line, err := json.Marshal(r)
	if err != nil {
		return err
	}
	if _, err := m.file.Write(append(line, '\n')); err != nil {
		return err
	}
	return m.file.Sync()
}

// done returns what was saved of an input, if it has not changed since.
func (m *manifest) done(in input) (Saved, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := m.known[in.ID]
	if !r.Done || r.Saved == nil || r.Input.Size != in.Size || r.Input.Modified != in.Modified || r.Input.Wanted != in.Wanted {
		return Saved{}, false
	}
	for _, p := range r.Parts {
		if _, err := os.Stat(filepath.Join(m.dir, p.Path)); err != nil {
			return Saved{}, false
		}
	}
	s := *r.Saved
	s.File = in.Path
	return s, true
}

// forget removes the parts of an earlier state of an input.
func (m *manifest) forget(in input) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, p := range m.known[in.ID].Parts {
		if !filepath.IsLocal(p.Path) {
			return fmt.Errorf("%s names %q, which is outside the folder", manifestName, p.Path)
		}
		if err := os.Remove(filepath.Join(m.dir, p.Path)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if _, ok := m.known[in.ID]; !ok {
		return nil
	}
	delete(m.known, in.ID)
	return m.write(record{Input: in})
}

// commit puts the parts of an input into their places. A line before says which those are, for one who goes on after a kill.
func (m *manifest) commit(in input, s Saved, w *partitions) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := record{Input: in, Parts: w.parts}
	if err := m.write(r); err != nil {
		return err
	}
	m.known[in.ID] = r
	if err := w.place(); err != nil {
		return err
	}
	r.Saved, r.Done = &s, true
	m.known[in.ID] = r
	return m.write(r)
}

// nameOf returns a name for the parts of a file, for eyes and, by its end, for no other file.
func nameOf(path string) string {
	base := filepath.Base(path)
	name := strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' {
			return c
		}
		return '-'
	}, base[:min(len(base), 60)])
	return strings.Trim(name, "-") + "-" + digest(path)
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}
