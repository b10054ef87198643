package caret

import (
	"strings"
	"testing"
)

func TestErrorPutsTheCaretUnderThePlace(t *testing.T) {
	tests := []struct {
		err  Error
		want string
	}{
		{Error{Lang: "BPF filter", Expr: "tcp prt 80", Pos: 4, End: 7, Msg: "no such word"},
			"BPF filter: no such word\n  tcp prt 80\n      ^~~"},
		{Error{Lang: "BPF filter", Expr: "tcp port", Pos: 8, End: 8, Msg: "a port was expected"},
			"BPF filter: a port was expected\n  tcp port\n          ^"},
		{Error{Lang: "BPF filter", Expr: "é\x1b\u202e\t?", Pos: 7, End: 8, Msg: "what is this"},
			"BPF filter: what is this\n  é·· ?\n      ^"},
		{Error{Lang: "BPF filter", Expr: "", Pos: 9, End: 20, Msg: "out of range is harmless"},
			"BPF filter: out of range is harmless\n  \n  ^"},
	}
	for _, tt := range tests {
		if got := tt.err.Error(); got != tt.want {
			t.Errorf("got\n%s\nwant\n%s", got, tt.want)
		}
	}
}

func TestErrorShowsOnlyThePartAroundTheMistake(t *testing.T) {
	long := strings.Repeat("a", 1000)
	e := Error{Lang: "x", Expr: long + "!" + long, Pos: 1000, End: 1001, Msg: "m"}
	lines := strings.Split(e.Error(), "\n")
	if want := "  …" + long[:window] + "!" + long[:window] + "…"; lines[1] != want {
		t.Errorf("got %q, want %q", lines[1], want)
	}
	if want := strings.Repeat(" ", 2+1+window) + "^"; lines[2] != want {
		t.Errorf("got %q, want %q", lines[2], want)
	}
}
