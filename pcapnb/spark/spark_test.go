package spark

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// standIn names, in the environment of a session that a test starts, what this program does in its place.
const standIn = "NETLAB_TEST_STANDIN"

func TestMain(m *testing.M) {
	if does := os.Getenv(standIn); does != "" {
		if err := session(does, os.Args[len(os.Args)-2]); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// session answers one question as the script does: with the name of each file, or not at all.
func session(does, socket string) error {
	if does == "fail" {
		fmt.Println("a line before the last")
		return errors.New("PySparkRuntimeError: no cluster")
	}
	l, err := net.Listen("unix", socket)
	if err != nil {
		return err
	}
	defer l.Close()
	conn, err := l.Accept()
	if err != nil {
		return err
	}
	defer conn.Close()
	line, err := bufio.NewReader(conn).ReadBytes('\n')
	if err != nil {
		return err
	}
	var asked Job
	if err := json.Unmarshal(line, &asked); err != nil {
		return err
	}
	fmt.Fprintln(conn, "done 1 2")
	for i := range asked.Files {
		fmt.Fprintf(conn, "row %d %s\n", i, base64.StdEncoding.EncodeToString([]byte(asked.Program+asked.Args[0]+asked.Files[i])))
	}
	_, err = fmt.Fprintln(conn, "end")
	return err
}

// standsIn has this program be the Python that is started, and what it needs be there.
func standsIn(t *testing.T, does string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, value := range map[string]string{standIn: does, "NETLAB_PYTHON": self, "SPARK_HOME": dir, "JAVA_HOME": dir, "XDG_RUNTIME_DIR": dir} {
		t.Setenv(name, value)
	}
}

func TestRun(t *testing.T) {
	standsIn(t, "answer")
	files := []string{"a b.pcap", "tab\tand\nline.pcap", "ü.pcap"}
	got := make([]string, len(files))
	var told [][2]int
	job := Job{Master: "local[1]", Program: "worker", Args: []string{"-x"}, Files: files,
		Row:  func(file int, data []byte) error { got[file] = string(data); return nil },
		Done: func(tasks, of int) { told = append(told, [2]int{tasks, of}) }}
	if err := job.Run(); err != nil {
		t.Fatal(err)
	}
	for i, f := range files {
		if want := "worker-x" + f; got[i] != want {
			t.Errorf("file %d: %q, want %q", i, got[i], want)
		}
	}
	if want := [][2]int{{1, 2}}; !slices.Equal(told, want) {
		t.Errorf("told %v, want %v", told, want)
	}
}

// TestNoSession says what the session said last, and where the rest is.
func TestNoSession(t *testing.T) {
	standsIn(t, "fail")
	err := Job{Master: "spark://nowhere:7077"}.Run()
	if want := "spark: no session with spark://nowhere:7077: PySparkRuntimeError: no cluster (more in "; err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("%v, want %s…", err, want)
	}
}

// TestRead goes through what a session may answer.
func TestRead(t *testing.T) {
	of := base64.StdEncoding.EncodeToString
	row := func(file int, text string) string { return fmt.Sprintf("row %d %s\n", file, text) }
	a, b := row(0, of([]byte("A"))), row(1, of([]byte("B")))
	for _, c := range []struct{ answer, rows, err string }{
		{b + "done 1 1\n" + a + "end\n", "1B0A", ""},
		{"later 7\n" + a + b + "end\n", "0A1B", ""}, // a line that a later script may have
		{"done 1\ndone x y\n" + a + b + "end\n", "0A1B", ""},
		{a + "end\n", "0A", "spark: no answer of two"},
		{a + a, "0A", `spark: an answer of file "0", which was not asked`},
		{row(2, "") + "end\n", "", `spark: an answer of file "2", which was not asked`},
		{row(-1, "") + "end\n", "", `spark: an answer of file "-1", which was not asked`},
		{"row x\n", "", `spark: an answer of file "x", which was not asked`},
		{row(1, "?"), "", "spark: the answer of two: illegal base64 data at input byte 0"},
		{a + row(1, Stopped+of([]byte("no such file"))), "0A", "spark: a worker stopped at two: no such file"},
		{a + "error AnalysisException: no\n", "0A", "spark: AnalysisException: no"},
		{a, "0A", "spark: the session ended in the middle of a question: EOF"},
	} {
		var rows strings.Builder
		job := Job{Files: []string{"one", "two"}, Row: func(file int, data []byte) error {
			fmt.Fprint(&rows, file, string(data))
			return nil
		}}
		got := ""
		if err := job.read(strings.NewReader(c.answer)); err != nil {
			got = err.Error()
		}
		if got != c.err || rows.String() != c.rows {
			t.Errorf("%q: %q, %q, want %q, %q", c.answer, rows.String(), got, c.rows, c.err)
		}
	}
}

// TestRowStops ends a question with the error of who takes the rows.
func TestRowStops(t *testing.T) {
	full := errors.New("disk full")
	job := Job{Files: []string{"one"}, Row: func(int, []byte) error { return full }}
	if err := job.read(strings.NewReader("row 0 \nend\n")); !errors.Is(err, full) {
		t.Errorf("%v, want %v", err, full)
	}
}

// TestMissing says what is missing, and how to get it.
func TestMissing(t *testing.T) {
	empty := t.TempDir()
	for name, value := range map[string]string{"PATH": empty, "JAVA_HOME": "", "SPARK_HOME": "", "NETLAB_PYTHON": ""} {
		t.Setenv(name, value)
	}
	if err := Check(); err == nil || !strings.Contains(err.Error(), "JAVA_HOME") {
		t.Errorf("without Java: %v", err)
	}
	t.Setenv("JAVA_HOME", empty)
	if err := Check(); !errors.Is(err, ErrMissing) || !strings.Contains(err.Error(), Pinned) {
		t.Errorf("without Python: %v", err)
	}
}

// TestFolder takes no folder that others can write sockets into.
func TestFolder(t *testing.T) {
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	dir, err := folder()
	if err != nil {
		t.Fatal(err)
	}
	if again, err := folder(); err != nil || again != dir {
		t.Errorf("again: %q %v, want %q", again, err, dir)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if got, err := folder(); err == nil {
		t.Errorf("a folder that others can read: %q", got)
	}
	elsewhere := t.TempDir()
	if err := os.Remove(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(elsewhere, dir); err != nil {
		t.Skip(err)
	}
	if got, err := folder(); err == nil {
		t.Errorf("a link to a folder: %q", got)
	}
}

func TestLastLine(t *testing.T) {
	log := filepath.Join(t.TempDir(), "log")
	if err := os.WriteFile(log, []byte("first\nlast\n\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, want := lastLine(log), "last (more in "+log+")"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := lastLine(log + "2"); !strings.Contains(got, "log2") {
		t.Errorf("of no log: %q", got)
	}
}
