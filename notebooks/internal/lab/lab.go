// Package lab reads a teacher's notebook: the exercises that its cells mark, what
// of it students get, and the files that it reads.
package lab

import (
	"fmt"
	"path/filepath"
	"strings"

	"netlab/pcapnb/ipynb"
	"netlab/pcapnb/variant"
)

// What student copies have where a solution was. The comment alone compiles wherever a solution was: an answer is
// a named result, which is nil then.
const (
	CodeStub = "// YOUR CODE HERE"
	textStub = "YOUR ANSWER HERE"
)

// Open reads a lab and the list of files that it reads. Its cells are marked, and name the files as the lab's copies do.
func Open(path string) (*ipynb.Notebook, []File, error) {
	nb, err := ipynb.Read(path)
	if err != nil {
		return nil, nil, err
	}
	files := collect(nb, filepath.Dir(path))
	if err := mark(nb); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	return nb, files, nil
}

// Name is the name of a lab's file without its ending.
func Name(path string) string { return strings.TrimSuffix(filepath.Base(path), ".ipynb") }

// ForStudents takes solutions, teacher's notes, hidden tests and outputs out.
func ForStudents(nb *ipynb.Notebook) error {
	var kept []*ipynb.Cell
	for i, c := range nb.Cells {
		if c.Tagged("teacher") {
			continue
		}
		if err := studentCell(c); err != nil {
			return fmt.Errorf("cell %d: %w", i+1, err)
		}
		kept = append(kept, c)
	}
	nb.SetCells(kept)
	nb.DropOurs() // there are no outputs left that a certificate could be about
	return nil
}

// ForVariant makes the cells speak of a student's own captures: of their addresses, and with claims that need not hold.
func ForVariant(nb *ipynb.Notebook, secret, student string) {
	said := false
	for _, c := range nb.Cells {
		c.SetSource(variant.Addresses(c.Source(), seedOf(secret, student)))
		if c.IsCode() && !said {
			c.SetSource("%env PCAPNB_CLAIMS show\n" + c.Source())
			said = true
		}
	}
}

func studentCell(c *ipynb.Cell) error {
	stub := textStub
	if c.IsCode() {
		stub = CodeStub
		c.Clear()
	}
	source := c.Source()
	if GraderOf(c).Is("solution") && !has(c, solutionPart) {
		source = stub
	}
	for _, part := range []struct{ name, stub string }{{solutionPart, stub}, {hiddenPart, ""}, {markPart, ""}} {
		var err error
		if source, err = cutPart(source, part.name, part.stub); err != nil {
			return err
		}
	}
	c.SetSource(source)
	if GraderOf(c).Restored() { // as nbgrader's LockCells
		c.Metadata()["deletable"], c.Metadata()["editable"] = false, false
	}
	if GraderOf(c).Is("solution") {
		c.Metadata()["deletable"] = false
		delete(c.Metadata(), "tags")
	}
	return nil
}

// SetOrigin notes in a copy which lab it is a copy of.
func SetOrigin(nb *ipynb.Notebook, name string) { nb.Ours()["lab"] = name }

// Origin is the name of the lab that a notebook is a copy of, "" where it does not say.
func Origin(nb *ipynb.Notebook) string {
	name, _ := nb.Ours()["lab"].(string)
	return name
}
