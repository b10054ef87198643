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
)

const (
	groupRows = 128 << 10 // rows in a row group: what is held in memory, and what readers divide among their threads
	chunkRows = 1 << 10   // rows of a column that are handed over at once
	dictBytes = 1 << 20   // a column with more than this of different values is written plainly
)

// Save writes a table to a Parquet file. The file appears only when it is whole.
func Save(path string, table *pcapnb.Table) error {
	if err := save(path, table); err != nil {
		return fmt.Errorf("parquet: %s: %w", path, err)
	}
	return nil
}

// MustSave is Save for a notebook cell.
func MustSave(path string, table *pcapnb.Table) {
	if err := Save(path, table); err != nil {
		panic(misuse.Textf("%v", err))
	}
}

func save(path string, table *pcapnb.Table) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".parquet-*")
	if err != nil {
		return explained(path, err)
	}
	defer os.Remove(f.Name())
	if err := errors.Join(write(f, table), f.Close()); err != nil {
		return explained(path, err)
	}
	if err := os.Chmod(f.Name(), 0o644); err != nil {
		return explained(path, err)
	}
	return explained(path, os.Rename(f.Name(), path))
}

// explained returns an error without the name of the temporary file, and what to do about it.
func explained(path string, err error) error {
	var pathError *os.PathError
	var linkError *os.LinkError
	switch {
	case errors.As(err, &pathError):
		err = pathError.Err
	case errors.As(err, &linkError):
		err = linkError.Err
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
	if err := write(w, table); err != nil {
		return fmt.Errorf("parquet: %w", err)
	}
	return nil
}

func write(w io.Writer, table *pcapnb.Table) error {
	cols, err := columnsOf(table)
	if err != nil {
		return err
	}
	out := pq.NewGenericWriter[any](w, pq.NewSchema("table", schemaOf(cols)), pq.Compression(&pq.Zstd),
		pq.DictionaryMaxBytes(dictBytes), pq.KeyValueMetadata("pandas", pandasMetadata(cols, table.Len())),
		pq.KeyValueMetadata("pcapnb.units", unitsOf(cols)))
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
