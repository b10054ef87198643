// Package spark runs a program on the files of a question by Apache Spark: on a machine's cores, a standalone cluster, YARN,
// Kubernetes or Spark Connect. It is Go's standard library and a script for the PySpark that is there; the program is the worker.
package spark

import (
	"bufio"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

//go:embed spark.py
var script []byte

// A Job is a program to run on files: for each task it is started with Args and reads lines from its standard input, each
// a file's number and, after a tab, its path in base64. For each it writes a line: the number and, after a tab, bytes in base64.
type Job struct {
	Master  string   `json:"-"`       // as Spark names it: local[2], spark://host:port, yarn, k8s://…, sc://host:port
	Program string   `json:"program"` // path of the program, which is sent to the workers once
	Args    []string `json:"args"`
	Files   []string `json:"files"`

	// Row takes the bytes that the program wrote for a file.
	Row func(file int, data []byte) error `json:"-"`
	// Done, where set, is told how many tasks of how many are done.
	Done func(tasks, of int) `json:"-"`
}

// Stopped is before the base64 of why the program could not work on a file, which ends the job.
const Stopped = "!"

// Run runs the job and returns when each file has been heard of, or with an error. The session stays for the next job, of this
// program or another, until nobody has asked for a quarter of an hour.
func (j Job) Run() error {
	conn, err := dial(j.Master)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := json.NewEncoder(conn).Encode(j); err != nil {
		return err
	}
	return j.read(conn)
}

// read takes the answer's lines.
func (j Job) read(r io.Reader) error {
	lines := bufio.NewReader(r)
	heard := make([]bool, len(j.Files))
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return fmt.Errorf("spark: the session ended in the middle of a question: %w", err)
		}
		kind, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		switch kind {
		case "row":
			err = j.row(rest, heard)
		case "done":
			j.done(rest)
		case "error":
			err = errors.New("spark: " + rest)
		case "end":
			return allHeard(j.Files, heard)
		}
		if err != nil {
			return err
		}
	}
}

func (j Job) row(rest string, heard []bool) error {
	number, text, _ := strings.Cut(rest, " ")
	file, err := strconv.Atoi(number)
	if err != nil || file < 0 || file >= len(heard) || heard[file] {
		return fmt.Errorf("spark: an answer of file %q, which was not asked", number)
	}
	heard[file] = true
	text, stopped := strings.CutPrefix(text, Stopped)
	data, err := base64.StdEncoding.DecodeString(text)
	switch {
	case err != nil:
		return fmt.Errorf("spark: the answer of %s: %w", j.Files[file], err)
	case stopped:
		return fmt.Errorf("spark: a worker stopped at %s: %s", j.Files[file], data)
	}
	return j.Row(file, data)
}

func (j Job) done(rest string) {
	tasks, of, _ := strings.Cut(rest, " ")
	n, err := strconv.Atoi(tasks)
	m, errOf := strconv.Atoi(of)
	if j.Done != nil && err == nil && errOf == nil {
		j.Done(n, m)
	}
}

func allHeard(files []string, heard []bool) error {
	for i, ok := range heard {
		if !ok {
			return fmt.Errorf("spark: no answer of %s", files[i])
		}
	}
	return nil
}

// start is how long a session may take to come up: a cluster gives its executors when it has some.
const start = 3 * time.Minute

// dial returns a connection to the session of a master, which it starts where there is none.
func dial(master string) (net.Conn, error) {
	dir, err := folder()
	if err != nil {
		return nil, err
	}
	digest := sha256.Sum256([]byte(master + "\n" + os.Getenv("NETLAB_PYTHON") + "\n" + os.Getenv("SPARK_HOME") + "\n" + string(script)))
	path := filepath.Join(dir, hex.EncodeToString(digest[:8]))
	if conn, err := net.Dial("unix", path); err == nil {
		return conn, nil
	}
	if err := Check(); err != nil {
		return nil, err
	}
	python, err := findPython()
	if err != nil {
		return nil, err
	}
	ended, log, err := launch(python, path, master)
	if err != nil {
		return nil, err
	}
	for until := time.Now().Add(start); time.Now().Before(until); time.Sleep(50 * time.Millisecond) {
		if conn, err := net.Dial("unix", path); err == nil {
			return conn, nil
		}
		select {
		case <-ended:
			return nil, fmt.Errorf("spark: no session with %s: %s", master, lastLine(log))
		default:
		}
	}
	return nil, fmt.Errorf("spark: no session with %s in %v; see %s", master, start, log)
}

// launch starts the script, which outlives this program.
func launch(python, path, master string) (ended chan error, log string, err error) {
	os.Remove(path) // nobody listens there any more
	code, log := path+".py", path+".log"
	if err := os.WriteFile(code, script, 0o600); err != nil {
		return nil, "", err
	}
	out, err := os.OpenFile(log, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, "", err
	}
	defer out.Close()
	cmd := exec.Command(python, code, path, master)
	cmd.Stdout, cmd.Stderr, cmd.Dir = out, out, filepath.Dir(path)
	detach(cmd)
	if err := cmd.Start(); err != nil {
		return nil, "", err
	}
	ended = make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	return ended, log, nil
}

// folder returns a folder that is this user's alone, for sockets and programs: its path must be short.
func folder() (string, error) {
	dir := os.Getenv("XDG_RUNTIME_DIR")
	if dir == "" {
		dir = os.TempDir()
	}
	dir = filepath.Join(dir, fmt.Sprintf("netlab-spark-%d", os.Getuid()))
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return "", err
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return "", err
	}
	if !info.IsDir() || info.Mode().Perm() != 0o700 || !isOurs(info) {
		return "", fmt.Errorf("spark: %s is not a folder of this user's alone", dir)
	}
	return dir, nil
}

// lastLine returns what a log says at its end.
func lastLine(log string) string {
	data, err := os.ReadFile(log)
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")
	return lines[len(lines)-1] + " (more in " + log + ")"
}
