// Command methodgen writes the interfaces of fields: table/field_gen.go and addrfield_gen.go.
//
// Their methods are written out in each, from one list, for an interface that is embedded in a generic one makes every
// cell compile its wrappers again. go generate in package pcapnb runs it.
package main

import (
	"bytes"
	"go/format"
	"log"
	"os"
	"slices"
	"strings"
)

// A method is a line of an interface and its comment. $V is the type of the values; ROWS and VALUE are what
// rows and values are called.
type method struct{ name, line, doc string }

var (
	property = []method{
		{"FieldName", "FieldName() string", "FieldName is the column header, the axis label and the name for look-up by string."},
		{"Value", "Value(row T) (any, bool)", "Value returns what the row has as an ordinary Go value, and false where the row has none."},
	}
	of = method{"Of", "Of(row T) ($V, bool)", "Of returns what the row has, and false where it has none."}

	conditions = []method{
		{"Is", "Is(v $V) Cond[T]", "Is matches ROWS whose VALUE is v."},
		{"IsNot", "IsNot(v $V) Cond[T]", "IsNot matches ROWS that have a VALUE other than v."},
		{"In", "In(values ...$V) Cond[T]", "In matches ROWS whose VALUE is one of values."},
		{"That", "That(f func(v $V) bool) Cond[T]", "That matches ROWS whose VALUE f accepts: IPDst.That(netip.Addr.IsPrivate)."},
		{"Contains", "Contains(s string) Cond[T]", "Contains matches ROWS whose VALUE, as text, contains s; case counts."},
		{"HasPrefix", "HasPrefix(s string) Cond[T]", "HasPrefix matches ROWS whose VALUE, as text, begins with s; case counts."},
		{"HasSuffix", "HasSuffix(s string) Cond[T]", "HasSuffix matches ROWS whose VALUE, as text, ends with s; case counts."},
		{"Matches", "Matches(expression string) Cond[T]", "Matches matches ROWS whose VALUE, as text, matches the regular expression, anywhere and in Go's syntax."},
		{"Present", "Present() Cond[T]", "Present matches ROWS that have a VALUE."},
		{"Missing", "Missing() Cond[T]", "Missing matches ROWS that have no VALUE."},
		{"Lt", "Lt(v $V) Cond[T]", "Lt matches ROWS whose VALUE is less than v; addresses and times are ordered too."},
		{"Le", "Le(v $V) Cond[T]", "Le matches ROWS whose VALUE is at most v."},
		{"Gt", "Gt(v $V) Cond[T]", "Gt matches ROWS whose VALUE is greater than v."},
		{"Ge", "Ge(v $V) Cond[T]", "Ge matches ROWS whose VALUE is at least v."},
		{"Between", "Between(low, high $V) Cond[T]", "Between matches ROWS whose VALUE is at least low and at most high."},
	}

	// What fields of every kind do, in package table only.
	shown = []method{
		{line: "column(rows []T) *Column"},
		{line: "describe(rows any) any // described of a []T, describing[T] of a *Source[T]"},
	}
	grouping = []method{
		{line: "asKey() any // a key[T, $V]"},
		{line: "coded(rows []T) any // Codes[$V]"},
		{line: "groupBy(rows any) any // Groups[T, $V]"},
		{line: "valueCounts(rows any) any // Series[$V]"},
		{line: "unique(rows any) []$V"},
		{line: "nunique(rows any) int"},
		{line: "points(rows []T, y Measurer[T]) any // Series[$V]"},
	}
	measuring = []method{
		{line: "asMeasure() any // a measure[T]"},
		{line: "numbers(rows []T) numbers"},
	}
)

// An iface is an interface to write.
type iface struct {
	head   string // its comment and declaration
	v      string // the type of its values
	rows   string
	value  string
	blocks [][]method // with a blank line between
}

