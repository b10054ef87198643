package parquet

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"unicode/utf8"

	pq "github.com/parquet-go/parquet-go"

	"netlab/pcapnb"
)

const knownTexts = 1 << 16 // so many texts of addresses are kept, in each column

// A column is one column of a table with the form that it takes in a file.
type column struct {
	*pcapnb.Column
	form
	name   string
	number int
	text   func(row int) string // what the row has, as text
	known  map[any]string       // texts of addresses, which recur
}

// columnsOf returns the table's columns in their order.
func (o Options) columnsOf(table *pcapnb.Table) ([]*column, error) {
	names := table.Columns()
	if len(names) == 0 {
		return nil, errors.New("the table has no columns, and a file needs one")
	}
	seen := make(map[string]bool)
	cols := make([]*column, len(names))
	for i, name := range names {
		if seen[validText(name)] {
			return nil, fmt.Errorf("two columns are named %q; give one of them another name with Rename", name)
		}
		seen[validText(name)] = true
		cols[i] = &column{form: o.formOf(table.Column(name)), name: validText(name), number: i, known: make(map[any]string)}
		cols[i].take(table)
	}
	return cols, nil
}

// take goes on with the column of a table that has the same ones as that of columnsOf.
func (c *column) take(table *pcapnb.Table) {
	name := table.Columns()[c.number]
	c.Column = table.Column(name)
	c.text = func(row int) string { return table.Row(row).Text(name) }
}

// write hands the rows from up to, not including, to over to a file's column.
func (c *column) write(out *pq.ColumnWriter, from, to int) error {
	values := make([]pq.Value, 0, chunkRows)
	for row := from; row < to; row++ {
		values = append(values, c.cell(row))
		if len(values) == chunkRows || row == to-1 {
			if _, err := out.WriteRowValues(values); err != nil {
				return err
			}
			values = values[:0]
		}
	}
	return nil
}

// cell returns what a row has: a value at definition level 1, or null at level 0.
func (c *column) cell(row int) pq.Value {
	v, ok := c.Value(row)
	switch {
	case !ok, c.fits != nil && !c.fits(v):
		return pq.NullValue().Level(0, 0, c.number)
	case c.value == nil:
		return pq.ValueOf(c.textOf(v, row)).Level(0, 1, c.number)
	}
	return c.value(v).Level(0, 1, c.number)
}

// textOf returns the text of v, which is what row has.
func (c *column) textOf(v any, row int) string {
	switch v := v.(type) {
	case string:
		return validText(v)
	case netip.Addr, pcapnb.MAC:
		s, ok := c.known[v]
		if !ok {
			s = validText(c.text(row))
			if len(c.known) < knownTexts {
				c.known[v] = s
			}
		}
		return s
	}
	return validText(c.text(row))
}

// validText returns s with bytes that are not UTF-8 written as \xff, for readers refuse a column with one of them.
func validText(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		switch _, size := utf8.DecodeRuneInString(s[i:]); {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
