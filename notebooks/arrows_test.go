package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// floors are the rooms of this command from the ground up: a room uses those of the floors below it and none beside it,
// so that one command's room is not another's.
var floors = [][]string{
	{"certificate", "sandbox", "say"},
	{"jupyter", "lab"},
	{"grade", "handout", "run", "share", "site", "verify"},
}

// TestArrows holds the imports of this command's packages in place.
func TestArrows(t *testing.T) {
	const rooms = "netlab/notebooks/internal/"
	floor := map[string]int{"netlab/notebooks": len(floors)}
	for i, names := range floors {
		for _, name := range names {
			floor[rooms+name] = i
		}
	}
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "netlab/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		importer, imports := strings.Fields(line)[0], strings.Fields(line)[1:]
		from, known := floor[importer]
		if !known && strings.HasPrefix(importer, rooms) && !strings.HasSuffix(importer, "test") {
			t.Errorf("%s is on no floor", importer)
		}
		for _, imported := range imports {
			to, inside := floor[imported]
			switch {
			case strings.HasPrefix(imported, rooms) && !inside:
				t.Errorf("%s imports %s, which is for tests", importer, imported)
			case inside && !known:
				t.Errorf("%s imports %s, a room of the command notebooks", importer, imported)
			case inside && to >= from:
				t.Errorf("%s imports %s, which is not on a lower floor", importer, imported)
			}
		}
	}
}

// TestFoldersInReadme: README.md names every folder of the command.
func TestFoldersInReadme(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir("internal")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if row := fmt.Sprintf("| `%s` |", e.Name()); !strings.HasSuffix(e.Name(), "test") && !strings.Contains(string(text), row) {
			t.Errorf("README.md has no row %s", row)
		}
	}
}
