//go:build unix

package reduce

import (
	"strings"
	"testing"

	"netlab/notebooks/cellgo/cell"
)

// twenty are globals as an analyst's notebook has them.
const twenty = `var other = pcapnb.MustLoad("other.pcap")
var names = pcapnb.NamesIn(other).Or(pcapnb.MustLoadNames("names.csv"))
var host = names.Key("host", pcapnb.IPDst)
var summary = pcapnb.PacketText("summary", pcapnb.Packet.Summary)
var busy = pcapnb.PacketText("busy", func(p pcapnb.Packet) string { return strings.ToUpper(p.Protocol()) + suffix(p) })
var pairs = pcapnb.Keys(pcapnb.IPSrc, pcapnb.IPDst)
var nested = pcapnb.GroupBy(pkts, pcapnb.Keys(pcapnb.Protocol, pairs)).Count()
var seconds = pkts.Resample(time.Second)
var rate = seconds.Sum(pcapnb.Length)
var split = pcapnb.Across(seconds, pcapnb.Protocol, pcapnb.SumOf(pcapnb.Length)).FillMissing(0)
var table = pkts.Select(pcapnb.IPSrc, pcapnb.Length)
var rows = table.Filter(table.Int("length").Gt(100))
var long = rows.Mean("length")
var dns = pkts.Where("dns")
var tcp = pkts.BPF("tcp")
var letter = tcp.Filter(pcapnb.PayloadLen.Gt(0))[0]
var top = pcapnb.ValueCounts(pkts, pcapnb.IPSrc).ArgMax()
var figure = plots.Line("Bytes per second", rate).SizePx(600, 300)
var fields = append(pcapnb.HeaderFields(), pcapnb.UDPLen)
var pattern, size = regexp.MustCompile("a+"), pcapnb.Length

type talker struct {
	name  string
	bytes int
}

func (t talker) String() string { return t.name }

func suffix(p pcapnb.Packet) string {
	var parts []string
	for range p.Peel() {
		parts = append(parts, "x")
	}
	counts := map[string]int{}
	counts[p.Protocol()]++
	return strings.Join(parts, "")
}

var talkers = func() (list []talker) {
	list = []talker{}
	for _, p := range pkts {
		list = append(list, talker{p.Protocol(), p.Length()})
	}
	return list
}()
`

// What a cell costs is what is compiled, linked and run: with these globals it
// is the same as in a new notebook.
func TestTwentyGlobalsCostACellNothing(t *testing.T) {
	r := exported(t, ".", "netlab/pcapnb", "netlab/pcapnb/nb", "netlab/plots", "regexp", "time", "strings", "flag")
	source := func(imports, globals string) []byte {
		return []byte("package main\n\nimport (" + imports + "; )\n\nvar pkts = pcapnb.MustLoad(\"x\")\n" + globals + "\nfunc main() {\n\tflag.Parse()\n\tnb.Show(pkts.Head(2))\n}\n")
	}
	folder := t.TempDir()
	whole := source(`"flag"; "regexp"; "strings"; "time"; "netlab/pcapnb"; "netlab/pcapnb/nb"; "netlab/plots"`, twenty)
	if err := (cell.Cell{Number: 30, Code: "%%\nnb.Show(pkts.Head(2))"}).Write(folder); err != nil {
		t.Fatal(err)
	}
	words := func(text []byte) string {
		return strings.Join(strings.Fields(strings.ReplaceAll(string(text), ";", " ")), " ")
	}
	want := words(source(`"flag"; "netlab/pcapnb"; "netlab/pcapnb/nb"`, ""))
	for _, when := range []string{"first", "after that"} {
		if got := words(Cell(folder, whole, r).Source); got != want {
			t.Errorf("%s, of the globals is left\n%s", when, got)
		}
		r = nil // what is known of them is kept, and no type is looked at again
	}
}
