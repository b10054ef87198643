//go:build unix

package main

import (
	"bytes"
	"debug/buildinfo"
	"debug/elf"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
)

func TestACellIsRecordedAndThenReplayed(t *testing.T) {
	k := newKernel(t)
	k.settle("netlab/dep", "dep.Text()")
	k.cell("netlab/dep", "dep.Text(), `!`")
	if said, replayed := k.build(); !replayed || said != "" {
		t.Errorf("replayed: %v, said %q", replayed, said)
	}
	k.prints("low 1!")

	// Imports may go and packages come that others are made of.
	k.cell("strconv", "strconv.Itoa(7)")
	if _, replayed := k.build(); !replayed {
		t.Error("strconv, of which fmt is made, was not replayed")
	}
	k.prints("7")

	// A notebook started anew lies in another folder.
	k.another("another module")
	k.cell("netlab/dep", "dep.Text()")
	if _, replayed := k.build(); !replayed {
		t.Error("not replayed in another folder")
	}
	k.prints("low 1")
	if left, err := filepath.Glob(filepath.Join(k.folder, ".*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %q, %v", left, err)
	}
}

func TestOtherImportsAreAddedToTheRecipe(t *testing.T) {
	k := newKernel(t)
	k.settle("netlab/dep", "dep.Text()")
	k.settle("netlab/dep container/ring", "dep.Text(), ring.New(3).Len()")
	k.settle("netlab/page", "page.Text()")
	k.cell("netlab/dep netlab/page container/ring", "dep.Text(), page.Text(), ring.New(3).Len()")
	if _, replayed := k.build(); !replayed {
		t.Error("packages that were built one by one were not replayed together")
	}
	k.prints("low 1" + page + "3")
}

// What the go command forbids is forbidden though an archive is at hand.
func TestInternalPackagesAreNotReplayed(t *testing.T) {
	k := newKernel(t)
	k.settle("netlab/dep", "dep.Text()")
	for name, expression := range map[string]string{"netlab/dep/internal/low": "low.Text()", "internal/goarch": "goarch.PtrSize"} {
		k.cell(name, expression)
		said, err := k.command("build", "-o", k.program()).CombinedOutput()
		if want := "use of internal package " + name + " not allowed"; err == nil || !strings.Contains(string(said), want) {
			t.Errorf("%s: %q, %v, want %q", name, said, err, want)
		}
	}
}

func TestTheSameCellIsNotBuiltTwice(t *testing.T) {
	k := newKernel(t)
	k.settle("netlab/dep", "dep.Text()")
	before, err := os.Stat(k.program())
	if err != nil {
		t.Fatal(err)
	}
	if _, replayed := k.build(); !replayed {
		t.Error("the go command was called")
	}
	if after, err := os.Stat(k.program()); err != nil || !os.SameFile(before, after) {
		t.Errorf("the program was written again: %v", err)
	}
}

// realBuild builds the cell by the go command alone.
func (k *kernel) realBuild(target string) ([]byte, error) {
	k.t.Helper()
	k.t.Setenv("NETLAB_GO", k.bin)
	cmd := k.command()
	cmd.Path = filepath.Join(goroot, "bin", "go")
	cmd.Args = slices.Concat([]string{"go", "build"}, flagsFor(k.folder), []string{"-o", target})
	return cmd.CombinedOutput()
}

// The go command takes a program for its own by the build ID.
func TestTheGoCommandDoesNotTakeAReplayedProgramForItsOwn(t *testing.T) {
	k := newKernel(t)
	k.settle("netlab/dep", "dep.Text()")
	k.cell("netlab/dep", "dep.Text(), `first`")
	if said, err := k.realBuild(k.program()); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	k.cell("netlab/dep", "dep.Text(), `second`")
	k.build()
	k.prints("low 1second")
	k.cell("netlab/dep", "dep.Text(), `first`")
	if said, err := k.realBuild(k.program()); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	k.prints("low 1first")
}

