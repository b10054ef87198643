package site

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A cleaner lets through what a page may hold of somebody's HTML: nothing that
// runs, nothing that asks the network, and tables that have room.
type cleaner struct {
	picture func(src string) string // the data of a picture that the text names, "" for none
	ids     *idSet                  // of the page; nil: ids are dropped

	headings map[string]bool // ids that headings of this text took, and that were not seen yet
}

// keptElements are the elements that stay as they are, with the attributes they keep
// beside those of all.
var keptElements = map[atom.Atom][]string{
	atom.A: {"href", "title"}, atom.Abbr: {"title"}, atom.B: nil, atom.Blockquote: nil, atom.Br: nil, atom.Caption: nil,
	atom.Cite: nil, atom.Code: nil, atom.Dd: nil, atom.Del: nil, atom.Details: {"open"}, atom.Div: nil, atom.Dl: nil,
	atom.Dt: nil, atom.Em: nil, atom.Figcaption: nil, atom.Figure: nil, atom.H1: nil, atom.H2: nil, atom.H3: nil,
	atom.H4: nil, atom.H5: nil, atom.H6: nil, atom.Hr: nil, atom.I: nil, atom.Img: {"src", "alt", "width", "height"},
	atom.Ins: nil, atom.Kbd: nil, atom.Li: nil, atom.Mark: nil, atom.Ol: {"start"}, atom.P: nil, atom.Pre: nil,
	atom.Q: nil, atom.S: nil, atom.Samp: nil, atom.Small: nil, atom.Span: nil, atom.Strong: nil, atom.Sub: nil,
	atom.Summary: nil, atom.Sup: nil, atom.Table: nil, atom.Tbody: nil, atom.Td: {"colspan", "rowspan"}, atom.Tfoot: nil,
	atom.Th: {"colspan", "rowspan"}, atom.Thead: nil, atom.Tr: nil, atom.U: nil, atom.Ul: nil, atom.Var: nil,
}

// droppedElements are the elements that go with all that they hold. Any other element
// goes and leaves its contents.
var droppedElements = []atom.Atom{atom.Script, atom.Style, atom.Template, atom.Iframe, atom.Object, atom.Embed, atom.Noscript,
	atom.Svg, atom.Math, atom.Title, atom.Select, atom.Textarea, atom.Audio, atom.Video, atom.Canvas, atom.Frameset, atom.Noembed, atom.Noframes, atom.Xmp, atom.Plaintext}

// clean parses HTML as a browser does and writes what may stay.
func (c cleaner) clean(text string) string {
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(text), body)
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

// add puts what may stay of n below parent.
func (c cleaner) add(parent, n *html.Node) {
	switch {
	case n.Type == html.TextNode:
		parent.AppendChild(&html.Node{Type: html.TextNode, Data: n.Data})
		return
	case n.Type != html.ElementNode || n.Namespace != "" || slices.Contains(droppedElements, n.DataAtom):
		return
	}
	attributes, ok := keptElements[n.DataAtom]
	if !ok {
		c.addChildren(parent, n)
		return
	}
	made := &html.Node{Type: html.ElementNode, Data: n.Data, DataAtom: n.DataAtom, Attr: c.attributes(n, attributes)}
	if n.DataAtom == atom.Img && !c.show(made) {
		parent.AppendChild(&html.Node{Type: html.TextNode, Data: "[" + valueOf(n, "alt") + "]"})
		return
	}
	c.addChildren(made, n)
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

func (c cleaner) addChildren(parent, n *html.Node) {
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		c.add(parent, child)
	}
}

// boxed puts a box around a wide element, which scrolls by itself; a keyboard reaches it.
func boxed(n *html.Node, class string) *html.Node {
	box := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div, Attr: []html.Attribute{{Key: "class", Val: class}, {Key: "tabindex", Val: "0"}}}
	box.AppendChild(n)
	return box
}

// widestCell is how many characters a cell of a table shows on one line.
const widestCell = 60

// widen lets a long cell of a table have several lines.
func widen(n *html.Node) {
	if len(textOf(n)) > widestCell {
		addClass(n, "long")
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
	alignment   = regexp.MustCompile(`^\s*text-align\s*:\s*(left|right|center)\s*;?\s*$`)
	wholeNumber = regexp.MustCompile(`^[0-9]{1,4}$`)
)

// attributes keeps those that are allowed. How a cell of a table is aligned
// becomes a class: the attribute for it is not HTML any more.
func (c cleaner) attributes(n *html.Node, allowed []string) []html.Attribute {
	var found []html.Attribute
	var classes []string
	for _, a := range n.Attr {
		switch {
		case a.Namespace != "":
		case a.Key == "class":
			for name := range strings.FieldsSeq(a.Val) {
				if ourClass.MatchString(name) {
					classes = append(classes, name)
				}
			}
		case a.Key == "align" && (a.Val == "left" || a.Val == "right" || a.Val == "center"):
			classes = append(classes, a.Val)
		case a.Key == "style" && alignment.MatchString(a.Val):
			classes = append(classes, alignment.FindStringSubmatch(a.Val)[1])
		case a.Key == "id" && c.ids != nil:
			if c.headings[a.Val] || c.ids.take(a.Val) {
				delete(c.headings, a.Val)
				found = append(found, html.Attribute{Key: "id", Val: a.Val})
			}
		case !slices.Contains(allowed, a.Key):
		case a.Key == "href":
			if href := pageLink(a.Val); href != "" {
				found = append(found, html.Attribute{Key: "href", Val: href})
			}
		case a.Key == "colspan" || a.Key == "rowspan" || a.Key == "width" || a.Key == "height" || a.Key == "start":
			if wholeNumber.MatchString(a.Val) {
				found = append(found, html.Attribute{Key: a.Key, Val: a.Val})
			}
		default:
			found = append(found, html.Attribute{Key: a.Key, Val: a.Val})
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
