package site

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/microcosm-cc/bluemonday"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A cleaner lets through what a page may hold of somebody's HTML: nothing that
// runs, nothing that asks the network, and tables that have room.
type cleaner struct {
	picture func(src string) string // the data of a picture that the text names, "" for none
	ids     *idSet                  // of the page; nil: ids are dropped
	paints  *paints                 // of the page; nil: backgrounds are dropped

	headings map[string]bool // ids that headings of this text took, and that were not seen yet
}

// policy says which markup a page may keep, as it was written. The cleaner then
// gives it the page's form.
var policy = sync.OnceValue(func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "dd", "del", "details", "div", "dl", "dt",
		"em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p",
		"pre", "q", "s", "samp", "small", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead",
		"tr", "u", "ul", "var")
	p.AllowNoAttrs().OnElements("a")
	p.AllowAttrs("class", "id").Globally()
	p.AllowAttrs("align").Matching(alignment).Globally()
	p.AllowStyles("text-align").Matching(alignment).Globally()
	p.AllowStyles("background").Matching(painted).OnElements("td", "th")
	p.AllowAttrs("title").OnElements("a", "abbr")
	p.AllowAttrs("href").OnElements("a")
	p.AllowAttrs("src", "alt").OnElements("img")
	p.AllowAttrs("open").OnElements("details")
	p.AllowAttrs("start").Matching(wholeNumber).OnElements("ol")
	p.AllowAttrs("width", "height").Matching(wholeNumber).OnElements("img")
	p.AllowAttrs("colspan", "rowspan").Matching(wholeNumber).OnElements("td", "th")
	p.RequireParseableURLs(true)
	p.AllowRelativeURLs(true)
	p.AllowURLSchemes("http", "https", "mailto", "attachment")
	p.AllowDataURIImages()
	// These go with all that they hold. Any other element goes and leaves its contents.
	p.SkipElementsContent("svg", "math", "template", "select", "textarea", "audio", "video", "canvas", "xmp", "plaintext")
	p.AllowElementsContent("frame") // it has no end, and would take the rest of the text with it
	return p
})

// clean writes what may stay of a text in HTML, in the page's form.
func (c cleaner) clean(text string) string {
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(policy().Sanitize(text)), body)
	if err != nil {
		return html.EscapeString(text)
	}
	for _, n := range nodes {
		c.add(body, n)
	}
	var b strings.Builder
	for n := body.FirstChild; n != nil; n = n.NextSibling {
		html.Render(&b, n) // a Builder takes everything
	}
	return b.String()
}

// add puts n below parent, in the page's form.
func (c cleaner) add(parent, n *html.Node) {
	if n.Type != html.ElementNode {
		parent.AppendChild(&html.Node{Type: html.TextNode, Data: n.Data})
		return
	}
	made := &html.Node{Type: html.ElementNode, Data: n.Data, DataAtom: n.DataAtom, Attr: c.attributes(n)}
	if n.DataAtom == atom.Img && !c.show(made) {
		parent.AppendChild(&html.Node{Type: html.TextNode, Data: "[" + valueOf(n, "alt") + "]"})
		return
	}
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		c.add(made, child)
	}
	switch n.DataAtom {
	case atom.Table:
		if columnsOf(made) > manyColumns {
			addClass(made, "many")
		}
		made = boxed(made, "scroll")
	case atom.Td:
		widen(made)
	case atom.Th:
		widen(made)
		made.Attr = append(made.Attr, html.Attribute{Key: "scope", Val: scopeOf(n)})
	}
	parent.AppendChild(made)
}

// boxed puts a box around a wide element, which scrolls by itself; a keyboard reaches it.
func boxed(n *html.Node, class string) *html.Node {
	box := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div, Attr: []html.Attribute{{Key: "class", Val: class}, {Key: "tabindex", Val: "0"}}}
	box.AppendChild(n)
	return box
}

// widestCell is how many characters a cell of a table shows on one line.
const widestCell = 60

// dated is a date with its time, which a narrow screen has on two lines.
var dated = regexp.MustCompile(`^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\S*$`)

// widen lets a long cell of a table have several lines, and marks a time.
func widen(n *html.Node) {
	switch text := textOf(n); {
	case len(text) > widestCell:
		addClass(n, "long")
	case dated.MatchString(text):
		addClass(n, "time")
	}
}

