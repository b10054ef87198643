package front

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Explain puts an error of a cell into words: each thing that is wrong once,
// where in which cell, with its line and, where that is known, what to write.
func Explain(name, value string, traceback []string) (string, string, []string) {
	return open.explain(name, value, traceback)
}

func (n *notebook) explain(name, value string, traceback []string) (string, string, []string) {
	var told []string
	if text := n.failure(); text != "" {
		told = []string{text}
	}
	for _, m := range n.mistakes(value, traceback) {
		if text := n.tell(m); !slices.Contains(told, text) {
			told = append(told, text)
		}
	}
	if len(told) == 0 {
		return name, value, traceback
	}
	text := strings.Join(told, "\n")
	return name, text, strings.Split(text, "\n")
}

// A mistake is what a parser or the compiler says of a place in a cell.
type mistake struct {
	cell, line, column int // 0 if unknown
	text               string
	source             string // the line
}

var (
	placed  = regexp.MustCompile(`^\S*main(?:_test)?\.go:(\d+):(\d+): (.*)$`)
	inCell  = regexp.MustCompile(`^Cell\[(\d+)\]: Line (\d+)\n`)
	inThis  = regexp.MustCompile(`^Cell Line (\d+)\n`)
	goNames = regexp.MustCompile(` \(and \d+ more errors\)$`)
)

// mistakes reads an error's lines. GoNB gives for each of them where in which
// cell it is.
func (n *notebook) mistakes(value string, traceback []string) (list []mistake) {
	for i, line := range strings.Split(value, "\n") {
		match := placed.FindStringSubmatch(line)
		if match == nil {
			if len(list) > 0 && strings.HasPrefix(line, "\t") {
				list[len(list)-1].text += "\n    " + strings.TrimSpace(line)
			}
			continue
		}
		m := mistake{text: goNames.ReplaceAllString(match[3], "")}
		m.column, _ = strconv.Atoi(match[2])
		if i < len(traceback) {
			if at := inCell.FindStringSubmatch(traceback[i]); at != nil {
				m.cell, _ = strconv.Atoi(at[1])
				m.line, _ = strconv.Atoi(at[2])
			} else if at := inThis.FindStringSubmatch(traceback[i]); at != nil {
				m.cell = n.now.Number
				m.line, _ = strconv.Atoi(at[1])
			}
		}
		if lines := strings.Split(n.code[m.cell], "\n"); m.line > 0 && m.line <= len(lines) {
			m.source = lines[m.line-1]
		}
		list = append(list, m)
	}
	return list
}

// tell says what is wrong, where, and what to do.
func (n *notebook) tell(m mistake) string {
	said, advice := m.text, ""
	for _, a := range advices {
		match := a.says.FindStringSubmatch(m.text)
		if match == nil {
			continue
		}
		if instead, more := a.advise(n, m, match[1:]); instead+more != "" {
			if advice = more; instead != "" {
				said = instead
			}
			break
		}
	}
	where := ""
	switch {
	case m.cell == n.now.Number && m.line > 0:
		where = fmt.Sprintf("Line %d: ", m.line)
	case m.line > 0:
		where = fmt.Sprintf("Cell [%d], line %d: ", m.cell, m.line)
	}
	text := where + readable(said)
	if m.source != "" {
		text += "\n    " + strings.TrimSpace(m.source)
	}
	if advice != "" {
		text += "\n" + advice
	}
	return text
}

// longType matches what the compiler writes for a type without a name.
var longType = regexp.MustCompile(`(interface|struct|func)\s*[{(][^{}]{60,}[})]`)

// readable leaves out of a message what nobody reads: packages' inner names and
// types that are written in full.
func readable(text string) string {
	text = longType.ReplaceAllString(text, "$1{…}")
	return strings.NewReplacer("table.", "pcapnb.", "dissect.", "pcapnb.", `"time".`, "time.").Replace(text)
}
