package pcapnb

import (
	"strings"
	"testing"
)

func TestShow(t *testing.T) {
	p := MustLoad("../testdata/ten.pcap")[6] // the SYN
	text := p.Show().String()
	for _, want := range []string{"frame 7: Ether / IP / TCP", "###[ Internet Protocol Version 4", "ip.ttl", "= 64",
		"###[ Transmission Control Protocol", "tcp.options.mss_val", "= 1460", "0000  28 80 88 27 6b a7"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	html := p.Show().HTML()
	if strings.Contains(html, "<script") || !strings.Contains(html, "<details><summary>Internet Protocol Version 4") || !strings.Contains(html, "<details open><summary>Transmission Control") {
		t.Errorf("HTML:\n%s", html)
	}
	if html := p.Show().Blank("ip.ttl").HTML(); !strings.Contains(html, "<details open><summary>Internet Protocol Version 4") {
		t.Errorf("the layer to fill in is folded:\n%s", html)
	}
	ip := p.Show().Layer("ip")
	if got := ip.String(); strings.Contains(got, "tcp.srcport") || !strings.Contains(got, "ip.src") || len(ip.Bytes) != 20 {
		t.Errorf("layer ip (%d bytes):\n%s", len(ip.Bytes), got)
	}
}
