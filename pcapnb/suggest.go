package pcapnb

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// suggest returns the names that come nearest to a misspelt one, for an error message.
func suggest(name string, names []string) string {
	if len(names) == 0 {
		return "there are none"
	}
	near := slices.Clone(names)
	slices.SortStableFunc(near, func(a, b string) int { return cmp.Compare(distance(name, a), distance(name, b)) })
	near = near[:min(3, len(near))]
	for i, n := range near {
		near[i] = fmt.Sprintf("%q", n)
	}
	return "did you mean " + strings.Join(near, ", ") + "?"
}

// distance returns how many letters must change to turn a into b, upper and lower case being the same.
func distance(a, b string) int {
	x, y := []rune(strings.ToLower(a)), []rune(strings.ToLower(b))
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j, s := range y {
			change := diagonal
			if r != s {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(y)]
}
