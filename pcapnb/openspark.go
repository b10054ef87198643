package pcapnb

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"

	"netlab/pcapnb/internal/capture"
	"netlab/pcapnb/spark"
	"netlab/pcapnb/table"
)

// runJob runs a job. Tests run it here.
var runJob = spark.Job.Run

// askSpark has the files that nothing is kept of read on Spark's workers, and returns what all say.
func (r *reading) askSpark(plan string, start startPart) (*table.Part, []error) {
	if err := canSend(plan); err != nil {
		panic(misused("pcapnb: " + err.Error()))
	}
	mine, add := start()
	r.guard(func() {
		if err := r.sent(plan, mine, start); err != nil {
			panic(misused("pcapnb: " + err.Error()))
		}
		if len(r.aside) > 0 {
			r.together(add)
		}
	})
	return mine, r.end()
}

// canSend tells whether workers can be asked, and if not, what to change.
func canSend(plan string) error {
	switch {
	case !table.IsPlan(plan):
		name := strings.TrimPrefix(plan, "?")
		return fmt.Errorf("the workers of Spark run no code of the cell's body, which %s is: declare it outside of %%%%, as in\nvar … = pcapnb.NewKey(%q, …)\nor ask on this machine: Engine(\"local\")", name, name)
	case flag.Lookup(workerFlag) == nil:
		return errors.New("the workers of Spark do not find the files' declaration: declare it outside of %%, as in\nvar pkts = pcapnb.Open(…)")
	case !flag.Parsed():
		return errors.New("a program that asks Spark must call flag.Parse in main, before anything else: there the workers begin")
	}
	return table.CheckOwn(plan)
}

// sent joins what is kept of the files to mine, and what the workers say of the others.
func (r *reading) sent(plan string, mine *table.Part, start startPart) error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	var far []int
	keys := map[int]capture.FileKey{}
	job := spark.Job{Master: r.engine, Program: program, Args: []string{"-" + workerFlag + "=" + r.orders(plan)}}
	for file, path := range r.files {
		key, ok := capture.KeyOf(path)
		if ok && r.kept != nil && r.recall(file, key, mine, start) {
			continue
		}
		if ok {
			keys[file] = key
		}
		far, job.Files = append(far, file), append(job.Files, path)
	}
	job.Row = func(i int, data []byte) error { return r.heard(far[i], data, keys, mine, start) }
	if len(far) == 0 {
		return nil
	}
	return runJob(job)
}

// heard joins what a worker says of a file to mine, and keeps it.
func (r *reading) heard(file int, data []byte, keys map[int]capture.FileKey, mine *table.Part, start startPart) error {
	before := r.state.Count
	if r.take(data, capture.Before(file), mine, start) == nil {
		return fmt.Errorf("spark: an answer of %s that is not to this question", r.files[file])
	}
	key, ok := keys[file]
	if now, still := capture.KeyOf(r.files[file]); r.kept != nil && ok && still && now == key && r.errs[file] == nil {
		r.kept.Put(r.files[file], key, data, r.state.Count-before)
	}
	return nil
}

// orders are what a worker is told besides the files: when all files begin, if that is asked, the folder that their names are
// relative to, and the plan.
func (r *reading) orders(plan string) string {
	began := int64(0)
	if strings.Contains(plan, table.Node(TimeNormed.FieldName())) {
		began = r.began()
	}
	dir, _ := os.Getwd() // where there is none the names are absolute
	return strconv.FormatInt(began, 10) + " " + strconv.Quote(dir) + plan
}
