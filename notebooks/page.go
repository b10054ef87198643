package main

import (
	"bytes"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"mime"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// A page is a notebook as a reader without Jupyter sees it, and what the index
// says of it.
type page struct {
	Name         string // of the files, without an end
	Title        string
	Lead         template.HTML // its first paragraph
	Goals        template.HTML // what one learns
	Duration     string        // "45 minutes", "" where the notebook does not say
	Cells        []pageCell
	Contents     []heading
	Thumbnail    string // of a figure, with its data
	ThumbnailAlt string
	Record       runRecord
	Previous     *page
	Next         *page

	ids           *idSet
	figures       int
	thumbnailHere bool // the cell is tagged
}

// A pageCell is a text, or code and what it shows.
type pageCell struct {
	ID      string
	Number  int // of the code cell, 0 for a text
	Code    template.HTML
	Content template.HTML // the text, or the outputs
}

//go:embed page/page.html
var pageTemplate string

//go:embed page/index.html
var indexTemplate string

//go:embed page/style.css
var styleSheet string

// templates are parsed once they are needed.
func templates() (*template.Template, error) {
	t := template.New("site").Funcs(template.FuncMap{
		"style":     func() template.CSS { return template.CSS(styleSheet) },
		"data":      func(src string) template.URL { return template.URL(src) },
		"count":     counted,
		"short":     shorten,
		"thousands": thousands,
	})
	if _, err := t.New("page").Parse(pageTemplate); err != nil {
		return nil, err
	}
	return t.New("index").Parse(indexTemplate)
}

// newPage renders a notebook that lies in folder, where its pictures are.
func newPage(nb *notebook, name, folder string) *page {
	p := &page{Name: name, Title: nb.heading(name), Record: nb.record(), ids: &idSet{}}
	if title, ok := nb.raw["metadata"].(map[string]any)["title"].(string); ok {
		p.Title = title
	}
	for _, id := range []string{"main", "certificate", "contents"} {
		p.ids.take(id)
	}
	cellIDs := make([]string, len(nb.cells))
	for i, c := range nb.cells { // before the headings, which can have other names
		cellIDs[i] = p.freeID(anchor(i, c))
	}
	for i, c := range nb.cells {
		p.addCell(c, cellIDs[i], folder)
	}
	p.readTitleCell(nb)
	return p
}

// anchor is the name under which links find a cell: the same as long as the
// cell keeps its id.
func anchor(i int, c *cell) string {
	id := c.id()
	if id == "" {
		id = fmt.Sprint(i + 1)
	}
	if strings.HasPrefix(id, "cell-") {
		return id
	}
	return "cell-" + id
}

// freeID returns id, or id with a number where it is taken.
func (p *page) freeID(id string) string {
	free := id
	for n := 2; !p.ids.take(free); n++ {
		free = fmt.Sprintf("%s-%d", id, n)
	}
	return free
}

func (p *page) addCell(c *cell, id, folder string) {
	made := pageCell{ID: id}
	switch c.raw["cell_type"] {
	case "code":
		p.thumbnailHere = c.tagged("thumbnail")
		made.Number = c.count()
		made.Code = template.HTML(highlight(c.source()))
		var b strings.Builder
		for _, o := range c.outputs {
			b.WriteString(p.renderOutput(o))
		}
		made.Content = template.HTML(b.String())
		if strings.TrimSpace(c.source()) == "" && b.Len() == 0 {
			return
		}
	case "markdown":
		text, headings := renderText(c.source(), cleaner{ids: p.ids, picture: func(src string) string { return findPicture(c, folder, src) }})
		made.Content = template.HTML(text)
		for _, h := range headings {
			if h.Level <= 2 && (h.Level == 2 || h.Text != p.Title) {
				p.Contents = append(p.Contents, h)
			}
		}
	default: // raw: for nbconvert
		return
	}
	p.Cells = append(p.Cells, made)
}

// findPicture returns the data of a picture that a text cell names: an
// attachment of the cell, or a file in the notebook's folder or below.
func findPicture(c *cell, folder, src string) string {
	if name, ok := strings.CutPrefix(src, "attachment:"); ok {
		attachments, _ := c.raw["attachments"].(map[string]any)
		bundle, _ := attachments[name].(map[string]any)
		return pictureOf(output{"data": bundle})
	}
	file, ok := pictureFile(src)
	if !ok {
		return ""
	}
	data, err := os.ReadFile(filepath.Join(folder, file))
	if err != nil {
		return ""
	}
	return dataAddress(mime.TypeByExtension(path.Ext(file)), base64.StdEncoding.EncodeToString(data))
}

// pictureFile is the file that a picture's address names, if it lies beside the
// notebook or below.
func pictureFile(src string) (string, bool) {
	u, err := url.Parse(src)
	if err != nil || u.Scheme != "" || u.Host != "" {
		return "", false
	}
	file := filepath.FromSlash(u.Path)
	return file, filepath.IsLocal(file)
}

// durationText is what a title cell says about the time a lab takes.
var durationText = regexp.MustCompile(`\*\*Time:\*\*[^.]*?(\d+ (?:minutes|hours?))`)

// readTitleCell takes what the index tells from the first text: its first
// paragraph, the one on what one learns, and the time.
func (p *page) readTitleCell(nb *notebook) {
	i := slices.IndexFunc(nb.cells, func(c *cell) bool { return c.raw["cell_type"] == "markdown" })
	if i < 0 {
		return
	}
	for _, paragraph := range paragraphs(nb.cells[i].source()) {
		html, _ := renderText(paragraph, cleaner{ids: &idSet{}})
		switch {
		case strings.HasPrefix(paragraph, "#"):
		case strings.HasPrefix(paragraph, "**You will learn**"):
			p.Goals = template.HTML(html)
		case strings.HasPrefix(paragraph, "**"):
		case p.Lead == "":
			p.Lead = template.HTML(html)
		}
		if found := durationText.FindStringSubmatch(paragraph); found != nil {
			p.Duration = found[1]
		}
	}
}

// paragraphs cuts Markdown at empty lines.
func paragraphs(source string) []string {
	var found []string
	for text := range strings.SplitSeq(source, "\n\n") {
		if text = strings.TrimSpace(text); text != "" {
			found = append(found, text)
		}
	}
	return found
}

// heading returns the first top heading of the text cells, else otherwise.
func (nb *notebook) heading(otherwise string) string {
	for _, c := range nb.cells {
		if c.raw["cell_type"] != "markdown" {
			continue
		}
		for line := range strings.Lines(c.source()) {
			if title, ok := strings.CutPrefix(line, "# "); ok {
				return strings.TrimSpace(title)
			}
		}
	}
	return otherwise
}

// render writes the page.
func (p *page) render(t *template.Template) ([]byte, error) {
	var b bytes.Buffer
	err := t.ExecuteTemplate(&b, "page", p)
	return b.Bytes(), err
}

// Claims says whether the page holds a sentence that its cell checked.
func (p *page) Claims() bool {
	return slices.ContainsFunc(p.Cells, func(c pageCell) bool { return strings.Contains(string(c.Content), `class="pcapnb-claim"`) })
}

// CodeCells counts the cells that were run.
func (p *page) CodeCells() int {
	n := 0
	for _, c := range p.Cells {
		if c.Code != "" {
			n++
		}
	}
	return n
}

// counted writes "1 cell", "2 cells".
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return thousands(n) + " " + noun + "s"
}

// thousands writes a number, not below 0, with commas between thousands.
func thousands(n any) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
