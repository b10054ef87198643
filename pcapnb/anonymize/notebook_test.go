package anonymize_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"netlab/pcapnb"
	"netlab/pcapnb/anonymize"
	"netlab/pcapnb/internal/testcapture"
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

// TestWordsInDisguise prints words in forms that show them to people and hide them from who looks for words.
func TestWordsInDisguise(t *testing.T) {
	pkts, err := pcapnb.Read(bytes.NewReader(testcapture.Pcap(1, 100)))
	if err != nil {
		t.Fatal(err)
	}
	a := anonymize.New(key, anonymize.Options{})
	a.Learn(pkts)
	addr := pkts[0].IPSrc().As4()
	for _, c := range []struct{ text, left string }{
		{"<td>&#113;&#122;&#120;&#109;&#97;&#114;&#107;</td>", "&#113;&#122;"},
		{"<td>&#x71;&#x7a;&#X78;&#x6D;ark</td>", "&#x71;"},
		{"<td>&#113;&#122;&#120;mark</td>", "qzxmark"},
		{"telnet.data\nq\nz\nx\nm\na\nr\nk\n", "q\nz\nx\nm\na\nr\nk\n"},
		{"<tr><td>q</td></tr><tr><td>z</td></tr><tr><td>x</td></tr><tr><td>m</td></tr><tr><td>a</td></tr>", "<td>q</td></tr><tr><td>z</td></tr><tr><td>x</td>"},
		{"NTLM: Q.z.x.m", "Q.z.x.m"},
		{"IMSI 262011234567890", "262011234567890"},
		{"calls +4930901820 twice", "4930901820"},
		{fmt.Sprintf("from 0x%08x", binary.BigEndian.Uint32(addr[:])), fmt.Sprintf("0x%x", addr)},
		{"0x716d7a78", "0x716d7a78"},
		{`<img src="DATA:image/png;charset=x;base64,cXp4bWFyaw==">`, "cXp4bWFyaw"},
	} {
		media, _ := json.Marshal(map[string]string{"text/html": c.text})
		file := fmt.Sprintf(`{"nbformat": 4, "metadata": {}, "cells": [{"cell_type": "code", "metadata": {}, "source": "", "outputs": [
			{"output_type": "stream", "name": "stdout", "text": %q}, {"output_type": "display_data", "metadata": {}, "data": %s}]}]}`, c.text, media)
		clean, _, err := a.Notebook([]byte(file))
		if err != nil {
			t.Fatal(err)
		}
		if plain := strings.NewReplacer(`\n`, "\n", "\",\n", "", "      ", "", "    \"", "").Replace(string(clean)); strings.Contains(plain, c.left) {
			t.Errorf("%q is left of %q in\n%s", c.left, c.text, clean)
		}
	}
}

// TestDrawnWords has pictures in forms that have no text: they are taken out of what was printed and of what was written.
func TestDrawnWords(t *testing.T) {
	const glyphs = `<svg><defs><g id="m"><path d="M1 2"/></g></defs><use xlink:href="#m"/></svg>`
	for name, output := range map[string]string{
		"shapes of letters":       fmt.Sprintf(`{"image/svg+xml": %q}`, glyphs),
		"shapes of letters, HTML": fmt.Sprintf(`{"text/html": %q}`, glyphs),
		"picture in a drawing":    `{"image/svg+xml": "<svg><image href='qzx'/></svg>"}`,
	} {
		clean, notes, err := anonymize.New(key, anonymize.Options{}).Notebook([]byte(`{"nbformat": 4, "metadata": {}, "cells": [{"cell_type": "code",
			"metadata": {}, "source": "", "outputs": [{"output_type": "display_data", "metadata": {}, "data": ` + output + `}]}]}`))
		if err != nil || strings.Contains(string(clean), "<svg") || len(notes) == 0 {
			t.Errorf("%s: %v, notes %q, left\n%s", name, err, notes, clean)
		}
	}
	for _, written := range []string{"![a](data:image/png;charset=x;base64,cXp4bWFyaw==)", "<img src='DATA:image/png;base64,cXp4bWFyaw=='>",
		`![a](data:image/svg+xml,%3Csvg%3EcXp4bWFyaw%3C/svg%3E)`, `<img src='data:image/svg+xml;utf8,<svg a="b"><text>cXp4bWFyaw</text></svg>'>`} {
		if text := anonymize.New(key, anonymize.Options{}).Page(written, false); strings.Contains(text, "cXp4bWFyaw") {
			t.Errorf("%s is left of %s", text, written)
		}
	}
}

// TestLettersStay prints letters that are no word.
func TestLettersStay(t *testing.T) {
	for _, text := range []string{"n = 5, p = 0.05", "S A F R P", "<b>5</b> <i>s</i> <p>a</p> <u>m</u> <q>h</q>", "e.g. 5 s", "1700000000123 ms",
		"<style>a{x:1}b{y:1}p{z:1}</style>c 1", `<svg><rect x="1" y="2" r="3"/></svg> k`, "0x12345678"} {
		if got := anonymize.New(key, anonymize.Options{}).Page(text, true); got != text {
			t.Errorf("%s became %s", text, got)
		}
	}
}
