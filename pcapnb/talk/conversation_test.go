package talk

import (
	"fmt"
	"math"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"netlab/pcapnb"
)

// captures lists the project's captures and, unless in -short, a sample of those of others where they are; all of them with
// PCAPNB_CAPTURES=all.
func captures() []string {
	paths, _ := filepath.Glob("../../testdata/*.pcap*")
	others, _ := filepath.Glob("../../../shared/captures/*/*")
	for i, path := range others {
		if all := os.Getenv("PCAPNB_CAPTURES") == "all"; all || i%10 == 0 && !testing.Short() {
			paths = append(paths, path)
		}
	}
	return slices.DeleteFunc(paths, func(path string) bool {
		info, err := os.Stat(path)
		return err != nil || !info.Mode().IsRegular() || strings.HasSuffix(path, ".gz") || strings.HasSuffix(path, ".zst")
	})
}

// tsharkStatistic asks tshark for statistics of a capture.
func tsharkStatistic(t *testing.T, path string, statistics ...string) string {
	t.Helper()
	if _, err := exec.LookPath("tshark"); err != nil {
		t.Skip("skipped: needs tshark (apt-get install tshark)")
	}
	args := []string{"-q", "-n", "-r", path}
	for _, s := range statistics {
		args = append(args, "-z", s)
	}
	out, _ := exec.Command("tshark", args...).Output() // an error for a file that is cut, with the statistics of the rest
	return string(out)
}

var conversationLine = regexp.MustCompile(`^(\S+) +<-> (\S+) +(\d+) (\d+ (?:bytes|kB|MB)) +(\d+) (\d+ (?:bytes|kB|MB)) +(\d+) (\d+ (?:bytes|kB|MB)) +(-?[\d.]+) +(-?[\d.]+)`)

// tsharkConversations are the lines of tshark's tables under a title that begins with one of titles, in one form.
func tsharkConversations(out string, titles ...string) []string {
	var lines []string
	in := false
	for line := range strings.Lines(out) {
		if strings.HasSuffix(strings.TrimSpace(line), "Conversations") {
			in = slices.ContainsFunc(titles, func(title string) bool { return strings.HasPrefix(line, title) })
		}
		if m := conversationLine.FindStringSubmatch(line); m != nil && in {
			lines = append(lines, conversationText(m[1], m[2], m[5], m[6], m[3], m[4], m[10]))
		}
	}
	slices.Sort(lines)
	return lines
}

// conversationText writes the smaller end first.
func conversationText(a, b, ab, bytesAB, ba, bytesBA, duration string) string {
	if b < a {
		a, b, ab, bytesAB, ba, bytesBA = b, a, ba, bytesBA, ab, bytesAB
	}
	if a == b && len(ba) > len(ab) || a == b && ba > ab { // all went one way, whichever
		ab, bytesAB, ba, bytesBA = ba, bytesBA, ab, bytesAB
	}
	return fmt.Sprintf("%s %s: %s %s, %s %s in %s", a, b, ab, bytesAB, ba, bytesBA, duration)
}

func ourConversations(cs ConversationList) []string {
	var lines []string
	for _, c := range cs {
		a, b := fmt.Sprint(netip.AddrPortFrom(c.A, uint16(c.PortA))), fmt.Sprint(netip.AddrPortFrom(c.B, uint16(c.PortB)))
		switch c.Layer {
		case Ethernet:
			a, b = c.MACA.String(), c.MACB.String()
		case IP:
			a, b = c.A.String(), c.B.String()
		}
		a, b = strings.NewReplacer("[", "", "]", "").Replace(a), strings.NewReplacer("[", "", "]", "").Replace(b)
		lines = append(lines, conversationText(a, b, fmt.Sprint(c.PacketsAB), tsharkSize(c.BytesAB), fmt.Sprint(c.PacketsBA), tsharkSize(c.BytesBA),
			fmt.Sprintf("%.4f", c.Duration.Seconds())))
	}
	slices.Sort(lines)
	return lines
}