// scopeOf says whether a header is one of a column or of a row.
func scopeOf(th *html.Node) string {
	if row := th.Parent; row != nil && row.Parent != nil && row.Parent.DataAtom == atom.Thead {
		return "col"
	}
	return "row"
}

// manyColumns is how many columns fit on paper in letters of the usual size.
const manyColumns = 9

// columnsOf counts the cells of a table's longest row.
func columnsOf(table *html.Node) int {
	most, n := 0, 0
	for d := range table.Descendants() {
		switch d.DataAtom {
		case atom.Tr:
			n = 0
		case atom.Td, atom.Th:
			n++
			most = max(most, n)
		}
	}
	return most
}

// textOf is the text in an element.
func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

func addClass(n *html.Node, class string) {
	for i, a := range n.Attr {
		if a.Key == "class" {
			n.Attr[i].Val += " " + class
			return
		}
	}
	n.Attr = append(n.Attr, html.Attribute{Key: "class", Val: class})
}

func valueOf(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

var (
	ourClass    = regexp.MustCompile(`^(pcapnb-[a-z]+|keyword|comment|string|number|call|magic)$`)
	alignment   = regexp.MustCompile(`^(left|right|center)$`)
	wholeNumber = regexp.MustCompile(`^[0-9]{1,4}$`)
)

// attributes are those of an element, in the page's form. How a cell of a table
// is aligned becomes a class: the attribute for it is not HTML any more.
func (c cleaner) attributes(n *html.Node) []html.Attribute {
	var found []html.Attribute
	var classes []string
	for _, a := range n.Attr {
		switch a.Key {
		case "class":
			for name := range strings.FieldsSeq(a.Val) {
				if ourClass.MatchString(name) {
					classes = append(classes, name)
				}
			}
		case "align":
			classes = append(classes, a.Val)
		case "style":
			switch name, value, _ := strings.Cut(a.Val, ": "); {
			case name == "text-align":
				classes = append(classes, value)
			case name == "background" && c.paints != nil:
				classes = append(classes, c.paints.class(value))
			}
		case "id":
			if c.ids != nil && (c.headings[a.Val] || c.ids.take(a.Val)) {
				delete(c.headings, a.Val)
				found = append(found, a)
			}
		case "href":
			if href := pageLink(a.Val); href != "" {
				found = append(found, html.Attribute{Key: "href", Val: href})
			}
		default:
			found = append(found, a)
		}
	}
	if len(classes) > 0 {
		found = append(found, html.Attribute{Key: "class", Val: strings.Join(slices.Compact(classes), " ")})
	}
	return found
}

// show gives a picture its data; it says false for one that is not here.
func (c cleaner) show(img *html.Node) bool {
	for i, a := range img.Attr {
		if a.Key != "src" {
			continue
		}
		if !isPictureData(a.Val) {
			if c.picture == nil {
				return false
			}
			img.Attr[i].Val = c.picture(a.Val)
		}
		if !slices.ContainsFunc(img.Attr, func(a html.Attribute) bool { return a.Key == "alt" }) {
			img.Attr = append(img.Attr, html.Attribute{Key: "alt"})
		}
		return isPictureData(img.Attr[i].Val)
	}
	return false
}

var pictureData = regexp.MustCompile(`^data:image/(png|jpeg|gif|webp);base64,`)

func isPictureData(src string) bool { return pictureData.MatchString(src) }

// pageLink is where a link of a notebook leads from its page: other notebooks
// have pages, other files are not there.
func pageLink(href string) string {
	u, err := url.Parse(strings.TrimSpace(href))
	switch {
	case err != nil:
		return ""
	case u.Scheme == "http" || u.Scheme == "https" || u.Scheme == "mailto":
		return u.String()
	case u.Scheme != "" || u.Host != "":
		return ""
	case u.Path == "":
		return u.String()
	case strings.HasSuffix(u.Path, ".ipynb") && !strings.Contains(u.Path, "/"):
		u.Path = strings.TrimSuffix(u.Path, ".ipynb") + ".html"
		return u.String()
	}
	return ""
}

// An idSet gives every id of a page once.
type idSet struct{ taken map[string]bool }

// take says whether an id was free.
func (s *idSet) take(id string) bool {
	if id == "" || strings.ContainsAny(id, " \t\n\f\r") || s.taken[id] {
		return false
	}
	if s.taken == nil {
		s.taken = map[string]bool{}
	}
	s.taken[id] = true
	return true
}
