// Package front is what the notebook's kernel does besides GoNB: it notes the
// cell that is run for the kernel's go command, says below it what does not
// last, and puts messages into words that say what to do.
//
// The set-up compiles calls of it into GoNB. They come one after the other.
package front

import (
	"html"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"netlab/notebooks/cellgo/cell"
)

// A notebook is what the kernel knows of the one it runs.
type notebook struct {
	folder string
	now    cell.Cell
	code   map[int]string   // of the cells that were run, by number
	locals map[string]local // names that statements made, and where

	located  io.Writer // to which the cell's errors go
	failed   []byte    // what its program said when it failed
	locating bool      // that is on its way through located
	panicked []byte    // and has come out
	noAnswer string    // what is said instead of that
}

// A local is a name that lives in one cell.
type local struct {
	cell int
	text string // the statement that makes it
}

var open = newNotebook()

func newNotebook() *notebook { return &notebook{code: map[int]string{}, locals: map[string]local{}} }

// reads matches a cell that reads captures.
var reads = regexp.MustCompile(`\b(Must)?(Load|Scan|Read)`)

// Begin notes the cell that is about to be run.
func Begin(folder string, number int, code string) { open.begin(folder, number, code) }

func (n *notebook) begin(folder string, number int, code string) {
	n.folder, n.now = folder, cell.Cell{Number: number, Code: code}
	n.code[number] = code
	n.failed, n.panicked, n.noAnswer = nil, nil, ""
	cell.Said(folder) // of a cell that was interrupted
	if reads.MatchString(code) {
		paths, _ := filepath.Glob(filepath.Join(folder, "said-*"))
		for _, path := range paths {
			os.Remove(path) // what package pcapnb says once, it says again
		}
	}
	n.now.Write(folder) // without it the cell is built as GoNB wrote it
}

// End returns what is to be said below the cell, as HTML and as text, or nothing.
func End(failed bool) (markup, text string) { return open.end(failed) }

func (n *notebook) end(failed bool) (markup, text string) {
	said := cell.Said(n.folder)
	if n.noAnswer != "" {
		said = []string{n.noAnswer}
	} else if !failed {
		for name, text := range n.now.Locals() {
			n.locals[name] = local{n.now.Number, text}
		}
	}
	if failed || len(said) == 0 {
		return "", ""
	}
	text = strings.Join(said, "\n")
	return `<div style="color: gray">` + strings.ReplaceAll(code.ReplaceAllString(html.EscapeString(text), "<code>$1</code>"), "\n", "<br>") + "</div>", strings.ReplaceAll(text, "`", "")
}

// code matches what is quoted as code.
var code = regexp.MustCompile("`([^`]*)`")
