// Package nearest finds the names that a misspelt one may mean.
package nearest

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// most is how many names are suggested.
const most = 3

// Suggest returns the end of an error message about an unknown name: `did you mean "tcp.len"?`
func Suggest(name string, names []string) string {
	near := Names(name, names, max(len(name), longest(names)))
	if len(near) == 0 {
		return "there are none"
	}
	for i, n := range near {
		near[i] = strconv.Quote(n)
	}
	return "did you mean " + strings.Join(near, ", ") + "?"
}

// Names returns up to three of names, the nearest first, that are at most limit letters from name. Upper and lower case
// are the same; ties keep their order.
func Names(name string, names []string, limit int) []string {
	type candidate struct {
		name string
		far  int
	}
	var near []candidate
	asked := []rune(strings.ToLower(name))
	for _, known := range names {
		if far := distance(asked, []rune(strings.ToLower(known)), limit); far <= limit {
			near = append(near, candidate{known, far})
		}
	}
	slices.SortStableFunc(near, func(a, b candidate) int { return cmp.Compare(a.far, b.far) })
	var out []string
	for _, c := range near {
		if len(out) < most && !slices.Contains(out, c.name) {
			out = append(out, c.name)
		}
	}
	return out
}

func longest(names []string) int {
	n := 0
	for _, name := range names {
		n = max(n, len(name))
	}
	return n
}

// distance returns how many letters must be changed, added or left out to turn a into b (Levenshtein); where their
// lengths alone differ by more than limit it does not count.
func distance(a, b []rune, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, s := range b {
			change := diagonal
			if r != s {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
