package nb

import (
	"strings"
	"testing"

	"github.com/janpfeifer/gonb/gonbui/protocol"

	"netlab/pcapnb/internal/progress"
)

func TestProgressIsReplacedInPlaceAndMarked(t *testing.T) {
	if progress.Notebook == nil {
		t.Error("a cell that imports nb shows no progress")
	}
	data := progressLine("7", "loading <b>$.pcap: 1 of 2 MB")
	html, _ := data.Data[protocol.MIMETextHTML].(string)
	if !strings.Contains(html, "<small>loading &lt;b&gt;$.pcap: 1 of 2 MB</small>") || !strings.Contains(html, "mathjax_ignore") {
		t.Errorf("shown as %s", html)
	}
	if got := data.Data[protocol.MIMETextPlain]; got != "loading <b>$.pcap: 1 of 2 MB" {
		t.Errorf("as text %q", got)
	}
	if data.DisplayID != "7" || data.Metadata["netlab"] != "progress" {
		t.Errorf("id %q, metadata %v: it is not replaced, or is kept in published notebooks", data.DisplayID, data.Metadata)
	}
}
