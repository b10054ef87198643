package pcapnb

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"netlab/pcapnb/internal/dissect"
)

// needs skips the test where one of Wireshark's programs is not installed.
func needs(t *testing.T, programs ...string) {
	t.Helper()
	for _, p := range programs {
		if _, err := exec.LookPath(p); err != nil {
			t.Skipf("skipped: needs %s (apt-get install tshark)", p)
		}
	}
	if testing.Short() {
		t.Skip("skipped: takes a minute")
	}
}

// run runs a program that must succeed.
func run(t *testing.T, program string, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(program, args...)
	cmd.Env = append(os.Environ(), "TZ=UTC")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %q: %v: %s", program, args, err, stderr.String())
	}
	return out
}

// TestCapinfosAgrees compares packet counts, bytes on the wire and first and last times with capinfos, on every file.
func TestCapinfosAgrees(t *testing.T) {
	needs(t, "capinfos")
	files := captureFiles(t)
	files = slices.DeleteFunc(files, func(f string) bool { return strings.HasSuffix(f, "timestamp_invalid_micro.pcap") }) // microseconds above a million, which overflow in Wireshark
	out, _ := exec.Command("capinfos", append([]string{"-T", "-r", "-S", "-c", "-d", "-a", "-e"}, files...)...).Output()  // cut files make it fail at the end
	seen, unread := 0, 0
	for line := range strings.Lines(string(out)) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		if len(f) != 5 {
			t.Fatalf("capinfos says %q", line)
		}
		seen++
		ps, err := Load(f[0])
		report := ps.Report()
		if got := []string{strconv.Itoa(len(ps)), strconv.FormatInt(report.Bytes, 10)}; !slices.Equal(got, f[1:3]) {
			t.Errorf("%s: packets and bytes %v, capinfos %v (%v)", f[0], got, f[1:3], err)
		}
		if len(ps) == 0 {
			continue
		}
		for i, at := range []int64{report.First.UnixNano(), report.Last.UnixNano()} {
			if want, digits, ok := nanos(f[3+i]); ok && !beyondTime(f[3+i]) && at/digits != want/digits {
				t.Errorf("%s: time %d, capinfos %s", f[0], at, f[3+i])
			}
		}
	}
	for _, path := range files {
		if _, err := Load(path); err != nil {
			unread++
			t.Log(err)
		}
	}
	t.Logf("%d files, capinfos reads %d, %d end with an error of ours", len(files), seen, unread)
}

// nanos reads seconds as capinfos writes them: nanoseconds, and how many of them the last digit stands for.
func nanos(text string) (ns, digit int64, ok bool) {
	whole, fraction, _ := strings.Cut(text, ".")
	sec, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || len(fraction) > 9 {
		return 0, 0, false // "n/a"
	}
	part, err := strconv.ParseInt(fraction+strings.Repeat("0", 9-len(fraction)), 10, 64)
	digit = 1
	for range 9 - len(fraction) {
		digit *= 10
	}
	return sec*1e9 + part, digit, err == nil
}

// coreFields are what must agree with tshark on nearly all packets, however broken: lengths, times, innermost addresses,
// ports.
var coreFields = []string{"Length", "CapturedLength", "Time", "IPSrc", "IPDst", "PortSrc", "PortDst"}

// reachIP are the link types of which the packets in them must agree.
var reachIP = []LinkType{linkNull, linkEthernet, linkPPP, linkRawOld, linkRawBSD, linkPPPHDLC, linkPPPoE, linkRaw, linkCHDLC, link80211, linkLoop, linkSLL,
	linkRadiotap, linkIPv4, linkIPv6, linkNFLog, linkPKTAP, linkSLL2}

// An agreement counts the packets of which all core fields agree with tshark's.
type agreement struct {
	all, same        int
	whole, wholeSame int // packets in which tshark finds nothing malformed
	files            int
	first            []string
}

