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

// writeGrades writes a line for each exercise of each submission, and says the sums.
func writeGrades(o Options, say *say.Sayer, all []*submission) error {
	var b strings.Builder
	if err := grades(&b, all); err != nil {
		return err
	}
	unknown := 0
	for _, sub := range all {
		if sub.lab == nil {
			say.Line("%s: not graded: %s", plainCell(sub.path), plainCell(sub.reason()))
			continue
		}
		points, most := sub.sum()
		say.Line("%s, %s: %s of %s points", plainCell(sub.student), sub.lab.name, number(points), number(most))
		if sub.unknownCapture() {
			unknown++
		}
	}
	if unknown > 0 {
		say.Line("Answers of %d notebooks were worked out on captures that are not known here: name their folder with -captures.", unknown)
	}
	if o.CSV == "-" {
		_, err := io.WriteString(say.Out, b.String())
		return err
	}
	path := o.CSV
	if path == "" {
		path = newName(filepath.Join(o.Out, "grades"), ".csv")
	}
	say.Line("Grades: %s", path)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(b.String()), 0o644)
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

// unknownCapture says whether an answer was worked out on a capture that the grader does not have.
func (sub *submission) unknownCapture() bool {
	for _, v := range sub.verdicts {
		if v.Message == exercise.UnknownCapture {
			return true
		}
	}
	return false
}

func grades(w io.Writer, all []*submission) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"file", "student", "exercise", "points", "max", "message"}}
	for _, sub := range all {
		file, student := plainCell(sub.path), plainCell(sub.student)
		if sub.lab == nil {
			rows = append(rows, []string{file, student, "", "", "", plainCell(sub.reason())})
			continue
		}
		for _, e := range sub.lab.exercises {
			points, message := sub.points(e)
			rows = append(rows, []string{file, student, plainCell(e.id), points, number(e.points), plainCell(message)})
		}
	}
	return out.WriteAll(rows)
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
