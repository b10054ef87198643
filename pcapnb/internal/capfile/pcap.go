package capfile

import (
	"encoding/binary"
	"fmt"
)

// Magic numbers of classic pcap, as read in little-endian order.
const (
	magicMicro    = 0xa1b2c3d4
	magicNano     = 0xa1b23c4d
	magicModified = 0xa1b2cd34 // Alexey Kuznetzov's libpcap: 8 more bytes in each record header
	magicIxiaHW   = 0x1c0001ac // Ixia lcap: 4 more bytes after the file header, nanoseconds
	magicIxiaSW   = 0x1c0001ab
)

type pcapState struct {
	big     bool
	nano    bool
	header  int  // bytes of a record header
	swapped bool // caplen and len change places, as before version 2.3
	maybe   bool // version 2.3 files have them either way round
}

func (p *pcapState) u32(b []byte) uint32 {
	if p.big {
		return binary.BigEndian.Uint32(b)
	}
	return binary.LittleEndian.Uint32(b)
}

// magic recognises the file header's first four bytes and returns its length.
func (p *pcapState) magic(data []byte) (headerLen int, ok bool) {
	for _, big := range []bool{false, true} {
		p.big, p.header = big, 16
		switch p.u32(data) {
		case magicMicro:
			return 24, true
		case magicNano:
			p.nano = true
			return 24, true
		case magicModified:
			p.header = 24
			return 24, true
		case magicIxiaHW, magicIxiaSW:
			p.nano = true
			return 28, true
		}
	}
	return 0, false
}

func (s *Scanner) beginPcap(data []byte, base int64, eof bool) (int, error) {
	p := &s.pcap
	size, ok := p.magic(data)
	if !ok {
		return 0, &Error{Offset: base, Reason: notCapture(data[:min(len(data), 16)])}
	}
	if len(data) < size {
		if !eof {
			return 0, nil
		}
		return 0, &Error{Offset: base, Cut: true, Reason: fmt.Sprintf("the file header is cut: %d of %d bytes", len(data), size)}
	}
	major, minor := p.u32(data[4:])&0xffff, p.u32(data[4:])>>16
	if p.big {
		major, minor = minor, major
	}
	if major != 2 && !(major == 543 && minor == 0) { // 543.0 is old Nokia firewalls' 2.x
		return 0, &Error{Offset: base + 4, Reason: fmt.Sprintf("pcap version %d.%d is not known", major, minor)}
	}
	p.swapped = major == 543 || minor < 3
	p.maybe = minor == 3
	network := p.u32(data[20:])
	if major == 2 && minor == 2 {
		if link, ok := aixLink(network); ok {
			network, p.nano = link, true // AIX keeps nanoseconds where others keep microseconds
		}
	}
	if p.variant(data[size:], eof, uint32(s.Limits.Record)) {
		return 0, nil
	}
	fcs := int8(-1)
	if network&0x04000000 != 0 {
		fcs = int8(network>>28) * 2
	}
	s.Interfaces = []Interface{{Link: network & 0x03ffffff, SnapLen: p.u32(data[16:]), FCSLen: fcs}}
	s.Format, s.step = "pcap", stepPcap
	return size, nil
}

// aixLink is the link type for an interface type of RFC 1573, which AIX's tcpdump writes.
func aixLink(kind uint32) (link uint32, ok bool) {
	switch kind {
	case 6: // ethernetCsmacd
		return 1, true
	case 9: // iso88025TokenRing
		return 6, true
	case 15: // fddi
		return 10, true
	case 24: // softwareLoopback
		return 0, true
	}
	return 0, false
}

// variant finds longer record headers than the magic tells, as the tcpdumps of Nokia, Red Hat 6.1 and SuSE 6.3 wrote:
// where the first records make no sense, and do with another length. It asks for more data where that cannot be told yet.
func (p *pcapState) variant(data []byte, eof bool, limit uint32) (more bool) {
	good, more := p.walk(data, eof, func(caplen, _ uint32) bool { return caplen <= limit })
	if good || more {
		return more
	}
	others := []int{20, 24}
	if p.header == 24 {
		others = []int{28}
	}
	for _, header := range others {
		q := *p
		q.header = header
		good, more := q.walk(data, eof, func(caplen, length uint32) bool { return caplen <= length && length <= limit })
		if more {
			return true
		}
		if good {
			p.header = header
			return false
		}
	}
	return false
}

// walk looks at the first records: their lengths and times have to make sense. It wants more where data ends before.
func (p *pcapState) walk(data []byte, eof bool, sense func(caplen, length uint32) bool) (good, more bool) {
	unit := uint32(1e6)
	if p.nano {
		unit = 1e9
	}
	for at, n := 0, 0; n < 3; n++ {
		if len(data)-at < 16 {
			return true, !eof
		}
		b := data[at:]
		caplen, length := p.u32(b[8:]), p.u32(b[12:])
		if p.swapped || p.maybe && caplen > length {
			caplen, length = length, caplen
		}
		if p.u32(b[4:]) >= unit || !sense(caplen, length) {
			return false, false
		}
		if int64(caplen) > int64(len(b)-p.header) {
			return true, !eof
		}
		at += p.header + int(caplen)
	}
	return true, false
}

func stepPcap(s *Scanner, data []byte, base int64, eof bool, rec *Record) (int, bool, error) {
	p := &s.pcap
	if len(data) < p.header {
		return s.short(base, eof, "the record header is cut: %d of %d bytes", len(data), p.header)
	}
	sec, frac := p.u32(data), p.u32(data[4:])
	caplen, length := p.u32(data[8:]), p.u32(data[12:])
	if p.swapped || p.maybe && caplen > length {
		caplen, length = length, caplen
	}
	if caplen > uint32(s.Limits.Record) {
		return 0, false, s.fail(base, "the record says %d bytes, more than the limit of %d: the file is damaged here", caplen, s.Limits.Record)
	}
	if int(caplen) > len(data)-p.header {
		return s.short(base, eof, "the packet is cut: %d of %d bytes", len(data)-p.header, caplen)
	}
	if !p.nano {
		// A fraction above a second is kept and carried, as Wireshark does.
		rec.Time = int64(sec)*1e9 + int64(frac)*1e3
	} else {
		rec.Time = int64(sec)*1e9 + int64(frac)
	}
	rec.Offset = base + int64(p.header)
	rec.CapLen, rec.Len, rec.Iface, rec.NoTime = caplen, length, 0, false
	return p.header + int(caplen), true, nil
}
