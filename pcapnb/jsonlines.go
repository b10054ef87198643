package pcapnb

import (
	"bufio"
	"encoding/json"
	"io"
	"math"
	"time"
)

// WriteJSONLines writes one JSON object a row (JSON Lines), the columns in order; missing cells are left out.
// Durations are in seconds; what JSON has no form for is text.
func (t *Table) WriteJSONLines(w io.Writer) error {
	out := bufio.NewWriter(w)
	names := make([][]byte, len(t.cols))
	for i, c := range t.cols {
		names[i] = jsonText(c.Name)
	}
	for row := range t.n {
		out.WriteByte('{') // an error stays until Flush
		first := true
		for i, c := range t.cols {
			v, ok := c.Value(row)
			if !ok {
				continue
			}
			if !first {
				out.WriteByte(',')
			}
			first = false
			out.Write(names[i])
			out.WriteByte(':')
			out.Write(jsonValue(v))
		}
		out.WriteString("}\n")
	}
	return out.Flush()
}

// SaveJSONLines writes the table to a file as WriteJSONLines does.
func (t *Table) SaveJSONLines(path string) error { return saveFile(path, t.WriteJSONLines) }

func jsonText(s string) []byte {
	b, _ := json.Marshal(s) // of a string there is no error
	return b
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