// tsharkSize writes bytes as tshark's tables do: thousands from ten thousand on, the rest cut off.
func tsharkSize(n int) string {
	for _, unit := range []string{"bytes", "kB", "MB"} {
		if n < 10000 {
			return fmt.Sprintf("%d %s", n, unit)
		}
		n /= 1000
	}
	return "more"
}

// conversationDifferences are the captures of the project whose conversations differ from tshark's on purpose, and why.
var conversationDifferences = map[string]string{
	"fragments.pcap over IP":      "tshark counts no IPv6 fragments but the one that completes a datagram",
	"rare.pcap over IP":           "tshark counts no IPv6 fragments but the one that completes a datagram",
	"ten-snaplen60.pcap over TCP": "tshark counts no segments whose options are cut off",
}

// TestConversations compares conversations at all layers with tshark's -z conv. Captures of others may differ a little: by tunnels that
// the columns do not enter, by SNMP, of which tshark makes a conversation for each request, and by packets without a time.
func TestConversations(t *testing.T) {
	same, all := 0, 0
	for _, path := range captures() {
		ps, _ := pcapnb.Load(path)
		if len(ps) == 0 {
			continue
		}
		out := tsharkStatistic(t, path, "conv,tcp", "conv,udp", "conv,ip", "conv,ipv6", "conv,eth")
		for over, titles := range map[Layer][]string{TCP: {"TCP"}, UDP: {"UDP"}, IP: {"IPv4", "IPv6"}, Ethernet: {"Ethernet"}} {
			want, got := tsharkConversations(out, titles...), ourConversations(Conversations(ps, over))
			table := fmt.Sprintf("%s over %v", filepath.Base(path), over)
			all++
			equal := slices.EqualFunc(got, want, sameConversation)
			switch known := conversationDifferences[table] != ""; {
			case equal && known:
				t.Errorf("%s: no longer differs", table)
			case equal:
				same++
			case known:
			case strings.HasPrefix(path, "../../testdata/"):
				t.Errorf("%s: %s", table, firstDifference(got, want))
			default:
				t.Logf("%s: %s", table, firstDifference(got, want))
			}
		}
	}
	if t.Logf("%d of %d tables are equal", same, all); same < all*97/100-len(conversationDifferences) {
		t.Error("too few of them")
	}
}

// sameConversation compares lines; durations may differ in the last digit, which tshark rounds from a float64.
func sameConversation(a, b string) bool {
	a, durationA, _ := strings.Cut(a, " in ")
	b, durationB, _ := strings.Cut(b, " in ")
	x, _ := strconv.ParseFloat(durationA, 64)
	y, _ := strconv.ParseFloat(durationB, 64)
	return a == b && math.Abs(x-y) < 0.00015
}

// firstDifference says what is in one list only.
func firstDifference(got, want []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d lines, tshark has %d", len(got), len(want))
	more := 0
	for _, line := range got {
		if !slices.Contains(want, line) && more < 3 {
			more++
			fmt.Fprintf(&b, "\n   ours:   %s", line)
		}
	}
	more = 0
	for _, line := range want {
		if !slices.Contains(got, line) && more < 3 {
			more++
			fmt.Fprintf(&b, "\n   tshark: %s", line)
		}
	}
	return b.String()
}

var endpointLine = regexp.MustCompile(`^(\S+) +(?:(\d+) +)?(\d+) +(\d+) +(\d+) +(\d+) +(\d+) +(\d+) *$`)

// TestEndpoints compares the ends of conversations with tshark's -z endpoints.
func TestEndpoints(t *testing.T) {
	for _, name := range []string{"morning", "unreachable", "ten-gre"} {
		path := "../../testdata/" + name + ".pcap"
		ps := pcapnb.MustLoad(path)
		for over, statistic := range map[Layer][]string{TCP: {"endpoints,tcp"}, UDP: {"endpoints,udp"}, IP: {"endpoints,ip", "endpoints,ipv6"}, Ethernet: {"endpoints,eth"}} {
			var want, got []string
			for line := range strings.Lines(tsharkStatistic(t, path, statistic...)) {
				if m := endpointLine.FindStringSubmatch(strings.TrimSpace(line)); m != nil {
					want = append(want, strings.Join(m[1:], " "))
				}
			}
			for _, e := range Endpoints(ps, over) {
				end, port := e.Addr.String(), ""
				if over == Ethernet {
					end = e.MAC.String()
				} else if over != IP {
					port = fmt.Sprint(e.Port)
				}
				got = append(got, fmt.Sprintf("%s %s %d %d %d %d %d %d", end, port, e.Packets, e.Bytes, e.PacketsSent, e.BytesSent, e.PacketsReceived, e.BytesReceived))
			}
			slices.Sort(want)
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Errorf("%s over %v: %s", name, over, firstDifference(got, want))
			}
		}
	}
}

