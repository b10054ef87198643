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
// fails, with its stacks, is kept for Explain; the rest goes on to w.
func Stderr(w io.Writer) io.Writer { return &stderr{w: w, book: open} }

type stderr struct {
	w    io.Writer
	book *notebook
}

var failing = regexp.MustCompile(`(?m)^(panic: |fatal error: |runtime: goroutine stack exceeds)`)

func (s *stderr) Write(p []byte) (int, error) {
	if s.book.panicked != nil {
		s.book.panicked = append(s.book.panicked, p...)
		return len(p), nil
	}
	at := failing.FindIndex(p)
	if at == nil {
		return s.w.Write(p)
	}
	s.book.panicked = append([]byte{}, p[at[0]:]...)
	if at[0] > 0 {
		if _, err := s.w.Write(p[:at[0]]); err != nil {
			return 0, err
		}
	}
	return len(p), nil
}

// Explained says whether the program said why it failed.
func Explained() bool { return open.panicked != nil }

var (
	atCell    = regexp.MustCompile(`\[\[ Cell (?:\[(\d+)\] )?Line (\d+) \]\]`)
	inLine    = regexp.MustCompile(`(?m)^    in: (.*)$`)
	noElement = regexp.MustCompile(`^runtime error: index out of range \[(-?\d+)\] with length (\d+)$`)
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
		sentence = fmt.Sprintf("there is no [%s] in a list of %s", match[1], match[2])
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
	said := where + sentence
	if source != "" {
		said += "\n    " + source
	}
	return said
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
