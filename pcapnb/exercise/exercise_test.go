package exercise

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"netlab/pcapnb"
)

func load(t *testing.T, name string) pcapnb.Packets {
	t.Helper()
	pkts, err := pcapnb.Load("../../testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return pkts
}

// Every question of the catalogue has an answer on a capture of a web page, and every mistake that leads elsewhere there
// is told by its own words. A capture that has no answer to a question says so.
func TestCatalogue(t *testing.T) {
	answered := map[string]bool{}
	for _, name := range []string{"web.pcap", "morning.pcap", "ten.pcap", "inside.pcap", "flows.pcap", "names.pcap", "browse.pcap", "incident.pcap"} {
		pkts := load(t, name)
		for _, id := range Catalogue() {
			e, ok := reference(id)
			if !ok || e.Question == "" || len(e.Hints) == 0 {
				t.Fatalf("%s: not in the catalogue, or without a question or hints", id)
			}
			if e.value(e.Answer, pkts).Kind == isNone {
				if r := Grade(id, pkts, 1); r.Right() || r.Message != "The question has no answer on this capture." {
					t.Errorf("%s on %s: an answer where there is none is called %q", id, name, r.Message)
				}
				continue
			}
			answered[id] = true
			if r := Grade(id, pkts, cut(e)); !r.Right() {
				t.Errorf("%s on %s: the right answer is called %q", id, name, r.Message)
			}
			checkMistakes(t, name, id, e, pkts)
		}
	}
	for _, id := range Catalogue() {
		if !answered[id] {
			t.Errorf("%s has an answer on no capture", id)
		}
	}
}

// What the lab of links and paths asks, beside a plain reading of the capture.
func TestPaths(t *testing.T) {
	inside := load(t, "inside.pcap")
	first := 0
	for _, p := range inside.BPF("ip[6:2] & 0x3fff = 0x2000") { // more fragments, at offset 0
		if p.IPVersion() == 4 {
			first++
		}
	}
	silent := map[string]bool{}
	for _, p := range inside.BPF("arp[6:2] = 1") {
		silent[strings.Fields(p.Summary())[5]] = true
	}
	for _, p := range inside.BPF("arp[6:2] = 2") {
		words := strings.Fields(p.Summary())
		delete(silent, words[len(words)-1])
	}
	for id, want := range map[string]any{"datagrams-in-fragments": first, "routers-passed": 64 - inside.BPF("icmp[0] = 3 and icmp[1] = 3")[0].TTL(),
		"arp-unanswered": slices.Sorted(maps.Keys(silent)), "arp-for-others": inside.BPF("icmp[0] = 11")[0].MACSrc()} {
		if r := Grade(id, inside, want); !r.Right() {
			t.Errorf("%s: %v is called %q", id, want, r.Message)
		}
	}
	checkMarks(t, inside, []mark{
		{"routers-passed", 3, 0.5, "a silent one is on the way"},
		{"routers-passed", 5, 0.5, "the target itself"},
		{"path-mtu", 1414, 0.5, "14 bytes of Ethernet"},
		{"path-mtu", 1460, 0, "both ends told each other"},
		{"path-mtu", "1400 bytes", 1, "Right"},
		{"datagrams-in-fragments", 12, 0, "counts fragments"},
	})
}

// A mark is what an answer earns, and words of the verdict.
type mark struct {
	id     string
	answer any
	credit float64
	says   string
}

func checkMarks(t *testing.T, pkts pcapnb.Packets, marks []mark) {
	t.Helper()
	for _, m := range marks {
		if r := Grade(m.id, pkts, m.answer); r.Credit != m.credit || !strings.Contains(r.Message, m.says) {
			t.Errorf("%s, %v: %q, worth %v; want %q, worth %v", m.id, m.answer, r.Message, r.Credit, m.says, m.credit)
		}
	}
}

func TestWithoutIP(t *testing.T) {
	pkts := load(t, "ieee802154.pcap")
	for _, id := range []string{"bytes-total", "bytes-received", "header-bytes", "packets-without-ip", "top-receivers"} {
		e, _ := reference(id)
		if r := Grade(id, pkts, cut(e)); !r.Right() {
			t.Errorf("%s: the right answer is called %q", id, r.Message)
		}
	}
}

func TestNoAnswer(t *testing.T) {
	pkts := load(t, "ieee802154.pcap")
	top := func(ps pcapnb.Packets) any { return pcapnb.ValueCounts(ps, pcapnb.PortDst).ArgMax() }
	Set("a-port", Exercise{Answer: top})
	r := Grade("a-port", pkts, top)
	if want := "This capture has no answer to the question: pcapnb: ArgMax of"; !r.Open || r.Right() || !strings.HasPrefix(r.Message, want) {
		t.Errorf("open %v, %q, want %q", r.Open, r.Message, want)
	}
	Set("a-port", Exercise{Answer: func(pcapnb.Packets) any { return 80 }})
	if r := Grade("a-port", pkts, top); r.Open || !strings.HasPrefix(r.Message, "The answer could not be worked out") {
		t.Errorf("open %v, %q, want a failed answer", r.Open, r.Message)
	}
}

// cut makes the answer of an exercise as a student gives it: the first places only.
func cut(e Exercise) func(pcapnb.Packets) any {
	return func(pkts pcapnb.Packets) any { return e.top(e.value(e.Answer, pkts)) }
}

func (e Exercise) top(v value) value {
	if v.Kind == isList {
		v.Items = v.Items[:e.asked(v)]
	}
	return v
}

func checkMistakes(t *testing.T, capture, id string, e Exercise, pkts pcapnb.Packets) {
	for i, m := range e.Mistakes {
		wrong := e.top(e.value(m.Answer, pkts))
		want := e.value(e.Answer, pkts)
		r := Grade(id, pkts, wrong)
		switch {
		case wrong.Kind == isNone || wrong.Kind == isFailure:
		case e.equal(e.read(wrong, want), want):
			if !r.Right() {
				t.Errorf("%s on %s: mistake %d gives the right answer, which is called %q", id, capture, i+1, r.Message)
			}
		case !told(e, r) && len(wrong.Items) == e.asked(want):
			t.Errorf("%s on %s: mistake %d is not recognised: %q", id, capture, i+1, r.Message)
		}
	}
}

// told says whether a verdict has a mistake's words: another mistake may give the same number.
func told(e Exercise, r Result) bool {
	for _, m := range e.Mistakes {
		if strings.Contains(r.Message, m.Says) && r.Credit == m.Credit {
			return true
		}
	}
	return false
}

// What the lab of TCP's graphs asks, beside a plain reading of the capture.
func TestTransport(t *testing.T) {
	flows := load(t, "flows.pcap")
	seen, again := map[string]int{}, 0
	for _, p := range flows.Filter(pcapnb.TCPLen.Gt(0)) {
		seq, _ := flows.Field("tcp.seq").Of(p)
		key := fmt.Sprint(p.IPSrc(), p.TCPStream(), seq)
		if seen[key]++; seen[key] > 1 {
			again++
		}
	}
	longest := 0.0
	for n := range 6 {
		s := flows.Stream(n)
		longest = max(longest, s.Packets[1].Time().Sub(s.Packets[0].Time()).Seconds())
	}
	syn, answer := flows.Stream(0).Packets[0], flows.Stream(0).Packets[1]
	for id, want := range map[string]any{"sent-again": again, "handshake-rtt": answer.Time().Sub(syn.Time())} {
		if r := Grade(id, flows, want); !r.Right() {
			t.Errorf("%s: %v is called %q", id, want, r.Message)
		}
	}
	checkMarks(t, flows, []mark{
		{"sent-again", len(flows.Where("tcp.analysis.retransmission")), 0.5, "within a round trip"},
		{"window-limit", pcapnb.Stat{Value: 8 * 65535 / longest, Unit: "bits/second"}, 1, "Right"},
	})
}

func TestVerdicts(t *testing.T) {
	web, ten := load(t, "web.pcap"), load(t, "ten.pcap")
	total := ten.Sum(pcapnb.Length).Value
	receivers := pcapnb.GroupBy(web, pcapnb.IPDst).Sum(pcapnb.Length)
	for _, c := range []struct {
		name   string
		id     string
		pkts   pcapnb.Packets
		answer any
		credit float64
		says   string
	}{
		{"right", "bytes-total", ten, func(p pcapnb.Packets) any { return p.Sum(pcapnb.Length) }, 1, "Right: 889 bytes."},
		{"another result", "bytes-total", ten, func(p pcapnb.Packets) float64 { return p.Sum(pcapnb.Length).Value }, 1, "Right"},
		{"of nothing", "bytes-total", ten, func() int { return 889 }, 1, "Right"},
		{"another function", "bytes-total", ten, func(p pcapnb.Packet) int { return p.Length() }, 0, "want a function of the packets"},
		{"a plain number", "bytes-total", ten, total, 1, "Right"},
		{"text", "bytes-total", ten, "889 bytes", 1, "Right"},
		{"another unit", "bytes-total", ten, pcapnb.Stat{Value: 8 * total, Unit: "bits"}, 1, "Right"},
		{"in bits", "bytes-total", ten, 8 * total, 0, "in bits"},
		{"off by one", "bytes-total", ten, total + 1, 0, "off by one"},
		{"too large", "bytes-total", ten, 1000, 0, "too large"},
		{"seconds for bytes", "bytes-total", ten, time.Second, 0, "about bytes"},
		{"payload only", "bytes-total", ten, ten.Sum(pcapnb.PayloadLen), 0, "headers went over the wire"},
		{"half right", "bytes-total", ten, total - 84, 0.5, "ARP"},
		{"nothing", "bytes-total", ten, func(pcapnb.Packets) any { return nil }, 0, "No answer yet."},
		{"panic", "bytes-total", ten, func(p pcapnb.Packets) any { return p[10].Length() }, 0, "index out of range"},
		{"packets", "packets-without-ip", ten, ten.Head(2), 0, "len counts them"},
		{"not a number", "bytes-total", ten, math.NaN(), 0, "asks for a number"},
		{"a duration", "duration", ten, ten.Duration(), 1, "Right"},
		{"milliseconds", "duration", ten, float64(ten.Duration().Milliseconds()), 0, "milliseconds"},
		{"rounded", "mean-length", web, math.Round(web.Mean(pcapnb.Length).Value*10) / 10, 1, "Right"},
		{"a ranking", "top-receivers", web, receivers.SortDesc().Head(3), 1, "Right"},
		{"names only", "top-receivers", web, receivers.SortDesc().Head(3).Keys(), 1, "Right"},
		{"upside down", "top-receivers", web, receivers.SortDesc().Head(3).Sort(), 0, "wrong way round"},
		{"too many", "top-receivers", web, receivers.SortDesc().Head(4), 0.75, "4 places"},
		{"too few", "top-receivers", web, receivers.SortDesc().Head(2), 2.0 / 3, "2 places"},
		{"packets for bytes", "top-receivers", web, pcapnb.ValueCounts(web, pcapnb.IPDst).Head(3), 0, "counts packets"},
		{"a name", "top-card", web, web[2].MACSrc(), 0, "sent the most"},
		{"an address for a card", "top-card", web, pcapnb.ValueCounts(web, pcapnb.IPSrc).Head(1), 0, "MAC address"},
		{"a set in any order", "ttl-values", web, pcapnb.ValueCounts(web, pcapnb.TTL).SortByKey().Keys(), 1, "Right"},
		{"text for a ranking", "top-names", ten, "www.example.org.", 1, "Right"},
		{"unknown", "mine", ten, 3, 0, "when it is graded"},
	} {
		r := Grade(c.id, c.pkts, c.answer)
		if math.Abs(r.Credit-c.credit) > 1e-9 || !strings.Contains(r.Message, c.says) {
			t.Errorf("%s: %q, worth %v; want %q, worth %v", c.name, r.Message, r.Credit, c.says, c.credit)
		}
	}
}

// Ties may come in any order, also where the places asked for end among them.
func TestTies(t *testing.T) {
	e := Exercise{Top: 2, Answer: func(pcapnb.Packets) any {
		return pcapnb.NewSeries("count", "", "name", []string{"a", "b", "c"}, []float64{5, 3, 3})
	}}
	for answer, want := range map[string]float64{"a b": 1, "a c": 1, "b a": 0, "a a": 0.5, "a": 0.5} {
		if got, why := e.compare(nil, valueOf(strings.Fields(answer))); got != want {
			t.Errorf("%q is worth %v (%s), want %v", answer, got, why, want)
		}
	}
}

func TestSet(t *testing.T) {
	defer func() { own = nil }()
	ten := load(t, "ten.pcap")
	Set("arp", Exercise{Answer: func(ps pcapnb.Packets) any { return ps.Where("arp") }, Hints: []string{"Who has?"}})
	if r := Grade("arp", ten, 2); !r.Right() {
		t.Errorf("an exercise of one's own: %s", r)
	}
	if r := Grade("arp", ten, 3); r.Right() || !strings.Contains(r.String(), `exercise.Hint("arp")`) || !strings.Contains(r.HTML(), "<details><summary>Hint 1 of 1</summary>Who has?</details>") {
		t.Errorf("a wrong answer: %s", r)
	}
}

func TestUnits(t *testing.T) {
	for _, c := range []struct {
		unit string
		want measure
	}{
		{"bytes", measure{"bytes", 1}}, {"bits", measure{"bytes", 0.125}}, {"kB", measure{"bytes", 1000}},
		{"KiB", measure{"bytes", 1024}}, {"Mbit/s", measure{"bytes/seconds", 125000}}, {"MB per second", measure{"bytes/seconds", 1e6}},
		{"ms", measure{"seconds", 1e-3}}, {"%", measure{"", 0.01}}, {"packets", measure{"", 1}}, {"parsecs", measure{"parsecs", 1}},
	} {
		if got := measureOf(c.unit); got != c.want {
			t.Errorf("measureOf(%q) = %v, want %v", c.unit, got, c.want)
		}
	}
}

// What a capture or a student wrote must not act on the page.
func TestHostileAnswer(t *testing.T) {
	r := Grade("top-card", load(t, "ten.pcap"), "<script>alert(1)</script>\x1b[31m\u202e"+strings.Repeat("x", 10_000))
	for _, text := range []string{r.HTML(), r.String()} {
		if strings.ContainsAny(text, "\x1b\u202e") || strings.Contains(r.HTML(), "<script") || len(text) > 2000 {
			t.Errorf("shown as it was written, %d characters: %.200q", len(text), text)
		}
	}
}

func TestPacket(t *testing.T) {
	web := load(t, "web.pcap")
	syn := web[6]
	names := []string{"eth.src", "ip.ttl", "ip.hdr_len", "tcp.dstport", "tcp.srcport", "tcp.flags.syn"}
	right := Fields{"eth.src": "3C:15:C2:d9:d3:50", "ip.ttl": "0x40", "ip.hdr_len": "20", "tcp.dstport": "443", "tcp.srcport": "56498", "tcp.flags.syn": "true"}
	if r := GradePacket("syn", syn, right, names...); !r.Right() {
		t.Errorf("filled in right: %s", r)
	}
	for name, c := range map[string]struct{ got, says string }{
		"eth.src":       {"28:80:88:27:6b:a7", "That is eth.dst."},
		"ip.ttl":        {"40", "hexadecimal"},
		"ip.hdr_len":    {"5", "words of four bytes"},
		"tcp.dstport":   {"56498", "That is tcp.srcport."},
		"tcp.srcport":   {"45788", "other way round"},
		"tcp.flags.syn": {"perhaps", "is a number"},
	} {
		wrong := Fields{}
		for k, v := range right {
			wrong[k] = v
		}
		wrong[name] = c.got
		r := GradePacket("syn", syn, func() Fields { return wrong }, names...)
		if math.Abs(r.Credit-5.0/6) > 1e-9 || !strings.Contains(r.Message, c.says) || !strings.Contains(r.HTML(), c.says) {
			t.Errorf("%s = %s: %q, worth %v; want %q", name, c.got, r.Message, r.Credit, c.says)
		}
	}
	for _, empty := range []Fields{nil, {"ip.ttl": "", "tcp.dstport": " "}} {
		if r := GradePacket("syn", syn, empty, names...); r.Answered || r.Right() {
			t.Errorf("not filled in: %s", r)
		}
	}
}

// A blank packet gives none of its blanks away, except in its bytes.
func TestBlankTree(t *testing.T) {
	syn := load(t, "web.pcap")[6]
	tree := syn.Show().Blank("ip.src", "tcp.dstport", "tcp.flags.syn")
	for _, text := range []string{tree.String(), tree.HTML()} {
		if strings.Contains(text, "192.168.1.23") || strings.Contains(text, "443") || !strings.Contains(text, "____") {
			t.Errorf("a blank is given away in\n%s", text)
		}
		if strings.Contains(text, "0x0002") || strings.Contains(text, "tcp.connection.syn") || strings.Contains(text, "S·") {
			t.Errorf("the flags give the SYN away in\n%s", text)
		}
	}
	if !strings.Contains(tree.String(), "198.51.100.20") {
		t.Error("a field that was not asked for is gone")
	}
}

// What a student's process says may be anything; what is made of it is not larger than an answer.
func TestBounded(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	v := value{Kind: isList, Text: long, Unit: long, Items: make([]item, 1<<20)}
	v.Items[0] = item{Label: long, Text: long}
	b := v.bounded()
	if len(b.Items) != maxItems || len(b.Text)+len(b.Unit)+len(b.Items[0].Label)+len(b.Items[0].Text) > 5*maxText {
		t.Errorf("%d items, text of %d bytes", len(b.Items), len(b.Text))
	}
}

// The grader's two runs: the first says the answer and not whether it is right, the second judges the answers of all,
// each on its own capture.
func TestGradingRuns(t *testing.T) {
	ten, web := load(t, "ten.pcap"), load(t, "web.pcap")
	all := Answers{Captures: map[string]string{Fingerprint(web): "../../testdata/web.pcap"}}
	add := func(file, id string, used pcapnb.Packets, v value) {
		all.Answers = append(all.Answers, Answer{File: file, ID: id, Capture: Fingerprint(used), Value: v})
	}
	add("right", "bytes-total", ten, number(889, "bytes"))
	add("elsewhere", "bytes-total", web, number(186129, ""))
	add("unknown", "bytes-total", ten[:3], number(190, ""))
	add("other", "duration", ten, number(1, ""))
	add("wrong", "bytes-total", ten, number(357, ""))
	add("packet", "syn", web[6:7], fieldsValue(Fields{"ip.ttl": "64"}))
	add("chosen", "hidden", web, number(0, ""))
	add("given", "hidden", web, number(0, ""))
	add("its own", "hidden", ten, number(0, ""))
	all.Hidden, all.Given = map[string]bool{"hidden": true}, map[string][]string{"given": {Fingerprint(web)}}
	add("forged", "syn", web[:1], fieldsValue(Fields{"ip.ttl": "64"}))
	path := filepath.Join(t.TempDir(), "answers.json")
	text, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text, 0o644); err != nil {
		t.Fatal(err)
	}
	got := judgeAll(path, "bytes-total", ten, func(pkts pcapnb.Packets, v value) Result { return judge("bytes-total", pkts, v) })
	for i, want := range []struct {
		file   string
		credit float64
		says   string
	}{{"right", 1, "Right"}, {"elsewhere", 1, "Right"}, {"unknown", 0, "does not have"}, {"wrong", 0, "payload only"}} {
		if len(got) != 4 || got[i].File != want.file || got[i].Credit != want.credit || !strings.Contains(got[i].Message, want.says) {
			t.Errorf("verdict %d is %+v, want %+v", i, got[i], want)
		}
	}
	hidden := judgeAll(path, "hidden", ten, func(pcapnb.Packets, value) Result { return Result{Credit: 1} })
	for i, want := range []float64{0, 1, 1} {
		if len(hidden) != 3 || hidden[i].Credit != want {
			t.Errorf("hidden exercise: %+v has credit %v, want %v", hidden[i], hidden[i].Credit, want)
		}
	}
	packets := judgeAll(path, "syn", ten[:1], func(pkts pcapnb.Packets, v value) Result { return judgeFields("syn", pkts[0], v, []string{"ip.ttl"}) })
	if len(packets) != 2 || packets[0].Credit != 1 {
		t.Errorf("a packet of another capture: %+v", packets)
	}
	if packets[1].Credit != 0 || packets[1].Message != "This is no answer that can be judged." {
		t.Errorf("a packet without the field: %+v", packets[1])
	}
}
