// Package grade grades finished notebooks. Students' cells say their answers
// in a sandbox; the teacher's notebook, which has no line of theirs, judges them.
package grade

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"netlab/notebooks/internal/jupyter"
	"netlab/notebooks/internal/lab"
	"netlab/notebooks/internal/say"
	"netlab/pcapnb/exercise"
	"netlab/pcapnb/ipynb"
)

// Options say what is graded, and how.
type Options struct {
	Asked       bool     // somebody wants grades
	Files       []string // finished notebooks
	Labs        []string // the teacher's notebooks, of which Files are copies
	Source      string   // the one to grade by, "" for that of Labs which a copy names
	Captures    string   // folder or file of the captures that may be used
	Testdata    string   // the same, where neither Captures nor Seed is given
	Seed        string   // the secret that variants were made from
	Out         string   // folder for the grades, "" for the working folder
	CSV         string   // file for the grades, - for the output, "" for a new one in Out
	Timeout     time.Duration
	CellTimeout time.Duration
	Memory      int // MiB
	Unisolated  bool
}

// Flags declares the flags of grading. -timeout and -seed are others' too.
func (o *Options) Flags(f *flag.FlagSet) {
	f.BoolVar(&o.Asked, "grade", false, "grade the finished notebooks named, from clean kernels, without trusting them")
	f.StringVar(&o.Source, "source", "", "the teacher's `notebook` to grade by (default: the lab of that name in the checkout)")
	f.StringVar(&o.Captures, "captures", "", "`folder` or file with the captures that may be used in graded notebooks (default testdata)")
	f.StringVar(&o.CSV, "csv", "", "`file` for the grades; - prints them (default grades.csv in the folder of -out, grades-2.csv where that is there)")
	f.DurationVar(&o.CellTimeout, "cell-timeout", time.Minute, "longest time that one cell may take when it is graded")
	f.IntVar(&o.Memory, "memory", 4096, "memory in `MiB` that a graded notebook may take")
	f.BoolVar(&o.Unisolated, "unisolated", false, "grade also where cells cannot be kept from the network and from your files")
}

// Files grades finished notebooks into a CSV file. In a first run the students' cells say their answers, in
// walls and without knowing what is right. In a second one the teacher's notebook, which has no line of theirs, judges
// all of them. What is wrong with one submission is said in its own lines.
func Files(ctx context.Context, s *jupyter.Setup, o Options, say *say.Sayer) error {
	if len(o.Files) == 0 {
		return errors.New("-grade: name the notebooks to grade")
	}
	r, err := newRunner(ctx, s, o, say)
	if err != nil {
		return err
	}
	known, err := findCaptures(o)
	if err != nil {
		return err
	}
	labs := map[string]*gradedLab{}
	var all []*submission
	seen := map[string]bool{}
	for _, path := range o.Files {
		if clean := filepath.Clean(path); !seen[clean] { // twice it would have two rows, and the answers of one
			seen[clean] = true
			all = append(all, openSubmission(o, path, labs))
		}
	}
	dir, err := os.MkdirTemp("", "netlab-variants-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	theirs, err := variantsOf(all, o.Seed, dir)
	if err != nil {
		return err
	}
	book, err := openGradebook(o, say)
	if err != nil {
		return err
	}
	err = r.gradeAll(ctx, labs, all, known, theirs, book)
	return errors.Join(err, book.close())
}

// gradeAll grades lab by lab. Whatever is wrong with one, the others have their grades, and each submission has its lines.
func (r *runner) gradeAll(ctx context.Context, labs map[string]*gradedLab, all []*submission, known, theirs []knownCapture, book *gradebook) error {
	var failed []error
	for _, path := range append(slices.Sorted(maps.Keys(labs)), "") {
		l := labs[path]
		of := slices.DeleteFunc(slices.Clone(all), func(sub *submission) bool { return sub.lab != l })
		if l != nil && ctx.Err() == nil {
			if err := r.gradeLab(ctx, l, of, known, theirs); err != nil && ctx.Err() == nil {
				failed = append(failed, err)
			}
		}
		for _, sub := range of {
			if ctx.Err() != nil && sub.verdicts == nil && sub.lab != nil {
				sub.stopped, sub.failed = "Not graded: the grading was stopped.", nil
			}
			failed = append(failed, book.add(sub))
		}
	}
	return errors.Join(append(failed, ctx.Err())...)
}

// gradeLab has the copies of one lab say their answers and has these judged: all at once, and each alone where that fails.
func (r *runner) gradeLab(ctx context.Context, l *gradedLab, of []*submission, known, theirs []knownCapture) error {
	r, done := r.keepCells(ctx, l, len(of), known)
	defer done()
	if err := r.askAll(ctx, of, known); err != nil {
		if ctx.Err() == nil {
			l.fail(of, err)
		}
		return err
	}
	captures := append(slices.Clone(known), theirs...)
	err := r.judge(ctx, l, of, captures)
	if err == nil || ctx.Err() != nil {
		return err
	}
	if own := r.judge(ctx, l, nil, captures); own != nil { // the teacher's fault
		l.fail(of, own)
		return fmt.Errorf("%s: %w", l.path, own)
	}
	for _, sub := range of {
		err := r.judge(ctx, l, []*submission{sub}, captures)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			l.fail([]*submission{sub}, err)
		}
	}
	return nil
}

