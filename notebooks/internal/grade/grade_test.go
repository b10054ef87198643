//go:build unix

package grade

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"netlab/notebooks/internal/booktest"
	"netlab/notebooks/internal/handout"
	"netlab/notebooks/internal/jupyter"
	"netlab/notebooks/internal/lab"
	"netlab/notebooks/internal/sandbox"
	"netlab/notebooks/internal/say"
	"netlab/pcapnb"
	"netlab/pcapnb/exercise"
	"netlab/pcapnb/ipynb"
)

// handOutTrial writes the trial's copy for students and returns its folder.
func handOutTrial(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := handout.Write(handout.Options{Labs: []string{booktest.Trial}, Student: dir}, &say.Sayer{Out: io.Discard}); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "trial")
}

func openTrial(t *testing.T) *gradedLab {
	t.Helper()
	l, err := openLab(booktest.Trial)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// checkExercises finds checks of exercises that nobody wrote, and secrets in the students' copy.
func checkExercises(t *testing.T, path string) {
	t.Helper()
	l, err := openLab(path)
	if err != nil {
		t.Error(err)
		return
	}
	source := l.full.Code()
	for _, e := range l.exercises {
		own := strings.Contains(source, `exercise.Set("`+e.id) || strings.Contains(source, `exercise.Packet("`+e.id)
		if !e.byHand && !own && !slices.Contains(exercise.Catalogue(), e.id) {
			t.Errorf("%s checks %q, which is not in the catalogue", path, e.id)
		}
	}
	for _, secret := range []string{"SOLUTION", "HIDDEN TESTS", "exercise.Set("} {
		if strings.Contains(l.student.Code(), secret) {
			t.Errorf("%s: the student's copy holds %q", path, secret)
		}
	}
}

// Every lab's exercises are known, and its students' copy holds no secret.
func TestExercisesOfEveryLab(t *testing.T) {
	labs, err := filepath.Glob("../../lab-*.ipynb")
	if err != nil || len(labs) == 0 {
		t.Fatalf("labs: %q, %v", labs, err)
	}
	for _, path := range labs {
		checkExercises(t, path)
	}
}

func TestStudentOf(t *testing.T) {
	for path, want := range map[string]string{
		"submitted/ada/lab-d/lab-d.ipynb": "ada",
		"ada/lab-d.ipynb":                 "ada",
		"all/lab-d-ada.ipynb":             "ada",
		"all/ada.ipynb":                   "ada",
		"all/Ada Lovelace_lab-d.ipynb":    "Ada Lovelace",
	} {
		if got := studentOf(path, "lab-d"); got != want {
			t.Errorf("%s is of %q, want %q", path, got, want)
		}
	}
}

func TestOpenLab(t *testing.T) {
	l := openTrial(t)
	var got []string
	for _, e := range l.exercises {
		got = append(got, e.id+" "+number(e.points))
	}
	if text := strings.Join(got, ", "); text != "bytes-total 2, top-receivers 1, opened 1, fields 1" {
		t.Errorf("exercises: %s", text)
	}
}

// A check that a student changed, deleted or doubled is the teacher's again, where it was; other cells stay as they are.
func TestRestore(t *testing.T) {
	student := handOutTrial(t)
	nb, err := ipynb.Read(filepath.Join(student, "trial.ipynb"))
	if err != nil {
		t.Fatal(err)
	}
	var cells []*ipynb.Cell
	for _, c := range nb.Cells {
		switch c.Raw["id"] {
		case "total-check":
			c.SetSource("%%\nfmt.Println(`right`)")
			twin := *c
			cells = append(cells, &twin)
		case "opened-check":
			continue
		case "opened":
			c.SetSource("func opened(pcapnb.Packets) any { return 1 }")
		}
		cells = append(cells, c)
	}
	nb.SetCells(cells)
	openTrial(t).restore(nb)
	var order []string
	for _, c := range nb.Cells {
		text := c.Source()
		for _, name := range []string{`exercise.Check("bytes-total"`, `exercise.Check("opened"`, "func opened", "fmt.Println", "exercise.Set"} {
			if strings.Contains(text, name) {
				order = append(order, name)
			}
		}
		if lab.GraderOf(c) != nil || len(c.Tags()) > 0 {
			t.Errorf("a cell to be run keeps metadata: %v", c.Raw["metadata"])
		}
	}
	if got := strings.Join(order, "; "); got != `exercise.Check("bytes-total"; fmt.Println; func opened; exercise.Check("opened"` {
		t.Errorf("the cells are %s", got)
	}
}

func TestKeepNeeded(t *testing.T) {
	nb := booktest.Parse(t, `{"nbformat": 4, "cells": [
		{"cell_type": "markdown", "source": "text"},
		{"cell_type": "code", "source": "%%\nnb.Show(1)"},
		{"cell_type": "code", "source": "var x = 1\n\n%%\nnb.Show(x)"},
		{"cell_type": "code", "source": "%%\npkts.WritePcap(\"a.pcap\")"},
		{"cell_type": "code", "source": "!ls"},
		{"cell_type": "code", "source": "%%\nexercise.Check(\"a\", pkts, x)"}]}`)
	keepNeeded(nb)
	if n := len(nb.Cells); n != 4 {
		t.Errorf("%d cells are run, want 4: those that declare, write, call the shell and check", n)
	}
}

func TestGradesNeutralised(t *testing.T) {
	sub := &submission{path: "=a.ipynb", student: "@b\x1b", lab: &gradedLab{name: "lab", exercises: []gradedExercise{{id: "-1", points: 1}, {id: "words", byHand: true}}}, failed: map[string]string{"-1": "=SUM(A1)\u202e"}}
	var b strings.Builder
	book := &gradebook{file: output{&b}, say: &say.Sayer{Out: io.Discard}}
	if err := book.add(sub); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(b.String())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(rows[0], "|"); got != "'=a.ipynb|'@b\uFFFD|'-1|0|1|'=SUM(A1)\uFFFD" {
		t.Errorf("the line is %s", got)
	}
	if rows[1][3] != "" || !strings.Contains(rows[1][5], "by hand") {
		t.Errorf("an answer in words is graded: %v", rows[1])
	}
}

func TestFailureInOneLine(t *testing.T) {
	for text, want := range map[string]string{
		"# notebook\n./main.go:8:9: undefined: nosuch\n./main.go:9:9: undefined: either\n": "undefined: nosuch undefined: either",
		"panic: pcapnb: Row(5): there are 3 packets\n    in: p.Row(5)\nexit status 2":      "panic: pcapnb: Row(5): there are 3 packets in: p.Row(5)",
	} {
		if got := (cellReport{Outputs: []reportOutput{{Error: text}}}).failure(); got != want {
			t.Errorf("%q is told as %q, want %q", text, got, want)
		}
	}
}

// A hostileStudent makes of the trial's first function what the grades say of it, and fills in the rest right.
type hostileStudent struct{ total, says string }

// hostileStudents are students that want more than to answer, and an honest one.
func hostileStudents(t *testing.T) map[string]hostileStudent {
	t.Helper()
	students := map[string]hostileStudent{}
	for _, c := range booktest.Read(t, "testdata/hostile.ipynb").Cells {
		if says, _ := c.Metadata()["says"].(string); c.IsCode() {
			students[c.ID()] = hostileStudent{c.Source(), says}
		}
	}
	return students
}

// setUp returns the Jupyter that notebooks are graded with, and skips the test where there is none.
func setUp(t *testing.T) (*jupyter.Setup, *say.Sayer) {
	t.Helper()
	to := &say.Sayer{Out: io.Discard}
	s, err := jupyter.New(jupyter.Options{WithoutGopls: true}, to)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Ensure(t.Context()); err != nil {
		t.Skip("no Jupyter to run notebooks in: ", err)
	}
	return s, to
}

// The whole way: source, copy, answers right, wrong and hostile, on two captures, graded. It takes minutes, so it is
// asked for:
//
//	NETLAB_GRADE=1 go test -run GradeHostile -timeout 30m ./notebooks/internal/grade
func TestGradeHostile(t *testing.T) {
	if os.Getenv("NETLAB_GRADE") == "" {
		t.Skip("takes minutes: set NETLAB_GRADE=1")
	}
	s, to := setUp(t)
	o := Options{Source: booktest.Trial, Timeout: 5 * time.Minute, CellTimeout: 45 * time.Second, Memory: 2048, Testdata: "../../../testdata"}
	copied := handOutTrial(t)
	dir := t.TempDir()
	hostCache, err := s.Ask("go", "env", "GOCACHE")
	if err != nil {
		t.Fatal(err)
	}
	hostile := hostileStudents(t)
	for student, h := range hostile {
		total := strings.ReplaceAll(h.total, "HOSTCACHE", hostCache)
		o.Files = append(o.Files, booktest.FillTrial(t, copied, filepath.Join(dir, student), map[string]string{"total": total}))
	}
	o.Files = append(o.Files, noNotebooks(t, dir)...)
	elsewhere := booktest.FillTrial(t, copied, filepath.Join(dir, "elsewhere"), map[string]string{"total": "answer = pkts.Sum(pcapnb.Length)"})
	text, err := os.ReadFile(elsewhere)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(elsewhere, []byte(strings.ReplaceAll(string(text), "testdata/ten.pcap", "testdata/web.pcap")), 0o644); err != nil {
		t.Fatal(err)
	}
	o.Files = append(o.Files, elsewhere)
	o.CSV = filepath.Join(dir, "grades.csv")
	if err := Files(t.Context(), s, o, to); err != nil {
		if strings.Contains(err.Error(), "cannot keep students' cells") {
			t.Skip(err)
		}
		t.Fatal(err)
	}
	checkGrades(t, o.CSV, hostile)
}

func checkGrades(t *testing.T, path string, hostile map[string]hostileStudent) {
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if want := 1 + 4*(len(hostile)+1+len(noNotebook)); len(rows) != want {
		t.Errorf("%d lines, want %d", len(rows), want)
	}
	for _, row := range rows[1:] {
		student, id, points, most, message := row[1], row[2], row[3], row[4], row[5]
		switch {
		case student == "elsewhere":
			if id == "bytes-total" && (points != "2" || message != "Right: 186129 bytes.") {
				t.Errorf("on the other capture: %v", row)
			}
			if id == "opened" && (points != "0" || !strings.Contains(message, "not the exercise's")) {
				t.Errorf("a hidden exercise on a capture of the student's choice: %v", row)
			}
		case slices.Contains(noNotebook, student):
			if points != "0" || !strings.Contains(message, "no notebook") && !strings.Contains(message, "no such file") {
				t.Errorf("no notebook: %v", row)
			}
		case id == "bytes-total":
			h := hostile[student]
			if right := points == most; right != (student == "honest") || !strings.Contains(message, h.says) {
				t.Errorf("%s has %s points, %q; want %q", student, points, message, h.says)
			}
		case points != most:
			t.Errorf("%s answered %s right and has %s of %s points: %s", student, id, points, most, message)
		}
	}
}

// noNotebook are students whose file cannot be read to its end, or must not be.
var noNotebook = []string{"pipe", "zero", "folder", "huge", "gone", "link"}

// noNotebooks makes their files.
func noNotebooks(t *testing.T, dir string) (paths []string) {
	t.Helper()
	for _, student := range noNotebook {
		if err := os.MkdirAll(filepath.Join(dir, student), 0o755); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, filepath.Join(dir, student, "trial.ipynb"))
	}
	huge, err := os.Create(paths[3])
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(syscall.Mkfifo(paths[0], 0o644), os.Symlink("/dev/zero", paths[1]), os.Mkdir(paths[2], 0o755), huge.Truncate(1<<40), huge.Close(),
		os.Symlink(absolute(t, booktest.Trial), paths[5])); err != nil {
		t.Fatal(err)
	}
	return paths
}

