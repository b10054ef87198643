package table

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// WriteJSONLines writes one JSON object a row (JSON Lines), the columns in order; missing cells are left out.
// Durations are in seconds; what JSON has no form for is text. Times and bytes that are not UTF-8 are as in WriteCSV.
func (t *Table) WriteJSONLines(w io.Writer) error {
	out := bufio.NewWriter(w)
	names := make([][]byte, len(t.cols))
	cells := make([]func(row int) []byte, len(t.cols))
	for i, c := range t.cols {
		names[i] = jsonText(c.Name)
		cells[i] = c.jsonCells()
	}
	for row := range t.n {
		out.WriteByte('{') // an error stays until Flush
		first := true
		for i, c := range t.cols {
			if !c.Has(row) {
				continue
			}
			if !first {
				out.WriteByte(',')
			}
			first = false
			out.Write(names[i])
			out.WriteByte(':')
			out.Write(cells[i](row))
		}
		out.WriteString("}\n")
	}
	return out.Flush()
}

// SaveJSONLines writes the table to a file as WriteJSONLines does.
func (t *Table) SaveJSONLines(path string) error { return saveFile(path, t.WriteJSONLines) }

// jsonText writes characters that are not visible as escapes, which say the same and do nothing to a terminal.
func jsonText(s string) []byte {
	b, _ := json.Marshal(validText(s)) // of a string there is no error
	if !bytes.ContainsFunc(b, hiddenRune) {
		return b
	}
	var out []byte
	for _, r := range string(b) {
		switch {
		case !hiddenRune(r):
			out = utf8.AppendRune(out, r)
		case r < 1<<16:
			out = fmt.Appendf(out, `\u%04x`, r)
		default:
			high, low := utf16.EncodeRune(r)
			out = fmt.Appendf(out, `\u%04x\u%04x`, high, low)
		}
	}
	return out
}

func hiddenRune(r rune) bool { return r >= 0x7f && !strconv.IsGraphic(r) }

// jsonCells returns how the column's values are written.
func (c *Column) jsonCells() func(row int) []byte {
	if c.kind == KindTime {
		layout := fileTime(c.subseconds())
		return func(row int) []byte { return jsonText(unixNanos(c.ints[row]).Format(layout)) }
	}
	return func(row int) []byte { return jsonValue(c.at(row)) }
}

func jsonValue(v any) []byte {
	switch v := v.(type) {
	case time.Time:
		return jsonText(rawText(v))
	case bool, int:
		return []byte(rawText(v))
	}
	if f, ok := numberOf(v); ok && !math.IsInf(f, 0) {
		return []byte(rawText(f))
	}
	return jsonText(rawText(v))
}
