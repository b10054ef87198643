package pcapnb_test

import (
	"encoding/binary"
	"fmt"
	"iter"
	"math/rand/v2"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"netlab/pcapnb"
)

// rowsAsked is what Packets and Captures have in common.
type rowsAsked[S any] interface {
	pcapnb.RowsOf[pcapnb.Packet]
	Describe(fields ...pcapnb.Field[pcapnb.Packet]) *pcapnb.Table
	Resample(every time.Duration) pcapnb.Groups[pcapnb.Packet, time.Time]
	Filter(conds ...pcapnb.Cond[pcapnb.Packet]) S
	FilterFunc(keep func(p pcapnb.Packet) bool) S
	Where(filter string) S
	BPF(filter string) S
	Head(n int) pcapnb.Packets
	Tail(n int) pcapnb.Packets
	EveryNth(n int) pcapnb.Packets
	Sample(n int, seed uint64) pcapnb.Packets
	Select(fields ...pcapnb.Field[pcapnb.Packet]) *pcapnb.Table
	Table() *pcapnb.Table
	With(fields ...pcapnb.Field[pcapnb.Packet]) *pcapnb.Table
	Columns() pcapnb.List[string]
	InterArrival() pcapnb.Series[time.Time]
	Flows() pcapnb.Flows
	Stream(number int) *pcapnb.Stream
	ProtocolHierarchy() pcapnb.Hierarchy
	DropDuplicates() S
	Shape() pcapnb.Dims
	Duration() time.Duration
	Sum(m pcapnb.Measurer[pcapnb.Packet]) pcapnb.Stat
	Std(m pcapnb.Measurer[pcapnb.Packet]) pcapnb.Stat
	Quantile(m pcapnb.Measurer[pcapnb.Packet], p float64) pcapnb.Stat
	Report() pcapnb.Report
	Frames() iter.Seq[pcapnb.Frame]
	OwnHost() netip.Addr
	WritePcap(path string) error
}

// writtenText is the files that packets are written to, and their frames.
func writtenText[S rowsAsked[S]](ps S) string {
	var b strings.Builder
	for f := range ps.Frames() {
		fmt.Fprintf(&b, "%d %v %v %d %x\n", f.Number, f.Time, f.LinkType, f.Length, f.Data)
	}
	dir, err := os.MkdirTemp("", "written")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	for _, name := range []string{"out.pcap", "out.pcapng"} {
		path := filepath.Join(dir, name)
		if err := ps.WritePcap(path); err != nil {
			fmt.Fprintln(&b, strings.ReplaceAll(err.Error(), dir, ""))
			continue
		}
		data, err := os.ReadFile(path)
		if err != nil {
			panic(err)
		}
		fmt.Fprintf(&b, "%s %x\n", name, data)
	}
	return b.String()
}

// exact is a value with all its digits.
func exact(v any, ok bool) string {
	if f, is := v.(float64); is {
		v = strconv.FormatFloat(f, 'x', -1, 64)
	}
	if !ok {
		v = "none"
	}
	return fmt.Sprint(v)
}

func exactSeries[K comparable](s pcapnb.Series[K]) string {
	var b strings.Builder
	fmt.Fprintln(&b, s.Name(), s.Unit(), s.KeyName(), s)
	for i := range s.Len() {
		v, ok := s.Value(i)
		fmt.Fprintln(&b, s.Key(i), s.KeyMissing(i), exact(v, ok))
	}
	return b.String()
}

func exactTable(t *pcapnb.Table) string {
	var b strings.Builder
	fmt.Fprintln(&b, t)
	for _, name := range t.Columns() {
		c := t.Column(name)
		fmt.Fprintln(&b, name, c.Unit, c.Kind())
		for i := range c.Len() {
			fmt.Fprintln(&b, exact(c.Value(i)))
		}
	}
	return b.String()
}

func exactStat(s pcapnb.Stat) string { return s.Name + s.Unit + exact(s.Value, !s.Missing) }

// packetText is a packet without its number, which a Captures of several files knows only in order.
func packetText(p pcapnb.Packet) string {
	return fmt.Sprint(p.Time(), p.Length(), p.IPSrc(), p.IPDst(), p.PortSrc(), p.PortDst(), p.Protocol(), p.DNSQuery(), p.DNSResp(), string(p.Bytes()))
}

