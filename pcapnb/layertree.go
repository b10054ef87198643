package pcapnb

import (
	"fmt"
	"html"
	"slices"
	"strings"

	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/safe"
	"netlab/pcapnb/internal/words"
)

// A LayerTree is one packet taken apart: every layer with every field, by Wireshark's names, and the packet's bytes.
// It prints as text, and in a notebook as layers to fold open.
type LayerTree struct {
	Summary string // the packet in one line
	Bytes   []byte
	layers  []dissect.Layer
}

// Show returns the packet taken apart. What depends on other packets, as relative sequence numbers do, is worked out
// from the capture's packets up to this one.
func (p Packet) Show() LayerTree {
	session := dissect.NewTree().DecodeAs(p.c.As)
	t := LayerTree{Summary: fmt.Sprintf("frame %d: %s", p.Number(), p.Summary()), Bytes: p.Bytes()}
	var out dissect.Fields
	if !p.c.Part {
		for i := range p.i {
			f := p.c.Frame(i)
			session.Dissect(&f, &out)
		}
	}
	f := p.c.Frame(p.i)
	t.layers = slices.DeleteFunc(session.Tree(&f), func(l dissect.Layer) bool {
		return strings.HasPrefix(l.Name, "_ws.col.") // the summary once more
	})
	return t
}

// Layer returns the tree of one layer only, by Wireshark's name such as "ip", where the packet has it.
func (t LayerTree) Layer(name string) LayerTree {
	one := LayerTree{Summary: t.Summary}
	for _, l := range t.layers {
		if l.Name != name {
			continue
		}
		one.layers = append(one.layers, l)
		if l.Source == 0 && l.Offset >= 0 && l.Offset+l.Length <= len(t.Bytes) {
			one.Bytes = append(one.Bytes, t.Bytes[l.Offset:l.Offset+l.Length]...)
		}
	}
	return one
}

// A LayerField is one field of a packet taken apart.
type LayerField struct {
	Layer string // Wireshark's name of the layer it is in, such as "ip"
	Name  string // Wireshark's name, such as "ip.ttl"
	Label string // what it means, in a few words
	Value string // as tshark writes it; "" for a field that only groups others
}

// Fields returns the fields of all layers in the order of the bytes, those inside others after these.
func (t LayerTree) Fields() []LayerField {
	var all []LayerField
	for _, l := range t.layers {
		all = appendFields(all, l.Name, l.Fields)
	}
	return all
}

func appendFields(all []LayerField, layer string, fields []dissect.TreeField) []LayerField {
	for _, f := range fields {
		all = append(all, LayerField{Layer: layer, Name: f.Name, Label: f.Label, Value: f.Value})
		all = appendFields(all, layer, f.Children)
	}
	return all
}

// blank replaces a value.
const blank = "____"

// Blank returns the tree with the named fields left blank, to be filled in from the bytes below. What would give a value
// away goes too: the summary, the layers' lines, and the values of what a field is part of or consists of.
func (t LayerTree) Blank(names ...string) LayerTree {
	summary, _, _ := strings.Cut(t.Summary, ":")
	out := LayerTree{Summary: summary, Bytes: t.Bytes}
	for _, l := range t.layers {
		if end := strings.IndexAny(l.Protocol, ",(["); end > 0 && l.Name != "frame" {
			l.Protocol = strings.TrimSpace(l.Protocol[:end])
		}
		l.Fields, _ = blankFields(l.Fields, names, false)
		out.layers = append(out.layers, l)
	}
	return out
}

// blankFields blanks those named, everything in them, and what they stand in.
func blankFields(fields []dissect.TreeField, names []string, all bool) (out []dissect.TreeField, any bool) {
	for _, f := range fields {
		gone := all || slices.Contains(names, f.Name)
		inside := false
		f.Children, inside = blankFields(f.Children, names, gone)
		if inside {
			f.Children = slices.DeleteFunc(f.Children, tellsOthers)
		}
		if (gone || inside) && f.Value != "" {
			f.Value = blank
		}
		any = any || gone || inside
		out = append(out, f)
	}
	return out, any
}

