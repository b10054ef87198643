package capture

import (
	"math"
	"sync"

	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/parallel"
)

// timeBounds are the earliest and the latest time of each parallel.Grain rows, found on first use. Where a row of them has
// no time, low is above high.
type timeBounds struct {
	once      sync.Once
	low, high []int64
}

// TimeBounds returns times between which those of the rows from lo to hi are, and whether they are their earliest and
// latest; false where a row among them, or close to them, has no time.
func (c *Capture) TimeBounds(lo, hi int) (low, high int64, exact, ok bool) {
	b := &c.bounds
	b.once.Do(func() {
		n := (c.N + parallel.Grain - 1) / parallel.Grain
		b.low, b.high = make([]int64, n), make([]int64, n)
		parallel.Each(n, func(i int) {
			from, to := i*parallel.Grain, min((i+1)*parallel.Grain, c.N)
			b.low[i], b.high[i] = boundsOf(c.Time[from:to], c.Has[from:to])
		})
	})
	low, high = math.MaxInt64, math.MinInt64
	for i := lo / parallel.Grain; i*parallel.Grain < hi; i++ {
		if b.low[i] > b.high[i] {
			return 0, 0, false, false
		}
		low, high = min(low, b.low[i]), max(high, b.high[i])
	}
	exact = lo%parallel.Grain == 0 && (hi%parallel.Grain == 0 || hi == c.N)
	return low, high, exact, low <= high
}

func boundsOf(times []int64, has []uint32) (low, high int64) {
	low, high = math.MaxInt64, math.MinInt64
	all := ^uint32(0)
	for i, t := range times {
		low, high = min(low, t), max(high, t)
		all &= has[i]
	}
	if all&dissect.HasTime == 0 {
		return math.MaxInt64, math.MinInt64
	}
	return low, high
}