func absolute(t *testing.T, path string) string {
	t.Helper()
	path, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// The teacher's own notebook, with its solutions, is nobody's submission, by whatever way it comes.
func TestTeachersNotebookIsNoSubmission(t *testing.T) {
	dir := t.TempDir()
	source := filepath.Join(dir, "trial.ipynb")
	if err := booktest.Read(t, booktest.Trial).Write(source); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Mkdir(filepath.Join(dir, "real"), 0o755), os.Link(source, filepath.Join(dir, "real", "trial.ipynb")), os.Symlink(dir, filepath.Join(dir, "mallory"))); err != nil {
		t.Fatal(err)
	}
	for _, way := range []string{"trial.ipynb", "mallory/trial.ipynb", "real/trial.ipynb"} {
		for _, o := range []Options{{Source: source}, {Labs: []string{source}}} {
			sub := openSubmission(o, filepath.Join(dir, way), map[string]*gradedLab{})
			if sub.unreadable == nil || !strings.Contains(sub.reason(), "teacher's own") {
				t.Errorf("%s: %v", way, sub.unreadable)
			}
		}
	}
}

// None of them hangs the grading or fills the memory; each has its own lines, as has one whose lab nobody knows.
func TestFilesThatAreNoNotebooks(t *testing.T) {
	dir := t.TempDir()
	paths := noNotebooks(t, dir)
	var b strings.Builder
	book := &gradebook{file: output{&b}, say: &say.Sayer{Out: io.Discard}}
	for _, path := range paths {
		sub := openSubmission(Options{Source: booktest.Trial}, path, map[string]*gradedLab{})
		if sub.unreadable == nil {
			t.Fatalf("%s is read", path)
		}
		if err := errors.Join((&runner{}).ask(t.Context(), sub, nil), book.add(sub)); err != nil {
			t.Fatal(err)
		}
	}
	if err := book.add(openSubmission(Options{}, paths[0], map[string]*gradedLab{})); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(b.String())).ReadAll()
	if err != nil || len(rows) != 4*len(paths)+1 {
		t.Fatalf("%d lines, %v: %s", len(rows), err, b.String())
	}
	for i, row := range rows {
		if i < 4*len(paths) && (row[1] != noNotebook[i/4] || row[3] != "0") || i == 4*len(paths) && !strings.Contains(row[5], "no notebook") {
			t.Errorf("line %d: %q", i+1, row)
		}
	}
}