func packetsText(ps []pcapnb.Packet) string {
	var b strings.Builder
	for _, p := range ps {
		fmt.Fprintf(&b, "%q\n", packetText(p))
	}
	return b.String()
}

// numberedText is packets with their numbers.
func numberedText(ps []pcapnb.Packet) string {
	var b strings.Builder
	for _, p := range ps {
		fmt.Fprintf(&b, "%d %q\n", p.Number(), packetText(p))
	}
	return b.String()
}

// streamText is a stream with all that a graph shows of it.
func streamText(s *pcapnb.Stream) string {
	var b strings.Builder
	fmt.Fprintln(&b, s.Number, s.Client, s.Server, s.Len())
	for i, p := range s.Packets {
		at, seq, ack, length, fromClient := s.Segment(i)
		fmt.Fprintln(&b, exact(at, true), seq, ack, length, fromClient, s.Retransmission(i), p.TCPStream())
	}
	return b.String() + numberedText(s.Packets)
}

// rowAnswers asks packets for what is in order, or depends on those before.
func rowAnswers[S rowsAsked[S]](ps S, say func(name, answer string)) {
	say("tail", numberedText(ps.Tail(7))+numberedText(ps.Tail(0)))
	say("every", numberedText(ps.EveryNth(5)))
	say("sample", numberedText(ps.Sample(9, 3))+numberedText(ps.Sample(0, 1)))
	say("select", exactTable(ps.Select(pcapnb.FrameNumber, pcapnb.Time, pcapnb.IPSrc, pcapnb.Protocol, pcapnb.DNSQuery, pcapnb.TCPStream, pcapnb.MACDst, pcapnb.TimeNormed, pcapnb.Flags)))
	say("table", exactTable(ps.Table())+exactTable(ps.With(pcapnb.PayloadLen)))
	say("columns", fmt.Sprint(ps.Columns()))
	say("inter-arrival", exactSeries(ps.InterArrival()))
	say("flows", fmt.Sprintf("%#v", ps.Flows()))
	say("hierarchy", fmt.Sprintf("%#v", ps.ProtocolHierarchy()))
	for _, number := range []int{0, 3, 1000} {
		say(fmt.Sprintf("stream %d", number), streamText(ps.Stream(number)))
	}
	say("where streams", numberedText(ps.Where("tcp.stream in {0, 2, 4} || udp.stream == 1").Tail(1000)))
	say("where analysis", numberedText(ps.Where("tcp.analysis.acks_frame || frame.time_delta > 0.1 || frame.number == 7").EveryNth(2)))
	say("filter streams", numberedText(ps.Filter(pcapnb.TCPStream.Is(2)).Tail(1000))+exactStat(ps.Filter(pcapnb.FrameNumber.Gt(10)).Sum(pcapnb.TCPStream)))
	say("streams", exactSeries(pcapnb.GroupBy(ps, pcapnb.TCPStream).Sum(pcapnb.TCPLen))+exactSeries(pcapnb.ValueCounts(ps, pcapnb.TCPStream)))
	say("numbers", exactTable(ps.Describe(pcapnb.FrameNumber, pcapnb.TCPStream)))
	say("written", writtenText(ps))
	say("own host", ps.OwnHost().String())
	say("once", numberedText(ps.DropDuplicates().EveryNth(1)))
}