var tables = []iface{
	{`// A Field is one property that every row of type T may have: something to show as a column, sort by or test.
// Key, Measure and Number are the kinds of field; no other type implements it.
type Field[T any] interface {`, "", "rows", "value", [][]method{property, shown}},
	{`// A Keyer is a field to group by: a Key or a Number.
type Keyer[T any, K comparable] interface {`, "K", "rows", "value", [][]method{with(property, of), with(shown, grouping...)}},
	{`// A Measurer is a field to add up, average or plot: a Measure or a Number.
type Measurer[T any] interface {`, "float64", "rows", "number", [][]method{property, with(shown, measuring...)}},
	{`// A Key is a comparable property of a row: something to group by, count or match. NewKey makes one.
// A row may lack it: a missing port is not port 0.
type Key[T any, K comparable] interface {`, "K", "rows", "value", [][]method{with(property, of), conditions, with(shown, grouping...)}},
	{`// A Measure is a number that a row has: something to add up, average or plot. NewMeasure makes one.
type Measure[T any] interface {`, "float64", "rows", "number", [][]method{with(property, of), only(conditions, "Lt", "Le", "Gt", "Ge", "Between", "Present", "Missing"), with(shown, measuring...)}},
	{`// A Number is a field that serves both as a Key and as a Measure, as a length or a port does. NewNumber makes one.
type Number[T any, N Numeric] interface {`, "N", "rows", "number", [][]method{with(property, of), conditions, with(with(shown, grouping...), measuring...)}},
}

var addresses = []iface{
	{`// An AddrField is an IP address of a packet. Its conditions take text: an address or a network.
type AddrField interface {
	Keyer[Packet, netip.Addr]
`, "netip.Addr", "packets", "value", [][]method{instead(conditions,
		method{"Is", "Is(address string) Cond[T]", `Is matches packets with the address, or one in the network: Is("192.168.1.13"), Is("10.0.0.0/8").`},
		method{"In", "In(addresses ...string) Cond[T]", "In matches packets with one of the addresses or networks."})}},
	{`// A MACField is a hardware address of a packet. Its conditions take text.
type MACField interface {
	Keyer[Packet, MAC]
`, "MAC", "packets", "value", [][]method{instead(conditions,
		method{"Is", "Is(address string) Cond[T]", `Is matches packets with the address, such as Is("00:1d:d9:2e:4f:61").`})}},
}

func with(methods []method, more ...method) []method { return slices.Concat(methods, more) }

// only returns the named methods, in that order.
func only(methods []method, names ...string) []method {
	var out []method
	for _, n := range names {
		out = append(out, methods[slices.IndexFunc(methods, func(m method) bool { return m.name == n })])
	}
	return out
}

// instead returns methods with those of the same name replaced.
func instead(methods []method, others ...method) []method {
	out := slices.Clone(methods)
	for _, o := range others {
		out[slices.IndexFunc(out, func(m method) bool { return m.name == o.name })] = o
	}
	return out
}

func main() {
	write("table/field_gen.go", "package table\n", tables, strings.NewReplacer())
	write("addrfield_gen.go", "package pcapnb\n\nimport \"net/netip\"\n", addresses, strings.NewReplacer("Cond[T]", "Cond[Packet]"))
}

func write(path, head string, all []iface, types *strings.Replacer) {
	var b bytes.Buffer
	b.WriteString("// Code generated by internal/methodgen; DO NOT EDIT.\n\n" + head)
	for _, i := range all {
		b.WriteString("\n" + i.head + "\n")
		said := strings.NewReplacer("ROWS", i.rows, "VALUE", i.value)
		typed := strings.NewReplacer("$V", i.v)
		for n, methods := range i.blocks {
			if n > 0 {
				b.WriteByte('\n')
			}
			for _, m := range methods {
				if m.doc != "" {
					b.WriteString("// " + said.Replace(m.doc) + "\n")
				}
				b.WriteString(types.Replace(typed.Replace(m.line)) + "\n")
			}
		}
		b.WriteString("}\n")
	}
	out, err := format.Source(b.Bytes())
	if err == nil {
		err = os.WriteFile(path, out, 0o644)
	}
	if err != nil {
		log.Fatalf("%s: %v", path, err)
	}
}