// fail notes why the answers to a lab have no verdict.
func (l *gradedLab) fail(all []*submission, why error) {
	for _, sub := range all {
		if sub.lab == l {
			sub.verdicts = nil
			for _, e := range l.exercises {
				sub.failed[e.id] = "Not judged: " + firstLines(why.Error(), 1)
			}
		}
	}
}

// foreign says whether an answer was worked out on a capture that was made for somebody else.
func foreign(known []knownCapture, a exercise.Answer, student string) bool {
	for _, k := range known {
		if k.fingerprint == a.Capture {
			return k.student != "" && k.student != student
		}
	}
	return false
}

// judge has the teacher's notebook judge the answers to its exercises.
func (r *runner) judge(ctx context.Context, l *gradedLab, all []*submission, known []knownCapture) error {
	dir, err := l.stage(l.judging(), known, "", "")
	defer os.RemoveAll(dir)
	if err != nil {
		return err
	}
	text, err := json.Marshal(r.questions(l, all, known))
	if err != nil {
		return err
	}
	list := filepath.Join(dir, "answers.json")
	if err := os.WriteFile(list, text, 0o644); err != nil {
		return err
	}
	reports, err := r.run(ctx, dir, l.name+".ipynb", list)
	if err != nil {
		return fmt.Errorf("the teacher's own notebook was stopped: %w", err)
	}
	return l.spread(reports, all)
}

// questions lists the answers to be judged, and what is known of the captures they may be about. An answer that is not
// judged is noted as failed.
func (r *runner) questions(l *gradedLab, all []*submission, known []knownCapture) exercise.Answers {
	q := exercise.Answers{Captures: map[string]string{}, Hidden: map[string]bool{}, Given: map[string][]string{}}
	for _, e := range l.exercises {
		q.Hidden[e.id] = e.hidden && r.o.Captures == ""
	}
	for _, sub := range all {
		for _, e := range l.exercises {
			a, ok := sub.answers[e.id]
			switch {
			case !ok || sub.lab != l:
			case foreign(known, a, sub.student):
				sub.failed[e.id] = "The answer was worked out on another student's capture."
			default:
				q.Answers = append(q.Answers, a)
			}
		}
	}
	for _, k := range known {
		q.Captures[k.fingerprint] = "testdata/" + k.name
		for _, sub := range all {
			if k.student != "" && k.student == sub.student {
				q.Given[sub.path] = append(q.Given[sub.path], k.fingerprint)
			}
		}
	}
	return q
}

// judging returns the teacher's notebook with the cells that judging needs, under the names that a student's copy has for them.
func (l *gradedLab) judging() *ipynb.Notebook {
	nb := &ipynb.Notebook{Raw: maps.Clone(l.full.Raw)}
	var cells []*ipynb.Cell
	for i, c := range l.full.Cells {
		id := studentID(i)
		if graded := lab.GraderOf(c).ID(); graded != "" {
			id = cellID(graded)
		}
		cells = append(cells, bare(c, id))
	}
	nb.SetCells(cells)
	keepNeeded(nb)
	return nb
}

// spread gives each submission its verdicts.
func (l *gradedLab) spread(reports []cellReport, all []*submission) error {
	byPath := map[string]*submission{}
	for _, sub := range all {
		if sub.lab == l {
			byPath[sub.path] = sub
			sub.verdicts = map[string]exercise.Verdict{}
		}
	}
	said := map[string]bool{}
	for _, c := range reports {
		for _, o := range c.Outputs {
			for _, told := range o.Told {
				var list exercise.Verdicts
				if told[0] != exercise.VerdictType || json.Unmarshal([]byte(told[1]), &list) != nil {
					continue
				}
				said[c.ID] = true
				for _, v := range list {
					if sub := byPath[v.File]; sub != nil {
						sub.verdicts[v.ID] = v
					}
				}
			}
		}
	}
	for _, c := range reports {
		for _, e := range l.exercises {
			if cellID(e.cell) == c.ID && !said[c.ID] && !e.byHand {
				return fmt.Errorf("the teacher's own cell %s fails: %s", e.cell, c.failure())
			}
		}
	}
	return nil
}