// groupAnswers asks groups all they can be asked.
func groupAnswers[K comparable](name string, g pcapnb.Groups[pcapnb.Packet, K], say func(name, answer string)) {
	third := pcapnb.NewMeasure("third", "bytes", func(p pcapnb.Packet) float64 { return float64(p.Length()) / 3 })
	for field, m := range map[string]pcapnb.Measurer[pcapnb.Packet]{"length": pcapnb.Length, "seq": pcapnb.Seq, "third": third} {
		say(name+" sum "+field, exactSeries(g.Sum(m)))
		say(name+" sum, empty missing, "+field, exactSeries(g.EmptyMissing().Sum(m)))
		say(name+" mean "+field, exactSeries(g.Mean(m)))
		say(name+" std "+field, exactSeries(g.Std(m)))
		say(name+" median "+field, exactSeries(g.Median(m)))
		say(name+" 95% "+field, exactSeries(g.Quantile(m, 0.95)))
		say(name+" min "+field, exactSeries(g.Min(m)))
		say(name+" max "+field, exactSeries(g.Max(m)))
		say(name+" first "+field, exactSeries(g.First(m)))
		say(name+" last "+field, exactSeries(g.Last(m)))
		say(name+" argmax "+field, packetsText(g.ArgMax(m)))
		say(name+" argmin "+field, packetsText(g.ArgMin(m)))
	}
	say(name+" count", exactSeries(g.Count()))
	say(name+" with missing", exactSeries(g.WithMissing().Sum(pcapnb.Length))+packetsText(g.WithMissing().ArgMax(pcapnb.Length)))
	say(name+" unique", exactSeries(g.NUnique(pcapnb.IPSrc)))
	say(name+" keys", fmt.Sprint(g.Len(), g.Keys()))
	for _, groups := range []pcapnb.Groups[pcapnb.Packet, K]{g, g.WithMissing()} {
		say(name+" agg", exactTable(groups.Agg(pcapnb.CountOf(pcapnb.DNSQuery), pcapnb.SumOf(pcapnb.Length), pcapnb.MeanOf(third), pcapnb.StdOf(pcapnb.Length),
			pcapnb.MedianOf(pcapnb.TCPLen), pcapnb.QuantileOf(pcapnb.Length, 0.25), pcapnb.NUniqueOf(pcapnb.PortDst), pcapnb.MinOf(pcapnb.IPSrc),
			pcapnb.MaxOf(pcapnb.Time), pcapnb.FirstOf(pcapnb.Protocol), pcapnb.LastOf(pcapnb.PortSrc), pcapnb.MinOf(pcapnb.Protocol), pcapnb.FirstOf(pcapnb.DNSQuery))))
		say(name+" across", fmt.Sprint(pcapnb.Across(groups, pcapnb.Protocol, pcapnb.StdOf(pcapnb.Length))))
	}
	say(name+" head", packetsText(g.Head(2)))
	say(name+" missing", packetsText(g.Missing()))
	say(name+" apply", exactSeries(g.Apply("n", "", func(ps pcapnb.Rows[pcapnb.Packet]) (float64, bool) { return float64(len(ps)), len(ps) > 1 })))
	if keys := g.Keys(); len(keys) > 0 {
		say(name+" get", packetsText(g.Get(keys[0])))
	}
}

// answers asks packets all that they can be asked, and returns every answer with its digits.
func answers[S rowsAsked[S]](all S, load func(S) pcapnb.Packets) map[string]string {
	said := map[string]string{}
	say := func(name, answer string) { said[name] = answer }
	parity := pcapnb.NewKey("parity", func(p pcapnb.Packet) bool { return p.Length()%2 == 0 })
	kind := pcapnb.LabelFunc("kind", pcapnb.PortDst, func(port int) (string, bool) { return strconv.Itoa(port % 7), port < 1024 })
	for name, ps := range map[string]S{
		"all":    all,
		"filter": all.Filter(pcapnb.Protocol.Is("TCP"), pcapnb.Length.Gt(60)),
		"own":    all.FilterFunc(func(p pcapnb.Packet) bool { return p.Length()%3 != 0 }),
		"where":  all.Where("ip.ttl > 60 || arp || udp.port == 53"),
		"bpf":    all.BPF("tcp or udp port 53 or ip6"),
		"none":   all.Filter(pcapnb.Length.Gt(1 << 30)),
	} {
		say := func(what, answer string) { say(name+": "+what, answer) }
		say("shape", ps.Shape().String())
		say("duration", ps.Duration().String())
		say("sum", exactStat(ps.Sum(pcapnb.Length)))
		say("std", exactStat(ps.Std(pcapnb.TCPLen)))
		say("quantile", exactStat(ps.Quantile(pcapnb.PortDst, 0.3)))
		say("mean, function", exactStat(pcapnb.Mean(ps, pcapnb.Seq)))
		say("describe", exactTable(ps.Describe()))
		say("describe others", exactTable(ps.Describe(pcapnb.Protocol, pcapnb.IPSrc, pcapnb.Flags, pcapnb.DNSQuery, parity)))
		say("normed", exactStat(ps.Sum(pcapnb.TimeNormed)))
		say("value counts", exactSeries(pcapnb.ValueCounts(ps, pcapnb.PortDst))+exactSeries(pcapnb.ValueCounts(ps, pcapnb.IPSrc)))
		say("unique", fmt.Sprint(pcapnb.Unique(ps, pcapnb.MACSrc), pcapnb.Unique(ps, kind), pcapnb.NUnique(ps, pcapnb.PortSrc)))
		say("pivot", exactTable(pcapnb.Pivot(ps, pcapnb.IPSrc, pcapnb.IPDst, pcapnb.SumOf(pcapnb.Length)).Table()))
		say("head", packetsText(ps.Head(9))+fmt.Sprint(pcapnb.Packets(ps.Head(9))))
		say("load", packetsText(load(ps)))
		rowAnswers(ps, say)
		groupAnswers("ip_dst", pcapnb.GroupBy(ps, pcapnb.IPDst), say)
		if name != "all" && name != "none" {
			continue
		}
		groupAnswers("pair", pcapnb.GroupBy(ps, pcapnb.Keys(pcapnb.IPSrc, pcapnb.PortDst)), say)
		groupAnswers("kind", pcapnb.GroupBy(ps, kind), say)
		groupAnswers("query", pcapnb.GroupBy(ps, pcapnb.DNSQuery), say)
		groupAnswers("parity", pcapnb.GroupBy(ps, parity), say)
		groupAnswers("every", pcapnb.GroupBy(ps, pcapnb.Every(pcapnb.Time, time.Minute)), say)
		if ps.Duration() < 24*time.Hour {
			groupAnswers("second", ps.Resample(time.Second), say)
			groupAnswers("seven seconds", pcapnb.Resample(ps, pcapnb.Time, 7*time.Second), say)
		}
	}
	return said
}

