package pcapnb

import (
	"strconv"
	"testing"
)

// TestCarveExfil puts the streams of the office day together and finds the file that left, and the picture that came.
func TestCarveExfil(t *testing.T) {
	ps := MustLoad("../testdata/exfil.pcap")
	want := map[string]string{ // by destination port of the client, from testdata/README.md
		"png 308995": "bb843ccb024996d0f68fa0d44972219add56a3637b24944d9384a8c1a006d4d3",
	}
	found := map[string]string{}
	streams := Max(ps, TCPStream).Value
	for n := range int(streams) + 1 {
		s := ps.Stream(n)
		for _, d := range []Data{s.ClientData(), s.ServerData()} {
			if d.Missing > 0 {
				t.Errorf("stream %d: %d bytes of %s missing", n, d.Missing, d.Sender)
			}
			for _, f := range d.Carve() {
				if f.Kind == "png" && f.Whole {
					found[f.Kind+" "+strconv.Itoa(len(f.Data))] = f.SHA256()
				}
			}
		}
	}
	for what, sum := range want {
		if found[what] != sum {
			t.Errorf("%s: sha256 %s, want %s (found %v)", what, found[what], sum, found)
		}
	}
	if _, ok := found["png 79097"]; !ok {
		t.Errorf("no picture of 79,097 bytes carved: %v", found)
	}
}
