package wire

import (
	"bytes"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"netlab/pcapnb/internal/capfile"
	"netlab/pcapnb/internal/capture"
	"netlab/pcapnb/internal/dfilter"
	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/testcapture"
)

// wireDiffers says which field by Wireshark's name differs in got from what one session says that is shown want's packets
// one by one.
func wireDiffers(got, want *capture.Capture, names []string) string {
	ids, err := IDs(names, nil)
	if err != nil {
		return err.Error()
	}
	cols, _, err := All(got).Read(ids)
	if err != nil {
		return err.Error()
	}
	session := dissect.New(dissect.NewSet(ids...))
	var out dissect.Fields
	for i := range want.N {
		texts := make(map[dissect.ID][]string)
		frame := want.Frame(i)
		session.Dissect(&frame, &out)
		for k := range out.Values {
			v := &out.Values[k]
			texts[v.ID] = append(texts[v.ID], v.Text())
		}
		for k, id := range ids {
			wanted := strings.Join(texts[id], ",")
			if has, _ := cols[k].Text(i); has != wanted {
				return fmt.Sprintf("row %d: %s is %q, want %q", i, id, has, wanted)
			}
		}
	}
	return ""
}

// fieldSample are fields by Wireshark's name of many protocols, with and without need of earlier packets.
var fieldSample = []string{"frame.number", "frame.time_epoch", "frame.time_delta", "frame.len", "frame.cap_len", "frame.protocols",
	"eth.src", "eth.type", "ip.src", "ip.dst", "ip.id", "ip.ttl", "ipv6.dst", "ipv6.plen", "tcp.srcport", "tcp.stream", "tcp.len", "tcp.seq",
	"tcp.flags", "tcp.analysis.retransmission", "tcp.payload", "udp.dstport", "udp.length", "udp.stream", "icmp.type", "data.len",
	"dns.qry.name", "dns.id", "http.host", "http.request.uri"}

// TestFieldsAreOneSessions asks for fields of generated captures on 1, 2 and 8 processors: for all fields where the capture
// is small, and of so many packets that they are shared out.
func TestFieldsAreOneSessions(t *testing.T) {
	for i, packets := range []int{0, 1, 2047, 2049, 4097, shareFrom + 1} {
		names := fieldSample
		if packets <= 1 || packets == 2049 && !testing.Short() {
			names = Names()
		}
		file := testcapture.Generated(packets, []int{200, -1}[i%2], i%2 == 1)
		want, err := capture.Read(bytes.NewReader(file), capfile.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		for k, n := range []int{1, 2, 8} {
			if testing.Short() && (k != i%3 || packets > 4096) {
				continue
			}
			onProcessors(n, func() {
				got, err := capture.Read(bytes.NewReader(testcapture.Gzip(file)), capfile.Limits{})
				if err != nil {
					t.Fatal(err)
				}
				if differ := wireDiffers(got, want, names); differ != "" {
					t.Errorf("%d packets on %d processors: %s", packets, n, differ)
				}
			})
		}
	}
}

// onProcessors calls f with so many processors in use.
func onProcessors(n int, f func()) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(n))
	f()
}

// TestFiltersAreOneSessions lets generated packets through filters on several processors, and one by one.
func TestFiltersAreOneSessions(t *testing.T) {
	c, err := capture.Read(bytes.NewReader(testcapture.Generated(4097, -1, true)), capfile.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	part := Rows{Len: c.N / 2, At: func(i int) (*capture.Capture, int) { return c, 2*i + 1 }, Of: c} // every other packet
	for _, text := range []string{"tcp.port == 80", "tcp.stream > 10", "dns.qry.name contains \"www\"", "frame.number > 4000 || icmp"} {
		f, err := dfilter.Compile(text, dfilter.Dissector{})
		if err != nil {
			t.Fatal(err)
		}
		want := make([]bool, c.N)
		All(c).match(0, want, f, dissect.NewSet(f.Fields()...), nil, nil)
		if !slices.Contains(want, true) || !slices.Contains(want, false) {
			t.Errorf("%s tells no packets apart", text)
		}
		for _, n := range []int{1, 2, 8} {
			onProcessors(n, func() {
				got, err := part.Where(text)
				if err != nil {
					t.Fatal(err)
				}
				for i := range got {
					if got[i] != want[2*i+1] {
						t.Fatalf("%s on %d processors: packet %d %v, want %v", text, n, 2*i+2, got[i], want[2*i+1])
					}
				}
			})
		}
	}
	if _, err := part.Where("ip.src =="); err == nil {
		t.Error("half a filter is no error")
	}
}
