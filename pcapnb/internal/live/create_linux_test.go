package live

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestOneRecorderAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "live.pcap")
	if err := os.WriteFile(path, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	one, err := Create(path)
	if err != nil {
		t.Fatal(err)
	}
	one.WriteString("new")
	if _, err := Create(path); err == nil || !strings.Contains(err.Error(), path+": another capture") {
		t.Errorf("a second recorder gets error %v", err)
	}
	if data, err := os.ReadFile(path); err != nil || string(data) != "new" {
		t.Errorf("the file holds %q, error %v", data, err)
	}
	one.Close()
	two, err := Create(path)
	if err != nil {
		t.Fatal(err)
	}
	two.Close()
}
