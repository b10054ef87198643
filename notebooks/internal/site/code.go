package site

import (
	"go/scanner"
	"go/token"
	"html"
	"strings"
)

// highlight returns a cell's source as HTML, coloured by classes: Go, and the
// kernel's own lines, which begin with % or !.
func highlight(source string) string {
	var b, goLines strings.Builder
	flush := func() {
		b.WriteString(highlightGo(goLines.String()))
		goLines.Reset()
	}
	for line := range strings.Lines(source) {
		if line[0] != '%' && line[0] != '!' {
			goLines.WriteString(line)
			continue
		}
		flush()
		b.WriteString(span("magic", line))
	}
	flush()
	return b.String()
}

// highlightGo colours the tokens that go/scanner finds.
func highlightGo(source string) string {
	var b strings.Builder
	var s scanner.Scanner
	files := token.NewFileSet()
	file := files.AddFile("", -1, len(source))
	s.Init(file, []byte(source), func(token.Position, string) {}, scanner.ScanComments)
	done := 0
	for {
		pos, kind, text := s.Scan()
		if kind == token.EOF {
			break
		}
		at := file.Offset(pos)
		if text == "" {
			text = kind.String()
		}
		end := at + len(text)
		if kind == token.SEMICOLON && text == "\n" || end > len(source) || source[at:end] != text {
			continue // a semicolon that is not written, or a text that the scanner changed
		}
		b.WriteString(html.EscapeString(source[done:at]) + span(class(kind, text, source[end:]), text))
		done = end
	}
	return b.String() + html.EscapeString(source[done:])
}

// class names the colour of a token.
func class(kind token.Token, text, behind string) string {
	switch {
	case kind.IsKeyword():
		return "keyword"
	case kind == token.COMMENT:
		return "comment"
	case kind == token.STRING, kind == token.CHAR:
		return "string"
	case kind == token.INT, kind == token.FLOAT, kind == token.IMAG:
		return "number"
	case kind == token.IDENT && (text == "true" || text == "false" || text == "nil" || text == "iota"):
		return "number"
	case kind == token.IDENT && strings.HasPrefix(behind, "("):
		return "call"
	}
	return ""
}

// span puts text between tags; without a class there are none.
func span(class, text string) string {
	if class == "" {
		return html.EscapeString(text)
	}
	return `<span class="` + class + `">` + html.EscapeString(text) + "</span>"
}
