// Package handout writes copies of labs: for students, without solutions and with
// captures of their own where that is asked for, and for teachers.
package handout

import (
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"netlab/notebooks/internal/lab"
	"netlab/notebooks/internal/say"
	"netlab/pcapnb/ipynb"
)

// graderConfig is the configuration with which nbgrader works on Go notebooks.
//
//go:embed nbgrader_config.py
var graderConfig string

// Options say what is handed out.
type Options struct {
	Student, Teacher string   // folders to write to, "" for none
	Variants         string   // file with the students' names, each of whom gets captures of their own
	Seed             string   // the secret that variants are made from
	Labs             []string // paths
}

// Flags declares the flags of handing out. -seed is also the grader's.
func (o *Options) Flags(f *flag.FlagSet) {
	f.StringVar(&o.Student, "student", "", "write students' copies into this `folder`: no solutions, no notes, no outputs")
	f.StringVar(&o.Teacher, "teacher", "", "write full copies into this `folder`, a course as nbgrader wants it")
	f.StringVar(&o.Variants, "variants", "", "with -student: a folder for each name in this `file`, with captures of their own")
}

// Asked says whether copies are to be written.
func (o Options) Asked() bool { return o.Student != "" || o.Teacher != "" }

// Write writes the copies that the options ask for: for students, a folder for each lab; for teachers a course as
// nbgrader wants it, which serves without nbgrader too.
func Write(o Options, say *say.Sayer) error {
	if len(o.Labs) == 0 {
		return errors.New("no notebooks to copy")
	}
	if o.Student != "" && o.Variants != "" {
		return o.writeVariants(say)
	}
	if o.Student != "" {
		for _, path := range o.Labs {
			if err := writeCopy(path, filepath.Join(o.Student, lab.Name(path)), "", "", lab.ForStudents, say); err != nil {
				return err
			}
		}
	}
	if o.Teacher == "" {
		return nil
	}
	for _, path := range o.Labs {
		if err := writeCopy(path, filepath.Join(o.Teacher, "source", lab.Name(path)), "", "", forTeachers, say); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(o.Teacher, "nbgrader_config.py"), []byte(graderConfig), 0o644)
}

// forTeachers keeps everything.
func forTeachers(*ipynb.Notebook) error { return nil }

// writeCopy writes a lab and the files it reads into a folder of their own; with a secret and a student, the captures are
// that student's variants.
func writeCopy(path, dir, secret, student string, change func(*ipynb.Notebook) error, say *say.Sayer) error {
	nb, files, err := lab.Open(path)
	if err != nil {
		return err
	}
	if err := change(nb); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if secret != "" {
		lab.ForVariant(nb, secret, student)
	}
	nb.Normalise()
	lab.SetOrigin(nb, lab.Name(path))
	for _, f := range files {
		if err := f.Put(dir, secret, student); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	to := filepath.Join(dir, filepath.Base(path))
	if err := nb.Write(to); err != nil {
		return err
	}
	say.Line("%s", to)
	return nil
}
