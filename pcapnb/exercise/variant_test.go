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
	stay := []string{"busiest-second", "largest-packet", "largest-stream", "udp-not-dns", "layer-stacks", "ttl-values", "fan-out", "top-card", "top-names", "payload-share", "header-bytes",
		"datagrams-in-fragments", "routers-passed", "path-mtu", "sent-again", "closed-windows",
		"name-servers", "dhcp-lease", "requests-per-connection", "quic-connections", "open-ports", "failed-logins", "tunnel-domain", "asked-with-condition"}
	// These have no DNS to add to, and the host of inside.pcap is a server; the one connection of names.pcap is DNS's, and one seed's rate is
	// within a thousandth of the original's.
	without := map[string][]string{"inside.pcap": {"bytes-received", "tcp-connections", "names-asked"}, "flows.pcap": {"names-asked"}, "names.pcap": {"tcp-connections", "mean-rate"}}
	for _, name := range []string{"web.pcap", "morning.pcap", "leak.pcap", "exfil.pcap", "inside.pcap", "flows.pcap", "names.pcap", "browse.pcap", "incident.pcap"} {
		original := pcapnb.MustLoad("../../testdata/" + name)
		published := map[string]value{}
		for _, id := range Catalogue() {
			if e, _ := reference(id); !slices.Contains(stay, id) && !slices.Contains(without[name], id) {
				published[id] = evaluate(e.Answer, original)
			}
		}
		for _, seed := range []string{"course/ada", "course/bob", "course/eve", "x", "y"} {
			path := filepath.Join(t.TempDir(), name)
			if err := variant.Write(path, original, seed); err != nil {
				t.Fatal(err)
			}
			own := pcapnb.MustLoad(path)
			for id, answer := range published {
				if answer.Kind == isNone || answer.Kind == isFailure {
					continue
				}
				if r := judge(id, own, answer); r.Right() {
					t.Errorf("%s, seed %s: the original's answer to %s is right: %s", name, seed, id, r)
				}
			}
		}
	}
}

// What the network gives is the same in every variant, and can still be found there.
func TestPathStays(t *testing.T) {
	for name, ids := range map[string][]string{"inside.pcap": {"routers-passed", "path-mtu", "datagrams-in-fragments"}, "flows.pcap": {"sent-again"}} {
		original := pcapnb.MustLoad("../../testdata/" + name)
		path := filepath.Join(t.TempDir(), name)
		if err := variant.Write(path, original, "course/ada"); err != nil {
			t.Fatal(err)
		}
		for _, id := range ids {
			e, _ := reference(id)
			if r := judge(id, pcapnb.MustLoad(path), evaluate(e.Answer, original)); !r.Right() {
				t.Errorf("%s: %s: %s", name, id, r)
			}
		}
	}
}
