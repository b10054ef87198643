package wire

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"netlab/pcapnb/internal/capture"
	"netlab/pcapnb/internal/dissect"
)

// A Kind is what a column holds.
type Kind int

// The kinds of columns.
const (
	Text    Kind = iota // Codes into a Dict of string
	Address             // Codes into a Dict of netip.Addr or capture.MAC48
	Whole               // Ints
	Time                // Ints, nanoseconds since 1970
	Float               // Floats
)

// A Column is one field of packets. Where a packet has several values all of them are text, joined by commas.
type Column struct {
	ID     dissect.ID
	Unit   string
	Kind   Kind
	OK     []bool // which rows have a value; not with Codes
	Ints   []int64
	Floats []float64
	Codes  []uint32 // row → Dict, capture.NoCode for none
	Dict   []any
}

// Text is what tshark shows for row i, and false where it has no value.
func (c *Column) Text(i int) (string, bool) {
	if c.Codes != nil {
		code := c.Codes[i]
		if code == capture.NoCode {
			return "", false
		}
		return fmt.Sprint(c.Dict[code]), true
	}
	if !c.OK[i] {
		return "", false
	}
	value := c.value(i)
	return value.Text(), true
}

// value is the value of row i, which is a number and there.
func (c *Column) value(i int) dissect.Value {
	v := dissect.Value{ID: c.ID}
	switch {
	case c.Kind != Float:
		v.N = uint64(c.Ints[i])
	case c.ID.Def().Type == dissect.Double:
		v.N = math.Float64bits(c.Floats[i])
	default:
		v.N = uint64(nanoseconds(c.Floats[i]))
	}
	return v
}

// Number is the number of row i, seconds for a time. What has no number there, or several, has none.
func (c *Column) Number(i int) (float64, bool) {
	switch {
	case c.Codes != nil: // it is shown as 0x0012 or True, or some packet has several
		text, ok := c.Text(i)
		if !ok {
			return 0, false
		}
		return number(text)
	case !c.OK[i] || c.noTime(i):
		return 0, false
	case c.Kind == Float:
		return c.Floats[i], true
	case c.Kind == Time:
		return float64(c.Ints[i]/1e9) + float64(c.Ints[i]%1e9)/1e9, true // as a table has it
	}
	return float64(c.Ints[i]), true
}

// noTime reports whether row i has a time that says there is none.
func (c *Column) noTime(i int) bool { return c.Kind == Time && uint64(c.Ints[i]) == dissect.NoTime }

// Present returns which rows have a value: OK, without the times that say there is none.
func (c *Column) Present() []bool {
	present := c.OK
	for i := range c.OK {
		if c.OK[i] && c.noTime(i) {
			if &present[0] == &c.OK[0] {
				present = slices.Clone(c.OK)
			}
			present[i] = false
		}
	}
	return present
}

// IsNumber says whether fields of a type are numbers or times.
func IsNumber(t dissect.Type) bool {
	switch t {
	case dissect.None, dissect.Protocol, dissect.Ether, dissect.IPv4, dissect.IPv6, dissect.Bytes, dissect.OID, dissect.String:
		return false
	}
	return true
}

// number reads a single number as tshark shows it: 60, 0x0012, -0.25, True.
func number(text string) (float64, bool) {
	if n, err := strconv.ParseUint(text, 0, 64); err == nil {
		return float64(n), true
	}
	if n, err := strconv.ParseFloat(text, 64); err == nil {
		return n, true
	}
	switch text {
	case "True":
		return 1, true
	case "False":
		return 0, true
	}
	return 0, false
}

// nanoseconds are those of a number of seconds. Of times so long that a float64 does not tell single nanoseconds apart,
// they are those of its shortest decimal form.
func nanoseconds(seconds float64) int64 {
	const exact = 1 << 53
	if n := seconds * 1e9; math.Abs(n) < exact {
		return int64(math.Round(n))
	}
	whole, fraction, _ := strings.Cut(strconv.FormatFloat(math.Abs(seconds), 'f', -1, 64), ".")
	n, _ := strconv.ParseInt(whole+(fraction + "000000000")[:9], 10, 64)
	if seconds < 0 {
		return -n
	}
	return n
}
