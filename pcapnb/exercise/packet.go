package exercise

import (
	"fmt"
	"html"
	"slices"
	"strconv"
	"strings"

	"netlab/pcapnb"
	"netlab/pcapnb/internal/misuse"
	"netlab/pcapnb/internal/safe"
	"netlab/pcapnb/nb"
)

// Fields are the values that a student reads from a packet, by Wireshark's names: Fields{"ip.ttl": "64"}. Numbers may be
// written in decimal or, with 0x before them, in hexadecimal.
type Fields map[string]string

// Blank shows a packet's layers with the named fields left blank, and the bytes to read them from.
func Blank(p pcapnb.Packet, names ...string) {
	tree := p.Show()
	wanted(tree, names)
	nb.Show(tree.Blank(names...))
	nb.Show(form(names))
}

// Packet says field by field whether a packet was filled in right: the answer is a Fields, or a function that returns one.
func Packet(id string, p pcapnb.Packet, answer any, names ...string) {
	settle(id, pcapnb.Packets{p}, fieldsValue(answer), func(pkts pcapnb.Packets, got value) Result {
		return judgeFields(id, pkts[0], got, names)
	})
}

// GradePacket returns the verdict on a packet that was filled in without showing it.
func GradePacket(id string, p pcapnb.Packet, answer any, names ...string) Result {
	return judgeFields(id, p, fieldsValue(answer), names)
}

// wanted returns the values of the named fields. A packet without one of them cannot be asked for it.
func wanted(tree pcapnb.LayerTree, names []string) []string {
	if len(names) == 0 {
		panic(misuse.Text("exercise: no fields to fill in: name them as Wireshark does, such as \"ip.ttl\""))
	}
	var values []string
	fields := tree.Fields()
	for _, name := range names {
		i := slices.IndexFunc(fields, func(f pcapnb.LayerField) bool { return f.Name == name && f.Value != "" })
		if i < 0 {
			panic(misuse.Textf("exercise: the packet has no field %q", name))
		}
		values = append(values, fields[i].Value)
	}
	return values
}

// form is what the student copies and fills in.
type form []string

func (f form) String() string {
	var parts []string
	for _, name := range f {
		parts = append(parts, strconv.Quote(name)+`: ""`)
	}
	return "exercise.Fields{" + strings.Join(parts, ", ") + "}"
}

func (f form) HTML() string {
	return "<p>To fill in: <code>" + html.EscapeString(f.String()) + "</code></p>"
}

// fieldsValue calls the student's function, or takes the fields.
func fieldsValue(answer any) (v value) {
	defer func() {
		if p := recover(); p != nil {
			v = failure(p)
		}
	}()
	switch f := answer.(type) {
	case func() Fields:
		answer = f()
	case func() any:
		answer = f()
	}
	fields, _ := answer.(Fields)
	for name, text := range fields {
		if strings.TrimSpace(text) != "" {
			v.Kind = isFields // the empty form is no answer
		}
		v.Items = append(v.Items, item{Label: short(name), Text: short(strings.TrimSpace(text))})
	}
	slices.SortFunc(v.Items, func(a, b item) int { return strings.Compare(a.Label, b.Label) })
	return v
}

func judgeFields(id string, p pcapnb.Packet, got value, names []string) Result {
	tree := p.Show()
	want := wanted(tree, names)
	r := Result{ID: id, Answered: got.Kind != isNone}
	if got.Kind != isFields {
		r.Message = "No answer yet."
		if got.Kind == isFailure {
			r.Message = "The answer could not be worked out: " + got.Text + "."
		}
		return r
	}
	right := 0
	for i, name := range names {
		f := judgeField(tree, name, got.field(name), want[i])
		if f.right {
			right++
		}
		r.fields = append(r.fields, f)
	}
	r.Credit = float64(right) / float64(len(names))
	r.Message = fmt.Sprintf("%d of %d fields are right.", right, len(names))
	if !r.Right() {
		r.Message += firstRemark(r.fields)
	}
	return r
}

func (v value) field(name string) string {
	for _, it := range v.Items {
		if it.Label == name {
			return it.Text
		}
	}
	return ""
}

func firstRemark(fields []fieldVerdict) string {
	for _, f := range fields {
		if !f.right {
			return " " + f.name + ": " + f.remark
		}
	}
	return ""
}

