package talk

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"netlab/pcapnb"
)

var hierarchyLine = regexp.MustCompile(`^( *)(\S+) +frames:(\d+) bytes:(\d+)`)

// tsharkHierarchy reads tshark's tree. Nodes that are fields have a dot in their names; what they hold counts for the node above.
func tsharkHierarchy(out string) []string {
	sums := make(map[string][2]int)
	var path []string
	for line := range strings.Lines(out) {
		m := hierarchyLine.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		path = append(path[:len(m[1])/2], m[2])
		if m[2] == "pkt_comment" {
			m[2], path[len(path)-1] = ".", "."
		}
		own := slices.DeleteFunc(slices.Clone(path), func(name string) bool { return strings.Contains(name, ".") && name != "_ws.malformed" })
		if strings.Contains(m[2], ".") {
			continue
		}
		frames, _ := strconv.Atoi(m[3])
		bytes, _ := strconv.Atoi(m[4])
		at := strings.Join(own, "/")
		sums[at] = [2]int{sums[at][0] + frames, sums[at][1] + bytes}
	}
	var lines []string
	for at, s := range sums {
		lines = append(lines, fmt.Sprintf("%s %d %d", at, s[0], s[1]))
	}
	slices.Sort(lines)
	return lines
}

// hierarchyDifferences are the captures of the project whose hierarchies differ from tshark's, and why.
var hierarchyDifferences = map[string]string{
	"browse.pcap":     "tshark counts the second packet of a datagram below the first",
	"flows.pcap":      "a segment that is sent again overlaps what tshark put together: malformed there",
	"ieee802154.pcap": "IEEE 802.15.4 is not dissected",
	"leak.pcap":       "records that begin in the middle of a stream with holes",
	"morning.pcap":    "after a fast retransmission tshark goes on with the next message",
	"quic.pcap":       "tshark counts the second packet of a datagram below the first",
	"rare.pcap":       "SNA is not dissected; the payload of a datagram that a redirect quotes",
	"ten-mpls.pcap":   "tshark counts the second label below the first",
}

// TestProtocolHierarchy compares the tree with tshark's -z io,phs.
func TestProtocolHierarchy(t *testing.T) {
	same, all := 0, 0
	for _, path := range captures() {
		ps, _ := pcapnb.Load(path)
		if len(ps) == 0 {
			continue
		}
		want := tsharkHierarchy(tsharkStatistic(t, path, "io,phs"))
		var got []string
		for _, c := range ps.ProtocolHierarchy() {
			got = append(got, fmt.Sprintf("%s %d %d", c.Path, c.Packets, c.Bytes))
		}
		slices.Sort(got)
		all += len(want)
		for _, line := range want {
			if slices.Contains(got, line) {
				same++
			}
		}
		equal := slices.Equal(got, want)
		switch known := hierarchyDifferences[filepath.Base(path)] != ""; {
		case equal && known:
			t.Errorf("%s: no longer differs", path)
		case !equal && !known && strings.HasPrefix(path, "../../testdata/"):
			t.Errorf("%s: %s", path, firstDifference(got, want))
		case !equal:
			t.Logf("%s: %s", path, firstDifference(got, want))
		}
	}
	if t.Logf("%d of %d nodes are equal", same, all); same < all*9/10 {
		t.Error("too few of them")
	}
}

// TestHierarchyAddsUp holds the tree to itself: what a protocol carries and what ends with it are its packets.
func TestHierarchyAddsUp(t *testing.T) {
	h := pcapnb.MustLoad("../../testdata/morning.pcap").ProtocolHierarchy()
	for i, c := range h {
		sum := c.LastPackets
		for _, d := range h[i+1:] {
			if d.Depth <= c.Depth {
				break
			}
			if d.Depth == c.Depth+1 {
				sum += d.Packets
			}
		}
		if sum != c.Packets {
			t.Errorf("%s: %d packets, its parts have %d", c.Path, c.Packets, sum)
		}
	}
	html := h.HTML()
	if open, shut := strings.Count(html, "<details"), strings.Count(html, "</details>"); open != shut || open == 0 {
		t.Errorf("%d parts begin and %d end", open, shut)
	}
}
