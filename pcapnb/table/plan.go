package table

import (
	"strconv"
	"strings"
)

// A plan is a question as data: an operation, quoted, and in brackets what it is done with, plans themselves. It tells the
// question from all others, whoever asks it. What runs code that only this program has is no plan: a question mark and the name
// of the part that does.

// node returns the plan of an operation, or what is no plan of its parts.
func node(op string, parts ...string) string {
	for _, p := range parts {
		if !IsPlan(p) {
			return noPlan(strings.TrimPrefix(p, "?"))
		}
	}
	return strconv.Quote(op) + "(" + strings.Join(parts, ",") + ")"
}

func noPlan(name string) string { return "?" + name }

// IsPlan tells whether a text is a plan.
func IsPlan(text string) bool { return strings.HasPrefix(text, `"`) }

// cutNode takes the first plan off a list of them.
func cutNode(text string) (op string, parts []string, rest string, ok bool) {
	quoted, err := strconv.QuotedPrefix(text)
	if err != nil {
		return "", nil, "", false
	}
	op, _ = strconv.Unquote(quoted)
	if text = text[len(quoted):]; !strings.HasPrefix(text, "(") {
		return "", nil, "", false
	}
	for text = text[1:]; !strings.HasPrefix(text, ")"); text = strings.TrimPrefix(text, ",") {
		_, _, after, ok := cutNode(text)
		if !ok {
			return "", nil, "", false
		}
		parts, text = append(parts, text[:len(text)-len(after)]), after
	}
	return op, parts, text[1:], true
}

// ReadNode returns the operation of a plan and its parts, and false for what is none.
func ReadNode(plan string) (op string, parts []string, ok bool) {
	op, parts, rest, ok := cutNode(plan)
	return op, parts, ok && rest == ""
}

// atom returns the plan of a number.
func atom(n int64) string { return node(strconv.FormatInt(n, 10)) }

// knownAs returns the plan of a field that is known by its name, or by another, "" for none.
func knownAs(known bool, as, name string) string {
	switch {
	case as != "":
		return node(as)
	case known:
		return node(name)
	}
	return noPlan(name)
}

// Node returns a plan made of others, and what is no plan where one of them is none.
func Node(op string, parts ...string) string { return node(op, parts...) }
