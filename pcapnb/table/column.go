package table

import (
	"math"
	"net/netip"
	"reflect"
	"time"

	"netlab/pcapnb/internal/zone"
)

// A Column is one property of all rows of a Table: its name, its unit and one value a row, or none.
// It plots as its numbers over the row number.
type Column struct {
	Name string
	Unit string // "bytes", "seconds"; empty for a plain number or no number

	kind   Kind
	n      int
	ok     []bool         // nil where every row has a value
	ints   []int64        // kindWhole; kindBool as 0 and 1; kindTime and kindDuration in nanoseconds
	zone   *time.Location // kindTime: what its times show in, nil for UTC
	floats []float64      // kindFloat
	texts  []string       // kindText, unless by codes
	others []any          // kindOther, unless by codes
	codes  []uint32       // kindText and kindOther where few values recur: row → dict, noCode for none
	dict   []any
	paint  paint // of its cells, by their numbers
}

// Len returns the number of rows.
func (c *Column) Len() int { return c.n }

// Has reports whether row i has a value.
func (c *Column) Has(i int) bool {
	switch {
	case c.codes != nil:
		return c.codes[i] != NoCode
	case c.others != nil:
		return c.others[i] != nil
	}
	return c.ok == nil || c.ok[i]
}

// Value returns what row i has as an ordinary Go value (int, float64, string, bool, time.Time, netip.Addr …), and false where it has none.
func (c *Column) Value(i int) (any, bool) {
	if !c.Has(i) {
		return nil, false
	}
	return c.at(i), true
}

// Number returns the number that row i has: a duration in seconds, a time in seconds since 1970, true as 1.
func (c *Column) Number(i int) (float64, bool) {
	if !c.Has(i) {
		return 0, false
	}
	switch c.kind {
	case KindWhole, KindBool:
		return float64(c.ints[i]), true
	case KindFloat:
		return c.floats[i], true
	case KindTime, KindDuration:
		return seconds(c.ints[i]), true
	}
	return numberOf(c.at(i))
}

// Missing returns how many rows have no value.
func (c *Column) Missing() int {
	n := 0
	for i := range c.n {
		if !c.Has(i) {
			n++
		}
	}
	return n
}

// at returns the value of row i, which has one.
func (c *Column) at(i int) any {
	switch c.kind {
	case KindWhole:
		return int(c.ints[i])
	case KindFloat:
		return c.floats[i]
	case KindBool:
		return c.ints[i] != 0
	case KindTime:
		return c.time(i)
	case KindDuration:
		return time.Duration(c.ints[i])
	}
	switch {
	case c.codes != nil:
		return c.dict[c.codes[i]]
	case c.kind == KindText:
		return c.texts[i]
	}
	return c.others[i]
}

func (c *Column) time(i int) time.Time { return inZone(c.ints[i], c.zone) }

// numeric reports whether the column holds numbers to add up.
func (c *Column) numeric() bool { return c.kind == KindWhole || c.kind == KindFloat }

// Take returns the column with the given rows only, in that order; a row below 0 has no value.
func (c *Column) Take(rows []int) *Column {
	d := &Column{Name: c.Name, Unit: c.Unit, kind: c.kind, n: len(rows), zone: c.zone, dict: c.dict, paint: c.paint}
	d.ok = takeOK(c.ok, rows)
	d.ints = takeFrom(c.ints, rows, 0)
	d.floats = takeFrom(c.floats, rows, 0)
	d.texts = takeFrom(c.texts, rows, "")
	d.others = takeFrom(c.others, rows, nil)
	d.codes = takeFrom(c.codes, rows, NoCode)
	return d
}

func takeFrom[V any](values []V, rows []int, none V) []V {
	if values == nil {
		return nil
	}
	out := make([]V, len(rows))
	for i, r := range rows {
		out[i] = none
		if r >= 0 {
			out[i] = values[r]
		}
	}
	return out
}

func takeOK(ok []bool, rows []int) []bool {
	out := make([]bool, len(rows))
	all := true
	for i, r := range rows {
		out[i] = r >= 0 && (ok == nil || ok[r])
		all = all && out[i]
	}
	if all {
		return nil
	}
	return out
}

// seconds returns nanoseconds as seconds.
func seconds(ns int64) float64 { return float64(ns/1e9) + float64(ns%1e9)/1e9 }

// numberOf returns the number in v, if it is one.
func numberOf(v any) (float64, bool) {
	switch v := v.(type) {
	case nil:
		return 0, false
	case int:
		return float64(v), true
	case float64:
		return v, v == v
	case bool:
		return float64(boolRank(v)), true
	case time.Duration:
		return v.Seconds(), true
	case time.Time:
		return float64(v.Unix()) + float64(v.Nanosecond())/1e9, true
	case string, netip.Addr:
		return 0, false
	}
	r := reflect.ValueOf(v)
	if kindRank(r) != rankNumber {
		return 0, false
	}
	f := toFloat(r)
	return f, f == f
}

