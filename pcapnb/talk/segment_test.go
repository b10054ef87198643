package talk

import (
	"fmt"
	"math"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"netlab/pcapnb"
)

// tsharkRows asks tshark for fields of a capture's packets, one row of texts a packet that filter lets through.
func tsharkRows(t *testing.T, path, filter string, fields ...string) [][]string {
	t.Helper()
	if _, err := exec.LookPath("tshark"); err != nil {
		t.Skip("skipped: needs tshark (apt-get install tshark)")
	}
	args := []string{"-n", "-r", path, "-Y", filter, "-T", "fields", "-E", "occurrence=l"}
	for _, f := range fields {
		args = append(args, "-e", f)
	}
	out, err := exec.Command("tshark", args...).Output()
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	for line := range strings.Lines(string(out)) {
		rows = append(rows, strings.Split(strings.TrimSuffix(line, "\n"), "\t"))
	}
	return rows
}

// TestSegments compares the segments of streams, and the points of their graphs, with the fields that tshark works out.
func TestSegments(t *testing.T) {
	trips, windows, again := 0, 0, 0
	for _, name := range []string{"bulk", "morning", "leak", "tcp"} {
		path := "../../testdata/" + name + ".pcap"
		ps := pcapnb.MustLoad(path)
		want := make(map[string][]string) // by packet
		for _, row := range tsharkRows(t, path, "tcp", "frame.number", "tcp.stream", "tcp.seq", "tcp.ack", "tcp.len", "tcp.window_size",
			"tcp.analysis.bytes_in_flight", "tcp.analysis.ack_rtt", "tcp.analysis.retransmission") {
			want[row[0]] = row
		}
		for _, number := range pcapnb.Unique(ps, pcapnb.TCPStream) {
			list := Segments(ps.Stream(number))
			for i, s := range list {
				got := []string{fmt.Sprint(s.Packet), fmt.Sprint(number), fmt.Sprint(s.Seq), fmt.Sprint(s.Ack), fmt.Sprint(s.Length), fmt.Sprint(s.Window), "", "", ""}
				if s.InFlight > 0 {
					got[6] = fmt.Sprint(s.InFlight)
				}
				if s.hasRTT {
					got[7] = fmt.Sprintf("%.9f", s.RTT.Seconds())
				}
				if list.Retransmission(i) {
					got[8] = "1"
					again++
				}
				if !slices.Equal(got, want[got[0]]) {
					t.Errorf("%s: got %v, tshark has %v", name, got, want[got[0]])
				}
			}
			trips += compareGraph(t, want, list.RTT(), 7)
			windows += compareGraph(t, want, list.Windows(), 5, 6)
		}
	}
	if trips < 700 || windows < 2000 || again < 5 {
		t.Errorf("only %d round trips, %d windows and %d retransmissions were compared", trips, windows, again)
	}
}

// compareGraph compares each point of a graph with one of some columns of tshark's, and returns how many they are.
func compareGraph(t *testing.T, want map[string][]string, g Graph, columns ...int) int {
	t.Helper()
	for _, l := range g.lines {
		for i, packet := range l.packets {
			same := slices.ContainsFunc(columns, func(c int) bool {
				v := want[fmt.Sprint(packet)][c]
				return v == fmt.Sprint(l.y[i]) || v == fmt.Sprintf("%.9f", l.y[i])
			})
			if !same {
				t.Errorf("packet %d: %s is %v, tshark has %v", packet, l.name, l.y[i], want[fmt.Sprint(packet)])
			}
		}
	}
	return g.Table().Len()
}

