package zone

import (
	"testing"
	"time"
	_ "time/tzdata"
)

var noon = time.Date(2024, 7, 1, 12, 0, 0, 0, time.UTC)

func TestLoad(t *testing.T) {
	z, err := Load("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	if again, err := Load("Europe/Berlin"); err != nil || again != z {
		t.Errorf("loaded again: %p %v, want the same %p", again, err, z)
	}
	if z, err := Load("Nowhere/Town"); err == nil {
		t.Errorf("a zone that is not there: %v", z)
	}
}

// TestOf says in which zone a time shows: only one that Load returned is somebody's wish.
func TestOf(t *testing.T) {
	asked, err := Load("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	same, err := time.LoadLocation("Asia/Tokyo") // of the same name, and not asked for
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		in   *time.Location
		want *time.Location
	}{
		{time.UTC, time.UTC},
		{time.Local, time.UTC},
		{time.FixedZone("five", 5*3600), time.UTC},
		{same, time.UTC},
		{asked, asked},
	} {
		if got := Of(noon.In(c.in)); got != c.want {
			t.Errorf("a time in %v shows in %v, want %v", c.in, got, c.want)
		}
	}
	if got := Of(time.Time{}); got != time.UTC {
		t.Errorf("the zero time shows in %v", got)
	}
}

// TestText reads back what Text writes, and compares it with package time's own idea of the zone, in winter and in summer.
func TestText(t *testing.T) {
	const layout = "2006-01-02 15:04:05"
	for _, name := range []string{"America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Europe/Dublin"} {
		z, err := Load(name)
		if err != nil {
			t.Fatal(err)
		}
		for month := range 12 {
			at := noon.AddDate(0, month, 0).In(z)
			text := Text(at, layout)
			if want := at.Format(layout + " -07:00"); text != want {
				t.Errorf("%s: %q, want %q", name, text, want)
			}
			if back, err := time.Parse(layout+" -07:00", text); err != nil || !back.Equal(at) {
				t.Errorf("%s: %q reads as %v (%v), want %v", name, text, back, err, at)
			}
		}
	}
	for _, z := range []*time.Location{time.UTC, time.FixedZone("not asked for", -3*3600)} {
		if got, want := Text(noon.In(z), layout), noon.Format(layout); got != want {
			t.Errorf("in %v: %q, want %q: UTC says nothing of a zone", z, got, want)
		}
	}
}
