package table

import (
	"reflect"
	"time"
)

// ColumnType returns the type of what a column's Value returns. It is nil where the values are of several types, or where
// there is none. Columns of whole numbers are int, of whatever size the numbers were.
func ColumnType(c *Column) reflect.Type {
	switch c.kind {
	case KindText:
		return reflect.TypeFor[string]()
	case KindWhole:
		return reflect.TypeFor[int]()
	case KindFloat:
		return reflect.TypeFor[float64]()
	case KindBool:
		return reflect.TypeFor[bool]()
	case KindTime:
		return reflect.TypeFor[time.Time]()
	case KindDuration:
		return reflect.TypeFor[time.Duration]()
	}
	if c.codes != nil {
		return commonType(c.dict)
	}
	return commonType(c.others)
}

// commonType returns the type that all values have which are not nil, nil if there is no such type.
func commonType(values []any) reflect.Type {
	var common reflect.Type
	for _, v := range values {
		t := reflect.TypeOf(v)
		if t != nil && common != nil && t != common {
			return nil
		}
		if t != nil {
			common = t
		}
	}
	return common
}
