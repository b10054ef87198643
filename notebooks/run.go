package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"netlab/notebooks/internal/jupyter"
	"netlab/notebooks/internal/run"
	"netlab/notebooks/internal/say"
	"netlab/notebooks/internal/site"
	"netlab/notebooks/internal/verify"
	"netlab/pcapnb/ipynb"
)

// A labRun says what is done with the labs when they are executed rather than opened.
type labRun struct {
	run, verify, update bool
	timeout             time.Duration
}

func (o *labRun) flags(f *flag.FlagSet) {
	f.BoolVar(&o.run, "run", false, "run the labs from a clean kernel and make a site of them, without a browser")
	f.BoolVar(&o.verify, "verify", false, "run, and fail where an output differs from the one in the notebook")
	f.BoolVar(&o.update, "update", false, "run, and write the outputs into the notebooks")
}

// asked says whether labs are to be executed.
func (o labRun) asked() bool { return o.run || o.verify || o.update }

// all executes the labs, two at a time where there are two processors, and
// makes a site of them in the folder out.
func (o labRun) all(ctx context.Context, s *jupyter.Setup, labs []string, out string, say *say.Sayer) error {
	if len(labs) == 0 {
		return errors.New("no notebooks to run")
	}
	if out == "" {
		out = filepath.Join(s.Checkout, ".jupyter", "labs")
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	failed := make([]error, len(labs)) // all are told, not the first alone
	var pool errgroup.Group
	pool.SetLimit(min(2, runtime.NumCPU()))
	for i, path := range labs {
		pool.Go(func() error {
			failed[i] = o.one(ctx, s, path, out, say)
			return nil
		})
	}
	pool.Wait()
	// A page shows what went wrong, too.
	failed = append(failed, site.Write(out, filepath.Dir(labs[0])))
	if err := errors.Join(failed...); err != nil {
		return err
	}
	say.Line("Executed notebooks and their pages: %s", filepath.Join(out, "index.html"))
	return nil
}

// one executes one lab from a clean kernel and checks it.
func (o labRun) one(ctx context.Context, s *jupyter.Setup, path, out string, say *say.Sayer) error {
	began := time.Now()
	name := filepath.Base(path)
	// What is kept holds: a claim that does not is an error.
	got, err := run.Notebook(ctx, s, path, run.Options{Out: out, Timeout: o.timeout, Strict: o.verify || o.update})
	if err == nil {
		err = site.CopyPictures(got, filepath.Dir(path), out)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if problems := run.Problems(got); len(problems) > 0 {
		return fmt.Errorf("%s: %s", name, strings.Join(problems, "\n"+name+": "))
	}
	say.Line("%s: %d cells run in %.0f s", name, codeCells(got), time.Since(began).Seconds())
	if o.verify {
		var notes []string
		notes, err = verify.Outputs(path, got)
		for _, note := range notes {
			say.Line("%s", note)
		}
	}
	if err == nil && o.update {
		err = verify.Update(path, got)
	}
	return err
}

// codeCells counts the cells that are run.
func codeCells(nb *ipynb.Notebook) int {
	n := 0
	for _, c := range nb.Cells {
		if c.IsCode() {
			n++
		}
	}
	return n
}
