package grade

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"netlab/notebooks/internal/lab"
	"netlab/pcapnb/ipynb"
)

// A gradedLab is what the teacher's notebook says about the grading of its copies.
type gradedLab struct {
	path      string
	name      string
	student   *ipynb.Notebook // as it was handed out
	full      *ipynb.Notebook // with solutions and hidden tests
	files     []lab.File
	exercises []gradedExercise
}

// A gradedExercise is one line of the grades.
type gradedExercise struct {
	id     string // as in Check, or the cell's for one that is graded by hand
	cell   string // grade_id
	points float64
	byHand bool
	hidden bool // what is right is in the teacher's notebook only
}

// checkCall finds the exercises that a cell checks.
var checkCall = regexp.MustCompile(`exercise\.(?:Check|Packet)\(\s*"([^"\n]+)"`)

// openLab reads a teacher's notebook.
func openLab(path string) (*gradedLab, error) {
	l := &gradedLab{path: path, name: lab.Name(path)}
	var err error
	if l.student, l.files, err = lab.Open(path); err != nil {
		return nil, err
	}
	if l.full, _, err = lab.Open(path); err != nil {
		return nil, err
	}
	if err := lab.ForStudents(l.student); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	full, handedOut := l.full.Code(), l.student.Code()
	for _, c := range l.student.Cells {
		for _, e := range exercises(c) {
			made := fmt.Sprintf("exercise.Set(%q", e.id)
			e.hidden = strings.Contains(full, made) && !strings.Contains(handedOut, made)
			l.exercises = append(l.exercises, e)
		}
	}
	if len(l.exercises) == 0 {
		return nil, fmt.Errorf("%s has no exercises: no cell calls exercise.Check", path)
	}
	return l, nil
}

// exercises lists what a cell is graded for; its checks share its points.
func exercises(c *ipynb.Cell) []gradedExercise {
	g := lab.GraderOf(c)
	if !g.Is("grade") && !g.Is("task") {
		return nil
	}
	if !g.Restored() || !c.IsCode() {
		return []gradedExercise{{id: g.ID(), cell: g.ID(), points: g.Points(), byHand: true}}
	}
	var list []gradedExercise
	calls := checkCall.FindAllStringSubmatch(c.Source(), -1)
	for _, call := range calls {
		list = append(list, gradedExercise{id: call[1], cell: g.ID(), points: g.Points() / float64(len(calls))})
	}
	return list
}

// stage makes a folder with a notebook, the files that the lab reads, a student's own variants of them with a secret, and
// the captures that may be read.
func (l *gradedLab) stage(nb *ipynb.Notebook, known []knownCapture, secret, student string) (dir string, err error) {
	if dir, err = os.MkdirTemp("", "netlab-grade-"); err != nil {
		return "", err
	}
	for _, k := range known {
		if err == nil {
			err = lab.CopyFile(k.path, filepath.Join(dir, "testdata", k.name))
		}
	}
	for _, f := range l.files {
		if err == nil {
			err = f.Put(dir, secret, student)
		}
	}
	if err == nil {
		err = nb.Write(filepath.Join(dir, l.name+".ipynb"))
	}
	return dir, err
}

// cellID is the id of the cell that checks, in the notebook that is run.
func cellID(gradeID string) string { return "check-" + gradeID }

// restore puts the teacher's cells back over what a student made of them, and in where they are missing.
func (l *gradedLab) restore(nb *ipynb.Notebook) {
	place := map[string]int{}
	for i, c := range nb.Cells {
		if id := lab.GraderOf(c).ID(); id != "" {
			if _, twice := place[id]; !twice {
				place[id] = i
			}
		}
	}
	cells := nb.Cells
	replaced := map[int]*ipynb.Cell{}
	behind := map[int][]*ipynb.Cell{}
	last := -1
	for _, c := range l.student.Cells {
		id := lab.GraderOf(c).ID()
		if id == "" {
			continue
		}
		at, there := place[id]
		if there {
			last = max(last, at)
		}
		if !lab.GraderOf(c).Restored() {
			continue
		}
		fresh := bare(c, cellID(id))
		if there {
			replaced[at] = fresh
		} else {
			behind[last] = append(behind[last], fresh)
		}
	}
	out := append([]*ipynb.Cell{}, behind[-1]...)
	for i, c := range cells {
		if fresh, ok := replaced[i]; ok {
			c = fresh
		} else {
			c = bare(c, studentID(i))
		}
		out = append(append(out, c), behind[i]...)
	}
	nb.SetCells(out)
}

// studentID is the id of another cell in the notebook that is run; it is nobody else's.
func studentID(i int) string { return fmt.Sprintf("student-%d", i) }

// bare is a cell without anything but its text, under another id.
func bare(c *ipynb.Cell, id string) *ipynb.Cell {
	if c.IsCode() {
		return ipynb.NewCell("code", id, c.Source())
	}
	return ipynb.NewCell("markdown", id, c.Source())
}

// acts finds what a cell may do besides showing something.
var acts = regexp.MustCompile(`(?m)^\s*[!%][^%]|Save|Write|Create|Mkdir|Rename|Remove|exec\.|os\.`)

// keepNeeded drops the cells that only show something: each is a program of its own, and no check can depend on it.
func keepNeeded(nb *ipynb.Notebook) {
	nb.SetCells(slices.DeleteFunc(slices.Clone(nb.Cells), func(c *ipynb.Cell) bool { return !needed(c) }))
}

// needed tells whether a cell of code declares, checks or changes something.
func needed(c *ipynb.Cell) bool {
	source := c.Source()
	return c.IsCode() && (!strings.HasPrefix(strings.TrimSpace(source), "%%") || acts.MatchString(source) || lab.Checks(c) > 0)
}
