package lab

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"netlab/pcapnb/ipynb"
)

// Lines that bound a part of a cell, as nbgrader knows them.
const (
	solutionPart = "SOLUTION"     // replaced by the stub in student copies
	hiddenPart   = "HIDDEN TESTS" // gone from student copies, back when graded
	markPart     = "MARK SCHEME"  // gone from student copies
)

// mark gives the cells nbgrader's metadata, from the tags and the calls by which a lab says what they are. Metadata that
// is there stays.
func mark(nb *ipynb.Notebook) error {
	ids := map[string]int{}
	for i, c := range nb.Cells {
		if err := markCell(c); err != nil {
			return fmt.Errorf("cell %d: %w", i+1, err)
		}
		id := GraderOf(c).ID()
		if first, twice := ids[id]; twice && id != "" {
			return fmt.Errorf("cells %d and %d both have the grade_id %q", first, i+1, id)
		}
		ids[id] = i + 1
	}
	return nil
}

// markCell follows version 3 of nbgrader's schema (nbgrader/nbgraderformat/v3.json).
func markCell(c *ipynb.Cell) error {
	if GraderOf(c) != nil {
		return nil
	}
	solution := c.Tagged("solution") || has(c, solutionPart)
	checks := Checks(c)
	grade := checks > 0 && !solution || solution && !c.IsCode()
	locked := c.Tagged("locked") || grade && !solution
	if !solution && !grade && !locked {
		return nil
	}
	id := c.ID()
	if id == "" {
		return fmt.Errorf("an exercise's cell needs an id:\n%s", ipynb.Indent(c.Source()))
	}
	g := Grader{
		"schema_version": json.Number("3"),
		"grade_id":       id,
		"solution":       solution, "grade": grade, "locked": locked, "task": false,
		"cell_type": c.Raw["cell_type"],
	}
	if grade {
		points, err := points(c, max(checks, 1))
		if err != nil {
			return err
		}
		g["points"] = json.Number(strconv.FormatFloat(points, 'f', -1, 64))
	}
	c.Metadata()["nbgrader"] = map[string]any(g)
	return nil
}

// Checks counts the checks of exercises in a cell.
func Checks(c *ipynb.Cell) int {
	if !c.IsCode() {
		return 0
	}
	return strings.Count(c.Source(), "exercise.Check(") + strings.Count(c.Source(), "exercise.Packet(")
}

// points is what a cell is worth: by a tag such as points=2, else one for each check.
func points(c *ipynb.Cell, otherwise int) (float64, error) {
	for _, tag := range c.Tags() {
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

// GraderOf reads what nbgrader knows of the cell.
func GraderOf(c *ipynb.Cell) Grader {
	g, _ := c.Metadata()["nbgrader"].(map[string]any)
	return g
}

// has says whether the cell has a part of that name.
func has(c *ipynb.Cell, part string) bool { return strings.Contains(c.Source(), "BEGIN "+part) }

// A Grader is what nbgrader knows of a cell; nil for most.
type Grader map[string]any

// Is says whether the cell is a solution, a grade, a task, or locked.
func (g Grader) Is(name string) bool {
	v, _ := g[name].(bool)
	return v
}

// ID is the grade_id.
func (g Grader) ID() string {
	id, _ := g["grade_id"].(string)
	return id
}

// Restored says whether a student's change of the cell does not count, as nbgrader's utils.is_locked does.
func (g Grader) Restored() bool { return !g.Is("solution") && (g.Is("grade") || g.Is("locked")) }

// Points is what the cell is worth.
func (g Grader) Points() float64 {
	n, _ := strconv.ParseFloat(fmt.Sprint(g["points"]), 64)
	return n
}

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
