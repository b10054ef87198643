//go:build unix

package jupyter

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"netlab/notebooks/internal/browsertest"
	"netlab/notebooks/internal/say"
)

// A cellPage is a notebook in JupyterLab whose first cell is written and run anew for each question; the kernel stays.
type cellPage struct {
	*browsertest.Browser
	folder string
}

// cellNode is the cell's part of the page, cellOut its output's.
const (
	cellNode = `jupyterapp.shell.currentWidget.content.widgets[0].node`
	cellOut  = `jupyterapp.shell.currentWidget.content.widgets[0].outputArea.node`
)

// What a student sees of cells in a real JupyterLab: tables, packets to fold open, progress, help, errors, files.
func TestCellsInJupyterLab(t *testing.T) {
	if testing.Short() {
		t.Skip("starts JupyterLab and a browser")
	}
	p := openCellPage(t)
	t.Run("empty", func(t *testing.T) { p.T = t; lookAtEmpty(t, p) })
	p.run("import (\n\t\"netlab/pcapnb\"\n\t\"netlab/pcapnb/nb\"\n\t\"netlab/plots\"\n)")
	p.run("var ten = pcapnb.MustLoad(\"ten.pcap\")\nvar pkts = pcapnb.MustLoad(\"morning.pcap\")")
	for _, part := range []struct {
		name string
		look func(*testing.T, cellPage)
	}{
		{"tables", lookAtTables},
		{"layers", lookAtLayers},
		{"progress", lookAtProgress},
		{"tooltip", lookAtTooltip},
		{"completion", lookAtCompletion},
		{"errors", lookAtErrors},
		{"values", lookAtValues},
		{"help", lookAtHelp},
		{"capture", lookAtCapture},
		{"names", lookAtNames},
		{"files", lookAtFiles},
	} {
		t.Run(part.name, func(t *testing.T) {
			p.T = t
			part.look(t, p)
			p.Picture("cell-" + part.name)
		})
	}
}

// Before anything is imported the names of the library are known.
func lookAtEmpty(t *testing.T, p cellPage) {
	p.skipWithoutGopls()
	source := "%%\npcapnb.PortDst.B"
	p.write(source)
	p.cursorAfter(source, "PortDst.B")
	p.Press("Tab", "Tab", 9, 0)
	p.Wait(`[...document.querySelectorAll(".jp-Completer-item")].some(i => i.innerText.includes("Between")) || ` + cellNode + `.innerText.includes("PortDst.Between") ? "known" : ""`)
	p.Press("Escape", "Escape", 27, 0)
	source = "%%\nnb.Show(pcapnb.Length)"
	p.write(source)
	p.cursorAfter(source, "pcapnb.Len")
	p.Press("Tab", "Tab", 9, browsertest.ShiftKey)
	p.wantText(p.Wait(`document.querySelector(".jp-Tooltip")?.innerText`), "Length is the packet's length on the wire")
	p.Press("Escape", "Escape", 27, 0)
	p.Wait(`document.querySelector(".jp-Tooltip") ? "" : "gone"`)
}

