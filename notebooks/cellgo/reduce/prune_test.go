//go:build unix

package reduce

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"netlab/notebooks/cellgo/cell"
)

// A generator writes the program of a notebook whose declarations use, change
// and shadow one another. Its names bear its number: many notebooks are files of
// one package.
type generator struct {
	*rand.Rand
	id    int
	n     int                 // names so far
	names map[string][]string // by kind
	out   strings.Builder
	cell  map[string]bool // of names that the last cell declares
}

// name makes a name for a thing of that kind, and now and then a part of the
// last cell of it.
func (g *generator) name(kind string) string {
	g.n++
	name := fmt.Sprintf("x%d_%s%d", g.id, kind, g.n)
	if kind == "Type" || kind == "List" {
		name = fmt.Sprintf("X%d_%s%d", g.id, kind, g.n)
	}
	if g.IntN(8) == 0 {
		g.cell[name] = true
	}
	return name
}

// known is a name of that kind that was declared before, "" if there is none.
func (g *generator) known(kind string) string {
	if list := g.names[kind]; len(list) > 0 {
		return list[g.IntN(len(list))]
	}
	return ""
}

func (g *generator) pick(list ...string) string { return list[g.IntN(len(list))] }

// number is an expression of type int.
func (g *generator) number(depth int) string {
	if depth > 2 {
		return strconv.Itoa(g.IntN(9))
	}
	n := func() string { return g.number(depth + 1) }
	candidates := []string{strconv.Itoa(g.IntN(9)), n() + " + " + n(), "len(strings.Repeat(\"x\", " + strconv.Itoa(g.IntN(5)) + "))"}
	for _, form := range []struct{ kind, text string }{
		{"int", "%s"}, {"const", "%s"}, {"func", "%s(%s)"}, {"noisy", "%s(%s)"}, {"changer", "%s(%s)"}, {"state", "%s()"},
		{"slice", "len(%s)"}, {"map", "%s[\"k\"]"}, {"struct", "%s.N"}, {"pointer", "%s.N"}, {"once", "%s()"}, {"lazy", "%s(%s)"},
		{"builder", "%s.Len()"}, {"generic", "%s[int](%s)"}, {"array", "%s[1]"},
	} {
		if name := g.known(form.kind); name != "" {
			text := strings.Replace(form.text, "%s", name, 1)
			candidates = append(candidates, strings.Replace(text, "%s", n(), 1))
		}
	}
	if s := g.known("struct"); s != "" {
		candidates = append(candidates, s+".Twice()", s+".Bump()", "fmt.Stringer("+s+").(interface{ Twice() int }).Twice()")
	}
	if s := g.known("pointer"); s != "" {
		candidates = append(candidates, s+".Bump()", "(*"+s+").Twice()")
	}
	return g.pick(candidates...)
}

