package pcapnb

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestArrows holds the packages' dependencies in place: data flows one way, and a cell links only what it needs.
func TestArrows(t *testing.T) {
	// What gonbui brings with it, which the tag spares a cell that does not use gonbui itself.
	heavy := []string{"github.com/janpfeifer/gonb/gonbui", "github.com/janpfeifer/gonb/common", "k8s.io/klog/v2", "github.com/gofrs/uuid", "github.com/pkg/errors", "database/sql", "crypto/rand", "math/big", "net", "image/png", "encoding/json", "log", "flag", "regexp"}
	// What knows packets: package table is for rows of any type.
	packets := []string{"netlab/pcapnb", "netlab/pcapnb/internal/dissect", "netlab/pcapnb/internal/dfilter", "netlab/pcapnb/internal/capfile", "netlab/pcapnb/internal/bpf", "netlab/pcapnb/internal/capture", "netlab/pcapnb/internal/wire", "github.com/google/gopacket", "github.com/google/gopacket/layers"}
	for _, c := range []struct {
		pkg string
		not []string
	}{
		{"netlab/pcapnb", []string{"netlab/plots", "netlab/pcapnb/nb", "gonum.org/v1/plot", "github.com/janpfeifer/gonb", "github.com/google/gopacket/pcap", "text/template", "html/template", "github.com/oschwald/maxminddb-golang", "net/http"}},
		{"netlab/pcapnb/table", packets},
		{"netlab/pcapnb/spark", append([]string{"netlab/pcapnb/table"}, packets...)},
		{"netlab/plots", []string{"netlab/pcapnb", "github.com/google/gopacket", "github.com/janpfeifer/gonb"}},
		{"netlab/pcapnb/nb", []string{"netlab/plots", "github.com/oschwald/maxminddb-golang", "gonum.org/v1/plot", "github.com/google/gopacket/pcap"}},
		{"-tags=nogonbui netlab/pcapnb/nb", heavy},
		{"-tags=nogonbui netlab/pcapnb/exercise", heavy[:6]},
		{"netlab/pcapnb/exercise", []string{"netlab/plots", "gonum.org/v1/plot", "netlab/pcapnb/rewrite", "text/template", "html/template"}},
		{"netlab/pcapnb/internal/dissect", []string{"github.com/google/gopacket", "netlab/pcapnb"}},
		{"netlab/pcapnb/internal/bpf", []string{"github.com/google/gopacket", "netlab/pcapnb"}},
		{"netlab/pcapnb/internal/capfile", []string{"github.com/google/gopacket", "netlab/pcapnb"}},
		{"netlab/pcapnb/internal/capture", []string{"netlab/pcapnb/table", "netlab/pcapnb", "netlab/pcapnb/internal/dfilter", "netlab/pcapnb/internal/wire"}},
		{"netlab/pcapnb/internal/wire", []string{"netlab/pcapnb/table", "netlab/pcapnb"}},
	} {
		out, err := exec.Command("go", append([]string{"list", "-deps"}, strings.Fields(c.pkg)...)...).Output()
		if err != nil {
			t.Fatalf("go list -deps %s: %v", c.pkg, err)
		}
		deps := strings.Fields(string(out))
		for _, not := range c.not {
			if not != c.pkg && slices.Contains(deps, not) {
				t.Errorf("%s depends on %s", c.pkg, not)
			}
		}
	}
}

// TestOneDoorToGoNB finds imports of GoNB: package nb alone speaks to the kernel.
func TestOneDoorToGoNB(t *testing.T) {
	for tags, want := range map[string][]string{
		"":         {"netlab/pcapnb/nb imports github.com/janpfeifer/gonb/gonbui"},
		"nogonbui": nil,
	} {
		out, err := exec.Command("go", "list", "-tags="+tags, "-f", `{{range .Imports}}{{$.ImportPath}} imports {{.}}{{"\n"}}{{end}}`, "netlab/...").Output()
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for line := range strings.Lines(string(out)) {
			importer, imported, _ := strings.Cut(strings.TrimSpace(line), " imports ")
			inside := importer == "netlab/pcapnb/nb" || strings.HasPrefix(importer, "netlab/pcapnb/nb/")
			if strings.HasPrefix(imported, "github.com/janpfeifer/gonb/") && !(inside && strings.HasSuffix(imported, "/protocol")) {
				got = append(got, strings.TrimSpace(line))
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("with tags %q: %q, want %q", tags, got, want)
		}
	}
}

// TestGopacketStaysInside finds gopacket's types in exported signatures: Packet.Layers is the one door.
func TestGopacketStaysInside(t *testing.T) {
	out, err := exec.Command("go", "doc", "-all", "netlab/pcapnb").Output()
	if err != nil {
		t.Fatal(err)
	}
	doors := 0
	for line := range strings.Lines(string(out)) {
		if (strings.HasPrefix(line, "func ") || strings.HasPrefix(line, "type ")) && strings.Contains(line, "gopacket.") {
			if doors++; !strings.Contains(line, "Layers()") {
				t.Errorf("gopacket in an exported signature: %s", line)
			}
		}
	}
	if doors != 1 {
		t.Errorf("%d doors to gopacket, want 1", doors)
	}
}

// TestGenerateFromOnePlace finds go:generate lines outside generate.go, and there lines that need a program of others
// before lines that do not.
func TestGenerateFromOnePlace(t *testing.T) {
	err := filepath.WalkDir("..", func(path string, e fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || path == filepath.Join("..", "pcapnb", "generate.go") {
			return err
		}
		text, err := os.ReadFile(path)
		if bytes.Contains(text, []byte("\n//go:generate ")) {
			t.Errorf("%s: its go:generate line belongs into generate.go", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("generate.go")
	if err != nil {
		t.Fatal(err)
	}
	own, foreign, ok := strings.Cut(string(text), "// With programs of others")
	if !ok || strings.Count(own, "//go:generate") == 0 {
		t.Fatal("generate.go does not say what needs programs of others")
	}
	for _, needs := range []string{"python3", "oracle", "TestGoldens", "/usr/"} {
		if strings.Contains(own, needs) || !strings.Contains(foreign, needs) {
			t.Errorf("generate.go: what has %s needs a program of others and comes last", needs)
		}
	}
}
