package pcapnb

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Tunnels on another port than theirs are entered where a rule says so: all is as on the port that is theirs.
func TestLoadDecodeAs(t *testing.T) {
	b, err := os.ReadFile("../testdata/vxlan.pcap")
	if err != nil {
		t.Fatal(err)
	}
	moved := filepath.Join(t.TempDir(), "moved.pcap")
	if err := os.WriteFile(moved, bytes.ReplaceAll(b, []byte{0x12, 0xb5}, []byte{0x21, 0x18}), 0o600); err != nil {
		t.Fatal(err)
	}
	load := func(path string, rules ...string) Packets {
		ps, err := LoadContext(t.Context(), LoadOptions{DecodeAs: rules}, path)
		if err != nil {
			t.Fatal(err)
		}
		return ps
	}
	rule := "udp.port==8472,vxlan"
	want, got, plain := load("../testdata/vxlan.pcap"), load(moved, rule), load(moved)
	if len(got.Where("tcp")) == 0 || len(plain.Where("tcp")) != 0 {
		t.Errorf("%d packets have TCP with the rule, %d without", len(got.Where("tcp")), len(plain.Where("tcp")))
	}
	for i := range want {
		a, b := want[i], got[i]
		if a.IPSrc() != b.IPSrc() || a.IPDst() != b.IPDst() || a.PortSrc() != b.PortSrc() || a.PortDst() != b.PortDst() || a.TCPStream() != b.TCPStream() {
			t.Errorf("packet %d: %s, stream %d; on its own port %s, stream %d", i+1, b.Summary(), b.TCPStream(), a.Summary(), a.TCPStream())
		}
	}
	if a, b := want.Where("tcp"), got.Where("tcp"); len(a) != len(b) {
		t.Errorf("%d packets have TCP, on its own port %d", len(b), len(a))
	}
	foreign := "_ws.expert.message" // only tshark knows it
	if _, err := exec.LookPath("tshark"); err != nil {
		t.Log("tshark is not installed: what it is told of ports is not compared")
	} else if a, b := want.Fields(foreign).String(), got.Fields(foreign).String(); a != b || a == plain.Fields(foreign).String() {
		t.Errorf("tshark's %s:\n%s\non its own port\n%s", foreign, b, a)
	}
	if _, err := LoadContext(t.Context(), LoadOptions{DecodeAs: []string{"8472,vxlan"}}, moved); err == nil || !strings.Contains(err.Error(), rule) {
		t.Errorf("a rule that is none: %v", err)
	}
}
