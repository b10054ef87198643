package table

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"netlab/pcapnb/internal/filterexpr"
	"netlab/pcapnb/internal/misuse"
)

// A Cond is a condition on a row, made by a field: PortDst.Is(443), Length.Gt(1000), DNSQuery.Contains("edu").
// A row that lacks the field matches none of its conditions but Missing; Not turns that round, as in Wireshark.
type Cond[T any] interface {
	// String returns the condition as it would be written in Wireshark, with our names where Wireshark has none.
	String() string
	// FilterText returns the condition as a display filter for Wireshark 4.0 or later, which selects the same packets. It
	// panics where the condition, or a part of it, has no exact equivalent there, and names the part.
	//
	// Two things differ: of a packet in a tunnel Wireshark is asked for the outermost headers, and it is not asked for the ports
	// of SCTP, DCCP and UDP-Lite and for the addresses of Wi-Fi frames.
	FilterText() string
	// Test reports whether row matches.
	Test(row T) bool
	// And matches rows that match c and all of others.
	And(others ...Cond[T]) Cond[T]
	// Or matches rows that match c or one of others.
	Or(others ...Cond[T]) Cond[T]
	// Not matches rows that do not match c, those that lack its field among them.
	Not() Cond[T]

	isCond()
}

type cond[T any] struct {
	text   string   // as it reads
	loose  bool     // text needs brackets beside && or !
	said   string   // the filter that selects the same rows; empty where there is none
	unsaid string   // the part that has none, as it reads
	say    Language // knows what is wrong with said; nil where there is none
	test   func(row T) bool
	has    func(row T) bool // whether the row has the field asked for; nil where a condition asks for several, or for that
	// blocks, where set, prepares the condition for many rows at once.
	blocks func(rows []T) blockTests
	// foreign says that it calls the user's code.
	foreign bool
	// known is the condition as a part of a plan, "" where only this program has it.
	known string
}

// blockTests makes a test for each goroutine: it sets keep[i] where row lo+i matches.
type blockTests struct {
	make   func() func(lo int, keep []bool)
	atOnce bool // several goroutines may test: nobody else's code is asked
}

func (c cond[T]) String() string { return c.text }

func (c cond[T]) Test(row T) bool { return c.test(row) }

