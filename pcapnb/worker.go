package pcapnb

import (
	"bufio"
	"encoding/base64"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"netlab/pcapnb/internal/capture"
	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/spark"
	"netlab/pcapnb/table"
)

// A program that declares Captures before main is its own worker: with the flag it answers one question about files that
// its standard input names, and ends before main's body begins. See spark.Job for the lines. What is wrong with a file is part
// of its answer, and no exit code.

const workerFlag = "pcapnb.worker"

// beWorker has flag.Parse in main begin the work, where this program is told to.
func beWorker() {
	if flag.Parsed() || flag.Lookup(workerFlag) != nil {
		return
	}
	flag.Func(workerFlag, "answer a question about capture files, for Apache Spark", func(orders string) error {
		if err := work(orders, os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, "pcapnb:", err)
			os.Exit(1)
		}
		os.Exit(0)
		return nil
	})
}

// isWorker tells whether this program is about to work, on a machine that need not have the files of its declarations.
func isWorker() bool {
	return len(os.Args) > 1 && strings.HasPrefix(os.Args[1], "-"+workerFlag+"=")
}

// work answers the question in orders about the files that in names.
func work(orders string, in io.Reader, out io.Writer) error {
	began, rest, _ := strings.Cut(orders, " ")
	dir, err := strconv.QuotedPrefix(rest)
	if err != nil {
		return err
	}
	w, err := newWorker(rest[len(dir):])
	if err != nil {
		return err
	}
	if w.began, err = strconv.ParseInt(began, 10, 64); err != nil {
		return err
	}
	if dir, _ = strconv.Unquote(dir); dir != "" {
		os.Chdir(dir) // where it is not there, files tell
	}
	lines, to := bufio.NewReader(in), bufio.NewWriter(out)
	for {
		line, err := lines.ReadString('\n')
		if err == io.EOF {
			return to.Flush()
		}
		if err != nil {
			return err
		}
		number, path, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		name, err := base64.StdEncoding.DecodeString(path)
		if err != nil {
			return err
		}
		data, err := w.file(string(name))
		mark := ""
		if err != nil {
			mark, data = spark.Stopped, []byte(err.Error())
		}
		if _, err := fmt.Fprintf(to, "%s\t%s%s\n", number, mark, base64.StdEncoding.EncodeToString(data)); err != nil {
			return err
		}
	}
}

// A worker answers one question.
type worker struct {
	*folder
	start startPart
	began int64
}

// newWorker makes the worker for a plan that folder.plan wrote.
func newWorker(plan string) (*worker, error) {
	op, parts, ok := table.ReadNode(plan)
	if !ok || op != "open" || len(parts) < 4 || parts[0] != table.Node(Version()) || parts[1] != table.Node(strconv.Itoa(answersVersion)) {
		return nil, errors.New("a question for another version of this program")
	}
	w := &worker{folder: &folder{several: parts[2] == table.Node("true")}}
	for _, p := range parts[4:] {
		f, err := w.sifted(p)
		if err != nil {
			return nil, err
		}
		w.folder = f
	}
	var err error
	w.start, err = table.Ask(w.source(), parts[3], fieldNamed)
	return w, err
}

// sifted returns the folder with the sift of a plan.
func (f *folder) sifted(plan string) (*folder, error) {
	op, parts, ok := table.ReadNode(plan)
	if !ok || len(parts) != 1 {
		return nil, fmt.Errorf("a sift %s", plan)
	}
	text, _, _ := table.ReadNode(parts[0])
	switch op {
	case "where":
		return f.where(text)
	case "bpf":
		return f.bpf(text), nil
	}
	cond, err := table.CondOf[Packet](parts[0], fieldNamed)
	if err != nil {
		return nil, err
	}
	return f.filter(cond), nil
}

func fieldNamed(name string) any {
	if name, ok := strings.CutPrefix(name, wirePlan); ok {
		if id, ok := dissect.Lookup(name); ok {
			return wireFieldOf(id)
		}
		return nil
	}
	for _, f := range allFields() {
		if f.FieldName() == name {
			return f
		}
	}
	return nil
}

// file returns what a file says. What the user's code or a filter panics with is an error.
func (w *worker) file(path string) (data []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%v", p)
		}
	}()
	f := *w.folder
	f.files = []string{path}
	r := &reading{folder: &f, errs: map[int]error{}, began: func() int64 { return w.began }}
	p, add := w.start()
	told := r.unit(unit{}, r.sifter(), add)
	if told.err == nil && r.errs[0] != nil {
		told.err = &capture.Error{Reason: r.errs[0].Error()}
	}
	var ok bool
	data, ok = r.pack(told, p, 1<<30)
	if !ok {
		return nil, fmt.Errorf("%s: its answer cannot be sent", path)
	}
	return data, nil
}
