// Package parallel spreads work over all processors.
package parallel

import (
	"runtime"
	"sync"
	"sync/atomic"

	"netlab/pcapnb/internal/fault"
)

const (
	// Grain divides the length of every run of rows but the last: readers work on so many rows at a time.
	Grain = 1024

	from = 1 << 16 // fewer rows are one run: goroutines would cost more than they save
)

// Each calls f with 0 to n-1, on all processors at once, and returns after the last call. Where a mapped capture file turns out to
// be cut, Each panics, in the goroutine of its caller.
func Each(n int, f func(i int)) {
	var next, gone atomic.Int64
	var wg sync.WaitGroup
	work := func() {
		if fault.In(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				f(i)
			}
		}) {
			gone.Add(1)
		}
	}
	for range min(n, runtime.GOMAXPROCS(0)) - 1 {
		wg.Go(work)
	}
	work()
	wg.Wait()
	if gone.Load() > 0 {
		fault.Panic()
	}
}

// Cores returns into how many runs n rows are best cut: 1 for few, otherwise one a processor. It is for results that do
// not depend on the cut.
func Cores(n int) int {
	if n < from {
		return 1
	}
	return runtime.GOMAXPROCS(0)
}

// Rows cuts n rows into so many runs and calls f with the number of each run, its first row and the one after its last;
// the runs are worked on at once. A run may be empty.
func Rows(n, runs int, f func(run, lo, hi int)) {
	Each(runs, func(run int) { f(run, bound(n, runs, run), bound(n, runs, run+1)) })
}

// InTurn is Rows with one run after the other: for code of somebody else's, which may not expect to run at once.
func InTurn(n, runs int, f func(run, lo, hi int)) {
	for run := range runs {
		f(run, bound(n, runs, run), bound(n, runs, run+1))
	}
}

// bound returns the first row of a run.
func bound(n, runs, run int) int {
	if run == runs {
		return n
	}
	return n * run / runs / Grain * Grain
}
