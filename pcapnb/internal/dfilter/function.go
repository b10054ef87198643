package dfilter

import (
	"math"

	"netlab/pcapnb/internal/dissect"
)

// function is one of the functions of the language.
type function uint8

const (
	fnLen function = iota
	fnCount
	fnLower
	fnUpper
	fnString
	fnMax
	fnMin
	fnAbs
)

// functionByName finds a function.
func functionByName(name string) (function, bool) {
	for fn := fnLen; fn <= fnAbs; fn++ {
		if fn.String() == name {
			return fn, true
		}
	}
	return 0, false
}

// String returns the function's name.
func (fn function) String() string {
	return [...]string{"len", "count", "lower", "upper", "string", "max", "min", "abs"}[fn]
}

// apply computes a function; ok is false where an argument is missing.
func (m *Matcher) apply(o *operand) (out list, ok bool) {
	if o.fn == fnMax || o.fn == fnMin {
		return m.extreme(o)
	}
	in, ok := m.values(o.args[0])
	if !ok {
		return list{}, false
	}
	if o.fn == fnCount {
		return m.one(value{n: uint64(in.len())}), true
	}
	arg := o.args[0].typ
	out = m.begin()
	for i := range in.len() {
		v := m.at(in, i)
		m.push(m.applyOne(o.fn, arg, v))
	}
	return m.finish(out), true
}

// applyOne computes a function of one value.
func (m *Matcher) applyOne(fn function, typ dissect.Type, v value) value {
	switch fn {
	case fnLen:
		return value{n: lengthOf(typ, v)}
	case fnLower:
		return value{b: m.mapText(v.b, 'A', 'Z')}
	case fnUpper:
		return value{b: m.mapText(v.b, 'a', 'z')}
	case fnString:
		return value{b: m.appendText(typ, v)}
	}
	return absolute(typ, v)
}

// lengthOf is the length of a value in bytes.
func lengthOf(typ dissect.Type, v value) uint64 {
	switch typ {
	case dissect.Bytes, dissect.OID, dissect.String, dissect.Protocol:
		return uint64(len(v.b))
	case dissect.None, dissect.Boolean, dissect.AbsoluteTime, dissect.RelativeTime: // as Wireshark has it
		return 0
	case dissect.Uint8, dissect.Int8:
		return 1
	case dissect.Uint16, dissect.Int16:
		return 2
	case dissect.Uint24, dissect.Int24:
		return 3
	case dissect.Ether:
		return 6
	case dissect.IPv6:
		return 16
	case dissect.Uint64, dissect.Int64, dissect.Double:
		return 8
	}
	return 4
}

// mapText copies s, letters from lo to hi in the other case. Only ASCII letters have one here, as in Wireshark.
func (m *Matcher) mapText(s []byte, lo, hi byte) []byte {
	start := len(m.text)
	for _, c := range s {
		if c >= lo && c <= hi {
			c ^= 0x20
		}
		m.text = append(m.text, c)
	}
	return m.text[start:len(m.text):len(m.text)]
}

// appendText writes a value as "string" does: numbers decimal, whatever they are displayed as.
func (m *Matcher) appendText(typ dissect.Type, v value) []byte {
	start := len(m.text)
	m.text = appendValue(m.text, typ, v)
	return m.text[start:len(m.text):len(m.text)]
}

// absolute is the absolute value of a number or a time.
func absolute(typ dissect.Type, v value) value {
	switch {
	case typ == dissect.Double:
		v.n = math.Float64bits(math.Abs(math.Float64frombits(v.n)))
	case (v.neg || signed(typ)) && int64(v.n) < 0:
		v.n, v.neg = -v.n, false
	}
	return v
}

// extreme is the largest or smallest of all values of all arguments that are there.
func (m *Matcher) extreme(o *operand) (list, bool) {
	var best value
	found := false
	for _, arg := range o.args {
		in, ok := m.values(arg)
		if !ok {
			continue
		}
		for i := range in.len() {
			v := m.at(in, i)
			if !found || better(o.fn, o.typ, v, best) {
				best, found = v, true
			}
		}
	}
	return m.one(best), found
}

// better reports whether v is a better extreme than best.
func better(fn function, typ dissect.Type, v, best value) bool {
	c, ok := order(typ, v, best)
	return ok && (fn == fnMax && c > 0 || fn == fnMin && c < 0)
}