// add compares the packets of a file. It returns them with tshark's cells, unless their numbers differ.
func (a *agreement) add(t *testing.T, path string) (ps Packets, theirs []map[string]string) {
	t.Helper()
	ps, err := Load(path)
	fields := slices.Concat([]string{"_ws.malformed", "_ws.expert.severity"}, asked(coreFields...), preflightFields)
	slices.Sort(fields)
	theirs = tsharkCells(t, path, slices.Compact(fields)...)
	if len(theirs) == 0 {
		t.Logf("%s: tshark does not know it; %d packets here", path, len(ps))
		return nil, nil
	}
	a.files++
	if len(ps) != len(theirs) {
		t.Errorf("%s: %d packets, tshark has %d (%v)", path, len(ps), len(theirs), err)
		return nil, nil
	}
	for i, p := range ps {
		if slices.Contains(reachIP, p.LinkType()) && !notEntered(theirs[i]["frame.protocols"]) {
			well := theirs[i]["_ws.malformed"] == "" && !strings.Contains(theirs[i]["_ws.expert.severity"], "8388608") // an error
			a.count(firstDifference(path, p, newRow(theirs[i])), well)
		}
	}
	return ps, theirs
}

// firstDifference names the first core field that is not tshark's.
func firstDifference(path string, p Packet, r row) string {
	for _, f := range typedFields {
		if !slices.Contains(coreFields, f.name) {
			continue
		}
		if got, want, ok := compareField(path, f, p, r); ok && got != want && !(got == "" && halfHeader(p)) {
			return fmt.Sprintf("%s frame %d (%v): %s %q, tshark %q", filepath.Base(path), p.Number(), p.LinkType(), f.name, got, want)
		}
	}
	return ""
}

// beyondTime tells seconds that 64 bits of nanoseconds do not hold: the time of such a packet is missing here.
func beyondTime(seconds string) bool {
	s, err := strconv.ParseFloat(seconds, 64)
	return err == nil && s >= 1<<63/1e9
}

// notEntered tells packets that wrap others in what is not dissected here: LISP, sFlow, network service headers, Cisco's metadata.
func notEntered(protocols string) bool {
	return slices.ContainsFunc(strings.Split(protocols, ":"), func(layer string) bool {
		return slices.Contains([]string{"lisp", "lisp-data", "sflow", "nsh", "cmd"}, layer)
	})
}

// halfHeader tells an IP header of which the packet has a part: Wireshark shows the addresses that are whole, here a
// packet has both or none. (Wireshark's names for the ports of UDP-Lite are UDP's.)
func halfHeader(p Packet) bool {
	problem := dissect.Problem(p.c.Problem[p.i])
	return !p.is(hasIP) && (problem == dissect.ProblemIPv4 || problem == dissect.ProblemIPv6)
}

func (a *agreement) count(differs string, well bool) {
	a.all++
	if well {
		a.whole++
	}
	if differs == "" {
		a.same++
		if well {
			a.wholeSame++
		}
		return
	}
	if len(a.first) < 40 {
		if well {
			differs += ", well-formed"
		}
		a.first = append(a.first, differs)
	}
}

// check fails where fewer agree than the issue wants: 99.9 % of all packets and 99.99 % of well-formed ones.
func (a *agreement) check(t *testing.T) {
	t.Helper()
	for _, line := range a.first {
		t.Log(line)
	}
	t.Logf("%d files, %d of %d packets agree, %d of %d well-formed ones", a.files, a.same, a.all, a.wholeSame, a.whole)
	if float64(a.same) < 0.999*float64(a.all) {
		t.Errorf("%d of %d packets agree with tshark, want 99.9 %%", a.same, a.all)
	}
	if missing := a.whole - a.wholeSame; float64(missing) > max(2, 0.0001*float64(a.whole)) {
		t.Errorf("%d of %d well-formed packets differ from tshark, want at most 0.01 %%", missing, a.whole)
	}
}

