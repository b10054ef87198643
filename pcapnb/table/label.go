package table

// Label makes a key of another key and a map: the label that a row's value has. Rows whose value is not in the map have none.
// Label("name_dst", IPDst, names) groups by name what would be grouped by address.
func Label[T any, K, L comparable](name string, key Keyer[T, K], labels map[K]L) Key[T, L] {
	return LabelFunc(name, key, func(value K) (L, bool) {
		label, ok := labels[value]
		return label, ok
	})
}

// LabelFunc makes a key of another key and a function, which is asked once for each value, not for each row; it returns false for no label.
func LabelFunc[T any, K, L comparable](name string, of Keyer[T, K], label func(value K) (L, bool)) Key[T, L] {
	k := LabelDef(name, of, label).key()
	k.known = ownPlan(name)
	declare(name, k)
	return k
}

// labelCodes numbers the labels of values that are numbered already.
func labelCodes[K, L comparable](c Codes[K], label func(K) (L, bool)) Codes[L] {
	counts, _ := c.counts()
	recode := make([]uint32, c.Count)
	seen := map[L]uint32{}
	var labels []L
	for code, n := range counts {
		recode[code] = NoCode
		if n == 0 {
			continue
		}
		l, ok := label(c.Value(uint32(code)))
		if !ok || l != l {
			continue
		}
		if _, known := seen[l]; !known {
			seen[l] = uint32(len(labels))
			labels = append(labels, l)
		}
		recode[code] = seen[l]
	}
	rows := c.of()
	read := func(lo int, out []uint32) {
		buffer := new([blockLen]uint32)
		for i := 0; i < len(out); i += blockLen {
			for j, code := range rows.block(lo+i, lo+min(i+blockLen, len(out)), buffer) {
				out[i+j] = NoCode
				if int(code) < len(recode) {
					out[i+j] = recode[code]
				}
			}
		}
	}
	return Codes[L]{Read: read, Rows: rows.n, Count: len(labels), Value: func(code uint32) L { return labels[code] }}
}
