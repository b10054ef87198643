package table

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// A timed row is one of a column of times and one of numbers, which may be NaN.
type timed struct {
	of *timedColumns
	at int
}

type timedColumns struct {
	times []int64
	sizes []float64
}

// timedKey is the time of timed rows: what it knows of a block is exact, wider than need be, or nothing, by the time of its first row.
func timedKey() Key[timed, time.Time] {
	return KeyDef[timed, time.Time]{
		Name: "at",
		Of:   func(row timed) (time.Time, bool) { return time.Unix(0, row.of.times[row.at]).UTC(), true },
		Nanos: func(rows []timed, out []int64, ok []bool) bool {
			for i, row := range rows {
				out[i], ok[i] = row.of.times[row.at], true
			}
			return true
		},
		Bounds: func(rows []timed) (TimeRun, bool) {
			first := rows[0]
			for i, row := range rows {
				if row.at != first.at+i {
					return TimeRun{}, false
				}
			}
			kind := rows[0].of.times[first.at] & 3 // the same whoever asks
			times := first.of.times[first.at:][:len(rows)]
			run := TimeRun{Low: slices.Min(times), High: slices.Max(times), Exact: kind < 2, Times: times}
			if kind == 2 {
				run.Low, run.High = run.Low-int64(time.Second), run.High+int64(time.Minute)
			}
			return run, kind < 3
		},
	}.Key()
}

// TestTimeRuns groups by what a key knows of blocks of rows, and by a key that tells the time of each row only: before and after
// 1970, with ties, empty intervals, numbers that are NaN, no row and one.
func TestTimeRuns(t *testing.T) {
	dice := rand.New(rand.NewPCG(7, 8))
	size := NewMeasure("size", "bytes", func(row timed) float64 { return row.of.sizes[row.at] })
	for _, n := range []int{0, 1, 2, blockLen - 1, blockLen, blockLen + 1, 5*blockLen + 17, 40 * blockLen} {
		for _, begin := range []int64{0, -5e9, -1e18, 1e18} {
			for _, step := range []int64{0, 1e3, 1e6} {
				of := &timedColumns{times: make([]int64, n), sizes: make([]float64, n)}
				rows := make([]timed, n)
				at := begin
				for i := range rows {
					at += dice.Int64N(2*step+1) - step/4 // sometimes back, often the same again
					of.times[i], of.sizes[i], rows[i] = at, float64(dice.IntN(1500)), timed{of, i}
					if dice.IntN(50) == 0 {
						of.sizes[i] = math.NaN()
					}
				}
				sameIntervals(t, rows, timedKey(), size)
				for range 3 {
					if n > 1 {
						i, k := dice.IntN(n), dice.IntN(n)
						rows[i], rows[k] = rows[k], rows[i]
					}
				}
				sameIntervals(t, rows, timedKey(), size)
			}
		}
	}
}

func sameIntervals(t *testing.T, rows []timed, key Key[timed, time.Time], size Measure[timed]) {
	t.Helper()
	plain := NewKey("at", func(row timed) time.Time { return time.Unix(0, row.of.times[row.at]).UTC() })
	for _, every := range []time.Duration{time.Second, 7 * time.Millisecond} {
		got, want := Resample(rows, key, every), Resample(rows, plain, every)
		if got.Sum(size).String() != want.Sum(size).String() || got.Count().String() != want.Count().String() {
			t.Fatalf("%d rows each %v:\n%v\nrow by row\n%v", len(rows), every, got.Sum(size), want.Sum(size))
		}
		by, plainly := GroupBy(rows, Every(key, every)), GroupBy(rows, Every(plain, every))
		if by.Sum(size).String() != plainly.Sum(size).String() || by.Max(size).String() != plainly.Max(size).String() {
			t.Fatalf("%d rows by %v:\n%v\nrow by row\n%v", len(rows), every, by.Sum(size), plainly.Sum(size))
		}
	}
}
