package site

import (
	"fmt"
	"html/template"
	"regexp"
	"strings"
)

// painted are the backgrounds that tables give their cells (package table, Bars and Colors), and no others.
var painted = regexp.MustCompile(`^(linear-gradient\(90deg(, (transparent|` + someColor + `) [0-9.]{1,5}%){4}\)|` + someColor + `)$`)

const someColor = `rgba\([0-9]{1,3}, [0-9]{1,3}, [0-9]{1,3}, [0-9.]{1,4}\)`

// paints are the backgrounds of a page's cells. Its policy allows no style in an element, so that each becomes a class.
type paints struct {
	classes map[string]string
	sheet   strings.Builder
}

// class returns the class of a background.
func (p *paints) class(background string) string {
	if name := p.classes[background]; name != "" {
		return name
	}
	if p.classes == nil {
		p.classes = make(map[string]string)
	}
	name := fmt.Sprintf("paint%d", len(p.classes)+1)
	p.classes[background] = name
	fmt.Fprintf(&p.sheet, "td.%s { background: %s; }\n", name, background)
	return name
}

// Backgrounds are the rules of the page's own classes.
func (p *page) Backgrounds() template.CSS { return template.CSS(p.paints.sheet.String()) }