func loaded(ps pcapnb.Packets) pcapnb.Packets  { return ps }
func toLoad(ps pcapnb.Captures) pcapnb.Packets { return ps.Load() }

// sameAnswers compares the answers of captures to those of the packets.
func sameAnswers(t *testing.T, what string, want map[string]string, open pcapnb.Captures) {
	t.Helper()
	got := answers(open, toLoad)
	bad := 0
	for name, w := range want {
		if g := got[name]; g != w {
			if bad++; bad > 3 {
				continue
			}
			t.Errorf("%s: %s differs: %s", what, name, firstDifference(g, w))
		}
	}
	if bad > 3 {
		t.Errorf("%s: %d answers differ", what, bad)
	}
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return fmt.Sprintf("line %d of %d is\n%.300s\nwant, of %d,\n%.300s", i+1, len(g), g[i], len(w), w[i])
		}
	}
	return fmt.Sprintf("%d lines, want %d: %.200s, want %.200s", len(g), len(w), got, want)
}

// cutCapture cuts a pcap file into others, none of them empty, and returns their paths.
func cutCapture(t *testing.T, r *rand.Rand, path string, most int) []string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	order := binary.ByteOrder(binary.LittleEndian)
	if binary.BigEndian.Uint32(data)|0xe1b2|0x3c4d == binary.BigEndian.Uint32([]byte{0xa1, 0xb2, 0xff, 0xff}) {
		order = binary.BigEndian
	}
	var records [][]byte
	for rest := data[24:]; len(rest) >= 16; {
		n := 16 + int(order.Uint32(rest[8:]))
		records, rest = append(records, rest[:n]), rest[n:]
	}
	dir := t.TempDir()
	var paths []string
	for len(records) > 0 {
		n := len(records)
		if len(paths) < most-1 {
			n = 1 + r.IntN(1+2*len(records)/most)
		}
		n = min(n, len(records))
		out := data[:24:24]
		for _, record := range records[:n] {
			out = append(out, record...)
		}
		records = records[n:]
		p := filepath.Join(dir, fmt.Sprintf("part-%04d.pcap", len(paths)))
		if err := os.WriteFile(p, out, 0o666); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, p)
	}
	return paths
}

