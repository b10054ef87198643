package pcapnb

import (
	"encoding/binary"
	"net/netip"
	"sync"

	"netlab/pcapnb/internal/dissect"
)

// An address is an IPv4 address in lo, or an IPv6 address in hi and lo with v6 set.
type address struct {
	hi, lo uint64
	v6     bool
}

func address4(b []byte) address { return address{lo: uint64(binary.BigEndian.Uint32(b))} }

func address6(b []byte) address {
	return address{hi: binary.BigEndian.Uint64(b), lo: binary.BigEndian.Uint64(b[8:]), v6: true}
}

func addressOf(a dissect.Address) address { return address{a.Hi, a.Lo, a.V6} }

func (a address) dissected() dissect.Address { return dissect.Address{Hi: a.hi, Lo: a.lo, V6: a.v6} }

func (a address) hash() uint64 {
	h := (a.lo ^ a.hi*0x9e3779b97f4a7c15) * 0xff51afd7ed558ccd
	return h ^ h>>32
}

func (a address) addr() netip.Addr {
	if !a.v6 {
		var b [4]byte
		binary.BigEndian.PutUint32(b[:], uint32(a.lo))
		return netip.AddrFrom4(b)
	}
	var b [16]byte
	binary.BigEndian.PutUint64(b[:], a.hi)
	binary.BigEndian.PutUint64(b[8:], a.lo)
	return netip.AddrFrom16(b)
}

// A mac48 is a MAC address in its lower 48 bits.
type mac48 uint64

func macOf(b []byte) mac48 {
	return mac48(binary.BigEndian.Uint16(b))<<32 | mac48(binary.BigEndian.Uint32(b[2:]))
}

func (m mac48) hash() uint64 {
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
