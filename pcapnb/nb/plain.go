package nb

import (
	"encoding/hex"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"

	"netlab/pcapnb/internal/zone"
)

// What is longer than this is cut, with a note of what is left out.
const (
	shownElements = 20
	shownBytes    = 512
	shownRunes    = 2000 // of a struct or map that has no text of its own
)

// plain writes a value for a reader: times in UTC, lists with commas, bytes as
// a hex dump. A value that is nil or empty says so.
func plain(value any) string {
	if isNil(value) {
		return describeNil(value)
	}
	switch v := value.(type) {
	case string:
		return orElse(v, "(empty text)")
	case time.Time:
		return plainTime(v)
	case interface{ IsValid() bool }: // those of package netip
		if !v.IsValid() {
			return "(no address)"
		}
		return fmt.Sprint(v)
	case []byte:
		return plainBytes(v)
	case error:
		return "error: " + v.Error()
	case fmt.Stringer:
		return orElse(v.String(), "(empty "+typeName(value)+")")
	case interface{ FieldName() string }:
		return fmt.Sprintf("the field %q", v.FieldName())
	case float32:
		return plainFloat(float64(v), 32)
	case float64:
		return plainFloat(v, 64)
	}
	if kind := reflect.TypeOf(value).Kind(); kind == reflect.Slice || kind == reflect.Array {
		return plainList(reflect.ValueOf(value))
	}
	return plainStruct(value)
}

// plainStruct writes a value as Go does, but nothing of what a package hides in its structs: that is addresses of memory,
// which differ from run to run. What a cell declares is shown whole.
func plainStruct(value any) string {
	v := reflect.Indirect(reflect.ValueOf(value))
	if v.Kind() != reflect.Struct || v.Type().PkgPath() == "main" {
		return cutRunes(fmt.Sprintf("%+v", value))
	}
	var shown []string
	for i := range v.NumField() {
		if f := v.Type().Field(i); f.IsExported() {
			shown = append(shown, fmt.Sprintf("%s:%+v", f.Name, v.Field(i).Interface()))
		}
	}
	if len(shown) == v.NumField() {
		return cutRunes(fmt.Sprintf("%+v", value))
	}
	return cutRunes(v.Type().String() + "{" + strings.Join(append(shown, "…"), " ") + "}")
}

func cutRunes(s string) string {
	runes := []rune(s)
	if more := len(runes) - shownRunes; more > 0 {
		return fmt.Sprintf("%s… %d more characters", string(runes[:shownRunes]), more)
	}
	return s
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// plainFloat writes every digit, and an exponent only where it saves many zeros.
func plainFloat(f float64, bits int) string {
	format := byte('f')
	if size := math.Abs(f); size != 0 && (size < 1e-4 || size >= 1e15) {
		format = 'g'
	}
	return strconv.FormatFloat(f, format, -1, bits)
}

func plainTime(t time.Time) string {
	if t.IsZero() {
		return "(no time)"
	}
	if zone.Of(t) == time.UTC {
		return t.UTC().Format("2006-01-02 15:04:05.999999999 UTC")
	}
	return zone.Text(t, "2006-01-02 15:04:05.999999999")
}

func plainBytes(b []byte) string {
	if len(b) == 0 {
		return "(no bytes)"
	}
	if len(b) <= shownBytes {
		return strings.TrimSuffix(hex.Dump(b), "\n")
	}
	return fmt.Sprintf("%s… %d more bytes", hex.Dump(b[:shownBytes]), len(b)-shownBytes)
}

// plainList writes a slice or an array: [80, 443] or ["a", "b"].
func plainList(list reflect.Value) string {
	var elements []string
	for i := range min(list.Len(), shownElements) {
		elements = append(elements, plainElement(list.Index(i).Interface()))
	}
	if more := list.Len() - shownElements; more > 0 {
		elements = append(elements, fmt.Sprintf("… %d more", more))
	}
	if len(elements) == 0 {
		return "[] (no values)"
	}
	return "[" + strings.Join(elements, ", ") + "]"
}

// plainElement is plain with text in quotes, so that commas stay readable.
func plainElement(value any) string {
	if s, ok := value.(string); ok {
		return strconv.Quote(s)
	}
	return plain(value)
}

// isNil says whether value is nil or holds a nil pointer, map or function. A
// nil slice is an empty list.
func isNil(value any) bool {
	if value == nil {
		return true
	}
	switch v := reflect.ValueOf(value); v.Kind() {
	case reflect.Pointer, reflect.Map, reflect.Func, reflect.Chan:
		return v.IsNil()
	}
	return false
}

func describeNil(value any) string {
	if value == nil {
		return "nil"
	}
	return "nil (" + typeName(value) + ")"
}

func typeName(value any) string {
	return reflect.TypeOf(value).String()
}