// What ends the grading leaves the lines of what was not graded.
func TestGradesOfAStoppedRun(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	l := openTrial(t)
	var b strings.Builder
	book := &gradebook{file: output{&b}, say: &say.Sayer{Out: io.Discard}}
	copied := booktest.FillTrial(t, handOutTrial(t), filepath.Join(t.TempDir(), "ada"), nil)
	err := (&runner{s: &jupyter.Setup{}, o: Options{Timeout: time.Minute}}).gradeAll(ctx, map[string]*gradedLab{l.path: l}, []*submission{{path: copied, student: "ada", lab: l, answers: map[string]exercise.Answer{}, failed: map[string]string{}}}, nil, nil, book)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if n := strings.Count(b.String(), ",,"); n != 4 || !strings.Contains(b.String(), "Not graded") {
		t.Errorf("%d lines without points: %s", n, b.String())
	}
}

// A file that is no notebook costs its student the points, and nobody else anything.
func TestUnreadableSubmission(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "trial-ada.ipynb")
	if err := os.WriteFile(path, []byte("\x00 no JSON"), 0o644); err != nil {
		t.Fatal(err)
	}
	sub := openSubmission(Options{Source: booktest.Trial}, path, map[string]*gradedLab{})
	if err := (&runner{}).ask(t.Context(), sub, nil); err != nil {
		t.Fatal(err)
	}
	if points, message := sub.points(sub.lab.exercises[0]); sub.student != "ada" || points != "0" || !strings.Contains(message, "no notebook") {
		t.Errorf("%s has %s points: %s", sub.student, points, message)
	}
}

