package certificate

import (
	"fmt"
	"slices"
	"strings"
)

// Differences says in what the runs differ: what they were made of, not what
// they gave.
func (c *Certificate) Differences(now *Certificate) []string {
	var found []string
	differ := func(what, kept, now string) {
		if kept != now {
			found = append(found, fmt.Sprintf("%s: kept from %s, now %s", what, kept, now))
		}
	}
	found = append(found, differentCaptures(c.Captures, now.Captures)...)
	differ("Go", c.Go, now.Go)
	differ("GoNB", c.GoNB, now.GoNB)
	differ("tshark", orNone(c.TShark), orNone(now.TShark))
	differ("platform", c.Platform, now.Platform)
	differ("time zone", c.TimeZone, now.TimeZone)
	if c.Library != now.Library {
		found = append(found, fmt.Sprintf("library: kept from commit %s, now %s", Shorten(c.Commit), Shorten(now.Commit)))
	}
	return append(found, differentCells(c.Cells, now.Cells)...)
}

// orNone is a version, or says that there is none.
func orNone(version string) string {
	if version == "" {
		return "none"
	}
	return version
}

func differentCaptures(kept, now []CaptureFile) []string {
	var found []string
	for _, k := range kept {
		switch i := slices.IndexFunc(now, func(n CaptureFile) bool { return n.Path == k.Path }); {
		case i < 0:
			found = append(found, fmt.Sprintf("%s is not read any more", k.Path))
		case now[i].SHA256 != k.SHA256:
			found = append(found, fmt.Sprintf("%s: kept from %s, now %s", k.Path, k, now[i]))
		}
	}
	for _, n := range now {
		if !slices.ContainsFunc(kept, func(k CaptureFile) bool { return n.Path == k.Path }) {
			found = append(found, fmt.Sprintf("%s is read now, and was not", n.Path))
		}
	}
	return found
}

func differentCells(kept, now []string) []string {
	hashes := map[string]string{}
	for _, cell := range kept {
		id, hash, _ := strings.Cut(cell, " ")
		hashes[id] = hash
	}
	var found, order []string
	for _, cell := range now {
		id, hash, _ := strings.Cut(cell, " ")
		switch kept, ok := hashes[id]; {
		case !ok:
			found = append(found, fmt.Sprintf("cell %q is new since the kept run", id))
		case kept != hash:
			found = append(found, fmt.Sprintf("cell %q was edited after the kept run", id))
		}
		order = append(order, id)
		delete(hashes, id)
	}
	var before []string
	for _, cell := range kept {
		id, _, _ := strings.Cut(cell, " ")
		if _, gone := hashes[id]; gone {
			found = append(found, fmt.Sprintf("cell %q of the kept run is gone", id))
		}
		before = append(before, id)
	}
	if len(found) == 0 && !slices.Equal(before, order) {
		found = append(found, "the cells were run in another order")
	}
	return found
}

// Same says whether the runs were made of the same and gave the same.
func (c *Certificate) Same(now *Certificate) bool {
	return len(c.Differences(now)) == 0 && c.Outputs == now.Outputs
}

// SameMakings says whether the two runs must give the same bytes: the same
// captures and cells on the same programs.
func (c *Certificate) SameMakings(now *Certificate) bool {
	return c != nil && now != nil && len(c.Differences(now)) == 0
}

// Shorten cuts the hash of a commit to what a reader needs.
func Shorten(commit string) string {
	hash, changes, _ := strings.Cut(commit, " ")
	if hash == "" {
		return "(unknown)"
	}
	return strings.TrimSpace(hash[:min(len(hash), 12)] + " " + changes)
}
