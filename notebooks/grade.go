package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"

	"netlab/pcapnb"
	"netlab/pcapnb/exercise"
)

// largestSubmission bounds the notebooks that are read, in bytes.
const largestSubmission = 64 << 20

// A submission is one finished notebook.
type submission struct {
	path, student string
	lab           *gradedLab
	unreadable    error                       // why the file is no notebook
	answers       map[string]exercise.Answer  // by exercise
	failed        map[string]string           // why an exercise has no answer
	verdicts      map[string]exercise.Verdict // by exercise
}

// A gradedLab is what the teacher's notebook says about the grading of its copies.
type gradedLab struct {
	path      string
	name      string
	student   *notebook // as it was handed out
	full      *notebook // with solutions and hidden tests
	files     []neededFile
	exercises []gradedExercise
}

// A gradedExercise is one line of the grades.
type gradedExercise struct {
	id     string // as in Check, or the cell's for one that is graded by hand
	cell   string // grade_id
	points float64
	byHand bool
}

// gradeFiles grades finished notebooks into a CSV file. In a first run the students' cells say their answers, behind
// walls and without knowing what is right. In a second one the teacher's notebook, which has no line of theirs, judges
// all of them.
func gradeFiles(ctx context.Context, s *setup, o options) error {
	if len(o.labs) == 0 {
		return errors.New("-grade: name the notebooks to grade")
	}
	r, err := newRunner(ctx, s, o)
	if err != nil {
		return err
	}
	known, err := findCaptures(s, o)
	if err != nil {
		return err
	}
	labs := map[string]*gradedLab{}
	var all []*submission
	for _, path := range o.labs {
		sub, err := openSubmission(s, o, path, labs)
		if err != nil {
			return err
		}
		all = append(all, sub)
	}
	dir, err := os.MkdirTemp("", "netlab-variants-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	theirs, err := variantsOf(all, o.seed, dir)
	if err != nil {
		return err
	}
	if err := r.askAll(ctx, all, known); err != nil {
		return err
	}
	for _, path := range slices.Sorted(mapKeys(labs)) {
		if err := r.judge(ctx, labs[path], all, append(known, theirs...)); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	return writeGrades(s, o, all)
}

func mapKeys[K comparable, V any](m map[K]V) func(yield func(K) bool) {
	return func(yield func(K) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// openSubmission finds out whose notebook a file is and of which lab.
func openSubmission(s *setup, o options, path string, labs map[string]*gradedLab) (*submission, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	nb, unreadable := &notebook{}, fmt.Errorf("it has %d bytes", info.Size())
	if info.Size() <= largestSubmission {
		nb, unreadable = readNotebook(path)
	}
	if unreadable != nil {
		nb = &notebook{}
	}
	source := o.source
	if source == "" {
		if source, err = findSource(s, path, nb); err != nil {
			return nil, err
		}
	}
	lab, known := labs[source]
	if !known {
		if lab, err = openLab(source); err != nil {
			return nil, err
		}
		labs[source] = lab
	}
	return &submission{path: path, student: studentOf(path, lab.name), lab: lab, unreadable: unreadable}, nil
}

// findSource returns the lab that a copy was made of: the one that its metadata names, else that its file is named after.
func findSource(s *setup, path string, nb *notebook) (string, error) {
	metadata, _ := nb.raw["metadata"].(map[string]any)
	told, _ := metadata[metadataName].(map[string]any)
	name, _ := told["lab"].(string)
	labs, err := findLabs(s.checkout, "*.ipynb", nil)
	if err != nil {
		return "", err
	}
	for _, lab := range labs {
		if labName(lab) == name || name == "" && strings.Contains(labName(path), labName(lab)) {
			return lab, nil
		}
	}
	return "", fmt.Errorf("%s is a copy of no lab in notebooks: name the teacher's with -source", path)
}

// studentOf reads a student's name from where the notebook lies: nbgrader's submitted/NAME/LAB/LAB.ipynb, NAME/LAB.ipynb,
// LAB-NAME.ipynb or NAME.ipynb.
func studentOf(path, lab string) string {
	name := labName(path)
	if name != lab {
		if rest := strings.Trim(strings.Replace(name, lab, "", 1), "-_ ."); rest != "" {
			return rest
		}
		return name
	}
	dir := filepath.Dir(path)
	if filepath.Base(dir) == lab {
		dir = filepath.Dir(dir)
	}
	return filepath.Base(dir)
}

// checkCall finds the exercises that a cell checks.
var checkCall = regexp.MustCompile(`exercise\.(?:Check|Packet)\(\s*"([^"\n]+)"`)

// openLab reads a teacher's notebook.
func openLab(path string) (*gradedLab, error) {
	lab := &gradedLab{path: path, name: labName(path)}
	for _, kept := range []**notebook{&lab.student, &lab.full} {
		nb, err := readNotebook(path)
		if err != nil {
			return nil, err
		}
		lab.files = nb.collect(filepath.Dir(path))
		if err := nb.mark(); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		*kept = nb
	}
	if err := lab.student.forStudents(); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	for _, c := range lab.student.cells {
		lab.exercises = append(lab.exercises, c.exercises()...)
	}
	if len(lab.exercises) == 0 {
		return nil, fmt.Errorf("%s has no exercises: no cell calls exercise.Check", path)
	}
	return lab, nil
}

// exercises lists what a cell is graded for; its checks share its points.
func (c *cell) exercises() []gradedExercise {
	g := c.grader()
	if !g.is("grade") && !g.is("task") {
		return nil
	}
	if !g.restored() || !c.isCode() {
		return []gradedExercise{{id: g.id(), cell: g.id(), points: g.points(), byHand: true}}
	}
	var list []gradedExercise
	calls := checkCall.FindAllStringSubmatch(c.source(), -1)
	for _, call := range calls {
		list = append(list, gradedExercise{id: call[1], cell: g.id(), points: g.points() / float64(len(calls))})
	}
	return list
}

// A knownCapture is a file that answers may be worked out from, by one student only where it names one.
type knownCapture struct{ path, name, fingerprint, student string }

// findCaptures reads the captures that the teacher allows.
func findCaptures(s *setup, o options) ([]knownCapture, error) {
	from := o.captures
	if from == "" && o.seed != "" {
		return nil, nil // everybody has their own
	}
	if from == "" {
		from = filepath.Join(s.checkout, "testdata")
	}
	var known []knownCapture
	err := filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && path != from {
			return orSkip(err)
		}
		if !d.Type().IsRegular() || !strings.Contains(d.Name(), ".pcap") && path != from {
			return nil
		}
		pkts, err := pcapnb.Load(path)
		if err != nil {
			return nil // cut on purpose, or no capture
		}
		known = append(known, knownCapture{path, d.Name(), exercise.Fingerprint(pkts), ""})
		return nil
	})
	return known, err
}

// orSkip passes over a folder that has nothing wrong with it.
func orSkip(err error) error {
	if err == nil {
		return fs.SkipDir
	}
	return err
}

// stage makes a folder with a notebook, the files that the lab reads, a student's own variants of them with a secret, and
// the captures that may be read.
func (l *gradedLab) stage(nb *notebook, known []knownCapture, secret, student string) (dir string, err error) {
	if dir, err = os.MkdirTemp("", "netlab-grade-"); err != nil {
		return "", err
	}
	for _, k := range known {
		if err == nil {
			err = copyFile(k.path, filepath.Join(dir, "testdata", k.name))
		}
	}
	for _, f := range l.files {
		if err == nil {
			err = putFile(f, dir, secret, student)
		}
	}
	if err == nil {
		err = nb.write(filepath.Join(dir, l.name+".ipynb"))
	}
	return dir, err
}

// askAll has every submission's cells say their answers, two at a time where there are two processors.
func (r *runner) askAll(ctx context.Context, all []*submission, known []knownCapture) error {
	failed := make([]error, len(all))
	slots := make(chan struct{}, min(2, runtime.NumCPU()))
	var wait sync.WaitGroup
	for i, sub := range all {
		slots <- struct{}{}
		wait.Go(func() {
			failed[i] = r.ask(ctx, sub, known)
			<-slots
		})
	}
	wait.Wait()
	return errors.Join(failed...)
}

// ask has one submission's cells say their answers.
func (r *runner) ask(ctx context.Context, sub *submission, known []knownCapture) error {
	if sub.unreadable != nil {
		sub.read(nil, nil)
		return nil
	}
	nb, err := readNotebook(sub.path)
	if err != nil {
		return err
	}
	sub.lab.restore(nb)
	nb.keepNeeded()
	dir, err := sub.lab.stage(nb, known, r.o.seed, sub.student)
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
	sub.answers, sub.failed = map[string]exercise.Answer{}, map[string]string{}
	byCell := map[string]cellReport{}
	for _, c := range reports {
		byCell[c.ID] = c
	}
	for _, e := range sub.lab.exercises {
		report, run := byCell[cellID(e.cell)]
		for _, o := range report.Outputs {
			for _, told := range o.Told {
				var a exercise.Answer
				if told[0] == exercise.AnswerType && json.Unmarshal([]byte(told[1]), &a) == nil && a.ID == e.id {
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
			sub.failed[e.id] = "The file is no notebook: " + firstLines(sub.unreadable.Error(), 1)
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

// cellID is the id of the cell that checks, in the notebook that is run.
func cellID(gradeID string) string { return "check-" + gradeID }

// restore puts the teacher's cells back over what a student made of them, and in where they are missing.
func (l *gradedLab) restore(nb *notebook) {
	place := map[string]int{}
	for i, c := range nb.cells {
		if id := c.grader().id(); id != "" {
			if _, twice := place[id]; !twice {
				place[id] = i
			}
		}
	}
	cells := nb.cells
	replaced := map[int]*cell{}
	behind := map[int][]*cell{}
	last := -1
	for _, c := range l.student.cells {
		id := c.grader().id()
		if id == "" {
			continue
		}
		at, there := place[id]
		if there {
			last = max(last, at)
		}
		if !c.grader().restored() {
			continue
		}
		fresh := &cell{raw: map[string]any{
			"cell_type": c.raw["cell_type"], "id": cellID(id), "metadata": map[string]any{}, "source": splitText(c.source()),
		}}
		if fresh.isCode() {
			fresh.clear()
		}
		if there {
			replaced[at] = fresh
		} else {
			behind[last] = append(behind[last], fresh)
		}
	}
	out := append([]*cell{}, behind[-1]...)
	for i, c := range cells {
		if fresh, ok := replaced[i]; ok {
			c = fresh
		} else {
			c = c.bare(i)
		}
		out = append(append(out, c), behind[i]...)
	}
	nb.setCells(out)
}

// bare is a student's cell without anything but its text, under an id that is nobody else's.
func (c *cell) bare(i int) *cell {
	kind := "markdown"
	if c.isCode() {
		kind = "code"
	}
	out := &cell{raw: map[string]any{"cell_type": kind, "id": fmt.Sprintf("student-%d", i), "metadata": map[string]any{}, "source": splitText(c.source())}}
	if out.isCode() {
		out.clear()
	}
	return out
}

// acts finds what a cell may do besides showing something.
var acts = regexp.MustCompile(`(?m)^\s*[!%][^%]|Save|Write|Create|Mkdir|Rename|Remove|exec\.|os\.`)

// keepNeeded empties the cells that only show something: each is a program of its own, and no check can depend on it.
func (nb *notebook) keepNeeded() {
	var kept []*cell
	for _, c := range nb.cells {
		source := c.source()
		if c.isCode() && (!strings.HasPrefix(strings.TrimSpace(source), "%%") || acts.MatchString(source) || c.checks() > 0) {
			kept = append(kept, c)
		}
	}
	nb.setCells(kept)
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
func (r *runner) judge(ctx context.Context, lab *gradedLab, all []*submission, known []knownCapture) error {
	questions := exercise.Answers{Captures: map[string]string{}}
	for _, sub := range all {
		for _, e := range lab.exercises {
			a, ok := sub.answers[e.id]
			switch {
			case !ok || sub.lab != lab:
			case foreign(known, a, sub.student):
				sub.failed[e.id] = "The answer was worked out on another student's capture."
			default:
				questions.Answers = append(questions.Answers, a)
			}
		}
	}
	nb := &notebook{raw: map[string]any{}}
	for k, v := range lab.full.raw {
		nb.raw[k] = v
	}
	var cells []*cell
	for i, c := range lab.full.cells {
		fresh := c.bare(i)
		if id := c.grader().id(); id != "" {
			fresh.raw["id"] = cellID(id)
		}
		cells = append(cells, fresh)
	}
	nb.setCells(cells)
	nb.keepNeeded()
	dir, err := lab.stage(nb, known, "", "")
	defer os.RemoveAll(dir)
	if err != nil {
		return err
	}
	for _, k := range known {
		questions.Captures[k.fingerprint] = "testdata/" + k.name
	}
	text, err := json.Marshal(questions)
	if err != nil {
		return err
	}
	list := filepath.Join(dir, "answers.json")
	if err := os.WriteFile(list, text, 0o644); err != nil {
		return err
	}
	reports, err := r.run(ctx, dir, lab.name+".ipynb", list)
	if err != nil {
		return fmt.Errorf("the teacher's own notebook was stopped: %w", err)
	}
	return lab.spread(reports, all)
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
