// Package cell reads the cell that is run as GoNB does: which lines are Go's,
// what the cell declares, and what lives in it only.
//
// The kernel notes each cell in a file before it is built, so that the kernel's
// go command, which sees the program of the whole notebook, can tell what is new.
package cell

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
)

// A Cell is one that is run.
type Cell struct {
	Number int // in the brackets beside it, 0 if unknown
	Code   string
}

// fileName is the note's name in the notebook's module.
const fileName = "cell.json"

// Write notes the cell in the notebook's module.
func (c Cell) Write(folder string) error {
	text, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, fileName), text, 0o600)
}

// Read returns the cell that is noted there, if one is.
func Read(folder string) (c Cell, ok bool) {
	text, err := os.ReadFile(filepath.Join(folder, fileName))
	if err != nil {
		return Cell{}, false
	}
	return c, json.Unmarshal(text, &c) == nil
}

// saidName is the file of what is said below the cell.
const saidName = "said.json"

// Say leaves sentences for the kernel to show below the cell.
func Say(folder string, sentences []string) error {
	text, err := json.Marshal(sentences)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, saidName), text, 0o600)
}

// Said takes the sentences away that were left.
func Said(folder string) (sentences []string) {
	path := filepath.Join(folder, saidName)
	text, err := os.ReadFile(path)
	if err == nil {
		os.Remove(path)
		json.Unmarshal(text, &sentences)
	}
	return sentences
}

// HasStatements says whether the cell has a line %%, after which it has statements.
func (c Cell) HasStatements() bool {
	for line := range strings.Lines(c.Code) {
		if opensMain(line) {
			return true
		}
	}
	return false
}

// opensMain says whether GoNB begins func main at this line.
func opensMain(line string) bool {
	line = strings.TrimRight(strings.TrimPrefix(line, "//gonb:"), "\r\n")
	rest, ok := strings.CutPrefix(line, "%%")
	return ok && (rest == "" || rest[0] == ' ' || rest[0] == '\t') || strings.HasPrefix(line, "%main")
}

// Source is the cell as a file of Go. Line n of the cell is line n of the file.
func (c Cell) Source() string {
	var out strings.Builder
	out.WriteString("package main;")
	open, goesOn := false, false
	for line := range strings.Lines(c.Code) {
		text := strings.TrimRight(line, "\r\n")
		trimmed := strings.TrimPrefix(text, "//gonb:")
		special := goesOn || len(trimmed) > 1 && (trimmed[0] == '%' || trimmed[0] == '!')
		goesOn = special && strings.HasSuffix(trimmed, `\`)
		switch {
		case opensMain(line) && !open:
			out.WriteString("func main() {")
			open = true
		case special, strings.HasPrefix(text, "package"):
		default:
			out.WriteString(text)
		}
		out.WriteString("\n")
	}
	if open {
		out.WriteString("}\n")
	}
	return out.String()
}

// parse parses the cell as far as it goes.
func (c Cell) parse() (source string, fset *token.FileSet, file *ast.File, err error) {
	source, fset = c.Source(), token.NewFileSet()
	file, err = parser.ParseFile(fset, "cell", source, 0)
	return source, fset, file, err
}

// Names are what a cell declares above its statements.
type Names struct {
	All     map[string]bool // variables, constants, types and functions; methods as "Type.Method"
	Unnamed map[string]bool // the values of variables called _
}

// Declares lists what the cell declares for itself and the cells that follow.
func (c Cell) Declares() (Names, error) {
	n := Names{map[string]bool{}, map[string]bool{}}
	source, fset, file, err := c.parse()
	if err != nil {
		return n, err
	}
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			n.All[FuncName(d)] = true
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch s := spec.(type) {
				case *ast.TypeSpec:
					n.All[s.Name.Name] = true
				case *ast.ValueSpec:
					for i, name := range s.Names {
						if name.Name != "_" {
							n.All[name.Name] = true
						} else if i < len(s.Values) {
							v := s.Values[i]
							n.Unnamed[source[fset.Position(v.Pos()).Offset:fset.Position(v.End()).Offset]] = true
						}
					}
				}
			}
		}
	}
	return n, nil
}

// FuncName is a function's name, or a method's with that of its type before it.
func FuncName(d *ast.FuncDecl) string {
	if t := ReceiverType(d); t != "" {
		return t + "." + d.Name.Name
	}
	return d.Name.Name
}

// ReceiverType is the name of a method's type, "" for a function.
func ReceiverType(d *ast.FuncDecl) string {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return ""
	}
	for t := d.Recv.List[0].Type; ; {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
		case *ast.ParenExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.IndexListExpr:
			t = x.X
		case *ast.Ident:
			return x.Name
		default:
			return "?"
		}
	}
}

// Locals are the names that a cell's statements make, each with the statement
// on one line: they are gone in the next cell.
func (c Cell) Locals() map[string]string {
	locals := map[string]string{}
	source, fset, file, err := c.parse()
	if err != nil {
		return locals
	}
	for _, decl := range file.Decls {
		d, ok := decl.(*ast.FuncDecl)
		if !ok || d.Name.Name != "main" || d.Recv != nil {
			continue
		}
		for _, stmt := range d.Body.List {
			text := source[fset.Position(stmt.Pos()).Offset:fset.Position(stmt.End()).Offset]
			for _, name := range madeBy(stmt) {
				locals[name] = text
			}
		}
	}
	return locals
}

// madeBy lists the names that a statement makes.
func madeBy(stmt ast.Stmt) (names []string) {
	add := func(name string) {
		if name != "_" {
			names = append(names, name)
		}
	}
	switch s := stmt.(type) {
	case *ast.AssignStmt:
		for _, left := range s.Lhs {
			if name, ok := left.(*ast.Ident); ok && s.Tok == token.DEFINE {
				add(name.Name)
			}
		}
	case *ast.DeclStmt:
		for _, spec := range s.Decl.(*ast.GenDecl).Specs {
			switch v := spec.(type) {
			case *ast.ValueSpec:
				for _, name := range v.Names {
					add(name.Name)
				}
			case *ast.TypeSpec:
				add(v.Name.Name)
			}
		}
	}
	return names
}
