package main

import (
	"bytes"
	"os"
	"testing"
)

// TestFaceIsCurrent writes the face anew: where package table has changed, go generate in package pcapnb is to be run.
func TestFaceIsCurrent(t *testing.T) {
	got, err := face("../../table")
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("../../face_gen.go")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("face_gen.go is not what package table has: run go generate in package pcapnb")
	}
}