// TestOpenIsLoadInParts cuts captures into files, names these in any order and works on several numbers of processors: every
// answer must be that of the whole capture loaded, to the last digit.
func TestOpenIsLoadInParts(t *testing.T) {
	t.Setenv("PCAPNB_CACHE", "off") // see TestKeptAnswersAreAnswers
	r := rand.New(rand.NewPCG(1, 2))
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for i, name := range []string{"fragments.pcap", "dns.pcap", "web.pcap"} {
		if i > 0 && testing.Short() {
			break
		}
		path := "../testdata/" + name
		whole := pcapnb.MustLoad(path)
		if len(whole) > 4000 {
			t.Fatalf("%s has %d packets, too many for this test", name, len(whole))
		}
		want := answers(whole, loaded)
		for i, cores := range []int{1, 2, 8} {
			runtime.GOMAXPROCS(cores)
			if i == 0 {
				sameAnswers(t, name+" in one file", want, pcapnb.Open(path))
				continue
			}
			paths := cutCapture(t, r, path, 1+r.IntN(12))
			r.Shuffle(len(paths), func(i, j int) { paths[i], paths[j] = paths[j], paths[i] })
			sameAnswers(t, fmt.Sprintf("%s in %d files on %d processors", name, len(paths), cores), want, pcapnb.Open(paths...))
			if again := answers(pcapnb.MustLoad(paths...), loaded); fmt.Sprint(again) != fmt.Sprint(want) {
				t.Errorf("%s: Load of %d files differs from Load of one", name, len(paths))
			}
		}
	}
}

// TestRangeOverCaptures ranges over files as over the packets of the whole.
func TestRangeOverCaptures(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	whole := pcapnb.MustLoad("../testdata/web.pcap")
	paths := cutCapture(t, r, "../testdata/web.pcap", 7)
	r.Shuffle(len(paths), func(i, j int) { paths[i], paths[j] = paths[j], paths[i] })
	n := 0
	for i, p := range pcapnb.Open(paths...) {
		if i != n || p.Number() != n+1 || packetText(p) != packetText(whole[i]) {
			t.Fatalf("packet %d is number %d: %s, want %s", i, p.Number(), packetText(p), packetText(whole[n]))
		}
		n++
	}
	if n != len(whole) {
		t.Errorf("%d packets, want %d", n, len(whole))
	}
}

// TestOrderOfFiles holds the order of packets whose files overlap, and whose times run backwards, to what mergecap does.
func TestOrderOfFiles(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, seconds ...int) string {
		out := []byte{0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 1, 0, 0, 0}
		for i, s := range seconds {
			out = binary.LittleEndian.AppendUint32(out, uint32(s))
			out = append(out, 0, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, name[0], byte('0'+i))
		}
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, out, 0o666); err != nil {
			t.Fatal(err)
		}
		return path
	}
	a, b, c := write("a", 10, 14, 12, 20), write("b", 5, 13, 14, 30), write("c", 10, 11, 14)
	const want = "b0 a0 c0 c1 b1 b2 a1 a2 c2 a3 b3"
	for _, paths := range [][]string{{a, b, c}, {c, b, a}, {b, a, c}} {
		var loaded, ranged, head []string
		for _, p := range pcapnb.MustLoad(paths...) {
			loaded = append(loaded, string(p.Bytes()))
		}
		for _, p := range pcapnb.Open(paths...) {
			ranged = append(ranged, string(p.Bytes()))
		}
		for _, p := range pcapnb.Open(paths...).Load() {
			head = append(head, string(p.Bytes()))
		}
		for how, got := range map[string][]string{"Load": loaded, "range": ranged, "Open and Load": head} {
			if got := strings.Join(got, " "); got != want {
				t.Errorf("%s: %s, want %s", how, got, want)
			}
		}
	}
}

