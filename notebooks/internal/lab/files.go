package lab

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"netlab/pcapnb"
	"netlab/pcapnb/ipynb"
	"netlab/pcapnb/variant"
)

// A File is read by a lab: from where it is to where the lab's copy looks for it.
type File struct{ From, To string }

// Put gives a copy of a lab in the folder dir the file: as it is, or, with a secret and a student, the student's own
// variant of a capture.
func (f File) Put(dir, secret, student string) error {
	to := filepath.Join(dir, f.To)
	if secret == "" || student == "" || !f.IsCapture() {
		return CopyFile(f.From, to)
	}
	pkts, err := pcapnb.Load(f.From)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	return variant.Write(to, pkts, seedOf(secret, student))
}

// IsCapture says whether the file is rewritten for each student.
func (f File) IsCapture() bool { return strings.Contains(filepath.Base(f.To), ".pcap") }

// seedOf is the seed of a student's captures: nobody who knows only the name can make those of another.
func seedOf(secret, student string) string { return secret + "/" + student }

// quotedPath finds what may be a file's name in a cell's strings.
var quotedPath = regexp.MustCompile("[\"`]([^\"`\n]+)[\"`]")

// link finds links and pictures of a text.
var link = regexp.MustCompile(`(!?)\[([^\]\n]*)\]\(([^)#\s]+)[^)\n]*\)`)

// written finds the names of files that a lab writes itself.
var written = regexp.MustCompile(`(?:Save|Write)\w*\(\s*"([^"\n]+)"`)

// collect lists the files that the cells read, and points the cells at the copies: what lies elsewhere in the checkout
// comes into a folder testdata beside the notebook. Links to other files of the checkout, which tell of the captures more
// than a student should know yet, become plain text.
func collect(nb *ipynb.Notebook, dir string) []File {
	n := needed{dir: dir, known: map[string]bool{}}
	for _, m := range written.FindAllStringSubmatch(nb.Code(), -1) {
		n.known[m[1]] = true
	}
	for _, c := range nb.Cells {
		if c.IsCode() {
			c.SetSource(quotedPath.ReplaceAllStringFunc(c.Source(), n.quoted))
		} else {
			c.SetSource(link.ReplaceAllStringFunc(c.Source(), n.linked))
		}
	}
	return n.files
}

// needed are the files that a lab reads.
type needed struct {
	dir   string
	known map[string]bool // listed already, or written by the lab itself
	files []File
}

func (n *needed) quoted(text string) string {
	name := text[1 : len(text)-1]
	to, ok := copied(n.dir, name)
	if !ok || n.known[name] && to == name {
		return text
	}
	n.add(name, to)
	return text[:1] + to + text[len(text)-1:]
}

func (n *needed) add(name, to string) {
	if !n.known[name] {
		n.files = append(n.files, File{filepath.Join(n.dir, name), to})
	}
	n.known[name] = true
}

func (n *needed) linked(text string) string {
	m := link.FindStringSubmatch(text)
	picture, words, name := m[1] != "", m[2], m[3]
	if _, err := os.Stat(filepath.Join(n.dir, name)); err != nil {
		return text // an address elsewhere
	}
	to, ok := copied(n.dir, name)
	if !picture || !ok {
		return words
	}
	n.add(name, to)
	return strings.Replace(text, "("+name, "("+to, 1)
}

// copied says what the copy of a named file is called, and whether there is such a file to copy.
func copied(dir, name string) (to string, ok bool) {
	if filepath.IsAbs(name) || strings.HasSuffix(name, ".ipynb") {
		return "", false
	}
	info, err := os.Stat(filepath.Join(dir, name))
	if err != nil || !info.Mode().IsRegular() {
		return "", false
	}
	if strings.HasPrefix(filepath.ToSlash(filepath.Clean(name)), "../") {
		return "testdata/" + filepath.Base(name), true
	}
	return name, true
}

// CopyFile copies a file, and makes its folder.
func CopyFile(from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	return os.WriteFile(to, data, 0o644)
}
