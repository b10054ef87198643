package pcapnb

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

//go:generate go run ./internal/goldens ../testdata testdata/tshark
//go:generate go run ./internal/fieldpage FIELDS.md

// goldenFields are the columns of the goldens and what we have for it.
var goldenFields = map[string]func(p Packet) string{
	"frame.number":  func(p Packet) string { return strconv.Itoa(p.Number()) },
	"frame.len":     func(p Packet) string { return strconv.Itoa(p.Length()) },
	"frame.cap_len": func(p Packet) string { return strconv.Itoa(p.CapturedLength()) },
	"frame.time_epoch": func(p Packet) string {
		if !p.is(hasTime) {
			return ""
		}
		return fmt.Sprintf("%d.%09d", p.Time().Unix(), p.Time().Nanosecond())
	},
	"eth.src":               func(p Packet) string { return ethernet(p, MACSrc) },
	"eth.dst":               func(p Packet) string { return ethernet(p, MACDst) },
	"ip.src":                func(p Packet) string { return textIf(p.is(hasIPv4), p.IPSrc()) },
	"ip.dst":                func(p Packet) string { return textIf(p.is(hasIPv4), p.IPDst()) },
	"ipv6.src":              func(p Packet) string { return textIf(p.is(hasIPv6), p.IPSrc()) },
	"ipv6.dst":              func(p Packet) string { return textIf(p.is(hasIPv6), p.IPDst()) },
	"ip.ttl":                func(p Packet) string { return textIf(p.is(hasIPv4), p.TTL()) },
	"ipv6.hlim":             func(p Packet) string { return textIf(p.is(hasIPv6), p.TTL()) },
	"ip.id":                 func(p Packet) string { return hexOf(p, IPID) },
	"vlan.id":               func(p Packet) string { return firstQTag(p) },
	"tcp.srcport":           func(p Packet) string { return textIf(p.is(hasPorts) && p.Protocol() == "TCP", p.PortSrc()) },
	"tcp.dstport":           func(p Packet) string { return textIf(p.is(hasPorts) && p.Protocol() == "TCP", p.PortDst()) },
	"udp.srcport":           func(p Packet) string { return textIf(p.is(hasPorts) && p.Protocol() == "UDP", p.PortSrc()) },
	"udp.dstport":           func(p Packet) string { return textIf(p.is(hasPorts) && p.Protocol() == "UDP", p.PortDst()) },
	"tcp.len":               func(p Packet) string { return wholeOf(p, TCPLen) },
	"tcp.stream":            func(p Packet) string { return wholeOf(p, TCPStream) },
	"tcp.seq_raw":           func(p Packet) string { return wholeOf(p, Seq) },
	"tcp.window_size_value": func(p Packet) string { return wholeOf(p, Window) },
}

// A stack is the layers of a packet (frame.protocols), and says which value of a cell, that has one for each layer with the field, is
// that of the packet's innermost datagram. What an ICMP error quotes is not the packet's own.
type stack []string

// stackOf leaves out IP headers that are none: they have no address.
func stackOf(protocols, v4, v6 string) stack {
	s := stack(strings.Split(protocols, ":"))
	if i := slices.IndexFunc(s, func(l string) bool { return l == "icmp" || l == "icmpv6" }); i >= 0 {
		s = s[:i+1]
	}
	addresses := map[string]int{"ip": valuesIn(v4), "ipv6": valuesIn(v6)}
	var own stack
	for _, l := range s {
		if left, ip := addresses[l]; ip && left == 0 {
			continue
		} else if ip {
			addresses[l]--
		}
		own = append(own, l)
	}
	return own
}

func valuesIn(cell string) int {
	if cell == "" {
		return 0
	}
	return 1 + strings.Count(cell, ",")
}

func (s stack) innermost(cell, field string) string {
	of, _, _ := strings.Cut(field, ".")
	within := map[string][]string{"ip": {"ip", "ipv6"}, "ipv6": {"ip", "ipv6"}, "tcp": {"ip", "ipv6", "tcp", "udp"}, "udp": {"ip", "ipv6", "tcp", "udp"}}[of]
	if within == nil {
		within = []string{of}
	}
	last, times := "", 0
	for _, l := range s {
		if l == "eth" && of != "eth" { // a frame in a packet begins anew
			last = ""
		}
		if slices.Contains(within, l) {
			last = l
		}
		if l == of {
			times++
		}
	}
	values := strings.Split(cell, ",")
	switch {
	case of == "frame", cell == "":
		return cell
	case field == "vlan.id":
		return values[0] // of the outermost tag
	case last != of:
		return ""
	}
	return values[min(times, len(values))-1]
}

func textIf(ok bool, v any) string {
	if !ok {
		return ""
	}
	return fmt.Sprint(v)
}

func ethernet(p Packet, key Keyer[Packet, MAC]) string {
	m, ok := key.Of(p)
	return textIf(ok && (p.LinkType() == linkEthernet || p.LinkType() == linkPKTAP), m)
}

func wholeOf(p Packet, n Number[Packet, int]) string {
	v, ok := n.Of(p)
	return textIf(ok, v)
}

// firstQTag is the first 802.1Q tag: Wireshark has other names for an 802.1ad or 802.1ah tag around it.
func firstQTag(p Packet) string {
	b := p.Bytes()
	if p.LinkType() != linkEthernet || len(b) < 20 {
		return wholeOf(p, VLAN)
	}
	switch outer, inner := binary.BigEndian.Uint16(b[12:]), binary.BigEndian.Uint16(b[16:]); {
	case outer == 0x88a8 && inner == 0x8100:
		return textIf(p.is(hasVLAN), int(binary.BigEndian.Uint16(b[18:])&0xfff))
	case outer == 0x88a8, outer == 0x88e7:
		return ""
	}
	return wholeOf(p, VLAN)
}

