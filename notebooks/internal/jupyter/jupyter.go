package jupyter

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// pageConfig keeps JupyterLab from asking about news on its first start.
const pageConfig = `{"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": true}}
`

// hidden keeps the file browser to what a lab is about: notebooks and captures.
const hidden = "['__pycache__', '*.pyc', '*~', '*.go', '*.sh', 'requirements.*', 'internal', 'cellgo', 'cell.png']"

// environment is the one Jupyter and its kernels run in. Our own Jupyter keeps
// its settings in our folder and neither reads nor changes the user's.
func (s *Setup) environment() []string {
	env := append(os.Environ(),
		"JUPYTER_PATH="+joinPath(filepath.Join(s.KernelDir(), "jupyter"), os.Getenv("JUPYTER_PATH")),
		"NETLAB_CHECKOUT="+s.Checkout,
		"JUPYTER_PLATFORM_DIRS=1",
		// gopls links what it explains to pkg.go.dev, where this module is not.
		"GOPRIVATE="+strings.TrimPrefix(os.Getenv("GOPRIVATE")+",netlab", ","),
	)
	if s.foreign {
		return env
	}
	return append(env,
		"JUPYTER_CONFIG_DIR="+filepath.Join(s.cache, "config"),
		"JUPYTER_DATA_DIR="+filepath.Join(s.cache, "data"),
		"JUPYTER_RUNTIME_DIR="+filepath.Join(s.cache, "data", "runtime"),
		"PYTHONNOUSERSITE=1",
		"PYTHONPATH=",
	)
}

// joinPath puts dir in front of a list of folders.
func joinPath(dir, list string) string {
	if list == "" {
		return dir
	}
	return dir + string(os.PathListSeparator) + list
}

// Command is a Jupyter command in that environment.
func (s *Setup) Command(ctx context.Context, args ...string) *exec.Cmd {
	return s.Interruptible(ctx, append(s.jupyter[:len(s.jupyter):len(s.jupyter)], args...)...)
}

// Interruptible is any command in that environment. It is interrupted, not
// killed, and has time to end what it started.
func (s *Setup) Interruptible(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Env = s.environment()
	// An interrupted nbconvert ends its kernel; a terminated one leaves it running.
	keepApart(cmd)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 15 * time.Second
	return cmd
}

// Open becomes JupyterLab, in the browser, with the labs' folder or a single
// lab in view.
func (s *Setup) Open(labs []string, browser bool) error {
	if err := s.writePageConfig(); err != nil {
		return err
	}
	root, view := s.Checkout, "/lab/tree/notebooks"
	if len(labs) == 1 {
		rel, err := filepath.Rel(root, labs[0])
		if err != nil || !filepath.IsLocal(rel) { // a student's copy
			root, rel = filepath.Split(labs[0])
		}
		view = "/lab/tree/" + filepath.ToSlash(rel)
	}
	args := []string{"lab",
		"--ServerApp.root_dir=" + root,
		"--LabApp.default_url=" + view,
		"--KernelSpecManager.ensure_native_kernel=False",
		"--ContentsManager.hide_globs=" + hidden,
	}
	if os.Geteuid() == 0 {
		args = append(args, "--allow-root")
	}
	if !browser {
		args = append(args, "--no-browser")
	}
	cmd := s.Command(context.Background(), args...)
	cmd.Env = append(cmd.Env, "PATH="+joinPath(s.goplsDir(), os.Getenv("PATH")))
	s.say.Line("Opening the labs in JupyterLab. Stop it with Ctrl-C.")
	return become(cmd.Path, cmd.Args, cmd.Environ())
}

func (s *Setup) writePageConfig() error {
	dir := filepath.Join(s.cache, "config", "labconfig")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return errors.Join(
		os.WriteFile(filepath.Join(dir, "page_config.json"), []byte(pageConfig), 0o644),
		os.WriteFile(filepath.Join(dir, "default_setting_overrides.json"), []byte(settings), 0o644))
}

// settings lets JupyterLab wait for a kernel's completion as long as gopls reads
// what the cell imports; it drops what takes longer than a second otherwise.
const settings = `{"@jupyterlab/completer-extension:manager": {"providerTimeout": 30000}}`

// userJupyterData is the folder in which the user's own Jupyter looks for
// kernels.
func userJupyterData() (string, error) {
	if dir := os.Getenv("JUPYTER_DATA_DIR"); dir != "" {
		return dir, nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	if runtime.GOOS == "darwin" {
		return filepath.Join(home, "Library", "Jupyter"), nil
	}
	if dir := os.Getenv("XDG_DATA_HOME"); dir != "" {
		return filepath.Join(dir, "jupyter"), nil
	}
	return filepath.Join(home, ".local", "share", "jupyter"), nil
}
