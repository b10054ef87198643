package nb

import (
	"html"
	"strings"
)

// recipe is the way from a capture to a figure, one cell a step, and what it needs.
var recipe = []struct{ step, cell string }{
	{"Load a capture; nb.Upload() brings your own", `var pkts = pcapnb.MustLoad("../testdata/web.pcap")`},
	{"Look at it", `nb.Show(pkts.Shape(), pkts.Head(5))`},
	{"Choose packets", `tls := pkts.Filter(pcapnb.Protocol.Is("TCP"), pcapnb.PortDst.Is(443))`},
	{"or in Wireshark's language", `dns := pkts.Where("dns && ip.dst == 10.0.0.0/8")`},
	{"or in tcpdump's", `web := pkts.BPF("tcp port 80")`},
	{"Group, reduce, sort", `talkers := pcapnb.GroupBy(pkts, pcapnb.IPDst).Sum(pcapnb.Length).SortDesc()`},
	{"By name; LoadNames adds reverse DNS, package oui the cards' vendors", `nb.Show(pcapnb.GroupBy(pkts, pcapnb.NamesIn(pkts).Key("host", pcapnb.IPDst)).Count())`},
	{"Over time", `rate := pkts.Resample(time.Second).Sum(pcapnb.Length)`},
	{"Draw", `nb.Show(plots.BarH("Bytes received", talkers.Head(10)), plots.Line("Bytes per second", rate))`},
	{"Take it elsewhere", `pkts.Table().MustSaveCSV("packets.csv")`},
}

const helpTitle = "From a capture to a figure"

// helpHints say how cells and their values live.
var helpHints = []string{
	"What a cell declares above a line %% lives on in the cells that follow; what it does below that line, and what it assigns there, is gone after it.",
	"Each cell is a program of its own: it works out the variables that it needs, and no others. One that fails, fails the cells that need it.",
	"A cell's last line shows its value. Shift-Tab on a name shows what it does, Tab completes it.",
}

// Help shows the recipe: each step from a capture to a figure with the line of Go that takes it.
func Help() { Show(help{}) }

// help is the card.
type help struct{}

func (help) String() string {
	text := helpTitle + "\n"
	for _, r := range recipe {
		text += "\n" + r.step + ":\n    " + r.cell + "\n"
	}
	return text + "\n" + strings.Join(helpHints, "\n")
}

func (help) HTML() string {
	rows := ""
	for _, r := range recipe {
		rows += `<tr><td style="text-align: left">` + html.EscapeString(r.step) + `</td><td style="text-align: left"><code>` + html.EscapeString(r.cell) + "</code></td></tr>\n"
	}
	return "<table>\n<thead><tr><th colspan=\"2\" style=\"text-align: left\">" + helpTitle + "</th></tr></thead>\n<tbody>\n" + rows + "</tbody>\n</table>\n<p>" + strings.ReplaceAll(html.EscapeString(strings.Join(helpHints, "\n")), "\n", "<br>\n") + "</p>"
}