// Everything but the build IDs is the same, byte by byte.
func TestAReplayedProgramIsTheGoCommands(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the test reads ELF files")
	}
	k := newKernel(t)
	k.settle("netlab/dep netlab/page example.org/other strings", "dep.Text(), page.Text(), other.Text(), strings.ToUpper(`x`)")
	for _, test := range []struct{ imports, expressions string }{
		{"netlab/dep netlab/page example.org/other strings", "other.Text(), dep.Text(), page.Text(), strings.ToUpper(`x`)"},
		{"example.org/other", "other.Text()"},
		{"netlab/dep example.org/other", "other.Text(), dep.Text()"},
	} {
		k.cell(test.imports, test.expressions)
		if _, replayed := k.build(); !replayed {
			t.Errorf("%s: not replayed", test.imports)
		}
		real := filepath.Join(k.folder, "real")
		if said, err := k.realBuild(real); err != nil {
			t.Fatalf("%v\n%s", err, said)
		}
		if got, want := info(t, k.program()), info(t, real); got != want {
			t.Errorf("%s: build info\n%s\nwant\n%s", test.imports, got, want)
		}
		if !bytes.Equal(withoutBuildID(t, k.program()), withoutBuildID(t, real)) {
			t.Errorf("%s: the programs differ", test.imports)
		}
		one, err := os.Stat(k.program())
		two, err2 := os.Stat(real)
		if err != nil || err2 != nil || one.Mode() != two.Mode() {
			t.Errorf("mode %v, want %v", one.Mode(), two.Mode())
		}
		os.Remove(real)
	}
}

func info(t *testing.T, path string) string {
	t.Helper()
	info, err := buildinfo.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.String()
}

// withoutBuildID reads a program and blanks the IDs in it.
func withoutBuildID(t *testing.T, path string) []byte {
	t.Helper()
	program, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	id, err := exec.Command("go", "tool", "buildid", path).Output()
	if err != nil {
		t.Fatal(err)
	}
	for part := range strings.SplitSeq(strings.TrimSpace(string(id)), "/") {
		program = bytes.ReplaceAll(program, []byte(part), bytes.Repeat([]byte("-"), len(part)))
	}
	file, err := elf.NewFile(bytes.NewReader(program))
	if err != nil {
		t.Fatal(err)
	}
	if note := file.Section(".note.gnu.build-id"); note != nil {
		clear(program[note.Offset : note.Offset+note.Size])
	}
	return program
}

func TestAReplayTellsOfItsActions(t *testing.T) {
	k := newKernel(t)
	k.settle("netlab/dep", "dep.Text()")
	k.cell("netlab/dep", "dep.Text()")
	graph := filepath.Join(k.folder, "actions.json")
	if out, err := k.command("build", "-o", k.program(), graphFlag+graph).CombinedOutput(); err != nil || k.calls() != 0 {
		t.Fatalf("%v\n%s", err, out)
	}
	var actions []action
	if err := json.Unmarshal([]byte(readText(t, graph)), &actions); err != nil {
		t.Fatal(err)
	}
	if len(actions) != 2 || actions[0].Mode != "build" || actions[1].Mode != "link" || actions[0].TimeStart.IsZero() {
		t.Errorf("told of %+v", actions)
	}
}

func TestCompileErrorsAreTheGoCommands(t *testing.T) {
	k := newKernel(t)
	for _, step := range []string{"before there is a recipe", "with a recipe"} {
		for _, expression := range []string{"dep.Text() + 1", "dep.Text(), undefined, 1 +", "dep.Missing()"} {
			k.cell("netlab/dep", expression)
			want, err := k.realBuild(k.program())
			if err == nil {
				t.Fatalf("%s compiles", expression)
			}
			cmd := k.command("build", "-o", k.program())
			got, err := cmd.CombinedOutput()
			if err == nil || cmd.ProcessState.ExitCode() != 1 || string(got) != string(want) {
				t.Errorf("%s, %s:\n%s%v\nwant\n%s", step, expression, got, err, want)
			}
		}
		k.settle("netlab/dep", "dep.Text()")
	}
}

