package exercise

import (
	"fmt"
	"net/netip"
	"reflect"
	"strconv"
	"strings"
	"time"

	"netlab/pcapnb"
	"netlab/pcapnb/internal/safe"
)

// Kinds of answers.
const (
	isNone    = ""        // nothing
	isNumber  = "number"  // with or without a unit
	isText    = "text"    // an address, a name
	isList    = "list"    // labels, with or without numbers
	isPackets = "packets" // the packets themselves, where their number was asked for
	isFields  = "fields"  // a packet's fields by name
	isFailure = "failure" // the function panicked
)

// Bounds of what is kept of an answer.
const (
	maxItems = 1000
	maxText  = 300
)

// A value is an answer in the one form in which answers are compared, and in which they travel to the grader.
type value struct {
	Kind   string  `json:"kind,omitempty"`
	Number float64 `json:"number,omitempty"`
	Unit   string  `json:"unit,omitempty"`
	Text   string  `json:"text,omitempty"`
	Items  []item  `json:"items,omitempty"`
}

// An item is one place of a ranking, or one field of a packet.
type item struct {
	Label  string   `json:"label"`
	Number *float64 `json:"number,omitempty"` // nil where there is none
	Text   string   `json:"text,omitempty"`   // of a field
}

// evaluate calls the student's function, or takes the value.
func evaluate(answer any, pkts pcapnb.Packets) (v value) {
	defer func() {
		if p := recover(); p != nil {
			v = failure(p)
		}
	}()
	if f := reflect.ValueOf(answer); f.Kind() == reflect.Func {
		return call(f, pkts)
	}
	return valueOf(answer)
}

// call calls a function of the packets, whatever it returns.
func call(f reflect.Value, pkts pcapnb.Packets) value {
	t, all := f.Type(), reflect.ValueOf(pkts)
	switch {
	case f.IsNil():
		return value{}
	case t.NumOut() == 1 && t.NumIn() == 1 && t.In(0) == all.Type():
		return valueOf(f.Call([]reflect.Value{all})[0].Interface())
	case t.NumOut() == 1 && t.NumIn() == 0:
		return valueOf(f.Call(nil)[0].Interface())
	}
	return failure("want a function of the packets, func(pkts pcapnb.Packets) (answer any), not " + t.String())
}

func failure(p any) value { return value{Kind: isFailure, Text: short(fmt.Sprint(p))} }

// short makes text from an answer, or from a capture, fit to show.
func short(s string) string {
	if s = safe.Text(s); len(s) > maxText {
		s = strings.ToValidUTF8(s[:maxText], "") + "…"
	}
	return s
}

// bounded is a value that another process said, no larger than one that this process makes.
func (v value) bounded() value {
	v.Text, v.Unit = short(v.Text), short(v.Unit)
	items := make([]item, min(len(v.Items), maxItems))
	for i := range items {
		it := v.Items[i]
		items[i] = item{Label: short(it.Label), Number: it.Number, Text: short(it.Text)}
	}
	v.Items = items
	return v
}

// ranking is what a Series is to us.
type ranking interface {
	Len() int
	Bar(i int) (label string, value float64)
	AxisUnits() (x, y string)
}

// valueOf brings what a function returned into the form of a value.
func valueOf(v any) value {
	switch v := v.(type) {
	case nil:
		return value{}
	case value:
		return v
	case pcapnb.Stat:
		if v.Missing {
			return value{Kind: isText, Text: v.String()}
		}
		return number(v.Value, v.Unit)
	case time.Duration:
		return number(v.Seconds(), "seconds")
	case time.Time:
		return value{Kind: isText, Text: v.UTC().Format(time.RFC3339Nano)}
	case pcapnb.Packets:
		return value{Kind: isPackets, Number: float64(len(v))}
	case pcapnb.Packet:
		return number(float64(v.Number()), "")
	case *pcapnb.Table:
		return tableValue(v)
	case ranking:
		return rankingValue(v)
	}
	return plainValue(reflect.ValueOf(v))
}

func number(n float64, unit string) value {
	if n-n != 0 { // infinite or not a number: JSON has neither
		return value{Kind: isText, Text: strconv.FormatFloat(n, 'g', -1, 64)}
	}
	return value{Kind: isNumber, Number: n, Unit: unit}
}

