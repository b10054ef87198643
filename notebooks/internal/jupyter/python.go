package jupyter

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// ensureJupyter finds or makes the Jupyter to use: the one named on the
// command line, else our own with pinned versions, else one that is installed
// already, for machines that cannot reach PyPI.
func (s *Setup) ensureJupyter(ctx context.Context) error {
	if s.options.Command != "" {
		return s.useJupyter(s.options.Command)
	}
	python, err := findPython()
	if err == nil {
		err = s.ownJupyter(ctx, python)
	}
	if err == nil || ctx.Err() != nil {
		return err
	}
	if s.useJupyter("jupyter") == nil {
		s.say.Line("Our own Jupyter could not be installed:\n%v\nUsing the one that is installed already.", err)
		return nil
	}
	return err
}

// findPython returns the path and version of a Python that JupyterLab 4 runs on.
func findPython() (string, error) {
	for _, name := range []string{"python3", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10", "/usr/bin/python3"} {
		path, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		if exec.Command(path, "-c", "import sys; sys.exit(sys.version_info < (3, 10))").Run() == nil {
			return path, nil
		}
	}
	return "", errors.New("JupyterLab needs Python 3.10 or later: apt-get install python3 python3-venv, or https://www.python.org")
}

// ownJupyter installs the pinned packages into an environment of their own.
// Scripts in it carry its path, so it is built in place, not moved there.
func (s *Setup) ownJupyter(ctx context.Context, python string) error {
	version, err := exec.Command(python, "-c", "import sys; print(sys.executable, sys.version)").Output()
	if err != nil {
		return fmt.Errorf("%s: %w", python, err)
	}
	dir := filepath.Join(s.cache, "jupyter-"+hash(s.sources.requirements, string(version)))
	s.jupyter = []string{filepath.Join(dir, "bin", "jupyter")}
	return fill(dir, func() error {
		return s.say.Step("JupyterLab", "about 50 MB to download, 250 MB on disk, half a minute", func() error {
			return s.installJupyter(ctx, python, dir)
		})
	})
}

func (s *Setup) installJupyter(ctx context.Context, python, dir string) error {
	pip, err := s.makeEnvironment(ctx, python, dir)
	if err != nil {
		return err
	}
	list := filepath.Join(dir, "requirements.txt")
	if err := os.WriteFile(list, []byte(s.sources.requirements), 0o644); err != nil {
		return err
	}
	pip = append(pip, "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", list)
	if err := Finish(s.held(ctx, pip[0], pip[1:]...)); err != nil {
		return err
	}
	// The labs are written in Go; a Python kernel on offer is a wrong turn.
	return os.RemoveAll(filepath.Join(dir, "share", "jupyter", "kernels", "python3"))
}

// makeEnvironment makes a virtual environment and returns the command of a pip
// that installs into it. Debian's Python comes without ensurepip.
func (s *Setup) makeEnvironment(ctx context.Context, python, dir string) (pip []string, err error) {
	inside := filepath.Join(dir, "bin", "python")
	if exec.Command(python, "-c", "import ensurepip, venv").Run() == nil {
		return []string{inside, "-m", "pip"}, Finish(s.held(ctx, python, "-m", "venv", dir))
	}
	if exec.Command(python, "-c", "import pip, venv").Run() == nil {
		return []string{python, "-m", "pip", "--python", inside}, Finish(s.held(ctx, python, "-m", "venv", "--without-pip", dir))
	}
	if err := s.aptInstall(ctx, "python3-venv"); err != nil {
		return nil, fmt.Errorf("%s has no venv module: %w", python, err)
	}
	return []string{inside, "-m", "pip"}, Finish(s.held(ctx, python, "-m", "venv", dir))
}

// aptInstall installs a Debian package, or says how the user can.
func (s *Setup) aptInstall(ctx context.Context, name string) error {
	if _, err := exec.LookPath("apt-get"); err != nil || os.Geteuid() != 0 {
		return fmt.Errorf("on Debian and Ubuntu, sudo apt-get install %s, and start again", name)
	}
	s.say.Line("Debian's packages are fetched: apt-get install -y %s", name)
	if Finish(s.held(ctx, "apt-get", "install", "-y", name)) == nil {
		return nil
	}
	// A new container has no package lists yet.
	if err := Finish(s.held(ctx, "apt-get", "update")); err != nil {
		return err
	}
	return Finish(s.held(ctx, "apt-get", "install", "-y", name))
}

// useJupyter takes a Jupyter that is installed already, if it is new enough.
func (s *Setup) useJupyter(command string) error {
	path, err := exec.LookPath(command)
	if err != nil {
		return err
	}
	for tool, oldest := range map[string]string{"lab": "4.", "nbconvert": "7."} {
		version, err := exec.Command(path, tool, "--version").Output()
		if err != nil {
			return fmt.Errorf("%s %s: %w", path, tool, err)
		}
		if !strings.HasPrefix(string(version), oldest) {
			return fmt.Errorf("%s %s is version %s; %sx is needed", path, tool, strings.TrimSpace(string(version)), oldest)
		}
	}
	s.jupyter, s.foreign = []string{path}, true
	s.say.Line("Jupyter: %s", path)
	return nil
}

// Python is the interpreter of the Jupyter that is used.
func (s *Setup) Python() string {
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
