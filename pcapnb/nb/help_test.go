package nb

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The card promises that its lines work: they are compiled and run on a capture.
func TestHelpRuns(t *testing.T) {
	var b strings.Builder
	b.WriteString("package main\n\nimport (\n\t\"time\"\n\n\t\"netlab/pcapnb\"\n\t\"netlab/pcapnb/nb\"\n\t\"netlab/plots\"\n)\n\n" + recipe[0].cell + "\n\nfunc main() {\n")
	for _, r := range recipe[1:] {
		b.WriteString("\t" + r.cell + "\n")
	}
	b.WriteString("\tnb.Show(len(tls), len(dns), len(web))\n}\n")
	dir, err := os.MkdirTemp(".", "testdata-") // in the module, which it imports
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte(strings.ReplaceAll(b.String(), "../testdata/", "../../../testdata/")), 0o644); err != nil {
		t.Fatal(err)
	}
	run := exec.Command("go", "run", ".")
	run.Dir = dir
	out, err := run.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s\n%s", err, out, b.String())
	}
	if csv, err := os.ReadFile(filepath.Join(dir, "packets.csv")); err != nil || len(csv) == 0 {
		t.Errorf("packets.csv was not written: %v", err)
	}
}

func TestHelpForms(t *testing.T) {
	for _, r := range recipe {
		if !strings.Contains(help{}.String(), r.cell) {
			t.Errorf("the text lacks %s", r.cell)
		}
		if n := len(r.cell); n > 110 {
			t.Errorf("%s is too long for a card: %d characters", r.cell, n)
		}
	}
	if got := (help{}).HTML(); strings.Count(got, "<tr>") != len(recipe)+1 || !strings.Contains(got, `MustLoad(&#34;`) {
		t.Errorf("the card is %s", got)
	}
}
