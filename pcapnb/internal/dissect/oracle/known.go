package oracle

import (
	"fmt"
	"os"
	"path"
	"strings"
)

// Known lists where this package and tshark differ, and why.
type Known struct{ lines []*knownLine }

type knownLine struct {
	number          int
	section         string
	capture, reason string
	fields          []string
	used            bool
}

// ReadKnown reads a list of known differences: sections in brackets, and lines
// of the form capture | fields | reason, where capture and fields may hold the
// wildcards of path.Match.
func ReadKnown(file string) (*Known, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	k := new(Known)
	section := ""
	for i, line := range strings.Split(string(text), "\n") {
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '[':
			section = strings.Trim(line, "[]")
		default:
			p := strings.SplitN(line, "|", 3)
			if len(p) != 3 || strings.TrimSpace(p[2]) == "" {
				return nil, fmt.Errorf("%s:%d: want capture | fields | reason, got %q", file, i+1, line)
			}
			k.lines = append(k.lines, &knownLine{number: i + 1, section: section, capture: strings.TrimSpace(p[0]),
				fields: strings.Fields(p[1]), reason: strings.TrimSpace(p[2])})
		}
	}
	return k, nil
}

// Match reports whether a section lists a difference, and notes that it is there.
func (k *Known) Match(section, capture, field string) bool {
	for _, l := range k.lines {
		if l.section == section && l.matches(capture, field) {
			l.used = true
			return true
		}
	}
	return false
}

func (l *knownLine) matches(capture, field string) bool {
	if ok, _ := path.Match(l.capture, capture); !ok {
		return false
	}
	for _, f := range l.fields {
		if ok, _ := path.Match(f, field); ok {
			return true
		}
	}
	return false
}

// Unused returns the lines of a section that no difference matched.
func (k *Known) Unused(section string) []string {
	var out []string
	for _, l := range k.lines {
		if l.section == section && !l.used {
			out = append(out, fmt.Sprintf("line %d: %s | %s | %s", l.number, l.capture, strings.Join(l.fields, " "), l.reason))
		}
	}
	return out
}
