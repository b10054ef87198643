package table

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"netlab/pcapnb/internal/misuse"
)

// Field returns the named column as a field of the table's rows: to show, sort and describe by, of any type.
func (t *Table) Field(column string) Key[Row, any] { return tableField(t, column) }

func tableField(t *Table, column string) key[Row, any] {
	c := t.Column(column)
	return key[Row, any]{
		name:  column,
		of:    func(r Row) (any, bool) { return t.at(c, r) },
		codes: func(rows []Row) Codes[any] { return codesAt(t.columnIn(c, rows), rows) },
	}
}

// Text returns the named column as a key of text, of whatever type it is: t.Text("eth.src").Is("00:1d:d9:2e:4f:61").
func (t *Table) Text(column string) Key[Row, string] {
	c := t.Column(column)
	return NewOptionalKey(column, func(r Row) (string, bool) {
		v, ok := t.at(c, r)
		return rawText(v), ok
	})
}

// Int returns the named column as whole numbers: t.Int("tcp.stream").Is(10). It panics where the column holds no numbers.
func (t *Table) Int(column string) Number[Row, int] {
	c := t.wantNumbers("Int", column)
	if c.kind == KindFloat {
		panic(misuse.Textf("pcapnb: Int(%q): the column holds fractions; use Float", column))
	}
	return number[Row, int]{unit: c.Unit, key: optionalKey(column, func(r Row) (int, bool) {
		v, ok := t.number(c, r)
		return int(v), ok
	}), chunk: t.chunk(c)}
}

// Float returns the named column as numbers: t.Float("ratio").Gt(0.5). It panics where the column holds none.
func (t *Table) Float(column string) Number[Row, float64] {
	c := t.wantNumbers("Float", column)
	return number[Row, float64]{unit: c.Unit, key: optionalKey(column, func(r Row) (float64, bool) { return t.number(c, r) }), chunk: t.chunk(c)}
}

// Time returns the named column as times. It panics where the column holds none.
func (t *Table) Time(column string) Key[Row, time.Time] {
	c := t.Column(column)
	if c.kind != KindTime {
		panic(misuse.Textf("pcapnb: Time(%q): the column holds no times", column))
	}
	return NewOptionalKey(column, func(r Row) (time.Time, bool) {
		v, ok := t.at(c, r)
		if !ok {
			return time.Time{}, false
		}
		at, ok := v.(time.Time)
		return at, ok
	})
}

func (t *Table) wantNumbers(verb, column string) *Column {
	c := t.Column(column)
	if (c.kind == KindText || c.kind == KindOther || c.kind == KindTime) && c.Missing() < c.n {
		if several, ok := c.severalNumbers(); ok {
			panic(misuse.Textf("pcapnb: %s(%q): a row has several numbers, %q; Text takes them as they are, and of packets pkts.Field(%[2]q) those that have one",
				verb, column, several))
		}
		panic(misuse.Textf("pcapnb: %s(%q): the column holds no numbers; use Text or Field", verb, column))
	}
	return c
}

// severalNumbers returns a cell that has several numbers with commas between, as one of a field that occurs several times in a packet.
func (c *Column) severalNumbers() (string, bool) {
	for i := range c.n {
		v, _ := c.Value(i)
		text, _ := v.(string)
		parts := strings.Split(text, ",")
		if len(parts) > 1 && !slices.ContainsFunc(parts, func(part string) bool { _, err := strconv.ParseFloat(part, 64); return err != nil }) {
			return text, true
		}
	}
	return "", false
}

// columnIn returns column c of t, or its namesake in the table that the rows are of.
func (t *Table) columnIn(c *Column, rows []Row) *Column {
	if len(rows) == 0 || rows[0].t == t {
		return c
	}
	return rows[0].t.Column(c.Name)
}

func (t *Table) at(c *Column, r Row) (any, bool) {
	if r.t != t {
		c = r.t.Column(c.Name)
	}
	return c.Value(r.i)
}

func (t *Table) number(c *Column, r Row) (float64, bool) {
	if r.t != t {
		c = r.t.Column(c.Name)
	}
	return c.Number(r.i)
}

// chunk reads the numbers of a column's rows.
func (t *Table) chunk(c *Column) func(rows []Row, out []float64, ok []bool) bool {
	return func(rows []Row, out []float64, ok []bool) bool {
		full := true
		for i, r := range rows {
			out[i], ok[i] = t.number(c, r)
			full = full && ok[i]
		}
		return full
	}
}

// codesAt numbers the values that the column has in rows.
func codesAt(c *Column, rows []Row) Codes[any] {
	if c.codes != nil {
		row := make([]uint32, len(rows))
		for i, r := range rows {
			row[i] = c.codes[r.i]
		}
		return Codes[any]{Row: row, Count: len(c.dict), Value: func(code uint32) any { return c.dict[code] }}
	}
	if c.ints != nil {
		row, values := compact(len(rows), func(i int) (uint64, bool) { return uint64(c.ints[rows[i].i]), c.Has(rows[i].i) })
		one := *c
		return Codes[any]{Row: row, Count: len(values), Value: func(code uint32) any {
			v := one
			v.ints = []int64{int64(values[code])}
			return v.at(0)
		}}
	}
	return codesOf(rows, key[Row, any]{of: func(r Row) (any, bool) { return c.Value(r.i) }})
}
