package main

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// Lines that bound a part of a cell, as nbgrader knows them.
const (
	solutionPart = "SOLUTION"     // replaced by the stub in student copies
	hiddenPart   = "HIDDEN TESTS" // gone from student copies, back when graded
	markPart     = "MARK SCHEME"  // gone from student copies
)

// mark gives the cells nbgrader's metadata, from the tags and the calls by which a lab says what they are. Metadata that
// is there stays.
func (nb *notebook) mark() error {
	ids := map[string]int{}
	for i, c := range nb.cells {
		if err := c.mark(); err != nil {
			return fmt.Errorf("cell %d: %w", i+1, err)
		}
		id := c.grader().id()
		if first, twice := ids[id]; twice && id != "" {
			return fmt.Errorf("cells %d and %d both have the grade_id %q", first, i+1, id)
		}
		ids[id] = i + 1
	}
	return nil
}

// mark follows version 3 of nbgrader's schema (nbgrader/nbgraderformat/v3.json).
func (c *cell) mark() error {
	if c.grader() != nil {
		return nil
	}
	solution := c.tagged("solution") || c.has(solutionPart)
	checks := c.checks()
	grade := checks > 0 && !solution || solution && !c.isCode()
	locked := c.tagged("locked") || grade && !solution
	if !solution && !grade && !locked {
		return nil
	}
	id, _ := c.raw["id"].(string)
	if id == "" {
		return fmt.Errorf("an exercise's cell needs an id:\n%s", indent(c.source()))
	}
	g := grader{
		"schema_version": json.Number("3"),
		"grade_id":       id,
		"solution":       solution, "grade": grade, "locked": locked, "task": false,
		"cell_type": c.raw["cell_type"],
	}
	if grade {
		points, err := c.points(max(checks, 1))
		if err != nil {
			return err
		}
		g["points"] = json.Number(strconv.FormatFloat(points, 'f', -1, 64))
	}
	c.metadata()["nbgrader"] = map[string]any(g)
	return nil
}

// checks counts the checks of exercises in a cell.
func (c *cell) checks() int {
	if !c.isCode() {
		return 0
	}
	return strings.Count(c.source(), "exercise.Check(") + strings.Count(c.source(), "exercise.Packet(")
}

// points is what a cell is worth: by a tag such as points=2, else one for each check.
func (c *cell) points(otherwise int) (float64, error) {
	for _, tag := range c.tags() {
		if text, ok := strings.CutPrefix(tag, "points="); ok {
			n, err := strconv.ParseFloat(text, 64)
			if err != nil || n < 0 || n > 1e6 {
				return 0, fmt.Errorf("tag %q: want a number of points", tag)
			}
			return n, nil
		}
	}
	return float64(otherwise), nil
}

// metadata is the cell's, made where there is none.
func (c *cell) metadata() map[string]any {
	m, ok := c.raw["metadata"].(map[string]any)
	if !ok {
		m = map[string]any{}
		c.raw["metadata"] = m
	}
	return m
}

func (c *cell) tags() []string {
	var tags []string
	list, _ := c.metadata()["tags"].([]any)
	for _, t := range list {
		if t, ok := t.(string); ok {
			tags = append(tags, t)
		}
	}
	return tags
}

func (c *cell) tagged(name string) bool {
	for _, t := range c.tags() {
		if t == name {
			return true
		}
	}
	return false
}

// setSource replaces the text of the cell.
func (c *cell) setSource(text string) { c.raw["source"] = splitText(text) }

// A grader is what nbgrader knows of a cell; nil for most.
type grader map[string]any

func (c *cell) grader() grader {
	g, _ := c.metadata()["nbgrader"].(map[string]any)
	return g
}

func (g grader) is(name string) bool {
	v, _ := g[name].(bool)
	return v
}

func (g grader) id() string {
	id, _ := g["grade_id"].(string)
	return id
}

// restored says whether a student's change of the cell does not count, as nbgrader's utils.is_locked does.
func (g grader) restored() bool { return !g.is("solution") && (g.is("grade") || g.is("locked")) }

func (g grader) points() float64 {
	n, _ := strconv.ParseFloat(fmt.Sprint(g["points"]), 64)
	return n
}

// has says whether the cell has a part of that name.
func (c *cell) has(part string) bool { return strings.Contains(c.source(), "BEGIN "+part) }

// cutPart replaces each part of that name by the lines of stub, indented as the part's first line.
func cutPart(source, part, stub string) (string, error) {
	var out strings.Builder
	inside := false
	for line := range strings.Lines(source) {
		switch {
		case strings.Contains(line, "BEGIN "+part):
			if inside {
				return "", fmt.Errorf("BEGIN %s inside of another one", part)
			}
			inside = true
			margin := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
			for s := range strings.Lines(stub) {
				out.WriteString(margin + strings.TrimSuffix(s, "\n") + "\n")
			}
		case strings.Contains(line, "END "+part):
			if !inside {
				return "", fmt.Errorf("END %s without its begin", part)
			}
			inside = false
		case !inside:
			out.WriteString(line)
		}
	}
	if inside {
		return "", fmt.Errorf("BEGIN %s without its end", part)
	}
	return strings.TrimSuffix(out.String(), "\n"), nil
}
