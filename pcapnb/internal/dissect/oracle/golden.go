package oracle

import (
	"fmt"
	"hash/fnv"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"netlab/pcapnb/internal/dissect"
)

// longCell is the length from which a golden keeps a cell's hash in its place.
const longCell = 80

// Shorten returns what a golden keeps of a cell. Lists of protocols are kept whole: tests of other packages read them.
func Shorten(field, cell string) string {
	if len(cell) <= longCell || field == "frame.protocols" {
		return cell
	}
	h := fnv.New64a()
	io.WriteString(h, cell)
	return fmt.Sprintf("%.24s…%d bytes, fnv64a %016x", cell, len(cell), h.Sum64())
}

// A Golden is what tshark says of one field: for each capture in which a frame has it, a cell for each frame.
//
// Its file names the command first. Then come the captures that share the same cells, each after a "=", and for each
// cell the frames that have it, a tab and the cell:
//
//	= ten.pcap ten.pcapng
//	1-3 7	60
//	4	1514
type Golden map[string]Cells

// Cells are the cells of a capture by the number of their frame, from 1.
type Cells map[int]string

// Add notes the cell of a frame, where there is one.
func (g Golden) Add(capture string, frame int, cell string) {
	if cell == "" {
		return
	}
	if g[capture] == nil {
		g[capture] = Cells{}
	}
	g[capture][frame] = cell
}

// File is the name of a field's golden in a folder.
func File(dir, field string) string { return filepath.Join(dir, field+".txt") }

// Write writes the golden of a field into a folder.
func (g Golden) Write(dir, field string) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# tshark -n -r CAPTURE -T fields -E occurrence=a -e %s (TZ=UTC, %s)\n", field, Version())
	captures := map[string][]string{} // by the lines they share
	var order []string
	for _, capture := range slices.Sorted(maps.Keys(g)) {
		lines := g[capture].lines(field)
		if captures[lines] == nil {
			order = append(order, lines)
		}
		captures[lines] = append(captures[lines], capture)
	}
	for _, lines := range order {
		fmt.Fprintf(&b, "= %s\n%s", strings.Join(captures[lines], " "), lines)
	}
	return os.WriteFile(File(dir, field), []byte(b.String()), 0o644)
}

// lines is a line for each different cell, in the order in which they come first.
func (c Cells) lines(field string) string {
	frames := map[string][]int{}
	var order []string
	for _, n := range slices.Sorted(maps.Keys(c)) {
		cell := Shorten(field, c[n])
		if frames[cell] == nil {
			order = append(order, cell)
		}
		frames[cell] = append(frames[cell], n)
	}
	var b strings.Builder
	for _, cell := range order {
		fmt.Fprintf(&b, "%s\t%s\n", ranges(frames[cell]), cell)
	}
	return b.String()
}

// ranges writes numbers in order as 1-3 7.
func ranges(numbers []int) string {
	var b strings.Builder
	for i := 0; i < len(numbers); {
		first := i
		for i++; i < len(numbers) && numbers[i] == numbers[i-1]+1; i++ {
		}
		if first > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(strconv.Itoa(numbers[first]))
		if i-first > 1 {
			fmt.Fprintf(&b, "-%d", numbers[i-1])
		}
	}
	return b.String()
}

// ReadGolden reads the golden of a field from a folder. A field that no frame of any capture has is an empty one.
func ReadGolden(dir, field string) (Golden, error) {
	text, err := os.ReadFile(File(dir, field))
	if err != nil {
		return nil, fmt.Errorf("%w: go generate ./pcapnb makes it", err)
	}
	g := Golden{}
	var captures []string
	at := 0
	for line := range strings.Lines(string(text)) {
		at++
		line = strings.TrimSuffix(line, "\n")
		if at == 1 && strings.HasPrefix(line, "# ") {
			continue
		}
		if names, ok := strings.CutPrefix(line, "= "); ok {
			captures = strings.Fields(names)
			continue
		}
		frames, cell, ok := strings.Cut(line, "\t")
		if err := g.add(captures, frames, cell); !ok || err != nil || len(captures) == 0 {
			return nil, fmt.Errorf("%s:%d: want the numbers of frames, a tab and a cell, got %q", File(dir, field), at, line)
		}
	}
	return g, nil
}

func (g Golden) add(captures []string, frames, cell string) error {
	for _, r := range strings.Fields(frames) {
		low, high, more := strings.Cut(r, "-")
		if !more {
			high = low
		}
		first, err1 := strconv.Atoi(low)
		last, err2 := strconv.Atoi(high)
		if err1 != nil || err2 != nil || last-first > 1<<20 {
			return fmt.Errorf("no range of frames: %q", r)
		}
		for n := first; n <= last; n++ {
			for _, capture := range captures {
				g.Add(capture, n, cell)
			}
		}
	}
	return nil
}

// Goldens runs tshark over captures and returns a golden for each field.
func Goldens(captures []string, ids []dissect.ID) ([]Golden, error) {
	all := make([]Golden, len(ids))
	for i := range all {
		all[i] = Golden{}
	}
	for _, path := range captures {
		rows, err := Theirs(path, ids)
		if err != nil {
			return nil, err
		}
		for n, row := range rows {
			for i, cell := range row {
				all[i].Add(filepath.Base(path), n+1, cell)
			}
		}
	}
	return all, nil
}