// declare writes one declaration.
func (g *generator) declare() {
	add := func(kind, format string, more ...any) {
		name := g.name(kind)
		fmt.Fprintf(&g.out, format+"\n\n", append([]any{name}, more...)...)
		g.names[kind] = append(g.names[kind], name)
	}
	switch g.IntN(24) {
	case 0, 1, 2:
		add("int", "var %s = %s", g.number(0))
	case 3:
		add("const", "const %s = %d", g.IntN(9))
	case 4:
		a, b := g.name("const"), g.name("const")
		fmt.Fprintf(&g.out, "const (\n\t%s = iota + %d\n\t%s\n)\n\n", a, g.IntN(5), b)
		g.names["const"] = append(g.names["const"], a, b)
	case 5:
		add("func", "func %s(n int) int { return n + %s }", g.number(0))
	case 6: // a parameter that shadows a variable
		if v := g.known("int"); v != "" {
			add("func", "func %s(%s int) int { %s++; return %s * 2 }", v, v, v)
		}
	case 7:
		add("noisy", "func %s(n int) int { rec.Print(%d, \"noisy\", n); return n }", g.id)
	case 8:
		if v := g.known("int"); v != "" {
			add("changer", "func %s(n int) int { %s += n; return %s }", v, v)
		}
	case 9:
		add("slice", "var %s = []int{%s, %s, 3}", g.number(1), g.number(1))
	case 10:
		add("map", "var %s = map[string]int{\"k\": %s}", g.number(1))
	case 11:
		g.declareType()
	case 12:
		if t := g.known("Type"); t != "" {
			add("struct", "var %s = "+t+"{N: %s}", g.number(1))
		}
	case 13:
		if t := g.known("Type"); t != "" {
			add("pointer", "var %s = &"+t+"{N: %s}", g.number(1))
		}
	case 14: // a closure that counts
		add("state", "var %s = func() func() int { n := %s; return func() int { n++; return n } }()", g.number(1))
	case 15: // an alias
		if s := g.known("slice"); s != "" {
			add("slice", "var %s = "+g.pick("append(%s, 1)", "%[2]s[:1]", "append(%s[:1], 7)", "slices.Sorted(slices.Values(%s))"), s)
		}
	case 16:
		if s := g.known("slice"); s != "" {
			add("changer", "func %s(n int) int { "+g.pick("%s[0] = n", "sort.Ints(%s)", "s := %s; s[0]++", "p := &%s[0]; *p = n", "slices.Reverse(%s)", "for i := range %s { rec.Keep(i) }", "s := slices.Clone(%s); s[0] = n")+"; return n }", s)
		}
	case 17:
		if m := g.known("map"); m != "" {
			add("changer", "func %s(n int) int { "+g.pick("%s[\"k\"] = n", "delete(%s, \"k\")", "m := %s; m[\"k\"]++", "m := maps.Clone(%s); m[\"k\"]++", "clear(%s)")+"; return n }", m)
		}
	case 18:
		fmt.Fprintf(&g.out, "func init() { %s }\n\n", g.statement())
	case 19:
		fmt.Fprintf(&g.out, "var _ = %s\n\n", g.number(0))
	case 20:
		a, b := g.name("int"), g.name("int")
		fmt.Fprintf(&g.out, "var %s, %s = func() (int, int) { return %s, %s }()\n\n", a, b, g.number(1), g.number(1))
		g.names["int"] = append(g.names["int"], a, b)
	case 21:
		add("once", "var %s = sync.OnceValue(func() int { return %s })", g.number(1))
		add("lazy", "var %s = func(n int) int { %s; return n }", g.statement())
	case 22:
		add("builder", "var %s strings.Builder")
		if b := g.known("builder"); b != "" {
			add("int", "var %s, _ = %s.WriteString(\"x\")", b)
			add("func", "func %s(n int) int { var b strings.Builder; b.WriteString(\"abc\"); return b.Len() + n }")
		}
	case 23:
		add("generic", "func %s[T any](x T) T { rec.Keep(%s); return x }", g.number(2))
		add("array", "var %s = [3]int{1, %s}", g.number(1))
		if a := g.known("array"); a != "" {
			add("changer", "func %s(n int) int { a := %s; a[1] = n; "+g.pick("", a+"[1] = n; ")+"return a[1] }", a)
		}
	}
}

// declareType writes a type with methods, sometimes a generic one as well.
func (g *generator) declareType() {
	t := g.name("Type")
	fmt.Fprintf(&g.out, "type %s struct{ N int }\n\nfunc (t %s) Twice() int { return t.N * 2 }\n\nfunc (t *%s) Bump() int { t.N++; return t.N }\n\n", t, t, t)
	fmt.Fprintf(&g.out, "func (t %s) String() string { return fmt.Sprint(t.N, %s) }\n\n", t, g.number(1))
	g.names["Type"] = append(g.names["Type"], t)
	if g.IntN(2) == 0 {
		l := g.name("List")
		fmt.Fprintf(&g.out, "type %s[T any] []T\n\nfunc (l %s[T]) N() int { return len(l) }\n\n", l, l)
		s := g.name("int")
		fmt.Fprintf(&g.out, "var %s = (%s[%s]{{N: %s}}).N()\n\n", s, l, t, g.number(1))
		g.names["int"] = append(g.names["int"], s)
	}
}

// statement changes or prints something.
func (g *generator) statement() string {
	text := fmt.Sprintf("rec.Print(%d, \"said\", %s)", g.id, g.number(0))
	if v := g.known("int"); v != "" && g.IntN(2) == 0 {
		text = fmt.Sprintf("%s %s %s", v, g.pick("=", "+="), g.number(1))
	}
	return text
}

// generate writes a notebook's program, and lists what its last cell declares.
func generate(seed uint64, id int) (source string, last cell.Names) {
	g := &generator{Rand: rand.New(rand.NewPCG(seed, uint64(id))), id: id, names: map[string][]string{}, cell: map[string]bool{}}
	for range 5 + g.IntN(25) {
		g.declare()
	}
	var body strings.Builder
	for range 1 + g.IntN(4) {
		body.WriteString("\t" + g.statement() + "\n")
	}
	for _, name := range g.names["int"] {
		if g.IntN(4) == 0 {
			fmt.Fprintf(&body, "\trec.Print(%d, %s)\n", id, name)
		}
	}
	declared := g.out.String()
	text := "package main\n\nimport (\n"
	all := declared + body.String() + "rec."
	for _, path := range []string{"fmt", "maps", "netlab/rec", "slices", "sort", "strings", "sync"} {
		if strings.Contains(all, path[strings.LastIndex(path, "/")+1:]+".") {
			text += fmt.Sprintf("\t%q\n", path)
		}
	}
	return text + ")\n\n" + declared + "func main() {\n\trec.Keep(0)\n" + body.String() + "}\n", cell.Names{All: g.cell}
}