// over prepares c for rows.
func (c cond[T]) over(rows []T) blockTests {
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

// condOf returns the implementation of a condition.
func condOf[T any](c Cond[T]) cond[T] {
	if c == nil {
		panic(misuse.Text("pcapnb: a condition that is nil: make one with a field's Is, In, Lt …"))
	}
	return c.(cond[T])
}

func (c cond[T]) isCond() {}

// And matches rows that match all of conds.
func And[T any](conds ...Cond[T]) Cond[T] {
	if len(conds) == 0 {
		panic(misuse.Text("pcapnb: And of no conditions: want one or more"))
	}
	return conds[0].And(conds[1:]...)
}

// Or matches rows that match at least one of conds.
func Or[T any](conds ...Cond[T]) Cond[T] {
	if len(conds) == 0 {
		panic(misuse.Text("pcapnb: Or of no conditions: want one or more"))
	}
	return conds[0].Or(conds[1:]...)
}

func (c cond[T]) And(others ...Cond[T]) Cond[T] {
	conds := c.with(others)
	return combine(" && ", filterexpr.And, conds, func(row T) bool {
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

func (c cond[T]) Or(others ...Cond[T]) Cond[T] {
	conds := c.with(others)
	return combine(" || ", filterexpr.Or, conds, func(row T) bool {
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

func (c cond[T]) with(others []Cond[T]) []cond[T] {
	conds := []cond[T]{c}
	for _, o := range others {
		conds = append(conds, condOf(o))
	}
	return conds
}

func combine[T any](sign string, join func(filters ...string) string, conds []cond[T], test func(T) bool, merge func(keep, other []bool)) cond[T] {
	if len(conds) == 1 {
		return conds[0]
	}
	c := cond[T]{loose: true, test: test}
	known := make([]string, len(conds))
	texts, said := make([]string, len(conds)), make([]string, len(conds))
	for i, d := range conds {
		texts[i], said[i], known[i] = d.bracketed(), d.said, d.known
		if d.said == "" && c.unsaid == "" {
			c.unsaid = d.unsaid
		}
		if d.say != nil {
			c.say = d.say
		}
		c.foreign = c.foreign || d.foreign
	}
	c.text, c.said, c.known = strings.Join(texts, sign), join(said...), node(strings.TrimSpace(sign), known...)
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

// Not matches rows that do not match cond, those that lack its field among them.
func Not[T any](cond Cond[T]) Cond[T] { return cond.Not() }

func (c cond[T]) Not() Cond[T] { return c.not() }

func (c cond[T]) not() cond[T] {
	return cond[T]{
		text: "!" + bracket(c.text), said: filterexpr.Not(c.said), unsaid: c.unsaid, say: c.say, foreign: c.foreign, known: node("!", c.known),
		test: func(row T) bool { return !c.test(row) },
		blocks: func(rows []T) blockTests {
			tests := c.over(rows)
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

func (c cond[T]) bracketed() string {
	if c.loose {
		return bracket(c.text)
	}
	return c.text
}

func bracket(text string) string { return "(" + text + ")" }

// where makes a condition on the value of k that reads `k rest` and is said in a display filter; rows without a value do
// not match it.
func (k key[T, K]) where(rest, said string, holds func(v K) bool) cond[T] {
	c := cond[T]{
		foreign: k.foreign(),
		text:    k.filterName() + rest,
		said:    said,
		say:     k.say,
		test: func(row T) bool {
			v, ok := k.of(row)
			return ok && v == v && holds(v)
		},
		has: func(row T) bool {
			v, ok := k.of(row)
			return ok && v == v
		},
	}
	c.known = noPlan(c.text)
	if said == "" {
		c.unsaid = c.text
	}
	if k.codes != nil {
		c.blocks = func(rows []T) blockTests { return codeTests(k.codes(rows), holds, k.foreign()) }
	}
	return c
}

// as notes what a condition is as data.
func (c cond[T]) as(op, field string, values ...any) cond[T] {
	c.known = condPlan(op, field, values)
	return c
}

func (k key[T, K]) filterName() string {
	if k.text != "" {
		return k.text
	}
	return k.name
}

// codeTests calls holds once for each value, and looks the rows up. Code of the user's, which foreign says that it calls,
// is asked of values that occur only.
func codeTests[K comparable](c Codes[K], holds func(K) bool, foreign bool) blockTests {
	c = c.dense()
	yes := make([]bool, c.Count+1) // the last for rows without a value
	if foreign || c.Count > c.len()/16 {
		counts, _ := c.counts()
		for code, n := range counts {
			yes[code] = n > 0 && holds(c.Value(uint32(code)))
		}
	} else { // cheaper than to count
		for code := range c.Count {
			yes[code] = holds(c.Value(uint32(code)))
		}
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

func (k key[T, K]) Is(v K) Cond[T] {
	return k.where(" == "+literal(v), k.said("==", v), equals(v)).as("==", k.known, v)
}

func (k key[T, K]) IsNot(v K) Cond[T] {
	is := equals(v)
	return k.where(" != "+literal(v), k.said("!=", v), func(w K) bool { return !is(w) }).as("!=", k.known, v)
}

func equals[K comparable](v K) func(K) bool {
	if same := sameInstant[K](); same != nil {
		v = same(v)
		return func(w K) bool { return same(w) == v }
	}
	return func(w K) bool { return w == v }
}

func (k key[T, K]) In(values ...K) Cond[T] {
	set := make(map[K]bool, len(values))
	texts, all := make([]string, len(values)), make([]any, len(values))
	same := sameInstant[K]()
	for i, v := range values {
		texts[i], all[i] = literal(v), v
		if same != nil {
			v = same(v)
		}
		set[v] = true
	}
	return k.where(" in {"+strings.Join(texts, ", ")+"}", k.said("in", all...), func(v K) bool {
		if same != nil {
			v = same(v)
		}
		return set[v]
	}).as("in", k.known, all...)
}

func (k key[T, K]) That(f func(v K) bool) Cond[T] {
	c := k.where(" that …", "", f)
	c.foreign = true
	if k.codes != nil {
		c.blocks = func(rows []T) blockTests { return codeTests(k.codes(rows), f, true) }
	}
	return c
}

func (k key[T, K]) Contains(s string) Cond[T] {
	return k.where(" contains "+strconv.Quote(s), k.saidOfText("contains", s), func(v K) bool { return strings.Contains(rawText(v), s) }).as("contains", k.known, s)
}

func (k key[T, K]) HasPrefix(s string) Cond[T] {
	return k.where(" begins "+strconv.Quote(s), "", func(v K) bool { return strings.HasPrefix(rawText(v), s) }).as("begins", k.known, s)
}

func (k key[T, K]) HasSuffix(s string) Cond[T] {
	return k.where(" ends "+strconv.Quote(s), "", func(v K) bool { return strings.HasSuffix(rawText(v), s) }).as("ends", k.known, s)
}

func (k key[T, K]) Matches(expression string) Cond[T] {
	re, err := regexp.Compile(expression)
	if err != nil {
		panic(misuse.Textf("pcapnb: %s.Matches(%q): %v", k.name, expression, err))
	}
	return k.where(" matches "+strconv.Quote(expression), "", func(v K) bool { return re.MatchString(rawText(v)) }).as("matches", k.known, expression)
}

func (k key[T, K]) Present() Cond[T] { return k.present() }

func (k key[T, K]) present() cond[T] {
	c := k.where("", k.said(""), func(K) bool { return true }).as("has", k.known)
	c.has = nil
	return c
}

func (k key[T, K]) Missing() Cond[T] {
	c := k.present().not()
	c.text = "!" + k.filterName()
	return c
}

func (k key[T, K]) Lt(v K) Cond[T] {
	compare := k.comparer("Lt")
	return k.where(" < "+literal(v), k.said("<", v), func(w K) bool { return compare(w, v) < 0 }).as("<", k.known, v)
}

func (k key[T, K]) Le(v K) Cond[T] {
	compare := k.comparer("Le")
	return k.where(" <= "+literal(v), k.said("<=", v), func(w K) bool { return compare(w, v) <= 0 }).as("<=", k.known, v)
}

func (k key[T, K]) Gt(v K) Cond[T] {
	compare := k.comparer("Gt")
	return k.where(" > "+literal(v), k.said(">", v), func(w K) bool { return compare(w, v) > 0 }).as(">", k.known, v)
}

func (k key[T, K]) Ge(v K) Cond[T] {
	compare := k.comparer("Ge")
	return k.where(" >= "+literal(v), k.said(">=", v), func(w K) bool { return compare(w, v) >= 0 }).as(">=", k.known, v)
}

func (k key[T, K]) Between(low, high K) Cond[T] {
	c := condOf(k.Ge(low).And(k.Le(high)))
	compare := k.comparer("Between")
	said := k.said("between", low, high)
	if said == "" {
		said = c.said
	}
	d := k.where("", said, func(w K) bool { return compare(w, low) >= 0 && compare(w, high) <= 0 }).as("between", k.known, low, high)
	d.text, d.unsaid, d.loose = c.text, c.unsaid, true
	return d
}

func (k key[T, K]) comparer(verb string) func(a, b K) int {
	compare := comparer[K]()
	if compare == nil {
		var zero K
		panic(misuse.Textf("pcapnb: %s.%s: values of type %T have no order", k.name, verb, zero))
	}
	return compare
}

// saidOfText says a test of text; a number that is compared as text has no such test in Wireshark.
func (k key[T, K]) saidOfText(test, s string) string {
	if _, isText := any(*new(K)).(string); !isText {
		return ""
	}
	return k.said(test, s)
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
func (n number[T, N]) within(made Cond[T], low, high float64, out bool) Cond[T] {
	c := condOf(made)
	if n.chunk == nil || math.Abs(low) > maxExact && !math.IsInf(low, 0) || math.Abs(high) > maxExact && !math.IsInf(high, 0) {
		return c
	}
	m := n.measure()
	c.blocks = func(rows []T) blockTests {
		return blockTests{func() func(lo int, keep []bool) {
			r := m.reader()
			return func(lo int, keep []bool) {
				block := rows[lo : lo+len(keep)]
				if n.inside == nil || !n.inside(block, low, high, out, keep) {
					inRange(r.read(block, lo), low, high, out, keep)
				}
			}
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

func (n number[T, N]) Is(v N) Cond[T] {
	return n.within(n.key.Is(v), float64(v), float64(v), false)
}

func (n number[T, N]) IsNot(v N) Cond[T] {
	return n.within(n.key.IsNot(v), float64(v), float64(v), true)
}

func (n number[T, N]) Lt(v N) Cond[T] {
	return n.within(n.key.Lt(v), math.Inf(-1), math.Nextafter(float64(v), math.Inf(-1)), false)
}

func (n number[T, N]) Le(v N) Cond[T] {
	return n.within(n.key.Le(v), math.Inf(-1), float64(v), false)
}

func (n number[T, N]) Gt(v N) Cond[T] {
	return n.within(n.key.Gt(v), math.Nextafter(float64(v), math.Inf(1)), math.Inf(1), false)
}

func (n number[T, N]) Ge(v N) Cond[T] {
	return n.within(n.key.Ge(v), float64(v), math.Inf(1), false)
}

func (n number[T, N]) Between(low, high N) Cond[T] {
	return n.within(n.key.Between(low, high), float64(low), float64(high), false)
}

func (n number[T, N]) In(values ...N) Cond[T] {
	c := condOf(n.key.In(values...))
	if c.blocks == nil && n.chunk != nil && len(values) > 0 {
		return n.oneOf(c, values)
	}
	return c
}

func (n number[T, N]) oneOf(c cond[T], values []N) cond[T] {
	sorted := make([]float64, len(values))
	for i, v := range values {
		sorted[i] = float64(v)
	}
	slices.Sort(sorted)
	if math.Abs(sorted[0]) > maxExact || sorted[len(sorted)-1] > maxExact {
		return c
	}
	m := n.measure()
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

func (m measure[T]) Lt(v float64) Cond[T] { return m.number().Lt(v) }

func (m measure[T]) Le(v float64) Cond[T] { return m.number().Le(v) }

func (m measure[T]) Gt(v float64) Cond[T] { return m.number().Gt(v) }

func (m measure[T]) Ge(v float64) Cond[T] { return m.number().Ge(v) }

func (m measure[T]) Between(low, high float64) Cond[T] { return m.number().Between(low, high) }

func (m measure[T]) Present() Cond[T] { return m.number().Present() }

func (m measure[T]) Missing() Cond[T] { return m.number().Missing() }

func (m measure[T]) number() number[T, float64] {
	return number[T, float64]{key: key[T, float64]{name: m.name, of: m.of, text: m.text, say: m.say, known: m.known, safe: m.chunk != nil}, unit: m.unit, chunk: m.chunk}
}

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
