package table

import (
	"fmt"
	"math"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// A question that came as a plan is asked with keys of any type: what it finds is written as if they had theirs.

// Ask makes the parts of the answer to a question that has a plan. Field returns the known field of a name, nil for none.
func Ask[T any](src *Source[T], plan string, field func(name string) any) (start func() (*Part, func(rows []T)), err error) {
	defer wrongPlan(&err)
	makeSink := (&asker[T]{src, field}).sink(plan)
	return func() (*Part, func(rows []T)) { return newPart(makeSink()) }, nil
}

// CondOf makes the condition that has a plan, as Ask does.
func CondOf[T any](plan string, field func(name string) any) (c Cond[T], err error) {
	defer wrongPlan(&err)
	return (&asker[T]{field: field}).cond(plan), nil
}

// A planError is what an asker panics with.
type planError string

func wrongPlan(err *error) {
	switch p := recover().(type) {
	case nil:
	case planError:
		*err = fmt.Errorf("this program cannot be asked for %s", string(p))
	default:
		panic(p)
	}
}

// An asker makes questions of their plans.
type asker[T any] struct {
	src   *Source[T]
	field func(name string) any
}

// read takes a plan with so many parts at least.
func (a *asker[T]) read(plan string, least int) (op string, parts []string) {
	op, parts, ok := ReadNode(plan)
	if !ok || len(parts) < least {
		panic(planError(plan))
	}
	return op, parts
}

func (a *asker[T]) number(plan string) int64 {
	op, _ := a.read(plan, 0)
	n, err := strconv.ParseInt(op, 10, 64)
	if err != nil {
		panic(planError(plan))
	}
	return n
}

func (a *asker[T]) sink(plan string) func() sink[T] {
	op, parts := a.read(plan, 1)
	switch op {
	case "group":
		return a.group(a.key(parts[0]), parts[1:])
	case "describe":
		return a.several(parts)
	case "times":
		key := a.times(parts[0])
		return func() sink[T] { return &timesSink[T]{key: key} }
	case "span":
		key := a.times(parts[0])
		return func() sink[T] { return newSpanSink(key) }
	case "values":
		field := a.column(parts[0])
		return func() sink[T] { return newDescribeSink(a.src, field) }
	}
	panic(planError(plan))
}

func (a *asker[T]) group(key key[T, any], parts []string) func() sink[T] {
	if len(parts) == 0 {
		panic(planError("groups"))
	}
	var folds []func() fold[T]
	for _, p := range parts[1:] {
		folds = append(folds, a.fold(p))
	}
	return func() sink[T] { return newKeyed(a.src, key, parts[0] == node(keyOrder[true]), folds...) }
}

func (a *asker[T]) several(parts []string) func() sink[T] {
	var starts []func() sink[T]
	for _, p := range parts {
		starts = append(starts, a.sink(p))
	}
	return func() sink[T] {
		var s several[T]
		for _, start := range starts {
			s = append(s, start())
		}
		return s
	}
}

// known returns the field that a plan names.
func (a *asker[T]) known(plan string) (f any) {
	switch op, parts := a.read(plan, 0); {
	case op == ownOp && len(parts) == 1:
		name, _ := a.read(parts[0], 0)
		f = ownField(name)
	case len(parts) == 0:
		f = a.field(op)
	}
	if f == nil {
		panic(planError(plan))
	}
	return f
}

// column returns the field that a plan names or makes of others.
func (a *asker[T]) column(plan string) Field[T] {
	if _, parts, _ := ReadNode(plan); len(parts) > 0 && !HasOwn(plan) {
		return a.key(plan)
	}
	f, ok := a.known(plan).(Field[T])
	if !ok {
		panic(planError(plan))
	}
	return f
}

// key returns the key that a plan names or makes of others, as one of any type.
func (a *asker[T]) key(plan string) key[T, any] {
	switch op, parts := a.read(plan, 0); op {
	case "all":
		return everything[T]().erased().(key[T, any])
	case "keys":
		a.read(plan, 2)
		return pairKey[T, any, any](a.key(parts[0]), a.key(parts[1])).erased().(key[T, any])
	case "every":
		return a.times(plan).erased().(key[T, any])
	}
	f := a.known(plan)
	switch g := f.(type) {
	case interface{ asKey() any }:
		f = g.asKey()
	case interface{ asMeasure() any }:
		f = g.asMeasure()
	}
	k, ok := f.(interface{ erased() any })
	if !ok {
		panic(planError(plan))
	}
	return k.erased().(key[T, any])
}

// times returns a key of times.
func (a *asker[T]) times(plan string) key[T, time.Time] {
	if op, parts := a.read(plan, 0); op == "every" {
		a.read(plan, 3)
		return intervals(a.times(parts[0]), a.number(parts[1]), a.number(parts[2]))
	}
	if f, ok := a.known(plan).(interface{ asKey() any }); ok {
		if k, ok := f.asKey().(key[T, time.Time]); ok {
			return k
		}
	}
	panic(planError(plan))
}

func (a *asker[T]) fold(plan string) func() fold[T] {
	op, parts := a.read(plan, 1)
	reduce, how := a.read(parts[0], 3)
	if reduce != "reduce" {
		panic(planError(plan))
	}
	what := reduction{kind: reductionKind(a.number(how[0])), p: math.Float64frombits(uint64(a.number(how[1])))}
	if op == "values" {
		field := a.column(how[2])
		return func() fold[T] { return foldColumn(a.src, field, what, what.columnState()) }
	}
	m, ok := a.known(how[2]).(Measurer[T])
	switch {
	case ok && op == "numbers":
		return func() fold[T] { return foldNumbers(a.src, m, what, what.state()) }
	case ok && op == "rows":
		return func() fold[T] { return argFold(a.src, m, what.kind == toMax) }
	}
	panic(planError(plan))
}

func (a *asker[T]) cond(plan string) Cond[T] {
	op, parts := a.read(plan, 1)
	switch op {
	case "!":
		return a.cond(parts[0]).Not()
	case "&&":
		return And(a.conds(parts)...)
	case "||":
		return Or(a.conds(parts)...)
	}
	k := a.key(parts[0])
	var values []any
	for _, p := range parts[1:] {
		packed, _ := a.read(p, 0)
		v, ok := unpackValue(packed)
		if !ok {
			panic(planError(plan))
		}
		values = append(values, v)
	}
	if c := k.test(op, values); c != nil {
		return c
	}
	panic(planError(plan))
}

func (a *asker[T]) conds(parts []string) (conds []Cond[T]) {
	for _, p := range parts {
		conds = append(conds, a.cond(p))
	}
	return conds
}

// test makes a condition of an operation and values, nil where there is no such.
func (k key[T, K]) test(op string, values []any) Cond[T] {
	if op == "has" && len(values) == 0 {
		return k.Present()
	}
	vs := make([]K, len(values))
	for i, v := range values {
		vs[i], _ = v.(K)
	}
	switch {
	case op == "in":
		return k.In(vs...)
	case op == "between" && len(vs) == 2:
		return k.Between(vs[0], vs[1])
	case len(vs) != 1:
		return nil
	}
	if text, ok := values[0].(string); ok {
		if c := k.testText(op, text); c != nil {
			return c
		}
	}
	switch v := vs[0]; op {
	case "==":
		return k.Is(v)
	case "!=":
		return k.IsNot(v)
	case "<":
		return k.Lt(v)
	case "<=":
		return k.Le(v)
	case ">":
		return k.Gt(v)
	case ">=":
		return k.Ge(v)
	}
	return nil
}

// testText is test for those of text.
func (k key[T, K]) testText(op, text string) Cond[T] {
	switch op {
	case "contains":
		return k.Contains(text)
	case "begins":
		return k.HasPrefix(text)
	case "ends":
		return k.HasSuffix(text)
	case "matches":
		return k.Matches(text)
	case "test": // KeyDef.Where: addresses in a network
		network, err := netip.ParsePrefix(strings.TrimPrefix(text, " == "))
		if err != nil {
			return nil
		}
		return k.where(text, "", func(v K) bool {
			a, ok := any(v).(netip.Addr)
			return ok && network.Masked().Contains(a)
		})
	}
	return nil
}
