package main

import "testing"

// A protocol that says nothing of the work its fields need gets the work that finds everything.
func TestWork(t *testing.T) {
	fields, protos := parse("= b | RFC 1 | headers\nb.y | FT_UINT8 | DEC | y\nb.x | FT_UINT8 | DEC | x |  | tcp-stream earlier\n\n= a | RFC 2\na | FT_PROTOCOL |  | all of it | RFC 3\n")
	want := []field{
		{"a", "FT_PROTOCOL", "", "a", "all of it", "RFC 3", "messages"},
		{"b.x", "FT_UINT8", "DEC", "b", "x", "RFC 1", "tcp-stream earlier"},
		{"b.y", "FT_UINT8", "DEC", "b", "y", "RFC 1", "headers"},
	}
	if len(fields) != len(want) || len(protos) != 2 {
		t.Fatalf("%d fields of %d protocols, want %d of 2", len(fields), len(protos), len(want))
	}
	for i, f := range fields {
		if f != want[i] {
			t.Errorf("field %d is %q, want %q", i, f, want[i])
		}
	}
	if got := workOf("tcp-stream earlier"); got != "workTcpStream | workEarlier" {
		t.Errorf("workOf gives %q", got)
	}
}
