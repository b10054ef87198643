package parquet_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"math"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	pq "github.com/parquet-go/parquet-go"

	"netlab/pcapnb"
	"netlab/pcapnb/parquet"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 123456789, time.FixedZone("", 3600))

// everyKind is a table of three rows, the second of which lacks all it can.
func everyKind() *pcapnb.Table {
	addr := netip.MustParseAddr("2001:db8::1")
	return pcapnb.NewTable(
		pcapnb.NewColumn("z, last by name", "bytes", []any{1 << 53, nil, -1}),
		pcapnb.NewColumn("a.first", "", []any{1.5, nil, math.Inf(1)}),
		pcapnb.NewColumn("text", "", []any{"", nil, "café \x00\xff"}),
		pcapnb.NewColumn("yes", "", []any{true, nil, false}),
		pcapnb.NewColumn("when", "", []any{noon, nil, time.Unix(0, 1)}),
		pcapnb.NewColumn("wait", "seconds", []any{1500 * time.Millisecond, nil, time.Nanosecond}),
		pcapnb.NewColumn("who", "", []any{addr, nil, netip.MustParseAddr("192.0.2.1")}),
		pcapnb.NewColumn("what", "", []any{addr, nil, "text"}),
		pcapnb.NewColumn("raw", "", []any{[]byte{0, 255}, nil, []byte{}}),
		pcapnb.NewColumn("big", "", []any{uint64(math.MaxUint64), nil, uint64(0)}),
		pcapnb.NewColumn("nothing", "", []any{nil, nil, nil}),
		pcapnb.NewColumn("ages", "", []any{time.Date(1600, 1, 1, 0, 0, 0, 0, time.UTC), nil, noon}),
		pcapnb.NewColumn("whole", "", []int64{math.MaxInt64, math.MinInt64, 0}),
	)
}

