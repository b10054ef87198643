package grade

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"

	"golang.org/x/sync/errgroup"

	"netlab/notebooks/internal/lab"
	"netlab/notebooks/internal/sandbox"
	"netlab/pcapnb/exercise"
	"netlab/pcapnb/ipynb"
)

// largestSubmission bounds the notebooks that are read, and largestAnswer what a cell may say, in bytes.
const (
	largestSubmission = 32 << 20
	largestAnswer     = 256 << 10
)

// A submission is one finished notebook.
type submission struct {
	path, student string
	lab           *gradedLab                  // nil where it is not known
	unreadable    error                       // why nothing of it can be graded
	stopped       string                      // why nobody knows what it is worth
	answers       map[string]exercise.Answer  // by exercise
	failed        map[string]string           // why an exercise has no answer
	verdicts      map[string]exercise.Verdict // by exercise
}

// openSubmission finds out whose notebook a file is and of which lab. What is wrong with it costs nobody else anything.
func openSubmission(o Options, path string, labs map[string]*gradedLab) *submission {
	sub := &submission{path: path, student: studentOf(path, ""), answers: map[string]exercise.Answer{}, failed: map[string]string{}}
	nb, err := readSubmission(path)
	source := o.Source
	if source == "" {
		var unknown error
		if source, unknown = findSource(o.Labs, path, nb); unknown != nil {
			sub.unreadable = unknown
			if err != nil {
				sub.unreadable = err
			}
			return sub
		}
	}
	if sub.unreadable = err; err == nil && isOneOf(path, append(slices.Clone(o.Labs), source)) {
		sub.unreadable = errors.New("the file is the teacher's own notebook")
	}
	l, known := labs[source]
	if !known {
		if l, err = openLab(source); err != nil {
			sub.unreadable = err
			return sub
		}
		labs[source] = l
	}
	sub.lab, sub.student = l, studentOf(path, l.name)
	return sub
}

// isOneOf tells whether path is one of the files, by whatever name.
func isOneOf(path string, files []string) bool {
	info, err := os.Stat(path)
	if err != nil {
		return false
	}
	return slices.ContainsFunc(files, func(file string) bool {
		other, err := os.Stat(file)
		return err == nil && os.SameFile(info, other)
	})
}

// readSubmission reads a notebook of somebody who may have put anything in its place: a device, a pipe, a file without
// end. It is empty where there is an error.
func readSubmission(path string) (*ipynb.Notebook, error) {
	data, err := readRegular(path)
	if err != nil {
		return &ipynb.Notebook{}, err
	}
	nb, err := ipynb.Parse(data)
	if err != nil {
		return &ipynb.Notebook{}, fmt.Errorf("the file is no notebook: %w", err)
	}
	return nb, nil
}

// readRegular reads a file that is not too large. A link could lead to somebody else's notebook.
func readRegular(path string) ([]byte, error) {
	if info, err := os.Lstat(path); err == nil && info.Mode()&os.ModeSymlink != 0 {
		return nil, errors.New("the file is no notebook: it is a link to another file")
	}
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0) // a pipe does not let wait
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errors.New("the file is no notebook: it is a folder, a pipe or a device")
	case info.Size() > largestSubmission:
		return nil, fmt.Errorf("the file is no notebook: it has %d bytes", info.Size())
	}
	return io.ReadAll(io.LimitReader(f, largestSubmission))
}

// findSource returns the lab that a copy was made of: the one that its metadata names, else that its file is named after.
func findSource(labs []string, path string, nb *ipynb.Notebook) (string, error) {
	name := lab.Origin(nb)
	for _, source := range labs {
		if lab.Name(source) == name || name == "" && strings.Contains(lab.Name(path), lab.Name(source)) {
			return source, nil
		}
	}
	return "", fmt.Errorf("%s is a copy of no lab in notebooks: name the teacher's with -source", path)
}

// studentOf reads a student's name from where the notebook is: nbgrader's submitted/NAME/LAB/LAB.ipynb, NAME/LAB.ipynb,
// LAB-NAME.ipynb or NAME.ipynb.
func studentOf(path, of string) string {
	name := lab.Name(path)
	if of != "" && name != of {
		if rest := strings.Trim(strings.Replace(name, of, "", 1), "-_ ."); rest != "" {
			return rest
		}
		return name
	}
	dir := filepath.Dir(path)
	if filepath.Base(dir) == of {
		dir = filepath.Dir(dir)
	}
	return filepath.Base(dir)
}

