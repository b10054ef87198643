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
	fcs := int8(-1)
	if network&0x04000000 != 0 {
		fcs = int8(network>>28) * 2
	}
	s.Interfaces = []Interface{{Link: network & 0x03ffffff, SnapLen: p.u32(data[16:]), FCSLen: fcs}}
	s.Format, s.step = "pcap", stepPcap
	return size, nil
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
