package dfilter

import "netlab/pcapnb/internal/dissect"

// typeName says what a type is, for messages.
func typeName(t dissect.Type) string {
	switch t {
	case dissect.None:
		return "a label without a value"
	case dissect.Protocol:
		return "a protocol"
	case dissect.Boolean:
		return "true or false"
	case dissect.Double:
		return "a number with a fraction"
	case dissect.Ether:
		return "a hardware address"
	case dissect.IPv4:
		return "an IPv4 address"
	case dissect.IPv6:
		return "an IPv6 address"
	case dissect.Bytes:
		return "a sequence of bytes"
	case dissect.OID:
		return "an object identifier"
	case dissect.String:
		return "text"
	case dissect.AbsoluteTime:
		return "a date and time"
	case dissect.RelativeTime:
		return "a time span"
	}
	return "a whole number"
}

// numeric reports whether a type is a whole number of at most 32 bits; all of them compare with each other.
func numeric(t dissect.Type) bool {
	return t.IsInteger() && !wide(t)
}

// wide reports whether a type is a whole number of 64 bits.
func wide(t dissect.Type) bool { return t == dissect.Uint64 || t == dissect.Int64 }

// signed reports whether a type is a number that may be negative.
func signed(t dissect.Type) bool {
	switch t {
	case dissect.Int8, dissect.Int16, dissect.Int24, dissect.Int32, dissect.Int64, dissect.AbsoluteTime, dissect.RelativeTime:
		return true
	}
	return false
}

// isUnsigned reports whether a type is a whole number that is never negative.
func isUnsigned(t dissect.Type) bool { return t.IsInteger() && !signed(t) }

// isBytes reports whether a type is a sequence of bytes that compares with others.
func isBytes(t dissect.Type) bool { return t == dissect.Bytes || t == dissect.Ether }

// sliceable reports whether bytes can be cut from a type.
func sliceable(t dissect.Type) bool {
	switch t {
	case dissect.Bytes, dissect.OID, dissect.Ether, dissect.Protocol, dissect.String, dissect.IPv4, dissect.IPv6:
		return true
	}
	return false
}

// stringable reports whether string() takes a type.
func stringable(t dissect.Type) bool {
	return t.IsInteger() || t == dissect.OID || t == dissect.Ether || t == dissect.IPv4 || t == dissect.IPv6 || t == dissect.Double
}

// calculable reports whether an arithmetic operator takes a type.
func calculable(t dissect.Type, op byte) bool {
	switch {
	case t.IsInteger():
		return true
	case t == dissect.Double:
		return op != '&' && op != '%'
	case t == dissect.RelativeTime:
		return op == '+' || op == '-'
	}
	return op == '&' && (t == dissect.IPv4 || t == dissect.IPv6 || isBytes(t))
}
