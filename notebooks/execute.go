package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"
)

// runLabs executes the labs, two at a time where there are two processors,
// and does with each what the options ask for.
func runLabs(ctx context.Context, s *setup, o options) error {
	if len(o.labs) == 0 {
		return errors.New("no notebooks to run")
	}
	if o.out == "" {
		o.out = filepath.Join(s.checkout, ".jupyter", "labs")
	}
	if err := os.MkdirAll(o.out, 0o755); err != nil {
		return err
	}
	failed := make([]error, len(o.labs))
	slots := make(chan struct{}, min(2, runtime.NumCPU()))
	var wait sync.WaitGroup
	for i, path := range o.labs {
		slots <- struct{}{}
		wait.Go(func() {
			failed[i] = runLab(ctx, s, o, path)
			<-slots
		})
	}
	wait.Wait()
	// A page shows what went wrong, too.
	failed = append(failed, writeSite(o.out, filepath.Dir(o.labs[0])))
	if err := errors.Join(failed...); err != nil {
		return err
	}
	s.say.line("Executed notebooks and their pages: %s", filepath.Join(o.out, "index.html"))
	return nil
}

// runLab executes one lab from a clean kernel and checks it.
func runLab(ctx context.Context, s *setup, o options, path string) error {
	began := time.Now()
	name := filepath.Base(path)
	got, err := execute(ctx, s, o, path)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if problems := got.problems(); len(problems) > 0 {
		return fmt.Errorf("%s: %s", name, strings.Join(problems, "\n"+name+": "))
	}
	s.say.line("%s: %d cells run in %.0f s", name, got.codeCells(), time.Since(began).Seconds())
	if o.verify {
		err = s.verify(path, got)
	}
	if err == nil && o.update {
		err = update(path, got)
	}
	return err
}

// verify fails where the outputs of a run are not those in the file. Where
// they are the same it tells what else has changed.
func (s *setup) verify(path string, got *notebook) error {
	want, err := readNotebook(path)
	if err != nil {
		return err
	}
	want.normalise()
	name := filepath.Base(path)
	if found := differences(want, got); len(found) > 0 {
		return fmt.Errorf("%s: %s", name, strings.Join(found, "\n"+name+": "))
	}
	kept, now := want.record().Certificate, got.record().Certificate
	if kept == nil {
		s.say.line("%s: the same outputs, without a certificate: -update writes one", name)
	}
	for _, difference := range otherMakings(kept, now) {
		s.say.line("%s: the same outputs, though %s", name, difference)
	}
	return nil
}

// update writes a run into its file. A run that gave what the file holds
// already leaves it as it is, the date included.
func update(path string, got *notebook) error {
	kept, err := readNotebook(path)
	if err != nil {
		return err
	}
	if was, now := kept.record(), got.record(); was.Certificate != nil && was.Certificate.same(now.Certificate) {
		if err := got.setRecord(was); err != nil {
			return err
		}
	}
	return got.write(path)
}

// execute runs a notebook with nbconvert, beside the file so that its relative
// paths hold, and returns it normalised. The file itself is not touched. Cells
// with errors do not end the run: all of them are reported.
func execute(ctx context.Context, s *setup, o options, path string) (*notebook, error) {
	ctx, cancel := context.WithTimeout(ctx, o.timeout)
	defer cancel()
	out, err := filepath.Abs(o.out)
	if err != nil {
		return nil, err
	}
	list, err := emptyFile()
	if err != nil {
		return nil, err
	}
	defer os.Remove(list)
	began := time.Now()
	cmd := s.jupyterCommand(ctx, "nbconvert", "--to", "notebook", "--execute", "--allow-errors",
		"--log-level", "WARN",
		"--output-dir", out, "--output", filepath.Base(path),
		"--ExecutePreprocessor.kernel_name="+kernelName,
		"--ExecutePreprocessor.record_timing=False",
		"--ExecutePreprocessor.startup_timeout=120",
		"--ExecutePreprocessor.iopub_timeout=30",
		path)
	cmd.Env = append(cmd.Env, "PCAPNB_READ="+list, "TZ="+timeZone)
	if o.verify || o.update {
		cmd.Env = append(cmd.Env, "PCAPNB_CLAIMS=") // what is kept holds
	}
	if err := finish(cmd); err != nil {
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return nil, fmt.Errorf("not finished after %v", o.timeout)
		}
		return nil, err
	}
	result := filepath.Join(out, filepath.Base(path))
	nb, err := readNotebook(result)
	if err != nil {
		return nil, err
	}
	nb.normalise()
	if err := nb.certify(s, path, list, began); err != nil {
		return nil, err
	}
	if err := nb.copyPictures(filepath.Dir(path), out); err != nil {
		return nil, err
	}
	return nb, nb.write(result)
}

// emptyFile makes a file for cells to note in what they read.
func emptyFile() (string, error) {
	f, err := os.CreateTemp("", "netlab-read-")
	if err != nil {
		return "", err
	}
	return f.Name(), f.Close()
}

// codeCells counts the cells that are run.
func (nb *notebook) codeCells() int {
	n := 0
	for _, c := range nb.cells {
		if c.isCode() {
			n++
		}
	}
	return n
}

// write puts the notebook into a file, at once.
func (nb *notebook) write(path string) error {
	data, err := nb.bytes()
	if err != nil {
		return err
	}
	unfinished := path + ".part"
	if err := os.WriteFile(unfinished, data, 0o644); err != nil {
		return err
	}
	return os.Rename(unfinished, path)
}
