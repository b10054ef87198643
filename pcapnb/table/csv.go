package table

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"netlab/pcapnb/internal/fileerr"
	"netlab/pcapnb/internal/misuse"
	"netlab/pcapnb/wholefile"
)

// A CSVOption changes how a table is written as CSV.
type CSVOption int

// FormulaSafe puts an apostrophe before text that a spreadsheet would run as a formula: a host name may begin with "=".
const FormulaSafe CSVOption = 1

// WriteCSV writes the table as CSV (RFC 4180, UTF-8) with a header line, missing cells empty, numbers in full precision.
// Times are in UTC (RFC 3339), those of a column with equally many digits. Text is kept as it is, but for bytes that are
// not UTF-8, which become \xe9: programs that read CSV refuse a file with one of them.
func (t *Table) WriteCSV(w io.Writer, options ...CSVOption) error {
	safeFormulas := false
	for _, o := range options {
		if o != FormulaSafe {
			panic(misuse.Textf("pcapnb: WriteCSV: no option %d", o))
		}
		safeFormulas = true
	}
	out := csv.NewWriter(w)
	record := make([]string, len(t.cols))
	cells := make([]func(row int) string, len(t.cols))
	for i, c := range t.cols {
		record[i] = csvText(c.Name, safeFormulas)
		cells[i] = c.csvCells(safeFormulas)
	}
	out.Write(record) // an error stays until Flush
	for row := range t.n {
		for i, c := range t.cols {
			record[i] = ""
			if c.Has(row) {
				record[i] = cells[i](row)
			}
		}
		if len(record) == 1 && record[0] == "" { // encoding/csv would write a blank line, which readers skip
			out.Flush()
			io.WriteString(w, "\"\"\n")
			continue
		}
		out.Write(record)
	}
	out.Flush()
	return out.Error()
}

// csvCells returns how the column's values are written.
func (c *Column) csvCells(safeFormulas bool) func(row int) string {
	if c.kind == KindTime {
		layout := fileTime(c.subseconds())
		return func(row int) string { return unixNanos(c.ints[row]).Format(layout) }
	}
	return func(row int) string {
		v := c.at(row)
		if _, ok := numberOf(v); ok {
			return rawText(v)
		}
		return csvText(rawText(v), safeFormulas)
	}
}

// csvText disarms what spreadsheets take for a formula (OWASP, "CSV Injection").
func csvText(s string, safeFormulas bool) string {
	s = validText(s)
	if safeFormulas && s != "" && strings.ContainsRune("=+-@\t\r\n", rune(s[0])) {
		return "'" + s
	}
	return s
}

// SaveCSV writes the table to a file as WriteCSV does.
func (t *Table) SaveCSV(path string, options ...CSVOption) error {
	return saveFile(path, func(w io.Writer) error { return t.WriteCSV(w, options...) })
}

// saveFile makes a file of what write writes.
func saveFile(path string, write func(w io.Writer) error) error {
	if err := wholefile.Write(path, 0o644, write); err != nil {
		return fmt.Errorf("pcapnb: %w", fileerr.Write(path, err))
	}
	return nil
}

func (s *series[K]) WriteCSV(w io.Writer, options ...CSVOption) error {
	return s.Table().WriteCSV(w, options...)
}

func (s *series[K]) SaveCSV(path string, options ...CSVOption) error {
	return s.Table().SaveCSV(path, options...)
}

// ReadCSV reads a table from CSV with a header line. A column whose cells are all numbers becomes numbers; an empty cell is missing.
func ReadCSV(r io.Reader) (*Table, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("pcapnb: reading CSV: %w", err)
	}
	records, err := csv.NewReader(bytes.NewReader(keepReturns(data))).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("pcapnb: reading CSV: %w", err)
	}
	if len(records) == 0 {
		return nil, errors.New("pcapnb: reading CSV: no header line")
	}
	cols := make([]*Column, len(records[0]))
	for i, name := range records[0] {
		cells := make([]string, len(records)-1)
		for r := range cells {
			cells[r] = records[1+r][i]
		}
		cols[i] = ParseColumn(name, cells)
	}
	return NewTable(cols...), nil
}

// keepReturns doubles a carriage return at the end of a line within quotes: encoding/csv takes one away.
func keepReturns(data []byte) []byte {
	if !bytes.Contains(data, []byte("\r\n")) {
		return data
	}
	out, quoted := make([]byte, 0, len(data)+len(data)/16), false
	for i, c := range data {
		switch {
		case c == '"':
			quoted = !quoted // a doubled quote turns it twice
		case c == '\n' && quoted && i > 0 && data[i-1] == '\r':
			out = append(out, '\r')
		}
		out = append(out, c)
	}
	return out
}

// LoadCSV reads a table from a CSV file, such as one of labels to Join.
func LoadCSV(path string) (*Table, error) {
	f, err := os.Open(path)
	if err != nil {
		reason, _ := fileerr.Open(path, err)
		return nil, fmt.Errorf("%s: %s", path, reason)
	}
	defer f.Close()
	t, err := ReadCSV(f)
	if err != nil {
		return nil, fmt.Errorf("%w (%s)", err, path)
	}
	return t, nil
}
