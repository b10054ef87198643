package talk

import (
	"bytes"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"netlab/pcapnb"
	"netlab/pcapnb/objects"
)

// TestRequests compares who answered whom with what tshark says of each answer: the packet that it answers, and the time between.
func TestRequests(t *testing.T) {
	if _, err := exec.LookPath("tshark"); err != nil {
		t.Skip("skipped: needs tshark (apt-get install tshark)")
	}
	for _, name := range []string{"ten", "web", "morning", "exfil", "leak", "http", "dns", "bulk"} {
		path := "../../testdata/" + name + ".pcap"
		var want, got []string
		for _, field := range []string{"http.request_in", "dns.response_to", "icmp.resp_to", "icmpv6.resp_to"} {
			out, err := exec.Command("tshark", "-n", "-r", path, "-Y", field+" && !mdns", "-T", "fields", "-e", "frame.number", "-e", field).Output()
			if err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(string(out)) {
				answer, questions, _ := strings.Cut(strings.TrimSpace(line), "\t")
				for question := range strings.SplitSeq(questions, ",") {
					want = append(want, question+" by "+answer)
				}
			}
		}
		for _, r := range Requests(pcapnb.MustLoad(path)) {
			if r.Answered != 0 && r.Protocol != "TLS" {
				got = append(got, fmt.Sprintf("%d by %d", r.Packet, r.Answered))
			}
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %s", name, firstDifference(got, want))
		}
	}
}

// TestRequestsOfPackets asks of some packets: only their questions are there, with answers from the whole capture.
func TestRequestsOfPackets(t *testing.T) {
	ps := pcapnb.MustLoad("../../testdata/morning.pcap")
	all := Requests(ps)
	for _, protocol := range []string{"HTTP", "DNS", "TLS", "ICMP"} {
		if n := len(all.Filter(ReqProtocol.Is(protocol), ReqAnswer.Present())); n == 0 {
			t.Errorf("no %s request was answered", protocol)
		}
	}
	hellos := Requests(ps.Where("tls"))
	if want := all.Filter(ReqProtocol.Is("TLS")); !slices.Equal(hellos, want) {
		t.Errorf("%d TLS requests, want %d", len(hellos), len(want))
	}
	names := ps.Field("tls.handshake.extensions_server_name")
	for _, r := range hellos {
		if name, _ := names.Of(ps[r.Packet-1]); name != r.Asks {
			t.Errorf("packet %d asks for %q, want %q", r.Packet, r.Asks, name)
		}
	}
}

// TestSizesOfBodies compares the sizes of HTTP's answers with those of the objects that the packets carry.
func TestSizesOfBodies(t *testing.T) {
	binary := 0
	for _, name := range []string{"ten", "http", "bulk", "leak", "morning", "exfil"} {
		ps := pcapnb.MustLoad("../../testdata/" + name + ".pcap")
		bodies := map[int][]int{}
		for _, o := range objects.Of(ps) {
			if o.Protocol == "HTTP" {
				bodies[o.Packet] = append(bodies[o.Packet], o.Size)
				if bytes.IndexByte(o.Bytes(), 0) >= 0 {
					binary++
				}
			}
		}
		for _, r := range Requests(ps) {
			if r.Protocol == "HTTP" && r.Size > 0 && !slices.Contains(bodies[r.Answered], r.Size) {
				t.Errorf("%s: the answer in packet %d has %d bytes, its objects %v", name, r.Answered, r.Size, bodies[r.Answered])
			}
		}
	}
	if binary == 0 {
		t.Error("no body has a zero in it")
	}
}

// TestRequestsNameTheirProtocol looks at questions of LLMNR and of multicast DNS beside those of DNS.
func TestRequestsNameTheirProtocol(t *testing.T) {
	for _, name := range []string{"dns", "morning", "names"} {
		ps := pcapnb.MustLoad("../../testdata/" + name + ".pcap")
		llmnr, mdns := ps.Field("llmnr"), ps.Field("mdns")
		for _, r := range Requests(ps) {
			_, isLLMNR := llmnr.Of(ps[r.Packet-1])
			if _, is := mdns.Of(ps[r.Packet-1]); is || isLLMNR != (r.Protocol == "LLMNR") {
				t.Errorf("%s: packet %d is a question of %s", name, r.Packet, r.Protocol)
			}
		}
		if name == "dns" && len(Requests(ps).Filter(ReqProtocol.Is("LLMNR"))) == 0 {
			t.Error("no question of LLMNR")
		}
	}
}
