package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// A sandbox is a place to run cells of strangers in: they see Go, Jupyter, the library and a folder of their own, all but
// the last read-only; they reach no network, no other process and none of the user's files.
type sandbox struct {
	ReadOnly []string // folders and files that are seen under their own names
	Cache    string   // Go's build cache: what is added to it is gone with the sandbox
	Stage    string   // its content is copied to labDir
	Command  []string
	Env      []string
	Memory   int // MiB, of all processes and files together
	Root     string
}

// labDir is the folder in the sandbox in which the notebook lies.
const labDir = "/lab"

// maxProcesses bounds what a notebook starts: the kernel, the compiler, a cell.
const maxProcesses = 200

// watchEvery is how often processes and memory are counted.
const watchEvery = 100 * time.Millisecond

var (
	errMemory    = errors.New("used more memory than allowed")
	errProcesses = errors.New("started more processes than allowed")
)

// sandboxFor lists what a kernel needs.
func (s *setup) sandboxFor(memory int) (*sandbox, error) {
	env, err := s.ask("go", "env", "GOROOT", "GOMODCACHE", "GOCACHE")
	if err != nil {
		return nil, err
	}
	folders := strings.Split(env, "\n")
	python := s.python()
	base, err := s.ask(python, "-c", "import sys; print(sys.base_prefix); print(sys.prefix)")
	if err != nil {
		return nil, err
	}
	box := &sandbox{Memory: memory, Cache: folders[2]}
	box.ReadOnly = append(box.ReadOnly, folders[0], filepath.Dir(s.goBin), folders[1], s.kernelDir())
	box.ReadOnly = append(box.ReadOnly, strings.Split(base, "\n")...)
	for _, name := range []string{"go.mod", "go.sum", "pcapnb", "plots"} {
		box.ReadOnly = append(box.ReadOnly, filepath.Join(s.checkout, name))
	}
	for _, name := range []string{"/usr", "/bin", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/passwd", "/etc/group",
		"/etc/nsswitch.conf", "/etc/hosts", "/etc/localtime", "/etc/alternatives", "/dev/null", "/dev/zero", "/dev/urandom", "/dev/random"} {
		if _, err := os.Lstat(name); err == nil {
			box.ReadOnly = append(box.ReadOnly, name)
		}
	}
	box.Env = []string{
		"PATH=" + s.goBin + ":/usr/local/bin:/usr/bin:/bin", "HOME=/tmp", "TMPDIR=/tmp", "LANG=C.UTF-8", "TZ=UTC",
		"GOCACHE=" + folders[2], "GOMODCACHE=" + folders[1], "GOPATH=/tmp/go", "GOPROXY=off", "GOTOOLCHAIN=local", "GOTELEMETRY=off",
		"JUPYTER_PATH=" + filepath.Join(s.kernelDir(), "jupyter"), "JUPYTER_PLATFORM_DIRS=1",
		"PYTHONNOUSERSITE=1", "NETLAB_CHECKOUT=" + s.checkout,
	}
	return box, nil
}

// python is the interpreter of the Jupyter that is used.
func (s *setup) python() string {
	dir := filepath.Dir(s.jupyter[0])
	if real, err := filepath.EvalSymlinks(s.jupyter[0]); err == nil && s.foreign {
		dir = filepath.Dir(real)
	}
	for _, name := range []string{"python", "python3"} {
		if path, err := exec.LookPath(filepath.Join(dir, name)); err == nil {
			return path
		}
	}
	return "python3"
}