// TestThroughput compares rates with a plain sum over all segments.
func TestThroughput(t *testing.T) {
	const window = 50 * time.Millisecond
	list := Segments(pcapnb.MustLoad("../../testdata/bulk.pcap").Stream(1))
	g := list.Throughput(window).FromClient()
	if len(g.lines) != 2 {
		t.Fatalf("%d lines, want those of what was sent and of what was acknowledged", len(g.lines))
	}
	sent, acked := 0, 0
	for _, at := range list {
		bytes, before, after := 0, 0, 0
		for _, s := range list {
			in := s.Packet <= at.Packet && at.Since-s.Since < window
			switch {
			case s.Packet > at.Packet:
			case s.Sender == "client" && in:
				bytes += s.Length
			case s.Sender == "server" && in:
				after = max(after, s.Ack)
			case s.Sender == "server":
				before = max(before, s.Ack)
			}
		}
		for k, want := range []int{bytes, after - max(before, 1)} {
			l := g.lines[k]
			if i := slices.Index(l.packets, at.Packet); i >= 0 {
				if got := l.y[i] * window.Seconds() / 8; math.Abs(got-float64(want)) > 1e-6 {
					t.Errorf("packet %d: %s: %v bytes in the window, want %d", at.Packet, l.name, got, want)
				}
				sent, acked = sent+1-k, acked+k
			}
		}
	}
	data := len(list.Filter(SegSender.Is("client"), SegLength.Gt(0)))
	if sent != data || acked < 50 {
		t.Errorf("%d and %d points, want %d and more than 50", sent, acked, data)
	}
}

// TestServers adds up what tshark says of each packet, and compares.
func TestServers(t *testing.T) {
	resent := 0
	for _, name := range []string{"bulk", "morning", "exfil", "unreachable", "web"} {
		path := "../../testdata/" + name + ".pcap"
		ps := pcapnb.MustLoad(path)
		server := make(map[string]string) // by stream
		connections, refused := make(map[string]int), make(map[string]int)
		for _, c := range Conversations(ps, TCP) {
			end := fmt.Sprint(c.B, " ", c.PortB)
			server[fmt.Sprint(c.Stream)] = end
			connections[end]++
			if c.State == "refused" {
				refused[end]++
			}
		}
		type sums struct {
			segments, resent, zero, clientZero int
			rtt, clientRTT                     []string
		}
		want := make(map[string]*sums)
		for _, end := range server {
			want[end] = &sums{}
		}
		for _, row := range tsharkRows(t, path, "tcp && !icmp && !icmpv6", "tcp.stream", "ip.src", "ipv6.src", "tcp.srcport", "tcp.len", "tcp.ack", "tcp.analysis.ack_rtt",
			"tcp.analysis.retransmission", "tcp.analysis.zero_window") {
			s := want[server[row[0]]]
			byServer := row[1]+row[2]+" "+row[3] == server[row[0]]
			if row[4] != "0" {
				s.segments++
			}
			if row[7] != "" {
				s.resent++
				resent++
			}
			if row[8] != "" && byServer {
				s.zero++
			} else if row[8] != "" {
				s.clientZero++
			}
			if row[6] != "" && row[5] != "1" && byServer {
				s.rtt = append(s.rtt, row[6])
			} else if row[6] != "" && row[5] != "1" {
				s.clientRTT = append(s.clientRTT, row[6])
			}
		}
		all := Servers(ps)
		if len(all) != len(want) {
			t.Errorf("%s: %d servers, want %d", name, len(all), len(want))
		}
		for _, s := range all {
			end := fmt.Sprint(s.Addr, " ", s.Port)
			w := want[end]
			if s.Segments != w.segments || s.Resent != w.resent || s.ZeroWindows != w.zero || s.ClientZeroWindows != w.clientZero ||
				s.Connections != connections[end] || s.Refused != refused[end] {
				t.Errorf("%s: %s: %+v, tshark has %+v", name, end, s, w)
			}
			for _, times := range []struct {
				got  time.Duration
				of   int
				want []string
			}{{s.RTT, s.acked, w.rtt}, {s.ClientRTT, s.back, w.clientRTT}} {
				if times.of != len(times.want) || !isMedian(times.got, times.want) {
					t.Errorf("%s: %s: median %v of %d, tshark has %v", name, end, times.got, times.of, times.want)
				}
			}
		}
	}
	if resent == 0 {
		t.Error("nothing was sent again")
	}
}

// isMedian tells whether as many of the times are below as are above.
func isMedian(median time.Duration, times []string) bool {
	below, above := 0, 0
	for _, text := range times {
		d, err := time.ParseDuration(text + "s")
		if err != nil {
			return false
		}
		if d < median {
			below++
		} else if d > median {
			above++
		}
	}
	return below <= len(times)/2 && above <= len(times)/2
}
