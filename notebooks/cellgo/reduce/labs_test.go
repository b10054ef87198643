//go:build unix

package reduce

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"netlab/notebooks/cellgo/cell"
	"netlab/pcapnb/ipynb"
)

// A composer makes of cells what GoNB makes of them, by a plainer way.
type composer struct {
	imports map[string]string // name: path
	decls   map[string]string // name: text
	body    string
}

// std are packages that goimports would find.
var std = map[string]string{"flag": "flag", "fmt": "fmt", "hex": "encoding/hex", "math": "math", "netip": "net/netip", "os": "os", "regexp": "regexp",
	"slices": "slices", "sort": "sort", "strconv": "strconv", "strings": "strings", "time": "time", "maps": "maps", "bytes": "bytes", "cmp": "cmp",
	"filepath": "path/filepath", "binary": "encoding/binary", "image": "image", "color": "image/color", "errors": "errors", "iter": "iter",
	"x509": "crypto/x509", "sha256": "crypto/sha256", "base32": "encoding/base32", "gzip": "compress/gzip", "io": "io"}

// add adds a cell.
func (n *composer) add(t *testing.T, code string) {
	t.Helper()
	source := cell.Cell{Code: code}.Source()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "cell", source, 0)
	if err != nil {
		t.Fatalf("%v\n%s", err, code)
	}
	text := func(node ast.Node) string {
		return source[fset.Position(node.Pos()).Offset:fset.Position(node.End()).Offset]
	}
	n.body = ""
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			if d.Name.Name == "main" {
				n.body = strings.TrimSuffix(strings.TrimPrefix(text(d.Body), "{"), "}")
				continue
			}
			n.decls[cell.FuncName(d)] = text(d)
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch s := spec.(type) {
				case *ast.ImportSpec:
					path, _ := strconv.Unquote(s.Path.Value)
					name, _ := importName(s)
					n.imports[name] = path
				default:
					n.decls[text(spec)[:strings.IndexAny(text(spec)+" ", " ,=")]] = d.Tok.String() + " " + text(spec)
				}
			}
		}
	}
}

// program is main.go for the last cell.
func (n *composer) program() []byte {
	var out strings.Builder
	for _, name := range slices.Sorted(maps.Keys(n.decls)) {
		out.WriteString(n.decls[name] + "\n\n")
	}
	out.WriteString("func main() {\n\tflag.Parse()\n" + n.body + "\n}\n")
	file, _ := parser.ParseFile(token.NewFileSet(), "x", "package main\n"+out.String(), 0)
	used := map[string]bool{}
	ast.Inspect(file, func(node ast.Node) bool {
		if s, ok := node.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok && x.Obj == nil {
				used[x.Name] = true
			}
		}
		return true
	})
	imports := ""
	for _, name := range slices.Sorted(maps.Keys(used)) {
		switch {
		case n.imports[name] != "":
			imports += fmt.Sprintf("\t%s %q\n", name, n.imports[name])
		case std[name] != "":
			imports += fmt.Sprintf("\t%q\n", std[name])
		}
	}
	return []byte("package main\n\nimport (\n" + imports + ")\n\n" + out.String())
}

// Every cell of the labs and the gallery compiles with what it needs.
func TestTheLabsCellsCompileReduced(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join("..", "..", "*.ipynb"))
	if err != nil || len(paths) == 0 {
		t.Fatal("no notebooks", err)
	}
	names := append(slices.Collect(maps.Values(std)), "netlab/pcapnb", "netlab/plots")
	var notebooks []*ipynb.Notebook
	for _, path := range paths {
		nb, err := ipynb.Read(path)
		if err != nil {
			t.Fatal(err)
		}
		notebooks = append(notebooks, nb)
		for _, c := range nb.Cells {
			for _, word := range strings.FieldsFunc(c.Source(), func(r rune) bool { return strings.ContainsRune("\" \n\t;()", r) }) {
				if c.IsCode() && strings.HasPrefix(word, "netlab/") && !strings.Contains(word, ".") && word != "netlab/pcapnb/parquet" { // a module of its own
					names = append(names, word)
				}
			}
		}
	}
	r := exported(t, ".", names...)
	fset := token.NewFileSet()
	packages := importer.ForCompiler(fset, "gc", importer.Lookup(r))
	var cells, units, left int
	for i, nb := range notebooks {
		n := &composer{map[string]string{}, map[string]string{}, ""}
		folder := t.TempDir()
		for j, c := range nb.Cells {
			code := c.Source()
			if !c.IsCode() || strings.HasPrefix(code, "%%writefile") || strings.HasPrefix(code, "%%bash") || strings.HasPrefix(code, "%%script") {
				continue
			}
			n.add(t, code)
			whole := n.program()
			note := cell.Cell{Number: j, Code: code}
			if err := note.Write(folder); err != nil {
				t.Fatal(err)
			}
			cut := Cell(folder, whole, r)
			file, err := parser.ParseFile(fset, "main.go", cut.Source, 0)
			if err != nil {
				t.Fatal(err)
			}
			var problems []string
			config := types.Config{Importer: packages, Error: func(err error) {
				if !strings.Contains(err.Error(), "netlab/pcapnb/parquet") {
					problems = append(problems, err.Error())
				}
			}}
			config.Check("main", fset, []*ast.File{file}, nil)
			if len(problems) > 0 {
				t.Errorf("%s: cell %d\n%s\n%s\n%s", paths[i], j+1, code, strings.Join(problems, "\n"), cut.Source)
			}
			cells++
			units, left = units+len(n.decls), left+len(cut.leftOut)
		}
	}
	t.Logf("%d cells, %d of %d declarations left out", cells, left, units)
	if left < units/2 {
		t.Errorf("%d of %d declarations are left out: too few", left, units)
	}
}

// exported opens what the compiler made of packages.
func exported(t *testing.T, folder string, names ...string) Archive {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-export", "-deps", "-json=ImportPath,Export"}, names...)...)
	cmd.Dir = folder
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(names, err)
	}
	paths := map[string]string{}
	for decoder := json.NewDecoder(strings.NewReader(string(out))); decoder.More(); {
		var l struct{ ImportPath, Export string }
		if err := decoder.Decode(&l); err != nil {
			t.Fatal(err)
		}
		paths[l.ImportPath] = l.Export
	}
	return func(path string) (io.ReadCloser, error) {
		if paths[path] == "" {
			return nil, errors.New("not compiled")
		}
		return os.Open(paths[path])
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
