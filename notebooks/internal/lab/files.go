package lab

import (
	"os"
	"path"
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
// variant of a capture or of a list of names (.csv).
func (f File) Put(dir, secret, student string) error {
	to := filepath.Join(dir, f.To)
	names := strings.HasSuffix(f.To, ".csv")
	if secret == "" || student == "" || !f.IsCapture() && !names {
		return CopyFile(f.From, to)
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	if names {
		text, err := os.ReadFile(f.From)
		if err != nil {
			return err
		}
		return os.WriteFile(to, []byte(variant.Names(string(text), seedOf(secret, student))), 0o644)
	}
	pkts, err := pcapnb.Load(f.From)
	if err != nil {
		return err
	}
	return variant.Write(to, pkts, seedOf(secret, student))
}

// IsCapture says whether the file is rewritten for each student.
func (f File) IsCapture() bool { return strings.Contains(filepath.Base(f.To), ".pcap") }

// seedOf is the seed of a student's captures: nobody who knows only the name can make those of another.
func seedOf(secret, student string) string { return secret + "/" + student }

// link finds links and pictures of a text.
var link = regexp.MustCompile(`(!?)\[([^\]\n]*)\]\(([^)#\s]+)[^)\n]*\)`)

// written finds the names of files that a lab writes or downloads itself.
var written = regexp.MustCompile(`(?:Save|Write)\w*\(\s*"([^"\n]+)"|fetch\.File\([^"\n]*"([^"\n]+)"|(?m:^!.*\s(?:-o|>) *([^\s"'|;]+))`)

// collect lists the files that the cells read, and points the cells at the copies: what is elsewhere in the checkout
// comes into a folder testdata beside the notebook. Links to other files of the checkout, which tell of the captures more
// than a student should know yet, become plain text.
func collect(nb *ipynb.Notebook, dir string) []File {
	n := needed{dir: dir, known: map[string]bool{}, taken: map[string]string{}}
	for _, m := range written.FindAllStringSubmatch(nb.Code(), -1) {
		n.known[m[1]+m[2]+m[3]] = true
	}
	for _, c := range nb.Cells {
		if c.IsCode() {
			c.SetSource(ipynb.ReplaceNames(c.Source(), n.named))
		} else {
			c.SetSource(link.ReplaceAllStringFunc(c.Source(), n.linked))
		}
	}
	return n.files
}

// needed are the files that a lab reads.
type needed struct {
	dir   string
	known map[string]bool   // listed already, or written by the lab itself
	taken map[string]string // where a copy's file is from
	files []File
}

// named is what the copy calls a file that the code names.
func (n *needed) named(name string) string {
	to, ok := copied(n.dir, name)
	if !ok || n.known[name] && to == name {
		return name
	}
	return n.add(name, to)
}

// add lists a file, and returns what its copy is called: to, or another name where that is another file's.
func (n *needed) add(name, to string) string {
	from := place(n.dir, name)
	for n.taken[to] != "" && n.taken[to] != from {
		to = path.Join(path.Dir(to), "other-"+path.Base(to))
	}
	if n.taken[to] == "" {
		n.files = append(n.files, File{from, to})
	}
	n.taken[to], n.known[name] = from, true
	return to
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
	return strings.Replace(text, "("+name, "("+n.add(name, to), 1)
}

// copied says what the copy of a named file is called, and whether there is such a file to copy.
func copied(dir, name string) (to string, ok bool) {
	if strings.HasSuffix(name, ".ipynb") {
		return "", false
	}
	info, err := os.Stat(place(dir, name))
	program := err == nil && filepath.IsAbs(name) && info.Mode()&0o111 != 0
	if err != nil || !info.Mode().IsRegular() || program {
		return "", false
	}
	if !filepath.IsLocal(name) {
		return "testdata/" + filepath.Base(name), true
	}
	return name, true
}

// place is where a lab in the folder dir finds a file.
func place(dir, name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(dir, name)
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
