package pcapnb

import (
	"bytes"
	"fmt"
	"testing"
)

func TestPeel(t *testing.T) {
	for _, c := range []struct {
		file  string
		frame int
		want  string // name and header length of each layer
	}{
		{"ten.pcap", 1, "Ether 14, ARP 28"},
		{"ten.pcap", 5, "Ether 14, IP 20, UDP 8, DNS 44"},
		{"ten.pcap", 7, "Ether 14, IP 20, TCP 40"},
		{"ten.pcap", 9, "Ether 14, IP 20, TCP 32, Raw 74"},
		{"ten-vlan.pcap", 7, "Ether 14, Dot1Q 4, IP 20, TCP 40"},
		{"ten-rawip.pcap", 5, "IP 20, TCP 40"},
	} {
		p := MustLoad("../testdata/" + c.file)[c.frame-1]
		got := ""
		var all []byte
		for i, l := range p.Peel() {
			if i > 0 {
				got += ", "
			}
			got += fmt.Sprintf("%s %d", l.Name, len(l.Header))
			all = append(all, l.Header...)
		}
		if got != c.want {
			t.Errorf("%s frame %d: %s, want %s", c.file, c.frame, got, c.want)
		}
		if !bytes.HasPrefix(p.Bytes(), all) {
			t.Errorf("%s frame %d: the layers are not the packet's bytes in order", c.file, c.frame)
		}
	}
}
