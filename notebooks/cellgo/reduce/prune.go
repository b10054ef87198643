package reduce

import (
	"bytes"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strconv"
	"strings"

	"netlab/notebooks/cellgo/cell"
)

// A mainFile is the main.go that GoNB wrote: what the notebook has declared so
// far, and the statements of the cell that is run. It is taken apart into units,
// of which those that the cell does not need are left out.
type mainFile struct {
	source []byte
	fset   *token.FileSet
	file   *ast.File
	units  []*unit
	named  map[string]*unit // variables, constants, types and functions by their names
	main   *ast.FuncDecl
}

// A unit is a declaration, or a group of constants.
type unit struct {
	node     ast.Node
	all      ast.Node // with the word var or type
	doc      *ast.CommentGroup
	names    []string
	values   []ast.Expr      // of variables
	isVar    bool            // that has a value
	uses     map[string]bool // names of the notebook that it may mean
	packages map[string]bool // names before a dot that may be packages'
	methods  []*unit         // of a type
	kept     bool
}

// parseMain takes a main.go apart. It is an error if that cannot be done
// with certainty.
func parseMain(source []byte) (*mainFile, error) {
	if bytes.Contains(source, []byte("//line ")) || bytes.Contains(source, []byte("/*line ")) {
		return nil, errors.New("main.go numbers its lines itself")
	}
	p := &mainFile{source: source, fset: token.NewFileSet(), named: map[string]*unit{}}
	var err error
	if p.file, err = parser.ParseFile(p.fset, "main.go", source, parser.ParseComments); err != nil {
		return nil, err
	}
	var methods []*unit
	for _, decl := range p.file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			u := p.add(d, d.Doc)
			switch {
			case d.Recv != nil:
				methods = append(methods, u)
			case d.Name.Name == "main":
				p.main = d
				u.kept = true
			case d.Name.Name == "init":
				u.kept = true
			default:
				p.name(u, d.Name)
			}
		case *ast.GenDecl:
			p.addGroup(d)
		}
	}
	if p.main == nil {
		return nil, errors.New("no func main")
	}
	for _, m := range methods {
		t := p.named[cell.ReceiverType(m.node.(*ast.FuncDecl))]
		if t == nil {
			return nil, errors.New("a method of no type")
		}
		t.methods = append(t.methods, m)
	}
	for _, u := range p.units {
		p.readUses(u)
	}
	return p, nil
}

func (p *mainFile) add(node ast.Node, doc *ast.CommentGroup) *unit {
	u := &unit{node: node, all: node, doc: doc, uses: map[string]bool{}, packages: map[string]bool{}}
	p.units = append(p.units, u)
	return u
}

func (p *mainFile) name(u *unit, ident *ast.Ident) {
	u.names = append(u.names, ident.Name)
	if ident.Name != "_" {
		p.named[ident.Name] = u
	}
}

func (p *mainFile) addGroup(d *ast.GenDecl) {
	if d.Tok == token.CONST {
		// Constants of a group may count on one another.
		u := p.add(d, d.Doc)
		for _, spec := range d.Specs {
			for _, name := range spec.(*ast.ValueSpec).Names {
				p.name(u, name)
			}
		}
		return
	}
	for _, spec := range d.Specs {
		var u *unit
		switch s := spec.(type) {
		case *ast.ValueSpec:
			u = p.add(s, s.Doc)
			u.values, u.isVar = s.Values, len(s.Values) > 0
			for _, name := range s.Names {
				p.name(u, name)
			}
		case *ast.TypeSpec:
			u = p.add(s, s.Doc)
			p.name(u, s.Name)
		default:
			continue
		}
		if !d.Lparen.IsValid() {
			u.all, u.doc = d, d.Doc
		}
	}
}

// readUses finds the names that a unit may mean.
func (p *mainFile) readUses(u *unit) {
	d, ok := u.node.(*ast.FuncDecl)
	if !ok {
		p.readUsesOf(u, u.node)
		return
	}
	// Nobody looks up the name of a method.
	if d.Recv != nil {
		p.readUsesOf(u, d.Recv)
	}
	p.readUsesOf(u, d.Type)
	if d.Body != nil {
		p.readUsesOf(u, d.Body)
	}
}

