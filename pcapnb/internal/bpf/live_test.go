package bpf

import (
	"flag"
	"io/fs"
	"math/rand"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

var everyCapture = flag.Bool("tcpdump", false, "run tcpdump itself on every shared capture, not only its compiler")

// shared is a folder of captures that is not part of the module.
const shared = "../../../../shared/captures"

// sharedCaptures lists the captures of the shared folder.
func sharedCaptures(tb testing.TB) (paths []string) {
	if _, err := os.Stat(shared); err != nil {
		tb.Skip("../shared/captures is not there; the module's own captures are compared by TestGoldens")
	}
	filepath.WalkDir(shared, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			paths = append(paths, path)
		}
		return nil
	})
	return paths
}

// TestSharedCaptures compares every filter on every shared capture.
func TestSharedCaptures(t *testing.T) {
	needTcpdump(t)
	if testing.Short() {
		t.Skip("some thousand runs of tcpdump's compiler")
	}
	known := readDifferences(t)
	lists, captures := 0, 0
	for _, path := range sharedCaptures(t) {
		all := frames(t, path)
		if len(all) == 0 || linkNames[all[0].link] == "" {
			continue
		}
		if *everyCapture {
			if read, _, err := tcpdumpList(path, "", all); err != nil || len(read) < len(all) {
				t.Logf("%s: tcpdump reads %d of %d frames", path, len(read), len(all))
				continue
			}
		}
		captures++
		for _, filter := range filters(t) {
			got, err := ourList(filter, all)
			want, refused := theirList(t, path, filter, all)
			if (refused != (err != nil) || !slices.Equal(got, want)) && !listedDifference(known, all, filter) {
				t.Errorf("%s (link type %d): %s\n got %s (%v)\nwant %s (refused: %v)", path, all[0].link, filter, ranges(got), err, ranges(want), refused)
			}
			lists++
		}
	}
	t.Logf("%d lists of %d captures agree with tcpdump", lists, captures)
}

// theirList is what tcpdump lets through, by its compiler or by itself.
func theirList(t *testing.T, path, filter string, all []frame) (list []int, refused bool) {
	if link := all[0].link; *everyCapture || link == linkNull || link == linkLoop { // whose address families depend on the file
		list, refused, err := tcpdumpList(path, filter, all)
		if err != nil {
			t.Fatal(err)
		}
		return list, refused
	}
	ref, err := refer(all[0].link, filter)
	if err != nil {
		t.Fatal(err)
	}
	if onlyLive(all[0].link, filter) { // tcpdump's compiler does not know that the packets come from a file
		return nil, true
	}
	if ref.refused != "" && !rejectsAll(ref) {
		return nil, true
	}
	for i, f := range all {
		if ref.match(f.data, f.wire) {
			list = append(list, i+1)
		}
	}
	return list, false
}

// onlyLive reports whether tcpdump accepts a filter for a link type only while capturing.
func onlyLive(link int, filter string) bool {
	switch filter {
	case "inbound", "outbound":
		return !slices.Contains([]int{linkSLL, linkSLL2, linkIPNET, linkSLIP, linkPPPDir}, link)
	case "ifindex 2":
		return link != linkSLL2
	}
	return false
}

// TestLinkTypes compares every filter for every link type on frames made for it, whole and cut off.
func TestLinkTypes(t *testing.T) {
	needTcpdump(t)
	if testing.Short() {
		t.Skip("some thousand runs of tcpdump's compiler")
	}
	known := readDifferences(t)
	lists := 0
	for _, link := range sortedLinks() {
		all := syntheticFrames(t, link)
		for _, filter := range filters(t) {
			ref, err := refer(link, filter)
			if err != nil {
				t.Fatal(err)
			}
			p, err := Compile(filter, link, 65535)
			refused := ref.refused != "" && !rejectsAll(ref) || onlyLive(link, filter)
			if listedDifference(known, all, filter) {
				continue
			}
			if refused != (err != nil) {
				t.Errorf("link type %d: %s: we say %v, tcpdump %q", link, filter, err, ref.refused)
			}
			if refused || err != nil {
				continue
			}
			lists++
			compareFrames(t, p, ref, all)
		}
	}
	t.Logf("%d lists of frames of %d link types agree with tcpdump", lists, len(linkNames))
}

