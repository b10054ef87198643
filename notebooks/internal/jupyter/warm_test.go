package jupyter

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestTrialCellNeedsWhatLabsImport finds packages that the first cell of a lab would have to wait for. The module for Parquet
// files is one of its own, which only those who use it compile.
func TestTrialCellNeedsWhatLabsImport(t *testing.T) {
	labs, err := filepath.Glob("../../*.ipynb")
	if err != nil || len(labs) == 0 {
		t.Fatalf("labs: %q, %v", labs, err)
	}
	imported := regexp.MustCompile(`\\"(netlab/[a-z/]+)\\"`)
	for _, path := range labs {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range imported.FindAllStringSubmatch(string(text), -1) {
			if name := found[1]; name != "netlab/pcapnb/parquet" && !strings.Contains(trialCell, `"`+name+`"`) {
				t.Errorf("%s imports %s, which the set-up does not compile", filepath.Base(path), name)
			}
		}
	}
}
