package grade

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"

	"netlab/notebooks/internal/say"
	"netlab/pcapnb/exercise"
)

// A gradebook is the grades as far as they are known: each submission is written as it is judged.
type gradebook struct {
	path    string
	file    io.WriteCloser
	say     *say.Sayer
	unknown int // submissions with an answer on an unknown capture
}

// openGradebook begins the file, or the output.
func openGradebook(o Options, say *say.Sayer) (*gradebook, error) {
	b := &gradebook{path: o.CSV, file: output{say.Out}, say: say}
	if b.path == "" {
		b.path = newName(filepath.Join(o.Out, "grades"), ".csv")
	}
	if b.path != "-" {
		if err := os.MkdirAll(filepath.Dir(b.path), 0o755); err != nil {
			return nil, err
		}
		f, err := os.Create(b.path)
		if err != nil {
			return nil, err
		}
		b.file = f
	}
	return b, b.write([]string{"file", "student", "exercise", "points", "max", "message"})
}

// newName is a name that no file has: points that somebody gave by hand are in the one that is there.
func newName(stem, ending string) string {
	name := stem + ending
	for n := 2; ; n++ {
		if _, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) {
			return name
		}
		name = fmt.Sprintf("%s-%d%s", stem, n, ending)
	}
}

// output is not closed with the grades.
type output struct{ io.Writer }

func (output) Close() error { return nil }

func (b *gradebook) write(rows ...[]string) error { return csv.NewWriter(b.file).WriteAll(rows) }

// add writes a line for each exercise of a submission, and says the sum.
func (b *gradebook) add(sub *submission) error {
	if sub.lab == nil {
		b.say.Line("%s: not graded: %s", plainCell(sub.path), plainCell(sub.reason()))
		return b.write([]string{plainCell(sub.path), plainCell(sub.student), "", "", "", plainCell(sub.reason())})
	}
	points, most := sub.sum()
	b.say.Line("%s, %s: %s of %s points", plainCell(sub.student), sub.lab.name, number(points), number(most))
	if sub.unknownCapture() {
		b.unknown++
	}
	return b.write(rows(sub)...)
}

// unknownCapture says whether an answer was worked out on a capture that the grader does not have.
func (sub *submission) unknownCapture() bool {
	for _, v := range sub.verdicts {
		if v.Message == exercise.UnknownCapture {
			return true
		}
	}
	return false
}

// close ends the file.
func (b *gradebook) close() error {
	if b.unknown > 0 {
		b.say.Line("Answers of %d notebooks were worked out on captures that are not known here: name their folder with -captures.", b.unknown)
	}
	if b.path != "-" {
		b.say.Line("Grades: %s", b.path)
	}
	return b.file.Close()
}

// rows are the lines of a submission.
func rows(sub *submission) [][]string {
	var rows [][]string
	for _, e := range sub.lab.exercises {
		points, message := sub.points(e)
		rows = append(rows, []string{plainCell(sub.path), plainCell(sub.student), plainCell(e.id), points, number(e.points), plainCell(message)})
	}
	return rows
}

// points is what an exercise is worth, empty where a person has to say.
func (sub *submission) points(e gradedExercise) (points, message string) {
	if e.byHand {
		return "", "To be graded by hand."
	}
	if v, ok := sub.verdicts[e.id]; ok {
		return number(e.points * min(max(v.Credit, 0), 1)), v.Message
	}
	if why := sub.failed[e.id]; why != "" {
		return "0", why
	}
	if sub.stopped != "" {
		return "", sub.stopped
	}
	return "0", "No verdict."
}

// sum adds up what needs no person.
func (sub *submission) sum() (points, most float64) {
	for _, e := range sub.lab.exercises {
		if text, _ := sub.points(e); text != "" {
			n, err := strconv.ParseFloat(text, 64)
			if err != nil {
				panic(fmt.Sprintf("points %q", text))
			}
			points, most = points+n, most+e.points
		}
	}
	return points, most
}

func number(n float64) string {
	return strconv.FormatFloat(float64(int64(n*1000+0.5))/1000, 'f', -1, 64)
}

// plainCell keeps a spreadsheet from taking text for a formula, and control characters from acting.
func plainCell(s string) string {
	s = strings.Map(func(r rune) rune {
		if !unicode.IsGraphic(r) {
			return '\uFFFD'
		}
		return r
	}, s)
	if s != "" && strings.ContainsRune("=+-@\t", rune(s[0])) {
		return "'" + s
	}
	return s
}
