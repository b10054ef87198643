//go:build unix

package jupyter

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"netlab/notebooks/internal/say"
	"netlab/pcapnb/ipynb"
)

func TestFillBuildsOnce(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "tools")
	built := 0
	for range 2 {
		if err := fill(dir, func() error { built++; return nil }); err != nil {
			t.Fatal(err)
		}
	}
	if built != 1 {
		t.Errorf("built %d times, want once", built)
	}
}

func TestFillStartsAgainAfterAFailure(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "tools")
	half := filepath.Join(dir, "half")
	failure := errors.New("no network")
	err := fill(dir, func() error {
		if err := os.WriteFile(half, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		return failure
	})
	if err != failure {
		t.Fatalf("error %v, want %v", err, failure)
	}
	err = fill(dir, func() error {
		if _, err := os.Stat(half); !os.IsNotExist(err) {
			t.Errorf("%s is still there: %v", half, err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// stopped is a context that ends a wait at once.
func stopped() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}

func TestLockKeepsASecondSetUpOut(t *testing.T) {
	dir := t.TempDir()
	var said strings.Builder
	say := &say.Sayer{Out: &said}
	first, err := takeLock(context.Background(), dir, say)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := takeLock(stopped(), dir, say); !errors.Is(err, context.Canceled) {
		t.Errorf("second lock: %v, want to wait for the first", err)
	}
	if want := "Another set-up is at work in " + dir + "; waiting for it.\n"; said.String() != want {
		t.Errorf("said %q, want %q", said.String(), want)
	}
	first.Close()
	second, err := takeLock(stopped(), dir, say)
	if err != nil {
		t.Fatalf("lock after the first was closed: %v", err)
	}
	second.Close()
}

// A set-up that is killed leaves pip or go at work; the next must wait for it.
func TestLockIsHeldByACommandThatOutlivesUs(t *testing.T) {
	dir := t.TempDir()
	say := &say.Sayer{Out: &strings.Builder{}}
	lock, err := takeLock(context.Background(), dir, say)
	if err != nil {
		t.Fatal(err)
	}
	s := &Setup{Checkout: dir, lock: lock}
	orphan := s.held(context.Background(), "sleep", "600")
	if err := orphan.Start(); err != nil {
		t.Fatal(err)
	}
	lock.Close()
	if _, err := takeLock(stopped(), dir, say); !errors.Is(err, context.Canceled) {
		t.Errorf("lock beside a running command: %v, want to wait", err)
	}
	orphan.Process.Kill()
	orphan.Wait()
	lock, err = takeLock(stopped(), dir, say)
	if err != nil {
		t.Fatalf("lock after the command: %v", err)
	}
	lock.Close()
}

func TestInstallKeepsAForeignKernel(t *testing.T) {
	t.Setenv("JUPYTER_DATA_DIR", t.TempDir())
	path := filepath.Join(os.Getenv("JUPYTER_DATA_DIR"), "kernels", ipynb.Kernel, "kernel.json")
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("theirs"), 0o644); err != nil {
		t.Fatal(err)
	}
	s := &Setup{Checkout: "/checkout", cache: t.TempDir(), GoBin: "/go/bin", say: &say.Sayer{Out: &strings.Builder{}}}
	for range 2 {
		if err := s.InstallKernel(); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(path + ".old")
	if err != nil || string(kept) != "theirs" {
		t.Errorf("kept %q, %v, want the user's own", kept, err)
	}
	ours, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(ours), `"NETLAB_CHECKOUT": "/checkout"`) {
		t.Errorf("installed %q, %v", ours, err)
	}
}

// attach runs attach.sh for a notebook in a folder.
func attach(t *testing.T, notebook, fallback string) (goMod string, err error) {
	t.Helper()
	module := t.TempDir()
	cmd := exec.Command("sh", "../../attach.sh")
	cmd.Env = append(os.Environ(), "GONB_DIR="+notebook, "GONB_TMP_DIR="+module, "NETLAB_CHECKOUT="+fallback)
	if out, err := cmd.CombinedOutput(); err != nil {
		return string(out), err
	}
	text, err := os.ReadFile(filepath.Join(module, "go.mod"))
	return string(text), err
}

// fakeCheckout makes a module netlab with a folder for notebooks.
func fakeCheckout(t *testing.T, name string) (top, notebooks string) {
	t.Helper()
	top = filepath.Join(t.TempDir(), name)
	notebooks = filepath.Join(top, "notebooks", "mine")
	if err := os.MkdirAll(notebooks, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"go.mod": "module netlab\n\ngo 1.26\n\nrequire example.org/x v1.2.3\n", "go.sum": ""} {
		if err := os.WriteFile(filepath.Join(top, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return top, notebooks
}

func TestAttachFindsTheCheckoutAboveTheNotebook(t *testing.T) {
	top, notebooks := fakeCheckout(t, "plain")
	got, err := attach(t, notebooks, "")
	want := "module notebook\n\ngo 1.26\n\nrequire (\n\texample.org/x v1.2.3\n\tnetlab v0.0.0\n)\n\nreplace netlab => " + top + "\n"
	if err != nil || got != want {
		t.Errorf("go.mod %q, %v, want %q", got, err, want)
	}
}

func TestAttachTellsWhereNestedModulesLie(t *testing.T) {
	top, notebooks := fakeCheckout(t, "my labs")
	nested := filepath.Join(top, "pcapnb", "heavy")
	if err := os.MkdirAll(nested, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"go.mod": "module netlab/pcapnb/heavy\n", "go.sum": ""} {
		if err := os.WriteFile(filepath.Join(nested, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := attach(t, notebooks, "")
	if want := "replace netlab/pcapnb/heavy => \"" + nested + "\"\n"; err != nil || !strings.HasSuffix(got, want) {
		t.Errorf("go.mod %q, %v, want it to end in %q", got, err, want)
	}
	if strings.Contains(got, "netlab/pcapnb/heavy v") {
		t.Errorf("go.mod %q requires a nested module, which would cost every cell", got)
	}
}

func TestAttachTakesAFolderWithSpaces(t *testing.T) {
	top, notebooks := fakeCheckout(t, "my labs @home")
	got, err := attach(t, notebooks, "")
	if want := "replace netlab => \"" + top + "\"\n"; err != nil || !strings.HasSuffix(got, want) {
		t.Errorf("go.mod %q, %v, want it to end in %q", got, err, want)
	}
}

func TestAttachFallsBackOnTheCheckoutThatStartedJupyter(t *testing.T) {
	top, _ := fakeCheckout(t, "plain")
	got, err := attach(t, t.TempDir(), top)
	if want := "replace netlab => " + top + "\n"; err != nil || !strings.HasSuffix(got, want) {
		t.Errorf("go.mod %q, %v, want it to end in %q", got, err, want)
	}
}

func TestAttachSaysThatThereIsNoCheckout(t *testing.T) {
	dir := t.TempDir()
	got, err := attach(t, dir, "")
	if want := "no checkout of netlab above " + dir; err == nil || !strings.Contains(got, want) {
		t.Errorf("said %q, %v, want %q", got, err, want)
	}
}

// checkoutSources are those of the checkout that is tested.
func checkoutSources(t *testing.T) sources {
	t.Helper()
	s, err := readSources("../../..")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSourcesOfTheCheckout(t *testing.T) {
	s := checkoutSources(t)
	for name, text := range map[string]string{"module netlab": s.attach, "jupyterlab==": s.requirements, "package main": s.cellgo} {
		if !strings.Contains(text, name) {
			t.Errorf("%q is not in what was read", name)
		}
	}
	if strings.Contains(s.cellgo, "func Test") {
		t.Error("a test of the go command would have the kernel built again")
	}
	if _, err := readSources(t.TempDir()); err == nil {
		t.Error("sources of an empty folder are no error")
	}
}

func TestRequirementsArePinnedWithHashes(t *testing.T) {
	packages := 0
	for entry := range strings.SplitSeq(strings.ReplaceAll(checkoutSources(t).requirements, "\\\n", " "), "\n") {
		if entry == "" || strings.HasPrefix(entry, "#") {
			continue
		}
		packages++
		if !strings.Contains(entry, "==") || !strings.Contains(entry, "--hash=sha256:") {
			t.Errorf("not pinned: %.60s", entry)
		}
	}
	if packages == 0 {
		t.Error("no requirements")
	}
}
