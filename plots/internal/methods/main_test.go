package main

import (
	"bytes"
	"os"
	"testing"
)

func TestMethodsAreCurrent(t *testing.T) {
	want, err := generate("../..")
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../../" + generated)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("plots/%s is not what its source asks for: go generate ./pcapnb", generated)
	}
}
