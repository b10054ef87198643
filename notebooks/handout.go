package main

import (
	_ "embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// What stands in student copies where a solution was. The comment alone compiles wherever a solution stood: an answer is
// a named result, which is nil then.
const (
	codeStub = "// YOUR CODE HERE"
	textStub = "YOUR ANSWER HERE"
)

// graderConfig is the configuration with which nbgrader works on Go notebooks.
//
//go:embed nbgrader_config.py
var graderConfig string

// handOut writes the copies that the options ask for: for students, a folder for each lab; for teachers a course as
// nbgrader wants it, which serves without nbgrader too.
func handOut(s *setup, o options) error {
	if len(o.labs) == 0 {
		return errors.New("no notebooks to copy")
	}
	if o.student != "" && o.variants != "" {
		return handOutVariants(s, o)
	}
	if o.student != "" {
		for _, lab := range o.labs {
			if err := writeCopy(s, lab, filepath.Join(o.student, labName(lab)), "", "", (*notebook).forStudents); err != nil {
				return err
			}
		}
	}
	if o.teacher == "" {
		return nil
	}
	for _, lab := range o.labs {
		if err := writeCopy(s, lab, filepath.Join(o.teacher, "source", labName(lab)), "", "", (*notebook).forTeachers); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(o.teacher, "nbgrader_config.py"), []byte(graderConfig), 0o644)
}

// labName is the name of a lab's file without its ending.
func labName(path string) string { return strings.TrimSuffix(filepath.Base(path), ".ipynb") }

// writeCopy writes a lab and the files it reads into a folder of their own; with a secret and a student, the captures are
// that student's variants.
func writeCopy(s *setup, lab, dir, secret, student string, change func(*notebook) error) error {
	nb, err := readNotebook(lab)
	if err != nil {
		return err
	}
	files := nb.collect(filepath.Dir(lab))
	if err := nb.mark(); err != nil {
		return fmt.Errorf("%s: %w", lab, err)
	}
	if err := change(nb); err != nil {
		return fmt.Errorf("%s: %w", lab, err)
	}
	nb.normalise()
	nb.ours()["lab"] = labName(lab)
	for _, f := range files {
		if err := putFile(f, dir, secret, student); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	path := filepath.Join(dir, filepath.Base(lab))
	if err := nb.write(path); err != nil {
		return err
	}
	s.say.line("%s", path)
	return nil
}

// ours is the part of the notebook's metadata that is this project's.
func (nb *notebook) ours() map[string]any {
	metadata := nb.raw["metadata"].(map[string]any)
	ours, ok := metadata[metadataName].(map[string]any)
	if !ok {
		ours = map[string]any{}
		metadata[metadataName] = ours
	}
	return ours
}

// forTeachers keeps everything.
func (nb *notebook) forTeachers() error { return nil }

// forStudents takes solutions, teacher's notes, hidden tests and outputs out.
func (nb *notebook) forStudents() error {
	var kept []*cell
	for i, c := range nb.cells {
		if c.tagged("teacher") {
			continue
		}
		if err := c.forStudents(); err != nil {
			return fmt.Errorf("cell %d: %w", i+1, err)
		}
		kept = append(kept, c)
	}
	nb.setCells(kept)
	return nb.setRecord(runRecord{}) // there are no outputs left that it could be about
}

// setCells replaces the notebook's cells.
func (nb *notebook) setCells(cells []*cell) {
	nb.cells = cells
	raw := make([]any, len(cells))
	for i, c := range cells {
		raw[i] = c.raw
	}
	nb.raw["cells"] = raw
}

func (c *cell) forStudents() error {
	stub := textStub
	if c.isCode() {
		stub = codeStub
		c.clear()
	}
	source := c.source()
	if c.grader().is("solution") && !c.has(solutionPart) {
		source = stub
	}
	for _, part := range []struct{ name, stub string }{{solutionPart, stub}, {hiddenPart, ""}, {markPart, ""}} {
		var err error
		if source, err = cutPart(source, part.name, part.stub); err != nil {
			return err
		}
	}
	c.setSource(source)
	if c.grader().restored() { // as nbgrader's LockCells
		c.metadata()["deletable"], c.metadata()["editable"] = false, false
	}
	if c.grader().is("solution") {
		c.metadata()["deletable"] = false
		delete(c.metadata(), "tags")
	}
	return nil
}

// clear removes what running the cell left.
func (c *cell) clear() {
	c.outputs = nil
	c.raw["outputs"], c.raw["execution_count"] = []any{}, nil
}

// A neededFile is read by a lab: from where it is to where the lab's copy looks for it.
type neededFile struct{ from, to string }

// quotedPath finds what may be a file's name in a cell's strings.
var quotedPath = regexp.MustCompile("[\"`]([^\"`\n]+)[\"`]")

// link finds links and pictures of a text.
var link = regexp.MustCompile(`(!?)\[([^\]\n]*)\]\(([^)#\s]+)[^)\n]*\)`)

// written finds the names of files that a lab writes itself.
var written = regexp.MustCompile(`(?:Save|Write)\w*\(\s*"([^"\n]+)"`)

// collect lists the files that the cells read, and points the cells at the copies: what lies elsewhere in the checkout
// comes into a folder testdata beside the notebook. Links to other files of the checkout, which tell of the captures more
// than a student should know yet, become plain text.
func (nb *notebook) collect(dir string) []neededFile {
	n := needed{dir: dir, known: map[string]bool{}}
	for _, m := range written.FindAllStringSubmatch(nb.allCode(), -1) {
		n.known[m[1]] = true
	}
	for _, c := range nb.cells {
		if c.isCode() {
			c.setSource(quotedPath.ReplaceAllStringFunc(c.source(), n.quoted))
		} else {
			c.setSource(link.ReplaceAllStringFunc(c.source(), n.linked))
		}
	}
	return n.files
}

// needed are the files that a lab reads.
type needed struct {
	dir   string
	known map[string]bool // listed already, or written by the lab itself
	files []neededFile
}

func (n *needed) quoted(text string) string {
	name := text[1 : len(text)-1]
	to, ok := copied(n.dir, name)
	if !ok || n.known[name] && to == name {
		return text
	}
	n.add(name, to)
	return text[:1] + to + text[len(text)-1:]
}

func (n *needed) add(name, to string) {
	if !n.known[name] {
		n.files = append(n.files, neededFile{filepath.Join(n.dir, name), to})
	}
	n.known[name] = true
}

func (n *needed) linked(text string) string {
	m := link.FindStringSubmatch(text)
	picture, words, name := m[1] != "", m[2], m[3]
	if _, err := os.Stat(filepath.Join(n.dir, name)); err != nil {
		return text // an address elsewhere
	}
	to, ok := copied(n.dir, name)
	if !picture || !ok {
		return words
	}
	n.add(name, to)
	return strings.Replace(text, "("+name, "("+to, 1)
}

func (nb *notebook) allCode() string {
	var b strings.Builder
	for _, c := range nb.cells {
		if c.isCode() {
			b.WriteString(c.source() + "\n")
		}
	}
	return b.String()
}

// copied says what the copy of a named file is called, and whether there is such a file to copy.
func copied(dir, name string) (to string, ok bool) {
	if filepath.IsAbs(name) || strings.HasSuffix(name, ".ipynb") {
		return "", false
	}
	info, err := os.Stat(filepath.Join(dir, name))
	if err != nil || !info.Mode().IsRegular() {
		return "", false
	}
	if strings.HasPrefix(filepath.ToSlash(filepath.Clean(name)), "../") {
		return "testdata/" + filepath.Base(name), true
	}
	return name, true
}

func copyFile(from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	return os.WriteFile(to, data, 0o644)
}
