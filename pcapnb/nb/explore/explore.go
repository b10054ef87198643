// Package explore is the script that makes figures and tables of package nb's Explore answer to the mouse and the keys.
package explore

import (
	_ "embed"
	"html"
	"strings"
)

// Script is the script. It draws what the attribute data-explore of the element around it holds, or that of all elements where it is in none.
//
//go:embed explore.js
var Script string

const attribute = `<div data-explore="`

// Element is the markup of an element with data, which are JSON, and the script where it has to bring that along. Whoever drops
// scripts and attributes is left with an empty element.
func Element(data, script string) string {
	if script != "" {
		script = "<script>" + script + "</script>"
	}
	return attribute + html.EscapeString(data) + `">` + script + "</div>"
}

// Data returns the data of an element that [Element] made, and false for any other markup.
func Data(element string) (data string, ok bool) {
	rest, ok := strings.CutPrefix(element, attribute)
	if !ok {
		return "", false
	}
	data, _, ok = strings.Cut(rest, `">`)
	return html.UnescapeString(data), ok
}
