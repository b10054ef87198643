package capfile

import (
	"encoding/binary"
	"fmt"
	"strings"
)

// Block types (draft-ietf-opsawg-pcapng section 11.1).
const (
	blockSection   = 0x0a0d0d0a
	blockInterface = 1
	blockPacket    = 2 // obsolete
	blockSimple    = 3
	blockNames     = 4
	blockEnhanced  = 6
	blockSecrets   = 10
)

const byteOrderMagic = 0x1a2b3c4d

type ngState struct {
	big     bool
	first   int // index in Interfaces of the section's interface 0
	section int
	begun   bool
	about   string // the comment on the section
}

func isSectionHeader(data []byte) bool { return binary.LittleEndian.Uint32(data) == blockSection }

func (n *ngState) u16(b []byte) uint16 {
	if n.big {
		return binary.BigEndian.Uint16(b)
	}
	return binary.LittleEndian.Uint16(b)
}

func (n *ngState) u32(b []byte) uint32 {
	if n.big {
		return binary.BigEndian.Uint32(b)
	}
	return binary.LittleEndian.Uint32(b)
}

func (n *ngState) u64(b []byte) uint64 {
	if n.big {
		return binary.BigEndian.Uint64(b)
	}
	return binary.LittleEndian.Uint64(b)
}

// stepNG reads one block.
func stepNG(s *Scanner, data []byte, base int64, eof bool, rec *Record) (int, bool, error) {
	if len(data) < 12 {
		return s.short(base, eof, "the block header is cut: %d of 12 bytes", len(data))
	}
	if isSectionHeader(data) { // the byte order of all else comes from here
		if err := s.beginSection(data, base); err != nil {
			return 0, false, err
		}
	}
	n := &s.ng
	kind, total := n.u32(data), int64(n.u32(data[4:]))
	if total < 12 || total%4 != 0 {
		return 0, false, s.fail(base, "a block of length %d: want a multiple of 4, at least 12", total)
	}
	if total > int64(s.Limits.Block) {
		return 0, false, s.fail(base, "a block of %d bytes, more than the limit of %d", total, s.Limits.Block)
	}
	if total > int64(len(data)) {
		return s.short(base, eof, "a block is cut: %d of %d bytes", len(data), total)
	}
	if again := int64(n.u32(data[total-4:])); again != total {
		return 0, false, s.fail(base, "a block begins with length %d and ends with %d", total, again)
	}
	got, err := s.block(kind, data[8:total-4], base+8, rec)
	return int(total), got, err
}

func (s *Scanner) beginSection(data []byte, base int64) error {
	n := &s.ng
	switch {
	case binary.LittleEndian.Uint32(data[8:]) == byteOrderMagic:
		n.big = false
	case binary.BigEndian.Uint32(data[8:]) == byteOrderMagic:
		n.big = true
	default:
		return s.fail(base, "a section header with the byte-order magic % x", data[8:12])
	}
	if n.begun {
		n.section++
	}
	n.begun, n.first = true, len(s.Interfaces)
	return nil
}

// block reads the body of one block; unknown kinds are skipped, as the format wants.
func (s *Scanner) block(kind uint32, body []byte, base int64, rec *Record) (got bool, err error) {
	switch kind {
	case blockSection:
		return false, s.section(body, base)
	case blockInterface:
		return false, s.addInterface(body, base)
	case blockEnhanced:
		return true, s.enhanced(body, base, rec)
	case blockPacket:
		return true, s.obsolete(body, base, rec)
	case blockSimple:
		return true, s.simple(body, base, rec)
	case blockNames:
		s.addNames(body)
	case blockSecrets:
		s.Secrets++
		s.addSecrets(body)
	}
	return false, nil
}

// mostKeyLog is how many bytes of secrets of TLS are kept.
const mostKeyLog = 16 << 20

// addSecrets keeps the secrets of TLS, draft-ietf-opsawg-pcapng section 4.7.
func (s *Scanner) addSecrets(body []byte) {
	const kindTLS = 0x544c534b
	if len(body) < 8 || s.ng.u32(body) != kindTLS {
		return
	}
	text := body[8:]
	text = text[:min(uint64(len(text)), uint64(s.ng.u32(body[4:])))]
	if len(s.KeyLog)+len(text) < mostKeyLog {
		s.KeyLog = append(append(s.KeyLog, text...), '\n')
	}
}

func (s *Scanner) section(body []byte, base int64) error {
	if len(body) < 16 {
		return s.fail(base, "a section header of %d bytes", len(body))
	}
	major, minor := s.ng.u16(body[4:]), s.ng.u16(body[6:])
	if major != 1 || minor != 0 && minor != 2 { // 1.2 is read as 1.0, as libpcap and Wireshark do
		return s.fail(base, "pcapng version %d.%d is not known", major, minor)
	}
	s.ng.about = ""
	s.ng.options(body[16:], func(code uint16, value []byte) {
		if code == 1 {
			s.ng.about = text(value)
		}
	})
	return nil
}

func (s *Scanner) addInterface(body []byte, base int64) error {
	if len(body) < 8 {
		return s.fail(base, "an interface description of %d bytes", len(body))
	}
	if len(s.Interfaces) >= s.Limits.Interfaces || len(s.Interfaces) >= 1<<16 {
		return s.fail(base, "more than %d interfaces, the limit", s.Limits.Interfaces)
	}
	n := &s.ng
	i := Interface{Link: uint32(n.u16(body)), SnapLen: n.u32(body[4:]), FCSLen: -1, About: n.about, Section: n.section, clock: newClock(6)}
	var offset int64
	n.options(body[8:], func(code uint16, value []byte) {
		switch {
		case code == 1:
			i.Comment = text(value)
		case code == 2:
			i.Name, i.Named = text(value), true
		case code == 3:
			i.Description = text(value)
		case code == 9 && len(value) == 1:
			i.clock = newClock(value[0])
		case code == 11 && len(value) > 1 && value[0] == 0:
			i.Filter = text(value[1:])
		case code == 12:
			i.OS = text(value)
		case code == 13 && len(value) == 1:
			i.FCSLen = int8(min(value[0], 16))
		case code == 14 && len(value) == 8:
			offset = int64(n.u64(value))
		}
	})
	i.clock.offset = offset
	s.Interfaces = append(s.Interfaces, i)
	return nil
}

