package capfile

import (
	"bytes"
	"fmt"
	"testing"
)

// TestPacketsWithoutTime writes packets of several link types, with and without a time, whole and cut, and reads them again.
func TestPacketsWithoutTime(t *testing.T) {
	type packet struct {
		link   uint32
		data   string
		length int
		time   int64
		noTime bool
	}
	var want []packet
	for i := range 64 {
		p := packet{[]uint32{1, 101, 101, 228}[i%4], "packet"[:1+i%6], 6, int64(i) * 1e9, i%3 > 0}
		if p.noTime {
			p.time = 0
		}
		want = append(want, p)
	}
	var file bytes.Buffer
	w := NewWriter(&file)
	for _, p := range want {
		w.Packet(Interface{Link: p.link, FCSLen: -1}, Packet{[]byte(p.data), p.length, p.time, p.noTime})
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	var s Scanner
	recs := make([]Record, 2*len(want))
	n, _, err := s.Scan(file.Bytes(), 0, true, recs)
	if err != nil {
		t.Fatal(err)
	}
	var got []packet
	for _, r := range recs[:n] {
		got = append(got, packet{s.Interfaces[r.Iface].Link, string(file.Bytes()[r.Offset:][:r.CapLen]), int(r.Len), r.Time, r.NoTime})
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%v\nwant %v", got, want)
	}
}

// TestManyPacketsWithoutTime writes more link types in turn than a reader takes interfaces.
func TestManyPacketsWithoutTime(t *testing.T) {
	const packets = 20_000
	var file bytes.Buffer
	w := NewWriter(&file)
	for i := range packets {
		w.Packet(Interface{Link: uint32(i % 2 * 101), FCSLen: -1}, Packet{Data: []byte("x"), Length: 1, NoTime: true})
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	var s Scanner
	n, _, err := s.Scan(file.Bytes(), 0, true, make([]Record, packets+1))
	if err != nil || n != packets {
		t.Errorf("%d packets, %v", n, err)
	}
}
