package parquet_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"netlab/pcapnb"
	"netlab/pcapnb/parquet"
)

// python returns a Python that can import the modules: NETLAB_PYTHON, else python3.
func python(t *testing.T, modules string) string {
	t.Helper()
	name := os.Getenv("NETLAB_PYTHON")
	if name == "" {
		name = "python3"
	}
	if err := exec.Command(name, "-c", "import "+modules).Run(); err != nil {
		t.Skipf("%s cannot import %s (%v): pip install it, or name another Python in NETLAB_PYTHON", name, modules, err)
	}
	return name
}

// run runs a program with the path of a file as its argument and compares what it prints.
func run(t *testing.T, modules, program string, table *pcapnb.Table, want string) {
	t.Helper()
	name := python(t, modules)
	path := filepath.Join(t.TempDir(), "t.parquet")
	parquet.MustSave(path, table)
	out, err := exec.Command(name, "-c", program, path).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if got := strings.TrimSpace(string(out)); got != strings.TrimSpace(want) {
		t.Errorf("%s reads\n%s\nwant\n%s", modules, got, want)
	}
}

// TestPandasReadsTypesAndMissingCells reads with pyarrow too, which pandas calls.
func TestPandasReadsTypesAndMissingCells(t *testing.T) {
	run(t, "pandas, pyarrow", `
import sys, pandas, pyarrow.parquet
frame = pandas.read_parquet(sys.argv[1])
for name in frame:
    kind = str(frame[name].dtype)
    cells = [None if pandas.isna(v) else v.isoformat() if hasattr(v, 'isoformat') else v if isinstance(v, (str, bytes)) else v.item() if hasattr(v, 'item') else v for v in frame[name]]
    print(name, {'str': 'object'}.get(kind, kind), cells, sep=' | ')
print(list(frame.index))
schema = pyarrow.parquet.read_schema(sys.argv[1])
print(schema.field('when').type, schema.metadata[b'pcapnb.units'].decode())
`, everyKind(), `
z, last by name | Int64 | [9007199254740992, None, -1]
a.first | float64 | [1.5, None, inf]
text | object | ['', None, 'café \x00\\xff']
yes | boolean | [True, None, False]
when | datetime64[ns, UTC] | ['2026-11-22T11:00:00.123456789+00:00', None, '1970-01-01T00:00:00.000000001+00:00']
wait | float64 | [1.5, None, 1e-09]
who | object | ['2001:db8::1', None, '192.0.2.1']
what | object | ['2001:db8::1', None, 'text']
raw | object | [b'\x00\xff', None, b'']
big | UInt64 | [18446744073709551615, None, 0]
nothing | object | [None, None, None]
ages | object | ['1600-01-01T00:00:00Z', None, '2026-11-22T11:00:00.123456789Z']
whole | int64 | [9223372036854775807, -9223372036854775808, 0]
[0, 1, 2]
timestamp[ns, tz=UTC] {"wait":"seconds","z, last by name":"bytes"}`)
}

func TestDuckDBReadsTypesAndMissingCells(t *testing.T) {
	run(t, "duckdb", `
import sys, duckdb
db = duckdb.connect()
db.execute("SET TimeZone = 'UTC'")
table = f"read_parquet('{sys.argv[1]}')"
for name, kind in db.execute(f'SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM {table})').fetchall():
    if name == 'when':
        kind = kind.replace('TIMESTAMP WITH TIME ZONE', 'TIMESTAMPTZ').removesuffix('_NS')
        cells = [v[:26] if v and v.startswith('2026') else v and 'then' for v, in db.execute(f'SELECT "when"::varchar FROM {table}').fetchall()]
    else:
        cells = [v for v, in db.execute(f'SELECT "{name}" FROM {table}').fetchall()]
    print(name, kind, cells, sep=' | ')
print(db.execute(f"SELECT decode(value) FROM parquet_kv_metadata('{sys.argv[1]}') WHERE decode(key) = 'pcapnb.units'").fetchone()[0])
`, everyKind(), `
z, last by name | BIGINT | [9007199254740992, None, -1]
a.first | DOUBLE | [1.5, None, inf]
text | VARCHAR | ['', None, 'café \x00\\xff']
yes | BOOLEAN | [True, None, False]
when | TIMESTAMPTZ | ['2026-11-22 11:00:00.123456', None, 'then']
wait | DOUBLE | [1.5, None, 1e-09]
who | VARCHAR | ['2001:db8::1', None, '192.0.2.1']
what | VARCHAR | ['2001:db8::1', None, 'text']
raw | BLOB | [b'\x00\xff', None, b'']
big | UBIGINT | [18446744073709551615, None, 0]
nothing | VARCHAR | [None, None, None]
ages | VARCHAR | ['1600-01-01T00:00:00Z', None, '2026-11-22T11:00:00.123456789Z']
whole | BIGINT | [9223372036854775807, -9223372036854775808, 0]
{"wait":"seconds","z, last by name":"bytes"}`)
}

// TestReadersAddUpAsWeDo reads a capture's table of several row groups and adds up what both sides know.
func TestReadersAddUpAsWeDo(t *testing.T) {
	const modules = "pandas, pyarrow, duckdb"
	python(t, modules)
	pkts := pcapnb.MustLoad("../../testdata/morning.pcap")
	for len(pkts) < 300_000 {
		pkts = append(pkts, pkts...)
	}
	table := pkts.Table()
	run(t, modules, `
import sys, pandas, duckdb
frame = pandas.read_parquet(sys.argv[1])
print(len(frame), frame.length.sum(), frame.port_src.isna().sum(), frame.ip_src.nunique())
print(*duckdb.sql(f"SELECT count(*), sum(length)::bigint, count(*) - count(port_src), count(DISTINCT ip_src) FROM '{sys.argv[1]}'").fetchall()[0])
`, table, strings.Repeat(sums(table)+"\n", 2))
}

func sums(t *pcapnb.Table) string {
	addrs := make(map[any]bool)
	length := 0
	for row := range t.Len() {
		n, _ := t.Column("length").Value(row)
		length += n.(int)
		if a, ok := t.Column("ip_src").Value(row); ok {
			addrs[a] = true
		}
	}
	return fmt.Sprint(t.Len(), length, t.Column("port_src").Missing(), len(addrs))
}
