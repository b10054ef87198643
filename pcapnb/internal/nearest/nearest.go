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

// Fields returns up to three of Wireshark's names that may be meant by one that is none: of its protocol those that come nearest, or
// have its last part in them, and of any protocol those that differ in a few letters.
func Fields(name string, names []string) []string {
	protocol, _, dotted := strings.Cut(name, ".")
	limit := max(1, min(3, len(name)/3))
	if !dotted {
		return Names(name, names, limit)
	}
	var own []string
	for _, known := range names {
		if rest, ok := strings.CutPrefix(strings.ToLower(known), strings.ToLower(protocol)); ok && strings.HasPrefix(rest, ".") {
			own = append(own, known)
		}
	}
	near := Names(name, own, limit)
	if last := strings.ToLower(name[strings.LastIndexByte(name, '.')+1:]); len(last) >= 3 {
		for _, known := range own {
			if strings.Contains(strings.ToLower(known[len(protocol):]), last) {
				near = append(near, known)
			}
		}
	}
	if len(near) == 0 {
		near = Names(name, own, longest(own))
	}
	near = append(near, Names(name, names, limit)...)
	if len(own) == 0 {
		near = append(near, kin(name, protocol, names)...)
	}
	var out []string
	for _, known := range near {
		if len(out) < most && !slices.Contains(out, known) {
			out = append(out, known)
		}
	}
	return out
}

// kin returns the fields with name's last part, of protocols whose names begin as protocol does, or it as theirs: wlan for wlan_radio.
func kin(name, protocol string, names []string) []string {
	var near []string
	last := strings.ToLower(name[strings.LastIndexByte(name, '.'):])
	for _, known := range names {
		other, _, _ := strings.Cut(known, ".")
		if len(other) >= 2 && (strings.HasPrefix(protocol, other) || strings.HasPrefix(other, protocol)) && strings.HasSuffix(strings.ToLower(known), last) {
			near = append(near, known)
		}
	}
	return near
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