// plainValue takes a Go value by its kind: a number, a slice, or what prints as text.
func plainValue(v reflect.Value) value {
	_, named := v.Interface().(fmt.Stringer)
	switch kind := v.Kind(); {
	case kind == reflect.Slice && v.Type().Elem().Kind() != reflect.Uint8:
		return listValue(v)
	case named:
	case v.CanInt():
		return number(float64(v.Int()), "")
	case v.CanUint():
		return number(float64(v.Uint()), "")
	case v.CanFloat():
		return number(v.Float(), "")
	case kind == reflect.Pointer && v.IsNil():
		return value{}
	}
	return value{Kind: isText, Text: short(strings.TrimSpace(fmt.Sprint(v.Interface())))}
}

func listValue(v reflect.Value) value {
	out := value{Kind: isList}
	for i := range min(v.Len(), maxItems) {
		out.Items = append(out.Items, item{Label: valueOf(v.Index(i).Interface()).label()})
	}
	return out
}

func rankingValue(s ranking) value {
	out := value{Kind: isList}
	_, out.Unit = s.AxisUnits()
	for i := range min(s.Len(), maxItems) {
		label, n := s.Bar(i)
		out.Items = append(out.Items, labelled(label, n))
	}
	return out
}

func labelled(label string, n float64) item {
	it := item{Label: short(label)}
	if n-n == 0 {
		it.Number = &n
	}
	return it
}

// tableValue takes the first column as names and the last as their numbers. A table of one column is a list, one of one
// value that value.
func tableValue(t *pcapnb.Table) value {
	names := t.Columns()
	if len(names) == 0 || t.Len() == 0 {
		return value{Kind: isList}
	}
	first, last := t.Column(names[0]), t.Column(names[len(names)-1])
	out := value{Kind: isList, Unit: last.Unit}
	for i := range min(t.Len(), maxItems) {
		v, _ := first.Value(i)
		it := item{Label: valueOf(v).label()}
		if n, ok := last.Number(i); ok && len(names) > 1 {
			it = labelled(it.Label, n)
		}
		out.Items = append(out.Items, it)
	}
	if v, _ := first.Value(0); len(names) == 1 && t.Len() == 1 {
		return valueOf(v)
	}
	return out
}

// label is the value as the name of a place in a ranking.
func (v value) label() string {
	if v.Kind == isNumber {
		return strconv.FormatFloat(v.Number, 'f', -1, 64)
	}
	return v.Text
}

// text is the value as a sentence quotes it.
func (v value) text() string {
	switch v.Kind {
	case isNone:
		return "nothing"
	case isNumber:
		return quantity(v.Number, v.Unit)
	case isPackets:
		return "a slice of " + quantity(v.Number, "packets")
	case isList:
		return v.listText()
	case isFields:
		return fmt.Sprintf("%d fields", len(v.Items))
	}
	return strconv.Quote(v.Text)
}

const shownItems = 5

func (v value) listText() string {
	if len(v.Items) == 0 {
		return "an empty list"
	}
	var parts []string
	for _, it := range v.Items[:min(len(v.Items), shownItems)] {
		text := it.Label
		if it.Number != nil {
			text += " (" + quantity(*it.Number, v.Unit) + ")"
		}
		parts = append(parts, text)
	}
	if more := len(v.Items) - shownItems; more > 0 {
		parts = append(parts, fmt.Sprintf("… %d more", more))
	}
	return strings.Join(parts, ", ")
}

// quantity writes a number with its unit: "1234.5 bytes".
func quantity(n float64, unit string) string {
	text := strconv.FormatFloat(n, 'f', -1, 64)
	if _, decimals, _ := strings.Cut(text, "."); len(decimals) > 6 {
		text = strconv.FormatFloat(n, 'g', 9, 64)
	}
	if unit == "" {
		return text
	}
	return text + " " + unit
}

// sameLabel compares labels as people write them: case, blanks and a name's last dot do not count, addresses are addresses.
func sameLabel(a, b string) bool {
	a, b = tidy(a), tidy(b)
	if a == b {
		return true
	}
	x, err := netip.ParseAddr(a)
	y, err2 := netip.ParseAddr(b)
	return err == nil && err2 == nil && x == y
}

func tidy(s string) string { return strings.ToLower(strings.TrimSuffix(strings.TrimSpace(s), ".")) }
