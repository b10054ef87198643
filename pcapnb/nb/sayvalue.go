package nb

import (
	"fmt"
	"math"
	"os"
	"reflect"
	"strconv"
	"strings"
	"time"

	"netlab/pcapnb/internal/words"
	"netlab/pcapnb/internal/zone"
)

// none is written for what is missing.
const none = "(none)"

// claimsShown says whether claims that do not hold are shown rather than fail.
func claimsShown() bool { return os.Getenv("PCAPNB_CLAIMS") == "show" }

// A quantity is a number that knows its unit, such as the sum of a field; ok is false where it is missing.
type quantity interface {
	Quantity() (value float64, unit string, ok bool)
}

// written writes a value as the text in its braces asks for. Panics where the value is of another kind.
func (s *sentence) written(spec string, value any) string {
	if isNil(value) {
		s.misuse("a value is " + describeNil(value))
	}
	switch v := value.(type) {
	case time.Time:
		return saidTime(spec, v)
	case time.Duration:
		return s.duration(spec, v)
	case quantity:
		number, unit, ok := v.Quantity()
		return s.number(spec, number, unit, ok)
	}
	v := reflect.ValueOf(value)
	_, named := value.(fmt.Stringer) // a type of number that has a name for each value
	switch {
	case named:
	case v.CanInt():
		return s.whole(spec, strconv.FormatInt(v.Int(), 10), float64(v.Int()))
	case v.CanUint():
		return s.whole(spec, strconv.FormatUint(v.Uint(), 10), float64(v.Uint()))
	case v.CanFloat():
		return s.number(spec, v.Float(), "", true)
	}
	if spec != "" {
		s.misuse(fmt.Sprintf("{%s} is for a number, not for %s", spec, typeName(value)))
	}
	return s.said(value)
}

// said writes what is neither number nor time.
func (s *sentence) said(value any) string {
	if v := reflect.ValueOf(value); v.Kind() == reflect.Slice && v.Type().Elem().Kind() != reflect.Uint8 {
		return s.list(v)
	}
	switch v := value.(type) {
	case string:
		return orElse(v, none)
	case interface{ IsValid() bool }: // those of package netip
		if !v.IsValid() {
			return none
		}
	case fmt.Stringer:
		return orElse(v.String(), none)
	}
	return plain(value)
}

// list writes "a, b and c", the first twenty of them.
func (s *sentence) list(list reflect.Value) string {
	var all []string
	for i := range min(list.Len(), shownElements) {
		all = append(all, s.written("", list.Index(i).Interface()))
	}
	if more := list.Len() - shownElements; more > 0 {
		all = append(all, fmt.Sprint(more, " more"))
	}
	switch n := len(all); n {
	case 0:
		return none
	case 1:
		return all[0]
	default:
		return strings.Join(all[:n-1], ", ") + " and " + all[n-1]
	}
}

func saidTime(layout string, t time.Time) string {
	switch {
	case t.IsZero():
		return none
	case layout == "":
		return plainTime(t)
	}
	return t.In(zone.Of(t)).Format(layout)
}

// whole writes a whole number, whose digits are given because a float64 does not hold all of them.
func (s *sentence) whole(spec, digits string, value float64) string {
	switch {
	case spec == "":
		return words.Thousands(digits)
	case spec == "d":
		return digits
	case spec == "x":
		return hexadecimal(digits)
	case isNoun(spec):
		return words.Thousands(digits) + " " + noun(spec, value)
	}
	return s.number(spec, value, "", true)
}

// number writes a number with its unit.
func (s *sentence) number(spec string, value float64, unit string, ok bool) string {
	if !ok || math.IsNaN(value) {
		s.missing = true
		return none
	}
	if whole := value == math.Trunc(value) && math.Abs(value) < 1<<53; whole && (spec == "d" || spec == "x") {
		return s.whole(spec, strconv.FormatFloat(value, 'f', 0, 64), value)
	}
	if isNoun(spec) {
		spec, unit = "", spec
	}
	switch digits, percent, ok := decimals(spec); {
	case percent:
		return words.Thousands(strconv.FormatFloat(100*value, 'f', digits, 64)) + " %"
	case spec == "B":
		return saidBytes(value)
	case spec == "":
		return withUnit(saidFloat(value), unit, value)
	case ok:
		return withUnit(words.Thousands(strconv.FormatFloat(value, 'f', digits, 64)), unit, value)
	}
	s.misuse(fmt.Sprintf("{%s} is no way to write %v: want {}, {packets}, {.2}, {%%}, {B}, {d} or {x}", spec, value))
	return ""
}

