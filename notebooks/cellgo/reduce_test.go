//go:build unix

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	celltext "netlab/notebooks/cellgo/cell"
)

// notebookCell writes what GoNB makes of a cell, given what was declared before,
// and notes the cell as the kernel does.
func (k *kernel) notebookCell(imports, before, above, statements string) {
	k.t.Helper()
	text := "package main\n\nimport (\n"
	for _, name := range strings.Fields(imports) {
		text += fmt.Sprintf("\t%q\n", name)
	}
	text += ")\n\n" + before + "\n" + above + "\n\nfunc main() {\n\tflag.Parse()\n" + statements + "\n}\n"
	write(k.t, filepath.Join(k.folder, "main.go"), text)
	if err := (celltext.Cell{Number: 1, Code: above + "\n%%\n" + statements}).Write(k.folder); err != nil {
		k.t.Fatal(err)
	}
}

// mainGo is what was compiled.
func (k *kernel) mainGo() string {
	k.t.Helper()
	text, err := os.ReadFile(filepath.Join(k.folder, "main.go"))
	if err != nil {
		k.t.Fatal(err)
	}
	return string(text)
}

func TestACellHasWhatItNeeds(t *testing.T) {
	k := newKernel(t)
	const globals = `var text = strings.ToLower("TEXT")
var twice = text + text
var broken = []int{}[len(text)]
var counter = map[string]int{}
var counted = count("a")

func count(name string) int { counter[name]++; return counter[name] }

type row struct{ n int }

func (r row) String() string { return strings.ToUpper(twice) }
`
	cell := func(above, statements string) {
		t.Helper()
		k.notebookCell("flag fmt strings", globals, above, statements)
		k.build()
	}
	cell("", "\tfmt.Print(1)")
	cell("", "\tfmt.Print(text)") // now the packages are known
	k.prints("text")
	for _, gone := range []string{"twice", "broken", "row"} {
		if strings.Contains(k.mainGo(), gone) {
			t.Errorf("%s is compiled:\n%s", gone, k.mainGo())
		}
	}
	cell("", "\tfmt.Print(row{})")
	k.prints("TEXTTEXT")
	// What changes another variable is not left out.
	cell("", "\tfmt.Print(counter[\"a\"])")
	k.prints("1")
	// A cell that fails fails by itself, and with it those that need what it declares.
	for statements, want := range map[string]bool{"\tfmt.Print(2)": false, "\tfmt.Print(broken)": true} {
		cell("", statements)
		if out, err := exec.Command(k.program()).CombinedOutput(); (err != nil) != want || want && !strings.Contains(string(out), "index out of range") {
			t.Errorf("%s: %v\n%s", statements, err, out)
		}
	}
	cell("var alsoBroken = []int{}[len(text)]", "\tfmt.Print()")
	out, err := exec.Command(k.program()).CombinedOutput()
	line := strings.Count(k.mainGo()[:strings.Index(k.mainGo(), "var alsoBroken")], "\n") + 1
	if err == nil || !strings.Contains(string(out), fmt.Sprintf("main.go:%d", line)) {
		t.Errorf("%v, want a panic in line %d\n%s", err, line, out)
	}
}

func TestTheLastValueShowsItself(t *testing.T) {
	k := newKernel(t)
	write(t, filepath.Join(k.checkout, "pcapnb/nb/nb.go"), "package nb\n\nimport \"fmt\"\n\nfunc ShowLast(values ...any) { fmt.Print(\"shown \", values) }\n")
	const globals = "type T struct{}\n\nfunc (T) Void() {}\n\nfunc (T) Value() int { return 4 }\n\nfunc void() {}\n\nfunc two() (int, error) { return 1, nil }\n\nvar xs = []int{1, 2}\n"
	for statements, want := range map[string]string{
		"\txs":                             "shown [[1 2]]",
		"\txs[1]":                          "shown [2]",
		"\tlen(xs)":                        "shown [2]",
		"\ttwo()":                          "shown [1 <nil>]",
		"\tT{}.Value()":                    "shown [4]",
		"\tT{}.Void()":                     "",
		"\tvoid()":                         "",
		"\tfmt.Print(xs)":                  "[1 2]",
		"\tx := 1\n\tx + 1":                "shown [2]",
		"\tfor range 2 {\n\t\tvoid()\n\t}": "",
		"\txs // a comment":                "shown [[1 2]]",
		"\t1 +\n\t\t2":                     "shown [3]",
	} {
		k.notebookCell("flag fmt", globals+"\nvar _ = fmt.Sprint\n", "", statements)
		k.build()
		k.prints(want)
	}
	for statements, want := range map[string]string{
		"\tnothing":                "main.go:26:2: undefined: nothing",
		"\txs.nothing":             "main.go:26:5: xs.nothing undefined",
		"\tT":                      "T (type) is not an expression",
		"\txs + \"x\"":             "main.go:26:2: invalid operation",
		"\txs\n\tvoid()\n\tx := 1": "declared and not used: x",
	} {
		k.notebookCell("flag fmt", globals+"\nvar _ = fmt.Sprint\n", "", statements)
		out, err := k.command("build", "-o", k.program()).CombinedOutput()
		if err == nil || !strings.Contains(string(out), want) || strings.Contains(string(out), "netlabnb") {
			t.Errorf("%s: %v, want %q\n%s", statements, err, want, out)
		}
	}
}
