package tshark

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// An Input is the capture that tshark reads: a file, or else what Write writes.
type Input struct {
	File  string
	Write func(w io.Writer) error

	DecodeAs []string // what ports carry, as -d takes it
	KeyLog   string   // file with secrets of TLS, "" for none
}

// Between separates the values of a field that occurs several times in a frame. tshark writes it as two characters
// where it is part of a value.
const Between = '\b'

// lineLimit bounds what tshark may write of one frame.
const lineLimit = 64 << 20

// Read has tshark dissect a capture and calls row for each frame that the display filter lets through, "" for all, with
// the texts of the fields, each of which is named once. row keeps none of the slices; its error ends the run. A run that fails late has called row for
// the frames before.
func (p *Program) Read(ctx context.Context, in Input, filter string, fields []string, row func(cells [][]byte) error) error {
	args, err := p.arguments(in, filter, fields)
	if err != nil {
		return err
	}
	return p.run(ctx, in.Write, args, func(out io.Reader) error { return eachLine(out, len(fields), row) })
}

func (p *Program) arguments(in Input, filter string, fields []string) ([]string, error) {
	file := "-"
	if in.File != "" {
		abs, err := filepath.Abs(in.File)
		if err != nil {
			return nil, err
		}
		file = abs
	}
	args := []string{"-n", "-r", file, "-T", "fields", "-E", "separator=/t", "-E", "occurrence=a", "-E", "aggregator=" + string(Between)}
	for _, rule := range in.DecodeAs {
		args = append(args, "-d", rule)
	}
	if in.KeyLog != "" {
		args = append(args, "-o", "tls.keylog_file:"+in.KeyLog)
	}
	for i, name := range fields {
		if slices.Contains(fields[:i], name) {
			return nil, fmt.Errorf("field %q is asked for twice: tshark would write it once", name)
		}
		if _, ok := p.Lookup(name); !ok {
			return nil, fmt.Errorf("tshark %s knows no field %q", p.Version, name)
		}
		args = append(args, "-e", name)
	}
	if filter != "" {
		args = append(args, "-Y", filter)
	}
	return args, nil
}

// eachLine calls row with the cells of each line.
func eachLine(r io.Reader, fields int, row func(cells [][]byte) error) error {
	in := bufio.NewReaderSize(r, 1<<16)
	var long []byte
	cells := make([][]byte, 0, fields)
	for {
		line, err := in.ReadSlice('\n')
		if err == bufio.ErrBufferFull && len(long) < lineLimit {
			long = append(long, line...)
			continue
		}
		if err == io.EOF && len(line)+len(long) == 0 {
			return nil
		}
		if err != nil {
			return fmt.Errorf("tshark's output ends within a line: %w", err)
		}
		if len(long) > 0 {
			long = append(long, line...)
			line = long
			long = long[:0]
		}
		cells = cells[:0]
		for cell := range bytes.SplitSeq(bytes.TrimRight(line, "\r\n"), []byte("\t")) {
			cells = append(cells, cell)
		}
		if len(cells) != fields {
			return fmt.Errorf("tshark writes %d fields where %d were asked for", len(cells), fields)
		}
		if err := row(cells); err != nil {
			return err
		}
	}
}

// output returns what tshark writes.
func (p *Program) output(ctx context.Context, args ...string) (out []byte, err error) {
	err = p.run(ctx, nil, args, func(r io.Reader) (err error) {
		out, err = io.ReadAll(r)
		return err
	})
	return out, err
}

// run runs tshark: write writes its input, and read reads its output to the end or fails.
func (p *Program) run(ctx context.Context, write func(io.Writer) error, args []string, read func(io.Reader) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	home, err := os.MkdirTemp("", "pcapnb-tshark-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(home)
	complaint := &head{most: 4096}
	cmd := p.command(ctx, home, args)
	cmd.Stderr = complaint
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	written := make(chan error, 1)
	if write == nil {
		written <- nil
	} else {
		stdin, err := cmd.StdinPipe()
		if err != nil {
			return err
		}
		go func() { written <- errors.Join(write(stdin), stdin.Close()) }()
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("tshark does not start: %w", err)
	}
	readErr := read(out)
	if readErr != nil {
		cancel()
	}
	err = cmd.Wait()
	writeErr := <-written
	switch {
	case ctx.Err() != nil && readErr == nil:
		return ctx.Err()
	case readErr != nil:
		return readErr
	case err != nil:
		return fmt.Errorf("tshark: %s (%w)", complaintText(complaint.text), err)
	}
	return writeErr
}

// command is tshark with its arguments, and nothing of the user's.
func (p *Program) command(ctx context.Context, home string, args []string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, p.Path, args...)
	cmd.Dir = home
	cmd.Env = []string{"HOME=" + home, "XDG_CONFIG_HOME=" + home, "WIRESHARK_CONFIG_DIR=" + home, "TMPDIR=" + home, "TZ=UTC", "LC_ALL=C.UTF-8"}
	if runtime.GOOS == "windows" {
		cmd.Env = append(cmd.Env, "APPDATA="+home, "SystemRoot="+os.Getenv("SystemRoot"))
	}
	cmd.WaitDelay = time.Second
	endTogether(cmd)
	return cmd
}

// A head keeps the beginning of what is written to it.
type head struct {
	text []byte
	most int
}

func (h *head) Write(p []byte) (int, error) {
	h.text = append(h.text, p[:min(len(p), h.most-len(h.text))]...)
	return len(p), nil
}

// complaintText is what tshark says is wrong, without its warning to root.
func complaintText(text []byte) string {
	var lines []string
	for line := range strings.Lines(string(text)) {
		if !strings.HasPrefix(line, "Running as user") {
			lines = append(lines, strings.TrimRight(line, " \r\n"))
		}
	}
	return strings.TrimPrefix(strings.TrimSpace(strings.Join(lines, "\n")), "tshark: ")
}
