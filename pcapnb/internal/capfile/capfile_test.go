package capfile

import (
	"encoding/binary"
	"math/big"
	"testing"
)

// TestNanos compares every resolution, with offsets, with arithmetic that has no limits.
func TestNanos(t *testing.T) {
	ticks := []uint64{0, 1, 999, 1_000_000, 1_700_000_000, 1_700_000_000_123_456, 1_700_000_000_123_456_789, 1 << 52, 1<<63 - 1, 1<<64 - 1}
	for resolution := range 256 {
		units := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(resolution)), nil) // in a second
		if resolution >= 0x80 {
			units.Lsh(big.NewInt(1), uint(resolution-0x80))
		}
		for _, ts := range ticks {
			for _, offset := range []int64{0, 1, -1, 3600, -1_700_000_000, 1_700_000_000, 1<<62 - 1, -1 << 62} {
				c := newClock(uint8(resolution))
				c.offset = offset
				want := new(big.Int).Mul(new(big.Int).SetUint64(ts), big.NewInt(1e9))
				want.Div(want, units)
				fits := want.IsInt64()
				want.Add(want, new(big.Int).Mul(big.NewInt(offset), big.NewInt(1e9)))
				got, ok := c.nanos(ts)
				switch {
				case ok && (!want.IsInt64() || want.Int64() != got):
					t.Errorf("%d at resolution %#x, offset %d: %d ns, want %v", ts, resolution, offset, got, want)
				case !ok && fits && want.IsInt64() && want.Sign() >= 0 && !c.invalid && offset > -1<<60 && offset < 1<<60:
					t.Errorf("%d at resolution %#x, offset %d: no time, want %v", ts, resolution, offset, want)
				}
			}
		}
	}
}

// TestAIX reads a file of AIX's tcpdump: version 2.2, an interface type of RFC 1573, lengths changed round, nanoseconds.
func TestAIX(t *testing.T) {
	be := binary.BigEndian
	b := be.AppendUint32(nil, 0xa1b2c3d4)
	for _, n := range []uint32{2<<16 | 2, 0, 0, 96, 6, 1_000_000_000, 123_456_789, 100, 14} {
		b = be.AppendUint32(b, n)
	}
	b = append(b, make([]byte, 14)...)
	var s Scanner
	recs := make([]Record, 4)
	n, _, err := s.Scan(b, 0, true, recs)
	if err != nil || n != 1 {
		t.Fatalf("%d records, %v", n, err)
	}
	if r := recs[0]; r.Time != 1_000_000_000_123_456_789 || r.CapLen != 14 || r.Len != 100 || s.Interfaces[0].Link != 1 {
		t.Errorf("%+v on link type %d", r, s.Interfaces[0].Link)
	}
}