// TestConversationTCP compares what is said of TCP conversations with fields that tshark works out: the handshake's time and the
// number of retransmissions. The packets behind a conversation are those of its stream.
func TestConversationTCP(t *testing.T) {
	handshakes := 0
	for _, name := range []string{"morning", "web", "bulk", "leak", "exfil", "tcp", "http"} {
		ps := pcapnb.MustLoad("../../testdata/" + name + ".pcap")
		rtt := ps.Field("tcp.analysis.initial_rtt")
		again := ps.Field("tcp.analysis.retransmission")
		for _, c := range Conversations(ps, TCP) {
			of := ps.Filter(pcapnb.TCPStream.Is(c.Stream))
			if !slices.Equal(of, c.Trace()) || len(of) != c.Packets {
				t.Errorf("%s stream %d: %d packets behind it, want %d", name, c.Stream, len(c.Trace()), len(of))
			}
			if got, _ := Retransmissions.Of(c); got != len(of.Filter(again.Present())) {
				t.Errorf("%s stream %d: %d retransmissions, want %d", name, c.Stream, got, len(of.Filter(again.Present())))
			}
			want := of.Max(rtt)
			if got, ok := Handshake.Of(c); ok && len(of.Filter(rtt.Present())) > 0 {
				handshakes++
				if math.Abs(got-want.Value) > 1e-9 {
					t.Errorf("%s stream %d: the handshake took %v, want %v", name, c.Stream, got, want.Value)
				}
			}
		}
	}
	if handshakes < 50 {
		t.Errorf("only %d handshakes were compared", handshakes)
	}
}

// TestConversationStates makes conversations of each state.
func TestConversationStates(t *testing.T) {
	ps := pcapnb.MustLoad("../../testdata/morning.pcap")
	count := pcapnb.ValueCounts(Conversations(ps, TCP), State)
	t.Log(count)
	for _, c := range Conversations(ps, TCP) {
		syn := c.Trace().Where("tcp.flags.syn == 1 && tcp.flags.ack == 0")
		if len(syn) > 0 && (syn[0].IPSrc() != c.A || syn[0].PortSrc() != c.PortA) {
			t.Errorf("stream %d: A is %v, the SYN came from %v", c.Stream, c.A, syn[0].IPSrc())
		}
		fins := c.Trace().Where("tcp.flags.fin == 1")
		ends := pcapnb.NUnique(fins, pcapnb.IPSrc)
		resets := len(c.Trace().Where("tcp.flags.reset == 1"))
		if closed := ends == 2 && resets == 0; closed != (c.State == "closed") {
			t.Errorf("stream %d: %s with %d ends that sent a FIN and %d resets", c.Stream, c.State, ends, resets)
		}
	}
}

// TestConversationsIdle cuts conversations at silences and counts them a second way.
func TestConversationsIdle(t *testing.T) {
	const idle = 2 * time.Second
	ps := pcapnb.MustLoad("../../testdata/morning.pcap")
	want := 0
	for _, c := range Conversations(ps, UDP) {
		var last time.Time
		for _, p := range c.Trace() {
			if last.IsZero() || p.Time().Sub(last) > idle {
				want++
			}
			last = p.Time()
		}
	}
	cut := ConversationsIdle(ps, UDP, idle)
	if len(cut) != want || want <= len(Conversations(ps, UDP)) {
		t.Errorf("%d conversations, want %d", len(cut), want)
	}
	if got, all := pcapnb.Sum(cut, Packets).Value, pcapnb.Sum(Conversations(ps, UDP), Packets).Value; got != all {
		t.Errorf("%v packets, want %v", got, all)
	}
}
