package ipynb

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// executed is a notebook as nbconvert leaves it, with what varies in it.
const executed = `{
 "cells": [
  {
   "cell_type": "markdown",
   "id": "a1",
   "metadata": {},
   "source": "# Who talks & listens <most>\n\nText."
  },
  {
   "cell_type": "code",
   "execution_count": 1,
   "id": "b2",
   "metadata": {
    "execution": {
     "iopub.execute_input": "2026-01-01T00:00:00Z"
    },
    "tags": [
     "solution"
    ]
   },
   "outputs": [
    {
     "name": "stdout",
     "output_type": "stream",
     "text": [
      "one\n",
      "tw"
     ]
    },
    {
     "name": "stdout",
     "output_type": "stream",
     "text": "o\n"
    },
    {
     "data": {
      "text/html": "<table>\n</table>",
      "text/plain": "a table"
     },
     "metadata": {},
     "output_type": "display_data"
    }
   ],
   "source": "%%\nnb.Show(t)"
  }
 ],
 "metadata": {
  "kernelspec": {
   "name": "other"
  },
  "language_info": {
   "name": "go",
   "pygments_lexer": "",
   "version": "go1.26.1"
  },
  "title": "kept"
 },
 "nbformat": 4,
 "nbformat_minor": 5
}
`

const normalised = `{
 "cells": [
  {
   "cell_type": "markdown",
   "id": "a1",
   "metadata": {},
   "source": [
    "# Who talks & listens <most>\n",
    "\n",
    "Text."
   ]
  },
  {
   "cell_type": "code",
   "execution_count": 1,
   "id": "b2",
   "metadata": {
    "tags": [
     "solution"
    ]
   },
   "outputs": [
    {
     "name": "stdout",
     "output_type": "stream",
     "text": [
      "one\n",
      "two\n"
     ]
    },
    {
     "data": {
      "text/html": [
       "<table>\n",
       "</table>"
      ],
      "text/plain": [
       "a table"
      ]
     },
     "metadata": {},
     "output_type": "display_data"
    }
   ],
   "source": [
    "%%\n",
    "nb.Show(t)"
   ]
  }
 ],
 "metadata": {
  "kernelspec": {
   "display_name": "Go (gonb)",
   "language": "go",
   "name": "gonb"
  },
  "language_info": {
   "file_extension": ".go",
   "mimetype": "text/x-go",
   "name": "go",
   "pygments_lexer": "go"
  },
  "title": "kept"
 },
 "nbformat": 4,
 "nbformat_minor": 5
}
`

func parse(t *testing.T, text string) *Notebook {
	t.Helper()
	nb, err := Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return nb
}

func bytesOf(t *testing.T, nb *Notebook) string {
	t.Helper()
	data, err := nb.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestWriteGivesWhatWasRead(t *testing.T) {
	if got := bytesOf(t, parse(t, executed)); got != executed {
		t.Errorf("read and written:\n%s", got)
	}
}

func TestNormalise(t *testing.T) {
	nb := parse(t, executed)
	nb.Normalise()
	if got := bytesOf(t, nb); got != normalised {
		t.Errorf("normalised:\n%s", got)
	}
	nb.Normalise()
	if got := bytesOf(t, nb); got != normalised {
		t.Errorf("normalised twice:\n%s", got)
	}
}

func TestNormaliseKeepsStreamsApart(t *testing.T) {
	merged := mergeStreams([]Output{
		{"output_type": "stream", "name": "stdout", "text": "a"},
		{"output_type": "stream", "name": "stderr", "text": "b"},
		{"output_type": "display_data"},
		{"output_type": "stream", "name": "stderr", "text": "c"},
	})
	if len(merged) != 4 {
		t.Errorf("%d outputs, want 4: %v", len(merged), merged)
	}
}

func TestNormaliseLeavesProgressOut(t *testing.T) {
	left := withoutProgress([]Output{
		{"output_type": "display_data", "metadata": map[string]any{"netlab": "progress"}},
		{"output_type": "display_data", "metadata": map[string]any{"alt": "progress"}},
		{"output_type": "stream", "name": "stdout", "text": "a"},
	})
	if len(left) != 2 || left[0].Metadata()["alt"] != "progress" || left[1].Kind() != "stream" {
		t.Errorf("left: %v", left)
	}
}

func TestParseErrors(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"", "not a notebook"},
		{"[1]", "not a notebook"},
		{`{"nbformat": 3}`, "notebook format 3, want 4"},
		{`{"nbformat": 4, "cells": [1]}`, "cell 1 is json.Number"},
	} {
		_, err := Parse([]byte(test.text))
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q: error %v, want %q", test.text, err, test.want)
		}
	}
}

