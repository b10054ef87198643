//go:build unix

package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const plainCell = "package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println() }\n"

func TestWhatIsNotPlainIsLeftToTheGoCommand(t *testing.T) {
	for name, test := range map[string]struct {
		file, text string   // written before
		env        []string // set before
		args       []string
		want       string
	}{
		"plain":               {},
		"a picture beside it": {file: "x.png"},
		"an older program":    {file: "cell", text: "\x7fELF…"},
		"no main.go":          {file: "main.go", text: "package other\n", want: "package other"},
		"a broken main.go":    {file: "main.go", text: "package main\nimport fmt\n", want: "main.go:2"},
		"embed":               {file: "main.go", text: plainCell + "\n//go:embed x\nvar x string\n", want: "main.go has //go:"},
		"a build constraint":  {file: "main.go", text: "//go:build linux\n\n" + plainCell, want: "main.go has //go:"},
		"an old constraint":   {file: "main.go", text: "// +build linux\n\n" + plainCell, want: "main.go has +build"},
		"a setting":           {file: "main.go", text: "//go:debug panicnil=1\n" + plainCell, want: "main.go has //go:"},
		"C":                   {file: "main.go", text: "package main\n\nimport \"C\"\n\nfunc main() {}\n", want: "main.go uses C"},
		"Go beside it":        {file: "other.go", want: "other.go is beside main.go"},
		"a test beside it":    {file: "main_test.go", want: "main_test.go is beside main.go"},
		"assembler beside it": {file: "x.s", want: "x.s is beside main.go"},
		"an object beside it": {file: "x.syso", want: "x.syso is beside main.go"},
		"a header beside it":  {file: "x.h", want: "x.h is beside main.go"},
		"a profile":           {file: "default.pgo", want: "default.pgo is beside main.go"},
		"a workspace":         {file: "go.work", want: "there is go.work"},
		"a workspace above":   {file: "../go.work", want: "there is go.work"},
		"version control":     {file: "../.git/HEAD", want: "there is .git"},
		"a text to overwrite": {file: "cell", text: "text", want: "is not a program"},
		"a folder":            {file: "cell/x", want: "is not a file"},
		"WebAssembly":         {env: []string{"GOOS=js", "GOARCH=wasm"}, want: "GO"},
		"a named workspace":   {env: []string{"GOWORK=/x/go.work"}, want: "GOWORK=/x/go.work"},
		"-overlay":            {env: []string{"GOFLAGS=-p=2 -overlay=x"}, want: "GOFLAGS=-p=2 -overlay=x"},
		"-race":               {args: []string{"-o", "cell", "-race"}, want: "other flags"},
		"no target":           {args: []string{"-o", ""}, want: "other flags"},
		"another package":     {args: []string{"./x"}, want: "other flags"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, entry := range append([]string{"GOOS=", "GOARCH=", "GOWORK=", "GOFLAGS=-buildvcs=false"}, test.env...) {
				name, value, _ := strings.Cut(entry, "=")
				t.Setenv(name, value)
			}
			folder := filepath.Join(t.TempDir(), "module")
			write(t, filepath.Join(folder, "main.go"), plainCell)
			if test.file != "" {
				write(t, filepath.Join(folder, test.file), test.text)
			}
			t.Chdir(folder)
			if test.args == nil {
				test.args = []string{"-o", "cell"}
			}
			c, err := readCell(folder, test.args)
			switch {
			case test.want == "" && err != nil:
				t.Errorf("refused: %v", err)
			case test.want == "" && (c.target != filepath.Join(folder, "cell") || !slices.Equal(c.imports, []string{"fmt"})):
				t.Errorf("read %+v", c)
			case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
				t.Errorf("%v, want %q", err, test.want)
			}
		})
	}
}

func TestAFileBesideMainIsBuiltWithIt(t *testing.T) {
	k := newKernel(t)
	k.settle("netlab/dep", "dep.Text()")
	write(t, filepath.Join(k.folder, "more.go"), "package main\n\nconst more = \" and more\"\n")
	k.cell("netlab/dep", "dep.Text(), more")
	if _, replayed := k.build(); replayed {
		t.Error("replayed")
	}
	k.prints("low 1 and more")
	if err := os.Remove(filepath.Join(k.folder, "more.go")); err != nil {
		t.Fatal(err)
	}
	k.cell("netlab/dep", "dep.Text()")
	if _, replayed := k.build(); !replayed {
		t.Error("not replayed without it")
	}
}
