package table

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestThousands writes random numbers with commas: without them they are what they were, and each comma has three digits after it.
func TestThousands(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for range 2000 {
		v := (rng.Float64() - 0.5) * float64(uint64(1)<<rng.IntN(50))
		digits := rng.IntN(4)
		c := NewColumn("v", "bytes", []float64{v + 0.25, 0.5})
		got := style{digits: digits, thousands: true}.formatter(c)(0)
		want := strconv.FormatFloat(v+0.25, 'f', digits, 64)
		if strings.Trim(want, "-0.") == "" {
			want = strings.TrimPrefix(want, "-")
		}
		if strings.ReplaceAll(got, ",", "") != want {
			t.Fatalf("%v is written %s, want %s with commas", v, got, want)
		}
		whole, _, _ := strings.Cut(strings.TrimPrefix(got, "-"), ".")
		for i, group := range strings.Split(whole, ",") {
			if len(group) != 3 && i > 0 || len(group) > 3 || len(group) == 0 {
				t.Fatalf("%v is written %s", v, got)
			}
		}
	}
}

// TestStyleKeepsValues shows a table in a style: its ports, its values and its files stay as they are.
func TestStyleKeepsValues(t *testing.T) {
	winter := time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC) // the night in which Berlin's clocks show half past two twice
	plain := NewTable(NewColumn("when", "", []time.Time{winter, winter.Add(time.Hour)}), NewColumn("port", "", []int{55194, 443}),
		NewColumn("size", "bytes", []int{1264773, 999}), NewColumn("rate", "bits/s", []float64{1234.5678, 0.001}))
	shown := plain.Digits(2).Thousands().InZone("Europe/Berlin")
	text := shown.String()
	for _, want := range []string{"2026-10-25 02:30:00 +02:00", "2026-10-25 02:30:00 +01:00", " 55194 ", "1,264,773", " 999 ", "1,234.57", "0.00"} {
		if !strings.Contains(text, want) || !strings.Contains(shown.HTML(), strings.TrimSpace(want)) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	var a, b strings.Builder
	if plain.WriteCSV(&a) != nil || shown.WriteCSV(&b) != nil || a.String() != b.String() {
		t.Errorf("the files differ: %s and %s", a.String(), b.String())
	}
	if head := shown.Head(1).String(); !strings.Contains(head, "1,264,773") {
		t.Errorf("Head forgets the style: %s", head)
	}
	func() {
		defer func() {
			if said := fmt.Sprint(recover()); !strings.Contains(said, "Nowhere/Land") {
				t.Errorf("an unknown zone says %s", said)
			}
		}()
		plain.InZone("Nowhere/Land")
	}()
}
