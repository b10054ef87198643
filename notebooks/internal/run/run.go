// Package run runs notebooks from a clean kernel and says what is wrong with the result.
package run

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"netlab/notebooks/internal/certificate"
	"netlab/notebooks/internal/jupyter"
	"netlab/pcapnb/ipynb"
)

// Options say how a notebook is run.
type Options struct {
	Out     string        // folder for the executed notebook
	Timeout time.Duration // longest time that it may take
	Strict  bool          // a claim that does not hold is an error, whatever the environment says
}

// Notebook runs a notebook with nbconvert, beside the file so that its relative
// paths hold, and returns it normalised and with a certificate. The file itself
// is not touched. Cells with errors do not end the run: all of them are reported.
func Notebook(ctx context.Context, s *jupyter.Setup, path string, o Options) (*ipynb.Notebook, error) {
	ctx, cancel := context.WithTimeout(ctx, o.Timeout)
	defer cancel()
	out, err := filepath.Abs(o.Out)
	if err != nil {
		return nil, err
	}
	list, err := emptyFile()
	if err != nil {
		return nil, err
	}
	defer os.Remove(list)
	began := time.Now()
	if err := convert(ctx, s, path, out, list, o.Strict); err != nil {
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return nil, fmt.Errorf("not finished after %v", o.Timeout)
		}
		return nil, err
	}
	result := filepath.Join(out, filepath.Base(path))
	nb, err := ipynb.Read(result)
	if err != nil {
		return nil, err
	}
	nb.Normalise()
	made := certificate.Run{Notebook: path, Read: list, Checkout: s.Checkout, Began: began, Programs: certificate.Programs(s.Versions)}
	if err := made.Certify(nb); err != nil {
		return nil, err
	}
	return nb, nb.Write(result)
}

// convert calls nbconvert. list is a file for pcapnb to note in what cells read.
func convert(ctx context.Context, s *jupyter.Setup, path, out, list string, strict bool) error {
	cmd := s.Command(ctx, "nbconvert", "--to", "notebook", "--execute", "--allow-errors",
		"--log-level", "WARN",
		"--output-dir", out, "--output", filepath.Base(path),
		"--ExecutePreprocessor.kernel_name="+ipynb.Kernel,
		"--ExecutePreprocessor.record_timing=False",
		"--ExecutePreprocessor.startup_timeout=120",
		"--ExecutePreprocessor.iopub_timeout=30",
		path)
	cmd.Env = append(cmd.Env, "PCAPNB_READ="+list, "TZ="+certificate.TimeZone)
	if strict {
		cmd.Env = append(cmd.Env, "PCAPNB_CLAIMS=")
	}
	return jupyter.Finish(cmd)
}

// emptyFile makes a file for cells to note in what they read.
func emptyFile() (string, error) {
	f, err := os.CreateTemp("", "netlab-read-")
	if err != nil {
		return "", err
	}
	return f.Name(), f.Close()
}
