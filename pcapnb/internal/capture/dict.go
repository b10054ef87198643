package capture

import (
	"encoding/binary"
	"net/netip"
	"sync"

	"netlab/pcapnb/internal/dissect"
)

// An Address is an IPv4 address in Lo, or an IPv6 address in Hi and Lo with V6 set.
type Address dissect.Address

func address4(b []byte) Address { return Address{Lo: uint64(binary.BigEndian.Uint32(b))} }

func address6(b []byte) Address {
	return Address{Hi: binary.BigEndian.Uint64(b), Lo: binary.BigEndian.Uint64(b[8:]), V6: true}
}

func (a Address) hash() uint64 {
	h := (a.Lo ^ a.Hi*0x9e3779b97f4a7c15) * 0xff51afd7ed558ccd
	return h ^ h>>32
}

// Addr returns the address as package netip has it.
func (a Address) Addr() netip.Addr {
	if !a.V6 {
		var b [4]byte
		binary.BigEndian.PutUint32(b[:], uint32(a.Lo))
		return netip.AddrFrom4(b)
	}
	var b [16]byte
	binary.BigEndian.PutUint64(b[:], a.Hi)
	binary.BigEndian.PutUint64(b[8:], a.Lo)
	return netip.AddrFrom16(b)
}

// A MAC48 is a MAC address in its lower 48 bits.
type MAC48 uint64

// MACOf reads the address that b begins with.
func MACOf(b []byte) MAC48 {
	return MAC48(binary.BigEndian.Uint16(b))<<32 | MAC48(binary.BigEndian.Uint32(b[2:]))
}

// String returns the address as Wireshark writes it, 00:1d:d9:2e:4f:61.
func (m MAC48) String() string {
	const hex = "0123456789abcdef"
	var b [17]byte
	for i := range 6 {
		c := byte(m >> (40 - 8*i))
		if i > 0 {
			b[3*i-1] = ':'
		}
		b[3*i], b[3*i+1] = hex[c>>4], hex[c&15]
	}
	return string(b[:])
}

func (m MAC48) hash() uint64 {
	h := uint64(m) * 0xff51afd7ed558ccd
	return h ^ h>>32
}

type hashed interface {
	comparable
	hash() uint64
}

// A dict gives each value a code, the same for all decoders of a load. The order of the codes means nothing.
type dict[V hashed] struct {
	mu     sync.Mutex
	codes  map[V]uint32
	values []V
}

func (d *dict[V]) code(v V) uint32 {
	d.mu.Lock()
	defer d.mu.Unlock()
	if c, ok := d.codes[v]; ok {
		return c
	}
	if d.codes == nil {
		d.codes = make(map[V]uint32)
	}
	c := uint32(len(d.values))
	d.codes[v] = c
	d.values = append(d.values, v)
	return c
}

// A dictCache remembers codes for one decoder, so that it seldom needs the lock.
type dictCache[V hashed] struct {
	dict *dict[V]
	slot []dictSlot[V]
}

type dictSlot[V hashed] struct {
	value V
	code  uint32
	used  bool
}

const dictSlots = 2048

func (c *dictCache[V]) code(v V) uint32 {
	if c.slot == nil {
		c.slot = make([]dictSlot[V], dictSlots)
	}
	s := &c.slot[v.hash()%dictSlots]
	if s.used && s.value == v {
		return s.code
	}
	*s = dictSlot[V]{v, c.dict.code(v), true}
	return s.code
}
