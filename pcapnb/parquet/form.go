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
}

func formOf(c *pcapnb.Column) form {
	switch pcapnb.ColumnType(c) {
	case reflect.TypeFor[int]():
		return form{dictionary(pq.Int(64)), whole, "int64", "int64", "Int64"}
	case reflect.TypeFor[uint64](), reflect.TypeFor[uint]():
		return form{dictionary(pq.Uint(64)), pq.ValueOf, "uint64", "uint64", "UInt64"}
	case reflect.TypeFor[float64]():
		return form{pq.Leaf(pq.DoubleType), float, "float64", "float64", "float64"}
	case reflect.TypeFor[bool]():
		return form{pq.Leaf(pq.BooleanType), boolean, "bool", "bool", "boolean"}
	case reflect.TypeFor[time.Duration]():
		return form{pq.Leaf(pq.DoubleType), inSeconds, "float64", "float64", "float64"}
	case reflect.TypeFor[[]byte]():
		return form{pq.Leaf(pq.ByteArrayType), pq.ValueOf, "bytes", "object", "object"}
	case reflect.TypeFor[time.Time]():
		if inNanoseconds(c) {
			return form{pq.Encoded(pq.Timestamp(pq.Nanosecond), &pq.DeltaBinaryPacked), nanoseconds,
				"datetimetz", "datetime64[ns]", "datetime64[ns]"}
		}
	}
	return form{node: dictionary(pq.String()), pandas: "unicode", numpy: "object", nullable: "object"}
}

func dictionary(node pq.Node) pq.Node { return pq.Encoded(node, &pq.RLEDictionary) }

func whole(v any) pq.Value { return pq.Int64Value(int64(v.(int))) }

func float(v any) pq.Value { return pq.DoubleValue(v.(float64)) }

func boolean(v any) pq.Value { return pq.BooleanValue(v.(bool)) }

func inSeconds(v any) pq.Value { return pq.DoubleValue(v.(time.Duration).Seconds()) }

func nanoseconds(v any) pq.Value { return pq.Int64Value(v.(time.Time).UnixNano()) }

// inNanoseconds says whether all times lie in the years 1679 to 2261, which 64-bit nanoseconds reach.
func inNanoseconds(c *pcapnb.Column) bool {
	for row := range c.Len() {
		if v, ok := c.Value(row); ok {
			if y := v.(time.Time).UTC().Year(); y <= 1678 || y >= 2262 {
				return false
			}
		}
	}
	return true
}