// openCellPage opens a notebook beside two captures.
func openCellPage(t *testing.T) cellPage {
	t.Helper()
	root := t.TempDir()
	for _, name := range []string{"ten.pcap", "morning.pcap"} {
		data, err := os.ReadFile(filepath.Join("..", "..", "..", "testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(root, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(root, "cells.ipynb"), []byte(uploadNotebook), 0o644); err != nil {
		t.Fatal(err)
	}
	address, token := jupyterLab(t, root)
	b := browsertest.Open(t)
	b.Open(address + "/lab/tree/cells.ipynb?token=" + token)
	b.Wait(`document.querySelector(".jp-Notebook .jp-CodeCell") ? "open" : ""`)
	b.Wait(`jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel ? "ready" : ""`)
	return cellPage{b, root}
}

// write makes source the cell's, with nothing below it.
func (p cellPage) write(source string) {
	p.T.Helper()
	p.Wait(fmt.Sprintf(`(() => {
		const notebook = jupyterapp.shell.currentWidget.content, cell = notebook.widgets[0];
		notebook.activeCellIndex = 0;
		cell.model.sharedModel.setSource(%q);
		cell.model.clearExecution();
		cell.outputArea.model.clear();
		return "written";
	})()`, source))
}

// start runs the cell with another source, and does not wait.
func (p cellPage) start(source string) {
	p.T.Helper()
	p.write(source)
	p.Wait(`(jupyterapp.commands.execute("notebook:run-cell").then(() => { ` + cellNode + `.dataset.ran = "yes" }), ` + cellNode + `.dataset.ran = "", "started")`)
}

// run runs the cell with another source and returns the text that it shows.
func (p cellPage) run(source string) string {
	p.T.Helper()
	p.start(source)
	p.Wait(cellNode + `.dataset.ran`)
	text, err := p.Eval(cellOut + `.innerText`)
	if err != nil {
		p.T.Fatal(err)
	}
	return text
}

// want fails unless the script's text on the page is the one wanted.
func (p cellPage) want(what, script, want string) {
	p.T.Helper()
	got, err := p.Eval(script)
	if err != nil {
		p.T.Fatal(err)
	}
	if got != want {
		p.T.Errorf("%s: %q, want %q", what, got, want)
	}
}

// wantText fails unless each of the texts is in the one that was shown.
func (p cellPage) wantText(shown string, texts ...string) {
	p.T.Helper()
	for _, text := range texts {
		if !strings.Contains(shown, text) {
			p.T.Errorf("the cell does not show %q but\n%s", text, shown)
		}
	}
}

func lookAtTables(t *testing.T, p cellPage) {
	p.wantText(p.run("%%\nnb.Show(pkts)"), "length (bytes)", "2,237 rows × 18 columns")
	// cells reads the cells of some row below one header, from the page.
	cells := func(header, of string) string {
		return fmt.Sprintf(`(() => {
			const i = [...%[1]s.querySelectorAll("thead th")].findIndex(h => h.innerText.startsWith(%[2]q));
			return [...%[1]s.querySelectorAll("tbody tr")].map(r => r.children[i]).map(c => %[3]s).join(" ");
		})()`, cellOut, header, of)
	}
	p.want("five rows, a gap, five rows", cells("No.", "c.innerText"), "1 2 3 4 5 … 2233 2234 2235 2236 2237")
	p.want("ports, missing ones empty", cells("port_dst", `c.innerText || "-"`), "- 67 68 67 68 … 514 - - 53 -")
	p.want("numbers", cells("length", "getComputedStyle(c).textAlign"), strings.TrimSpace(strings.Repeat("right ", 11)))
	p.want("texts", cells("protocol", "getComputedStyle(c).textAlign"), strings.TrimSpace(strings.Repeat("left ", 11)))
	p.want("lines that a time takes", cells("datetime", `(t => { t.selectNodeContents(c); return new Set([...t.getClientRects()].map(r => r.top)).size })(new Range())`),
		strings.TrimSpace(strings.Repeat("1 ", 11)))
	p.want("the page scrolls the table, not itself", `document.documentElement.scrollWidth <= innerWidth ? "yes" : "no"`, "yes")
	p.Picture("cell-long-table")

	p.wantText(p.run("%%\nnb.Show(ten.Select(pcapnb.HeaderFields()...))"), "6 columns not shown: tcp_reserved, tcp_flags, ")

	p.run("%%\nnb.Show(pcapnb.GroupBy(ten, pcapnb.Keys(pcapnb.Protocol, pcapnb.IPSrc)).Agg(pcapnb.SumOf(pcapnb.Length)))")
	p.want("the outer group, once", cells("protocol", `c.innerText || "-"`), "ICMP - TCP - UDP -")
}

func lookAtLayers(t *testing.T, p cellPage) {
	p.run("%%\nnb.Show(ten[8].Show())")
	opened := `[...` + cellOut + `.querySelectorAll("details")].map(d => d.open ? "open" : "shut").join(" ")`
	before, err := p.Eval(opened)
	if err != nil {
		t.Fatal(err)
	}
	p.want("the layers, the frame's own", `[...`+cellOut+`.querySelectorAll("summary")].slice(0, 3).map(s => s.innerText.split(/[:,]/)[0]).join("; ")`,
		"Frame 9; Ethernet II; Internet Protocol Version 4")
	p.want("its time", `[...`+cellOut+`.querySelectorAll("td")].find(d => d.innerText === "frame.time_relative")?.checkVisibility() + ""`, "undefined")
	p.Click(cellOut + `.querySelector("summary")`)
	p.Wait(cellOut + `.querySelector("details").open ? "open" : ""`)
	p.want("the other layers", opened, strings.Replace(before, "shut", "open", 1))
	p.want("its time", `[...`+cellOut+`.querySelectorAll("td")].find(d => d.innerText === "frame.time_relative")?.checkVisibility() + ""`, "true")
	p.Click(cellOut + `.querySelector("summary")`)
	p.Wait(cellOut + `.querySelector("details").open ? "" : "shut"`)
}

// A capture that comes through a pipe takes as long as the test wants.
func lookAtProgress(t *testing.T, p cellPage) {
	pipe := filepath.Join(p.folder, "slow.pcap")
	if err := syscall.Mkfifo(pipe, 0o644); err != nil {
		t.Skip("no named pipes: ", err)
	}
	defer os.Remove(pipe)
	p.start("%%\nnb.Show(fmt.Sprint(len(pcapnb.MustLoad(\"slow.pcap\")), \" packets\"))")
	const lines = `[...` + cellOut + `.querySelectorAll(".jp-OutputArea-output")].map(o => o.innerText.trim()).join("|")`
	seen, sent, failed := make(chan struct{}), make(chan int), make(chan error, 1)
	go func() {
		n, err := feed(pipe, seen)
		failed <- err
		sent <- n
	}()
	first := p.Wait(lines)
	next := p.Wait(lines + fmt.Sprintf(` === %q ? "" : `, first) + lines)
	p.Picture("cell-loading")
	close(seen)
	if err := <-failed; err != nil {
		t.Fatal(err)
	}
	packets := fmt.Sprint(<-sent)
	p.Wait(cellNode + `.dataset.ran`)
	for _, line := range []string{first, next} {
		if !strings.HasPrefix(line, "loading slow.pcap: ") || !strings.HasSuffix(line, "B/s") || strings.Contains(line, "|") {
			t.Errorf("while it loads the cell shows %q", line)
		}
	}
	last, err := p.Eval(lines)
	if err != nil {
		t.Fatal(err)
	}
	if short, count, _ := strings.Cut(last, "|"); !strings.HasPrefix(short, "loaded slow.pcap: ") || count != packets+" packets" {
		t.Errorf("after it the cell shows %q, want a line and %s packets", last, packets)
	}
}

// feed writes packets to a pipe, slowly, until the reader has seen enough, and returns how many.
func feed(path string, enough <-chan struct{}) (packets int, err error) {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	if _, err := f.WriteString(pcapHeader); err != nil {
		return 0, err
	}
	const batch = 2000
	data := []byte(strings.Repeat(pcapRecord(100), batch))
	for {
		select {
		case <-enough:
			return packets, nil
		case <-time.After(20 * time.Millisecond):
		}
		if _, err := f.Write(data); err != nil {
			return packets, err
		}
		packets += batch
	}
}

func lookAtTooltip(t *testing.T, p cellPage) {
	p.skipWithoutGopls()
	source := "%%\nnb.Show(pcapnb.GroupBy(pkts, pcapnb.IPDst).Sum(pcapnb.Length))"
	for _, hover := range []struct{ before, want string }{
		{"pcapnb.Len", "Length is the packet's length on the wire, in bytes (frame.len)."},
		{"Group", "GroupBy puts the rows together that have the same value of key."},
		{".Su", "Sum returns the sum of m in each group"},
	} {
		p.write(source)
		p.cursorAfter(source, hover.before)
		p.Press("Tab", "Tab", 9, browsertest.ShiftKey)
		p.wantText(p.Wait(`document.querySelector(".jp-Tooltip")?.innerText`), hover.want)
		p.Picture("cell-hover")
		p.Press("Escape", "Escape", 27, 0)
		p.Wait(`document.querySelector(".jp-Tooltip") ? "" : "gone"`)
	}
}

func lookAtCompletion(t *testing.T, p cellPage) {
	p.skipWithoutGopls()
	for _, typed := range []struct{ source, after, want string }{
		{"%%\nnb.Show(pkts.Fil)", "Fil", "Filter FilterFunc FilterText"},
		{"%%\nnb.Show(pkts.Where(\"ip.s\"))", "ip.s", "ip.src ip.src_host"},
		{"%%\nnb.Show(pcapnb.MustLoad(\"\"))", "MustLoad(\"", "morning.pcap"},
	} {
		p.write(typed.source)
		p.cursorAfter(typed.source, typed.after)
		p.Press("Tab", "Tab", 9, 0)
		p.Wait(fmt.Sprintf(`[...document.querySelectorAll(".jp-Completer-item")].map(i => i.innerText.trim()).join(" ").includes(%q) ? "there" : ""`, typed.want))
		p.Press("Escape", "Escape", 27, 0)
	}
}

func lookAtErrors(t *testing.T, p cellPage) {
	for _, wrong := range []struct{ source, want string }{
		{"%%\nnb.Show(pkts.Head(-1))", "pcapnb: Head(-1): want a number of rows, 0 or more\n    nb.Show(pkts.Head(-1))"},
		{"%%\nnb.Show(pcapnb.MustLoad(\"mornin.pcap\"))", `did you mean "morning.pcap", "ten.pcap"?`},
		{"%%\nnb.Show(pkts.Where(\"ip.adr == 10.0.0.1\"))", `"ip.adr" is neither a field nor a protocol; the nearest names are "ip.addr"`},
		{"%%\nnb.Show(pkts.Hed(5))", "Line 2: pcapnb.Packets has no method Hed\n    nb.Show(pkts.Hed(5))\nDid you mean pkts.Head?"},
		{"%%\nnb.Show(pkts.Filter(pcapnb.PortDst.Is(\"443\")))", "Line 2: pcapnb.PortDst.Is takes numbers, and what has quotes is a text\n    nb.Show(pkts.Filter(pcapnb.PortDst.Is(\"443\")))\nWrite pcapnb.PortDst.Is(443)"},
		{"%%\nnb.Show(pkts[9999])", "Line 2: there is no [9999] in a list of 2237\n    nb.Show(pkts[9999])"},
		{"nb.Show(pkts)", "Write %% on a line of its own before the statements"},
	} {
		shown := p.run(wrong.source)
		p.wantText(shown, wrong.want)
		for _, noise := range []string{"goroutine ", "exit status", "func main", "main.go"} {
			if strings.Contains(shown, noise) {
				t.Errorf("%s shows %q:\n%s", wrong.source, noise, shown)
			}
		}
	}
}

// What a cell shows by itself, and what it says of values that do not last.
func lookAtValues(t *testing.T, p cellPage) {
	p.wantText(p.run("%%\npkts.Head(3)"), "length (bytes)", "2026")
	p.run("%%\nplots.Line(\"Bytes\", pkts.Resample(time.Minute).Sum(pcapnb.Length))")
	p.want("the figure", cellOut+`.querySelector("img") ? "there" : ""`, "there")
	p.wantText(p.run("%%\npkts = pkts.Where(\"dns\")\nlen(pkts)"), "pkts has this value in this cell only", `var dns = pkts.Where("dns")`)
	p.wantText(p.run("%%\nlen(pkts)"), "2237")
	p.run("%%\ntls := pkts.Where(\"tls\")\nlen(tls)")
	p.wantText(p.run("%%\ntls.Head(3)"), "tls lives in cell [", `write above %%: var tls = pkts.Where("tls")`)
	// A variable that cannot be given its value is the fault of its own cell.
	p.wantText(p.run("var first = pkts.Where(\"icmp.code == 99\")[0]"), "there is no [0] in a list of 0")
	p.wantText(p.run("%%\nlen(pkts)"), "2237")
	p.wantText(p.run("%%\nfirst"), "there is no [0] in a list of 0")
}

func lookAtHelp(t *testing.T, p cellPage) {
	p.wantText(p.run("%%\nnb.Help()"), "From a capture to a figure", "pkts.Where(", "Shift-Tab")
}

func lookAtCapture(t *testing.T, p cellPage) {
	shown := p.run(`import ("net"; "time")
%%
go func() {
	for out, err := net.Dial("udp", "127.0.0.1:9"); err == nil; time.Sleep(50 * time.Millisecond) {
		out.Write([]byte("netlab"))
	}
}()
options := pcapnb.CaptureOptions{Count: 3, Duration: time.Minute, Filter: "udp dst port 9", Path: "mine.pcap"}
mine := pcapnb.MustCapture("lo", options)
nb.Show(mine.Select(pcapnb.IPDst, pcapnb.PortDst, pcapnb.PayloadLen))`)
	if strings.Contains(shown, "CAP_NET_RAW") || strings.Contains(shown, "Linux only") {
		p.wantText(shown, "tcpdump")
		t.Skip("capturing needs Linux and a right: " + shown)
	}
	p.want("the packets", `[...`+cellOut+`.querySelectorAll("tbody tr")].map(r => r.innerText.replace(/\s+/g, " ").trim()).join("; ")`,
		"1 127.0.0.1 9 6; 2 127.0.0.1 9 6; 3 127.0.0.1 9 6")
	p.wantText(p.run("%%\nnb.Show(pcapnb.MustLoad(\"mine.pcap\").Shape())"), "(3, ")
}

func lookAtNames(t *testing.T, p cellPage) {
	p.wantText(p.run(`%%
nb.Show(pcapnb.NamesIn(pkts), pcapnb.ServiceName(443))
names := pcapnb.NamesIn(pkts).Key("name_dst", pcapnb.IPDst)
nb.Show(pcapnb.GroupBy(pkts, names).Count().SortDesc().Head(3))`),
		"address\tname\tsource\tfirst\tpackets", "198.51.100.20\twww.example.org\tTLS server name\t1810\t1", "https", "162 packets without name_dst are in no group")
}

func lookAtFiles(t *testing.T, p cellPage) {
	shown := p.run(`import _ "netlab/plots/pdf"
%%
table := ten.Select(pcapnb.FrameNumber, pcapnb.IPSrc)
table.MustSaveCSV("out.csv")
nb.Show(table.SaveJSONLines("out.jsonl"))
some := ten.Filter(pcapnb.PortDst.Is(53))
some.MustWritePcap("out.pcap")
nb.Show(some.FilterText())
figure := plots.BarH("Bytes", pcapnb.GroupBy(ten, pcapnb.IPDst).Sum(pcapnb.Length))
for _, path := range []string{"out.png", "out.svg", "out.pdf"} {
	nb.Show(figure.Save(path))
}`)
	if want := "nil\nframe.number in {5}\nnil\nnil\nnil"; strings.Join(strings.Fields(shown), " ") != strings.Join(strings.Fields(want), " ") {
		t.Errorf("the cell shows %q, want %q", shown, want)
	}
	for name, begins := range map[string]string{
		"out.csv":   "number,ip_src\n1,\n2,\n3,192.168.1.23\n",
		"out.jsonl": "{\"number\":1}\n{\"number\":2}\n{\"number\":3,\"ip_src\":\"192.168.1.23\"}\n",
		"out.pcap":  pcapHeader[:4],
		"out.png":   "\x89PNG\r\n",
		"out.svg":   "<?xml",
		"out.pdf":   "%PDF-",
	} {
		data, err := os.ReadFile(filepath.Join(p.folder, name))
		if err != nil {
			t.Error(err)
		} else if !bytes.HasPrefix(data, []byte(begins)) {
			t.Errorf("%s begins with %q, want %q", name, data[:min(len(data), len(begins))], begins)
		}
	}
}

// skipWithoutGopls skips where the set-up could not get the language server.
func (p cellPage) skipWithoutGopls() {
	p.T.Helper()
	s, err := New(Options{}, &say.Sayer{Out: io.Discard})
	if err != nil {
		p.T.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(s.goplsDir(), "gopls")); err != nil {
		p.T.Skip("gopls was not set up: go run ./notebooks -setup")
	}
}

// cursorAfter puts the cursor after some text of the cell's source, in its editor.
func (p cellPage) cursorAfter(source, text string) {
	p.T.Helper()
	before := source[:strings.Index(source, text)+len(text)]
	line := strings.Count(before, "\n")
	column := len(before) - 1 - strings.LastIndex(before, "\n")
	p.Wait(fmt.Sprintf(`(() => {
		const notebook = jupyterapp.shell.currentWidget.content;
		notebook.mode = "edit";
		notebook.widgets[0].editor.focus();
		notebook.widgets[0].editor.setCursorPosition({line: %d, column: %d});
		return "there";
	})()`, line, column))
}
