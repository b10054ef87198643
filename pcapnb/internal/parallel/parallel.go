// Package parallel spreads work over all processors.
package parallel

import (
	"runtime"
	"sync"
	"sync/atomic"
)

const (
	// Grain divides the length of every run of rows but the last: readers work on so many rows at a time.
	Grain = 1024

	from = 1 << 16 // fewer rows are one run: goroutines would cost more than they save
)

// Each calls f with 0 to n-1, on all processors at once, and returns after the last call.
func Each(n int, f func(i int)) {
	workers := min(n, runtime.GOMAXPROCS(0))
	if workers <= 1 {
		for i := range n {
			f(i)
		}
		return
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	work := func() {
		for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
			f(i)
		}
	}
	for range workers - 1 {
		wg.Go(work)
	}
	work()
	wg.Wait()
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
