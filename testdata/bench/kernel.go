package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

//go:embed kernel.py
var kernelScript string

// The Jupyter kernels that cells run in: GoNB as notebooks/internal/jupyter sets it up, GoNB as it comes, and ipykernel.
const labsKernel, stockKernel, pythonKernel = "gonb", "netlab-stock", "python3"

// makeKernels sets up the labs' kernel as go run ./notebooks does, and builds GoNB as go.mod pins it.
func (b *bench) makeKernels() error {
	if b.python == "" {
		return errors.New("no Jupyter, for there are no Python peers")
	}
	bin := filepath.Join(b.work, "kernel", "bin")
	labs := exec.Command("go", "run", "./notebooks", "-install")
	labs.Env = append(os.Environ(), "JUPYTER_DATA_DIR="+filepath.Join(b.work, "jupyter"))
	for _, cmd := range []*exec.Cmd{labs, exec.Command("go", "build", "-buildvcs=false", "-ldflags=-s -w", "-o", bin+"/", "github.com/janpfeifer/gonb", "golang.org/x/tools/cmd/goimports")} {
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%v: %s", cmd, out)
		}
	}
	if err := os.WriteFile(filepath.Join(b.work, "kernel.py"), []byte(kernelScript), 0o644); err != nil {
		return err
	}
	return b.writeKernel(stockKernel, bin)
}

// writeKernel writes a kernel.json; its cells find their programs in that folder first.
func (b *bench) writeKernel(name, bin string) error {
	dir := filepath.Join(b.work, "jupyter", "kernels", name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	text, err := json.Marshal(map[string]any{
		"argv":         []string{filepath.Join(bin, "gonb"), "--kernel", "{connection_file}", "-raw_error"},
		"display_name": name,
		"language":     "go",
		"env":          map[string]string{"PATH": bin + ":" + os.Getenv("PATH")},
	})
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "kernel.json"), text, 0o644)
}

// A kernel is a running one.
type kernel struct {
	started span
	cmd     *exec.Cmd
	stdin   io.Closer
	in      *json.Encoder
	out     *json.Decoder
	log     *bytes.Buffer
}

// span is when a kernel's start or a cell began and ended, in Unix seconds, and what the cell showed.
type span struct {
	Begun, Ended float64
	Media        []string // MIME types
	Error        string
}

func (s span) seconds() float64 { return s.Ended - s.Begun }

func (b *bench) startKernel(name string, env ...string) (*kernel, error) {
	cmd := exec.Command(b.python, filepath.Join(b.work, "kernel.py"), name)
	cmd.Env = append(append(os.Environ(), "JUPYTER_PATH="+filepath.Join(b.work, "jupyter")), env...)
	cmd.WaitDelay = 10 * time.Second // should the driver die before its kernel
	var log bytes.Buffer
	cmd.Stderr = &log
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	k := &kernel{cmd: cmd, stdin: stdin, in: json.NewEncoder(stdin), out: json.NewDecoder(stdout), log: &log}
	k.started, err = k.answer()
	return k, err
}

// answer reads the driver's next line. A driver that has none is at its end, and its log says why.
func (k *kernel) answer() (s span, err error) {
	if err := k.out.Decode(&s); err != nil {
		k.stop()
		return s, fmt.Errorf("%v: %w\n%s", k.cmd, err, k.log)
	}
	return s, nil
}

// run runs a cell from the request until the kernel is idle.
func (k *kernel) run(cell string) (s span, err error) {
	if err := k.in.Encode(cell); err != nil {
		return s, err
	}
	if s, err = k.answer(); err != nil {
		return s, err
	}
	if s.Error != "" {
		return s, fmt.Errorf("the cell\n%s\nfailed: %s", cell, s.Error)
	}
	return s, nil
}

func (k *kernel) stop() {
	k.stdin.Close()
	k.cmd.Wait()
}
