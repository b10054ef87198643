package pcapnb

import (
	"strconv"
	"strings"

	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/filterexpr"
)

// sayWire says tests of a field by its Wireshark name. Ours is the text of all its values, with commas between, so a
// value without one is the text of a packet that has no other.
func sayWire(id dissect.ID) sayer {
	name := id.String()
	return func(test string, values []any) string {
		switch test {
		case "":
			return name
		case "==":
			return sayOnly(id, values[0].(string))
		case "!=":
			return filterexpr.And(name, filterexpr.Not(sayOnly(id, values[0].(string))))
		case "in":
			return sayOneOf(id, values)
		case "contains":
			if s := values[0].(string); id.Def().Type == dissect.String && isPlain(s) {
				return relation(name, test, values)
			}
		}
		return ""
	}
}

func sayOneOf(id dissect.ID, values []any) string {
	if len(values) == 0 {
		return ""
	}
	var parts []string
	for _, v := range values {
		parts = append(parts, sayOnly(id, v.(string)))
	}
	return filterexpr.Or(parts...)
}

// sayOnly says that a field's only value is shown as text.
func sayOnly(id dissect.ID, text string) string {
	name := id.String()
	value := wireLiteral(id, text)
	if value == "" {
		return ""
	}
	return filterexpr.And(name+" == "+value, "count("+name+") == 1")
}

// wireLiteral is the literal of a value that is shown as text, "" where that cannot be told.
func wireLiteral(id dissect.ID, text string) string {
	switch t := id.Def().Type; {
	case t == dissect.String && isPlain(text):
		quoted, _ := quoteFilter(text)
		return quoted
	case t.IsInteger(), t == dissect.Boolean:
		n, err := strconv.ParseUint(text, 0, 64)
		if v := (dissect.Value{ID: id, N: n}); err == nil && v.Text() == text {
			return text
		}
	}
	return ""
}

// isPlain tells text that is shown as it is, and has no comma, which might stand between two values.
func isPlain(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' || r == ',' || r == '\\' })
}
