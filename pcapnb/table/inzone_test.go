package table

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

// zoneCase is what pandas makes of 150 rows, numbered from 1, 37 minutes apart with ten hours of silence before row 91.
type zoneCase struct {
	Zone  string
	First int64
	Every int64
	Sums  [][2]int64 // an interval's start, in seconds since 1970, and the sum
}

func (c zoneCase) rows() (rows []made) {
	for i := range int64(150) {
		at := c.First + i*37*60
		if i > 90 {
			at += 600 * 60
		}
		rows = append(rows, made{nanos: at * 1e9, length: int(i) + 1})
	}
	return rows
}

func zoneCases(t *testing.T) (cases []zoneCase) {
	data, err := os.ReadFile("testdata/pandas/zones.json")
	if err == nil {
		err = json.Unmarshal(data, &cases)
	}
	if err != nil || len(cases) < 20 {
		t.Fatalf("%d cases, %v", len(cases), err)
	}
	return cases
}

// Days have 23 and 25 hours, and one of a zone that left midnight out begins at one o'clock, as pandas' do.
func TestResampleInZonesAsPandas(t *testing.T) {
	for _, c := range zoneCases(t) {
		local := InZone(madeTime, c.Zone)
		rows := c.rows()
		for way, sums := range map[string]Series[time.Time]{
			"rows":   Resample(rows, local, time.Duration(c.Every)*time.Second).Sum(madeLength),
			"source": resample(sourceOf(rows), keyOf(local), time.Duration(c.Every)*time.Second).Sum(madeLength),
		} {
			var got [][2]int64
			for i := range sums.Len() {
				v, _ := sums.Value(i)
				got = append(got, [2]int64{sums.Key(i).Unix(), int64(v)})
				if name := sums.Key(i).Location().String(); name != c.Zone {
					t.Fatalf("a key is in %s", name)
				}
			}
			if fmt.Sprint(got) != fmt.Sprint(c.Sums) {
				t.Errorf("%s, %s every %d s:\n%v, pandas has\n%v", way, c.Zone, c.Every, got, c.Sums)
			}
		}
	}
}

// sourceOf are rows that are read in batches of seven.
func sourceOf(rows []made) *Source[made] {
	return &Source[made]{
		Each: func(_ string, start func() (*Part, func([]made))) []*Part {
			part, add := start()
			for lo := 0; lo < len(rows); lo += 7 {
				add(rows[lo:min(lo+7, len(rows))])
			}
			return []*Part{part}
		},
		Place: func(r made) Place { return Place{At: r.nanos} },
		Keep:  func(r made) made { return r },
		Load:  func() []made { return rows },
	}
}

// Every has the same days as Resample, but for empty ones.
func TestEveryInZonesAsPandas(t *testing.T) {
	for _, c := range zoneCases(t) {
		if c.Every != 86400 {
			continue
		}
		sums := GroupBy(c.rows(), Every(InZone(madeTime, c.Zone), 24*time.Hour)).Sum(madeLength)
		want := map[int64]float64{}
		for _, s := range c.Sums {
			if s[1] > 0 {
				want[s[0]] = float64(s[1])
			}
		}
		got := map[int64]float64{}
		for i := range sums.Len() {
			got[sums.Key(i).Unix()], _ = sums.Value(i)
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: %v, want %v", c.Zone, got, want)
		}
	}
}

// Values of a zone's key show by its clocks wherever they are; files have UTC.
func TestInZoneShows(t *testing.T) {
	rows := []made{{nanos: 1774746000e9, length: 2}, {nanos: 1774749600e9, length: 1234567}} // 2026-03-29 01:00 and 02:00 UTC
	local := InZone(madeTime, "Europe/Berlin")
	const clock, later = "2026-03-29 03:00:00 +02:00", "2026-03-29 04:00:00 +02:00"
	for what, text := range map[string]string{
		"column": Select(rows, local).String(), "series": Points(rows, local, madeLength).String(), "groups": GroupBy(rows, local).Sum(madeLength).String(),
		"counts": ValueCounts(rows, local).String(), "agg": GroupBy(rows, madeLength).Agg(MinOf(local)).String(), "unique": fmt.Sprint(Unique(rows, local)),
	} {
		if !strings.Contains(text, clock) || !strings.Contains(text, later) {
			t.Errorf("%s shows\n%s", what, text)
		}
	}
	var csv strings.Builder
	if err := Select(rows, local).WriteCSV(&csv); err != nil || !strings.Contains(csv.String(), "2026-03-29T01:00:00Z") {
		t.Errorf("%v, CSV\n%s", err, csv.String())
	}
	zoned := any(Points(rows, local, madeLength)).(interface{ AxisZone() *time.Location })
	if z := zoned.AxisZone(); z == nil || z.String() != "Europe/Berlin" {
		t.Errorf("a figure is in %v", z)
	}
}

func TestSeriesDigitsAndThousands(t *testing.T) {
	s := NewSeries("rate", "bits/s", "host", []string{"a", "b"}, []float64{1234567.891, 2})
	got := Thousands(Digits(s, 1)).String()
	if !strings.Contains(got, "1,234,567.9") || !strings.Contains(got, "2.0") || !strings.Contains(Digits(s, 1).SortDesc().Head(1).String(), "1234567.9") {
		t.Error(got)
	}
}
