package grade

import (
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"unicode"

	"netlab/notebooks/internal/say"
)

// writeGrades writes a line for each exercise of each submission, and says the sums.
func writeGrades(path string, say *say.Sayer, all []*submission) error {
	var b strings.Builder
	if err := grades(&b, all); err != nil {
		return err
	}
	for _, sub := range all {
		points, most := sub.sum()
		say.Line("%s, %s: %s of %s points", plainCell(sub.student), sub.lab.name, number(points), number(most))
	}
	if path == "-" {
		_, err := io.WriteString(say.Out, b.String())
		return err
	}
	say.Line("Grades: %s", path)
	return os.WriteFile(path, []byte(b.String()), 0o644)
}

func grades(w io.Writer, all []*submission) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"file", "student", "exercise", "points", "max", "message"}}
	for _, sub := range all {
		for _, e := range sub.lab.exercises {
			points, message := sub.points(e)
			rows = append(rows, []string{plainCell(sub.path), plainCell(sub.student), plainCell(e.id), points, number(e.points), plainCell(message)})
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
