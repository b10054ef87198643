// Command generate writes the words that this module's own messages, fields and marks of tables are made of, one a line:
// what programs print without knowing a capture.
package main

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"log"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

func main() {
	words := make(map[string]bool)
	for _, dir := range []string{"..", "../../plots", "../../notebooks"} {
		if err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && (d.Name() == "testdata" || d.Name() == "generate"):
				return filepath.SkipDir
			case strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go"):
				return source(words, path)
			}
			return nil
		}); err != nil {
			log.Fatal(err)
		}
	}
	fields, err := os.ReadFile("../FIELDS.md")
	if err != nil {
		log.Fatal(err)
	}
	add(words, string(fields))
	add(words, more)
	var out bytes.Buffer
	for _, w := range slices.Sorted(maps.Keys(words)) {
		out.WriteString(w + "\n")
	}
	if err := os.WriteFile("vocabulary.txt", out.Bytes(), 0o644); err != nil {
		log.Fatal(err)
	}
}

// more are words of Go's own messages, of HTML and of dates.
const more = `goroutine running panic recovered runtime error index out of range with length invalid memory address or nil pointer
	dereference signal segmentation violation exit status deadline exceeded no such file or directory permission denied
	undefined declared and not used imported cannot convert assign mismatched types missing return
	html body head div span table thead tbody tfoot tr td th pre code svg path img src alt title href class style script
	monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun utc gmt
	january february march april may june july august september october november december
	jan feb mar apr jun jul aug sep oct nov dec true false null none nan inf yes no
	go1 readme dataframe border collapse padding margin background color align center bold python ipykernel ipython3 julia stdout stderr amp apos quot lt gt nbsp ndash mdash hellip times middot micro`

// source adds what the names that a file exports and its strings are made of; comments may tell of anybody.
func source(words map[string]bool, path string) error {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			if n.IsExported() {
				add(words, n.Name)
			}
		case *ast.BasicLit:
			if n.Kind == token.STRING && !strings.Contains(n.Value, `\x`) {
				add(words, n.Value)
			}
		}
		return true
	})
	return nil
}

var (
	wordText = regexp.MustCompile(`[A-Za-z]+[0-9]{0,3}`)
	humpText = regexp.MustCompile(`[A-Z]?[a-z]+|[A-Z]+`)
)

// add adds the words of a text, and those of which a word in camel case is made.
func add(words map[string]bool, text string) {
	for _, w := range wordText.FindAllString(text, -1) {
		for _, w := range append(humpText.FindAllString(w, -1), w) {
			if len(w) > 1 && len(w) <= 24 {
				words[strings.ToLower(w)] = true
			}
		}
	}
}
