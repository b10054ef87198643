package exercise

import (
	"path/filepath"
	"slices"
	"testing"

	"netlab/pcapnb"
	"netlab/pcapnb/variant"
)

// Answers that are counts, sums, times or rates are others in every variant; the network's own numbers stay.
func TestAnswersChange(t *testing.T) {
	stay := []string{"busiest-second", "largest-packet", "largest-stream", "udp-not-dns", "layer-stacks", "ttl-values", "fan-out", "top-card", "top-names", "payload-share", "header-bytes"}
	for _, name := range []string{"web.pcap", "morning.pcap", "leak.pcap", "exfil.pcap"} {
		original := pcapnb.MustLoad("../../testdata/" + name)
		for _, seed := range []string{"course/ada", "course/bob", "course/eve", "x", "y"} {
			path := filepath.Join(t.TempDir(), name)
			if err := variant.Write(path, original, seed); err != nil {
				t.Fatal(err)
			}
			own := pcapnb.MustLoad(path)
			for _, id := range Catalogue() {
				e, _ := reference(id)
				published := evaluate(e.Answer, original)
				if published.Kind == isNone || published.Kind == isFailure || slices.Contains(stay, id) {
					continue
				}
				if r := judge(id, own, published); r.Right() {
					t.Errorf("%s, seed %s: the original's answer to %s is right: %s", name, seed, id, r)
				}
			}
		}
	}
}
