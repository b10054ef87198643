package pcapnb_test

import (
	"os/exec"
	"strings"
	"testing"
)

// A cell is compiled each time it runs, and with it every method of every generic type that it meets, however far off.
// A struct with type parameters in the signature of a method of Packets or Table is enough to add a thousand.
func TestCellsCompileLittle(t *testing.T) {
	if testing.Short() {
		t.Skip("builds four programs; not in -short")
	}
	for cell, most := range map[string]int{"table": 290, "groups": 490, "pivot": 650, "plot": 490} {
		out, err := exec.Command("go", "build", "-gcflags=-S -l", "-o", t.TempDir()+"/cell", "./testdata/cells/"+cell).CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", cell, err, out)
		}
		if n := strings.Count(string(out), " STEXT "); n > most {
			t.Errorf("a cell as in testdata/cells/%s compiles %d functions, more than %d: look for what is new with\n"+
				"go build -gcflags='-S -l' -o /dev/null ./testdata/cells/%s 2>&1 | grep STEXT", cell, n, most, cell)
		} else if n < 2 {
			t.Errorf("%s: counted %d functions, too few to be true", cell, n)
		}
	}
}