// tellsOthers says whether a field puts its neighbours' values into words, as tcp.flags.str does.
func tellsOthers(f dissect.TreeField) bool {
	return strings.HasSuffix(f.Name, ".str") || f.Value == "" && len(f.Children) == 0
}

// String returns the layers, a line a field, and the bytes in hexadecimal.
func (t LayerTree) String() string {
	var b strings.Builder
	b.WriteString(safe.Text(t.Summary) + "\n")
	for _, l := range t.layers {
		fmt.Fprintf(&b, "###[ %s ]###\n", safe.Text(l.Protocol))
		writeFields(&b, l.Fields, "  ", nameWidth(l.Fields))
	}
	b.WriteString(hexDump(t.Bytes))
	return b.String()
}

// nameWidth is the length of the longest field name, those inside others included.
func nameWidth(fields []dissect.TreeField) int {
	width := 0
	for _, f := range fields {
		width = max(width, len(f.Name), nameWidth(f.Children)+2)
	}
	return width
}

func writeFields(b *strings.Builder, fields []dissect.TreeField, indent string, width int) {
	for _, f := range fields {
		if f.Value == "" {
			fmt.Fprintf(b, "%s%s\n", indent, f.Name)
		} else {
			fmt.Fprintf(b, "%s%-*s = %s\n", indent, width, f.Name, words.Cut(safe.Text(f.Value), longestValue))
		}
		writeFields(b, f.Children, indent+"  ", width-2)
	}
}

const longestValue = 200 // characters of one field's value that are shown

// HTML returns the layers as blocks to fold open, without scripts: fields in a table, the bytes below.
func (t LayerTree) HTML() string {
	var b strings.Builder
	fmt.Fprintf(&b, "<p><b>%s</b></p>\n", safe.HTML(t.Summary))
	for i, l := range t.layers {
		fmt.Fprintf(&b, "<details%s><summary>%s</summary>\n<table>\n", t.openAttribute(i), safe.HTML(l.Protocol))
		writeFieldRows(&b, l.Fields, 0)
		b.WriteString("</table>\n</details>\n")
	}
	if len(t.Bytes) > 0 {
		fmt.Fprintf(&b, "<details><summary>%d bytes</summary>\n<pre>%s</pre>\n</details>\n", len(t.Bytes), html.EscapeString(hexDump(t.Bytes)))
	}
	return b.String()
}

// openAttribute opens the innermost layer, and those with something to fill in. The others fold open with a click: all of
// them fill several screens.
func (t LayerTree) openAttribute(i int) string {
	if i == len(t.layers)-1 || hasBlank(t.layers[i].Fields) {
		return " open"
	}
	return ""
}

func hasBlank(fields []dissect.TreeField) bool {
	return slices.ContainsFunc(fields, func(f dissect.TreeField) bool { return f.Value == blank || hasBlank(f.Children) })
}

func writeFieldRows(b *strings.Builder, fields []dissect.TreeField, depth int) {
	for _, f := range fields {
		fmt.Fprintf(b, `<tr><td style="text-align: left">%s%s</td><td style="text-align: left">%s</td><td style="text-align: left">%s</td></tr>`+"\n", strings.Repeat("&nbsp;&nbsp;", depth),
			safe.HTML(f.Name), html.EscapeString(words.Cut(safe.Text(f.Value), longestValue)), safe.HTML(f.Label))
		writeFieldRows(b, f.Children, depth+1)
	}
}

// hexDump writes bytes as Wireshark's bottom pane does: offset, 16 bytes, and those that are printable ASCII.
func hexDump(data []byte) string {
	var b strings.Builder
	for at := 0; at < len(data); at += 16 {
		line := data[at:min(at+16, len(data))]
		text := make([]byte, len(line))
		for i, c := range line {
			if text[i] = c; c < ' ' || c > '~' {
				text[i] = '.'
			}
		}
		fmt.Fprintf(&b, "%04x  %-47s  %s\n", at, fmt.Sprintf("% x", line), text)
	}
	return b.String()
}
