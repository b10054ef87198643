package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"netlab/pcapnb"
	"netlab/pcapnb/exercise"
	"netlab/pcapnb/variant"
)

// seedOf is the seed of a student's captures: nobody who knows only the name can make those of another.
func seedOf(secret, student string) string { return secret + "/" + student }

// isCapture says whether a file of a lab is rewritten for each student.
func isCapture(name string) bool { return strings.Contains(filepath.Base(name), ".pcap") }

// putFile gives a copy of a lab one of the files that the lab reads: as it is, or as the student's own variant of it.
func putFile(f neededFile, dir, secret, student string) error {
	to := filepath.Join(dir, f.to)
	if secret == "" || student == "" || !isCapture(f.to) {
		return copyFile(f.from, to)
	}
	pkts, err := pcapnb.Load(f.from)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	return variant.Write(to, pkts, seedOf(secret, student))
}

// readStudents reads a list of names, one a line.
func readStudents(path string) ([]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var names []string
	for lines := bufio.NewScanner(f); lines.Scan(); {
		name := strings.TrimSpace(lines.Text())
		if name == "" || strings.HasPrefix(name, "#") {
			continue
		}
		if name != filepath.Base(name) || name == "." || name == ".." {
			return nil, fmt.Errorf("%s: %q cannot be a folder's name", path, name)
		}
		names = append(names, name)
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("%s: no names in it, one a line", path)
	}
	return names, nil
}

// handOutVariants writes a folder for each student, with captures of their own.
func handOutVariants(s *setup, o options) error {
	if o.seed == "" {
		return errors.New("-variants needs -seed, a secret that also -grade is told")
	}
	students, err := readStudents(o.variants)
	if err != nil {
		return err
	}
	for _, student := range students {
		for _, lab := range o.labs {
			dir := filepath.Join(o.student, student, labName(lab))
			if err := writeCopy(s, lab, dir, o.seed, student, (*notebook).forStudents); err != nil {
				return err
			}
		}
	}
	return nil
}

// variantsOf are the captures that the students of submissions were given, in the folder dir.
func variantsOf(all []*submission, secret, dir string) ([]knownCapture, error) {
	var known []knownCapture
	for i, sub := range all {
		for _, f := range sub.lab.files {
			if secret == "" || !isCapture(f.to) {
				continue
			}
			own := neededFile{f.from, fmt.Sprintf("%d-%s", i, filepath.Base(f.to))}
			if err := putFile(own, dir, secret, sub.student); err != nil {
				return nil, err
			}
			path := filepath.Join(dir, own.to)
			pkts, err := pcapnb.Load(path)
			if err != nil {
				return nil, err
			}
			known = append(known, knownCapture{path, "variants/" + own.to, exercise.Fingerprint(pkts), sub.student})
		}
	}
	return known, nil
}
