package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// A cell is run again and again, with another number for ROUND in its text. It has a kernel of its own, for what a
// notebook has declared goes into each of its cells.
type cell struct {
	name     string
	kernel   string
	declared []string // cells
	text     string

	running *kernel
	seconds []float64
	parts   [4][]float64 // of the seconds, see split
}

const declaredCapture = `import (
	"netlab/pcapnb"
	"netlab/pcapnb/nb"
	"netlab/plots"
)

var pkts = pcapnb.MustLoad("testdata/web.pcap")`

// seven are globals as an analyst's notebook has them.
const seven = `var names = pcapnb.NamesIn(pkts)
var host = names.Key("host", pcapnb.IPDst)
var summary = pcapnb.PacketText("summary", pcapnb.Packet.Summary)
var pairs = pcapnb.Keys(pcapnb.IPSrc, pcapnb.IPDst)
var nested = pcapnb.GroupBy(pkts, pcapnb.Keys(pcapnb.Protocol, pairs)).Count()
var rate = pkts.Resample(time.Second).Sum(pcapnb.Length)
var figure = plots.Line("Bytes per second", rate)`

// attached makes a kernel as it comes know this module.
const attached = `!*sh "$GONB_DIR/notebooks/attach.sh"`

// GoNB as it comes compiles and runs all of a notebook in each cell: what the labs' kernel saves is the difference.
func kindsOfCells() []*cell {
	const fmtText, table = `fmt.Println(ROUND)`, `nb.Show(pkts[ROUND:].Head(10))`
	const plot = `nb.Show(plots.BarH("Bytes received", pcapnb.GroupBy(pkts[ROUND:], pcapnb.IPDst).Sum(pcapnb.Length).SortDesc()))`
	return []*cell{
		{name: "fmt", kernel: labsKernel, text: fmtText},
		{name: "fmt, GoNB as it comes", kernel: stockKernel, text: fmtText},
		{name: "fmt, gonbui, gopacket/layers", kernel: labsKernel,
			declared: []string{`import ("github.com/google/gopacket/layers"; "github.com/janpfeifer/gonb/gonbui")`},
			text:     `fmt.Println(ROUND, layers.LayerTypeTCP); gonbui.Sync()`},
		{name: "table", kernel: labsKernel, declared: []string{declaredCapture}, text: table},
		{name: "table, GoNB as it comes", kernel: stockKernel, declared: []string{attached, declaredCapture}, text: table},
		{name: "table, seven globals more", kernel: labsKernel, declared: []string{declaredCapture, seven}, text: table},
		{name: "the same, GoNB as it comes", kernel: stockKernel, declared: []string{attached, declaredCapture, seven}, text: table},
		{name: "group by", kernel: labsKernel, declared: []string{declaredCapture},
			text: `nb.Show(pcapnb.GroupBy(pkts[ROUND:], pcapnb.IPDst).Sum(pcapnb.Length).SortDesc().Head(10))`},
		{name: "plot", kernel: labsKernel, declared: []string{declaredCapture}, text: plot},
		{name: "plot, GoNB as it comes", kernel: stockKernel, declared: []string{attached, declaredCapture}, text: plot},
	}
}

// cells measures a changed cell of each kind, in turn.
func (b *bench) cells(string) error {
	if err := b.makeKernels(); err != nil {
		fmt.Println("left out: cells:", err)
		return nil
	}
	cells := kindsOfCells()
	for _, c := range cells {
		if err := b.open(c); err != nil {
			return err
		}
		defer c.running.stop()
	}
	for round := range b.rounds + 1 { // the first compiles what all cells import and is not counted
		for _, c := range cells {
			s, err := c.running.run("%%\n" + strings.ReplaceAll(c.text, "ROUND", strconv.Itoa(round)))
			if err != nil {
				return err
			}
			if round == 0 {
				continue
			}
			c.seconds = append(c.seconds, s.seconds())
			if err := c.split(s, b.actions()); err != nil {
				return err
			}
		}
	}
	printCells(cells)
	return b.firstCells()
}

// actions is the file in which go notes when it compiled and linked a cell, which costs it nothing to speak of.
func (b *bench) actions() string { return filepath.Join(b.work, "actions.json") }

// open starts the cell's kernel and declares what it needs.
func (b *bench) open(c *cell) (err error) {
	if c.running, err = b.startKernel(c.kernel); err != nil {
		return err
	}
	for _, text := range append([]string{fmt.Sprintf("%%goflags \"-debug-actiongraph=%s\"", b.actions())}, c.declared...) {
		if _, err = c.running.run(text); err != nil {
			c.running.stop()
			return err
		}
	}
	return nil
}

// split tells the seconds of a cell apart: before it is compiled, compiled, linked, and run.
func (c *cell) split(s span, actions string) error {
	text, err := os.ReadFile(actions)
	if err != nil {
		return err
	}
	var noted []struct {
		Mode                string
		TimeStart, TimeDone time.Time
	}
	if err := json.Unmarshal(text, &noted); err != nil {
		return err
	}
	unix := func(t time.Time) float64 { return float64(t.UnixNano()) / 1e9 }
	var compile, link span
	for _, a := range noted {
		switch {
		case a.Mode == "link":
			link = span{Begun: unix(a.TimeStart), Ended: unix(a.TimeDone)}
		case a.Mode == "build" && compile.Ended < unix(a.TimeDone): // the cell is compiled last
			compile = span{Begun: unix(a.TimeStart), Ended: unix(a.TimeDone)}
		}
	}
	for i, seconds := range []float64{compile.Begun - s.Begun, compile.seconds(), link.seconds(), s.Ended - link.Ended} {
		c.parts[i] = append(c.parts[i], seconds)
	}
	return nil
}

func printCells(cells []*cell) {
	fmt.Printf("\n%-30s %8s %8s %13s   %8s %8s %8s %8s\n", "a changed cell, medians", "wall s", "to fmt", "to GoNB's fmt",
		"before", "compile", "link", "run")
	for _, c := range cells {
		s := median(c.seconds)
		fmt.Printf("%-30s %8.3f %7.2fx %12.2fx  ", c.name, s, s/median(cells[0].seconds), s/median(cells[1].seconds))
		for _, part := range c.parts {
			fmt.Printf(" %8.3f", median(part))
		}
		fmt.Println()
	}
}

// firstCells measures the first cell of a kernel, from its start, and the same cell in the next one.
func (b *bench) firstCells() error {
	first := fmt.Sprintf("%s\n\nconst now = %d // no kernel has it yet\n\n%%%%\nnb.Show(pkts.Head(10), now)", declaredCapture, time.Now().UnixNano())
	fmt.Printf("\n%-30s %8s %8s\n", "a new kernel, s", "starts", "table")
	for _, c := range []struct{ name, kernel string }{{"for the first time", labsKernel}, {"run again from its start", labsKernel}, {"GoNB as it comes", stockKernel}} {
		k, err := b.startKernel(c.kernel)
		if err != nil {
			return err
		}
		defer k.stop()
		if c.kernel == stockKernel {
			if _, err := k.run(attached); err != nil {
				return err
			}
		}
		s, err := k.run(first)
		if err != nil {
			return err
		}
		fmt.Printf("%-30s %8.3f %8.3f\n", c.name, k.started.seconds(), s.seconds())
		time.Sleep(time.Second) // the program is kept in the background
	}
	return nil
}
