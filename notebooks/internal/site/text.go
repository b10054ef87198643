package site

import (
	"bytes"
	"fmt"
	"html"
	"strings"
	"unicode"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	gmhtml "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// A heading is a line of a page's table of contents.
type heading struct {
	Level int
	ID    string
	Text  string
}

// markdown renders the Markdown of Jupyter and GitHub. HTML in it is let
// through; the cleaner looks at it.
var markdown = goldmark.New(
	goldmark.WithExtensions(extension.GFM),
	goldmark.WithParserOptions(parser.WithAutoHeadingID()),
	goldmark.WithRendererOptions(gmhtml.WithUnsafe(), renderer.WithNodeRenderers(util.Prioritized(codeBlocks{}, 100))),
)

// renderText returns a text cell as HTML, and its headings.
func renderText(source string, c cleaner) (string, []heading) {
	ids := headingIDs{c.ids}
	tree := markdown.Parser().Parse(text.NewReader([]byte(source)), parser.WithContext(parser.NewContext(parser.WithIDs(ids))))
	var headings []heading
	ast.Walk(tree, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if h, ok := n.(*ast.Heading); ok && entering {
			id, _ := n.AttributeString("id")
			headings = append(headings, heading{h.Level, fmt.Sprintf("%s", id), nodeText(n, []byte(source))})
		}
		return ast.WalkContinue, nil
	})
	var b bytes.Buffer
	if err := markdown.Renderer().Render(&b, []byte(source), tree); err != nil {
		return "<pre>" + html.EscapeString(source) + "</pre>", headings
	}
	c.headings = map[string]bool{}
	for _, h := range headings {
		c.headings[h.ID] = true
	}
	return c.clean(b.String()), headings
}

// nodeText is the text in a node, without marks.
func nodeText(n ast.Node, source []byte) string {
	var b strings.Builder
	ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Text:
			if entering {
				b.Write(n.Segment.Value(source))
			}
		case *ast.String:
			if entering {
				b.Write(n.Value)
			}
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

// headingIDs names headings as GitHub does: in small letters, with hyphens for spaces.
type headingIDs struct{ ids *idSet }

func (h headingIDs) Generate(value []byte, _ ast.NodeKind) []byte {
	var b strings.Builder
	for _, r := range strings.ToLower(strings.TrimSpace(string(value))) {
		switch {
		case unicode.IsLetter(r), unicode.IsNumber(r), r == '-', r == '_':
			b.WriteRune(r)
		case r == ' ':
			b.WriteByte('-')
		}
	}
	name := b.String()
	if name == "" {
		name = "part"
	}
	id := name
	for n := 1; !h.ids.take(id); n++ {
		id = fmt.Sprintf("%s-%d", name, n)
	}
	return []byte(id)
}

func (h headingIDs) Put(value []byte) { h.ids.take(string(value)) }

// codeBlocks renders fenced code, Go in colours.
type codeBlocks struct{}

func (codeBlocks) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindFencedCodeBlock, func(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		block := n.(*ast.FencedCodeBlock)
		code := string(block.Lines().Value(source))
		if string(block.Language(source)) == "go" {
			code = highlight(code)
		} else {
			code = html.EscapeString(code)
		}
		_, err := w.WriteString("<pre><code>" + code + "</code></pre>\n")
		return ast.WalkSkipChildren, err
	})
}