// mutated are the captures that TestEditcapErrors changes: one of each link type and each way to carry IP.
func mutated() []string {
	var files []string
	for _, pattern := range []string{"../testdata/ten*.pcap", "../testdata/any-sll*.pcap", "../testdata/ipv6-extensions.pcap", "../testdata/fragments.pcap",
		"../testdata/unreachable.pcap", "../testdata/vxlan.pcap", "../testdata/tun-rawip.pcap", "../../shared/captures/tcpdump/nflog.pcap",
		"../../shared/captures/tcpdump/LINKTYPE_*.pcap"} {
		found, _ := filepath.Glob(pattern)
		files = append(files, found...)
	}
	return slices.DeleteFunc(files, func(f string) bool { return strings.HasSuffix(f, "ten-cut.pcap") })
}

// TestEditcapErrors changes two bytes of a hundred in captures of all kinds, ten times each, and compares with tshark.
func TestEditcapErrors(t *testing.T) {
	needs(t, "editcap", "mergecap", "tshark")
	dir := t.TempDir()
	var made []string
	for _, path := range mutated() {
		for seed := range 10 {
			to := filepath.Join(dir, fmt.Sprintf("%d-%s", seed, filepath.Base(path)))
			run(t, "editcap", "-E", "0.02", "--seed", strconv.Itoa(seed+1), path, to)
			made = append(made, to)
		}
	}
	packets := 0
	for _, path := range made {
		packets += len(loadBounded(t, path))
	}
	all := filepath.Join(dir, "all.pcapng")
	run(t, "mergecap", append([]string{"-a", "-w", all}, made...)...)
	var a agreement
	a.add(t, all)
	t.Logf("%d mutants, %d packets", len(made), packets)
	a.check(t)
}

// TestRandpkt reads random packets of all kinds that Wireshark's generator makes. It takes no seed.
func TestRandpkt(t *testing.T) {
	needs(t, "randpkt", "mergecap", "tshark")
	dir := t.TempDir()
	kinds := strings.Fields("arp bgp bvlc dns eth fddi giop icmp ieee802.15.4 ip ipv6 llc m2m megaco nbns ncp2222 sctp syslog tds tcp tr udp usb-linux")
	var made []string
	for _, kind := range kinds {
		for i := range 5 {
			to := filepath.Join(dir, fmt.Sprintf("%s-%d.pcapng", kind, i))
			run(t, "randpkt", "-b", strconv.Itoa(300+300*i), "-c", "40", "-t", kind, to)
			made = append(made, to)
			loadBounded(t, to)
		}
	}
	all := filepath.Join(dir, "all.pcapng")
	run(t, "mergecap", append([]string{"-a", "-w", all}, made...)...)
	var a agreement
	a.add(t, all)
	t.Logf("%d files", len(made))
	a.check(t)
}

// loadBounded loads a small file with limits that no small file reaches, and asks everything of it.
func loadBounded(t *testing.T, path string) Packets {
	t.Helper()
	ps, err := LoadContext(context.Background(), LoadOptions{Packets: 100_000, Interfaces: 1000, NoCache: true}, path)
	everything(t, ps, err)
	return ps
}

// TestOthersAgree compares all captures of testdata and those beside the checkout with tshark, and what Preflight finds in them.
func TestOthersAgree(t *testing.T) {
	needs(t, "tshark")
	var a agreement
	sums := 0
	for _, path := range captureFiles(t) {
		ps, theirs := a.add(t, path)
		sums += agreeOnFaults(t, path, ps, theirs)
	}
	t.Logf("%d checksums", sums)
	a.check(t)
}

// TestOddPcaps reads the kinds of pcap that other tcpdumps wrote, some with the magic of the ordinary one.
func TestOddPcaps(t *testing.T) {
	needs(t, "editcap")
	for _, name := range []string{"ten", "web", "ten-snaplen60"} {
		for _, kind := range []string{"modpcap", "nokiapcap", "rh6_1pcap", "suse6_3pcap", "nsecpcap"} {
			from, to := "../testdata/"+name+".pcap", filepath.Join(t.TempDir(), kind)
			run(t, "editcap", "-F", kind, from, to)
			ps, err := Load(to)
			if err != nil || rows(ps) != rows(MustLoad(from)) {
				t.Errorf("%s of %s: %d packets, other than in the ordinary file (%v)", kind, name, len(ps), err)
			}
		}
	}
}
