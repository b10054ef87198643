package main

import (
	"bufio"
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// driver runs a notebook's cells and says what they told; see drive.py.
//
//go:embed drive.py
var driver string

// mostReport bounds what is read from a notebook's run.
const mostReport = 64 << 20

// A cellReport is what one cell told the grader.
type cellReport struct {
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

// compileError finds what the compiler says behind a place in the program that GoNB made of a cell.
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

// A runner runs notebooks whose authors need not be trusted.
type runner struct {
	s     *setup
	o     options
	walls *sandbox // nil where there are none
}

// newRunner finds out whether cells can be kept apart here.
func newRunner(ctx context.Context, s *setup, o options) (*runner, error) {
	r := &runner{s: s, o: o}
	if o.unisolated {
		s.say.line("Cells are not kept apart: they can read your files, use the network, and take memory without limit.")
		return r, nil
	}
	box, err := s.sandboxFor(o.memory)
	if err != nil {
		return nil, err
	}
	trial := *box
	trial.Command = []string{s.python(), "-c", "import nbclient"}
	if err := trial.run(ctx, io.Discard); err != nil {
		return nil, fmt.Errorf("this machine cannot keep students' cells from your files and the network (%w).\n"+
			"Linux with user namespaces can; -unisolated grades without, in a container or a virtual machine that has nothing to lose", err)
	}
	r.walls = box
	return r, nil
}

// run runs the notebook that lies in the folder stage, and returns what its cells told, as far as they were run. The
// error says why not all of them were.
func (r *runner) run(ctx context.Context, stage, file, grading string) ([]cellReport, error) {
	ctx, cancel := context.WithTimeout(ctx, r.o.timeout)
	defer cancel()
	if err := os.WriteFile(filepath.Join(stage, "drive.py"), []byte(driver), 0o644); err != nil {
		return nil, err
	}
	out := &limitedBuffer{left: mostReport}
	var err error
	if r.walls == nil {
		err = r.runOpen(ctx, stage, file, grading, out)
	} else {
		err = r.runWalled(ctx, stage, file, grading, out)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		err = fmt.Errorf("not finished after %v", r.o.timeout)
	}
	return readReports(out.Bytes()), err
}

func (r *runner) arguments(dir, file string) []string {
	return []string{r.s.python(), filepath.Join(dir, "drive.py"), filepath.Join(dir, file), strconv.Itoa(int(r.o.cellTimeout.Seconds()))}
}

func (r *runner) runWalled(ctx context.Context, stage, file, grading string, out io.Writer) error {
	box := *r.walls
	box.Stage = stage
	box.Command = r.arguments(labDir, file)
	box.Env = append(box.Env[:len(box.Env):len(box.Env)], "PCAPNB_GRADING="+strings.Replace(grading, stage, labDir, 1))
	return box.run(ctx, out)
}

func (r *runner) runOpen(ctx context.Context, stage, file, grading string, out io.Writer) error {
	arguments := r.arguments(stage, file)
	cmd := exec.CommandContext(ctx, arguments[0], arguments[1:]...)
	cmd.Env = append(r.s.environment(), "PCAPNB_GRADING="+grading, "TZ=UTC")
	cmd.Stdout = out
	keepApart(cmd)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 15 * time.Second
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return err
	}
	return nil
}

// limitedBuffer keeps the first bytes only.
type limitedBuffer struct {
	bytes.Buffer
	left int
}

func (b *limitedBuffer) Write(p []byte) (int, error) {
	n := min(len(p), b.left)
	b.left -= n
	b.Buffer.Write(p[:n])
	return len(p), nil
}

// readReports reads the driver's lines; what is no line of it, a student's print perhaps, is passed over.
func readReports(data []byte) []cellReport {
	var reports []cellReport
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, mostReport)
	for lines.Scan() {
		var c cellReport
		if json.Unmarshal(lines.Bytes(), &c) == nil && c.ID != "" {
			reports = append(reports, c)
		}
	}
	return reports
}
