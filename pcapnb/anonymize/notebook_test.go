package anonymize_test

import (
	"encoding/json"
	"strings"
	"testing"

	"netlab/pcapnb/anonymize"
)

// marked is a notebook with a mark wherever somebody's words may be that are not the text of a cell.
const marked = `{
 "cells": [
  {"cell_type": "code", "id": "qzxmark-1", "execution_count": 1, "qzxmark": "qzxmark",
   "metadata": {"tags": ["solution", "qzxmark"], "qzxmark": 1, "collapsed": true, "execution": {"by": "qzxmark"},
    "nbgrader": {"grade": true, "grade_id": "qzxmark", "checksum": "qzxmark"}},
   "source": ["// talks of apples\n", "nb.Show(pkts)"],
   "outputs": [
    {"output_type": "stream", "name": "qzxmark", "text": ["talks of apples: qzxmark 12 packets\n", "Qzxmark_and.qzxmark\n"]},
    {"output_type": "display_data", "metadata": {"alt": "Bar chart of qzxmark", "image/png": {"width": 1}},
     "data": {"image/png": "qzxmark", "text/plain": ["Bar chart of qzxmark"], "text/html": "<img src=\"data:image/png;base64,AAAA\" alt=\"qzxmark\">"}},
    {"output_type": "execute_result", "execution_count": 1, "metadata": {"qzxmark": "qzxmark"},
     "data": {"text/html": ["<table class=\"dataframe\" title=\"qzxmark\"><tr><td style=\"color: #1f77b4\">qzxmark</td><td>&#8239;1.5&nbsp;ms</td></tr></table>"],
      "image/svg+xml": "<svg><text>qzxmark</text></svg>", "application/json": {"qzxmark": ["qzxmark"]}, "application/vnd.qzxmark": "qzxmark",
      "application/javascript": "qzxmark"}},
    {"output_type": "error", "ename": "qzxmark", "evalue": "qzxmark", "traceback": ["\u001b[31mpanic\u001b[0m: qzxmark"]},
    {"output_type": "qzxmark", "text": "qzxmark"},
    "qzxmark"
   ]},
  {"cell_type": "markdown", "outputs": "qzxmark", "metadata": {"jupyter": {"qzxmark": "qzxmark", "source_hidden": true}}, "source": "See ![](data:image/png;base64,qzxmark)",
   "attachments": {"qzxmark.png": {"image/png": "qzxmark"}}},
  {"cell_type": "qzxmark", "execution_count": "qzxmark", "outputs": ["qzxmark"], "metadata": {}, "source": ["of apples"]}
 ],
 "metadata": {"authors": [{"name": "qzxmark"}], "title": "qzxmark", "kernelspec": {"name": "gonb", "display_name": "Go of qzxmark", "language": "go"},
  "language_info": {"name": "go", "version": "go1.26.8", "qzxmark": "qzxmark"}, "widgets": {"qzxmark": "qzxmark"}},
 "nbformat": 4, "nbformat_minor": "qzxmark", "qzxmark": "qzxmark"
}`

// TestNotebookMarks looks for the marks in the copy, and for what must still be there.
func TestNotebookMarks(t *testing.T) {
	clean, notes, err := anonymize.New(key, anonymize.Options{}).Notebook([]byte(marked))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(strings.ToLower(string(clean))) {
		if strings.Contains(line, "qzxmark") {
			t.Errorf("left: %s", line)
		}
	}
	for _, want := range []string{"talks of apples: ", " 12 packets", `"solution"`, `"collapsed": true`, `"grade": true`, `"source_hidden": true`,
		`<table class=\"dataframe\"`, "color: #1f77b4", "&#8239;1.5&nbsp;ms", `\u001b[31mpanic\u001b[0m`, `"display_name": "Go of `, "go1.26.8"} {
		if !strings.Contains(string(clean), want) {
			t.Errorf("%q is not in\n%s", want, clean)
		}
	}
	for _, want := range []string{"authors was taken out", "title was taken out", "figure was taken out", "1 attached pictures were taken out"} {
		if !strings.Contains(strings.Join(notes, "\n"), want) {
			t.Errorf("no note says %q: %q", want, notes)
		}
	}
	if !json.Valid(clean) {
		t.Error("no JSON")
	}
}

// TestNotebookSpeaksOfCapture checks that words of a capture are the same ones in cells, outputs and the capture's copy.
func TestNotebookSpeaksOfCapture(t *testing.T) {
	a := anonymize.New(key, anonymize.Options{})
	a.Words("/private/qzxmark-page")
	word := a.Words("qzxmark")
	clean, _, err := a.Notebook([]byte(`{"nbformat": 4, "metadata": {}, "cells": [
		{"cell_type": "code", "metadata": {}, "source": "qzxmark := pkts.Where(` + "`uri == \\\"/private/qzxmark-page\\\"`" + `)", "outputs": [
			{"output_type": "stream", "name": "stdout", "text": "/private/qzxmark-page"}]},
		{"cell_type": "markdown", "metadata": {}, "source": "About qzxmark."}]}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`qzxmark := pkts.Where(`, "== \\\"/private/" + word + "-page", `"text": "/private/` + word, "About " + word + "."} {
		if !strings.Contains(string(clean), want) {
			t.Errorf("%q is not in\n%s", want, clean)
		}
	}
	if strings.Count(string(clean), "qzxmark") != 1 {
		t.Errorf("left:\n%s", clean)
	}
}

// TestNotebookOfAnyShape checks that what is no notebook, or one with parts missing, does no harm.
func TestNotebookOfAnyShape(t *testing.T) {
	for _, text := range []string{`{"nbformat": 4}`, `{"nbformat": 4, "cells": null, "metadata": null}`, `{"nbformat": 4, "cells": [{}, {"source": 1, "outputs": 1, "metadata": 1}], "metadata": []}`,
		`{"nbformat": 4, "cells": [{"cell_type": "code", "outputs": [{"output_type": "stream"}, {"output_type": "display_data", "data": 3}, {"output_type": "error", "traceback": 7}]}]}`} {
		if clean, _, err := anonymize.New(key, anonymize.Options{}).Notebook([]byte(text)); err != nil || !json.Valid(clean) {
			t.Errorf("%s: %s, %v", text, clean, err)
		}
	}
}
