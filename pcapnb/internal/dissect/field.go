package dissect

import (
	"math/bits"
	"sort"
	"strings"
)

// ID names a field. IDs index a table sorted by name; they are not stable
// between versions of this package and must not be written to files.
type ID uint16

// NumFields is the number of fields, and one more than the largest ID less one.
const NumFields = int(numFields) - 1

// Type is the kind of value a field has, with Wireshark's names.
type Type uint8

// The types of fields.
const (
	None Type = iota // present or not, without a value
	Protocol
	Boolean
	Uint8
	Uint16
	Uint24
	Uint32
	Uint64
	Int8
	Int16
	Int24
	Int32
	Int64
	FrameNum
	Double
	Ether
	IPv4
	IPv6
	Bytes
	String
	AbsoluteTime // nanoseconds since 1970-01-01 UTC
	RelativeTime // nanoseconds
	OID          // an object identifier, as BER writes it
)

// String returns Wireshark's name of the type, such as FT_UINT16.
func (t Type) String() string {
	const names = "NONE PROTOCOL BOOLEAN UINT8 UINT16 UINT24 UINT32 UINT64 INT8 INT16 INT24 INT32 INT64 FRAMENUM DOUBLE ETHER IPv4 IPv6 BYTES STRING ABSOLUTE_TIME RELATIVE_TIME OID"
	if t > OID {
		return "FT_UNKNOWN"
	}
	return "FT_" + strings.Fields(names)[t]
}

// IsInteger reports whether values of the type are whole numbers.
func (t Type) IsInteger() bool { return t >= Uint8 && t <= FrameNum }

// Base is how a number is written.
type Base uint8

// The bases of numbers.
const (
	NoBase Base = iota
	Dec
	Hex
	Oct
)

// protocol groups the fields of one section of fields.txt.
type protocol uint8

// Def says what a field is.
type Def struct {
	Name    string // Wireshark's name
	Type    Type
	Base    Base
	proto   protocol
	work    work
	Meaning string // in a few words
	Source  string // where the field is defined
}

// Protocol returns the name of the section of fields that the field is in.
func (d *Def) Protocol() string {
	name, _, _ := strings.Cut(d.Name, ".")
	return name
}

// Def returns the definition of a field.
func (id ID) Def() *Def {
	if int(id) < len(defs) {
		return &defs[id]
	}
	return foreignDef(id)
}

// String returns the field's name.
func (id ID) String() string {
	if def := id.Def(); def.Name != "" {
		return def.Name
	}
	return "no field"
}

// Lookup finds a field by its name.
func Lookup(name string) (ID, bool) {
	i := ID(1 + sort.Search(NumFields, func(i int) bool { return defs[i+1].Name >= name }))
	if i < numFields && defs[i].Name == name {
		return i, true
	}
	return noField, false
}

// All returns every field, in the order of the names.
func All() []ID {
	ids := make([]ID, NumFields)
	for i := range ids {
		ids[i] = ID(i + 1)
	}
	return ids
}

// Set is a set of fields.
type Set struct {
	bits [(int(numFields) + 63) / 64]uint64
}

// NewSet makes a set of fields.
func NewSet(ids ...ID) *Set {
	s := new(Set)
	for _, id := range ids {
		s.Add(id)
	}
	return s
}

// Add puts a field into the set.
func (s *Set) Add(id ID) { s.bits[id>>6] |= 1 << (id & 63) }

// Has reports whether a field is in the set.
func (s *Set) Has(id ID) bool { return s.bits[id>>6]>>(id&63)&1 != 0 }

func (s *Set) len() (n int) {
	for _, word := range s.bits {
		n += bits.OnesCount64(word)
	}
	return n
}