// keepCells runs the lab as it was handed out and returns a runner whose kernels take the programs of its cells from there: most
// cells of a copy are as they were, and building them is most of what a copy takes. Students' cells see these programs, in
// which no hidden test is, and cannot change them. Where they cannot be kept, and for a single copy, it returns r.
func (r *runner) keepCells(ctx context.Context, l *gradedLab, copies int, captures []knownCapture) (keeping *runner, done func()) {
	if r.walls == nil || copies < 2 {
		return r, func() {}
	}
	dir, err := os.MkdirTemp("", "netlab-kept-")
	if err != nil {
		return r, func() {}
	}
	done = func() { os.RemoveAll(dir) }
	shared := []sandbox.Shared{
		{Folder: filepath.Join(dir, "recipes"), Name: r.s.RecipesDir(), Filled: true},
		{Folder: filepath.Join(dir, "cells"), Name: r.s.CellsDir(), Filled: true},
	}
	for _, f := range shared {
		if os.Mkdir(f.Folder, 0o755) != nil {
			return r, done
		}
	}
	if r.sharing(shared).runBlank(ctx, l, captures) != nil || readable(dir) != nil {
		return r, done // the copies' own runs say what is wrong
	}
	for i := range shared {
		shared[i].Filled = false
	}
	return r.sharing(shared), done
}

// ranBlank is told what the cells of a lab as it was handed out said, for tests.
var ranBlank func(l *gradedLab, reports []cellReport)

// runBlank runs the lab as it was handed out.
func (r *runner) runBlank(ctx context.Context, l *gradedLab, known []knownCapture) error {
	nb := &ipynb.Notebook{Raw: maps.Clone(l.student.Raw)}
	nb.SetCells(slices.Clone(l.student.Cells))
	l.restore(nb)
	keepNeeded(nb)
	dir, err := l.stage(nb, known, "", "")
	defer os.RemoveAll(dir)
	if err != nil {
		return err
	}
	reports, err := r.run(ctx, dir, l.name+".ipynb", "answers")
	if ranBlank != nil && err == nil {
		ranBlank(l, reports)
	}
	return err
}

// sharing returns a runner whose cells see these folders.
func (r *runner) sharing(shared []sandbox.Shared) *runner {
	other, walls := *r, *r.walls
	walls.Shared = slices.Clone(shared)
	other.walls = &walls
	return &other
}

// readable lets every user read what is in a folder: each copy runs as another one.
func readable(dir string) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
			return os.Chmod(path, 0o755)
		case d.Type().IsRegular():
			return os.Chmod(path, 0o644)
		}
		return os.Remove(path)
	})
}

// askAll has every submission's cells say their answers, two at a time where there are two processors.
func (r *runner) askAll(ctx context.Context, all []*submission, known []knownCapture) error {
	var pool errgroup.Group
	pool.SetLimit(min(2, runtime.NumCPU()))
	for _, sub := range all {
		pool.Go(func() error { return r.ask(ctx, sub, known) })
	}
	return pool.Wait()
}

// ask has one submission's cells say their answers. An error is one of the machine, not of the notebook.
func (r *runner) ask(ctx context.Context, sub *submission, known []knownCapture) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if sub.lab == nil {
		return nil
	}
	nb, err := readSubmission(sub.path)
	if sub.unreadable == nil {
		sub.unreadable = err // it has changed since
	}
	if sub.unreadable != nil {
		sub.read(nil, nil)
		return nil
	}
	sub.lab.restore(nb)
	keepNeeded(nb)
	dir, err := sub.lab.stage(nb, known, r.o.Seed, sub.student)
	defer os.RemoveAll(dir)
	if err != nil {
		return err
	}
	reports, stopped := r.run(ctx, dir, sub.lab.name+".ipynb", "answers")
	if ctx.Err() != nil {
		return ctx.Err()
	}
	sub.read(reports, stopped)
	return nil
}

// read takes the answers from where they belong: a cell answers its own exercises only.
func (sub *submission) read(reports []cellReport, stopped error) {
	byCell := map[string]cellReport{}
	for _, c := range reports {
		byCell[c.ID] = c
	}
	for _, e := range sub.lab.exercises {
		report, run := byCell[cellID(e.cell)]
		for _, o := range report.Outputs {
			for _, told := range o.Told {
				var a exercise.Answer
				if told[0] == exercise.AnswerType && len(told[1]) <= largestAnswer && json.Unmarshal([]byte(told[1]), &a) == nil && a.ID == e.id {
					a.File = sub.path
					sub.answers[e.id] = a
				}
			}
		}
		if _, ok := sub.answers[e.id]; ok {
			continue
		}
		switch failure := report.failure(); {
		case sub.unreadable != nil:
			sub.failed[e.id] = sub.reason()
		case failure != "":
			sub.failed[e.id] = "The cell failed: " + failure + cause(reports, report.ID)
		case stopped != nil:
			sub.failed[e.id] = "The notebook was stopped: " + firstLines(stopped.Error(), 1) + "."
		case run:
			sub.failed[e.id] = "The cell said no answer."
		default:
			sub.failed[e.id] = "The cell was not reached."
		}
	}
}

// reason says why nothing of the notebook can be graded.
func (sub *submission) reason() string {
	text := firstLines(sub.unreadable.Error(), 1)
	return strings.ToUpper(text[:1]) + text[1:] + "."
}

// cause names the first failure of an earlier cell, for which a later one lacks a declaration.
func cause(reports []cellReport, id string) string {
	for _, c := range reports {
		if c.ID == id {
			return ""
		}
		if failure := c.failure(); failure != "" {
			return " (a cell before it failed: " + failure + ")"
		}
	}
	return ""
}