func hexOf(p Packet, n Number[Packet, int]) string {
	v, ok := n.Of(p)
	return textIf(ok, fmt.Sprintf("0x%04x", v))
}

// tally counts compared cells and keeps the first differences of each field.
type tally struct {
	cells, agree map[string]int
	differ       map[string][]string
}

func newTally() *tally {
	return &tally{map[string]int{}, map[string]int{}, map[string][]string{}}
}

func (t *tally) compare(name string, ps Packets, golden []byte) error {
	lines := bufio.NewScanner(bytes.NewReader(golden))
	lines.Buffer(nil, 1<<20)
	var header []string
	rows := 0
	for lines.Scan() {
		line := lines.Text()
		switch {
		case strings.HasPrefix(line, "# "):
			continue
		case header == nil:
			header = strings.Split(line, "\t")
			continue
		}
		if rows >= len(ps) {
			return fmt.Errorf("%s: %d packets, tshark has more", name, len(ps))
		}
		t.row(name, ps[rows], header, strings.Split(line, "\t"))
		rows++
	}
	if rows != len(ps) {
		return fmt.Errorf("%s: %d packets, tshark has %d", name, len(ps), rows)
	}
	return lines.Err()
}

func (t *tally) row(name string, p Packet, header, cells []string) {
	cell := func(field string) string { return cells[slices.Index(header, field)] }
	layers := stackOf(cell("frame.protocols"), cell("ip.src"), cell("ipv6.src"))
	for i, field := range header {
		ours, ok := goldenFields[field]
		// The innermost addresses are Wi-Fi's, or under other names in IEEE 802.1ah.
		renamed := strings.HasPrefix(field, "eth.") && (slices.Contains(layers, "wlan") || slices.Contains(layers, "ieee8021ah"))
		// By name the octet before PPP that tells the direction is no part of the frame, as in Wireshark; here the record is one.
		if field == "tcp.stream" && strings.Contains(name, "socks") {
			continue // Wireshark's SOCKS dissector opens a conversation of its own, so later streams have other numbers
		}
		direction := strings.HasPrefix(field, "frame.") && p.LinkType() == 204
		if !ok || i >= len(cells) || renamed || direction || field == "frame.time_epoch" && beyondTime(cells[i]) {
			continue
		}
		t.cells[field]++
		if got, want := ours(p), layers.innermost(cells[i], field); got == want {
			t.agree[field]++
		} else {
			t.differ[field] = append(t.differ[field], fmt.Sprintf("%s frame %d: %s = %q, tshark %q", name, p.Number(), field, got, want))
		}
	}
}

// TestGoldens compares the typed fields with what tshark says of the captures in testdata.
func TestGoldens(t *testing.T) {
	files, _ := filepath.Glob("testdata/tshark/*.tsv")
	if len(files) == 0 {
		t.Fatal("no goldens: go generate")
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".tsv")
		t.Run(name, func(t *testing.T) {
			golden, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			ps, err := Load("../testdata/" + name)
			if err != nil && !strings.Contains(name, "cut") {
				t.Fatal(err)
			}
			counts := newTally()
			if err := counts.compare(name, ps, golden); err != nil {
				t.Error(err)
			}
			for _, differ := range counts.differ {
				for _, d := range differ {
					t.Error(d)
				}
			}
		})
	}
}

// TestSharedCaptures compares the typed fields with tshark over captures made by others. Few cells may differ: those
// where tshark reassembles or guesses further than the columns go.
func TestSharedCaptures(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: takes minutes")
	}
	folders := sharedFolders(t)
	if _, err := exec.LookPath("tshark"); err != nil {
		t.Skip("skipped: needs tshark (apt-get install tshark)")
	}
	counts := newTally()
	for _, folder := range folders {
		goldens := t.TempDir()
		if out, err := exec.Command("go", "run", "./internal/goldens", folder, goldens).CombinedOutput(); err != nil {
			t.Fatalf("goldens of %s: %v: %s", folder, err, out)
		}
		files, _ := filepath.Glob(goldens + "/*.tsv")
		for _, file := range files {
			counts.file(t, filepath.Join(folder, strings.TrimSuffix(filepath.Base(file), ".tsv")), file)
		}
	}
	counts.report(t, 0.999)
}

func (c *tally) file(t *testing.T, capture, golden string) {
	text, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	ps, err := Load(capture)
	if err != nil {
		t.Logf("%v", err)
	}
	if err := c.compare(capture, ps, text); err != nil {
		t.Error(err)
	}
}

// report prints each field's share of agreeing cells, and fails where one is below the least.
func (c *tally) report(t *testing.T, least float64) {
	for _, field := range slices.Sorted(maps.Keys(c.cells)) {
		share := float64(c.agree[field]) / float64(c.cells[field])
		t.Logf("%-22s %7d of %7d cells agree, %.4f %%", field, c.agree[field], c.cells[field], 100*share)
		for i, d := range c.differ[field] {
			if i < 12 {
				t.Log("   ", d)
			}
		}
		if share < least {
			t.Errorf("%s: %.4f %% of cells agree, want at least %.2f %%", field, 100*share, 100*least)
		}
	}
}

// sharedFolders lists the folders of captures beside the checkout, and skips the test where there are none.
func sharedFolders(t *testing.T) []string {
	folders, _ := filepath.Glob("../../shared/captures/*")
	folders = slices.DeleteFunc(folders, func(name string) bool {
		info, err := os.Stat(name)
		return err != nil || !info.IsDir()
	})
	if len(folders) == 0 {
		t.Skip("skipped: needs the captures of others in ../shared/captures beside the checkout")
	}
	return folders
}
