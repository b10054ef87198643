package main

import (
	"bytes"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"netlab/pcapnb/wholefile"
)

// A cell is the program that GoNB wrote into the module's folder.
type cell struct {
	folder  string
	target  string // the executable that is wanted
	source  []byte // main.go
	imports []string
	graph   string // the file for actions, "" if none is wanted
	actions []action
}

// readCell reads a cell of which the go command looks at nothing but the
// imports. Any other is an error.
func readCell(folder string, args []string) (*cell, error) {
	graph, wanted := "", false
	if len(args) == 3 {
		graph, wanted = strings.CutPrefix(args[2], graphFlag)
	}
	if len(args) != 2 && !wanted || args[0] != "-o" || args[1] == "" {
		return nil, fmt.Errorf("other flags than GoNB's own: %q", args)
	}
	target, err := filepath.Abs(args[1])
	if err != nil {
		return nil, err
	}
	err = errors.Join(plainTarget(args[1]), plainFolder(folder), plainPlace(folder), plainEnvironment())
	if err != nil {
		return nil, err
	}
	source, imports, err := readImports(filepath.Join(folder, "main.go"))
	if err != nil {
		return nil, err
	}
	return &cell{folder: folder, target: target, source: source, imports: imports, graph: graph}, plainSource(source, imports)
}

// plainTarget refuses what go build refuses to overwrite, or takes for a folder.
func plainTarget(path string) error {
	info, err := os.Lstat(path)
	if os.IsNotExist(err) && !os.IsPathSeparator(path[len(path)-1]) {
		return nil
	}
	if err != nil || !info.Mode().IsRegular() {
		return fmt.Errorf("%s is not a file", path)
	}
	for _, magic := range []string{"\x7fELF", "\xcf\xfa\xed\xfe"} {
		if head, err := readHead(path); err == nil && bytes.HasPrefix(head, []byte(magic)) {
			return nil
		}
	}
	return fmt.Errorf("%s is not a program", path)
}

// plainFolder refuses files that are compiled beside main.go.
func plainFolder(folder string) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		switch name := entry.Name(); {
		case name == "main.go" && entry.Type().IsRegular():
		case isSource(name), name == "default.pgo":
			return fmt.Errorf("%s is beside main.go", name)
		}
	}
	return nil
}

// isSource says whether go build may look into a file of this name.
func isSource(name string) bool {
	switch filepath.Ext(name) {
	case ".go", ".c", ".cc", ".cpp", ".cxx", ".m", ".h", ".hh", ".hpp", ".hxx", ".f", ".F", ".for", ".f90",
		".s", ".S", ".sx", ".swig", ".swigcxx", ".syso":
		return true
	}
	return false
}

// plainPlace refuses a folder in a workspace, whose modules would be used, and
// one under version control, whose commit would be written into the program.
func plainPlace(folder string) error {
	for dir := folder; ; dir = filepath.Dir(dir) {
		for _, name := range []string{"go.work", ".git", ".hg", ".svn", ".bzr", ".fslckout", "_FOSSIL_"} {
			if _, err := os.Lstat(filepath.Join(dir, name)); !os.IsNotExist(err) {
				return fmt.Errorf("there is %s in %s", name, dir)
			}
		}
		if dir == filepath.Dir(dir) {
			return nil
		}
	}
}

// plainEnvironment refuses other platforms, WebAssembly for one, and what may
// change the build in ways that a recipe does not know of.
func plainEnvironment() error {
	for name, usual := range map[string]string{"GOOS": runtime.GOOS, "GOARCH": runtime.GOARCH, "GOWORK": "off", "GOCACHEPROG": "", "GOFIPS140": "off"} {
		if value := os.Getenv(name); value != "" && value != usual {
			return fmt.Errorf("%s=%s", name, value)
		}
	}
	return plainFlags(os.Getenv("GOFLAGS"))
}

// plainFlags refuses GOFLAGS that change more than a go build's course.
func plainFlags(flags string) error {
	for flag := range strings.FieldsSeq(flags) {
		name, _, _ := strings.Cut(strings.TrimLeft(flag, "-"), "=")
		if !slices.Contains([]string{"p", "mod", "modcacherw", "buildvcs", "tags"}, name) {
			return fmt.Errorf("GOFLAGS=%s", flags)
		}
	}
	return nil
}

// plainSource refuses a main.go that tells the go command more than its
// imports do, with comments like //go:embed and //go:build.
func plainSource(source []byte, imports []string) error {
	for _, word := range []string{"//go:", "+build"} {
		if bytes.Contains(source, []byte(word)) {
			return fmt.Errorf("main.go has %s", word)
		}
	}
	if slices.Contains(imports, "C") {
		return errors.New("main.go uses C")
	}
	return nil
}

// write makes source the cell's main.go.
func (c *cell) write(source []byte) error {
	if bytes.Equal(c.source, source) {
		return nil
	}
	path := filepath.Join(c.folder, "main.go")
	if err := wholefile.WriteBytes(path, source, 0o644); err != nil {
		return err
	}
	var err error
	c.source, c.imports, err = readImports(path)
	return err
}

// readImports reads a file of package main and what it imports, sorted.
func readImports(path string) (source []byte, imports []string, err error) {
	if source, err = os.ReadFile(path); err != nil {
		return nil, nil, err
	}
	file, err := parser.ParseFile(token.NewFileSet(), path, source, parser.ImportsOnly)
	if err != nil {
		return nil, nil, err
	}
	if file.Name.Name != "main" {
		return nil, nil, fmt.Errorf("package %s", file.Name.Name)
	}
	for _, spec := range file.Imports {
		name, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return nil, nil, err
		}
		imports = append(imports, name)
	}
	slices.Sort(imports)
	return source, slices.Compact(imports), nil
}

// importsOursOnly says whether a folder's Go files import nothing but packages
// of the library and of the standard library.
func importsOursOnly(folder string) bool {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return false
	}
	for _, entry := range entries {
		if filepath.Ext(entry.Name()) != ".go" {
			continue
		}
		_, imports, err := readImports(filepath.Join(folder, entry.Name()))
		if err != nil || slices.ContainsFunc(imports, foreign) {
			return false
		}
	}
	return true
}

// foreign says whether a package is neither the library's nor Go's.
func foreign(name string) bool {
	first, _, _ := strings.Cut(name, "/")
	if first == "netlab" {
		return false
	}
	_, err := os.Stat(filepath.Join(os.Getenv("NETLAB_GO"), "..", "src", first))
	return err != nil || strings.Contains(first, ".")
}
