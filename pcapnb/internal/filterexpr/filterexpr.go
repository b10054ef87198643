// Package filterexpr joins display filters. The empty text is a filter that cannot be written, and so is whatever needs it.
package filterexpr

import (
	"slices"
	"strings"
)

// And returns the filter that holds where all of filters do.
func And(filters ...string) string { return join(" && ", filters) }

// Or returns the filter that holds where one of filters does.
func Or(filters ...string) string { return join(" || ", filters) }

// Not returns the filter that holds where filter does not.
func Not(filter string) string {
	if filter == "" {
		return ""
	}
	return "!(" + filter + ")"
}

func join(sign string, filters []string) string {
	if slices.Contains(filters, "") {
		return ""
	}
	if len(filters) == 1 {
		return filters[0]
	}
	parts := make([]string, len(filters))
	for i, f := range filters {
		parts[i] = bracketed(f)
	}
	return strings.Join(parts, sign)
}

// bracketed puts brackets around a filter of several parts that has none.
func bracketed(filter string) string {
	if !strings.Contains(filter, " && ") && !strings.Contains(filter, " || ") || enclosed(filter) {
		return filter
	}
	return "(" + filter + ")"
}

// enclosed says whether one pair of brackets, perhaps after a !, holds the whole filter.
func enclosed(filter string) bool {
	filter = strings.TrimPrefix(filter, "!")
	depth, quoted := 0, false
	for i := 0; i < len(filter); i++ {
		switch c := filter[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '(':
			depth++
		case c == ')':
			depth--
		}
		if depth == 0 && i < len(filter)-1 {
			return false
		}
	}
	return true
}