// readUsesOf leaves out the names that are a function's own, which the parser
// knows. Where it does not, as in the keys of a composite literal, a name counts.
func (p *mainFile) readUsesOf(u *unit, node ast.Node) {
	ast.Inspect(node, func(node ast.Node) bool {
		switch n := node.(type) {
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok && x.Obj == nil {
				u.packages[x.Name] = true
			}
			p.readUsesOf(u, n.X)
			return false
		case *ast.Ident:
			// Types are not known before the cell is compiled; a name too many does no harm.
			if n.Obj == nil || n.Obj == p.file.Scope.Objects[n.Name] {
				u.uses[n.Name] = true
			}
		}
		return true
	})
}

// keep keeps a unit and all that it needs.
func (p *mainFile) keep(u *unit) {
	u.kept = true
	for _, m := range u.methods {
		if !m.kept {
			p.keep(m)
		}
	}
	for name := range u.uses {
		if other := p.named[name]; other != nil && !other.kept {
			p.keep(other)
		}
	}
}

// keepNew keeps what the cell declares itself, and what is run in any case:
// func main and the functions init.
func (p *mainFile) keepNew(names cell.Names) {
	for _, u := range p.units {
		if u.kept || p.isNew(u, names) {
			p.keep(u)
		}
	}
}

func (p *mainFile) isNew(u *unit, names cell.Names) bool {
	if d, ok := u.node.(*ast.FuncDecl); ok {
		return names.All[cell.FuncName(d)]
	}
	for _, value := range u.values {
		if slices.Contains(u.names, "_") && names.Unnamed[p.text(value)] {
			return true
		}
	}
	return slices.ContainsFunc(u.names, func(name string) bool { return names.All[name] })
}

func (p *mainFile) text(node ast.Node) string {
	return string(p.source[p.offset(node.Pos()):p.offset(node.End())])
}

func (p *mainFile) offset(pos token.Pos) int { return p.fset.Position(pos).Offset }

// left are the units that are not kept.
func (p *mainFile) left() (left []*unit) {
	for _, u := range p.units {
		if !u.kept {
			left = append(left, u)
		}
	}
	return left
}

// reduced is the program without what is not kept and without the imports that
// nothing else needs, each line where it was.
func (p *mainFile) reduced() ([]byte, error) {
	out := slices.Clone(p.source)
	blank := func(from, to token.Pos) {
		for i := p.offset(from); i < p.offset(to); i++ {
			if out[i] != '\n' {
				out[i] = ' '
			}
		}
	}
	packages, all := map[string]bool{}, map[string]bool{}
	for _, u := range p.units {
		for name := range u.packages {
			all[name] = true
			packages[name] = packages[name] || u.kept
		}
		if u.kept {
			continue
		}
		if u.doc != nil {
			blank(u.doc.Pos(), u.doc.End())
		}
		blank(u.all.Pos(), u.all.End())
	}
	for _, spec := range p.file.Imports {
		name, err := importName(spec)
		if err != nil {
			return nil, err
		}
		switch {
		case name == "_", name == ".", packages[name]:
		case all[name]:
			blank(spec.Pos(), spec.End())
		default:
			return nil, errors.New("the name of package " + spec.Path.Value + " is not known")
		}
	}
	return out, nil
}

// importName is the name by which a program knows a package. goimports writes it
// where it is not the last element of the path.
func importName(spec *ast.ImportSpec) (string, error) {
	if spec.Name != nil {
		return spec.Name.Name, nil
	}
	full, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		return "", err
	}
	name := path.Base(full)
	if len(name) > 1 && name[0] == 'v' && strings.Trim(name[1:], "0123456789") == "" && strings.Contains(full, "/") {
		name = path.Base(path.Dir(full))
	}
	return name, nil
}
