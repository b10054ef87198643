package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"netlab/pcapnb"
)

// A certificate says what a run was made of. It lies in the notebook's
// metadata and stands at the foot of its page; the same run gives the same one.
type certificate struct {
	Captures []captureFile `json:"captures"`
	Cells    []string      `json:"cells"`   // those run, in the order in which they were: id and the hash of its source
	Outputs  string        `json:"outputs"` // SHA-256 of all outputs
	Library  string        `json:"library"` // SHA-256 of what cells can import, go.mod and go.sum included
	Commit   string        `json:"commit"`  // the last that changed it, for a reader; not compared
	Go       string        `json:"go"`
	GoNB     string        `json:"gonb"` // version of the kernel
	Platform string        `json:"platform"`
	TimeZone string        `json:"time_zone"` // of the cells
}

// A captureFile is a file that cells read: a capture, or a list of names.
type captureFile struct {
	Path    string `json:"path"` // from the notebook's folder; only the name where the file lies outside the checkout
	SHA256  string `json:"sha256"`
	Bytes   int64  `json:"bytes"`
	Packets int    `json:"packets,omitempty"` // 0 for a file that is no capture
	Written bool   `json:"written,omitempty"` // by the notebook itself
}

// timeZone is the one that cells run in, on every machine.
const timeZone = "UTC"

// metadataName is the part of a notebook's metadata that is ours.
const metadataName = "netlab"

// A runRecord is what is kept there.
type runRecord struct {
	Certificate *certificate `json:"certificate,omitempty"`
	Date        string       `json:"date,omitempty"` // of the run; not compared
}

// record reads the record of the run that gave the notebook's outputs; it is
// empty for one that was run otherwise.
func (nb *notebook) record() runRecord {
	var r runRecord
	metadata, _ := nb.raw["metadata"].(map[string]any)
	text, err := json.Marshal(metadata[metadataName])
	if err == nil {
		json.Unmarshal(text, &r) // what is not ours stays out
	}
	return r
}

// setRecord puts the record into the notebook, beside what else is ours; an
// empty one is removed.
func (nb *notebook) setRecord(r runRecord) error {
	metadata, _ := nb.raw["metadata"].(map[string]any)
	if metadata == nil {
		metadata = map[string]any{}
		nb.raw["metadata"] = metadata
	}
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var made map[string]any
	if err := decoder.Decode(&made); err != nil {
		return err
	}
	if ours, ok := metadata[metadataName].(map[string]any); ok {
		for name, value := range ours {
			if name != "certificate" && name != "date" {
				made[name] = value
			}
		}
	}
	metadata[metadataName] = made
	if len(made) == 0 {
		delete(metadata, metadataName)
	}
	return nil
}

// certify writes the record of a run that began at began into the notebook.
// list is the file in which pcapnb noted what the cells read.
func (nb *notebook) certify(s *setup, path, list string, began time.Time) error {
	c := &certificate{Cells: nb.cellsRun(), Outputs: nb.outputsHash(), Go: s.goVersion, GoNB: s.gonbVersion, Platform: s.platform, TimeZone: timeZone}
	var err error
	if c.Library, err = hashLibrary(s.checkout); err != nil {
		return err
	}
	c.Commit = s.libraryCommit()
	if c.Captures, err = filesRead(list, path, s.checkout, began); err != nil {
		return err
	}
	return nb.setRecord(runRecord{c, began.UTC().Format(time.DateOnly)})
}

// cellsRun lists the code cells in the order in which they were run.
func (nb *notebook) cellsRun() []string {
	var run []*cell
	for _, c := range nb.cells {
		if c.isCode() && c.count() > 0 {
			run = append(run, c)
		}
	}
	slices.SortStableFunc(run, func(a, b *cell) int { return a.count() - b.count() })
	cells := make([]string, len(run))
	for i, c := range run {
		cells[i] = c.id() + " " + c.sourceHash()
	}
	return cells
}

// id is the cell's name in the notebook.
func (c *cell) id() string {
	id, _ := c.raw["id"].(string)
	return id
}

// count is the number under which the cell was run, 0 if it was not.
func (c *cell) count() int {
	number, _ := c.raw["execution_count"].(json.Number)
	n, err := number.Int64()
	if err != nil {
		return 0
	}
	return int(n)
}

// sourceHash is a short fingerprint of the cell's text.
func (c *cell) sourceHash() string { return hash(c.source()) }

