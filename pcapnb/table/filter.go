package table

import "netlab/pcapnb/internal/parallel"

// Filter returns the rows that match all of conds, in their order; the rows given stay as they are.
func Filter[S ~[]T, T any](rows S, conds ...Cond[T]) S {
	if len(conds) == 0 {
		return rows
	}
	return keepRows(rows, condOf(And(conds...)).over(rows))
}

// FilterFunc returns the rows for which keep returns true, in their order.
func FilterFunc[S ~[]T, T any](rows S, keep func(row T) bool) S {
	out := S{}
	for _, row := range rows {
		if keep(row) {
			out = append(out, row)
		}
	}
	return out
}

// keepRows marks the rows to keep, counts them and copies them in a second pass, so that no more is allocated than is kept.
func keepRows[S ~[]T, T any](rows S, tests blockTests) S {
	keep := make([]bool, len(rows))
	kept := make([]int, parallel.Cores(len(rows)))
	inRuns(len(rows), len(kept), tests.atOnce, func(run, lo, hi int) {
		test := tests.make()
		for ; lo < hi; lo += blockLen {
			k := keep[lo:min(lo+blockLen, hi)]
			test(lo, k)
			kept[run] += countTrue(k)
		}
	})
	starts, total := make([]int, len(kept)), 0
	for run, n := range kept {
		starts[run] = total
		total += n
	}
	if total == 0 {
		return S{}
	}
	out := make(S, total)
	parallel.Rows(len(rows), len(kept), func(run, lo, hi int) {
		copyKept(out[starts[run]:starts[run]+kept[run]], rows[lo:hi], keep[lo:hi])
	})
	return out
}

func countTrue(keep []bool) int {
	n := 0
	for _, b := range keep {
		if b {
			n++
		}
	}
	return n
}

// copyKept copies the kept rows run by run: packets come in bursts that are alike.
func copyKept[S ~[]T, T any](out, rows S, keep []bool) {
	for i := 0; len(out) > 0; {
		for !keep[i] {
			i++
		}
		from := i
		for i < len(keep) && keep[i] {
			i++
		}
		out = out[copy(out, rows[from:i]):]
	}
}
