package main

import (
	"fmt"
	"math"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"netlab/pcapnb/ipynb"
)

// TestAnalystAgreesWithTshark compares numbers that the analyst's notebook shows with what tshark's statistics and fields make of the same
// captures.
func TestAnalystAgreesWithTshark(t *testing.T) {
	if _, err := exec.LookPath("tshark"); err != nil {
		t.Skip("skipped: needs tshark (apt-get install tshark)")
	}
	nb, err := ipynb.Read("analyst.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	shown := make(map[string][][]string) // by cell: the words of each line
	for _, c := range nb.Cells {
		id, _ := c.Raw["id"].(string)
		for _, o := range c.Outputs {
			for line := range strings.Lines(o.Text()) {
				if words := strings.Fields(line); len(words) > 1 {
					shown[id] = append(shown[id], words)
				}
			}
		}
	}
	t.Run("conversations", func(t *testing.T) { checkConversations(t, shown["conversations"]) })
	t.Run("endpoints", func(t *testing.T) { checkEndpoints(t, shown["endpoints"]) })
	t.Run("hierarchy", func(t *testing.T) { checkHierarchy(t, shown["hierarchy"]) })
	t.Run("shares", func(t *testing.T) { checkShares(t, shown["share"]) })
	t.Run("first seen", func(t *testing.T) { checkFirstSeen(t, shown["first"]) })
	t.Run("layers", func(t *testing.T) { checkLayers(t, shown["layers"]) })
	t.Run("states", func(t *testing.T) { checkStates(t, shown["states"]) })
	t.Run("silence", func(t *testing.T) { checkSilence(t, shown["silence"]) })
	t.Run("stack", func(t *testing.T) { checkStack(t, shown["stack"]) })
	t.Run("axes", func(t *testing.T) { checkAxes(t, shown["axes"]) })
	t.Run("box", func(t *testing.T) { checkBox(t, shown["box"]) })
	t.Run("unanswered", func(t *testing.T) { checkUnanswered(t, shown["unanswered"]) })
	t.Run("before", func(t *testing.T) { checkBefore(t, shown["before"]) })
	t.Run("merged", func(t *testing.T) { checkMerged(t, shown["merged"]) })
	t.Run("round trips", func(t *testing.T) { checkRoundTrips(t, shown["rtt"]) })
}

// tshark runs it on one of the captures and returns the words of each line.
func tshark(t *testing.T, capture string, args ...string) [][]string {
	t.Helper()
	out, err := exec.Command("tshark", append([]string{"-n", "-r", "../testdata/" + capture + ".pcap"}, args...)...).Output()
	if err != nil {
		t.Fatal(err)
	}
	var lines [][]string
	for line := range strings.Lines(string(out)) {
		if words := strings.Fields(line); len(words) > 0 {
			lines = append(lines, words)
		}
	}
	return lines
}

// fieldsOf asks tshark for fields that each packet has which a filter lets through.
func fieldsOf(t *testing.T, capture, filter string, fields ...string) [][]string {
	t.Helper()
	args := []string{"-Y", filter, "-T", "fields", "-E", "occurrence=f"}
	for _, f := range fields {
		args = append(args, "-e", f)
	}
	return tshark(t, capture, args...)
}

func number(t *testing.T, text string) int {
	t.Helper()
	n, err := strconv.Atoi(strings.ReplaceAll(strings.Trim(text, ","), ",", ""))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func checkConversations(t *testing.T, rows [][]string) {
	type ends [4]string
	packets, bytes := make(map[ends]int), make(map[ends]int)
	for _, filter := range []string{"tcp && ip", "tcp && ipv6"} {
		source := map[string]string{"tcp && ip": "ip", "tcp && ipv6": "ipv6"}[filter]
		for _, f := range fieldsOf(t, "morning", filter, source+".src", "tcp.srcport", source+".dst", "tcp.dstport", "frame.len") {
			e, back := ends{f[0], f[1], f[2], f[3]}, ends{f[2], f[3], f[0], f[1]}
			if _, known := packets[back]; known {
				e = back
			}
			packets[e]++
			bytes[e] += number(t, f[4])
		}
	}
	var largest []int
	for _, n := range bytes {
		largest = append(largest, n)
	}
	slices.Sort(largest)
	slices.Reverse(largest)
	compared := 0
	for _, r := range rows {
		if len(r) < 7 || r[0] != fmt.Sprint(compared) {
			continue
		}
		e := ends(r[1:5])
		if number(t, r[5]) != packets[e] || number(t, r[6]) != bytes[e] || bytes[e] != largest[compared] {
			t.Errorf("%v: tshark has %d packets and %d bytes; the largest is of %d", r, packets[e], bytes[e], largest[compared])
		}
		compared++
	}
	if compared != 5 {
		t.Errorf("%d rows, want 5", compared)
	}
}

func checkEndpoints(t *testing.T, rows [][]string) {
	packets, bytes, sent := make(map[string]int), make(map[string]int), make(map[string]int)
	for _, family := range []string{"ip", "ipv6"} {
		for _, f := range fieldsOf(t, "morning", family, family+".src", family+".dst", "frame.len") {
			for _, host := range f[:2] {
				packets[host]++
				bytes[host] += number(t, f[2])
			}
			sent[f[0]]++
		}
	}
	compared := 0
	for _, r := range rows {
		if len(r) < 5 || r[0] != fmt.Sprint(compared) {
			continue
		}
		if host := r[1]; number(t, r[2]) != packets[host] || number(t, r[3]) != bytes[host] || number(t, r[4]) != sent[host] {
			t.Errorf("%v: tshark has %d packets, %d bytes, %d sent", r, packets[host], bytes[host], sent[host])
		}
		compared++
	}
	if compared != 6 {
		t.Errorf("%d rows, want 6", compared)
	}
}

// checkHierarchy leaves TLS and what tshark calls tcp.segments to TestProtocolHierarchy of package talk, which knows what they differ by.
func checkHierarchy(t *testing.T, rows [][]string) {
	var want, got []string
	left := func(protocol string) bool { return protocol == "tls" || protocol == "tcp.segments" }
	for _, words := range tshark(t, "morning", "-q", "-z", "io,phs") {
		if len(words) == 3 && strings.HasPrefix(words[1], "frames:") && !left(words[0]) {
			want = append(want, fmt.Sprintf("%s %s %s", words[0], words[1][len("frames:"):], words[2][len("bytes:"):]))
		}
	}
	for _, r := range rows {
		if len(r) == 7 && strings.HasPrefix(r[2], "packet") && !left(r[0]) {
			got = append(got, fmt.Sprintf("%s %d %d", r[0], number(t, r[1]), number(t, r[3])))
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) || len(got) < 10 {
		t.Errorf("got %q, tshark has %q", got, want)
	}
}

func checkShares(t *testing.T, rows [][]string) {
	bytes, total := make(map[string]float64), 0.0
	for _, family := range []string{"ip", "ipv6"} {
		for _, f := range fieldsOf(t, "morning", family, family+".src", "frame.len") {
			bytes[f[0]] += float64(number(t, f[1]))
			total += float64(number(t, f[1]))
		}
	}
	compared := 0
	for _, r := range rows {
		share, err := strconv.ParseFloat(r[len(r)-1], 64)
		if len(r) != 2 || err != nil || !strings.Contains(r[1], ".") {
			continue
		}
		if want := 100 * bytes[r[0]] / total; math.Abs(share-want) > 1e-6 {
			t.Errorf("%s has %v %%, tshark's sums are %v %%", r[0], share, want)
		}
		compared++
	}
	if compared != 5 {
		t.Errorf("%d rows, want 5", compared)
	}
}

func checkFirstSeen(t *testing.T, rows [][]string) {
	first, packets := make(map[string]string), make(map[string]int)
	for _, f := range fieldsOf(t, "exfil", "ip", "ip.dst", "frame.time_epoch") {
		if packets[f[0]]++; first[f[0]] == "" {
			first[f[0]] = f[1]
		}
	}
	compared := 0
	for _, r := range rows {
		if len(r) != 4 || packets[r[0]] == 0 {
			continue
		}
		_, fraction, _ := strings.Cut(r[2], ".")
		if number(t, r[3]) != packets[r[0]] || !strings.Contains(first[r[0]], "."+fraction) {
			t.Errorf("%v: tshark has %d packets, the first at %s", r, packets[r[0]], first[r[0]])
		}
		compared++
	}
	if compared != 5 {
		t.Errorf("%d rows, want 5", compared)
	}
}

func checkRoundTrips(t *testing.T, rows [][]string) {
	rtt := make(map[string]string)
	for _, f := range fieldsOf(t, "bulk", "tcp.stream == 1 && tcp.analysis.ack_rtt", "frame.number", "tcp.analysis.ack_rtt") {
		rtt[f[0]] = f[1]
	}
	compared := 0
	for _, r := range rows {
		if len(r) != 6 || r[0] != fmt.Sprint(compared) { // number, client's, data, packet, time, round trip
			continue
		}
		if !strings.HasPrefix(rtt[r[3]], r[5]) {
			t.Errorf("%v: tshark has %s", r, rtt[r[3]])
		}
		compared++
	}
	if compared != 4 {
		t.Errorf("%d rows, want 4", compared)
	}
}

func checkMerged(t *testing.T, rows [][]string) {
	compared := 0
	for _, r := range rows {
		name, _ := strings.CutPrefix(r[0], "../testdata/")
		name, isFile := strings.CutSuffix(name, ".pcap")
		if len(r) != 3 || !isFile {
			continue
		}
		bytes, frames := 0, fieldsOf(t, name, "frame", "frame.len")
		for _, f := range frames {
			bytes += number(t, f[0])
		}
		if number(t, r[1]) != len(frames) || number(t, r[2]) != bytes {
			t.Errorf("%v: tshark has %d packets and %d bytes", r, len(frames), bytes)
		}
		compared++
	}
	if compared != 3 {
		t.Errorf("%d rows, want 3", compared)
	}
}

// sumsBy adds up the lengths of packets that a filter lets through, by whole seconds since 1970.
func sumsBy(t *testing.T, filter string) (bySecond map[int]int, packets map[int]int, lengths []int) {
	bySecond, packets = make(map[int]int), make(map[int]int)
	for _, f := range fieldsOf(t, "morning", filter, "frame.time_epoch", "frame.len") {
		second, _, _ := strings.Cut(f[0], ".")
		n := number(t, f[1])
		bySecond[number(t, second)] += n
		packets[number(t, second)]++
		lengths = append(lengths, n)
	}
	slices.Sort(lengths)
	return bySecond, packets, lengths
}

func total(numbers []int) (sum int) {
	for _, n := range numbers {
		sum += n
	}
	return sum
}

func largest(counts map[int]int) (most int) {
	for _, n := range counts {
		most = max(most, n)
	}
	return most
}

// ownTCP and ownUDP leave out what ICMP errors quote.
const (
	ownTCP = "tcp && !icmp && !icmpv6"
	ownUDP = "udp && !icmp && !icmpv6"
)

// wantText fails where the lines do not say text.
func wantText(t *testing.T, rows [][]string, text string) {
	t.Helper()
	var all []string
	for _, r := range rows {
		all = append(all, strings.Join(r, " "))
	}
	if !strings.Contains(strings.Join(all, " "), text) {
		t.Errorf("no %q in %q", text, all)
	}
}

// comma writes a number as figures say it.
func comma(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func checkStack(t *testing.T, rows [][]string) {
	for name, filter := range map[string]string{"TCP": ownTCP, "UDP": ownUDP} {
		bySecond, _, lengths := sumsBy(t, filter)
		sum, _, all := sumsBy(t, "frame")
		wantText(t, rows, fmt.Sprintf("%s: %s, %.1f %% of all; largest %s at", name, comma(total(lengths)), 100*float64(total(lengths))/float64(total(all)), comma(largest(bySecond))))
		wantText(t, rows, "from 0 to "+comma(largest(sum)))
	}
}

func checkAxes(t *testing.T, rows [][]string) {
	bytes, packets, _ := sumsBy(t, "frame")
	wantText(t, rows, "(bytes), from 0 to "+comma(largest(bytes))+".")
	wantText(t, rows, "(packets), from 0 to "+comma(largest(packets))+".")
}

// checkBox compares quartiles, which are R's type 7 as pandas' are.
func checkBox(t *testing.T, rows [][]string) {
	for name, filter := range map[string]string{"TCP": ownTCP, "UDP": ownUDP} {
		_, _, all := sumsBy(t, filter)
		quantile := func(p float64) string {
			at := p * float64(len(all)-1)
			low := int(at)
			v := float64(all[low]) + (at-float64(low))*float64(all[min(low+1, len(all)-1)]-all[low])
			if v != math.Trunc(v) {
				return strconv.FormatFloat(v, 'f', -1, 64)
			}
			return comma(int(v))
		}
		wantText(t, rows, fmt.Sprintf("%s: %s values; lowest %s, lower quartile %s, median %s, upper quartile %s, highest %s;",
			name, comma(len(all)), quantile(0), quantile(0.25), quantile(0.5), quantile(0.75), quantile(1)))
	}
}

func checkLayers(t *testing.T, rows [][]string) {
	packets, bytes := make(map[[2]string]int), make(map[[2]string]int)
	for _, f := range fieldsOf(t, "morning", "eth", "eth.src", "eth.dst", "frame.len") {
		ends := [2]string{min(f[0], f[1]), max(f[0], f[1])}
		packets[ends]++
		bytes[ends] += number(t, f[2])
	}
	compared := 0
	for _, r := range rows {
		if len(r) < 7 || r[0] != fmt.Sprint(compared) {
			continue
		}
		if ends := [2]string{min(r[1], r[2]), max(r[1], r[2])}; number(t, r[3]) != packets[ends] || number(t, r[4]) != bytes[ends] {
			t.Errorf("%v: tshark has %d packets and %d bytes", r, packets[ends], bytes[ends])
		}
		compared++
	}
	if compared != 5 {
		t.Errorf("%d rows, want 5", compared)
	}
}

// checkStates counts the streams of which tshark has seen all from the first SYN to a FIN (tcp.completeness).
func checkStates(t *testing.T, rows [][]string) {
	complete := make(map[string]bool)
	for _, f := range fieldsOf(t, "morning", "tcp.completeness == 31 || tcp.completeness == 63", "tcp.stream") {
		complete[f[0]] = true
	}
	wantText(t, rows, fmt.Sprintf("closed %d", len(complete)))
}

// checkUnanswered counts questions without an answer by tshark's own matching.
func checkUnanswered(t *testing.T, rows [][]string) {
	asked := len(fieldsOf(t, "unreachable", "dns.flags.response == 0 && !dns.response_in && !icmp && !icmpv6", "frame.number")) +
		len(fieldsOf(t, "unreachable", "(icmp.type == 8 && !icmp.resp_in && !(icmp.type in {3, 5, 11})) || (icmpv6.type == 128 && !icmpv6.resp_in && !(icmpv6.type < 128))", "frame.number"))
	compared := 0
	for _, r := range rows {
		if len(r) > 5 && (r[1] == "DNS" || r[1] == "ICMP") {
			compared++
		}
	}
	if compared != asked || asked == 0 {
		t.Errorf("%d questions without an answer, tshark has %d", compared, asked)
	}
}

func checkBefore(t *testing.T, rows [][]string) {
	for name, filter := range map[string]string{"TCP": ownTCP, "UDP": ownUDP} {
		_, _, before := sumsBy(t, "frame.time_relative < 24 && "+filter)
		_, _, after := sumsBy(t, "frame.time_relative >= 24 && "+filter)
		b, a := total(before), total(after)
		wantText(t, rows, fmt.Sprintf("%s %d %d %d %.6f", name, b, a, a-b, float64(a)/float64(b)))
	}
}

// checkSilence splits UDP conversations where nothing was sent for more than two seconds.
func checkSilence(t *testing.T, rows [][]string) {
	type part struct {
		last           float64
		packets, bytes int
	}
	parts := make(map[string][]part)
	for _, family := range []string{"ip", "ipv6"} {
		for _, f := range fieldsOf(t, "morning", ownUDP+" && "+family, family+".src", "udp.srcport", family+".dst", "udp.dstport", "frame.time_epoch", "frame.len") {
			a, b := f[0]+" "+f[1], f[2]+" "+f[3]
			key, at := min(a, b)+" "+max(a, b), must(strconv.ParseFloat(f[4], 64))
			all := parts[key]
			if len(all) == 0 || at-all[len(all)-1].last > 2 {
				all = append(all, part{})
			}
			p := &all[len(all)-1]
			p.last, p.packets, p.bytes = at, p.packets+1, p.bytes+number(t, f[5])
			parts[key] = all
		}
	}
	compared := 0
	for _, r := range rows {
		if len(r) < 8 || r[0] != fmt.Sprint(compared) {
			continue
		}
		a, b := r[1]+" "+r[2], r[3]+" "+r[4]
		if !slices.ContainsFunc(parts[min(a, b)+" "+max(a, b)], func(p part) bool { return p.packets == number(t, r[5]) && p.bytes == number(t, r[6]) }) {
			t.Errorf("%v: tshark has %v", r, parts[min(a, b)+" "+max(a, b)])
		}
		compared++
	}
	if compared != 4 {
		t.Errorf("%d rows, want 4", compared)
	}
}

func must[V any](v V, err error) V {
	if err != nil {
		panic(err)
	}
	return v
}

// Each of the twenty-one tasks takes at most four lines.
func TestAnalystIsBrief(t *testing.T) {
	nb, err := ipynb.Read("analyst.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	tasks := make(map[int]bool)
	numbered := regexp.MustCompile(`^\*\*(\d+)\.\*\* `)
	for _, c := range nb.Cells {
		if found := numbered.FindStringSubmatch(c.Source()); found != nil {
			tasks[number(t, found[1])] = true
		}
		lines := strings.Split(strings.TrimPrefix(strings.TrimSpace(c.Source()), "%%\n"), "\n")
		if id, _ := c.Raw["id"].(string); c.IsCode() && id != "imports" && len(lines) > 4 {
			t.Errorf("cell %s has %d lines, more than 4", id, len(lines))
		}
	}
	for n := 1; n <= 21; n++ {
		if !tasks[n] {
			t.Errorf("task %d is not there", n)
		}
	}
}
