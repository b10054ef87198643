package anonymize_test

import (
	"fmt"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"netlab/pcapnb"
	"netlab/pcapnb/anonymize"
	"netlab/pcapnb/rewrite"
)

// tsharkFields are what is compared, packet by packet.
var tsharkFields = []string{"frame.number", "_ws.malformed", "_ws.col.Protocol", "ip.checksum.status", "tcp.checksum.status", "udp.checksum.status",
	"icmp.checksum.status", "icmpv6.checksum.status", "frame.protocols", "udp.port", "ip.flags.mf", "ip.frag_offset"}

// tshark reads the fields of every packet.
func tshark(t *testing.T, path string) [][]string {
	t.Helper()
	args := []string{"-n", "-r", path, "-T", "fields", "-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE"}
	for _, f := range tsharkFields {
		args = append(args, "-e", f)
	}
	out, err := exec.Command("tshark", args...).Output()
	if err != nil {
		t.Fatalf("tshark %s: %v", path, err)
	}
	var rows [][]string
	for line := range strings.Lines(string(out)) {
		rows = append(rows, strings.Split(strings.TrimRight(line, "\n"), "\t"))
	}
	return rows
}

// all yields the packets of all captures one after the other as f has them, without link types that tshark does not know.
func all(packets []pcapnb.Packets, f func(pcapnb.Packets) iter.Seq[pcapnb.Frame]) iter.Seq[pcapnb.Frame] {
	return func(yield func(pcapnb.Frame) bool) {
		for _, pkts := range packets {
			for frame := range f(pkts) {
				if frame.LinkType != 285 && !yield(frame) {
					return
				}
			}
		}
	}
}

// both writes all captures into one file as they are and into one anonymized, and reads both with tshark. The captures
// that do not belong to the project are left out where short is set: tshark takes its time.
func both(t *testing.T, payload rewrite.Payload) (before, after [][]string) {
	t.Helper()
	if _, err := exec.LookPath("tshark"); err != nil {
		t.Skip("tshark is not installed")
	}
	var packets []pcapnb.Packets
	for _, path := range captures(t) {
		if !testing.Short() || strings.HasPrefix(path, "../../testdata") {
			packets = append(packets, load(t, path))
		}
	}
	var tables [][][]string
	for i, f := range []func(pcapnb.Packets) iter.Seq[pcapnb.Frame]{
		pcapnb.Packets.Frames,
		func(ps pcapnb.Packets) iter.Seq[pcapnb.Frame] {
			return anonymize.New(key, anonymize.Options{Payload: payload}).Packets(ps)
		},
	} {
		path := filepath.Join(t.TempDir(), fmt.Sprint(i, ".pcapng"))
		file, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := rewrite.WriteTo(file, true, all(packets, f)); err != nil {
			t.Fatal(err)
		}
		file.Close()
		tables = append(tables, tshark(t, path))
	}
	if len(tables[0]) != len(tables[1]) || len(tables[0]) < 5000 {
		t.Fatalf("%d packets became %d", len(tables[0]), len(tables[1]))
	}
	return tables[0], tables[1]
}

// TestTsharkDrop checks that tshark calls no packet malformed that it did not call so before, and that a message which
// is kept has its protocol.
func TestTsharkDrop(t *testing.T) {
	before, after := both(t, rewrite.Drop)
	for i, a := range after {
		b := before[i]
		if a[1] != "" && b[1] == "" {
			t.Errorf("packet %s (%s) is malformed, was %s", a[0], a[8], b[8])
		}
		for _, kept := range []string{"ARP", "DNS", "MDNS", "LLMNR", "NBNS", "DHCP", "DHCPv6", "NTP", "IGMPv2", "IGMPv3", "ICMPv6", "SSDP", "STP"} {
			// CAPWAP's tunnel and fragments are payload, and so is DNS at a port of its own, which tshark guesses.
			if kept == "DNS" && (!strings.Contains(","+b[9]+",", ",53,") || b[10] == "1" || b[10] == "True") {
				continue
			}
			if b[2] == kept && a[2] != kept && !inTunnel(b[8], a[8]) && !strings.Contains(b[8], "capwap") && !strings.Contains(a[8], "ip:data") && !strings.Contains(a[8], "fraghdr") {
				t.Errorf("packet %s was %s (%s), is %s (%s)", a[0], kept, b[8], a[2], a[8])
			}
		}
	}
}

// inTunnel says whether a protocol was in a tunnel over UDP that is payload afterwards.
func inTunnel(before, after string) bool {
	return strings.HasSuffix(after, ":udp") && strings.HasPrefix(before, after+":") && strings.Contains(strings.TrimPrefix(before, after), ":udp:")
}

// inFragments says whether a packet is a fragment, so that nobody can tell its checksum.
func inFragments(row []string) bool {
	return row[10] == "1" || row[10] == "True" || row[11] != "" && row[11] != "0"
}

// TestTsharkZero checks every checksum that tshark can verify: right stays right, wrong stays wrong.
func TestTsharkZero(t *testing.T) {
	before, after := both(t, rewrite.Zero)
	for i, a := range after {
		b := before[i]
		for f := 3; f <= 7; f++ {
			was, _, _ := strings.Cut(b[f], ",") // others are those of what is in a tunnel, which may be payload
			is, _, _ := strings.Cut(a[f], ",")
			if is != was && !inFragments(b) && !strings.Contains(b[8], "capwap") && is != "" && was != "" {
				t.Errorf("packet %s (%s): %s was %s, is %s", a[0], a[8], tsharkFields[f], b[f], a[f])
			}
		}
	}
}
