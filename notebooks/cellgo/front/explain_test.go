//go:build unix

package front

import (
	"fmt"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"netlab/notebooks/cellgo/cell"
)

// What people typed, and what they read then.
var typed = []struct{ code, want string }{
	{"nb.Show(1)", "Line 1: a statement among declarations\n    nb.Show(1)\nWrite %% on a line of its own before the statements; declarations (import, var, func, type) go above it."},
	{"pkts, err := pcapnb.Load(\"x\")", "Line 1: := among declarations\n    pkts, err := pcapnb.Load(\"x\")\nFor this and the next cells write: var pkts = pcapnb.MustLoad(\"x\")\nFor this cell alone write %% on a line of its own before it."},
	{"dns := pkts.Where(\"dns\")", "Line 1: := among declarations\n    dns := pkts.Where(\"dns\")\nFor this and the next cells write: var dns = pkts.Where(\"dns\")\nFor this cell alone write %% on a line of its own before it."},
	{"var ps = pcapnb.Load(\"x\")", "Line 1: pcapnb.Load returns an error as well\n    var ps = pcapnb.Load(\"x\")\nIn a notebook write var ps = pcapnb.MustLoad(\"x\")"},
	{"%%\nnb.Show(pcapnb.Load(\"x\").Head(3))", "Line 2: pcapnb.Load returns an error as well\n    nb.Show(pcapnb.Load(\"x\").Head(3))\nIn a notebook write nb.Show(pcapnb.MustLoad(\"x\").Head(3))"},
	{"%%\nnb.Show(pkts.Sum(pcapnb.IPSrc))", "Line 2: pcapnb.IPSrc is no number, and Sum needs one, such as pcapnb.Length\n    nb.Show(pkts.Sum(pcapnb.IPSrc))\nTo count the packets that have it write pcapnb.CountOf(pcapnb.IPSrc), how many different ones there are pcapnb.NUnique(pkts, pcapnb.IPSrc)."},
	{"%%\nnb.Show(pkts.Filter(pcapnb.IPSrc == \"10.0.0.1\"))", "Line 2: pcapnb.IPSrc is a field, and Go's == compares values\n    nb.Show(pkts.Filter(pcapnb.IPSrc == \"10.0.0.1\"))\nWrite pcapnb.IPSrc.Is(\"10.0.0.1\")"},
	{"%%\nnb.Show(pkts.Filter(pcapnb.IPSrc != \"10.0.0.1\"))", "Line 2: pcapnb.IPSrc is a field, and Go's != compares values\n    nb.Show(pkts.Filter(pcapnb.IPSrc != \"10.0.0.1\"))\nWrite pcapnb.IPSrc.Is(\"10.0.0.1\").Not()"},
	{"%%\nnb.Show(pkts.Filter(pcapnb.PortDst > 1023))", "Line 2: pcapnb.PortDst is a field, and Go's > compares values\n    nb.Show(pkts.Filter(pcapnb.PortDst > 1023))\nWrite pcapnb.PortDst.Gt(1023)"},
	{"%%\nnb.Show(pkts.Filter(pcapnb.PortDest.Is(53)))", "Line 2: pcapnb has no PortDest\n    nb.Show(pkts.Filter(pcapnb.PortDest.Is(53)))\nDid you mean pcapnb.PortDst?"},
	{"%%\nnb.Show(PortDst)", "Line 2: undefined: PortDst\n    nb.Show(PortDst)\nDid you mean pcapnb.PortDst?"},
	{"%%\nnb.Show(pkts.Hed(5))", "Line 2: pcapnb.Packets has no method Hed\n    nb.Show(pkts.Hed(5))\nDid you mean pkts.Head?"},
	{"%%\nnb.Show(pkts.GroupBy(pcapnb.IPSrc))", "Line 2: pcapnb.Packets has no method GroupBy\n    nb.Show(pkts.GroupBy(pcapnb.IPSrc))\nIt is a function: pcapnb.GroupBy(pkts, …)"},
	{"%%\ndns := pkts.Where(\"dns\")\n// nb.Show(dns)", "Line 2: dns is not used in this cell\n    dns := pkts.Where(\"dns\")\nUse it, take its line out, or write _ = dns"},
	{"%%\nnb.Show(tls.Head(3))", "Line 2: tls lives in cell [4] only\n    nb.Show(tls.Head(3))\nTo use it in other cells write above %%: var tls = pkts.Where(\"tls\")"},
	{"%%\nnb.Show(pkts.Filter(\"dns\"))", "Line 2: a text is no condition of Filter\n    nb.Show(pkts.Filter(\"dns\"))\nWhere understands Wireshark's language: pkts.Where(\"dns\")"},
	{"%%\nnb.Show(pkts.Select(\"ip.src\"))", "Line 2: \"ip.src\" is a text, and a field is wanted\n    nb.Show(pkts.Select(\"ip.src\"))\nWrite pcapnb.IPSrc and the like, or by Wireshark's name: pkts.Field(\"ip.src\")"},
	{"%%\nnb.Show(pkts.Filter(pcapnb.PortDst.Is(\"443\")))", "Line 2: pcapnb.PortDst.Is takes numbers, and what has quotes is a text\n    nb.Show(pkts.Filter(pcapnb.PortDst.Is(\"443\")))\nWrite pcapnb.PortDst.Is(443)"},
	{"%%\nnb.Show(pkts.Filter(pcapnb.PortDst.In(\"80\", \"443\")))", "Line 2: pcapnb.PortDst.In takes numbers, and what has quotes is a text\n    nb.Show(pkts.Filter(pcapnb.PortDst.In(\"80\", \"443\")))\nWrite pcapnb.PortDst.In(80, 443)"},
	{"%%\nnb.Show(pkts.Filter(pcapnb.Length.Gt(\"1000\")))", "Line 2: pcapnb.Length.Gt takes numbers, and what has quotes is a text\n    nb.Show(pkts.Filter(pcapnb.Length.Gt(\"1000\")))\nWrite pcapnb.Length.Gt(1000)"},
	{"%%\nnb.Show(pkts.Filter(pcapnb.PortDst.Is(\"https\")))", "Line 2: pcapnb.PortDst.Is takes numbers, and what has quotes is a text\n    nb.Show(pkts.Filter(pcapnb.PortDst.Is(\"https\")))\nWrite a number without quotes, such as pcapnb.PortDst.Is(443)"},
	{"%%\nnb.Show(pkts.Filter(pcapnb.Protocol.Is(6)))", "Line 2: pcapnb.Protocol.Is takes texts, and a text has quotes\n    nb.Show(pkts.Filter(pcapnb.Protocol.Is(6)))\nWrite pcapnb.Protocol.Is(\"6\")"},
	{"%%\nnb.Show(pkts.Filter(pkts.Field(\"tcp.dstport\").Is(443)))", "Line 2: pkts.Field(\"tcp.dstport\").Is takes texts, and a text has quotes\n    nb.Show(pkts.Filter(pkts.Field(\"tcp.dstport\").Is(443)))\nWrite pkts.Field(\"tcp.dstport\").Is(\"443\")"},
	{"%%\nnb.Show(pkts.Filter(pcapnb.IPSrc.Is(10)))", "Line 2: pcapnb.IPSrc.Is takes texts, and a text has quotes\n    nb.Show(pkts.Filter(pcapnb.IPSrc.Is(10)))\nWrite pcapnb.IPSrc.Is(\"10\")"},
	{"%%\nnb.Show(pkts.Filter(pcapnb.IPSrc.Is(10.0.0.1)))", "Line 2: an address without quotes\n    nb.Show(pkts.Filter(pcapnb.IPSrc.Is(10.0.0.1)))\nWrite \"10.0.0.1\""},
	{"%%\nnb.Show(pkts.Filter(pcapnb.Protocol.Is(TCPP)))", "Line 2: undefined: TCPP\n    nb.Show(pkts.Filter(pcapnb.Protocol.Is(TCPP)))\nA text has quotes: \"TCPP\""},
	{"%%\nnb.Show(pkts.Resample(\"1s\").Count())", "Line 2: cannot use \"1s\" (untyped string constant) as time.Duration value in argument to pkts.Resample\n    nb.Show(pkts.Resample(\"1s\").Count())\nDurations are written as 10*time.Second, 500*time.Millisecond."},
	{"%%\nnb.Show('dns')", "Line 2: a text in single quotes\n    nb.Show('dns')\nTexts have double quotes: \"dns\"."},
	{"%%\nnb.Show(nothing, nothing)", "Line 2: undefined: nothing\n    nb.Show(nothing, nothing)"},
}