// decimals reads ".2", "%" and ".2%".
func decimals(spec string) (digits int, percent, ok bool) {
	spec, percent = strings.CutSuffix(spec, "%")
	if percent && spec == "" {
		return 1, true, true
	}
	text, ok := strings.CutPrefix(spec, ".")
	if len(text) != 1 || text[0] < '0' || text[0] > '9' {
		return 0, false, false
	}
	return int(text[0] - '0'), percent, ok
}

// isNoun says whether the braces hold the plural of what is counted.
func isNoun(spec string) bool {
	if len(spec) < 2 || !strings.HasSuffix(spec, "s") {
		return false
	}
	return strings.Trim(strings.ToLower(spec), "abcdefghijklmnopqrstuvwxyz -") == ""
}

// noun returns the plural, or its singular for one.
func noun(plural string, n float64) string {
	switch {
	case n != 1:
		return plural
	case strings.HasSuffix(plural, "ies"):
		return strings.TrimSuffix(plural, "ies") + "y"
	case strings.HasSuffix(plural, "sses"), strings.HasSuffix(plural, "xes"), strings.HasSuffix(plural, "ches"), strings.HasSuffix(plural, "shes"):
		return strings.TrimSuffix(plural, "es")
	}
	return strings.TrimSuffix(plural, "s")
}

// counted writes "1 value", "2 values".
func counted(n int, singular string) string {
	return fmt.Sprint(n, " ", noun(singular+"s", float64(n)))
}

func withUnit(number, unit string, value float64) string {
	if unit == "" {
		return number
	}
	return number + " " + noun(unit, value)
}

// saidFloat writes the whole part and as many digits after it as make four.
func saidFloat(value float64) string {
	size := math.Abs(value)
	if math.IsInf(value, 0) || size >= 1e15 || size != 0 && size < 1e-4 {
		return strconv.FormatFloat(value, 'g', 4, 64)
	}
	if value == math.Trunc(value) {
		return words.Thousands(strconv.FormatFloat(value, 'f', 0, 64))
	}
	digits := 3
	for limit := 10.0; digits > 0 && size >= limit; limit *= 10 {
		digits--
	}
	for limit := 1.0; size > 0 && size < limit; limit /= 10 {
		digits++
	}
	return words.Thousands(strings.TrimSuffix(strings.TrimRight(strconv.FormatFloat(value, 'f', max(digits, 1), 64), "0"), "."))
}

// saidBytes writes three digits and the unit of a thousand, a million ... bytes, as capinfos does.
func saidBytes(value float64) string {
	if math.Abs(value) < 999.5 {
		return withUnit(saidFloat(value), "bytes", value)
	}
	units := []string{"kB", "MB", "GB", "TB", "PB"}
	value /= 1000
	for math.Abs(value) >= 999.5 && len(units) > 1 {
		value, units = value/1000, units[1:]
	}
	digits := 0
	for limit := 99.95; digits < 2 && math.Abs(value) < limit; limit /= 10 {
		digits++
	}
	return words.Thousands(strconv.FormatFloat(value, 'f', digits, 64)) + " " + units[0]
}

// duration writes four digits and a unit, from a minute on "1 h 2 min 3 s".
func (s *sentence) duration(spec string, d time.Duration) string {
	if digits, percent, ok := decimals(spec); ok && !percent {
		return words.Thousands(strconv.FormatFloat(d.Seconds(), 'f', digits, 64)) + " s"
	}
	if spec != "" {
		s.misuse(fmt.Sprintf("{%s} is no way to write a duration: want {} or {.2}", spec))
	}
	size := max(d, -d)
	switch {
	case size < time.Microsecond:
		return fmt.Sprint(int64(d), " ns")
	case size < time.Millisecond:
		return saidFloat(float64(d)/1e3) + " µs"
	case size < time.Second:
		return saidFloat(float64(d)/1e6) + " ms"
	case size < time.Minute:
		return saidFloat(d.Seconds()) + " s"
	}
	text := d.Round(time.Second).String()
	return strings.TrimSpace(strings.NewReplacer("h", " h ", "m", " min ", "s", " s").Replace(text))
}

// hexadecimal writes decimal digits as 0xdf03.
func hexadecimal(digits string) string {
	if n, err := strconv.ParseUint(digits, 10, 64); err == nil {
		return fmt.Sprintf("0x%x", n)
	}
	n, _ := strconv.ParseInt(digits, 10, 64) // digits come from an int64
	return fmt.Sprintf("%#x", n)
}
