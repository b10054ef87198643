package parquet

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	pq "github.com/parquet-go/parquet-go"

	"netlab/pcapnb"
	"netlab/pcapnb/misuse"
	"netlab/pcapnb/wholefile"
)

const (
	groupRows = 128 << 10 // rows in a row group: what is held in memory, and what readers divide among their threads
	chunkRows = 1 << 10   // rows of a column that are handed over at once
	dictBytes = 1 << 20   // a column with more than this of different values is written plainly
)

// Options say how tables are written. The zero value is what the functions of the same names use.
type Options struct {
	// Microseconds writes times in microseconds, which Spark and older readers want; what is finer is cut off.
	Microseconds bool
	// Fields are the columns that SaveAll writes; file and number, which lead back to a packet, come first where they are not
	// named. Without any they are those of pcapnb.BasicFields.
	Fields []pcapnb.Field[pcapnb.Packet]
}

// Save writes a table to a Parquet file. The file appears only when it is whole.
func Save(path string, table *pcapnb.Table) error { return Options{}.Save(path, table) }

// MustSave is Save for a notebook cell.
func MustSave(path string, table *pcapnb.Table) { Options{}.MustSave(path, table) }

// Save writes a table to a Parquet file. The file appears only when it is whole.
func (o Options) Save(path string, table *pcapnb.Table) error {
	err := wholefile.Write(path, 0o644, func(w io.Writer) error { return o.write(w, table) })
	if err = explained(path, err); err != nil {
		return fmt.Errorf("parquet: %s: %w", path, err)
	}
	return nil
}

// MustSave is Save for a notebook cell.
func (o Options) MustSave(path string, table *pcapnb.Table) {
	if err := o.Save(path, table); err != nil {
		panic(misuse.Textf("%v", err))
	}
}

// explained returns an error without the file's name, and what to do about it.
func explained(path string, err error) error {
	var pathError *os.PathError
	if errors.As(err, &pathError) {
		err = pathError.Err
	}
	switch dir := filepath.Dir(path); {
	case errors.Is(err, os.ErrNotExist):
		return fmt.Errorf("there is no folder %q; make it first: os.MkdirAll(%q, 0o755): %w", dir, dir, err)
	case errors.Is(err, os.ErrPermission):
		return fmt.Errorf("%w: you may not write there; take a folder of your own", err)
	}
	return err
}

// Write writes a table in Parquet's format. It holds one row group of it in memory, 131072 rows, packed.
func Write(w io.Writer, table *pcapnb.Table) error {
	if err := (Options{}).write(w, table); err != nil {
		return fmt.Errorf("parquet: %w", err)
	}
	return nil
}

// newWriter begins a file with the columns. Its rows are not known yet.
func newWriter(w io.Writer, cols []*column, pandas string) *pq.GenericWriter[any] {
	return pq.NewGenericWriter[any](w, pq.NewSchema("table", schemaOf(cols)), pq.Compression(&pq.Zstd),
		pq.DictionaryMaxBytes(dictBytes), pq.KeyValueMetadata("pandas", pandas), pq.KeyValueMetadata("pcapnb.units", unitsOf(cols)))
}

func (o Options) write(w io.Writer, table *pcapnb.Table) error {
	cols, err := o.columnsOf(table)
	if err != nil {
		return err
	}
	out := newWriter(w, cols, pandasMetadata(cols, table.Len()))
	for from := 0; from < table.Len(); from += groupRows {
		to := min(from+groupRows, table.Len())
		for i, c := range out.ColumnWriters() {
			if err := cols[i].write(c, from, to); err != nil {
				return fmt.Errorf("column %q: %w", cols[i].name, err)
			}
		}
		if err := out.Flush(); err != nil {
			return err
		}
	}
	return out.Close()
}