// TestDamagedFiles has a cut file, one of noise and a missing one among others: what can be read counts, the report has
// each with its place and reason, and answers say so below.
func TestDamagedFiles(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	paths := cutCapture(t, r, "../testdata/web.pcap", 6)
	cut, err := os.ReadFile(paths[2])
	if err != nil {
		t.Fatal(err)
	}
	read := len(pcapnb.MustLoad(paths[2]))
	if err := os.WriteFile(paths[2], cut[:len(cut)-3], 0o666); err != nil {
		t.Fatal(err)
	}
	noise := make([]byte, 5000)
	for i := range noise {
		noise[i] = byte(r.Uint32())
	}
	dir := filepath.Dir(paths[0])
	if err := os.WriteFile(filepath.Join(dir, "noise.pcap"), noise, 0o666); err != nil {
		t.Fatal(err)
	}
	open := pcapnb.Open(append(paths, filepath.Join(dir, "noise.pcap"), filepath.Join(dir, "missing.pcap"))...)
	report := open.Report()
	want, err := pcapnb.Load(paths...)
	if err == nil || report.Packets != len(want) || len(report.Unread) != 3 || report.Files != len(paths)+2 {
		t.Fatalf("report has %d packets, %d of %d files unread: %v; Load has %d packets and %v", report.Packets, len(report.Unread), report.Files, report.Unread, len(want), err)
	}
	text := report.String()
	for _, part := range []string{"missing.pcap", "noise.pcap", fmt.Sprintf("packet %d at byte", read), "3 of 8 files"} {
		if !strings.Contains(text, part) {
			t.Errorf("the report does not say %q:\n%s", part, text)
		}
	}
	sums := pcapnb.GroupBy(open, pcapnb.IPDst).Sum(pcapnb.Length)
	if got, want := open.Sum(pcapnb.Length), want.Sum(pcapnb.Length); got.Value != want.Value {
		t.Errorf("sum %v, want %v", got, want)
	}
	if !strings.Contains(sums.String(), "3 of 8 files could not be read to the end") {
		t.Errorf("no note of the files:\n%s", sums)
	}
	if _, ok := recovered(func() { pcapnb.Open(filepath.Join(dir, "missing.pcap")).Sum(pcapnb.Length) }); !ok {
		t.Error("no file can be read, and nobody says so")
	}
}

// recovered returns what f panics with.
func recovered(f func()) (text string, panicked bool) {
	defer func() {
		if p := recover(); p != nil {
			text, panicked = fmt.Sprint(p), true
		}
	}()
	f()
	return "", false
}

// TestCapturesRefuse asks for what a Captures cannot know.
func TestCapturesRefuse(t *testing.T) {
	open := pcapnb.Open("../testdata/web.pcap", "../testdata/ten.pcap")
	for name, ask := range map[string]func(){
		"streams": func() { open.FilterFunc(func(p pcapnb.Packet) bool { return p.TCPStream() == 1 }).Len() },
		"numbers": func() { open.FilterFunc(func(p pcapnb.Packet) bool { return p.Number() == 1 }).Len() },
		"limit":   func() { open.Limit(5).Load() },
		"head":    func() { open.Limit(5).Head(6) },
		"tail":    func() { open.Limit(5).Tail(6) },
		"every":   func() { open.Limit(5).EveryNth(2) },
		"sample":  func() { open.Limit(5).Sample(6, 1) },
		"select":  func() { open.Limit(5).Select(pcapnb.Length) },
		"gaps":    func() { open.Limit(5).InterArrival() },
		"stream":  func() { open.Limit(5).Stream(1) },
		"sort":    func() { open.Limit(5).Sort(pcapnb.Length).Load() },
		"top":     func() { open.Limit(5).Sort(pcapnb.Length).Head(6) },
		"pivot": func() {
			pcapnb.Pivot(open.Limit(5), pcapnb.Keys(pcapnb.IPSrc, pcapnb.IPDst), pcapnb.Protocol, pcapnb.SumOf(pcapnb.Length))
		},
		"get":     func() { pcapnb.GroupBy(open.Limit(5), pcapnb.Protocol).Get("TCP") },
		"pattern": func() { pcapnb.Open("no such/*.pcap") },
		"nil":     func() { pcapnb.Captures(nil).Len() },
	} {
		if text, ok := recovered(ask); !ok || !strings.HasPrefix(text, "pcapnb: ") || strings.Contains(text, "runtime error") {
			t.Errorf("%s: says %q", name, text)
		}
	}
}

