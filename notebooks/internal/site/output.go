package site

import (
	"encoding/json"
	"fmt"
	"html"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"netlab/pcapnb/ipynb"
	"netlab/pcapnb/nb/explore"
)

// renderOutput returns what a code cell shows as HTML: of several forms the one
// that says most.
func (p *page) renderOutput(o ipynb.Output) string {
	data := o.Data()
	explored, isExplored := explore.Data(ipynb.Join(data["text/html"]))
	switch {
	case isExplored && json.Valid([]byte(explored)):
		p.Explored = true
		return explore.Element(explored, "") + "\n"
	case o.Kind() == "stream":
		return preformatted(fmt.Sprint(o["name"]), o.Text())
	case o.Kind() == "error":
		return preformatted("error", o.Text())
	case data["text/html"] != nil:
		return `<div class="shown">` + cleaner{paints: &p.paints}.clean(ipynb.Join(data["text/html"])) + "</div>\n"
	case pictureOf(o) != "":
		return p.renderFigure(o)
	case data["text/markdown"] != nil:
		text, _ := renderText(ipynb.Join(data["text/markdown"]), cleaner{ids: p.ids})
		return `<div class="shown">` + text + "</div>\n"
	}
	return preformatted("text", ipynb.Join(data["text/plain"]))
}

// escapes are a terminal's colours.
var escapes = regexp.MustCompile(`\x1b\[[0-9;]*[A-Za-z]`)

func preformatted(class, text string) string {
	if text == "" {
		return ""
	}
	text = strings.TrimRight(escapes.ReplaceAllString(text, ""), "\n")
	return `<pre class="` + html.EscapeString(class) + `" tabindex="0">` + html.EscapeString(text) + "</pre>\n"
}

// renderFigure returns a picture with its number, caption and alt text.
func (p *page) renderFigure(o ipynb.Output) string {
	p.figures++
	alt := altOf(o)
	src := pictureOf(o)
	if p.Thumbnail == "" || p.thumbnailHere {
		p.Thumbnail, p.ThumbnailAlt, p.thumbnailHere = src, alt, false
	}
	size := ""
	for media, metadata := range o.Metadata() {
		if m, ok := metadata.(map[string]any); ok && strings.HasPrefix(media, "image/") {
			for _, name := range []string{"width", "height"} {
				if value := fmt.Sprint(m[name]); wholeNumber.MatchString(value) {
					size += fmt.Sprintf(" %s=%q", name, value)
				}
			}
		}
	}
	return fmt.Sprintf("<figure id=%q>\n<div class=\"scroll\" tabindex=\"0\"><img src=%q%s alt=\"%s\"></div>\n<figcaption>Figure %d. %s</figcaption>\n</figure>\n",
		p.freeID(fmt.Sprintf("figure-%d", p.figures)), src, size, html.EscapeString(alt), p.figures, html.EscapeString(captionOf(alt)))
}

// altOf says what can be seen on a picture.
func altOf(o ipynb.Output) string {
	if alt, _ := o.Metadata()["alt"].(string); alt != "" {
		return alt
	}
	return ipynb.Join(o.Data()["text/plain"])
}

// titled begins the alt text of a figure of package plots: its kind and its title.
var titled = regexp.MustCompile(`^([^“]{1,40}) “.+?”\. `)

// captionOf shortens an alt text to its first sentence, without a title: the picture shows that.
func captionOf(alt string) string {
	if found := titled.FindStringSubmatch(alt); found != nil {
		return found[1] + "."
	}
	first, _, more := strings.Cut(alt, ". ")
	if more || !strings.HasSuffix(first, ".") {
		first += "."
	}
	if first == "." {
		return ""
	}
	letter, n := utf8.DecodeRuneInString(first)
	return string(unicode.ToTitle(letter)) + first[n:]
}