// column returns the key's values of rows.
func (k key[T, K]) column(rows []T) *Column {
	if k.shown != nil {
		return k.shown(rows)
	}
	if k.codes != nil {
		return codedColumn(k.name, k.codes(rows).dense())
	}
	b := newColumn[K](k.name, "", len(rows))
	for _, row := range rows {
		v, ok := k.of(row)
		b.add(v, ok && v == v)
	}
	return b.column()
}

// column returns the number's values of rows.
func (n number[T, N]) column(rows []T) *Column {
	if n.chunk != nil {
		return n.measure().column(rows)
	}
	c := n.key.column(rows)
	c.Unit = n.unit
	return c
}

// column returns the measure's values of rows.
func (m measure[T]) column(rows []T) *Column {
	c := &Column{Name: m.name, Unit: m.unit, kind: KindFloat, n: len(rows), floats: make([]float64, 0, len(rows))}
	m.reader().each(rows, 0, len(rows), func(b block[float64]) {
		if b.ok != nil && c.ok == nil {
			c.ok = make([]bool, b.lo, len(rows))
			for i := range c.ok {
				c.ok[i] = true
			}
		}
		c.floats = append(c.floats, b.num...)
		for i := range b.num {
			if c.ok != nil {
				c.ok = append(c.ok, b.ok == nil || b.ok[i])
			}
		}
	})
	if m.whole {
		c.toWhole()
	}
	return c
}

// toWhole turns a column of floats into whole numbers where all of them fit.
func (c *Column) toWhole() {
	ints := make([]int64, len(c.floats))
	for i, v := range c.floats {
		if c.ok != nil && !c.ok[i] {
			continue
		}
		if v != math.Trunc(v) || math.Abs(v) > maxExact {
			return
		}
		ints[i] = int64(v)
	}
	c.kind, c.ints, c.floats = KindWhole, ints, nil
}

// codedColumn makes a column of values that are numbered already.
func codedColumn[K comparable](name string, c Codes[K]) *Column {
	b := newColumn[K](name, "", c.Count)
	counts, _ := c.counts()
	for code, n := range counts {
		if n == 0 {
			b.add(*new(K), false)
			continue
		}
		b.add(c.Value(uint32(code)), true)
	}
	values := b.column()
	if values.kind != KindText && values.kind != KindOther {
		row := c.of().all()
		rows := make([]int, len(row))
		for i, code := range row {
			rows[i] = int(int32(code)) // noCode becomes -1
		}
		return values.Take(rows)
	}
	col := &Column{Name: name, kind: values.kind, n: c.len(), codes: c.of().all(), dict: make([]any, c.Count)}
	for i := range col.dict {
		if values.Has(i) {
			col.dict[i] = values.at(i)
		}
	}
	return col
}

// A columnBuilder collects values of one type.
type columnBuilder[V any] struct {
	name, unit string
	values     []V
	ok         []bool
	missing    bool
}

func newColumn[V any](name, unit string, n int) *columnBuilder[V] {
	return &columnBuilder[V]{name: name, unit: unit, values: make([]V, 0, n), ok: make([]bool, 0, n)}
}

func (b *columnBuilder[V]) add(v V, ok bool) {
	b.values = append(b.values, v)
	b.ok = append(b.ok, ok)
	b.missing = b.missing || !ok
}

// column returns the values in the plainest form that holds them.
func (b *columnBuilder[V]) column() *Column {
	c := &Column{Name: b.name, Unit: b.unit, n: len(b.values)}
	if b.missing {
		c.ok = b.ok
	}
	switch values := any(b.values).(type) {
	case []string:
		c.kind, c.texts = KindText, values
	case []float64:
		c.kind, c.floats = KindFloat, values
	case []int64:
		c.kind, c.ints = KindWhole, values
	case []int:
		c.kind, c.ints = KindWhole, make([]int64, len(values))
		for i, v := range values {
			c.ints[i] = int64(v)
		}
	case []time.Time:
		if c.setTimes(values) {
			return c
		}
		c.setOthers(anySlice(values))
	case []any:
		c.setAny(values)
	case []netip.Addr:
		c.setOthers(anySlice(values))
	default:
		setReflected(c, anySlice(b.values), reflect.TypeFor[V]())
	}
	return c
}

// like is the column painted as those were that it is made of.
func (b *columnBuilder[V]) like(columns ...*Column) *Column {
	c := b.column()
	c.paint = paintOver(columns)
	return c
}

func anySlice[V any](values []V) []any {
	out := make([]any, len(values))
	for i, v := range values {
		out[i] = v
	}
	return out
}

