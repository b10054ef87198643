//go:build unix

package jupyter

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"netlab/notebooks/internal/browsertest"
	"netlab/notebooks/internal/say"
)

// jupyterLab starts the JupyterLab that the set-up made, with root as its folder, and returns its address and token.
func jupyterLab(t *testing.T, root string) (address, token string) {
	t.Helper()
	s, err := New(Options{}, &say.Sayer{Out: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.findReady(); err != nil {
		t.Skip(err, ": go run ./notebooks -setup")
	}
	if err := s.writePageConfig(); err != nil {
		t.Fatal(err)
	}
	token = "token-of-the-test"
	cmd := s.Command(context.Background(), "lab", "--no-browser", "--allow-root", "--port=0", "--ServerApp.port_retries=0",
		"--ServerApp.root_dir="+root, "--IdentityProvider.token="+token, "--LabApp.expose_app_in_browser=True",
		"--KernelSpecManager.ensure_native_kernel=False")
	cmd.Env = append(cmd.Env, "PATH="+joinPath(s.goplsDir(), os.Getenv("PATH")))
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Signal(syscall.SIGTERM); cmd.Wait() }) // interrupted ones leave their kernels behind
	address = browsertest.After(stderr, "http://127.0.0.1:")
	if address == "" {
		t.Fatal("JupyterLab does not start")
	}
	port, _, _ := strings.Cut(address, "/")
	return "http://127.0.0.1:" + port, token
}

// findReady finds what an earlier set-up made, and makes nothing.
func (s *Setup) findReady() error {
	if _, err := os.Stat(filepath.Join(s.KernelDir(), stampName)); err != nil {
		return errors.New("the kernel was not set up")
	}
	found, err := filepath.Glob(filepath.Join(s.cache, "jupyter-*", stampName))
	if err != nil || len(found) == 0 {
		return errors.New("JupyterLab was not set up")
	}
	s.jupyter = []string{filepath.Join(filepath.Dir(found[0]), "bin", "jupyter")}
	return nil
}