// A fieldVerdict is what one field is.
type fieldVerdict struct {
	name, got, remark string
	right             bool
}

// judgeField compares one field, and says what a wrong value is instead.
func judgeField(tree pcapnb.LayerTree, name, got, want string) fieldVerdict {
	f := fieldVerdict{name: name, got: got}
	switch {
	case got == "":
		f.remark = "Not filled in."
	case sameField(got, want):
		f.right = true
	default:
		f.remark = explainField(tree, name, got, want)
	}
	return f
}

// sameField compares numbers by value, anything else as people write it.
func sameField(got, want string) bool {
	a, aok := fieldNumber(got)
	b, bok := fieldNumber(want)
	if aok && bok {
		return a == b
	}
	return sameLabel(got, want)
}

func fieldNumber(s string) (uint64, bool) {
	switch strings.ToLower(s) {
	case "true", "set":
		return 1, true
	case "false", "not set":
		return 0, true
	}
	s = withoutUnit(s)
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil && (strings.HasPrefix(s, "0x") || strings.HasPrefix(s, "0X")) {
		n, err = strconv.ParseUint(s[2:], 16, 64)
	}
	return n, err == nil
}

// withoutUnit leaves the number of "32 bytes".
func withoutUnit(s string) string {
	number, unit, ok := strings.Cut(s, " ")
	if m := measureOf(unit); ok && (m.of == "bytes" || m.of == "seconds") && m.factor == 1 {
		return number
	}
	return s
}

// explainField says what the student may have read.
func explainField(tree pcapnb.LayerTree, name, got, want string) string {
	a, aok := fieldNumber(got)
	b, bok := fieldNumber(want)
	hex, err := strconv.ParseUint(got, 16, 64)
	other := otherField(tree, name, got)
	switch {
	case bok && !aok && err != nil:
		if got[0] >= '0' && got[0] <= '9' {
			return "Write the number alone."
		}
		return "This field is a number."
	case aok && bok && strings.Contains(name, "hdr_len") && a*4 == b:
		return "The header counts its length in words of four bytes."
	case bok && err == nil && hex == b:
		return "These are the right digits in hexadecimal: put 0x before them, or write the number in decimal."
	case other != "":
		return "That is " + other + "."
	case aok && bok && a == swapped(b):
		return "The two bytes are the other way round: the network sends the larger part first."
	case aok && bok && (a+1 == b || b+1 == a):
		return "It is off by one."
	}
	return "This is not what the bytes say."
}

func swapped(n uint64) uint64 { return n>>8&0xff | n&0xff<<8 }

// otherField names another field that holds what the student wrote. Numbers of a byte stand in many places and say nothing.
func otherField(tree pcapnb.LayerTree, name, got string) string {
	if n, ok := fieldNumber(got); ok && n < 256 {
		return ""
	}
	layer, _, _ := strings.Cut(name, ".")
	found := ""
	for _, f := range tree.Fields() {
		if f.Name == name || f.Value == "" || !sameField(got, f.Value) {
			continue
		}
		if f.Layer == layer {
			return f.Name
		}
		if found == "" {
			found = f.Name
		}
	}
	return found
}

// String returns the field, what was filled in and what is wrong with it, in one line.
func (f fieldVerdict) String() string {
	mark := "✗"
	if f.right {
		mark = "✓"
	}
	return strings.TrimRight(fmt.Sprintf("  %s %s = %s  %s", mark, f.name, safe.Text(f.got), safe.Text(f.remark)), " ")
}

// fieldTable returns the fields as a table, "" for none.
func fieldTable(fields []fieldVerdict) string {
	if len(fields) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("<table>\n<thead><tr><th></th><th style=\"text-align: left\">field</th><th style=\"text-align: left\">your answer</th><th></th></tr></thead>\n<tbody>\n")
	for _, f := range fields {
		mark := "✗"
		if f.right {
			mark = "✓"
		}
		b.WriteString("<tr>")
		for _, text := range []string{mark, safe.HTML(f.name), safe.HTML(f.got), safe.HTML(f.remark)} {
			b.WriteString(`<td style="text-align: left">` + text + "</td>")
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</tbody>\n</table>\n")
	return b.String()
}
