package main

import (
	"bytes"
	"os"
	"testing"
)

// TestTypedFieldsAreCurrent makes the list anew from what the package exports.
func TestTypedFieldsAreCurrent(t *testing.T) {
	fields, err := typedFields("../..")
	if err != nil {
		t.Fatal(err)
	}
	kept, err := os.ReadFile("../../typed_gen_test.go")
	if err != nil || !bytes.Equal(kept, source(fields)) {
		t.Errorf("typed_gen_test.go is not what the package exports (%v): go generate ./pcapnb", err)
	}
	kept, err = os.ReadFile("../../typed_gen.go")
	if err != nil || !bytes.Equal(kept, list(fields)) {
		t.Errorf("typed_gen.go is not what the package exports (%v): go generate ./pcapnb", err)
	}
}

func TestWireshark(t *testing.T) {
	for comment, want := range map[string]string{
		"Length is the packet's length on the wire, in bytes (frame.len).": "frame.len",
		"MACSrc is the source hardware address (eth.src on Ethernet).":     "",
		"DSCP is the code point (RFC 2474 section 3).":                     "",
	} {
		if got := wireshark(comment); got != want {
			t.Errorf("%q: %q, want %q", comment, got, want)
		}
	}
}
