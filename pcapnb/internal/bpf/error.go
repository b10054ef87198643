package bpf

import "netlab/pcapnb/internal/caret"

// fail returns the error for a mistake between two places of a filter.
func fail(expr string, pos, end int, msg string) error {
	return &caret.Error{Lang: "BPF filter", Expr: expr, Pos: pos, End: end, Msg: msg}
}
