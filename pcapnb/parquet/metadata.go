package parquet

import "encoding/json"

// unitsOf returns the units of the columns that have one: {"length":"bytes"}. Durations are in seconds.
func unitsOf(cols []*column) string {
	units := make(map[string]string)
	for _, c := range cols {
		if c.Unit != "" {
			units[c.name] = c.Unit
		}
	}
	return encode(units)
}

// unknownRows is how many rows a file has that is written as they come.
const unknownRows = -1

// pandasMetadata returns what pyarrow tells pandas about the columns: without it a column of whole numbers with missing
// cells becomes floating point. The format is that of https://pandas.pydata.org/docs/development/developer.html.
func pandasMetadata(cols []*column, rows int) string {
	columns := make([]map[string]any, len(cols))
	for i, c := range cols {
		numpy := c.numpy
		if rows == unknownRows || c.Missing() > 0 {
			numpy = c.nullable
		}
		columns[i] = map[string]any{"name": c.name, "field_name": c.name, "pandas_type": c.pandas, "numpy_type": numpy, "metadata": nil}
		if c.pandas == "datetimetz" {
			columns[i]["metadata"] = map[string]string{"timezone": "UTC"}
		}
	}
	index := []any{}
	if rows != unknownRows {
		index = []any{map[string]any{"kind": "range", "name": nil, "start": 0, "stop": rows, "step": 1}}
	}
	return encode(map[string]any{
		"index_columns":  index,
		"column_indexes": []any{},
		"columns":        columns,
		"pandas_version": "1.0.0",
	})
}

func encode(v any) string {
	b, _ := json.Marshal(v) // of maps of texts and numbers there is no error
	return string(b)
}
