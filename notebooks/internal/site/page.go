package site

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"netlab/notebooks/internal/certificate"
	"netlab/pcapnb/ipynb"
	"netlab/pcapnb/nb/explore"
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
	Record       certificate.Record
	Previous     *page
	Next         *page

	// Explored says that a figure or a table answers to the mouse and the keys, for which the page has a script.
	Explored bool

	ids           *idSet
	paints        paints
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
		"policy":    securityPolicy,
		"explore":   func() template.JS { return template.JS(explore.Script) },
		"style":     func() template.CSS { return template.CSS(styleSheet) },
		"data":      func(src string) template.URL { return template.URL(src) },
		"count":     counted,
		"short":     certificate.Shorten,
		"thousands": thousands,
	})
	if _, err := t.New("page").Parse(pageTemplate); err != nil {
		return nil, err
	}
	return t.New("index").Parse(indexTemplate)
}

// newPage renders a notebook in folder, where its pictures are.
func newPage(nb *ipynb.Notebook, name, folder string) *page {
	p := &page{Name: name, Title: nb.Heading(name), Record: certificate.Of(nb), ids: &idSet{}}
	if title, ok := nb.Metadata()["title"].(string); ok {
		p.Title = title
	}
	for _, id := range []string{"main", "certificate", "contents"} {
		p.ids.take(id)
	}
	cellIDs := make([]string, len(nb.Cells))
	for i, c := range nb.Cells { // before the headings, which can have other names
		cellIDs[i] = p.freeID(anchor(i, c))
	}
	for i, c := range nb.Cells {
		p.addCell(c, cellIDs[i], folder)
	}
	p.readTitleCell(nb)
	return p
}

// anchor is the name under which links find a cell: the same as long as the
// cell keeps its id.
func anchor(i int, c *ipynb.Cell) string {
	id := c.ID()
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

func (p *page) addCell(c *ipynb.Cell, id, folder string) {
	made := pageCell{ID: id}
	switch c.Raw["cell_type"] {
	case "code":
		p.thumbnailHere = c.Tagged("thumbnail")
		made.Number = c.Count()
		made.Code = template.HTML(highlight(c.Source()))
		var b strings.Builder
		for _, o := range c.Outputs {
			b.WriteString(p.renderOutput(o))
		}
		made.Content = template.HTML(b.String())
		if strings.TrimSpace(c.Source()) == "" && b.Len() == 0 {
			return
		}
	case "markdown":
		text, headings := renderText(c.Source(), cleaner{ids: p.ids, picture: func(src string) string { return findPicture(c, folder, src) }})
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

// durationText is what a title cell says about the time a lab takes.
var durationText = regexp.MustCompile(`\*\*Time:\*\*[^.]*?(\d+ (?:minutes|hours?))`)

// readTitleCell takes what the index tells from the first text: its first
// paragraph, the one on what one learns, and the time.
func (p *page) readTitleCell(nb *ipynb.Notebook) {
	i := slices.IndexFunc(nb.Cells, (*ipynb.Cell).IsText)
	if i < 0 {
		return
	}
	for _, paragraph := range paragraphs(nb.Cells[i].Source()) {
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

// render writes a page by the template of that name.
func render(t *template.Template, name string, page any) ([]byte, error) {
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, name, page); err != nil {
		return nil, err
	}
	return []byte(visible(b.String())), nil
}

// visible writes characters that act instead of being seen as Go's escapes: a terminal's controls, marks that turn the
// direction of a text, what is no UTF-8. Those within words that some scripts need stay.
func visible(text string) string {
	var b strings.Builder
	for i, r := range text {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(text[i:], "\uFFFD"):
			fmt.Fprintf(&b, `\x%02x`, text[i])
		case strconv.IsGraphic(r), strings.ContainsRune("\n\t\r\u00ad\u200c\u200d", r):
			b.WriteRune(r)
		default:
			quoted := strconv.QuoteRuneToASCII(r)
			b.WriteString(quoted[1 : len(quoted)-1])
		}
	}
	return b.String()
}

// securityPolicy is what a page allows itself, in a browser's words (W3C, Content Security Policy): the style sheets and the
// pictures that are in it, where something is explored our script, which no notebook brings along, and nothing else.
func securityPolicy(explored bool, backgrounds template.CSS) string {
	script := ""
	if explored {
		script = "; script-src '" + hashOf(explore.Script) + "'"
	}
	style := "'" + hashOf(styleSheet) + "'"
	if backgrounds != "" {
		style += " '" + hashOf(string(backgrounds)) + "'"
	}
	return "default-src 'none'; style-src " + style + script + "; img-src data:; base-uri 'none'; form-action 'none'"
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
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
