package main

import (
	"flag"
	"time"
)

// teaching are the options for handing out labs and grading them.
type teaching struct {
	student, teacher string
	variants, seed   string
	grade            bool // the other fields below belong to it
	source           string
	captures         string
	csv              string
	cellTimeout      time.Duration
	memory           int
	unisolated       bool
}

func (t *teaching) flags() {
	flag.StringVar(&t.student, "student", "", "write students' copies into this `folder`: no solutions, no notes, no outputs")
	flag.StringVar(&t.teacher, "teacher", "", "write full copies into this `folder`, a course as nbgrader wants it")
	flag.StringVar(&t.variants, "variants", "", "with -student: a folder for each name in this `file`, with captures of their own")
	flag.StringVar(&t.seed, "seed", "", "the `secret` that variants are made from; tell -grade the same")
	flag.BoolVar(&t.grade, "grade", false, "grade the finished notebooks named, from clean kernels, without trusting them")
	flag.StringVar(&t.source, "source", "", "the teacher's `notebook` to grade by (default: the lab of that name in the checkout)")
	flag.StringVar(&t.captures, "captures", "", "`folder` or file with the captures that may be used in graded notebooks (default testdata)")
	flag.StringVar(&t.csv, "csv", "grades.csv", "`file` for the grades; - prints them")
	flag.DurationVar(&t.cellTimeout, "cell-timeout", time.Minute, "longest time that one cell may take when it is graded")
	flag.IntVar(&t.memory, "memory", 4096, "memory in `MiB` that a graded notebook may take")
	flag.BoolVar(&t.unisolated, "unisolated", false, "grade also where cells cannot be kept from the network and from your files")
}

// handsOut says whether copies are to be written.
func (t teaching) handsOut() bool { return t.student != "" || t.teacher != "" }
