package front

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"netlab/notebooks/cellgo/cell"
)

// folders of the packages that a notebook uses, in the checkout.
var folders = map[string]string{
	"pcapnb": "pcapnb", "table": "pcapnb/table", "nb": "pcapnb/nb", "plots": "plots", "exercise": "pcapnb/exercise",
}

// A face is what a package offers.
type face struct {
	names   []string
	methods map[string][]string // by type
}

var replaced = regexp.MustCompile(`(?m)^\s*(?:replace\s+)?netlab\s*=>\s*"?([^"\n]+?)"?\s*$`)

// checkout is where the notebook's module has the library from, "" if it has none.
func (n *notebook) checkout() string {
	mod, err := os.ReadFile(filepath.Join(n.folder, "go.mod"))
	match := replaced.FindSubmatch(mod)
	if err != nil || match == nil {
		return ""
	}
	return string(match[1])
}

// face reads a package of the checkout; it is empty for others.
func (n *notebook) face(pkg string) face {
	f := face{methods: map[string][]string{}}
	if n.checkout() == "" || folders[pkg] == "" {
		return f
	}
	paths, _ := filepath.Glob(filepath.Join(n.checkout(), folders[pkg], "*.go"))
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err == nil {
			f.add(file)
		}
	}
	return f
}

func (f *face) add(file *ast.File) {
	name := func(ident *ast.Ident) {
		if ident.IsExported() && !strings.HasPrefix(ident.Name, "Fuzz") {
			f.names = append(f.names, ident.Name)
		}
	}
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			if t := cell.ReceiverType(d); t == "" {
				name(d.Name)
			} else if d.Name.IsExported() {
				f.methods[t] = append(f.methods[t], d.Name.Name)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch s := spec.(type) {
				case *ast.TypeSpec:
					name(s.Name)
				case *ast.ValueSpec:
					for _, ident := range s.Names {
						name(ident)
					}
				}
			}
		}
	}
}

// exported lists a package's names, sorted.
func (n *notebook) exported(pkg string) []string {
	names := n.face(pkg).names
	slices.Sort(names)
	return slices.Compact(names)
}

// methods lists those of a type, also where package table has it under the same name.
func (n *notebook) methods(pkg, typ string) []string {
	names := slices.Concat(n.face(pkg).methods[typ], n.face("table").methods[typ])
	slices.Sort(names)
	return slices.Compact(names)
}

// nearest is the name that is like what was typed, "" if none is.
func nearest(typed string, names []string) string {
	best, distance := "", 1+len(typed)/3
	for _, name := range names {
		if d := apart(strings.ToLower(typed), strings.ToLower(name)); d < distance {
			best, distance = name, d
		}
	}
	return best
}

// apart counts the letters to change, add or take out between two words.
func apart(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		last := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := last
			if a[i] != b[j] {
				change++
			}
			last = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
