//go:build unix

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// program is cellgo as in the kernel, goroot where the real go command lies.
var program, goroot string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "cellgo-")
	if err != nil {
		panic(err)
	}
	program = filepath.Join(dir, "bin of the kernel", "go")
	if out, err := exec.Command("go", "build", "-buildvcs=false", "-o", program, ".").CombinedOutput(); err != nil {
		panic(string(out))
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		panic(err)
	}
	goroot = strings.TrimSpace(string(root))
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// A kernel is one notebook's module, which sees a small checkout, and a go
// command that counts how often it is called.
type kernel struct {
	t        *testing.T
	checkout string // module netlab, and module example.org/other in a subfolder
	folder   string
	recipes  string
	bin      string // of the go command
	env      []string
	cells    int // that settle wrote
}

const page = "<p>one</p>"

func newKernel(t *testing.T) *kernel {
	t.Helper()
	top := t.TempDir()
	k := &kernel{t: t, checkout: filepath.Join(top, "check out"), recipes: filepath.Join(top, "recipes"), bin: filepath.Join(top, "root", "bin")}
	for name, text := range map[string]string{
		"go.mod":                    "module netlab\n\ngo 1.26\n",
		"dep/dep.go":                "package dep\n\nimport \"netlab/dep/internal/low\"\n\nfunc Text() string { return low.Text() + \" 1\" }\n",
		"dep/internal/low/low.go":   "package low\n\nfunc Text() string { return \"low\" }\n",
		"page/page.go":              "package page\n\nimport \"embed\"\n\n//go:embed files\nvar files embed.FS\n\nfunc Text() string {\n\tall := \"\"\n\tlist, _ := files.ReadDir(\"files\")\n\tfor _, f := range list {\n\t\ttext, _ := files.ReadFile(\"files/\" + f.Name())\n\t\tall += string(text)\n\t}\n\treturn all\n}\n",
		"page/files/page.html":      page,
		"other/go.mod":              "module example.org/other\n\ngo 1.26\n",
		"other/other.go":            "package other\n\nfunc Text() string { return \"other\" }\n",
		"tagged/with.go":            "//go:build nogonbui\n\npackage tagged\n\nconst Text = \"nogonbui\"\n",
		"tagged/without.go":         "//go:build !nogonbui\n\npackage tagged\n\nconst Text = \"gonbui\"\n",
		"../root/bin/go":            "#!/bin/sh\necho \"$@\" >>\"$0.calls\"\nexec " + filepath.Join(goroot, "bin", "go") + " \"$@\"\n",
		"../recipes/not-a-recipe":   "",
		"dep/internal/low/NOTES.md": "",
	} {
		write(t, filepath.Join(k.checkout, name), text)
	}
	if err := os.Symlink(filepath.Join(goroot, "src"), filepath.Join(top, "root", "src")); err != nil {
		t.Fatal(err)
	}
	k.another("module")
	return k
}

// another starts the module of another notebook.
func (k *kernel) another(name string) {
	k.folder = filepath.Join(filepath.Dir(k.checkout), name)
	write(k.t, filepath.Join(k.folder, "go.mod"), fmt.Sprintf("module notebook\n\ngo 1.26\n\nrequire (\n\texample.org/other v0.0.0\n\tnetlab v0.0.0\n)\n\n"+
		"replace netlab => %q\n\nreplace example.org/other => %q\n", k.checkout, filepath.Join(k.checkout, "other")))
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
}

// command is the kernel's go command in the module.
func (k *kernel) command(args ...string) *exec.Cmd {
	cmd := exec.Command(program, args...)
	cmd.Dir = k.folder
	cmd.Env = append(os.Environ(), "NETLAB_GO="+k.bin, "NETLAB_RECIPES="+k.recipes, "GONB_TMP_DIR="+k.folder, "GOFLAGS=-buildvcs=false", "GOWORK=")
	cmd.Env = append(cmd.Env, k.env...)
	return cmd
}

func (k *kernel) program() string { return filepath.Join(k.folder, "gonb_1") }

// cell writes a cell that prints what expressions give.
func (k *kernel) cell(imports string, expressions string) {
	k.t.Helper()
	text := "package main\n\nimport (\n\t\"fmt\"\n"
	for _, name := range strings.Fields(imports) {
		text += fmt.Sprintf("\t%q\n", name)
	}
	write(k.t, filepath.Join(k.folder, "main.go"), text+")\n\nfunc main() { fmt.Print("+expressions+") }\n")
}

// build builds the cell. It returns what go wrote, and whether the real go
// command was not called.
func (k *kernel) build() (said string, replayed bool) {
	k.t.Helper()
	out, err := k.command("build", "-o", k.program()).CombinedOutput()
	if err != nil {
		k.t.Fatalf("%v\n%s", err, out)
	}
	return string(out), k.calls() == 0
}

// calls counts how often the real go command was called since the last time.
func (k *kernel) calls() int {
	k.t.Helper()
	path := filepath.Join(k.bin, "go.calls")
	text, err := os.ReadFile(path)
	if err != nil && !os.IsNotExist(err) {
		k.t.Fatal(err)
	}
	os.Remove(path)
	return strings.Count(string(text), "\n")
}

// prints fails unless the program prints that.
func (k *kernel) prints(want string) {
	k.t.Helper()
	out, err := exec.Command(k.program()).CombinedOutput()
	if err != nil || string(out) != want {
		k.t.Errorf("the program prints %q, %v, want %q", out, err, want)
	}
}

// settle builds a cell twice: by the go command, and replayed.
func (k *kernel) settle(imports, expressions string) {
	k.t.Helper()
	for _, want := range []bool{false, true} {
		k.cells++
		k.cell(imports, fmt.Sprintf("%s, %q", expressions, strings.Repeat(" ", k.cells)))
		if said, replayed := k.build(); replayed != want || said != "" {
			k.t.Errorf("replayed: %v, want %v, said %q", replayed, want, said)
		}
	}
}

// recipe is the only one that there is.
func (k *kernel) recipe() (book, *recipe) {
	k.t.Helper()
	paths, err := filepath.Glob(filepath.Join(k.recipes, "*.json"))
	if err != nil || len(paths) != 1 {
		k.t.Fatalf("recipes %q, %v, want one", paths, err)
	}
	return book(paths[0]), book(paths[0]).load()
}
