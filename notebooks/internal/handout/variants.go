package handout

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"netlab/notebooks/internal/lab"
	"netlab/notebooks/internal/say"
)

// writeVariants writes a folder for each student, with captures of their own.
func (o Options) writeVariants(say *say.Sayer) error {
	if o.Seed == "" {
		return errors.New("-variants needs -seed, a secret that also -grade is told")
	}
	students, err := readStudents(o.Variants)
	if err != nil {
		return err
	}
	for _, student := range students {
		for _, path := range o.Labs {
			dir := filepath.Join(o.Student, student, lab.Name(path))
			if err := writeCopy(path, dir, o.Seed, student, lab.ForStudents, say); err != nil {
				return err
			}
		}
	}
	return nil
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
