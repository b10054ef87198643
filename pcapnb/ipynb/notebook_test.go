package ipynb

import (
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