// TestPivotOfCaptures pivots more packets than may come into memory.
func TestPivotOfCaptures(t *testing.T) {
	paths := []string{"../testdata/dns.pcap", "../testdata/ten.pcap", "../testdata/fragments.pcap"}
	open, loaded := pcapnb.Open(paths...).Limit(5), pcapnb.MustLoad(paths...)
	third := pcapnb.NewMeasure("third", "bytes", func(p pcapnb.Packet) float64 { return float64(p.Length()) / 3 })
	for _, by := range []pcapnb.Reducer[pcapnb.Packet]{pcapnb.SumOf(third), pcapnb.StdOf(pcapnb.Length), pcapnb.MedianOf(pcapnb.Length),
		pcapnb.NUniqueOf(pcapnb.PortSrc), pcapnb.CountOf(pcapnb.DNSQuery), pcapnb.LastOf(pcapnb.Length)} {
		for name, twins := range map[string][2]*pcapnb.Table{
			"ports by protocol":   {pcapnb.Pivot(open, pcapnb.PortDst, pcapnb.Protocol, by).Table(), pcapnb.Pivot(loaded, pcapnb.PortDst, pcapnb.Protocol, by).Table()},
			"minutes by ports":    {pcapnb.Across(open.Resample(time.Minute), pcapnb.PortDst, by).Table(), pcapnb.Across(loaded.Resample(time.Minute), pcapnb.PortDst, by).Table()},
			"addresses by length": {pcapnb.Pivot(open, pcapnb.IPDst, pcapnb.Length, by).Table(), pcapnb.Pivot(loaded, pcapnb.IPDst, pcapnb.Length, by).Table()},
			"sevens by names":     {pcapnb.Across(open.Resample(7*time.Minute), pcapnb.DNSQuery, by).Table(), pcapnb.Across(loaded.Resample(7*time.Minute), pcapnb.DNSQuery, by).Table()},
		} {
			if got, want := exactTable(twins[0]), exactTable(twins[1]); got != want {
				t.Errorf("%s: %s", name, firstDifference(got, want))
			}
		}
	}
}

// TestFilesOfCaptures compares a file of several with the same file loaded alone, and its times with those of all.
func TestFilesOfCaptures(t *testing.T) {
	paths := []string{"../testdata/web.pcap", "../testdata/morning.pcap", "../testdata/dns.pcap"}
	all := pcapnb.Open(paths...)
	began := all.Head(1)[0].Time()
	for _, path := range all.Files() {
		alone, file := pcapnb.MustLoad(path), all.File(path)
		if got, want := packetsText(file.Load()), packetsText(alone); got != want {
			t.Errorf("%s: other packets than those loaded", path)
		}
		for i, p := range file {
			normed, _ := pcapnb.TimeNormed.Of(p)
			if p.Number() != i+1 || normed != p.Time().Sub(began).Seconds() {
				t.Fatalf("%s: packet %d has number %d and time %v after %v", path, i+1, p.Number(), normed, began)
			}
		}
		if got, want := exactStat(file.Sum(pcapnb.TimeNormed)), exactStat(sumNormed(alone, began)); got != want {
			t.Errorf("%s: times add up to %s, want %s", path, got, want)
		}
	}
	defer func() {
		if text := fmt.Sprint(recover()); !strings.Contains(text, "none of these captures' 3 files") {
			t.Errorf("another file: %s", text)
		}
	}()
	all.File("../testdata/ten.pcap")
}

func sumNormed(ps pcapnb.Packets, began time.Time) pcapnb.Stat {
	return ps.Sum(pcapnb.NewNumber("time_normed", "seconds", func(p pcapnb.Packet) float64 { return p.Time().Sub(began).Seconds() }))
}

// TestScanOfCaptures compares what Scan yields with range, and cuts a file.
func TestScanOfCaptures(t *testing.T) {
	dir := t.TempDir()
	data, err := os.ReadFile("../testdata/web.pcap")
	if err != nil {
		t.Fatal(err)
	}
	cut := filepath.Join(dir, "cut.pcap")
	if err := os.WriteFile(cut, data[:len(data)-1], 0o644); err != nil {
		t.Fatal(err)
	}
	pkts := pcapnb.Open(cut, "../testdata/ten.pcap")
	var want, got []pcapnb.Packet
	for _, p := range pkts {
		want = append(want, p)
	}
	var errs []error
	for p, err := range pkts.Scan() {
		if err != nil {
			errs = append(errs, err)
		} else {
			got = append(got, p)
		}
	}
	if packetsText(got) != packetsText(want) || len(errs) != 1 || !strings.Contains(errs[0].Error(), "cut.pcap") {
		t.Errorf("%d packets, want %d; errors %v", len(got), len(want), errs)
	}
	n := 0
	for range pkts.Scan() {
		if n++; n == 3 {
			break
		}
	}
	for _, err := range pcapnb.Open(filepath.Join(dir, "cut.pcap")).FilterFunc(func(pcapnb.Packet) bool { return false }).Scan() {
		if err == nil {
			t.Error("a packet that does not pass")
		}
	}
}