func open(t *testing.T, file []byte) *pq.File {
	t.Helper()
	f, err := pq.OpenFile(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func written(t *testing.T, table *pcapnb.Table) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := parquet.Write(&file, table); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// valuesOf reads a column of all row groups; nil stands for null.
func valuesOf(t *testing.T, f *pq.File, column int) []any {
	t.Helper()
	var out []any
	for _, group := range f.RowGroups() {
		pages := group.ColumnChunks()[column].Pages()
		defer pages.Close()
		for {
			page, err := pages.ReadPage()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			values := make([]pq.Value, page.NumValues())
			if n, err := page.Values().ReadValues(values); n < len(values) {
				t.Fatalf("%d of %d values: %v", n, len(values), err)
			}
			for _, v := range values {
				out = append(out, plain(v))
			}
		}
	}
	return out
}

func plain(v pq.Value) any {
	switch {
	case v.IsNull():
		return nil
	case v.Kind() == pq.Int64:
		return v.Int64()
	case v.Kind() == pq.Double:
		return v.Double()
	case v.Kind() == pq.Boolean:
		return v.Boolean()
	}
	return string(v.ByteArray())
}

func TestEveryKindOfColumn(t *testing.T) {
	f := open(t, written(t, everyKind()))
	want := []struct {
		name, kind string
		values     []any
	}{
		{"z, last by name", "INT(64,true)", []any{int64(1 << 53), nil, int64(-1)}},
		{"a.first", "DOUBLE", []any{1.5, nil, math.Inf(1)}},
		{"text", "STRING", []any{"", nil, "café \x00\\xff"}},
		{"yes", "BOOLEAN", []any{true, nil, false}},
		{"when", "TIMESTAMP(isAdjustedToUTC=true,unit=NANOS)", []any{noon.UnixNano(), nil, int64(1)}},
		{"wait", "DOUBLE", []any{1.5, nil, 1e-9}},
		{"who", "STRING", []any{"2001:db8::1", nil, "192.0.2.1"}},
		{"what", "STRING", []any{"2001:db8::1", nil, "text"}},
		{"raw", "BYTE_ARRAY", []any{"\x00\xff", nil, ""}},
		{"big", "INT(64,false)", []any{int64(-1), nil, int64(0)}},
		{"nothing", "STRING", []any{nil, nil, nil}},
		{"ages", "STRING", []any{"1600-01-01T00:00:00Z", nil, "2026-11-22T11:00:00.123456789Z"}},
		{"whole", "INT(64,true)", []any{int64(math.MaxInt64), int64(math.MinInt64), int64(0)}},
	}
	columns := f.Root().Columns()
	if len(columns) != len(want) {
		t.Fatalf("%d columns, want %d", len(columns), len(want))
	}
	for i, w := range want {
		c := columns[i]
		if c.Name() != w.name || !c.Optional() || c.Type().String() != w.kind {
			t.Errorf("column %d is %q, %v, optional: %v; want %q, %s", i, c.Name(), c.Type(), c.Optional(), w.name, w.kind)
		}
		if got := valuesOf(t, f, i); !slices.Equal(got, w.values) {
			t.Errorf("%s: %v, want %v", w.name, got, w.values)
		}
		if codec := f.Metadata().RowGroups[0].Columns[i].MetaData.Codec.String(); codec != "ZSTD" {
			t.Errorf("%s is packed with %s, want ZSTD", w.name, codec)
		}
	}
	if units, _ := f.Lookup("pcapnb.units"); units != `{"wait":"seconds","z, last by name":"bytes"}` {
		t.Errorf("units %s", units)
	}
}

// TestManyRowGroups writes columns that have several row groups, some too varied for a dictionary, and reads all back.
func TestManyRowGroups(t *testing.T) {
	const n = 300_000
	numbers, texts, times := make([]any, n), make([]any, n), make([]any, n)
	for i := range n {
		if i%7 != 0 {
			numbers[i], texts[i], times[i] = i*i, strings.Repeat("x", i%50)+noon.Add(time.Duration(i)).String(), noon.Add(time.Duration(i*i))
		}
	}
	f := open(t, written(t, pcapnb.NewTable(pcapnb.NewColumn("n", "", numbers), pcapnb.NewColumn("s", "", texts), pcapnb.NewColumn("t", "", times))))
	if len(f.RowGroups()) != 3 || f.NumRows() != n {
		t.Fatalf("%d rows in %d groups, want %d in 3", f.NumRows(), len(f.RowGroups()), n)
	}
	gotNumbers, gotTexts, gotTimes := valuesOf(t, f, 0), valuesOf(t, f, 1), valuesOf(t, f, 2)
	for i := range n {
		if i%7 == 0 {
			if gotNumbers[i] != nil || gotTexts[i] != nil || gotTimes[i] != nil {
				t.Fatalf("row %d: %v %v %v, want nothing", i, gotNumbers[i], gotTexts[i], gotTimes[i])
			}
			continue
		}
		if gotNumbers[i] != int64(i*i) || gotTexts[i] != texts[i] || gotTimes[i] != noon.UnixNano()+int64(i*i) {
			t.Fatalf("row %d: %v %v %v", i, gotNumbers[i], gotTexts[i], gotTimes[i])
		}
	}
}

// TestCaptureIsWrittenAsCSVHasIt compares every cell of a capture's table with the table's own values.
func TestCaptureIsWrittenAsCSVHasIt(t *testing.T) {
	table := pcapnb.MustLoad("../../testdata/morning.pcap").Table()
	f := open(t, written(t, table))
	for i, name := range table.Columns() {
		c := table.Column(name)
		for row, got := range valuesOf(t, f, i) {
			v, ok := c.Value(row)
			if !ok && got != nil || ok && got != kept(v, table.Row(row).Text(name)) {
				t.Fatalf("%s, row %d: %v (%T), want %v", name, row, got, got, v)
			}
		}
	}
}

func kept(v any, text string) any {
	switch v := v.(type) {
	case int:
		return int64(v)
	case float64, bool:
		return v
	case time.Time:
		return v.UnixNano()
	}
	return text
}

func TestNoRows(t *testing.T) {
	f := open(t, written(t, everyKind().Head(0)))
	if f.NumRows() != 0 || len(f.Root().Columns()) != 13 {
		t.Errorf("%d rows, %d columns; want 0 and 13", f.NumRows(), len(f.Root().Columns()))
	}
}

func TestTablesThatNoFileCanHold(t *testing.T) {
	x := pcapnb.NewColumn("x", "", []int{1})
	for want, table := range map[string]*pcapnb.Table{
		`parquet: two columns are named "x"; give one of them another name with Rename`: pcapnb.NewTable(x, x),
		`parquet: the table has no columns, and a file needs one`:                       pcapnb.NewTable(),
	} {
		if err := parquet.Write(io.Discard, table); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

type fullDisk struct{ room int }

func (d *fullDisk) Write(p []byte) (int, error) {
	if d.room -= len(p); d.room < 0 {
		return 0, errors.New("disk full")
	}
	return len(p), nil
}

func TestWriteErrorsAreTold(t *testing.T) {
	table := everyKind()
	size := len(written(t, table))
	for room := 0; room < size; room += 211 {
		if err := parquet.Write(&fullDisk{room}, table); err == nil || !strings.Contains(err.Error(), "disk full") {
			t.Fatalf("room for %d bytes: %v, want disk full", room, err)
		}
	}
}

func TestSaveReplacesTheFileWhole(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "t.parquet")
	parquet.MustSave(path, everyKind())
	before, _ := os.ReadFile(path)
	if want := written(t, everyKind()); !bytes.Equal(before, want) {
		t.Fatalf("%d bytes, want the %d that Write writes", len(before), len(want))
	}
	if err := parquet.Save(path, pcapnb.NewTable()); err == nil || err.Error() != "parquet: "+path+": the table has no columns, and a file needs one" {
		t.Errorf("error %v", err)
	}
	if after, _ := os.ReadFile(path); !bytes.Equal(after, before) {
		t.Error("a table that cannot be written destroyed the file that was there")
	}
	if names, _ := os.ReadDir(dir); len(names) != 1 {
		t.Errorf("left behind: %v", names)
	}
}

func TestSaveSaysWhichFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "none", "t.parquet")
	err := parquet.Save(path, everyKind())
	if !errors.Is(err, fs.ErrNotExist) || !strings.HasPrefix(err.Error(), "parquet: "+path+": there is no folder") || strings.Contains(err.Error(), ".parquet-") {
		t.Errorf("error %v", err)
	}
	err = parquet.Save(dir, everyKind())
	if err == nil || !strings.HasPrefix(err.Error(), "parquet: "+dir+": ") || strings.Contains(err.Error(), ".parquet-") {
		t.Errorf("error %v", err)
	}
	defer func() {
		if got, ok := recover().(error); !ok || !strings.HasPrefix(got.Error(), "parquet: "+path+": there is no folder") {
			t.Errorf("MustSave panics with %v", got)
		}
	}()
	parquet.MustSave(path, everyKind())
}
