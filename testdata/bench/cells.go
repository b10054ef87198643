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
	declared string
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

func kindsOfCells() []*cell {
	return []*cell{
		{name: "fmt", kernel: labsKernel, text: `fmt.Println(ROUND)`},
		{name: "fmt, GoNB as it comes", kernel: stockKernel, text: `fmt.Println(ROUND)`},
		{name: "fmt, gonbui, gopacket/layers", kernel: labsKernel,
			declared: `import ("github.com/google/gopacket/layers"; "github.com/janpfeifer/gonb/gonbui")`,
			text:     `fmt.Println(ROUND, layers.LayerTypeTCP); gonbui.Sync()`},
		{name: "table", kernel: labsKernel, declared: declaredCapture, text: `nb.Show(pkts[ROUND:].Head(10))`},
		{name: "group by", kernel: labsKernel, declared: declaredCapture,
			text: `nb.Show(pcapnb.GroupBy(pkts[ROUND:], pcapnb.IPDst).Sum(pcapnb.Length).SortDesc().Head(10))`},
		{name: "plot", kernel: labsKernel, declared: declaredCapture,
			text: `nb.Show(plots.BarH("Bytes received", pcapnb.GroupBy(pkts[ROUND:], pcapnb.IPDst).Sum(pcapnb.Length).SortDesc()))`},
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
	return nil
}

// actions is the file in which go notes when it compiled and linked a cell, which costs it nothing to speak of.
func (b *bench) actions() string { return filepath.Join(b.work, "actions.json") }

// open starts the cell's kernel and declares what it needs.
func (b *bench) open(c *cell) (err error) {
	if c.running, err = b.startKernel(c.kernel); err != nil {
		return err
	}
	for _, text := range []string{fmt.Sprintf("%%goflags \"-debug-actiongraph=%s\"", b.actions()), c.declared} {
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
