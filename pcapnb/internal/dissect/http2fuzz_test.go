package dissect_test

import (
	"strings"
	"testing"

	"golang.org/x/net/http2"

	"netlab/pcapnb/internal/dissect"
)

// FuzzHTTP2 feeds what both sides of a connection of HTTP/2 send, in segments of a size, to a session that keeps all.
func FuzzHTTP2(f *testing.F) {
	var client, server strings.Builder
	for _, line := range append(http2Lines(), http2UpgradeLines()[2:]...) {
		if text, ok := strings.CutPrefix(line, "<"); ok {
			server.WriteString(text)
			f.Add([]byte{}, []byte(text), uint16(700))
			continue
		}
		client.WriteString(line)
		f.Add([]byte(line), []byte{}, uint16(50))
	}
	f.Add([]byte(client.String()), []byte(server.String()), uint16(300))
	f.Fuzz(func(t *testing.T, client, server []byte, size uint16) {
		if len(client)+len(server) > 1<<16 {
			return
		}
		lines := []string{http2.ClientPreface}
		step := int(size)%1400 + 20
		for len(client)+len(server) > 0 {
			n, m := min(step, len(client)), min(step, len(server))
			if n > 0 {
				lines = append(lines, string(client[:n]))
			}
			if m > 0 {
				lines = append(lines, "<"+string(server[:m]))
			}
			client, server = client[n:], server[m:]
		}
		s := dissect.NewTree()
		for i, b := range talk(50000, 80, lines...) {
			for _, l := range s.Tree(&dissect.Frame{Number: i + 1, HasTime: true, Link: 1, Length: len(b), Data: b}) {
				if l.Source == 0 && l.Offset > len(b) {
					t.Errorf("layer %s begins at byte %d of %d", l.Name, l.Offset, len(b))
				}
			}
		}
	})
}
