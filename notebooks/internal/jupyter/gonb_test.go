package jupyter

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestOurChangesFitGoNB(t *testing.T) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", gonbModule).Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range gonbChanges {
		text, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(out)), filepath.FromSlash(c.file)))
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(string(text), c.line); n != 1 {
			t.Errorf("%s: %q is there %d times", c.file, c.line, n)
		}
	}
}
