package table

import (
	"bytes"
	"cmp"
	"fmt"
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"time"
)

// comparer returns how values of type K are put in order: numbers and text as usual, false before true, times by
// instant, addresses, MACs and pairs by their own Compare. It returns nil for a type that has no order.
func comparer[K comparable]() func(a, b K) int {
	var f any
	switch any(*new(K)).(type) {
	case int:
		f = cmp.Compare[int]
	case int64:
		f = cmp.Compare[int64]
	case uint8:
		f = cmp.Compare[uint8]
	case uint16:
		f = cmp.Compare[uint16]
	case uint32:
		f = cmp.Compare[uint32]
	case uint64:
		f = cmp.Compare[uint64]
	case float64:
		f = cmp.Compare[float64]
	case string:
		f = strings.Compare
	case time.Time:
		f = time.Time.Compare
	case time.Duration:
		f = cmp.Compare[time.Duration]
	case netip.Addr:
		f = netip.Addr.Compare
	case interface{ Compare(K) int }:
		return func(a, b K) int { return any(a).(interface{ Compare(K) int }).Compare(b) }
	}
	if f != nil {
		return f.(func(a, b K) int)
	}
	t := reflect.TypeFor[K]()
	if t.Kind() != reflect.Interface && !ordered(t) {
		return nil
	}
	return func(a, b K) int { return compareAny(a, b) }
}

// ordered reports whether compareAny finds an order in values of type t.
func ordered(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Bool, reflect.String, reflect.Float32, reflect.Float64,
		reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return true
	case reflect.Array:
		return t.Elem().Kind() == reflect.Uint8
	}
	return false
}

// compareAny orders two values of any types: missing (nil) last, numbers among themselves, then the rest by type and value.
func compareAny(a, b any) int {
	if a == nil || b == nil {
		return cmp.Compare(boolRank(a == nil), boolRank(b == nil))
	}
	switch a := a.(type) {
	case string:
		if b, ok := b.(string); ok {
			return strings.Compare(a, b)
		}
	case netip.Addr:
		if b, ok := b.(netip.Addr); ok {
			return a.Compare(b)
		}
	case time.Time:
		if b, ok := b.(time.Time); ok {
			return a.Compare(b)
		}
	case ordering:
		if reflect.TypeOf(a) == reflect.TypeOf(b) {
			return a.compareTo(b)
		}
	}
	return compareKinds(reflect.ValueOf(a), reflect.ValueOf(b))
}

// ordering is what a Pair is to compareAny, which cannot name its type.
type ordering interface{ compareTo(other any) int }

func boolRank(b bool) int {
	if b {
		return 1
	}
	return 0
}

func compareKinds(a, b reflect.Value) int {
	ra, rb := kindRank(a), kindRank(b)
	if ra != rb {
		return cmp.Compare(ra, rb)
	}
	switch ra {
	case rankNumber:
		return compareNumbers(a, b)
	case rankText:
		return strings.Compare(a.String(), b.String())
	case rankBytes:
		return bytes.Compare(byteArray(a), byteArray(b))
	case rankBool:
		return cmp.Compare(boolRank(a.Bool()), boolRank(b.Bool()))
	}
	if c := strings.Compare(a.Type().String(), b.Type().String()); c != 0 {
		return c
	}
	return strings.Compare(fmt.Sprint(a.Interface()), fmt.Sprint(b.Interface()))
}

const (
	rankNumber = iota
	rankText
	rankBytes
	rankBool
	rankOther
)

func kindRank(v reflect.Value) int {
	switch {
	case v.CanInt(), v.CanUint(), v.CanFloat():
		return rankNumber
	case v.Kind() == reflect.String:
		return rankText
	case v.Kind() == reflect.Array && v.Type().Elem().Kind() == reflect.Uint8:
		return rankBytes
	case v.Kind() == reflect.Bool:
		return rankBool
	}
	return rankOther
}

func compareNumbers(a, b reflect.Value) int {
	switch {
	case a.CanInt() && b.CanInt():
		return cmp.Compare(a.Int(), b.Int())
	case a.CanUint() && b.CanUint():
		return cmp.Compare(a.Uint(), b.Uint())
	}
	return cmp.Compare(toFloat(a), toFloat(b))
}

func toFloat(v reflect.Value) float64 {
	switch {
	case v.CanInt():
		return float64(v.Int())
	case v.CanUint():
		return float64(v.Uint())
	}
	return v.Float()
}

func byteArray(v reflect.Value) []byte {
	b := make([]byte, v.Len())
	for i := range b {
		b[i] = byte(v.Index(i).Uint())
	}
	return b
}

// sortedOrder returns the numbers 0 to n-1 in the order of their values; ties and types without an order stay as they are.
func sortedOrder[K comparable](n int, value func(i int) K) []uint32 {
	order := make([]uint32, n)
	values := make([]K, n)
	for i := range order {
		order[i] = uint32(i)
		values[i] = value(i)
	}
	if compare := comparer[K](); compare != nil {
		slices.SortStableFunc(order, func(a, b uint32) int { return compare(values[a], values[b]) })
	}
	return order
}
