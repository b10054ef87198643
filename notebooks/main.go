// Command notebooks sets up Jupyter with a Go kernel that sees this checkout,
// and opens, runs, checks or updates the labs.
//
//	go run ./notebooks                     set up what is missing, open the labs
//	go run ./notebooks -run -out DIR       run every lab, make a static site of them
//	go run ./notebooks -verify             run, and compare with the committed outputs
//	go run ./notebooks -update a.ipynb     run, and write the outputs into the notebook
//	go run ./notebooks -student DIR        write the students' copies of the labs
//	go run ./notebooks -teacher DIR        write full copies, as a course for nbgrader
//	go run ./notebooks -grade a.ipynb …    grade finished copies into a CSV file
//	go run ./notebooks -setup              set up only
//	go run ./notebooks -anonymize my.key -out DIR a.ipynb
//	                                       copies for others, with nothing private in them
//	go run ./notebooks -publishcheck FILE  list what private is on a page
//	go run ./notebooks -install            set up, and give the kernel to your own Jupyter or VS Code
//
// Everything it installs is in one folder under the user's cache folder and
// in Go's own caches; removing that folder undoes it. Which versions are used
// is said in go.mod and requirements.txt.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"netlab/notebooks/internal/grade"
	"netlab/notebooks/internal/handout"
	"netlab/notebooks/internal/jupyter"
	"netlab/notebooks/internal/say"
	"netlab/notebooks/internal/share"
)

// options are the command line.
type options struct {
	setup, install bool
	browser, live  bool
	jupyter        string
	out            string
	labs           []string
	labRun         labRun
	handout        handout.Options
	grade          grade.Options
	share          share.Options
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second interrupt ends the program at once
	err := start(ctx, parseOptions(flag.CommandLine, os.Args[1:]), &say.Sayer{Out: os.Stdout})
	if errors.Is(ctx.Err(), context.Canceled) {
		err = errors.New("interrupted; the next start takes up what is missing")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "notebooks:", err)
		os.Exit(1)
	}
}

// parseOptions reads the command line. What two commands share, each is told.
func parseOptions(f *flag.FlagSet, args []string) options {
	var o options
	var seed string
	var timeout time.Duration
	f.BoolVar(&o.setup, "setup", false, "set up what is missing and stop")
	f.BoolVar(&o.install, "install", false, "set up, install the kernel for your own Jupyter or VS Code, and stop")
	f.BoolVar(&o.browser, "browser", true, "open a browser; -browser=false prints the address only")
	f.BoolVar(&o.live, "live", false, "let cells ask the network: reverse DNS lookups, downloads of captures")
	f.StringVar(&o.out, "out", "", "`folder` for the executed notebooks and their pages (default .jupyter/labs in the checkout), for -anonymize and -grade")
	f.StringVar(&o.jupyter, "jupyter", "", "use this `command` (JupyterLab 4, nbconvert 7) instead of a Jupyter of our own")
	f.DurationVar(&timeout, "timeout", 10*time.Minute, "longest time that one lab may run")
	f.StringVar(&seed, "seed", "", "the `secret` that variants are made from; tell -grade the same")
	o.labRun.flags(f)
	o.handout.Flags(f)
	o.grade.Flags(f)
	o.share.Flags(f)
	f.Usage = func() { usage(f) }
	f.Parse(args)
	o.labs = f.Args()
	o.handout.Seed, o.grade.Seed = seed, seed
	o.labRun.timeout, o.grade.Timeout = timeout, timeout
	return o
}

// usage is the help that -help and a mistyped flag print.
func usage(f *flag.FlagSet) {
	fmt.Fprint(f.Output(), `go run ./notebooks [flags] [notebooks]

Sets up Jupyter with a Go kernel that sees this checkout, and opens the labs.
With -run, -verify or -update it executes them instead. Without names it takes
all notebooks in the folder notebooks, and hands out those named lab-….

`)
	f.PrintDefaults()
}

// start does what the options ask for.
func start(ctx context.Context, o options, say *say.Sayer) error {
	if done, err := o.share.Do(o.out, o.labs, say.Out); done {
		return err
	}
	if o.live {
		os.Setenv("PCAPNB_LIVE", "1") // Jupyter, its kernels and their cells inherit it
	}
	s, err := jupyter.New(jupyter.Options{Command: o.jupyter, WithoutGopls: o.labRun.asked()}, say)
	if err != nil {
		return err
	}
	pattern := "*.ipynb"
	if o.handout.Asked() {
		pattern = "lab-*.ipynb"
	}
	labs, err := findLabs(s.Checkout, pattern, o.labs)
	if err != nil {
		return err
	}
	if o.handout.Asked() {
		o.handout.Labs = labs
		return handout.Write(o.handout, say)
	}
	if err := s.Ensure(ctx); err != nil {
		return err
	}
	switch {
	case o.install:
		return s.InstallKernel()
	case o.setup:
		return nil
	case o.labRun.asked():
		return o.labRun.all(ctx, s, labs, o.out, say)
	case o.grade.Asked:
		return gradeFiles(ctx, s, o, say)
	}
	return s.Open(labs, o.browser)
}

// gradeFiles grades the notebooks named.
func gradeFiles(ctx context.Context, s *jupyter.Setup, o options, say *say.Sayer) (err error) {
	o.grade.Files, o.grade.Out, o.grade.Testdata = o.labs, o.out, filepath.Join(s.Checkout, "testdata")
	if o.grade.Labs, err = findLabs(s.Checkout, "*.ipynb", nil); err != nil {
		return err
	}
	return grade.Files(ctx, s, o.grade, say)
}

// findLabs returns the notebooks to work on as full paths: the named ones,
// else all of the checkout's notebooks folder that the pattern fits.
func findLabs(checkout, pattern string, named []string) ([]string, error) {
	if len(named) == 0 {
		return filepath.Glob(filepath.Join(checkout, "notebooks", pattern))
	}
	var labs []string
	for _, name := range named {
		path, err := filepath.Abs(name)
		if err != nil {
			return nil, err
		}
		if _, err := os.Stat(path); err != nil {
			return nil, err
		}
		labs = append(labs, path)
	}
	return labs, nil
}
