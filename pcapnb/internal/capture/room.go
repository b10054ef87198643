package capture

import "netlab/pcapnb/internal/parallel"

// partRows is how many rows are added where the guess was too low. Their columns are just large enough to be given back.
const partRows = 1 << 16

// A room is columns for rows that nobody has counted yet. It grows by further parts and moves no row while others write
// to the columns that there are; at the end the parts become one. One goroutine at a time may use it.
type room struct {
	parts []part
}

type part struct {
	*Columns
	used, rows int
}

// add makes room for so many more rows.
func (r *room) add(rows int) {
	c := newColumns(rows)
	r.parts = append(r.parts, part{&c, 0, rows})
}

// next returns the columns that the next rows go to, the first of these rows and how many there may be: most at most.
func (r *room) next(most int) (cols *Columns, row, rows int) {
	last := r.parts[len(r.parts)-1]
	if last.used == last.rows {
		r.add(partRows)
		last = r.parts[len(r.parts)-1]
	}
	return last.Columns, last.used, min(most, last.rows-last.used)
}

// take makes the next n rows somebody's.
func (r *room) take(n int) { r.parts[len(r.parts)-1].used += n }

// columns returns all rows in order, in columns of their own. Parts that were copied are given back at once: all of
// them and their copies never are there together.
func (r *room) columns() Columns {
	if len(r.parts) == 1 {
		return *r.parts[0].Columns
	}
	starts := make([]int, len(r.parts)+1)
	for i, p := range r.parts {
		starts[i+1] = starts[i] + p.used
	}
	all := newColumns(starts[len(r.parts)])
	parallel.Each(len(r.parts), func(i int) {
		p := r.parts[i]
		all.put(starts[i], p.Columns, p.used)
		p.free()
	})
	return all
}
