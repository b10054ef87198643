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

// below99 are the protocols of which less than 99 % of the cells that are not empty agree, and the share that does. Data is of protocols
// that are not dissected; what differs of BER is in TCAP over SCTP.
var below99 = map[string]float64{"ber": 88.2, "data": 94.9}

// The kept matrix agrees with tshark on 99.9 % of all cells that are not empty, and on 99.95 % of those that are not the columns of a
// packet list, the names of layers or data; on 99 % of those of each protocol but for two; and on 99 % of every field's but for
// written reasons. It tells how many agree in each protocol.
func TestKeptMatrix(t *testing.T) {
	known, err := oracle.ReadKnown("../../known_differences.txt")
	if err != nil {
		t.Fatal(err)
	}
	var all, inner oracle.Score
	fields, protocols := 0, map[string]oracle.Score{}
	for field, s := range keptMatrix(t) {
		fields++
		all.Add(s)
		if !strings.HasPrefix(field, "_ws.col") && field != "frame.protocols" && !strings.HasPrefix(field, "data") {
			inner.Add(s)
		}
		protocol, _, _ := strings.Cut(field, ".")
		p := protocols[protocol]
		p.Add(s)
		protocols[protocol] = p
		if 100*s.Wrong > s.Cells && !known.Match("captures made by others", "any/capture", field) {
			t.Errorf("%s: %d of %d cells differ, and known_differences.txt does not say why", field, s.Wrong, s.Cells)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(protocols)) {
		least, ok := below99[name]
		if !ok {
			least = 99
		}
		if agree := percent(protocols[name].Wrong, protocols[name].Filled); agree < least {
			t.Errorf("%s: %.3f %% of the cells that are not empty agree, want %.1f", name, agree, least)
		}
		t.Logf("%-12s %7.3f %% of the cells that are not empty agree", name, percent(protocols[name].Wrong, protocols[name].Filled))
	}
	t.Logf("%-12s %7.3f %% of the cells that are not empty agree, %.3f %% of all", "all", percent(all.Wrong, all.Filled), percent(all.Wrong, all.Cells))
	if fields < 250 {
		t.Errorf("%d fields, want 250 or more", fields)
	}
	if 2000*inner.Wrong > inner.Filled || 1000*all.Wrong > all.Filled {
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
