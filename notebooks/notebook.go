package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
)

// notebook is the part of the format (nbformat 4) that we look at. Everything
// else is kept in raw, from which the notebook is written again.
type notebook struct {
	raw   map[string]any
	cells []*cell
}

// cell is one cell of a notebook.
type cell struct {
	raw     map[string]any
	outputs []output
}

// output is one output of a code cell.
type output map[string]any

// readNotebook reads an .ipynb file.
func readNotebook(path string) (*notebook, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	nb, err := parseNotebook(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return nb, nil
}

func parseNotebook(data []byte) (*notebook, error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	nb := &notebook{}
	if err := decoder.Decode(&nb.raw); err != nil {
		return nil, fmt.Errorf("not a notebook: %w", err)
	}
	if fmt.Sprint(nb.raw["nbformat"]) != "4" {
		return nil, fmt.Errorf("notebook format %v, want 4", nb.raw["nbformat"])
	}
	cells, _ := nb.raw["cells"].([]any)
	for i, c := range cells {
		raw, ok := c.(map[string]any)
		if !ok {
			return nil, fmt.Errorf("cell %d is %T", i+1, c)
		}
		nb.cells = append(nb.cells, newCell(raw))
	}
	return nb, nil
}

func newCell(raw map[string]any) *cell {
	c := &cell{raw: raw}
	outputs, _ := raw["outputs"].([]any)
	for _, o := range outputs {
		if o, ok := o.(map[string]any); ok {
			c.outputs = append(c.outputs, o)
		}
	}
	return c
}

// isCode says whether the cell is run.
func (c *cell) isCode() bool { return c.raw["cell_type"] == "code" }

// source is the text of the cell.
func (c *cell) source() string { return joinText(c.raw["source"]) }

// kind is the output's type: stream, display_data, execute_result or error.
func (o output) kind() string { return fmt.Sprint(o["output_type"]) }

// data maps media types to what is shown.
func (o output) data() map[string]any {
	data, _ := o["data"].(map[string]any)
	return data
}

// metadata describes the data: a picture's size and alt text.
func (o output) metadata() map[string]any {
	metadata, _ := o["metadata"].(map[string]any)
	return metadata
}

// text is what an output says: a stream's text, an error's message, else the
// plain text of what is shown.
func (o output) text() string {
	switch o.kind() {
	case "stream":
		return joinText(o["text"])
	case "error":
		return errorText(o)
	}
	return joinText(o.data()["text/plain"])
}

// errorText is the message with the lines of code around the place, which GoNB
// puts into the traceback, else the bare message.
func errorText(o output) string {
	lines, _ := o["traceback"].([]any)
	var b strings.Builder
	for _, line := range lines {
		fmt.Fprintln(&b, line)
	}
	if text := strings.TrimSpace(b.String()); text != "" {
		return text
	}
	return strings.TrimSpace(fmt.Sprint(o["ename"], ": ", o["evalue"]))
}

// joinText undoes the split into lines of the format.
func joinText(v any) string {
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

// splitText splits into lines as Jupyter does when it writes a notebook.
func splitText(s string) []any {
	lines := []any{}
	for line := range strings.Lines(s) {
		lines = append(lines, line)
	}
	return lines
}

// bytes writes the notebook as Jupyter does: one space a level, keys in
// alphabetical order, no HTML escapes.
func (nb *notebook) bytes() ([]byte, error) {
	for _, c := range nb.cells {
		if c.isCode() {
			outputs := make([]any, len(c.outputs))
			for i, o := range c.outputs {
				outputs[i] = map[string]any(o)
			}
			c.raw["outputs"] = outputs
		}
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	err := encoder.Encode(nb.raw)
	return b.Bytes(), err
}
