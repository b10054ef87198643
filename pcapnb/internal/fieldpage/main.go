// Command fieldpage writes the reference page of the fields by Wireshark's names:
//
//	go run ./internal/fieldpage FIELDS.md
package main

import (
	"log"
	"os"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: fieldpage FILE")
	}
	matrix, err := os.ReadFile("internal/dissect/oracle/matrix/matrix.csv")
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(os.Args[1], []byte(page(string(matrix))), 0o644); err != nil {
		log.Fatal(err)
	}
}