// options calls f with each option; a malformed rest is left alone, since options never hold the packet itself.
func (n *ngState) options(b []byte, f func(code uint16, value []byte)) {
	for len(b) >= 4 {
		code, size := n.u16(b), int(n.u16(b[2:]))
		if code == 0 || size > len(b)-4 {
			return
		}
		f(code, b[4:4+size])
		b = b[min(4+(size+3)&^3, len(b)):]
	}
}

const longestText = 4096

// text owns its bytes and is bounded, whatever the file says.
func text(b []byte) string {
	for i, c := range b {
		if c == 0 {
			b = b[:i]
			break
		}
	}
	return string(b[:min(len(b), longestText)])
}

func (s *Scanner) enhanced(body []byte, base int64, rec *Record) error {
	if len(body) < 20 {
		return s.fail(base, "an enhanced packet block of %d bytes", len(body))
	}
	n := &s.ng
	ts := uint64(n.u32(body[4:]))<<32 | uint64(n.u32(body[8:]))
	rec.CapLen, rec.Len = n.u32(body[12:]), n.u32(body[16:])
	if err := s.packet(n.u32(body), ts, body[20:], base+20, rec); err != nil {
		return err
	}
	if padded := 20 + (int64(rec.CapLen)+3)&^3; padded < int64(len(body)) {
		s.comments(body[padded:])
	}
	return nil
}

// comments keeps the comments among a packet's options.
func (s *Scanner) comments(options []byte) {
	c, size := Comment{Packet: s.packets}, 0
	each := func(f func(line string)) {
		s.ng.options(options, func(code uint16, value []byte) {
			if code == 1 {
				f(text(value))
			}
		})
	}
	each(func(line string) { size += len(line) + 1 })
	if size == 0 {
		return
	}
	var all strings.Builder
	all.Grow(size)
	each(func(line string) {
		if c.Count++; all.Len() > 0 {
			all.WriteByte('\n')
		}
		all.WriteString(line)
	})
	c.Text = all.String()
	s.Comments = append(s.Comments, c)
}

func (s *Scanner) obsolete(body []byte, base int64, rec *Record) error {
	if len(body) < 20 {
		return s.fail(base, "a packet block of %d bytes", len(body))
	}
	n := &s.ng
	ts := uint64(n.u32(body[4:]))<<32 | uint64(n.u32(body[8:]))
	rec.CapLen, rec.Len = n.u32(body[12:]), n.u32(body[16:])
	return s.packet(uint32(n.u16(body)), ts, body[20:], base+20, rec)
}

func (s *Scanner) simple(body []byte, base int64, rec *Record) error {
	if len(body) < 4 {
		return s.fail(base, "a simple packet block of %d bytes", len(body))
	}
	n := &s.ng
	rec.Len = n.u32(body)
	rec.CapLen = rec.Len
	if n.first < len(s.Interfaces) {
		if snap := s.Interfaces[n.first].SnapLen; snap != 0 {
			rec.CapLen = min(rec.CapLen, snap)
		}
	}
	if err := s.packet(0, 0, body[4:], base+4, rec); err != nil {
		return err
	}
	rec.Time, rec.NoTime = 0, true
	return nil
}

// packet checks a packet's lengths and interface, and sets the rest of its record.
func (s *Scanner) packet(iface uint32, ts uint64, rest []byte, base int64, rec *Record) error {
	if int64(rec.CapLen) > int64(len(rest)) {
		return s.fail(base, "the packet says %d bytes and its block has %d", rec.CapLen, len(rest))
	}
	if rec.CapLen > uint32(s.Limits.Record) {
		return s.fail(base, "the packet has %d bytes, more than the limit of %d", rec.CapLen, s.Limits.Record)
	}
	n := &s.ng
	if int64(iface) >= int64(len(s.Interfaces)-n.first) {
		return s.fail(base, "the packet names interface %d and %s", iface, plural(len(s.Interfaces)-n.first))
	}
	rec.Iface = uint16(n.first + int(iface))
	rec.Offset = base
	t, ok := s.Interfaces[rec.Iface].clock.nanos(ts)
	rec.Time, rec.NoTime = t, !ok
	return nil
}

func plural(interfaces int) string {
	if interfaces == 1 {
		return "there is 1 interface"
	}
	return fmt.Sprintf("there are %d interfaces", interfaces)
}

const mostNames = 1 << 16

// addNames keeps a name resolution block's addresses and names.
func (s *Scanner) addNames(b []byte) {
	n := &s.ng
	for len(b) >= 4 {
		kind, size := n.u16(b), int(n.u16(b[2:]))
		if kind == 0 || size > len(b)-4 || len(s.Names) >= mostNames {
			return
		}
		value := b[4 : 4+size]
		addr := map[uint16]int{1: 4, 2: 16}[kind]
		if addr > 0 && size > addr {
			s.Names = append(s.Names, Name{string(value[:addr]), text(value[addr:])})
		}
		b = b[min(4+(size+3)&^3, len(b)):]
	}
}
