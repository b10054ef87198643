// Command generate writes the list of vendors, list.bin, from the IEEE's files in a folder, as Debian's package ieee-data
// has them. The IEEE asserts no copyright in them.
package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: generate /usr/share/ieee-data")
		os.Exit(2)
	}
	data, err := build(os.Args[1])
	if err == nil {
		err = os.WriteFile("list.bin", data, 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

// build makes the list of the files in dir; its layout is said beside the reader.
func build(dir string) ([]byte, error) {
	updated, err := os.ReadFile(filepath.Join(dir, ".lastupdate"))
	if err != nil {
		return nil, err
	}
	seconds, err := strconv.ParseInt(strings.TrimSpace(string(updated)), 10, 64)
	if err != nil {
		return nil, fmt.Errorf(".lastupdate: %w", err)
	}
	out := time.Unix(seconds, 0).UTC().AppendFormat(nil, "2006-01-02\n")
	var names []byte
	places := make(map[string]int)
	for _, width := range []struct {
		bytes, digits int
		files         []string
	}{
		{3, 6, []string{"oui.csv"}},
		{4, 7, []string{"mam.csv"}},
		{5, 9, []string{"oui36.csv", "iab.csv"}},
	} {
		blocks, err := readBlocks(dir, width.files, width.digits)
		if err != nil {
			return nil, err
		}
		out = number(out, len(blocks), 3)
		for _, b := range blocks {
			if _, known := places[b.vendor]; !known {
				places[b.vendor] = len(names)
				names = append(append(names, byte(len(b.vendor))), b.vendor...)
			}
			out = number(number(out, b.bits, width.bytes), places[b.vendor], 3)
		}
	}
	if len(names) >= 1<<24 {
		return nil, errors.New("the names do not fit")
	}
	return append(out, names...), nil
}

type block struct {
	bits   int
	vendor string
}

// readBlocks returns the blocks in order, one of each: where the IEEE lists one twice the first counts.
func readBlocks(dir string, files []string, digits int) ([]block, error) {
	var blocks []block
	for _, name := range files {
		rows, err := readCSV(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		for _, row := range rows[1:] {
			bits, err := strconv.ParseUint(row[1], 16, 40)
			if err != nil || len(row[1]) != digits {
				return nil, fmt.Errorf("%s: block %q, want %d hexadecimal digits", name, row[1], digits)
			}
			vendor := strings.ToValidUTF8(strings.Join(strings.Fields(row[2]), " "), "?")
			blocks = append(blocks, block{int(bits), vendor[:min(len(vendor), 255)]})
		}
	}
	slices.SortStableFunc(blocks, func(a, b block) int { return a.bits - b.bits })
	return slices.CompactFunc(blocks, func(a, b block) bool { return a.bits == b.bits }), nil
}

func readCSV(path string) ([][]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = 4
	rows, err := r.ReadAll()
	if err == nil && (len(rows) == 0 || rows[0][1] != "Assignment" || rows[0][2] != "Organization Name") {
		err = errors.New("not a list of the IEEE")
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return rows, nil
}

// number appends n in some big-endian bytes.
func number(b []byte, n, bytes int) []byte {
	for i := bytes - 1; i >= 0; i-- {
		b = append(b, byte(n>>(8*i)))
	}
	return b
}
