package progress

import (
	"errors"
	"slices"
	"testing"
	"time"
)

// TestDuring looks at work that counts to three, waits to be looked at, and fails.
func TestDuring(t *testing.T) {
	var shown []string
	now := time.Unix(0, 0)
	line := New("reading", "read", "packets", func(text string, last bool) { shown = append(shown, text) }, func() time.Time {
		now = now.Add(time.Second)
		return now
	})
	count := 0
	tick := make(chan time.Time)
	cut := errors.New("cut short")
	err := during(line, tick, func() State { return State{Count: count} }, func() error {
		count = 3
		tick <- time.Time{}
		return cut
	})
	if err != cut {
		t.Errorf("the work ended with %v", err)
	}
	want := []string{"reading: 3 packets, 3 packets/s", "reading: 3 packets, 1.5 packets/s", "reading ended early: 3 packets in 3.0 s"}
	if !slices.Equal(shown, want) {
		t.Errorf("shown %q, want %q", shown, want)
	}
}
