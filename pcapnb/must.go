package pcapnb

import "strings"

// For notebook cells: what returns only an error panics with one readable line instead.

// MustWritePcap is WritePcap for a notebook cell.
func (ps Packets) MustWritePcap(path string) { panicOn(ps.WritePcap(path)) }

// MustSaveCSV is SaveCSV for a notebook cell.
func (ps Packets) MustSaveCSV(path string, options ...CSVOption) {
	panicOn(ps.SaveCSV(path, options...))
}

// MustSaveCSV is SaveCSV for a notebook cell.
func (t *Table) MustSaveCSV(path string, options ...CSVOption) { panicOn(t.SaveCSV(path, options...)) }

// MustSaveJSONLines is SaveJSONLines for a notebook cell.
func (t *Table) MustSaveJSONLines(path string) { panicOn(t.SaveJSONLines(path)) }

// MustLoadCSV is LoadCSV for a notebook cell.
func MustLoadCSV(path string) *Table {
	t, err := LoadCSV(path)
	panicOn(err)
	return t
}

// MustSave is Save for a notebook cell.
func (f CarvedFile) MustSave(folder string) string {
	path, err := f.Save(folder)
	panicOn(err)
	return path
}

func panicOn(err error) {
	if err != nil {
		panic(misused("pcapnb: " + strings.TrimPrefix(err.Error(), "pcapnb: ")))
	}
}
