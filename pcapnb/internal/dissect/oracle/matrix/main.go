// Matrix compares this package's fields with tshark's over captures and prints
// where they differ, and how many cells agree: of those that are not empty
// first, of each protocol and of all, then of all cells.
//
//	go run ./oracle/matrix [-f fields] [-x examples] [-csv file] capture...
//
// The matrix that is kept, matrix.csv, has a line for each field over all captures, and one for each field and capture in
// which either of the two has a value; in the captures that are not named a field is absent for both.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"hash/fnv"
	"log"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"

	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/dissect/oracle"
)

func main() {
	log.SetFlags(0)
	pattern := flag.String("f", "", "only fields whose name matches this regular expression")
	examples := flag.Int("x", 3, "differences to show for a field and capture")
	csvFile := flag.String("csv", "", "file for the matrix")
	cache := flag.String("cache", "", "folder that keeps tshark's answers")
	keyLog := flag.String("keylog", "", "file with secrets of TLS")
	flag.Parse()
	re := regexp.MustCompile(*pattern)
	all := oracle.Fields()
	total := map[dissect.ID]oracle.Score{}
	var matrix strings.Builder
	fmt.Fprintf(&matrix, "# go run ./oracle/matrix -csv matrix.csv, with %d captures\nfield,capture,cells,filled,differ\n", flag.NArg())
	for _, path := range flag.Args() {
		compare(path, *keyLog, all, re, *examples, *cache, total, &matrix)
	}
	if *csvFile != "" {
		for _, id := range all {
			if t := total[id]; t.Cells > 0 {
				fmt.Fprintf(&matrix, "%s,(all),%d,%d,%d\n", id, t.Cells, t.Filled, t.Wrong)
			}
		}
		if err := os.WriteFile(*csvFile, []byte(matrix.String()), 0o644); err != nil {
			log.Fatal(err)
		}
	}
	summary(total)
}

func compare(path, keyLog string, ids []dissect.ID, re *regexp.Regexp, examples int, cache string, total map[dissect.ID]oracle.Score, matrix *strings.Builder) {
	frames, err := oracle.Frames(path)
	if err != nil {
		fmt.Printf("%s: %v\n", path, err)
	}
	theirs, err := theirRows(path, keyLog, ids, cache)
	if err != nil {
		fmt.Printf("%s: %v\n", path, err)
		return
	}
	if len(theirs) != len(frames) && !(len(frames) == 0 && len(theirs) == 1) {
		fmt.Printf("%s: %d frames, tshark has %d\n", path, len(frames), len(theirs))
	}
	if len(frames) == 0 {
		return
	}
	rules := []string{oracle.SecretsOf(path)}
	if keyLog != "" {
		rules = append(rules, oracle.KeyLog(keyLog))
	}
	shown := map[dissect.ID]int{}
	scores := oracle.Compare(ids, oracle.Ours(frames, ids, rules...), theirs, func(d oracle.Diff) {
		if !re.MatchString(d.Field.String()) {
			return
		}
		if shown[d.Field]++; shown[d.Field] <= examples {
			fmt.Printf("%s %d %s\n  ours   %.300q\n  theirs %.300q\n", filepath.Base(path), d.Frame, d.Field, d.Ours, d.Theirs)
		}
	})
	for i, id := range ids {
		if re.MatchString(id.String()) {
			if scores[i].Filled+scores[i].Wrong > 0 {
				fmt.Fprintf(matrix, "%s,%s/%s,%d,%d,%d\n", id, filepath.Base(filepath.Dir(path)), filepath.Base(path), scores[i].Cells, scores[i].Filled, scores[i].Wrong)
			}
			t := total[id]
			t.Add(scores[i])
			total[id] = t
		}
	}
}

func theirRows(path, keyLog string, ids []dissect.ID, cache string) ([][]string, error) {
	var options []string
	if keyLog != "" {
		options = []string{"-o", oracle.KeyLog(keyLog)}
	}
	if cache == "" {
		return oracle.Theirs(path, ids, options...)
	}
	h := fnv.New64a()
	fmt.Fprintln(h, strings.Join(options, " "))
	for _, id := range ids {
		fmt.Fprintln(h, id)
	}
	file := filepath.Join(cache, fmt.Sprintf("%s-%s.%x", filepath.Base(filepath.Dir(path)), filepath.Base(path), h.Sum64()))
	if b, err := os.ReadFile(file); err == nil {
		return oracle.Packets(split(b), ids), nil
	}
	rows, err := oracle.Theirs(path, ids, options...)
	if err == nil {
		os.WriteFile(file, join(rows), 0o644)
	}
	return rows, err
}

func split(b []byte) [][]string {
	var rows [][]string
	for _, line := range bytes.Split(bytes.TrimSuffix(b, []byte("\n")), []byte("\n")) {
		var row []string
		for _, c := range bytes.Split(line, []byte("\t")) {
			row = append(row, string(c))
		}
		rows = append(rows, row)
	}
	return rows
}

func join(rows [][]string) []byte {
	var b bytes.Buffer
	for _, row := range rows {
		for i, c := range row {
			if i > 0 {
				b.WriteByte('\t')
			}
			b.WriteString(c)
		}
		b.WriteByte('\n')
	}
	return b.Bytes()
}

func summary(total map[dissect.ID]oracle.Score) {
	var ids []dissect.ID
	var sum oracle.Score
	protocols := map[string]oracle.Score{}
	used := 0
	for id, t := range total {
		sum.Add(t)
		p := protocols[id.Def().Protocol()]
		p.Add(t)
		protocols[id.Def().Protocol()] = p
		if t.Filled > 0 {
			used++
		}
		if t.Wrong > 0 {
			ids = append(ids, id)
		}
	}
	sort.Slice(ids, func(i, j int) bool {
		a, b := total[ids[i]], total[ids[j]]
		if a.Wrong != b.Wrong {
			return a.Wrong > b.Wrong
		}
		return ids[i] < ids[j]
	})
	for _, id := range ids {
		line(id.String(), total[id])
	}
	fmt.Println()
	for _, name := range slices.Sorted(maps.Keys(protocols)) {
		line(name, protocols[name])
	}
	line("all", sum)
	fmt.Printf("%d fields, %d of them seen\n", len(total), used)
}

func line(name string, s oracle.Score) {
	fmt.Printf("%-50s %8.3f %% of %8d cells that are not empty agree, %d differ; %.3f %% of all\n", name,
		percent(s.Wrong, s.Filled), s.Filled, s.Wrong, percent(s.Wrong, s.Cells))
}

func percent(wrong, of int) float64 { return 100 * (1 - float64(wrong)/float64(max(of, 1))) }
