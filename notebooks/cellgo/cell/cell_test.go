package cell

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

const some = `%env X y
import "fmt"
!ls \
  -l

var a, _ = f()
const (
	B = iota
	C
)

type T[K any] struct{}

func (t *T[K]) M() {}
func init_x() {}

%% -flag
n, err := a, error(nil)
var m int
if n > 0 {
	inner := 1
}`

func TestDeclares(t *testing.T) {
	names, err := Cell{Code: some}.Declares()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := slices.Sorted(maps.Keys(names.All)), "B C T T.M a init_x main"; strings.Join(got, " ") != want {
		t.Errorf("it declares %q, want %q", got, want)
	}
	locals := Cell{Code: some}.Locals()
	if got, want := slices.Sorted(maps.Keys(locals)), "err m n"; strings.Join(got, " ") != want || locals["m"] != "var m int" {
		t.Errorf("its own are %q, want %q", locals, want)
	}
}

// The compiler's lines are the cell's.
func TestSourceKeepsLines(t *testing.T) {
	source := strings.Split(Cell{Code: some}.Source(), "\n")
	for i, line := range strings.Split(some, "\n") {
		if got := strings.TrimPrefix(source[i], "package main;"); got != line && got != "" && got != "func main() {" {
			t.Errorf("line %d is %q, in the cell %q", i+1, got, line)
		}
	}
	for code, want := range map[string]bool{"%%": true, "//gonb:%%\nx": true, "%main": true, "%%writefile x": false, "x\n%% -a=b": true, "nb.Show(1)": false} {
		if got := (Cell{Code: code}).HasStatements(); got != want {
			t.Errorf("%q has statements: %v", code, got)
		}
	}
}

func TestACellIsNotedAndSaid(t *testing.T) {
	folder := t.TempDir()
	if _, ok := Read(folder); ok {
		t.Error("a cell is there before any was noted")
	}
	note := Cell{7, some}
	if err := note.Write(folder); err != nil {
		t.Fatal(err)
	}
	if got, ok := Read(folder); !ok || got != note {
		t.Errorf("read %v, %v", got, ok)
	}
	if err := Say(folder, []string{"one", "two"}); err != nil {
		t.Fatal(err)
	}
	if got := Said(folder); !slices.Equal(got, []string{"one", "two"}) || len(Said(folder)) > 0 {
		t.Errorf("said %q, want it once", got)
	}
}
