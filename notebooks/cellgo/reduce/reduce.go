// Package reduce makes of the program of a whole notebook the program of one
// cell: with the declarations that it needs, and its last value shown.
package reduce

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"netlab/notebooks/cellgo/cell"
	"netlab/pcapnb/wholefile"
)

// A Result is a cell's main.go as it is to be compiled. Each line is where it was.
type Result struct {
	Source  []byte
	Showing []byte   // the same with the last value shown, nil if there is none
	Lost    []string // what the cell gives to variables and the next one does not see, a sentence each

	leftOut []string // names of declarations
}

// An Archive opens what the compiler made of a package.
type Archive func(path string) (io.ReadCloser, error)

// missing matches what the compiler says where a name or the use of an import is
// left out.
var missing = regexp.MustCompile(`undefined: (\w+)|imported and not used`)

// Lacks says whether a cell may not compile, as the compiler said, because too
// much was left out.
func (r *Result) Lacks(said []byte) bool {
	return slices.ContainsFunc(missing.FindAllSubmatch(said, -1), func(m [][]byte) bool {
		return len(r.leftOut) > 0 && len(m[1]) == 0 || slices.Contains(r.leftOut, string(m[1]))
	})
}

// Cell leaves out of a notebook's program what the cell does not need that is
// noted in the folder. Where that cannot be told for certain nothing is left out.
func Cell(folder string, source []byte, open Archive) Result {
	whole := Result{Source: source}
	note, ok := cell.Read(folder)
	if !ok {
		return whole
	}
	names, err := note.Declares()
	if err != nil {
		return whole
	}
	p, err := parseMain(source)
	if err != nil {
		return whole
	}
	p.keepNew(names)
	p.keepEffects(folder, open)
	cut, err := p.reduced()
	if err != nil {
		return whole
	}
	out := Result{Source: cut}
	for _, u := range p.left() {
		out.leftOut = append(out.leftOut, u.names...)
	}
	if note.HasStatements() {
		out.Showing, out.Lost = p.showLast(cut), p.lost()
	}
	return out
}

// keepEffects keeps the variables whose initial values do more than give a
// value. Looking at that takes a while; what was found is kept until the kernel
// ends.
func (p *mainFile) keepEffects(folder string, open Archive) {
	known := verdicts{}
	path := filepath.Join(folder, "effects.json")
	if text, err := os.ReadFile(path); err == nil {
		json.Unmarshal(text, &known)
	}
	var e *effects
	for _, u := range p.left() {
		if !u.isVar {
			continue
		}
		id := p.identity(u)
		pure, ok := known[id]
		if !ok {
			if e == nil {
				e = newEffects(p, open)
			}
			pure = e.pure(u)
			if pure || e.sure {
				known[id] = pure
			}
		}
		if !pure && !u.kept {
			p.keep(u)
		}
	}
	if e != nil {
		if text, err := json.Marshal(known); err == nil {
			wholefile.WriteBytes(path, text, 0o600) // without it the next cell takes longer
		}
	}
}

// verdicts say of variables, by identity, whether they can be left out.
type verdicts map[string]bool

// identity names a unit by its text, that of all that it may need, and the
// packages' names.
func (p *mainFile) identity(u *unit) string {
	texts := map[string]bool{}
	for other := range p.reach(u) {
		texts[p.text(other.node)] = true
	}
	h := sha256.New()
	fmt.Fprintf(h, "%q %q", p.text(u.node), slices.Sorted(maps.Keys(texts)))
	for _, spec := range p.file.Imports {
		name, _ := importName(spec)
		if name == "." || slices.ContainsFunc(slices.Collect(maps.Keys(p.reach(u))), func(u *unit) bool { return u.packages[name] }) {
			fmt.Fprintf(h, "%q %q", name, spec.Path.Value)
		}
	}
	return fmt.Sprintf("%x", h.Sum(nil)[:16])
}

// reach lists a unit and what it may need.
func (p *mainFile) reach(u *unit) map[*unit]bool {
	seen := map[*unit]bool{u: true}
	for todo := []*unit{u}; len(todo) > 0; todo = todo[1:] {
		more := slices.Clone(todo[0].methods)
		for name := range todo[0].uses {
			if other := p.named[name]; other != nil {
				more = append(more, other)
			}
		}
		for _, other := range more {
			if !seen[other] {
				seen[other] = true
				todo = append(todo, other)
			}
		}
	}
	return seen
}
