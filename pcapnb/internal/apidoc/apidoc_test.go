// Package apidoc_test holds the comments of the API to what Jupyter's hover shows of them: a first sentence that stands alone.
package apidoc_test

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// packages are the folders of what cells import.
var packages = []string{"pcapnb", "pcapnb/table", "pcapnb/nb", "pcapnb/oui", "pcapnb/domain", "pcapnb/fetch", "pcapnb/geo", "pcapnb/misuse",
	"pcapnb/picture", "pcapnb/exercise", "plots"}

const longest = 140 // characters of a first sentence

func TestCommentsStandAlone(t *testing.T) {
	for _, folder := range packages {
		c := &checker{t: t, folder: folder}
		c.check(read(t, folder))
		if c.names == 0 {
			t.Errorf("%s exports nothing", folder)
		}
	}
}

// read parses a package as it is built, on any system.
func read(t *testing.T, folder string) *doc.Package {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("..", "..", "..", folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	fset := token.NewFileSet()
	var files []*ast.File
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		src, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		f, err := parser.ParseFile(fset, path, src, parser.ParseComments)
		if err != nil {
			t.Skipf("%s is being edited: %v", folder, err)
		}
		files = append(files, f)
	}
	p, err := doc.NewFromFiles(fset, files, "netlab/"+folder)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

type checker struct {
	t      *testing.T
	folder string
	names  int
}

func (c *checker) check(p *doc.Package) {
	c.comment(p.Name, p.Doc, "Package "+p.Name)
	c.values(p.Consts)
	c.values(p.Vars)
	c.funcs("", p.Funcs)
	for _, typ := range p.Types {
		c.comment(typ.Name, typ.Doc, typ.Name)
		c.members(typ)
		c.values(typ.Consts)
		c.values(typ.Vars)
		c.funcs("", typ.Funcs)
		c.funcs(typ.Name+".", typ.Methods)
	}
}

func (c *checker) funcs(of string, funcs []*doc.Func) {
	for _, f := range funcs {
		c.comment(of+f.Name, f.Doc, f.Name)
	}
}

// values checks constants and variables. In a list the comment may stand at each, or at the whole list.
func (c *checker) values(values []*doc.Value) {
	for _, v := range values {
		for _, spec := range v.Decl.Specs {
			s := spec.(*ast.ValueSpec)
			for _, name := range s.Names {
				if !name.IsExported() {
					continue
				}
				switch own := s.Doc.Text() + s.Comment.Text(); {
				case s.Doc.Text() != "":
					c.comment(name.Name, own, name.Name)
				case own != "" || len(v.Decl.Specs) > 1 && v.Doc != "":
					c.names++
				default:
					c.comment(name.Name, v.Doc, name.Name)
				}
			}
		}
	}
}

// members checks what an interface asks for; the fields of a struct need a comment, or one with the fields around them.
func (c *checker) members(typ *doc.Type) {
	for _, spec := range typ.Decl.Specs {
		s, ok := spec.(*ast.TypeSpec)
		if !ok {
			continue
		}
		i, ok := s.Type.(*ast.InterfaceType)
		if !ok {
			continue
		}
		for _, m := range i.Methods.List {
			if len(m.Names) == 1 && m.Names[0].IsExported() {
				c.method(typ, m)
			}
		}
	}
}

// method allows the comment of an interface with one or two methods to speak for them.
func (c *checker) method(typ *doc.Type, m *ast.Field) {
	name := m.Names[0].Name
	text := m.Doc.Text()
	if text == "" && (m.Comment.Text() != "" || strings.Contains(typ.Doc, name) || isFamiliar(name)) {
		c.names++
		return
	}
	if text == "" && len(typ.Doc) > 0 {
		spec := typ.Decl.Specs[0].(*ast.TypeSpec).Type.(*ast.InterfaceType)
		if len(spec.Methods.List) <= 3 {
			c.names++
			return
		}
	}
	c.comment(typ.Name+"."+name, text, name)
}

// isFamiliar names methods whose meaning is the standard library's.
func isFamiliar(name string) bool { return name == "String" || name == "Error" || name == "Len" }

// comment checks that a comment's first sentence begins with the name and is short.
func (c *checker) comment(full, text, name string) {
	c.names++
	if strings.TrimSpace(text) == "" {
		c.t.Errorf("%s: %s has no comment", c.folder, full)
		return
	}
	first := new(doc.Package).Synopsis(text)
	begins := strings.HasPrefix(first, name+" ") || strings.HasPrefix(first, name+", ") || strings.HasPrefix(first, name+"(")
	for _, article := range []string{"A ", "An ", "The "} {
		begins = begins || strings.HasPrefix(first, article+name+" ")
	}
	if !begins {
		c.t.Errorf("%s: the comment of %s begins otherwise: %s", c.folder, full, first)
	}
	if n := utf8.RuneCountInString(first); n > longest {
		c.t.Errorf("%s: the first sentence of %s has %d characters, want at most %d: %s", c.folder, full, n, longest, first)
	}
}
