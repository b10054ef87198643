// Golden runs tshark over the captures of testdata and keeps its answers for
// the tests, which then need no tshark, in a file for each field:
//
//	go run ./internal/dissect/oracle/golden ../testdata internal/dissect/testdata/fields [regexp]
//
// With a regular expression it writes those of the fields whose names match, and leaves the others.
package main

import (
	"log"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/dissect/oracle"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) < 3 || len(os.Args) > 4 {
		log.Fatal("usage: golden CAPTURES GOLDENS [REGEXP]")
	}
	if oracle.Version() == "" {
		log.Fatal("golden: tshark is not installed; on Debian: apt-get install tshark")
	}
	only := ""
	if len(os.Args) == 4 {
		only = os.Args[3]
	}
	if err := write(os.Args[1], os.Args[2], only); err != nil {
		log.Fatal("golden: ", err)
	}
}

// write writes the goldens of all fields, and removes those of fields that are no more.
func write(captures, dir, only string) error {
	match, err := regexp.Compile(only)
	if err != nil {
		return err
	}
	ids := slices.DeleteFunc(oracle.Fields(), func(id dissect.ID) bool { return !match.MatchString(id.String()) })
	goldens, err := oracle.Goldens(oracle.Captures(captures), ids)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	var names []string
	for i, g := range goldens {
		names = append(names, ids[i].String())
		if err := g.Write(dir, ids[i].String()); err != nil {
			return err
		}
	}
	if only != "" {
		return nil
	}
	kept, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	for _, file := range kept {
		if !slices.Contains(names, strings.TrimSuffix(filepath.Base(file), ".txt")) {
			err = os.Remove(file)
		}
	}
	return err
}