// What a student's cells say counts in the cell that asks for it only.
func TestReadReports(t *testing.T) {
	sub := &submission{path: "a.ipynb", lab: openTrial(t), answers: map[string]exercise.Answer{}, failed: map[string]string{}}
	lines := `a student's print
{"key": "forged", "id": "check-receivers-check", "outputs": [{"told": [["text/vnd.netlab.answer", "{\"id\": \"top-receivers\"}"]]}]}
{"id": "check-receivers-check", "outputs": [{"told": [["text/vnd.netlab.answer", "{\"id\": \"top-receivers\"}"]]}]}
{"key": "k", "id": "check-total-check", "outputs": [{"told": [["text/vnd.netlab.answer", "{\"id\": \"bytes-total\", \"value\": {\"kind\": \"number\"}}"], ["text/vnd.netlab.answer", "{\"id\": \"opened\"}"]]}]}
{"key": "k", "id": "student-9", "outputs": [{"told": [["text/vnd.netlab.answer", "{\"id\": \"top-receivers\"}"]]}, {"error": "undefined: x"}]}
{"key": "k", "id": "check-opened-check", "outputs": [{"stderr": "panic: no\n"}, {"error": "exit status 2"}]}
`
	sub.read(readReports([]byte(lines), "k"), sandbox.ErrMemory)
	if len(sub.answers) != 1 || sub.answers["bytes-total"].File != "a.ipynb" {
		t.Errorf("answers: %v", sub.answers)
	}
	for id, want := range map[string]string{
		"opened":        "The cell failed: panic: no (a cell before it failed: undefined: x)",
		"top-receivers": "The notebook was stopped: used more memory than allowed.",
	} {
		if got := sub.failed[id]; got != want {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
}

// Each student has captures of their own, which nobody else's notebook may use.
func TestVariantsAreTheOnesHandedOut(t *testing.T) {
	dir := t.TempDir()
	names := filepath.Join(dir, "names.txt")
	if err := os.WriteFile(names, []byte("ada\nbob\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	o := handout.Options{Labs: []string{booktest.Trial}, Student: filepath.Join(dir, "out"), Variants: names, Seed: "secret"}
	if err := handout.Write(o, &say.Sayer{Out: io.Discard}); err != nil {
		t.Fatal(err)
	}
	l := openTrial(t)
	all := []*submission{{student: "ada", lab: l}, {student: "bob", lab: l}}
	known, err := variantsOf(all, o.Seed, t.TempDir())
	if err != nil || len(known) != 2 {
		t.Fatalf("%d variants: %v", len(known), err)
	}
	for i, student := range []string{"ada", "bob"} {
		pkts, err := pcapnb.Load(filepath.Join(o.Student, student, "trial", "testdata", "ten.pcap"))
		if err != nil {
			t.Fatal(err)
		}
		a := exercise.Answer{Capture: exercise.Fingerprint(pkts)}
		if a.Capture != known[i].fingerprint {
			t.Errorf("the grader makes another capture for %s than the one handed out", student)
		}
		if foreign(known, a, student) || !foreign(known, a, "eve") {
			t.Errorf("whose is %s's capture?", student)
		}
	}
}

// One that is a copy of no lab, or of one that is broken, costs its own row, with the reason.
func TestBadSubmissionsCostTheirRow(t *testing.T) {
	dir := t.TempDir()
	broken, stray, good := filepath.Join(dir, "broken.ipynb"), filepath.Join(dir, "stray-eve.ipynb"), filepath.Join(dir, "trial-ada.ipynb")
	for path, nb := range map[string]*ipynb.Notebook{
		broken: booktest.Code(t, "x", ""), stray: booktest.Code(t, "y", ""), good: booktest.Read(t, booktest.Trial),
		filepath.Join(dir, "broken-bob.ipynb"): booktest.Code(t, "z", ""),
	} {
		if err := nb.Write(path); err != nil {
			t.Fatal(err)
		}
	}
	o := Options{Labs: []string{broken, booktest.Trial}}
	var all []*submission
	labs := map[string]*gradedLab{}
	for _, path := range []string{stray, filepath.Join(dir, "broken-bob.ipynb"), filepath.Join(dir, "gone.ipynb"), good} {
		all = append(all, openSubmission(o, path, labs))
	}
	labs[booktest.Trial].fail(all, errors.New("no kernel"))
	var b strings.Builder
	book := &gradebook{file: output{&b}, say: &say.Sayer{Out: io.Discard}}
	for _, sub := range all {
		if err := book.add(sub); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{"is a copy of no lab in notebooks", "has no exercises", "gone.ipynb: no such file", "ada,bytes-total,0,2,Not judged: no kernel"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no row says %q:\n%s", want, b.String())
		}
	}
	if n := strings.Count(b.String(), "\n"); n != 3+4 {
		t.Errorf("%d lines, want one for each bad file and four of the good one", n)
	}
}

// Grades go to the folder named, and never over others unless told to.
func TestWhereGradesGo(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	var said strings.Builder
	for _, o := range []Options{{Out: dir}, {Out: dir}, {Out: dir, CSV: filepath.Join(dir, "mine.csv")}, {Out: dir, CSV: filepath.Join(dir, "mine.csv")}} {
		book, err := openGradebook(o, &say.Sayer{Out: &said})
		if err != nil {
			t.Fatal(err)
		}
		if err := book.close(); err != nil {
			t.Fatal(err)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 3 || entries[0].Name() != "grades-2.csv" || entries[1].Name() != "grades.csv" {
		t.Errorf("written: %v, %v", entries, err)
	}
}
