package capfile

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// snoopMagic begins a capture of Solaris' snoop, RFC 1761.
var snoopMagic = []byte("snoop\x00\x00\x00")

const (
	snoopHeader = 16 // of the file: magic, version, datalink type
	snoopRecord = 24 // of a packet: lengths, record length, drops, seconds, microseconds
)

// snoopLinks are the LINKTYPE_ numbers of snoop's datalink types.
var snoopLinks = map[uint32]uint32{0: 1, 2: 6, 4: 1, 8: 10, 26: 226}

const unknownLink = 1<<32 - 1

func isSnoop(data []byte) bool {
	return bytes.HasPrefix(data, snoopMagic[:min(len(data), len(snoopMagic))])
}

func (s *Scanner) beginSnoop(data []byte, base int64, eof bool) (int, error) {
	if len(data) < snoopHeader {
		if !eof {
			return 0, nil
		}
		return 0, &Error{Offset: base, Cut: true, Reason: fmt.Sprintf("the file header is cut: %d of %d bytes", len(data), snoopHeader)}
	}
	if version := binary.BigEndian.Uint32(data[8:]); version != 2 {
		return 0, &Error{Offset: base + 8, Reason: fmt.Sprintf("snoop version %d is not known", version)}
	}
	link, known := snoopLinks[binary.BigEndian.Uint32(data[12:])]
	if !known {
		link = unknownLink
	}
	s.Interfaces = []Interface{{Link: link, FCSLen: -1}}
	s.Format, s.step = "snoop", stepSnoop
	return snoopHeader, nil
}

func stepSnoop(s *Scanner, data []byte, base int64, eof bool, rec *Record) (int, bool, error) {
	if len(data) < snoopRecord {
		return s.short(base, eof, "the record header is cut: %d of %d bytes", len(data), snoopRecord)
	}
	length, caplen, total := binary.BigEndian.Uint32(data), binary.BigEndian.Uint32(data[4:]), binary.BigEndian.Uint32(data[8:])
	if caplen > uint32(s.Limits.Record) {
		return 0, false, s.fail(base, "the record says %d bytes, more than the limit of %d: the file is damaged here", caplen, s.Limits.Record)
	}
	if int64(total) < int64(snoopRecord)+int64(caplen) || total > uint32(s.Limits.Block) {
		return 0, false, s.fail(base, "a record of %d bytes with a packet of %d: the file is damaged here", total, caplen)
	}
	if int64(total) > int64(len(data)) {
		return s.short(base, eof, "the packet is cut: %d of %d bytes", len(data)-snoopRecord, total-snoopRecord)
	}
	sec, micro := binary.BigEndian.Uint32(data[16:]), binary.BigEndian.Uint32(data[20:])
	rec.Time = int64(sec)*1e9 + int64(micro)*1e3
	rec.Offset = base + snoopRecord
	rec.CapLen, rec.Len, rec.Iface, rec.NoTime = caplen, length, 0, false
	return int(total), true, nil
}
