package front

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
)

// Stderr is where a cell's program writes its errors. What it says when it
// fails, with its stacks, is kept for Explain; the rest goes on to located, where
// GoNB writes beside a line of the program which one of a cell it is.
func Stderr(located io.Writer) io.Writer {
	open.located = located
	return stderr{open}
}

type stderr struct{ *notebook }

var failing = regexp.MustCompile(`(?m)^(panic: |fatal error: |runtime: goroutine stack exceeds)`)

func (s stderr) Write(p []byte) (int, error) {
	at := []int{len(p)}
	if s.failed != nil {
		at[0] = 0
	} else if found := failing.FindIndex(p); found != nil {
		at, s.failed = found, []byte{}
	}
	if s.failed != nil {
		s.failed = append(s.failed, p[at[0]:]...)
	}
	if at[0] > 0 {
		if _, err := s.located.Write(p[:at[0]]); err != nil {
			return 0, err
		}
	}
	return len(p), nil
}

// Located is where GoNB writes errors to after that: on to shown, but for the
// failure.
func Located(shown io.Writer) io.Writer { return located{open, shown} }

type located struct {
	*notebook
	shown io.Writer
}

func (l located) Write(p []byte) (int, error) {
	if !l.locating {
		return l.shown.Write(p)
	}
	l.panicked = append(l.panicked, p...)
	return len(p), nil
}

// Explained says whether the program said why it failed. It has ended.
func Explained() bool {
	if len(open.failed) == 0 {
		return false
	}
	// In one piece: the program wrote it in many, and GoNB looks at each.
	open.locating = true
	open.located.Write(open.failed)
	open.locating, open.failed = false, nil
	return true
}

var (
	atCell    = regexp.MustCompile(`\[\[ Cell (?:\[(\d+)\] )?Line (\d+) \]\]`)
	inLine    = regexp.MustCompile(`(?m)^    in: (.*)$`)
	noElement = regexp.MustCompile(`^runtime error: (?:index|slice bounds) out of range (\[:?-?\d+:?\]) with (?:length|capacity) (\d+)$`)
	backwards = regexp.MustCompile(`^runtime error: slice bounds out of range (\[\d+:\d+\])$`)
	colours   = regexp.MustCompile("\x1b\\[[0-9;]*m")
)

// failure says in a sentence, and the line of a cell, why the program failed; it
// is empty if the program did not say.
func (n *notebook) failure() string {
	text := colours.ReplaceAllString(string(n.panicked), "")
	sentence, rest, _ := strings.Cut(text, "\n")
	sentence = strings.TrimPrefix(strings.TrimPrefix(sentence, "panic: "), "fatal error: ")
	sentence = strings.TrimSuffix(strings.TrimSuffix(sentence, " [recovered]"), " [recovered, repanicked]")
	if sentence == "" {
		return ""
	}
	if match := noElement.FindStringSubmatch(sentence); match != nil {
		sentence = fmt.Sprintf("there is no %s in a list of %s", match[1], match[2])
	} else if match := backwards.FindStringSubmatch(sentence); match != nil { // also [12:] of a list of two
		sentence = match[1] + " begins after its end"
	}
	source, where := "", ""
	if match := inLine.FindStringSubmatch(rest); match != nil {
		source = match[1]
	} else if match := atCell.FindStringSubmatch(rest); match != nil {
		number, line := n.now.Number, 0
		if match[1] != "" {
			number, _ = strconv.Atoi(match[1])
		}
		line, _ = strconv.Atoi(match[2])
		where = fmt.Sprintf("Line %d: ", line)
		if number != n.now.Number {
			where = fmt.Sprintf("Cell [%d], line %d: ", number, line)
		}
		if lines := strings.Split(n.code[number], "\n"); line > 0 && line <= len(lines) {
			source = strings.TrimSpace(lines[line-1])
		}
	}
	said := where + sentence + place(rest)
	if source != "" {
		said += "\n    " + source
	}
	return said
}

// place is where in a filter the mistake is: the filter and a line with a caret, which follow the sentence.
func place(rest string) string {
	var shown string
	for line := range strings.Lines(rest) {
		if !strings.HasPrefix(line, "  ") || inLine.MatchString(line) {
			break
		}
		shown += "\n  " + strings.TrimRight(line, "\n")
	}
	return shown
}

// Forgive takes the failure of a cell away where the notebook is tried on
// another capture than its own, with the environment variable PCAPNB_CLAIMS=show:
// the cell says why it has no answer, and the next one goes on.
func Forgive(err error) error {
	if err == nil || os.Getenv("PCAPNB_CLAIMS") != "show" || !bytes.HasPrefix(open.panicked, []byte("panic: ")) {
		return err
	}
	open.noAnswer = "No answer on this capture: " + open.failure()
	return nil
}
