package misuse

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const program = `package main

import "netlab/pcapnb/internal/misuse"

func main() {
	panic(misuse.Textf("pcapnb: Row(%d): there are 3 packets", 5))
}
`

func TestPanic(t *testing.T) {
	// The folder has to lie in the module for an internal package to be imported.
	dir, err := os.MkdirTemp(".", "testdata-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte(program), 0o644); err != nil {
		t.Fatal(err)
	}
	cell := filepath.Join(t.TempDir(), "cell")
	if out, err := exec.Command("go", "build", "-ldflags=-s -w", "-o", cell, "./"+dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	const text = "panic: pcapnb: Row(5): there are 3 packets\n"
	const line = `    in: panic(misuse.Textf("pcapnb: Row(%d): there are 3 packets", 5))` + "\n"
	if got, want := stderr(t, cell, "GONB_PIPE=/no/such/pipe"), text+line; got != want {
		t.Errorf("in a notebook it says %q, want %q", got, want)
	}
	if got := stderr(t, cell, "GONB_PIPE="); !strings.HasPrefix(got, strings.TrimSuffix(text, "\n")) || !strings.Contains(got, "goroutine 1") {
		t.Errorf("elsewhere it says %q, want a panic with its stack", got)
	}
}

func stderr(t *testing.T, program, environment string) string {
	t.Helper()
	c := exec.Command(program)
	c.Env = append(os.Environ(), environment)
	var b strings.Builder
	c.Stderr = &b
	c.Run()
	if code := c.ProcessState.ExitCode(); code != 2 {
		t.Errorf("exit code %d, want 2", code)
	}
	return b.String()
}

func TestRecoveredPanicIsAnError(t *testing.T) {
	t.Setenv("GONB_PIPE", "/no/such/pipe")
	defer func() {
		err, ok := recover().(error)
		if !ok || err.Error() != "want more" {
			t.Errorf("recovered %v, want the error", err)
		}
	}()
	panic(Text("want more"))
}
