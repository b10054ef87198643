package capfile

import (
	"encoding/binary"
	"testing"
)

// snoopFile is a capture with one Ethernet packet of four bytes, captured in full, padded to six.
func snoopFile() []byte {
	be := binary.BigEndian
	b := be.AppendUint32(be.AppendUint32([]byte("snoop\x00\x00\x00"), 2), 4)
	for _, v := range []uint32{60, 4, 30, 0, 1_700_000_000, 250_000} {
		b = be.AppendUint32(b, v)
	}
	return append(b, 1, 2, 3, 4, 0, 0)
}

func TestSnoop(t *testing.T) {
	file := snoopFile()
	var s Scanner
	recs := make([]Record, 2)
	n, consumed, err := s.Scan(file, 0, true, recs)
	if n != 1 || consumed != len(file) || err != nil {
		t.Fatalf("%d records, %d of %d bytes, %v", n, consumed, len(file), err)
	}
	r := recs[0]
	if r.Time != 1_700_000_000_250_000_000 || r.Len != 60 || r.CapLen != 4 || file[r.Offset] != 1 || s.Interfaces[0].Link != 1 {
		t.Errorf("record %+v of link type %d", r, s.Interfaces[0].Link)
	}
}

func TestSnoopErrors(t *testing.T) {
	whole := snoopFile()
	for size := 5; size < len(whole); size++ {
		var s Scanner
		n, _, err := s.Scan(whole[:size], 0, true, make([]Record, 2))
		bad, ok := err.(*Error)
		if atRecord := size == snoopHeader; n != 0 || !atRecord && (!ok || !bad.Cut) {
			t.Errorf("%d bytes: %d records, %v", size, n, err)
		}
	}
	for at, value := range map[int]byte{11: 3, 24: 0xff, 27: 1} { // version, record length
		b := snoopFile()
		b[at] = value
		var s Scanner
		if n, _, err := s.Scan(b, 0, true, make([]Record, 2)); n != 0 || err == nil {
			t.Errorf("byte %d as %d: %d records, %v", at, value, n, err)
		}
	}
}
