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
// Everything it installs lies in one folder under the user's cache folder and
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
)

// options are the command line.
type options struct {
	setup, install      bool
	browser, live       bool
	run, verify, update bool
	out                 string
	jupyter             string
	timeout             time.Duration
	labs                []string
	teaching
	sharing
}

// runs says whether labs are executed rather than opened.
func (o options) runs() bool { return o.run || o.verify || o.update }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := start(ctx, parseOptions())
	if errors.Is(ctx.Err(), context.Canceled) {
		err = errors.New("interrupted; the next start takes up what is missing")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "notebooks:", err)
		os.Exit(1)
	}
}

func parseOptions() options {
	var o options
	flag.BoolVar(&o.setup, "setup", false, "set up what is missing and stop")
	flag.BoolVar(&o.install, "install", false, "set up, install the kernel for your own Jupyter or VS Code, and stop")
	flag.BoolVar(&o.browser, "browser", true, "open a browser; -browser=false prints the address only")
	flag.BoolVar(&o.live, "live", false, "let cells ask the network: reverse DNS lookups, downloads of captures")
	flag.BoolVar(&o.run, "run", false, "run the labs from a clean kernel and make a site of them, without a browser")
	flag.BoolVar(&o.verify, "verify", false, "run, and fail where an output differs from the one in the notebook")
	flag.BoolVar(&o.update, "update", false, "run, and write the outputs into the notebooks")
	flag.StringVar(&o.out, "out", "", "`folder` for the executed notebooks and their pages (default .jupyter/labs in the checkout)")
	flag.StringVar(&o.jupyter, "jupyter", "", "use this `command` (JupyterLab 4, nbconvert 7) instead of a Jupyter of our own")
	flag.DurationVar(&o.timeout, "timeout", 10*time.Minute, "longest time that one lab may run")
	o.teaching.flags()
	o.sharing.flags()
	flag.Usage = usage
	flag.Parse()
	o.labs = flag.Args()
	return o
}

// usage is the help that -help and a mistyped flag print.
func usage() {
	fmt.Fprint(flag.CommandLine.Output(), `go run ./notebooks [flags] [notebooks]

Sets up Jupyter with a Go kernel that sees this checkout, and opens the labs.
With -run, -verify or -update it executes them instead. Without names it takes
all notebooks in the folder notebooks, and hands out those named lab-….

`)
	flag.PrintDefaults()
}

// start does what the options ask for.
func start(ctx context.Context, o options) error {
	if done, err := o.share(o.out, o.labs); done {
		return err
	}
	if o.live {
		os.Setenv("PCAPNB_LIVE", "1") // Jupyter, its kernels and their cells inherit it
	}
	s, err := newSetup(o)
	if err != nil {
		return err
	}
	pattern := "*.ipynb"
	if o.handsOut() {
		pattern = "lab-*.ipynb"
	}
	if o.labs, err = findLabs(s.checkout, pattern, o.labs); err != nil {
		return err
	}
	if o.handsOut() {
		return handOut(s, o)
	}
	if err := s.run(ctx); err != nil {
		return err
	}
	switch {
	case o.install:
		return s.installKernel()
	case o.setup:
		return nil
	case o.runs():
		return runLabs(ctx, s, o)
	case o.grade:
		return gradeFiles(ctx, s, o)
	}
	return s.open(o.labs)
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
