// Golden runs tshark over the captures of testdata and keeps its answers for
// the tests, which then need no tshark.
package main

import (
	"log"
	"os"
	"path/filepath"

	"netlab/pcapnb/internal/dissect/oracle"
)

func main() {
	log.SetFlags(0)
	if oracle.Version() == "" {
		log.Fatal("golden: tshark is not installed; on Debian: apt-get install tshark")
	}
	ids := oracle.Fields()
	if err := os.MkdirAll("testdata", 0o755); err != nil {
		log.Fatal(err)
	}
	for _, capture := range oracle.Captures("../../../testdata") {
		rows, err := oracle.Theirs(capture, ids)
		if err != nil {
			log.Printf("%s: %v", capture, err)
			continue
		}
		name := filepath.Base(capture)
		if err := oracle.WriteGolden(filepath.Join("testdata", name+".golden.gz"), name, ids, rows); err != nil {
			log.Fatal(err)
		}
	}
}
