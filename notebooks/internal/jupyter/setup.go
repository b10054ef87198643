// Package jupyter sets up Jupyter with a Go kernel that sees the checkout, and
// gives the commands that open and run notebooks with it.
package jupyter

import (
	"bufio"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"netlab/notebooks/internal/say"
)

// Options say what is set up.
type Options struct {
	Command      string // that starts the Jupyter to use, "" for one of our own
	WithoutGopls bool   // nobody types into the notebooks
}

// A Setup knows the folders everything is in and fills those that are missing.
type Setup struct {
	Checkout string // root of this module
	GoBin    string // folder of the go command
	Versions

	cache   string   // our folder under the user's cache folder
	goHash  string   // what the kernel and the tools depend on
	jupyter []string // command that starts Jupyter, known after Ensure
	foreign bool     // jupyter is the user's own
	sources sources
	options Options
	lock    *os.File
	say     *say.Sayer
}

// Versions are those of the programs that run a notebook.
type Versions struct{ Go, GoNB, Platform string }

// New finds the checkout, the cache folder and the go command.
func New(o Options, say *say.Sayer) (*Setup, error) {
	checkout, err := findCheckout()
	if err != nil {
		return nil, err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return nil, fmt.Errorf("no folder to install into: %v", err)
	}
	s := &Setup{
		Checkout: checkout,
		cache:    filepath.Join(cache, "netlab-pcapnb"),
		options:  o,
		say:      say,
	}
	if s.sources, err = readSources(checkout); err != nil {
		return nil, err
	}
	return s, s.findGo()
}

// findCheckout returns the folder of this module, in or above the working
// folder.
func findCheckout() (string, error) {
	start, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for dir := start; ; dir = filepath.Dir(dir) {
		if moduleName(filepath.Join(dir, "go.mod")) == "netlab" {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", fmt.Errorf("%s is not in a checkout of netlab: change into one", start)
		}
	}
}

// moduleName returns the name in the module line of a go.mod, "" if there is
// none.
func moduleName(path string) string {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if name, ok := strings.CutPrefix(lines.Text(), "module "); ok {
			return strings.TrimSpace(name)
		}
	}
	return ""
}

// findGo asks go where it is and which versions go.mod wants.
func (s *Setup) findGo() error {
	env, err := s.Ask("go", "env", "GOROOT", "GOVERSION", "GOOS", "GOARCH")
	if err != nil {
		return err
	}
	modules, err := s.Ask("go", "list", "-m", "github.com/janpfeifer/gonb", "golang.org/x/tools")
	if err != nil {
		return err
	}
	lines := append(strings.Split(env, "\n"), make([]string, 4)...) // GOROOT, GOVERSION, GOOS, GOARCH
	s.GoBin = filepath.Join(lines[0], "bin")
	first, _, _ := strings.Cut(modules, "\n")
	_, gonb, _ := strings.Cut(first, " ")
	s.Versions = Versions{Go: lines[1], GoNB: gonb, Platform: lines[2] + "/" + lines[3]}
	s.goHash = hash(layout, env, modules, s.sources.cellgo, s.sources.attach)
	return nil
}

// Ask runs a command in the checkout and returns what it prints.
func (s *Setup) Ask(name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir = s.Checkout
	out, err := cmd.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		err = fmt.Errorf("%s: %w\n%s", strings.Join(cmd.Args, " "), err, exit.Stderr)
	}
	return strings.TrimSpace(string(out)), err
}

// Ensure makes sure that Jupyter, the kernel and warm build caches are there.
// Python's half mostly waits and Go's half mostly computes: they go together.
func (s *Setup) Ensure(ctx context.Context) error {
	lock, err := takeLock(ctx, s.cache, s.say)
	if err != nil {
		return err
	}
	defer lock.Close()
	s.lock = lock
	var python, kernel error
	var both sync.WaitGroup
	both.Go(func() { python = s.ensureJupyter(ctx) })
	both.Go(func() { kernel = s.ensureKernel(ctx) })
	both.Wait()
	return errors.Join(python, kernel)
}

// held is a command of the set-up. It holds the lock as long as it lives:
// if we are killed, the next set-up waits for it instead of building beside it.
func (s *Setup) held(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = s.Checkout
	cmd.ExtraFiles = []*os.File{s.lock}
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	return cmd
}

// Finish runs a command to its end; what it printed is part of the error.
func Finish(cmd *exec.Cmd) error {
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w\n%s", strings.Join(cmd.Args, " "), err, tail(out, 4000))
	}
	return nil
}

// tail returns the last n bytes of out.
func tail(out []byte, n int) string {
	if len(out) > n {
		return "…" + string(out[len(out)-n:])
	}
	return string(out)
}

// hash gives a short name to everything a folder is made from.
func hash(parts ...string) string {
	return fmt.Sprintf("%x", sha256.Sum256([]byte(strings.Join(parts, "\x00"))))[:12]
}
