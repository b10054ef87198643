package pcapnb

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// mostInCycle is how many files of a package may depend on each other in a circle: so many are read as one.
const mostInCycle = 6

// knots are the packages with a larger circle, and how many files it may have. Why they have one:
//
// table: a Series shows as a Table, a Table makes Series of its columns, and both are grouped by Keys that make Columns.
// bpf and dfilter: parser and generator recurse, a primitive of one layer is made of those of the layer below, and all
// of them are methods of one generator (bpf) or of one checker (dfilter).
// rewrite: protocols carry each other, IP in GRE in IP, so what reads one calls what reads the other.
// plots: a figure is drawn by the methods of Plot that every kind of figure has, and Plot draws what the kinds hand it.
var knots = map[string]int{
	"netlab/pcapnb/table":            44,
	"netlab/pcapnb/internal/bpf":     14,
	"netlab/pcapnb/internal/dfilter": 12,
	"netlab/pcapnb/rewrite":          20,
	"netlab/notebooks/cellgo":        13,
	"netlab/plots":                   30,
}

// TestFilesAreNoKnot finds for each package the largest set of files of which each needs all others, by what go/types says
// that they use.
func TestFilesAreNoKnot(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles every package; not in -short")
	}
	for _, p := range listed(t) {
		knot := largestCycle(p.fileUses(t))
		switch most, listed := knots[p.path]; {
		case listed && len(knot) <= mostInCycle:
			t.Errorf("%s: no more than %d files are a dependency cycle: take it off the list", p.path, mostInCycle)
		case len(knot) > max(most, mostInCycle):
			t.Errorf("%s: %d files are one dependency cycle, more than %d: %s", p.path, len(knot), max(most, mostInCycle), strings.Join(knot, " "))
		}
	}
}

// A listedPackage is a package as go list tells it.
type listedPackage struct {
	path, dir string
	files     []string
	exports   map[string]string // path → file of what it exports, of all packages
}

func listed(t *testing.T) []listedPackage {
	t.Helper()
	out, err := exec.Command("go", "list", "-export", "-deps", "-f", `{{.ImportPath}} {{.Export}} {{.Dir}} {{join .GoFiles " "}}`, "netlab/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []listedPackage
	exports := map[string]string{}
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		if len(words) < 4 {
			continue
		}
		exports[words[0]] = words[1]
		if strings.HasPrefix(words[0], "netlab/") {
			all = append(all, listedPackage{words[0], words[2], words[3:], exports})
		}
	}
	return all
}

// fileUses says which files of the package each of them uses something of.
func (p listedPackage) fileUses(t *testing.T) map[string][]string {
	t.Helper()
	fset := token.NewFileSet()
	var files []*ast.File
	for _, name := range p.files {
		f, err := parser.ParseFile(fset, filepath.Join(p.dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}}
	config := types.Config{Importer: importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(p.exports[path]) })}
	pkg, err := config.Check(p.path, fset, files, info)
	if err != nil {
		t.Fatalf("%s: %v", p.path, err)
	}
	uses := map[string][]string{}
	for id, o := range info.Uses {
		if o.Pkg() != pkg {
			continue
		}
		from, to := fset.Position(id.Pos()).Filename, fset.Position(o.Pos()).Filename
		if from != to && to != "" {
			uses[filepath.Base(from)] = append(uses[filepath.Base(from)], filepath.Base(to))
		}
	}
	return uses
}

// largestCycle returns the largest strongly connected set of a graph (Tarjan's algorithm), in order of names.
func largestCycle(edges map[string][]string) []string {
	var largest, stack []string
	index, low, on := map[string]int{}, map[string]int{}, map[string]bool{}
	var visit func(v string)
	visit = func(v string) {
		index[v] = len(index) + 1
		low[v] = index[v]
		stack, on[v] = append(stack, v), true
		for _, w := range edges[v] {
			if index[w] == 0 {
				visit(w)
				low[v] = min(low[v], low[w])
			} else if on[w] {
				low[v] = min(low[v], index[w])
			}
		}
		if low[v] != index[v] {
			return
		}
		at := slices.Index(stack, v)
		for _, w := range stack[at:] {
			on[w] = false
		}
		if knot := stack[at:]; len(knot) > max(len(largest), 1) {
			largest = slices.Sorted(slices.Values(knot))
		}
		stack = stack[:at]
	}
	for v := range edges {
		if index[v] == 0 {
			visit(v)
		}
	}
	return largest
}

func TestLargestCycle(t *testing.T) {
	for _, c := range []struct {
		edges map[string][]string
		want  string
	}{
		{nil, ""},
		{map[string][]string{"a": {"b"}, "b": {"c"}}, ""},
		{map[string][]string{"a": {"b"}, "b": {"a", "c"}, "c": {"d"}, "d": {"e"}, "e": {"c"}}, "c d e"},
		{map[string][]string{"a": {"b", "c"}, "b": {"d"}, "c": {"d"}, "d": {"a"}}, "a b c d"},
	} {
		if got := strings.Join(largestCycle(c.edges), " "); got != c.want {
			t.Errorf("%v: %q, want %q", c.edges, got, c.want)
		}
	}
}
