package table

import (
	"math"
	"net/netip"
	"strconv"
	"time"
)

// A ValueType is a type of values that this package does not know, for answers that are kept.
type ValueType struct {
	Pack   func(v any) (text string, ok bool) // false for values of other types
	Unpack func(text string) (v any, ok bool)
}

// Values is the one type of values that fields of T have besides those of Go and netip.
var Values ValueType

// packValue writes a value as text with its type, and false where it is of a type that cannot be read back.
func packValue(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return "s" + v, true
	case int:
		return "i" + strconv.Itoa(v), true
	case bool:
		return "b" + strconv.Itoa(boolRank(v)), true
	case float64:
		return "f" + strconv.FormatUint(math.Float64bits(v), 16), true
	case netip.Addr:
		return "a" + v.String(), true
	case time.Time:
		return "t" + strconv.FormatInt(v.UnixNano(), 10), v.Location() == time.UTC && v.Equal(unixNanos(v.UnixNano()))
	case time.Duration:
		return "d" + strconv.FormatInt(int64(v), 10), true
	}
	if Values.Pack == nil {
		return "", false
	}
	text, ok := Values.Pack(v)
	return "o" + text, ok
}

// unpackValue reads what packValue wrote.
func unpackValue(packed string) (v any, ok bool) {
	if packed == "" {
		return nil, false
	}
	var err error
	n := int64(0)
	switch text := packed[1:]; packed[0] {
	case 's':
		return text, true
	case 'i':
		v, err = strconv.Atoi(text)
	case 'b':
		v = text == "1"
	case 'f':
		var word uint64
		word, err = strconv.ParseUint(text, 16, 64)
		v = math.Float64frombits(word)
	case 'a':
		if text == (netip.Addr{}).String() {
			return netip.Addr{}, true
		}
		v, err = netip.ParseAddr(text)
	case 't':
		n, err = strconv.ParseInt(text, 10, 64)
		v = unixNanos(n)
	case 'd':
		n, err = strconv.ParseInt(text, 10, 64)
		v = time.Duration(n)
	case 'o':
		if Values.Unpack != nil {
			return Values.Unpack(text)
		}
		return nil, false
	default:
		return nil, false
	}
	return v, err == nil
}