const recSource = `package rec

import "fmt"

var said = map[int]string{}

func Print(id int, what ...any) { said[id] += fmt.Sprintln(what...) }

func Keep(int) {}

func Said(id int) string { return said[id] }
`

// Notebooks print the same with all their declarations and with those that
// their last cell needs. NETLAB_NOTEBOOKS is another number of them.
func TestGeneratedNotebooksRunTheSameReduced(t *testing.T) {
	count := 200
	if n, err := strconv.Atoi(os.Getenv("NETLAB_NOTEBOOKS")); err == nil {
		count = n
	}
	module := t.TempDir()
	write(t, filepath.Join(module, "go.mod"), "module netlab\n\ngo 1.26\n")
	write(t, filepath.Join(module, "rec", "rec.go"), recSource)
	open := exported(t, module, "netlab/rec", "fmt", "maps", "slices", "sort", "strings", "sync")
	const batch = 100 // a package of thousands takes the compiler long
	units, left := 0, 0
	for first := 0; first < count; first += batch {
		u, l := runReduced(t, module, open, first, min(count, first+batch))
		units, left = units+u, left+l
	}
	t.Logf("%d of %d declarations of %d notebooks were left out", left, units, count)
	if left < units/5 {
		t.Errorf("%d of %d declarations are left out: too few to tell", left, units)
	}
}

// runReduced compares the notebooks from first to last, and counts their
// declarations and those that are left out.
func runReduced(t *testing.T, module string, open Archive, first, last int) (units, left int) {
	t.Helper()
	sources := map[int][2]string{}
	for _, part := range []string{"whole", "cut"} {
		os.RemoveAll(filepath.Join(module, part))
	}
	for id := first; id < last; id++ {
		source, names := generate(1, id)
		p, err := parseMain([]byte(source))
		if err != nil {
			t.Fatalf("%v\n%s", err, source)
		}
		p.keepNew(names)
		p.keepEffects(module, open)
		cut, err := p.reduced()
		if err != nil {
			t.Fatal(err)
		}
		if a, b := strings.Count(source, "\n"), strings.Count(string(cut), "\n"); a != b {
			t.Errorf("%d lines, %d reduced", a, b)
		}
		units, left = units+len(p.units), left+len(p.left())
		for folder, text := range map[string]string{"whole": source, "cut": string(cut)} {
			text = strings.Replace(text, "package main", "package "+folder, 1)
			write(t, filepath.Join(module, folder, fmt.Sprintf("n%05d.go", id)), strings.Replace(text, "func main()", fmt.Sprintf("func Main%d()", id), 1))
		}
		sources[id] = [2]string{source, string(cut)}
	}
	os.Remove(filepath.Join(module, "effects.json"))
	whole, cut := saidBy(t, module, "whole", first, last), saidBy(t, module, "cut", first, last)
	different := 0
	for id := first; id < last; id++ {
		if whole[id-first] != cut[id-first] {
			if different++; different < 4 {
				t.Errorf("notebook %d prints\n%sand reduced\n%s\n%s\nreduced\n%s", id, whole[id-first], cut[id-first], sources[id][0], sources[id][1])
			}
		}
	}
	if different > 0 {
		t.Errorf("%d notebooks from %d on print something else", different, first)
	}
	return units, left
}

// saidBy runs the notebooks of a package and returns what each prints.
func saidBy(t *testing.T, module, part string, first, last int) (said []string) {
	t.Helper()
	var calls strings.Builder
	for id := first; id < last; id++ {
		fmt.Fprintf(&calls, "\tpart.Main%d()\n", id)
	}
	write(t, filepath.Join(module, part+"main", "main.go"), fmt.Sprintf(mainSource, part, calls.String(), first, last))
	cmd := exec.Command("go", "run", "-gcflags=-l -dwarf=false", "-ldflags=-s -w", "./"+part+"main")
	cmd.Dir = module
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(part, err)
	}
	if err := json.Unmarshal(out, &said); err != nil {
		t.Fatal(err)
	}
	return said
}

const mainSource = `package main

import (
	"encoding/json"
	"os"

	part "netlab/%s"
	"netlab/rec"
)

func main() {
%s
	var said []string
	for id := %d; id < %d; id++ {
		said = append(said, rec.Said(id))
	}
	json.NewEncoder(os.Stdout).Encode(said)
}
`
