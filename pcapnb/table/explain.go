package table

// Explain returns what Filter does with the rows, condition by condition. Of the rows left it counts those that match the
// condition, fail it, or lack its field, which fails it too.
func Explain[S ~[]T, T any](rows S, conds ...Cond[T]) *Table {
	var texts []string
	var kept, failed, lacking []int
	for _, asked := range conds {
		c := condOf(asked)
		left := Filter(rows, asked)
		lack := 0
		if c.has != nil {
			lack = len(rows) - len(Filter(rows, Cond[T](cond[T]{test: c.has}))) // one by one: has may call code of the user's
		}
		texts = append(texts, c.text)
		kept = append(kept, len(left))
		failed = append(failed, len(rows)-len(left)-lack)
		lacking = append(lacking, lack)
		rows = left
	}
	unit := rowNoun[T]() + "s"
	t := NewTable(NewColumn("condition", "", texts), NewColumn("match it", unit, kept),
		NewColumn("fail it", unit, failed), NewColumn("lack the field", unit, lacking))
	t.lead = 1
	return t
}
