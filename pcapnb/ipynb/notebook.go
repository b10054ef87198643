// Package ipynb reads and writes Jupyter notebooks, files of the format nbformat 4.
//
// A [Notebook] gives names to the parts that this project looks at. Everything
// else is kept as it was read, and written again.
package ipynb

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"netlab/pcapnb/wholefile"
)

// Kernel is the kernel's name in a notebook, GoNB's own, so that a notebook opens in a stock GoNB as well.
const Kernel = "gonb"

// ours is the key of this project's part of a notebook's metadata.
const ours = "netlab"

// A Notebook is a notebook file. It is written from Raw and the cells' Raw and Outputs.
type Notebook struct {
	Raw   map[string]any
	Cells []*Cell
}

// Read reads a notebook file.
func Read(path string) (*Notebook, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	nb, err := Parse(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return nb, nil
}

// Parse reads a notebook. Numbers stay as they are written.
func Parse(data []byte) (*Notebook, error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	nb := &Notebook{}
	if err := decoder.Decode(&nb.Raw); err != nil {
		return nil, fmt.Errorf("not a notebook: %w", err)
	}
	if fmt.Sprint(nb.Raw["nbformat"]) != "4" {
		return nil, fmt.Errorf("notebook format %v, want 4", nb.Raw["nbformat"])
	}
	cells, _ := nb.Raw["cells"].([]any)
	for i, c := range cells {
		raw, ok := c.(map[string]any)
		if !ok {
			return nil, fmt.Errorf("cell %d is %T", i+1, c)
		}
		nb.Cells = append(nb.Cells, parseCell(raw))
	}
	return nb, nil
}

// SetCells replaces the notebook's cells.
func (nb *Notebook) SetCells(cells []*Cell) {
	nb.Cells = cells
	raw := make([]any, len(cells))
	for i, c := range cells {
		raw[i] = c.Raw
	}
	nb.Raw["cells"] = raw
}

// Metadata is the notebook's, made where there is none.
func (nb *Notebook) Metadata() map[string]any {
	if nb.Raw == nil {
		nb.Raw = map[string]any{}
	}
	return object(nb.Raw, "metadata")
}

// Ours is the part of the metadata that is this project's, made where there is none.
func (nb *Notebook) Ours() map[string]any { return object(nb.Metadata(), ours) }

// DropOurs removes that part.
func (nb *Notebook) DropOurs() { delete(nb.Metadata(), ours) }

// object is the JSON object of that name in parent; what else has the name is replaced.
func object(parent map[string]any, name string) map[string]any {
	m, ok := parent[name].(map[string]any)
	if !ok {
		m = map[string]any{}
		parent[name] = m
	}
	return m
}

// Heading returns the first top heading of the text cells, else otherwise.
func (nb *Notebook) Heading(otherwise string) string {
	for _, c := range nb.Cells {
		if !c.IsText() {
			continue
		}
		for line := range strings.Lines(c.Source()) {
			if title, ok := strings.CutPrefix(line, "# "); ok {
				return strings.TrimSpace(title)
			}
		}
	}
	return otherwise
}

// Code is the text of all code cells.
func (nb *Notebook) Code() string {
	var b strings.Builder
	for _, c := range nb.Cells {
		if c.IsCode() {
			b.WriteString(c.Source() + "\n")
		}
	}
	return b.String()
}

// Bytes returns the notebook as Jupyter writes it: one space a level, keys in
// alphabetical order, no HTML escapes.
func (nb *Notebook) Bytes() ([]byte, error) {
	for _, c := range nb.Cells {
		if c.IsCode() {
			outputs := make([]any, len(c.Outputs))
			for i, o := range c.Outputs {
				outputs[i] = map[string]any(o)
			}
			c.Raw["outputs"] = outputs
		}
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	err := encoder.Encode(nb.Raw)
	return b.Bytes(), err
}

// Write puts the notebook into a file, at once.
func (nb *Notebook) Write(path string) error {
	data, err := nb.Bytes()
	if err != nil {
		return err
	}
	return wholefile.WriteBytes(path, data, 0o644)
}

// Join undoes the format's split into lines. It returns "" for what is no text.
func Join(v any) string {
	lines, ok := v.([]any)
	if !ok {
		s, _ := v.(string)
		return s
	}
	var b strings.Builder
	for _, line := range lines {
		s, _ := line.(string)
		b.WriteString(s)
	}
	return b.String()
}

// Split splits a text into lines as Jupyter does when it writes a notebook.
func Split(s string) []any {
	lines := []any{}
	for line := range strings.Lines(s) {
		lines = append(lines, line)
	}
	return lines
}

// Base64 decodes the content of a picture, which may be split into lines.
func Base64(v any) ([]byte, error) {
	return base64.StdEncoding.DecodeString(strings.Join(strings.Fields(Join(v)), ""))
}

// Indent sets a text off from the message around it.
func Indent(s string) string {
	return "    " + strings.ReplaceAll(strings.TrimRight(s, "\n"), "\n", "\n    ")
}
