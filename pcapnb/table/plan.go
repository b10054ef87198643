package table

import (
	"math"
	"net/netip"
	"strconv"
	"strings"
	"time"
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

// knownAs returns the plan of a field that is known by its name.
func knownAs(known bool, name string) string {
	if !known {
		return noPlan(name)
	}
	return node(name)
}

// planOf returns the plan of a field.
func planOf(field any) string {
	switch f := field.(type) {
	case interface{ asKey() any }:
		field = f.asKey()
	case interface{ asMeasure() any }:
		field = f.asMeasure()
	}
	if f, ok := field.(interface{ plan() string }); ok {
		return f.plan()
	}
	return noPlan("a field")
}

func (k key[T, K]) plan() string { return k.known }

func (m measure[T]) plan() string { return m.known }

// condPlan returns the plan of a condition of a field on values.
func condPlan(op, field string, values []any) string {
	parts := []string{field}
	for _, v := range values {
		packed, ok := packValue(v)
		if !ok {
			return noPlan(rawText(v))
		}
		parts = append(parts, node(packed))
	}
	return node(op, parts...)
}

// plan returns the plan of a reduction of a field.
func (r reduction) plan(field any) string {
	return node("reduce", atom(int64(r.kind)), atom(int64(math.Float64bits(r.p))), planOf(field))
}

// PlanOf returns a condition as data, the same text for the same condition and no other; see IsPlan.
func PlanOf[T any](c Cond[T]) string { return condOf(c).known }

// Node returns a plan made of others, and what is no plan where one of them is none.
func Node(op string, parts ...string) string { return node(op, parts...) }

// A ValueType is a type of values that this package does not know, for answers that are kept.
type ValueType struct {
	Pack   func(v any) (text string, ok bool) // false for values of other types
	Unpack func(text string) (v any, ok bool)
}

// Values is the one type of values that fields of T have besides those of Go and netip.
var Values ValueType

// packValue writes a value as text with its type, and false where it is of a type that cannot be read back.
func packValue(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return "s" + v, true
	case int:
		return "i" + strconv.Itoa(v), true
	case bool:
		return "b" + strconv.Itoa(boolRank(v)), true
	case float64:
		return "f" + strconv.FormatUint(math.Float64bits(v), 16), true
	case netip.Addr:
		return "a" + v.String(), true
	case time.Time:
		return "t" + strconv.FormatInt(v.UnixNano(), 10), v.Location() == time.UTC && v.Equal(unixNanos(v.UnixNano()))
	case time.Duration:
		return "d" + strconv.FormatInt(int64(v), 10), true
	}
	if Values.Pack == nil {
		return "", false
	}
	text, ok := Values.Pack(v)
	return "o" + text, ok
}

// unpackValue reads what packValue wrote.
func unpackValue(packed string) (v any, ok bool) {
	if packed == "" {
		return nil, false
	}
	var err error
	n := int64(0)
	switch text := packed[1:]; packed[0] {
	case 's':
		return text, true
	case 'i':
		v, err = strconv.Atoi(text)
	case 'b':
		v = text == "1"
	case 'f':
		var word uint64
		word, err = strconv.ParseUint(text, 16, 64)
		v = math.Float64frombits(word)
	case 'a':
		if text == (netip.Addr{}).String() {
			return netip.Addr{}, true
		}
		v, err = netip.ParseAddr(text)
	case 't':
		n, err = strconv.ParseInt(text, 10, 64)
		v = unixNanos(n)
	case 'd':
		n, err = strconv.ParseInt(text, 10, 64)
		v = time.Duration(n)
	case 'o':
		if Values.Unpack != nil {
			return Values.Unpack(text)
		}
		return nil, false
	default:
		return nil, false
	}
	return v, err == nil
}
