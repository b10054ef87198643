//go:build unix

package spark

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// worker is a program that answers each file with its own argument and the file's path.
const worker = `#!/bin/sh
while read -r i path; do
	printf '%s\t%s\n' "$i" "$(printf '%s|%s' "$1" "$(printf %s "$path" | base64 -d)" | base64 | tr -d '\n')"
done
`

// withScript has the embedded script itself run, with a package in Spark's place that runs its commands on this machine.
func withScript(t *testing.T) (dir string) {
	t.Helper()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip(err)
	}
	home, err := filepath.Abs("testdata")
	if err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	for name, value := range map[string]string{"NETLAB_PYTHON": python, "SPARK_HOME": home, "JAVA_HOME": dir, "XDG_RUNTIME_DIR": dir,
		"NETLAB_SPARK_IDLE": "0.1", "PYTHONDONTWRITEBYTECODE": "1"} {
		t.Setenv(name, value)
	}
	t.Cleanup(func() { // the session ends by itself
		for range 100 {
			sockets, _ := filepath.Glob(filepath.Join(dir, "netlab-spark-*", "????????????????"))
			if len(sockets) == 0 {
				return
			}
			time.Sleep(50 * time.Millisecond)
		}
		t.Error("the session did not end")
	})
	return dir
}

// TestScript asks through the script: what it makes of a program, its arguments and its files reaches the worker as it is.
func TestScript(t *testing.T) {
	program := filepath.Join(withScript(t), "worker")
	if err := os.WriteFile(program, []byte(worker), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, argument := range []string{"-worker=1", `it's "a" \ $HOME 'b'`, "två\ttabs"} {
		files := []string{"a.pcap", "with space.pcap", `quote'".pcap`}
		got := make([]string, len(files))
		job := Job{Master: "local[2]", Program: program, Args: []string{argument}, Files: files,
			Row: func(file int, data []byte) error { got[file] = string(data); return nil }}
		if err := job.Run(); err != nil {
			t.Fatal(err)
		}
		var want []string
		for _, f := range files {
			want = append(want, argument+"|"+f)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", argument, got, want)
		}
	}
}

// TestScriptErrors says what failed, in one line and without Java's stack.
func TestScriptErrors(t *testing.T) {
	program := filepath.Join(withScript(t), "worker")
	if err := os.WriteFile(program, []byte("#!/bin/sh\necho no memory >&2\nexit 3\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := Job{Master: "local[2]", Program: program, Files: []string{"one"}}.Run()
	if want := "spark: RuntimeError: no memory"; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
	err = Job{Master: "local[2]", Program: program + "2", Files: []string{"one"}}.Run()
	if err == nil || !strings.HasPrefix(err.Error(), "spark: ") {
		t.Errorf("a program that is not there: %v", err)
	}
	err = Job{Master: "spark://nowhere:7077"}.Run()
	if want := "spark: no session with spark://nowhere:7077: ConnectionError: no cluster (more in "; err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("%v, want %s…", err, want)
	}
}
