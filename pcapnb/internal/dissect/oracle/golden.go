package oracle

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"strings"

	"netlab/pcapnb/internal/dissect"
)

// longCell is the length from which a golden keeps a cell's hash in its place.
const longCell = 80

// Shorten returns what a golden keeps of a cell.
func Shorten(cell string) string {
	if len(cell) <= longCell {
		return cell
	}
	h := fnv.New64a()
	io.WriteString(h, cell)
	return fmt.Sprintf("%.24s…%d bytes, fnv64a %016x", cell, len(cell), h.Sum64())
}

// WriteGolden writes tshark's cells of a capture: the command, the fields that
// have a value somewhere, and one row a frame.
func WriteGolden(file, capture string, ids []dissect.ID, rows [][]string) error {
	var seen []int
	for c := range ids {
		for _, row := range rows {
			if c < len(row) && row[c] != "" {
				seen = append(seen, c)
				break
			}
		}
	}
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	z, _ := gzip.NewWriterLevel(f, gzip.BestCompression)
	w := bufio.NewWriter(z)
	fmt.Fprintf(w, "# tshark -n -r %s -T fields -E occurrence=a, and -e with each of the fields below (TZ=UTC, %s)\n", capture, Version())
	for i, c := range seen {
		if i > 0 {
			w.WriteByte('\t')
		}
		w.WriteString(ids[c].String())
	}
	w.WriteByte('\n')
	for _, row := range rows {
		for i, c := range seen {
			if i > 0 {
				w.WriteByte('\t')
			}
			if c < len(row) {
				w.WriteString(Shorten(row[c]))
			}
		}
		w.WriteByte('\n')
	}
	for _, err := range []error{w.Flush(), z.Close(), f.Close()} {
		if err != nil {
			return err
		}
	}
	return nil
}

// ReadGolden reads what WriteGolden wrote: rows of cells by field name.
func ReadGolden(file string) (fields []string, rows [][]string, err error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, nil, err
	}
	text, err := io.ReadAll(z)
	if err != nil {
		return nil, nil, err
	}
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	if len(lines) < 2 || !strings.HasPrefix(lines[0], "# tshark") {
		return nil, nil, fmt.Errorf("%s: no golden", file)
	}
	for _, line := range lines[2:] {
		rows = append(rows, strings.Split(line, "\t"))
	}
	return strings.Split(lines[1], "\t"), rows, nil
}
