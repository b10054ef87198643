package main

import (
	"encoding/csv"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"netlab/pcapnb/internal/dissect/oracle"
)

// The kept matrix agrees with tshark on 98 % of the cells that are not empty, 99.8 % of all, and 99 % of every field's but for
// written reasons. It tells how many agree in each protocol.
func TestKeptMatrix(t *testing.T) {
	known, err := oracle.ReadKnown("../../known_differences.txt")
	if err != nil {
		t.Fatal(err)
	}
	var all oracle.Score
	fields, protocols := 0, map[string]oracle.Score{}
	for field, s := range keptMatrix(t) {
		fields++
		all.Add(s)
		protocol, _, _ := strings.Cut(field, ".")
		p := protocols[protocol]
		p.Add(s)
		protocols[protocol] = p
		if 100*s.Wrong > s.Cells && !known.Match("captures made by others", "any/capture", field) {
			t.Errorf("%s: %d of %d cells differ, and known_differences.txt does not say why", field, s.Wrong, s.Cells)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(protocols)) {
		t.Logf("%-12s %7.3f %% of the cells that are not empty agree", name, percent(protocols[name].Wrong, protocols[name].Filled))
	}
	t.Logf("%-12s %7.3f %% of the cells that are not empty agree, %.3f %% of all", "all", percent(all.Wrong, all.Filled), percent(all.Wrong, all.Cells))
	if fields < 250 {
		t.Errorf("%d fields, want 250 or more", fields)
	}
	if 100*all.Wrong > 2*all.Filled || 1000*all.Wrong > 2*all.Cells {
		t.Errorf("%d of %d cells differ, of them not empty %d", all.Wrong, all.Cells, all.Filled)
	}
}

// keptMatrix returns the scores over all captures.
func keptMatrix(t *testing.T) map[string]oracle.Score {
	f, err := os.Open("matrix.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	in := csv.NewReader(f)
	in.Comment = '#'
	lines, err := in.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	scores := make(map[string]oracle.Score)
	for _, line := range lines {
		if line[1] == "(all)" {
			scores[line[0]] = oracle.Score{Cells: number(t, line[2]), Filled: number(t, line[3]), Wrong: number(t, line[4])}
		}
	}
	return scores
}

func number(t *testing.T, text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