func TestHeading(t *testing.T) {
	if got := parse(t, executed).Heading("x.ipynb"); got != "Who talks & listens <most>" {
		t.Errorf("heading %q", got)
	}
	if got := parse(t, `{"nbformat": 4, "cells": []}`).Heading("x.ipynb"); got != "x.ipynb" {
		t.Errorf("heading of an empty notebook %q", got)
	}
}

// What the format wants and a file lacks is made when it is asked for.
func TestMetadataIsMadeWhereItIsMissing(t *testing.T) {
	nb := parse(t, `{"nbformat": 4, "cells": [{"cell_type": "code", "source": "x"}]}`)
	c := nb.Cells[0]
	if c.Tagged("solution") || c.ID() != "" || c.Count() != 0 || len(nb.Ours()) != 0 || len((&Notebook{}).Ours()) != 0 {
		t.Errorf("read out of nothing: %v, %v", c.Raw, nb.Raw)
	}
	nb.DropOurs()
	nb.Normalise()
	again := parse(t, bytesOf(t, nb))
	if again.Metadata()["kernelspec"] == nil || again.Cells[0].Source() != "x" {
		t.Errorf("written: %s", bytesOf(t, nb))
	}
}

func TestSetCells(t *testing.T) {
	nb := parse(t, executed)
	text, code := NewCell("markdown", "a", "# One\n\ntext"), NewCell("code", "b", "x\ny")
	nb.SetCells([]*Cell{text, code, nb.Cells[0]})
	again := parse(t, bytesOf(t, nb))
	if n := len(again.Cells); n != 3 || again.Heading("") != "One" || again.Cells[1].Source() != "x\ny" || !strings.Contains(again.Code(), "x\ny\n") {
		t.Errorf("%d cells written: %s", n, bytesOf(t, nb))
	}
	if _, has := again.Cells[0].Raw["outputs"]; has || again.Cells[1].Raw["outputs"] == nil {
		t.Error("a text has outputs, or code has none")
	}
	code.Raw["execution_count"], code.Outputs = 1, []Output{{"output_type": "stream"}}
	if code.Clear(); len(code.Outputs) != 0 || code.Count() != 0 {
		t.Errorf("cleared: %v", code.Raw)
	}
}

func TestReadAndWriteAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.ipynb")
	if err := parse(t, executed).Write(path); err != nil {
		t.Fatal(err)
	}
	nb, err := Read(path)
	if err != nil || bytesOf(t, nb) != executed {
		t.Errorf("read again: %v", err)
	}
	if left, err := filepath.Glob(path + "?*"); err != nil || len(left) > 0 {
		t.Errorf("left beside the file: %q, %v", left, err)
	}
	if err := os.WriteFile(path, []byte("no notebook"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(path); err == nil || !strings.HasPrefix(err.Error(), path+": not a notebook") {
		t.Errorf("error %v, want it to name the file", err)
	}
}

func TestOutputText(t *testing.T) {
	for want, o := range map[string]Output{
		"a\nb":       {"output_type": "stream", "text": []any{"a\n", "b"}},
		"E: v":       {"output_type": "error", "ename": "E", "evalue": "v", "traceback": []any{}},
		"line\nmore": {"output_type": "error", "ename": "E", "traceback": []any{"line", "more"}},
		"twin":       {"output_type": "display_data", "data": map[string]any{"text/plain": "twin"}},
		"":           {"output_type": "display_data"},
	} {
		if got := o.Text(); got != want {
			t.Errorf("%v says %q, want %q", o, got, want)
		}
	}
	if data, err := Base64([]any{"QUJ\n", "D\n"}); err != nil || string(data) != "ABC" {
		t.Errorf("decoded %q, %v", data, err)
	}
}