// compareFrames reports the first frame that the filter and tcpdump's program disagree on.
func compareFrames(t *testing.T, p *Program, ref *reference, all []frame) {
	for _, f := range all {
		if got, want := p.Match(f.data, f.wire), ref.match(f.data, f.wire); got != want {
			t.Errorf("link type %d: %s: we say %v, tcpdump %v on %x", f.link, p, got, want, f.data)
			return
		}
	}
}

func sortedLinks() (links []int) {
	for l := range linkNames {
		if l != linkNull && l != linkLoop { // what their address families mean depends on the file: see differences.txt
			links = append(links, l)
		}
	}
	slices.Sort(links)
	return links
}

// syntheticFrames puts the packets of the module's captures after headers of a link type, then changes and cuts some.
func syntheticFrames(t *testing.T, link int) (out []frame) {
	r := rand.New(rand.NewSource(int64(link)))
	for _, name := range []string{"ten.pcap", "web.pcap", "fragments.pcap", "ten-qinq.pcap", "ten-mpls.pcap", "ten-pppoe.pcap", "vxlan.pcap"} {
		all := frames(t, filepath.Join(captures, name))
		for range 12 {
			f := all[r.Intn(len(all))]
			data := relink(link, f.data, r)
			out = append(out, frame{link, data, len(data)})
			cut := data[:r.Intn(len(data))]
			out = append(out, frame{link, cut, len(data)})
			changed := slices.Clone(data)
			changed[r.Intn(min(len(data), 60))] ^= byte(1 << r.Intn(8))
			out = append(out, frame{link, changed, len(data)})
		}
	}
	return out
}

// relink replaces the Ethernet header of a frame.
func relink(link int, eth []byte, r *rand.Rand) []byte {
	t1, t2, body := eth[12], eth[13], eth[14:]
	snap := []byte{0xaa, 0xaa, 3, 0, 0, 0, t1, t2}
	wlan := slices.Concat([]byte{byte(r.Intn(4))<<2&0x0c | 0x08, byte(r.Intn(4)), 0, 0}, eth[:12], eth[:10], snap, body)
	head := make([]byte, 64)
	switch link {
	case linkEthernet:
		return eth
	case linkNetAnalyzer:
		return slices.Concat(head[:4], eth)
	case linkNetAnaRaw:
		return slices.Concat(head[:12], eth)
	case linkWLAN:
		return wlan
	case linkRadiotap:
		return slices.Concat([]byte{0, 0, 9, 0, 2, 0, 0, 0, byte(r.Intn(2) << 5)}, wlan)
	case linkPPI:
		return slices.Concat([]byte{0, 0, 8, 0, 0x69, 0, 0, 0}, wlan)
	case linkAVS, linkPrism:
		return slices.Concat([]byte{0x80, 0x21, 0x10, 1, 0, 0, 0, 12, 0, 0, 0, 0}, wlan)
	case linkSLL:
		return slices.Concat([]byte{0, byte(r.Intn(5))}, head[:12], []byte{t1, t2}, body)
	case linkSLL2:
		return slices.Concat([]byte{t1, t2, 0, 0, 0, 0, 0, byte(r.Intn(3)), 0, 1, byte(r.Intn(5))}, head[:9], body)
	case linkRaw, linkIPv4, linkIPv6:
		return body
	case linkCHDLC:
		return slices.Concat([]byte{0x0f, 0, t1, t2}, body)
	case linkPPP, linkPPPSerial, linkPPPEther:
		ppp := uint32(pppType(uint32(t1)<<8 | uint32(t2)))
		return slices.Concat(head[:map[int]int{linkPPP: 2, linkPPPSerial: 2, linkPPPEther: 6}[link]], []byte{byte(ppp >> 8), byte(ppp)}, body)
	case linkFDDI, linkTokenRing, linkIPoverFC:
		return slices.Concat(eth[:12], head[:map[int]int{linkFDDI: 1, linkTokenRing: 2, linkIPoverFC: 4}[link]], snap, body)
	case linkIPNET:
		return slices.Concat([]byte{1, map[byte]byte{8: 2, 0x86: 26}[t1], 0, byte(r.Intn(3))}, head[:20], body)
	}
	return slices.Concat(head[:2], []byte{3, 0xcc}, body)
}
