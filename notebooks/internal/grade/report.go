package grade

import (
	"bufio"
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
)

// mostReport bounds what is read from a notebook's run.
const mostReport = 16 << 20

// A cellReport is what one cell told the grader.
type cellReport struct {
	Key     string         `json:"key"` // which the driver alone knows
	ID      string         `json:"id"`
	Outputs []reportOutput `json:"outputs"`
}

type reportOutput struct {
	Told   [][2]string `json:"told"` // media type and content
	Error  string      `json:"error"`
	Stderr string      `json:"stderr"`
}

// failure is the cell's first error in one line, "" for none.
func (c cellReport) failure() string {
	stderr := ""
	for _, o := range c.Outputs {
		stderr += o.Stderr
		if o.Error == "" {
			continue
		}
		text := o.Error
		if strings.TrimSpace(stderr) != "" {
			text = stderr // the program's own words, before the kernel's "exit status 2"
		}
		return firstLines(compileErrors(text), 2)
	}
	return ""
}

// compileError finds what the compiler says after a place in the program that GoNB made of a cell.
var compileError = regexp.MustCompile(`(?m)main\.go:\d+:\d+:?\s*(.+)$`)

// compileErrors picks them out of a text that quotes the whole program; any other text stays.
func compileErrors(text string) string {
	var lines []string
	for _, m := range compileError.FindAllStringSubmatch(text, -1) {
		lines = append(lines, m[1])
	}
	if len(lines) == 0 {
		return text
	}
	return strings.Join(lines, "\n")
}

// firstLines joins the first lines that say something.
func firstLines(text string, n int) string {
	var lines []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			lines = append(lines, line)
		}
		if len(lines) == n {
			break
		}
	}
	return strings.Join(lines, " ")
}

// readReports reads the driver's lines, which have its key; what is no line of it, a student's print perhaps, is passed over.
func readReports(data []byte, key string) []cellReport {
	var reports []cellReport
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, mostReport)
	for lines.Scan() {
		var c cellReport
		if json.Unmarshal(lines.Bytes(), &c) == nil && c.ID != "" && c.Key == key {
			reports = append(reports, c)
		}
	}
	return reports
}
