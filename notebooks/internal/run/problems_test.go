package run

import (
	"strings"
	"testing"

	"netlab/notebooks/internal/booktest"
)

func TestProblems(t *testing.T) {
	const shown = `{"output_type": "display_data", "metadata": {}, "data": {"text/plain": "1"}}`
	for _, test := range []struct{ name, source, outputs, want string }{
		{"shown", "nb.Show(1)", shown, ""},
		{"definition", "func f() {}", "", ""},
		{"lost output", "%%\nnb.Show(1)", "", "nb.Show showed nothing"},
		{"nothing to loop over", "%%\nfor range none {\n\tnb.Show(1)\n}", "", ""},
		{"lost sentence", "%%\nnb.Say(\"x\")", "", "nb.Say showed nothing"},
		{"stderr", "!ls", `{"output_type": "stream", "name": "stderr", "text": "no such file"}`, "wrote to stderr:\n    no such file"},
		{"stdout", "!ls", `{"output_type": "stream", "name": "stdout", "text": "a.pcap"}`, ""},
		{"error", "x", `{"output_type": "error", "ename": "ERROR", "evalue": "undefined: x", "traceback": []}`, "error:\n    ERROR: undefined: x"},
		{"error with its lines", "x", `{"output_type": "error", "ename": "ERROR", "evalue": "", "traceback": ["Cell[1]: Line 1", "undefined: x"]}`, "error:\n    Cell[1]: Line 1\n    undefined: x"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := strings.Join(Problems(booktest.Code(t, test.source, test.outputs)), "\n")
			if test.want == "" && got != "" || !strings.HasSuffix(got, test.want) {
				t.Errorf("problems %q, want %q", got, test.want)
			}
		})
	}
}

// A cell that is tagged to fail has to.
func TestProblemsOfACellThatIsMeantToFail(t *testing.T) {
	const failed = `{"output_type": "error", "ename": "ERROR", "evalue": "undefined: x", "traceback": []}`
	for outputs, want := range map[string]string{failed: "", "": "cell 1, which is\n    x\nis tagged raises-exception and did not fail"} {
		nb := booktest.Parse(t, `{"nbformat": 4, "cells": [{"cell_type": "code", "execution_count": 1, "source": "x", "metadata": {"tags": ["raises-exception"]},
			"outputs": [`+outputs+`]}]}`)
		if got := strings.Join(Problems(nb), "\n"); got != want {
			t.Errorf("problems %q, want %q", got, want)
		}
	}
}

func TestProblemsNameACellThatWasNotRun(t *testing.T) {
	nb := booktest.Parse(t, `{"nbformat": 4, "cells": [{"cell_type": "markdown", "source": "a"},
		{"cell_type": "code", "execution_count": null, "source": "f()", "outputs": []}]}`)
	got := Problems(nb)
	if want := "cell 2, which is\n    f()\nwas not run"; len(got) != 1 || got[0] != want {
		t.Errorf("problems %q, want %q", got, want)
	}
}
