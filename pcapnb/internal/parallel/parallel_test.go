package parallel

import (
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
)

// TestEachCallsOnce counts the calls for each number.
func TestEachCallsOnce(t *testing.T) {
	for _, n := range []int{0, 1, 2, 3, 1000} {
		calls := make([]atomic.Int32, n)
		Each(n, func(i int) { calls[i].Add(1) })
		for i := range calls {
			if got := calls[i].Load(); got != 1 {
				t.Errorf("of %d: f(%d) was called %d times", n, i, got)
			}
		}
	}
}

// TestRowsCoverAll marks every row that a run has: each must be in one, runs in order, and begin at a multiple of Grain.
func TestRowsCoverAll(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		n := random.IntN(300_000)
		for _, runs := range []int{1, 2, Cores(n), 7} {
			for name, cut := range map[string]func(n, runs int, f func(run, lo, hi int)){"Rows": Rows, "InTurn": InTurn} {
				var mu sync.Mutex
				rows, ends := 0, make([][2]int, runs)
				cut(n, runs, func(run, lo, hi int) {
					mu.Lock()
					defer mu.Unlock()
					rows += hi - lo
					ends[run] = [2]int{lo, hi}
					if lo%Grain != 0 || hi < lo {
						t.Errorf("%s(%d, %d): run %d is %d to %d", name, n, runs, run, lo, hi)
					}
				})
				last := 0
				for _, e := range ends {
					if e[0] != last {
						t.Errorf("%s(%d, %d): a run begins at %d, the one before ends at %d", name, n, runs, e[0], last)
					}
					last = e[1]
				}
				if rows != n || last != n {
					t.Errorf("%s(%d, %d): %d rows, the last run ends at %d", name, n, runs, rows, last)
				}
			}
		}
	}
}
