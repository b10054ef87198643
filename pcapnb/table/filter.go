package table

import (
	"encoding/binary"
	"reflect"
	"slices"
	"unsafe"

	"netlab/pcapnb/internal/parallel"
)

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
	keeper := keeperOf([]T(rows))
	inRuns(len(rows), len(kept), tests.atOnce, func(run, lo, hi int) {
		test := tests.make()
		for ; lo < hi; lo += blockLen {
			k := keep[lo:min(lo+blockLen, hi)]
			keeper.Look(lo, lo+len(k))
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
	for {
		out, copied := keeper.Room(total), make([]bool, len(kept))
		if out != nil {
			parallel.Rows(len(rows), len(kept), func(run, lo, hi int) {
				copied[run] = keeper.Copy(out[starts[run]:starts[run]+kept[run]], lo, hi, keep[lo:hi])
			})
			if !slices.Contains(copied, false) {
				return out
			}
		}
		keeper = plainKeeper[T](rows)
	}
}

// keeperOf returns the Keeper of rows.
func keeperOf[T any](rows []T) Keeper[T] {
	const many = 1 << 15
	if kind, ok := rowKinds[reflect.TypeFor[T]()].all.(RowKind[T]); ok && kind.Keep != nil && len(rows) >= many {
		return kind.Keep(rows)
	}
	return plainKeeper(rows)
}

// plainKeeper is the Keeper of any rows.
func plainKeeper[T any](rows []T) Keeper[T] {
	return Keeper[T]{
		Look: func(int, int) {},
		Room: func(n int) []T { return make([]T, n) },
		Copy: func(out []T, lo, hi int, keep []bool) bool {
			copyKept(out, rows[lo:hi], keep)
			return true
		},
	}
}

func countTrue(keep []bool) int {
	n := 0
	if len(keep) >= 8 {
		bytes := unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(keep))), len(keep)) // each 0 or 1
		for ; len(bytes) >= 8; bytes = bytes[8:] {
			n += int(binary.LittleEndian.Uint64(bytes) * 0x0101010101010101 >> 56) // the sum of eight
		}
		keep = keep[len(keep)-len(bytes):]
	}
	for _, b := range keep {
		if b {
			n++
		}
	}
	return n
}

// copyKept copies the kept rows run by run: packets come in bursts that are alike.
func copyKept[T any](out, rows []T, keep []bool) {
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
