package main

import (
	"os"
	"testing"
)

func TestPageIsUpToDate(t *testing.T) {
	kept, err := os.ReadFile("../../FIELDS.md")
	if err != nil {
		t.Fatal(err)
	}
	matrix, err := os.ReadFile("../dissect/oracle/matrix/matrix.csv")
	if err != nil {
		t.Fatal(err)
	}
	if string(kept) != page(string(matrix)) {
		t.Error("FIELDS.md is out of date: go generate ./pcapnb")
	}
}