func TestAPanicNamesTheCellsLine(t *testing.T) {
	k := newKernel(t)
	k.settle("netlab/dep", "dep.Text()")
	write(t, filepath.Join(k.folder, "main.go"), "package main\n\nimport \"netlab/dep\"\n\nfunc main() {\n\tpanic(dep.Text())\n}\n")
	if _, replayed := k.build(); !replayed {
		t.Error("not replayed")
	}
	out, err := exec.Command(k.program()).CombinedOutput()
	if want := filepath.Join(k.folder, "main.go") + ":6 "; err == nil || !strings.Contains(string(out), want) {
		t.Errorf("%v\n%s\nwant %s", err, out, want)
	}
}

func TestWithoutAnArchiveTheGoCommandBuilds(t *testing.T) {
	k := newKernel(t)
	k.settle("netlab/dep", "dep.Text()")
	for _, name := range []string{"netlab/dep", "netlab/dep/internal/low"} { // the compiler misses one, the linker the other
		_, r := k.recipe()
		if err := os.Remove(r.Packages[name].Archive); err != nil {
			t.Fatal(err)
		}
		k.cell("netlab/dep", fmt.Sprintf("dep.Text(), %q", name))
		if said, replayed := k.build(); replayed || said != "" {
			t.Errorf("replayed without %s: %v, said %q", name, replayed, said)
		}
		k.prints("low 1" + name)
		k.settle("netlab/dep", "dep.Text()")
	}
}

func TestADamagedRecipeIsNone(t *testing.T) {
	k := newKernel(t)
	k.settle("netlab/dep", "dep.Text()")
	path, _ := k.recipe()
	text, err := os.ReadFile(string(path))
	if err != nil {
		t.Fatal(err)
	}
	for name, damaged := range map[string][]byte{
		"empty":   nil,
		"cut":     text[:len(text)/2],
		"changed": bytes.Replace(text, []byte(`"-complete"`), []byte(`"-compleat"`), 1),
	} {
		if bytes.Equal(damaged, text) {
			t.Fatalf("%s: the recipe is whole", name)
		}
		write(t, string(path), string(damaged))
		k.cell("netlab/dep", fmt.Sprintf("dep.Text(), %q", name))
		if said, replayed := k.build(); replayed || said != "" {
			t.Errorf("%s: replayed %v, said %q", name, replayed, said)
		}
		k.prints("low 1" + name)
	}
}

func TestTwoKernelsAtOnce(t *testing.T) {
	one := newKernel(t)
	two := *one
	two.another("second module")
	var wait sync.WaitGroup
	for i, k := range []*kernel{one, &two} {
		wait.Go(func() {
			for round := range 5 {
				text := fmt.Sprintf(" %d.%d", i, round)
				k.cell("netlab/dep", fmt.Sprintf("dep.Text(), %q", text))
				if out, err := k.command("build", "-o", k.program()).CombinedOutput(); err != nil {
					t.Errorf("%v\n%s", err, out)
				}
				k.prints("low 1" + text)
			}
		})
	}
	wait.Wait()
	if _, r := one.recipe(); r == nil {
		t.Error("the recipe is damaged")
	}
}

func TestOldRecipesAreRemoved(t *testing.T) {
	dir := t.TempDir()
	for i := range maxRecipes + 3 {
		b := book(filepath.Join(dir, fmt.Sprintf("%d.json", i)))
		if err := b.save(&recipe{Begun: int64(i)}); err != nil {
			t.Fatal(err)
		}
		if r := b.load(); r == nil || r.Begun != int64(i) {
			t.Errorf("recipe %d was not kept", i)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != maxRecipes {
		t.Errorf("%d recipes, %v, want %d", len(left), err, maxRecipes)
	}
}
