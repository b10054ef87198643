package ipynb

import (
	"encoding/json"
	"slices"
)

// A Cell is one cell of a notebook. Outputs are those in Raw, as long as they are objects.
type Cell struct {
	Raw     map[string]any
	Outputs []Output
}

// NewCell returns a cell of that type, code or markdown, with nothing but an id and a text.
func NewCell(kind, id, source string) *Cell {
	c := &Cell{Raw: map[string]any{"cell_type": kind, "id": id, "metadata": map[string]any{}, "source": Split(source)}}
	if c.IsCode() {
		c.Clear()
	}
	return c
}

func parseCell(raw map[string]any) *Cell {
	c := &Cell{Raw: raw}
	outputs, _ := raw["outputs"].([]any)
	for _, o := range outputs {
		if o, ok := o.(map[string]any); ok {
			c.Outputs = append(c.Outputs, o)
		}
	}
	return c
}

// IsCode says whether the cell is run.
func (c *Cell) IsCode() bool { return c.Raw["cell_type"] == "code" }

// IsText says whether the cell is Markdown.
func (c *Cell) IsText() bool { return c.Raw["cell_type"] == "markdown" }

// Source is the text of the cell.
func (c *Cell) Source() string { return Join(c.Raw["source"]) }

// SetSource replaces the text of the cell.
func (c *Cell) SetSource(text string) { c.Raw["source"] = Split(text) }

// ID is the cell's name in the notebook, "" where it has none.
func (c *Cell) ID() string {
	id, _ := c.Raw["id"].(string)
	return id
}

// Count is the number under which the cell was run, 0 if it was not.
func (c *Cell) Count() int {
	number, _ := c.Raw["execution_count"].(json.Number)
	n, err := number.Int64()
	if err != nil {
		return 0
	}
	return int(n)
}

// Metadata is the cell's, made where there is none.
func (c *Cell) Metadata() map[string]any { return object(c.Raw, "metadata") }

// Tags are the cell's tags.
func (c *Cell) Tags() []string {
	var tags []string
	list, _ := c.Metadata()["tags"].([]any)
	for _, t := range list {
		if t, ok := t.(string); ok {
			tags = append(tags, t)
		}
	}
	return tags
}

// Tagged says whether the cell has the tag.
func (c *Cell) Tagged(name string) bool { return slices.Contains(c.Tags(), name) }

// Clear removes what running the cell left.
func (c *Cell) Clear() {
	c.Outputs = nil
	c.Raw["outputs"], c.Raw["execution_count"] = []any{}, nil
}