// setTimes stores times, unless one is beyond the years 1678 to 2262 that 64-bit nanoseconds reach.
func (c *Column) setTimes(values []time.Time) bool {
	ints := make([]int64, len(values))
	for i, t := range values {
		if c.ok != nil && !c.ok[i] {
			continue
		}
		if y := t.Year(); y <= 1678 || y >= 2262 {
			return false
		}
		ints[i] = t.UnixNano()
		if z := t.Location(); c.zone == nil && z != time.UTC && zone.Of(t) == z {
			c.zone = z
		}
	}
	c.kind, c.ints = KindTime, ints
	return true
}

func (c *Column) setOthers(values []any) {
	for i := range values {
		if c.ok != nil && !c.ok[i] {
			values[i] = nil
		}
	}
	c.kind, c.others, c.ok = KindOther, values, nil
}

// setReflected stores values of a type of somebody's own: as numbers or text if that is what they are and they have no String method.
func setReflected(c *Column, values []any, t reflect.Type) {
	_, named := reflect.Zero(t).Interface().(interface{ String() string })
	duration := t == reflect.TypeFor[time.Duration]()
	c.kind = KindOther
	if !named || duration {
		c.kind = reflectKind(t)
	}
	if duration {
		c.kind = KindDuration
	}
	if c.kind == KindOther {
		c.setOthers(values)
		return
	}
	for _, v := range values {
		appendReflected(c, reflect.ValueOf(v))
	}
}

func reflectKind(t reflect.Type) Kind {
	switch t.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint8, reflect.Uint16, reflect.Uint32:
		return KindWhole
	case reflect.Float32, reflect.Float64:
		return KindFloat
	case reflect.String:
		return KindText
	case reflect.Bool:
		return KindBool
	}
	return KindOther
}

func appendReflected(c *Column, v reflect.Value) {
	switch {
	case c.kind == KindFloat:
		c.floats = append(c.floats, v.Float())
	case c.kind == KindText:
		c.texts = append(c.texts, v.String())
	case c.kind == KindBool:
		c.ints = append(c.ints, int64(boolRank(v.Bool())))
	case v.CanUint():
		c.ints = append(c.ints, int64(v.Uint()))
	default:
		c.ints = append(c.ints, v.Int())
	}
}

// setAny stores values of unknown types (nil for none): in typed form where all have one type or all are numbers.
func (c *Column) setAny(values []any) {
	if c.ok == nil {
		c.ok = make([]bool, len(values))
		for i := range c.ok {
			c.ok[i] = true
		}
	}
	all := true
	for i, v := range values {
		if f, isFloat := v.(float64); v == nil || isFloat && f != f {
			c.ok[i] = false
		}
		all = all && c.ok[i]
	}
	ok := c.ok
	if all {
		c.ok = nil
	}
	if !c.setUniform(values, ok) {
		c.setOthers(values)
	}
}

// setUniform stores values if they have one type or all are numbers, and reports whether it did.
func (c *Column) setUniform(values []any, ok []bool) bool {
	var t reflect.Type
	numbers := true
	for i, v := range values {
		if !ok[i] {
			continue
		}
		u := reflect.TypeOf(v)
		numbers = numbers && (u.Kind() == reflect.Int || u.Kind() == reflect.Float64) && u.PkgPath() == ""
		if t != nil && u != t && !numbers {
			return false
		}
		if t == nil || u.Kind() == reflect.Float64 {
			t = u
		}
	}
	switch {
	case t == nil:
		return false
	case t == reflect.TypeFor[time.Time]():
		return c.setTimes(typed[time.Time](values, ok))
	case t == reflect.TypeFor[string]():
		c.kind, c.texts = KindText, typed[string](values, ok)
		return true
	case numbers:
		c.kind, c.floats = KindFloat, make([]float64, len(values))
		for i, v := range values {
			if ok[i] {
				c.floats[i], _ = numberOf(v)
			}
		}
		if t.Kind() == reflect.Int {
			c.toWhole()
		}
		return true
	}
	for i := range values {
		if !ok[i] {
			values[i] = reflect.Zero(t).Interface()
		}
	}
	setReflected(c, values, t)
	return true
}

func typed[V any](values []any, ok []bool) []V {
	out := make([]V, len(values))
	for i, v := range values {
		if ok[i] {
			out[i] = v.(V)
		}
	}
	return out
}

// XY returns the row number and the row's number, NaN where it has none.
func (c *Column) XY(i int) (x, y float64) {
	v, ok := c.Number(i)
	if !ok {
		v = math.NaN()
	}
	return float64(i), v
}

// Floats returns the numbers of the rows that have one.
func (c *Column) Floats() []float64 {
	out := make([]float64, 0, c.n)
	for i := range c.n {
		if v, ok := c.Number(i); ok {
			out = append(out, v)
		}
	}
	return out
}

// AxisNames returns what the plot's axes show.
func (c *Column) AxisNames() (x, y string) { return "row", axisName(c.Name) }

// AxisUnits returns the units of the plot's axes.
func (c *Column) AxisUnits() (x, y string) { return "", c.Unit }

// Legend returns the column's name.
func (c *Column) Legend() string { return c.Name }
