package exercise

import (
	"fmt"
	"strings"

	"netlab/pcapnb/internal/safe"
)

// A Result is the verdict on one answer. It prints as one line, and in a notebook with the hints to fold open.
type Result struct {
	ID       string
	Question string
	Answered bool
	Open     bool    // nobody here knows the right answer, or there is none on this capture
	Credit   float64 // from 0 to 1
	Message  string  // what is wrong, or the answer
	Hints    []string

	fields []fieldVerdict // of a packet that was to be filled in
}

// Right says whether the answer is worth all its points.
func (r Result) Right() bool { return r.Credit >= 1 }

// verdict is the first word.
func (r Result) verdict() string {
	switch {
	case r.Right():
		return "✓"
	case r.Open, !r.Answered:
		return "○"
	case r.Credit > 0:
		return "◐"
	}
	return "✗"
}

// line says all in one line.
func (r Result) line() string {
	text := fmt.Sprintf("%s %s: %s", r.verdict(), safe.Text(r.ID), safe.Text(r.Message))
	if r.Credit > 0 && !r.Right() {
		text += fmt.Sprintf(" (%.0f %% of the points)", r.Credit*100)
	}
	if !r.Answered && r.Question != "" {
		text += " " + safe.Text(r.Question)
	}
	return text
}

// String returns the verdict as text.
func (r Result) String() string {
	text := r.line()
	for _, f := range r.fields {
		text += "\n" + f.String()
	}
	if len(r.Hints) > 0 && !r.Right() {
		text += fmt.Sprintf("\nFor a hint: exercise.Hint(%q)", r.ID)
	}
	return text
}

// HTML returns the verdict with its hints to fold open.
func (r Result) HTML() string {
	html := "<p>" + safe.HTML(r.line()) + "</p>\n" + fieldTable(r.fields)
	if r.Right() {
		return html
	}
	return html + hints{r.ID, r.Hints}.HTML()
}

// Attachment tells nbgrader's configuration what the answer is worth.
func (r Result) Attachment() (mediaType, data string) {
	if !underNbgrader() {
		return "", ""
	}
	return ScoreType, fmt.Sprintf(`{"credit": %.6g}`, r.Credit)
}

// hints are shown folded, one after the other.
type hints struct {
	id  string
	all []string
}

func (h hints) String() string {
	if len(h.all) == 0 {
		return "There is no hint for " + h.id + "."
	}
	text := ""
	for i, hint := range h.all {
		text += fmt.Sprintf("Hint %d of %d: %s\n", i+1, len(h.all), hint)
	}
	return strings.TrimSuffix(text, "\n")
}

func (h hints) HTML() string {
	html := ""
	for i, hint := range h.all {
		html += fmt.Sprintf("<details><summary>Hint %d of %d</summary>%s</details>\n", i+1, len(h.all), safe.HTML(hint))
	}
	return html
}
