package nb

import (
	"strings"
	"testing"
)

func TestUploadWithoutAServerIsANote(t *testing.T) {
	u := upload{}
	for _, form := range []string{u.HTML(), u.String()} {
		if !strings.Contains(form, "drag it into the file list of JupyterLab") || !strings.Contains(form, "pcapnb.MustLoad(") {
			t.Errorf("the note does not say what to do: %s", form)
		}
		if strings.Contains(form, "script") {
			t.Errorf("the note needs a script: %s", form)
		}
	}
}

func TestUploadEscapesTheNotebook(t *testing.T) {
	got := upload{`x"><img src=x>.ipynb`}.HTML()
	if !strings.Contains(got, `data-notebook="x&#34;&gt;&lt;img src=x&gt;.ipynb"`) {
		t.Errorf("not escaped: %.200s", got)
	}
	if strings.Count(got, "</script>") != 1 {
		t.Error("the script ends before its end")
	}
}

func TestNotebookPath(t *testing.T) {
	t.Setenv("HOME", "/home/ada")
	for session, want := range map[string]string{
		"":                              "",
		"/home/ada/labs/a.ipynb":        "labs/a.ipynb",
		"/srv/course/a.ipynb":           "srv/course/a.ipynb",
		"/home/adam/a.ipynb":            "home/adam/a.ipynb",
		"/home/ada/labs/../x/a b.ipynb": "x/a b.ipynb",
	} {
		if got := notebookPath(session); got != want {
			t.Errorf("notebookPath(%q) = %q, want %q", session, got, want)
		}
	}
}