// outputsHash is the SHA-256 of all outputs as they are written.
func (nb *notebook) outputsHash() string {
	h := sha256.New()
	encoder := json.NewEncoder(h)
	for _, c := range nb.cells {
		if err := encoder.Encode(c.outputs); err != nil {
			panic(err) // they were read as JSON
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// filesRead reads the list that pcapnb made and describes the files, each once.
func filesRead(list, notebook, checkout string, began time.Time) ([]captureFile, error) {
	text, err := os.ReadFile(list)
	if err != nil {
		return nil, err
	}
	files := []captureFile{}
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

func describeFile(path string, began time.Time) (captureFile, error) {
	f, err := os.Open(path)
	if err != nil {
		return captureFile{}, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return captureFile{}, err
	}
	h := sha256.New()
	n, err := io.Copy(h, f)
	return captureFile{SHA256: hex.EncodeToString(h.Sum(nil)), Bytes: n, Packets: countPackets(path), Written: info.ModTime().After(began)}, err
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

// hashLibrary is the SHA-256 of the sources that cells can import.
func hashLibrary(checkout string) (string, error) {
	h := sha256.New()
	add := func(path string) error {
		text, err := os.ReadFile(filepath.Join(checkout, path))
		fmt.Fprintf(h, "%x %s\n", sha256.Sum256(text), filepath.ToSlash(path))
		return err
	}
	for _, folder := range []string{"pcapnb", "plots"} {
		err := fs.WalkDir(os.DirFS(checkout), folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			switch name := d.Name(); {
			case d.IsDir() && strings.HasPrefix(name, "testdata"):
				return fs.SkipDir
			case d.IsDir(), strings.HasPrefix(name, "."), strings.HasSuffix(name, "_test.go"), strings.HasSuffix(name, ".md"):
				return nil
			}
			return add(path)
		})
		if err != nil {
			return "", err
		}
	}
	for _, name := range []string{"go.mod", "go.sum"} {
		if err := add(name); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// libraryCommit names the last commit that changed the library, "" outside git.
func (s *setup) libraryCommit() string {
	sources := []string{"--", "pcapnb", "plots", "go.mod", "go.sum"}
	commit, err := s.ask("git", append([]string{"log", "-1", "--format=%H"}, sources...)...)
	if err != nil {
		return ""
	}
	if changed, err := s.ask("git", append([]string{"status", "--porcelain"}, sources...)...); err != nil || changed != "" {
		return commit + " and changes"
	}
	return commit
}

// differences says in what the runs differ: what they were made of, not what
// they gave.
func (c *certificate) differences(now *certificate) []string {
	var found []string
	differ := func(what, kept, now string) {
		if kept != now {
			found = append(found, fmt.Sprintf("%s: kept from %s, now %s", what, kept, now))
		}
	}
	found = append(found, differentCaptures(c.Captures, now.Captures)...)
	differ("Go", c.Go, now.Go)
	differ("GoNB", c.GoNB, now.GoNB)
	differ("platform", c.Platform, now.Platform)
	differ("time zone", c.TimeZone, now.TimeZone)
	if c.Library != now.Library {
		found = append(found, fmt.Sprintf("library: kept from commit %s, now %s", shorten(c.Commit), shorten(now.Commit)))
	}
	return append(found, differentCells(c.Cells, now.Cells)...)
}

// shorten cuts the hash of a commit to what a reader needs.
func shorten(commit string) string {
	hash, changes, _ := strings.Cut(commit, " ")
	if hash == "" {
		return "(unknown)"
	}
	return strings.TrimSpace(hash[:min(len(hash), 12)] + " " + changes)
}

func differentCaptures(kept, now []captureFile) []string {
	var found []string
	for _, k := range kept {
		switch i := slices.IndexFunc(now, func(n captureFile) bool { return n.Path == k.Path }); {
		case i < 0:
			found = append(found, fmt.Sprintf("%s is not read any more", k.Path))
		case now[i].SHA256 != k.SHA256:
			found = append(found, fmt.Sprintf("%s: kept from %s, now %s", k.Path, k, now[i]))
		}
	}
	for _, n := range now {
		if !slices.ContainsFunc(kept, func(k captureFile) bool { return n.Path == k.Path }) {
			found = append(found, fmt.Sprintf("%s is read now, and was not", n.Path))
		}
	}
	return found
}

// String describes the contents in a few words.
func (f captureFile) String() string {
	text := fmt.Sprintf("%d bytes", f.Bytes)
	if f.Packets > 0 {
		text = fmt.Sprintf("%d packets in ", f.Packets) + text
	}
	return text + " (SHA-256 " + f.SHA256[:min(len(f.SHA256), 12)] + "…)"
}

func differentCells(kept, now []string) []string {
	hashes := map[string]string{}
	for _, cell := range kept {
		id, hash, _ := strings.Cut(cell, " ")
		hashes[id] = hash
	}
	var found, order []string
	for _, cell := range now {
		id, hash, _ := strings.Cut(cell, " ")
		switch kept, ok := hashes[id]; {
		case !ok:
			found = append(found, fmt.Sprintf("cell %q is new since the kept run", id))
		case kept != hash:
			found = append(found, fmt.Sprintf("cell %q was edited after the kept run", id))
		}
		order = append(order, id)
		delete(hashes, id)
	}
	var before []string
	for _, cell := range kept {
		id, _, _ := strings.Cut(cell, " ")
		if _, gone := hashes[id]; gone {
			found = append(found, fmt.Sprintf("cell %q of the kept run is gone", id))
		}
		before = append(before, id)
	}
	if len(found) == 0 && !slices.Equal(before, order) {
		found = append(found, "the cells were run in another order")
	}
	return found
}

// same says whether the runs were made of the same and gave the same.
func (c *certificate) same(now *certificate) bool {
	return len(c.differences(now)) == 0 && c.Outputs == now.Outputs
}

// sameMakings says whether the two runs must give the same bytes: the same
// captures and cells on the same programs.
func (c *certificate) sameMakings(now *certificate) bool {
	return c != nil && now != nil && len(c.differences(now)) == 0
}
