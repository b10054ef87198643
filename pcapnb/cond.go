package pcapnb

import (
	"math"
	"net/netip"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Cond is a condition on a row, made by a field: PortDst.Is(443), Length.Gt(1000), DNSQuery.Contains("edu").
// A row that lacks the field fulfils none of its conditions but Missing; Not turns that round, as in Wireshark.
type Cond[T any] struct {
	text   string // as it reads; Wireshark's display-filter language where filter is set
	filter bool
	loose  bool // text needs brackets beside && or !
	test   func(row T) bool
	has    func(row T) bool // whether the row has the field asked for; nil where a condition asks for several, or for that
	// blocks, where set, prepares the condition for many rows at once.
	blocks func(rows []T) blockTests
}

// blockTests makes a test for each goroutine: it sets keep[i] to what row lo+i fulfils.
type blockTests struct {
	make   func() func(lo int, keep []bool)
	atOnce bool // several goroutines may test: nobody else's code is asked
}

// String returns the condition as it would be written in Wireshark, with our names where Wireshark has none.
func (c Cond[T]) String() string { return c.text }

// FilterText returns the condition as a Wireshark display filter, and an empty string where it cannot be said in one.
func (c Cond[T]) FilterText() string {
	if !c.filter {
		return ""
	}
	return c.text
}

// Test says whether row fulfils the condition.
func (c Cond[T]) Test(row T) bool { return c.test(row) }

// over prepares c for rows.
func (c Cond[T]) over(rows []T) blockTests {
	if c.blocks != nil {
		return c.blocks(rows)
	}
	test := func(lo int, keep []bool) {
		for i := range keep {
			keep[i] = c.test(rows[lo+i])
		}
	}
	return blockTests{make: func() func(lo int, keep []bool) { return test }}
}

// And is fulfilled by rows that fulfil all of conds.
func And[T any](conds ...Cond[T]) Cond[T] {
	return combine(" && ", conds, func(row T) bool {
		for _, c := range conds {
			if !c.test(row) {
				return false
			}
		}
		return true
	}, func(keep, other []bool) {
		for i, b := range other {
			keep[i] = keep[i] && b
		}
	})
}

// Or is fulfilled by rows that fulfil at least one of conds.
func Or[T any](conds ...Cond[T]) Cond[T] {
	return combine(" || ", conds, func(row T) bool {
		for _, c := range conds {
			if c.test(row) {
				return true
			}
		}
		return false
	}, func(keep, other []bool) {
		for i, b := range other {
			keep[i] = keep[i] || b
		}
	})
}

func combine[T any](sign string, conds []Cond[T], test func(T) bool, merge func(keep, other []bool)) Cond[T] {
	switch len(conds) {
	case 0:
		panic(misused("pcapnb:" + sign + "of no conditions: want one or more"))
	case 1:
		return conds[0]
	}
	c := Cond[T]{filter: true, loose: true, test: test}
	texts := make([]string, len(conds))
	for i, d := range conds {
		texts[i] = d.bracketed()
		c.filter = c.filter && d.filter
	}
	c.text = strings.Join(texts, sign)
	c.blocks = func(rows []T) blockTests {
		parts := make([]blockTests, len(conds))
		atOnce := true
		for i, d := range conds {
			parts[i] = d.over(rows)
			atOnce = atOnce && parts[i].atOnce
		}
		return blockTests{func() func(lo int, keep []bool) { return mergeBlocks(parts, merge) }, atOnce}
	}
	return c
}

func mergeBlocks(parts []blockTests, merge func(keep, other []bool)) func(lo int, keep []bool) {
	tests := make([]func(lo int, keep []bool), len(parts))
	for i, p := range parts {
		tests[i] = p.make()
	}
	other := make([]bool, blockLen)
	return func(lo int, keep []bool) {
		tests[0](lo, keep)
		for _, test := range tests[1:] {
			test(lo, other[:len(keep)])
			merge(keep, other[:len(keep)])
		}
	}
}

// Not is fulfilled by rows that do not fulfil cond, those that lack its field among them.
func Not[T any](cond Cond[T]) Cond[T] {
	return Cond[T]{
		text: "!" + bracket(cond.text), filter: cond.filter,
		test: func(row T) bool { return !cond.test(row) },
		blocks: func(rows []T) blockTests {
			tests := cond.over(rows)
			return blockTests{func() func(lo int, keep []bool) {
				test := tests.make()
				return func(lo int, keep []bool) {
					test(lo, keep)
					for i, b := range keep {
						keep[i] = !b
					}
				}
			}, tests.atOnce}
		},
	}
}

// And is fulfilled by rows that fulfil c and all of others.
func (c Cond[T]) And(others ...Cond[T]) Cond[T] { return And(append([]Cond[T]{c}, others...)...) }

// Or is fulfilled by rows that fulfil c or one of others.
func (c Cond[T]) Or(others ...Cond[T]) Cond[T] { return Or(append([]Cond[T]{c}, others...)...) }

// Not is fulfilled by rows that do not fulfil c, those that lack its field among them.
func (c Cond[T]) Not() Cond[T] { return Not(c) }

func (c Cond[T]) bracketed() string {
	if c.loose {
		return bracket(c.text)
	}
	return c.text
}

func bracket(text string) string { return "(" + text + ")" }

// where makes a condition on the value of k that reads `k rest`; rows without a value do not fulfil it.
func (k Key[T, K]) where(rest string, sayable bool, holds func(v K) bool) Cond[T] {
	c := Cond[T]{
		text:   k.filterName() + rest,
		filter: sayable && k.text != "",
		test: func(row T) bool {
			v, ok := k.Of(row)
			return ok && v == v && holds(v)
		},
		has: func(row T) bool {
			v, ok := k.Of(row)
			return ok && v == v
		},
	}
	if k.codes != nil {
		c.blocks = func(rows []T) blockTests { return codeTests(k.codes(rows), holds) }
	}
	return c
}

func (k Key[T, K]) filterName() string {
	if k.text != "" {
		return k.text
	}
	return k.Name
}

// codeTests asks holds once for each value, and looks the rows up afterwards.
func codeTests[K comparable](c codes[K], holds func(K) bool) blockTests {
	c = c.dense()
	counts, _ := c.counts()
	yes := make([]bool, c.count+1) // the last for rows without a value
	for code, n := range counts {
		yes[code] = n > 0 && holds(c.value(uint32(code)))
	}
	return blockTests{func() func(lo int, keep []bool) {
		rows, buffer := c.of(), new([blockLen]uint32)
		return func(lo int, keep []bool) {
			for i, code := range rows.block(lo, lo+len(keep), buffer) {
				keep[i] = yes[min(int(code), len(yes)-1)]
			}
		}
	}, true}
}

// Is is fulfilled by rows whose value is v.
func (k Key[T, K]) Is(v K) Cond[T] {
	return k.where(" == "+literal(v), sayable(v), equals(v))
}

// IsNot is fulfilled by rows that have a value other than v.
func (k Key[T, K]) IsNot(v K) Cond[T] {
	is := equals(v)
	return k.where(" != "+literal(v), sayable(v), func(w K) bool { return !is(w) })
}

func equals[K comparable](v K) func(K) bool {
	if same := sameInstant[K](); same != nil {
		v = same(v)
		return func(w K) bool { return same(w) == v }
	}
	return func(w K) bool { return w == v }
}

// In is fulfilled by rows whose value is one of values.
func (k Key[T, K]) In(values ...K) Cond[T] {
	set := make(map[K]bool, len(values))
	texts := make([]string, len(values))
	ok := len(values) > 0
	same := sameInstant[K]()
	for i, v := range values {
		ok = ok && sayable(v)
		texts[i] = literal(v)
		if same != nil {
			v = same(v)
		}
		set[v] = true
	}
	return k.where(" in {"+strings.Join(texts, ", ")+"}", ok, func(v K) bool {
		if same != nil {
			v = same(v)
		}
		return set[v]
	})
}

// That is fulfilled by rows whose value f accepts: IPDst.That(netip.Addr.IsPrivate).
func (k Key[T, K]) That(f func(v K) bool) Cond[T] {
	return k.where(" that …", false, f)
}

// Contains is fulfilled by rows whose value, as text, contains s; case counts.
func (k Key[T, K]) Contains(s string) Cond[T] {
	return k.where(" contains "+strconv.Quote(s), isText[K](), func(v K) bool { return strings.Contains(rawText(v), s) })
}

// HasPrefix is fulfilled by rows whose value, as text, begins with s; case counts.
func (k Key[T, K]) HasPrefix(s string) Cond[T] {
	return k.where(" begins "+strconv.Quote(s), false, func(v K) bool { return strings.HasPrefix(rawText(v), s) })
}

// HasSuffix is fulfilled by rows whose value, as text, ends with s; case counts.
func (k Key[T, K]) HasSuffix(s string) Cond[T] {
	return k.where(" ends "+strconv.Quote(s), false, func(v K) bool { return strings.HasSuffix(rawText(v), s) })
}

// Matches is fulfilled by rows whose value, as text, matches the regular expression, anywhere and in Go's syntax.
func (k Key[T, K]) Matches(expression string) Cond[T] {
	re, err := regexp.Compile(expression)
	if err != nil {
		panic(misusedf("pcapnb: %s.Matches(%q): %v", k.Name, expression, err))
	}
	return k.where(" matches "+strconv.Quote(expression), false, func(v K) bool { return re.MatchString(rawText(v)) })
}

// Present is fulfilled by rows that have a value.
func (k Key[T, K]) Present() Cond[T] {
	c := k.where("", true, func(K) bool { return true })
	c.has = nil
	return c
}

// Missing is fulfilled by rows that have no value.
func (k Key[T, K]) Missing() Cond[T] {
	c := Not(k.Present())
	c.text = "!" + k.filterName()
	return c
}

// Lt is fulfilled by rows whose value is less than v; addresses and times are ordered too.
func (k Key[T, K]) Lt(v K) Cond[T] {
	compare := k.comparer("Lt")
	return k.where(" < "+literal(v), sayable(v), func(w K) bool { return compare(w, v) < 0 })
}

// Le is fulfilled by rows whose value is at most v.
func (k Key[T, K]) Le(v K) Cond[T] {
	compare := k.comparer("Le")
	return k.where(" <= "+literal(v), sayable(v), func(w K) bool { return compare(w, v) <= 0 })
}

// Gt is fulfilled by rows whose value is greater than v.
func (k Key[T, K]) Gt(v K) Cond[T] {
	compare := k.comparer("Gt")
	return k.where(" > "+literal(v), sayable(v), func(w K) bool { return compare(w, v) > 0 })
}

// Ge is fulfilled by rows whose value is at least v.
func (k Key[T, K]) Ge(v K) Cond[T] {
	compare := k.comparer("Ge")
	return k.where(" >= "+literal(v), sayable(v), func(w K) bool { return compare(w, v) >= 0 })
}

// Between is fulfilled by rows whose value is at least low and at most high.
func (k Key[T, K]) Between(low, high K) Cond[T] {
	c := And(k.Ge(low), k.Le(high))
	compare := k.comparer("Between")
	d := k.where("", c.filter, func(w K) bool { return compare(w, low) >= 0 && compare(w, high) <= 0 })
	d.text, d.loose = c.text, true
	return d
}

func (k Key[T, K]) comparer(verb string) func(a, b K) int {
	compare := comparer[K]()
	if compare == nil {
		var zero K
		panic(misusedf("pcapnb: %s.%s: values of type %T have no order", k.Name, verb, zero))
	}
	return compare
}

// isText says whether K is text, so that Wireshark's contains means what ours does.
func isText[K comparable]() bool {
	var zero K
	_, ok := any(zero).(string)
	return ok
}

// sayable says whether Wireshark's language has a literal for v.
func sayable(v any) bool {
	switch v.(type) {
	case string, bool, netip.Addr, int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64, float32, float64, time.Time:
		return true
	}
	t := reflect.TypeOf(v)
	return t.Kind() == reflect.Array && t.Elem().Kind() == reflect.Uint8 // a MAC
}

// literal writes v as Wireshark's display-filter language does.
func literal(v any) string {
	switch v := v.(type) {
	case string:
		return strconv.Quote(v)
	case bool:
		return strconv.Itoa(boolRank(v))
	case time.Time:
		return strconv.Quote(v.UTC().Format("2006-01-02 15:04:05.999999999Z"))
	}
	return rawText(v)
}

// within is the fast form of a condition on a number: low ≤ value ≤ high.
func (n Number[T, N]) within(c Cond[T], low, high float64, out bool) Cond[T] {
	if n.chunk == nil || math.Abs(low) > maxExact && !math.IsInf(low, 0) || math.Abs(high) > maxExact && !math.IsInf(high, 0) {
		return c
	}
	m := n.AsMeasure()
	c.blocks = func(rows []T) blockTests {
		return blockTests{func() func(lo int, keep []bool) {
			r := m.reader()
			return func(lo int, keep []bool) { inRange(r.read(rows[lo:lo+len(keep)], lo), low, high, out, keep) }
		}, true}
	}
	return c
}

// maxExact is the largest number below which a float64 holds every whole number.
const maxExact = 1 << 53

// inRange sets keep[i] where the block has a number i inside low…high or, if out, outside.
func inRange(b block[float64], low, high float64, out bool, keep []bool) {
	keep = keep[:len(b.num)]
	switch {
	case out:
		for i, v := range b.num {
			keep[i] = v < low || v > high
		}
	case math.IsInf(high, 1):
		for i, v := range b.num {
			keep[i] = v >= low
		}
	case math.IsInf(low, -1):
		for i, v := range b.num {
			keep[i] = v <= high
		}
	default:
		for i, v := range b.num {
			keep[i] = v >= low && v <= high
		}
	}
	if b.ok != nil {
		for i, has := range b.ok[:len(keep)] {
			keep[i] = keep[i] && has
		}
	}
}

// Is is fulfilled by rows whose number is v.
func (n Number[T, N]) Is(v N) Cond[T] {
	return n.within(n.Key.Is(v), float64(v), float64(v), false)
}

// IsNot is fulfilled by rows that have a number other than v.
func (n Number[T, N]) IsNot(v N) Cond[T] {
	return n.within(n.Key.IsNot(v), float64(v), float64(v), true)
}

// Lt is fulfilled by rows whose number is less than v.
func (n Number[T, N]) Lt(v N) Cond[T] {
	return n.within(n.Key.Lt(v), math.Inf(-1), math.Nextafter(float64(v), math.Inf(-1)), false)
}

// Le is fulfilled by rows whose number is at most v.
func (n Number[T, N]) Le(v N) Cond[T] {
	return n.within(n.Key.Le(v), math.Inf(-1), float64(v), false)
}

// Gt is fulfilled by rows whose number is greater than v.
func (n Number[T, N]) Gt(v N) Cond[T] {
	return n.within(n.Key.Gt(v), math.Nextafter(float64(v), math.Inf(1)), math.Inf(1), false)
}

// Ge is fulfilled by rows whose number is at least v.
func (n Number[T, N]) Ge(v N) Cond[T] {
	return n.within(n.Key.Ge(v), float64(v), math.Inf(1), false)
}

// Between is fulfilled by rows whose number is at least low and at most high.
func (n Number[T, N]) Between(low, high N) Cond[T] {
	return n.within(n.Key.Between(low, high), float64(low), float64(high), false)
}

// In is fulfilled by rows whose number is one of values.
func (n Number[T, N]) In(values ...N) Cond[T] {
	c := n.Key.In(values...)
	if c.blocks == nil && n.chunk != nil && len(values) > 0 {
		return n.oneOf(c, values)
	}
	return c
}

func (n Number[T, N]) oneOf(c Cond[T], values []N) Cond[T] {
	sorted := make([]float64, len(values))
	for i, v := range values {
		sorted[i] = float64(v)
	}
	slices.Sort(sorted)
	if math.Abs(sorted[0]) > maxExact || sorted[len(sorted)-1] > maxExact {
		return c
	}
	m := n.AsMeasure()
	c.blocks = func(rows []T) blockTests {
		return blockTests{func() func(lo int, keep []bool) {
			r := m.reader()
			return func(lo int, keep []bool) {
				b := r.read(rows[lo:lo+len(keep)], lo)
				for i, v := range b.num {
					_, found := slices.BinarySearch(sorted, v)
					keep[i] = found && (b.ok == nil || b.ok[i])
				}
			}
		}, true}
	}
	return c
}

// Lt is fulfilled by rows whose number is less than v.
func (m Measure[T]) Lt(v float64) Cond[T] { return m.number().Lt(v) }

// Le is fulfilled by rows whose number is at most v.
func (m Measure[T]) Le(v float64) Cond[T] { return m.number().Le(v) }

// Gt is fulfilled by rows whose number is greater than v.
func (m Measure[T]) Gt(v float64) Cond[T] { return m.number().Gt(v) }

// Ge is fulfilled by rows whose number is at least v.
func (m Measure[T]) Ge(v float64) Cond[T] { return m.number().Ge(v) }

// Between is fulfilled by rows whose number is at least low and at most high.
func (m Measure[T]) Between(low, high float64) Cond[T] { return m.number().Between(low, high) }

// Present is fulfilled by rows that have the number.
func (m Measure[T]) Present() Cond[T] { return m.number().Present() }

// Missing is fulfilled by rows that lack the number.
func (m Measure[T]) Missing() Cond[T] { return m.number().Missing() }

func (m Measure[T]) number() Number[T, float64] {
	return Number[T, float64]{Key: Key[T, float64]{Name: m.Name, Of: m.Of, text: m.text}, Unit: m.Unit, chunk: m.chunk}
}
