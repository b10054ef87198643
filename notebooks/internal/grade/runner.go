package grade

import (
	"bytes"
	"context"
	"crypto/rand"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"netlab/notebooks/internal/jupyter"
	"netlab/notebooks/internal/sandbox"
	"netlab/notebooks/internal/say"
)

// driver runs a notebook's cells and says what they told; see drive.py.
//
//go:embed drive.py
var driver string

// A runner runs notebooks whose authors need not be trusted.
type runner struct {
	s     *jupyter.Setup
	o     Options
	walls *sandbox.Box // nil where there are none
}

// newRunner finds out whether cells can be kept apart here.
func newRunner(ctx context.Context, s *jupyter.Setup, o Options, say *say.Sayer) (*runner, error) {
	r := &runner{s: s, o: o}
	if o.Unisolated {
		say.Line("Cells are not kept apart: they can read your files, use the network, and take memory without limit.")
		return r, nil
	}
	box, err := boxFor(ctx, s, o.Memory)
	if err != nil {
		return nil, err
	}
	trial := *box
	trial.Command = []string{s.Python(), "-c", "import nbclient"}
	if err := trial.Run(ctx, io.Discard); err != nil {
		return nil, fmt.Errorf("this machine cannot keep students' cells from your files and the network (%w).\n"+
			"Linux with user namespaces can; -unisolated grades without, in a container or a virtual machine that has nothing to lose", err)
	}
	r.walls = box
	say.Line("Cells are kept apart: %s.", trial.Limits())
	return r, nil
}

// boxFor lists what a kernel needs.
func boxFor(ctx context.Context, s *jupyter.Setup, memory int) (*sandbox.Box, error) {
	env, err := s.Ask("go", "env", "GOROOT", "GOMODCACHE")
	if err != nil {
		return nil, err
	}
	cache, err := s.GradingCache(ctx)
	if err != nil {
		return nil, err
	}
	folders := strings.Split(env, "\n")
	python := s.Python()
	base, err := s.Ask(python, "-c", "import sys; print(sys.base_prefix); print(sys.prefix)")
	if err != nil {
		return nil, err
	}
	box := &sandbox.Box{Memory: memory, Cache: cache}
	box.ReadOnly = append(box.ReadOnly, folders[0], filepath.Dir(s.GoBin), folders[1], s.KernelDir())
	box.ReadOnly = append(box.ReadOnly, strings.Split(base, "\n")...)
	for _, name := range []string{"go.mod", "go.sum", "pcapnb", "plots"} {
		box.ReadOnly = append(box.ReadOnly, filepath.Join(s.Checkout, name))
	}
	for _, name := range []string{"/usr", "/bin", "/lib", "/lib64", "/etc/ld.so.cache",
		"/etc/nsswitch.conf", "/etc/hosts", "/etc/localtime", "/etc/alternatives", "/dev/null", "/dev/zero", "/dev/urandom", "/dev/random"} {
		if _, err := os.Lstat(name); err == nil {
			box.ReadOnly = append(box.ReadOnly, name)
		}
	}
	box.Env = []string{
		"PATH=" + s.GoBin + ":/usr/local/bin:/usr/bin:/bin", "HOME=/tmp", "TMPDIR=/tmp", "USER=student", "LANG=C.UTF-8", "TZ=UTC",
		"GOCACHE=" + cache, "GOMODCACHE=" + folders[1], "GOPATH=/tmp/go", "GOPROXY=off", "GOTOOLCHAIN=local", "GOTELEMETRY=off",
		"JUPYTER_PATH=" + filepath.Join(s.KernelDir(), "jupyter"), "JUPYTER_PLATFORM_DIRS=1",
		"PYTHONNOUSERSITE=1", "NETLAB_CHECKOUT=" + s.Checkout,
	}
	return box, nil
}

// run runs the notebook in the folder stage, and returns what its cells told, as far as they were run. The
// error says why not all of them were.
func (r *runner) run(ctx context.Context, stage, file, grading string) ([]cellReport, error) {
	ctx, cancel := context.WithTimeout(ctx, r.o.Timeout)
	defer cancel()
	key := rand.Text()
	for name, text := range map[string]string{"drive.py": driver, "drive.key": key} {
		if err := os.WriteFile(filepath.Join(stage, name), []byte(text), 0o644); err != nil {
			return nil, err
		}
	}
	var told bytes.Buffer
	out := sandbox.Limit(&told, mostReport)
	var err error
	if r.walls == nil {
		err = r.runOpen(ctx, stage, file, grading, out)
	} else {
		err = r.runWalled(ctx, stage, file, grading, out)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		err = fmt.Errorf("not finished after %v", r.o.Timeout)
	}
	return readReports(told.Bytes(), key), err
}

func (r *runner) arguments(dir, file string) []string {
	return []string{r.s.Python(), filepath.Join(dir, "drive.py"), filepath.Join(dir, file), strconv.Itoa(int(r.o.CellTimeout.Seconds()))}
}

func (r *runner) runWalled(ctx context.Context, stage, file, grading string, out io.Writer) error {
	box := *r.walls
	box.Stage = stage
	box.Command = r.arguments(sandbox.Dir, file)
	box.Env = append(box.Env[:len(box.Env):len(box.Env)], "PCAPNB_GRADING="+strings.Replace(grading, stage, sandbox.Dir, 1))
	return box.Run(ctx, out)
}

func (r *runner) runOpen(ctx context.Context, stage, file, grading string, out io.Writer) error {
	cmd := r.s.Interruptible(ctx, r.arguments(stage, file)...)
	cmd.Env = append(cmd.Env, "PCAPNB_GRADING="+grading, "TZ=UTC")
	cmd.Stdout = out
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return err
	}
	return nil
}
