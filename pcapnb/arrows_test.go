package pcapnb

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// TestArrows holds the packages' dependencies in place: data flows one way, and a cell links only what it needs.
func TestArrows(t *testing.T) {
	for _, c := range []struct {
		pkg string
		not []string
	}{
		{"netlab/pcapnb", []string{"netlab/plots", "netlab/pcapnb/nb", "gonum.org/v1/plot", "github.com/janpfeifer/gonb", "github.com/google/gopacket/pcap", "text/template", "html/template", "github.com/oschwald/maxminddb-golang", "net/http"}},
		{"netlab/plots", []string{"netlab/pcapnb", "github.com/google/gopacket", "github.com/janpfeifer/gonb"}},
		{"netlab/pcapnb/nb", []string{"netlab/plots", "github.com/oschwald/maxminddb-golang", "gonum.org/v1/plot", "github.com/google/gopacket/pcap"}},
		{"netlab/pcapnb/exercise", []string{"netlab/plots", "gonum.org/v1/plot", "netlab/pcapnb/rewrite", "text/template", "html/template"}},
		{"netlab/pcapnb/internal/dissect", []string{"github.com/google/gopacket", "netlab/pcapnb"}},
		{"netlab/pcapnb/internal/bpf", []string{"github.com/google/gopacket", "netlab/pcapnb"}},
		{"netlab/pcapnb/internal/capfile", []string{"github.com/google/gopacket", "netlab/pcapnb"}},
	} {
		out, err := exec.Command("go", "list", "-deps", c.pkg).Output()
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
