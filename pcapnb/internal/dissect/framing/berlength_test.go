package framing

import "testing"

// TestBERLength reads lengths, also where they are cut off.
func TestBERLength(t *testing.T) {
	for _, c := range []struct {
		b    string
		want int
	}{{"", 0}, {"\x30", 0}, {"\x00\x00\x00", 0}, {"\x00\x00\x00\x05", 9}, {"\x30\x05", 7}, {"\x30\x82\x01\x00", 260}, {"\x30\x82", 4}, {"\x30\x85", 0}} {
		if got := BERLength([]byte(c.b)); got != c.want {
			t.Errorf("%x: %d, want %d", c.b, got, c.want)
		}
	}
}
