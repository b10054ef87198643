package table

import "netlab/pcapnb/internal/misuse"

// For notebook cells: what returns only an error panics with one readable line instead.

// MustSaveCSV is SaveCSV for a notebook cell.
func (t *Table) MustSaveCSV(path string, options ...CSVOption) {
	misuse.Check(t.SaveCSV(path, options...))
}

// MustSaveJSONLines is SaveJSONLines for a notebook cell.
func (t *Table) MustSaveJSONLines(path string) { misuse.Check(t.SaveJSONLines(path)) }

// MustLoadCSV is LoadCSV for a notebook cell.
func MustLoadCSV(path string) *Table {
	t, err := LoadCSV(path)
	misuse.Check(err)
	return t
}
