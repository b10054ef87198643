package main

import (
	"encoding/binary"
	"time"
)

// A section writes pcapng blocks (draft-ietf-opsawg-pcapng) in one byte order.
type section struct {
	order binary.AppendByteOrder
	out   []byte
}

// An option is a code and a value; text is not ended by a zero.
type option struct {
	code  uint16
	value []byte
}

func text(code uint16, s string) option { return option{code, []byte(s)} }

// padded fills up to four bytes, as every block and option is.
func padded(b []byte) []byte {
	for len(b)%4 != 0 {
		b = append(b, 0)
	}
	return b
}

func (s *section) options(b []byte, options []option) []byte {
	if len(options) == 0 {
		return b
	}
	for _, o := range options {
		b = s.order.AppendUint16(b, o.code)
		b = s.order.AppendUint16(b, uint16(len(o.value)))
		b = padded(append(b, o.value...))
	}
	return append(b, 0, 0, 0, 0)
}

func (s *section) block(kind uint32, body []byte) {
	length := uint32(12 + len(body))
	s.out = s.order.AppendUint32(s.out, kind)
	s.out = s.order.AppendUint32(s.out, length)
	s.out = append(s.out, body...)
	s.out = s.order.AppendUint32(s.out, length)
}

// header begins a section (section 4.1).
func (s *section) header(options ...option) {
	b := s.order.AppendUint32(nil, 0x1a2b3c4d)
	b = s.order.AppendUint16(b, 1)
	b = s.order.AppendUint16(b, 0)
	b = s.order.AppendUint64(b, 1<<64-1) // length not given
	s.block(0x0a0d0d0a, s.options(b, options))
}

// device describes an interface (section 4.2); its packets are cut at snap bytes if snap is not 0.
func (s *section) device(link uint16, snap uint32, options ...option) {
	b := s.order.AppendUint16(nil, link)
	b = s.order.AppendUint16(b, 0)
	b = s.order.AppendUint32(b, snap)
	s.block(1, s.options(b, options))
}

// packet is an Enhanced Packet Block (section 4.3); unit is that of the interface.
func (s *section) packet(device uint32, unit time.Duration, p packet, options ...option) {
	ticks := uint64(p.at.UnixNano() / int64(unit))
	b := s.order.AppendUint32(nil, device)
	b = s.order.AppendUint32(b, uint32(ticks>>32))
	b = s.order.AppendUint32(b, uint32(ticks))
	b = s.order.AppendUint32(b, uint32(len(p.data)))
	b = s.order.AppendUint32(b, uint32(p.length))
	b = padded(append(b, p.data...))
	s.block(6, s.options(b, options))
}

// simple is a Simple Packet Block (section 4.4), which has no time.
func (s *section) simple(p packet) {
	b := s.order.AppendUint32(nil, uint32(p.length))
	s.block(3, padded(append(b, p.data...)))
}

// names is a Name Resolution Block (section 4.5) with one IPv4 record an entry.
func (s *section) names(addresses [][4]byte, names []string) {
	var b []byte
	for i, a := range addresses {
		b = s.order.AppendUint16(b, 1)
		b = s.order.AppendUint16(b, uint16(4+len(names[i])+1))
		b = append(b, a[:]...)
		b = padded(append(append(b, names[i]...), 0))
	}
	s.block(4, append(b, 0, 0, 0, 0))
}

// statistics is an Interface Statistics Block (section 4.6).
func (s *section) statistics(device uint32, at time.Time, received uint64) {
	ticks := uint64(at.UnixMicro())
	b := s.order.AppendUint32(nil, device)
	b = s.order.AppendUint32(b, uint32(ticks>>32))
	b = s.order.AppendUint32(b, uint32(ticks))
	count := option{4, s.order.AppendUint64(nil, received)}
	dropped := option{5, s.order.AppendUint64(nil, 0)}
	s.block(5, s.options(b, []option{count, dropped}))
}

// tenNG has what Wireshark writes: two interfaces, comments, names, statistics.
func tenNG(ten []packet) []byte {
	s := section{order: binary.LittleEndian}
	s.header(text(1, "Ten packets: a ping, a lookup, a page"), text(3, "Linux"), text(4, "netlab gen"))
	s.device(ethernet, 262144, text(2, "eth0"), option{9, []byte{6}}, text(12, "Linux"))
	s.device(ethernet, 262144, text(2, "eth1"), text(3, "what is not TCP"), option{9, []byte{9}})
	s.names([][4]byte{{198, 51, 100, 20}, {192, 168, 1, 1}}, []string{"www.example.org", "router.home.arpa"})
	for i, p := range ten {
		switch {
		case i == 8:
			s.packet(0, time.Microsecond, p, text(1, "The request: it also ends the handshake."))
		case i < 6:
			s.packet(1, time.Nanosecond, p)
		default:
			s.packet(0, time.Microsecond, p)
		}
	}
	s.statistics(0, ten[len(ten)-1].at, 4)
	return s.out
}

// tenBigNG is written as a big-endian machine would; its clock ticks 1024 times a second.
func tenBigNG(ten []packet) []byte {
	s := section{order: binary.BigEndian}
	s.header()
	s.device(ethernet, 0, option{9, []byte{0x80 | 10}})
	for _, p := range ten {
		// Whole and broken seconds apart: the nanoseconds of 2026 times 1024 pass 64 bits.
		ticks := uint64(p.at.Unix())<<10 + uint64(p.at.Nanosecond())<<10/1e9
		p.at = time.Unix(0, int64(ticks))
		s.packet(0, 1, p)
	}
	return s.out
}

// simpleNG holds simple packets after an interface that keeps 96 bytes of each.
func simpleNG(ten []packet) []byte {
	s := section{order: binary.LittleEndian}
	s.header()
	s.device(ethernet, 96)
	for _, p := range snapped(ten, 96) {
		s.simple(p)
	}
	return s.out
}

// sectionsNG has Ethernet in a little-endian section, then raw IP in a big-endian one.
func sectionsNG(ten []packet) []byte {
	first := section{order: binary.LittleEndian}
	first.header()
	first.device(ethernet, 0)
	for _, p := range ten[:6] {
		first.packet(0, time.Microsecond, p)
	}
	second := section{order: binary.BigEndian, out: first.out}
	second.header()
	second.device(rawIP, 0)
	for _, p := range each(ten[6:], onlyIP) {
		second.packet(0, time.Microsecond, p)
	}
	return second.out
}