// The compiler says it first: a change of its words is a change of ours.
func TestWhatPeopleTyped(t *testing.T) {
	module := t.TempDir()
	checkout, err := filepath.Abs(filepath.Join("..", "..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	put := func(path, text string) {
		t.Helper()
		path = filepath.Join(module, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	mod, err := os.ReadFile(filepath.Join(checkout, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	sum, err := os.ReadFile(filepath.Join(checkout, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	put("go.mod", strings.Replace(string(mod), "module netlab", "module notebook", 1)+fmt.Sprintf("\nrequire netlab v0.0.0\n\nreplace netlab => %q\n", checkout))
	put("go.sum", string(sum))
	said := map[int]string{}
	for i, try := range typed {
		source := cell.Cell{Code: try.code}.Source()
		if _, err := parser.ParseFile(token.NewFileSet(), "/tmp/main.go", source, 0); err != nil {
			said[i], _, _ = strings.Cut(err.Error(), " (and ")
			continue
		}
		source = strings.Replace(source, "package main;", `package main;import ("netlab/pcapnb"; "netlab/pcapnb/nb");`, 1)
		if !strings.Contains(source, "func main()") {
			source += "func main() {}\n"
		}
		if !strings.Contains(source, "var pkts") {
			source += "var pkts = pcapnb.MustLoad(\"x\")\n"
		}
		put(fmt.Sprintf("n%02d/main.go", i), source+"var _, _ = pcapnb.Load, nb.Show\n")
	}
	build := exec.Command("go", "build", "-mod=mod", "-o", os.DevNull, "./...")
	build.Dir = module
	out, _ := build.CombinedOutput()
	at := -1
	for line := range strings.Lines(string(out)) {
		if _, err := fmt.Sscanf(line, "# notebook/n%d", &at); err == nil {
			continue
		}
		said[at] += line
	}
	for i, try := range typed {
		n := newNotebook()
		n.locals["tls"] = local{4, `tls := pkts.Where("tls")`}
		n.begin(module, 7, try.code)
		var traceback []string
		for line := range strings.SplitSeq(said[i], "\n") {
			if match := placed.FindStringSubmatch(line); match != nil {
				line = fmt.Sprintf("Cell[7]: Line %s\ncode of some other cell\n%s", match[1], match[3])
			}
			traceback = append(traceback, line)
		}
		_, got, _ := n.explain("ERROR", said[i], traceback)
		if got != try.want {
			t.Errorf("%s\nsays\n%s\nwant\n%s\nfrom\n%s", try.code, got, try.want, said[i])
		}
	}
}
