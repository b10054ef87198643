package parquet

import (
	"reflect"
	"time"

	pq "github.com/parquet-go/parquet-go"

	"netlab/pcapnb"
)

// A form is how a type of values is written, and what pandas makes of it.
type form struct {
	node     pq.Node
	value    func(v any) pq.Value // nil for the value's text
	pandas   string               // the type in pandas' words
	numpy    string               // the type of pandas' column
	nullable string               // the same where cells are missing
	fits     func(v any) bool     // whether it can be written so; nil for all
}

func (o Options) formOf(c *pcapnb.Column) form {
	switch pcapnb.ColumnType(c) {
	case reflect.TypeFor[int]():
		return form{dictionary(pq.Int(64)), whole, "int64", "int64", "Int64", nil}
	case reflect.TypeFor[uint64](), reflect.TypeFor[uint]():
		return form{dictionary(pq.Uint(64)), pq.ValueOf, "uint64", "uint64", "UInt64", nil}
	case reflect.TypeFor[float64]():
		return form{pq.Leaf(pq.DoubleType), float, "float64", "float64", "float64", nil}
	case reflect.TypeFor[bool]():
		return form{pq.Leaf(pq.BooleanType), boolean, "bool", "bool", "boolean", nil}
	case reflect.TypeFor[time.Duration]():
		return form{pq.Leaf(pq.DoubleType), inSeconds, "float64", "float64", "float64", nil}
	case reflect.TypeFor[[]byte]():
		return form{pq.Leaf(pq.ByteArrayType), pq.ValueOf, "bytes", "object", "object", nil}
	case reflect.TypeFor[time.Time]():
		if o.Microseconds {
			return form{timestamp(pq.Microsecond), microseconds, "datetimetz", "datetime64[us]", "datetime64[us]", inMicroseconds}
		}
		if allFit(c, inNanoseconds) {
			return form{timestamp(pq.Nanosecond), nanoseconds, "datetimetz", "datetime64[ns]", "datetime64[ns]", inNanoseconds}
		}
	}
	return form{node: dictionary(pq.String()), pandas: "unicode", numpy: "object", nullable: "object"}
}

func timestamp(unit pq.TimeUnit) pq.Node {
	return pq.Encoded(pq.Timestamp(unit), &pq.DeltaBinaryPacked)
}

func dictionary(node pq.Node) pq.Node { return pq.Encoded(node, &pq.RLEDictionary) }

func whole(v any) pq.Value { return pq.Int64Value(int64(v.(int))) }

func float(v any) pq.Value { return pq.DoubleValue(v.(float64)) }

func boolean(v any) pq.Value { return pq.BooleanValue(v.(bool)) }

func inSeconds(v any) pq.Value { return pq.DoubleValue(v.(time.Duration).Seconds()) }

func nanoseconds(v any) pq.Value { return pq.Int64Value(v.(time.Time).UnixNano()) }

func microseconds(v any) pq.Value { return pq.Int64Value(v.(time.Time).UnixMicro()) }

// inNanoseconds says whether a time lies in the years 1679 to 2261, which 64-bit nanoseconds reach.
func inNanoseconds(v any) bool {
	y := v.(time.Time).UTC().Year()
	return y > 1678 && y < 2262
}

// inMicroseconds says whether 64-bit microseconds reach a time.
func inMicroseconds(v any) bool {
	y := v.(time.Time).UTC().Year()
	return y > -290_000 && y < 290_000
}

func allFit(c *pcapnb.Column, fits func(v any) bool) bool {
	for row := range c.Len() {
		if v, ok := c.Value(row); ok && !fits(v) {
			return false
		}
	}
	return true
}
