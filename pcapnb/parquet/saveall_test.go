package parquet_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go/format"

	"netlab/pcapnb"
	"netlab/pcapnb/parquet"
)

// cutInto cuts a capture into files in dir.
func cutInto(t *testing.T, dir, capture string, files int) {
	t.Helper()
	pkts := pcapnb.MustLoad(capture)
	for i := range files {
		part := pkts[len(pkts)*i/files : len(pkts)*(i+1)/files]
		if err := part.WritePcap(filepath.Join(dir, fmt.Sprintf("part %02d.pcap", i))); err != nil {
			t.Fatal(err)
		}
	}
}

// partsOf returns the paths of the Parquet files in a folder, from there.
func partsOf(t *testing.T, dir string) (paths []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasSuffix(path, ".parquet") {
			path, err = filepath.Rel(dir, path)
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

// rowsOf reads all rows of a folder: by file and number the text of the others, and the partition.
func rowsOf(t *testing.T, dir string) map[string]string {
	t.Helper()
	rows := make(map[string]string)
	for _, path := range partsOf(t, dir) {
		data, err := os.ReadFile(filepath.Join(dir, path))
		if err != nil {
			t.Fatal(err)
		}
		f := open(t, data)
		var columns [][]any
		for i := range f.Schema().Fields() {
			columns = append(columns, valuesOf(t, f, i))
		}
		for row := range columns[0] {
			var cells []string
			for _, c := range columns {
				cells = append(cells, fmt.Sprint(c[row]))
			}
			key := cells[0] + " " + cells[1]
			if _, twice := rows[key]; twice {
				t.Errorf("%s: row %s is there twice", path, key)
			}
			rows[key] = filepath.Dir(path) + " " + strings.Join(cells[2:], " ")
		}
	}
	return rows
}

// TestSaveAllIsEveryRowOnce compares a folder's rows with those of the captures loaded one by one.
func TestSaveAllIsEveryRowOnce(t *testing.T) {
	in, out := t.TempDir(), filepath.Join(t.TempDir(), "new", "rows")
	cutInto(t, in, "../../testdata/morning.pcap", 7)
	pkts := pcapnb.Open(filepath.Join(in, "*.pcap"))
	saved := parquet.MustSaveAll(out, pkts)
	want := make(map[string]string)
	for _, path := range pkts.Files() {
		for i, p := range pcapnb.MustLoad(path) {
			table := pcapnb.Packets{p}.Select(pcapnb.BasicFields()...)
			var cells []string
			for _, name := range table.Columns() {
				v, ok := table.Column(name).Value(0)
				switch at := v.(type) {
				case time.Time:
					v = at.UnixNano()
				case fmt.Stringer:
					v = table.Row(0).Text(name)
				}
				if !ok {
					v = nil
				}
				cells = append(cells, fmt.Sprint(v))
			}
			want[fmt.Sprintf("%s %d", path, i+1)] = p.Time().UTC().Format("day=2006-01-02/hour=15 ") + strings.Join(cells, " ")
		}
	}
	got := rowsOf(t, out)
	for key, row := range want {
		if got[key] != row {
			t.Fatalf("%s:\n%s\nwant\n%s", key, got[key], row)
		}
	}
	if len(got) != len(want) || saved.Sum("rows").Value != float64(len(want)) {
		t.Errorf("%d rows, want %d:\n%s", len(got), len(want), saved)
	}
}

// TestSaveAllGoesOn changes what is in the folder of captures and what is asked, and kills between two steps.
func TestSaveAllGoesOn(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	cutInto(t, in, "../../testdata/web.pcap", 3)
	save := func(keep ...pcapnb.Cond[pcapnb.Packet]) (*pcapnb.Table, map[string]string) {
		saved := parquet.MustSaveAll(out, pcapnb.Open(in+"/*.pcap").Filter(keep...))
		return saved, rowsOf(t, out)
	}
	unchanged := func(saved *pcapnb.Table) (n int) {
		for row := range saved.Len() {
			if v, _ := saved.Column("unchanged").Value(row); v == true {
				n++
			}
		}
		return n
	}
	saved, all := save()
	if unchanged(saved) != 0 || len(all) != len(pcapnb.MustLoad("../../testdata/web.pcap")) {
		t.Fatalf("first: %d rows\n%s", len(all), saved)
	}
	if saved, again := save(); unchanged(saved) != 3 || !maps.Equal(all, again) {
		t.Errorf("again: %d rows\n%s", len(again), saved)
	}
	later := time.Now().Add(time.Hour)
	if err := os.Chtimes(in+"/part 01.pcap", later, later); err != nil {
		t.Fatal(err)
	}
	if saved, again := save(); unchanged(saved) != 2 || !maps.Equal(all, again) {
		t.Errorf("after a change: %d rows\n%s", len(again), saved)
	}
	if _, tcp := save(pcapnb.Protocol.Is("TCP")); len(tcp) >= len(all) || len(tcp) == 0 {
		t.Errorf("of TCP: %d rows", len(tcp))
	}
	// As a kill leaves it: a line without its end, parts that no line calls done, and a folder of unfinished ones.
	manifest := out + "/_manifest.jsonl"
	text, err := os.ReadFile(manifest)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(text), "\n")
	last := slices.Index(lines, "") - 1
	for _, killed := range []string{strings.Join(lines[:last], ""), strings.Join(lines[:last], "") + lines[last][:20], strings.Join(lines[:last-1], "")} {
		if err := os.WriteFile(manifest, []byte(killed), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(out+"/_netlab-writing-1/day=2026-11-22", 0o755); err != nil {
			t.Fatal(err)
		}
		if _, again := save(); !maps.Equal(all, again) {
			t.Errorf("after a kill: %d rows, want %d", len(again), len(all))
		}
		if left, _ := filepath.Glob(out + "/_netlab-writing-*"); len(left) > 0 {
			t.Errorf("left: %s", left)
		}
	}
}

// TestSaveAllTellsWhatItCannot saves a cut file, one that is no capture and one that is whole.
func TestSaveAllTellsWhatItCannot(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	cutInto(t, in, "../../testdata/web.pcap", 2)
	cut := in + "/part 00.pcap"
	data, err := os.ReadFile(cut)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(cut, data[:len(data)-1], 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(in+"/noise.pcap", []byte("this is no capture"), 0o644); err != nil {
		t.Fatal(err)
	}
	saved := parquet.MustSaveAll(out, pcapnb.Open(in+"/*.pcap"))
	whole := filepath.Join(in, "part 01.pcap")
	want := map[string]int{in + "/noise.pcap": 0, cut: rowsIn(cut), whole: rowsIn(whole)}
	for row := range saved.Len() {
		r := saved.Row(row)
		path, problem := r.Text("file"), r.Text("error")
		if got := r.Text("rows"); got != fmt.Sprint(want[path]) {
			t.Errorf("%s: %s rows, want %d", path, got, want[path])
		}
		if (problem == "") != (path == whole) || problem != "" && !strings.Contains(problem, filepath.Base(path)) {
			t.Errorf("%s: the error %q", path, problem)
		}
	}
}

// rowsIn returns how many packets can be read.
func rowsIn(path string) int {
	pkts, _ := pcapnb.Load(path)
	return len(pkts)
}

func TestSaveAllRefuses(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	cutInto(t, in, "../../testdata/web.pcap", 1)
	pkts := pcapnb.Open(in + "/*.pcap")
	parquet.MustSaveAll(out, pkts)
	other := parquet.Options{Fields: []pcapnb.Field[pcapnb.Packet]{pcapnb.Length}}
	if _, err := other.SaveAll(out, pkts); err == nil || !strings.Contains(err.Error(), "take another folder") {
		t.Errorf("other columns: %v", err)
	}
	finer := parquet.Options{Microseconds: true}
	if _, err := finer.SaveAll(out, pkts); err == nil || !strings.Contains(err.Error(), "other columns: datetime TIMESTAMP(isAdjustedToUTC=true,unit=NANOS), not datetime TIMESTAMP(isAdjustedToUTC=true,unit=MICROS); take another folder") {
		t.Errorf("microseconds: %v", err)
	}
	streams := parquet.Options{Fields: []pcapnb.Field[pcapnb.Packet]{pcapnb.TCPStream}}
	if _, err := streams.SaveAll(t.TempDir(), pkts); err == nil || !strings.Contains(err.Error(), "stream") {
		t.Errorf("streams: %v", err)
	}
	if _, err := parquet.SaveAll(in+"/part 00.pcap", pkts); err == nil {
		t.Error("a folder that is a file is no error")
	}
	outside, err := json.Marshal(map[string]any{"input": map[string]any{"id": "x"}, "parts": []any{map[string]any{"path": "../x"}}})
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(out+"/_manifest.jsonl", os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	fmt.Fprintln(f, strings.Replace(string(outside), `"x"`, `"`+idOf(t, partsOf(t, out)[0])+`"`, 1))
	if _, err := parquet.SaveAll(out, pkts.Filter(pcapnb.Length.Gt(1))); err == nil || !strings.Contains(err.Error(), "outside the folder") {
		t.Errorf("a part outside: %v", err)
	}
}

// idOf is the name that the parts of a capture file begin with.
func idOf(t *testing.T, part string) string {
	t.Helper()
	return strings.TrimSuffix(filepath.Base(part), ".parquet")
}

// TestRandomHours saves packets of many hours in no order: each hour's rows are all there, whatever was open.
func TestRandomHours(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	const hours = 40
	file := []byte{0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 1, 0, 0, 0}
	for i := range 400 {
		at := uint32(1_800_000_000 + i*7%hours*3600)
		file = append(file, byte(at), byte(at>>8), byte(at>>16), byte(at>>24), 0, 0, 0, 0, 14, 0, 0, 0, 14, 0, 0, 0)
		file = append(file, make([]byte, 14)...)
	}
	if err := os.WriteFile(in+"/a.pcap", file, 0o644); err != nil {
		t.Fatal(err)
	}
	parquet.MustSaveAll(out, pcapnb.Open(in+"/a.pcap"))
	byHour := make(map[string]int)
	for _, row := range rowsOf(t, out) {
		byHour[strings.Fields(row)[0]]++
	}
	if len(byHour) != hours {
		t.Errorf("%d hours, want %d", len(byHour), hours)
	}
	for hour, n := range byHour {
		if n != 400/hours {
			t.Errorf("%s has %d rows", hour, n)
		}
	}
}

// TestMicroseconds writes times that Spark reads.
func TestMicroseconds(t *testing.T) {
	path := filepath.Join(t.TempDir(), "t.parquet")
	parquet.Options{Microseconds: true}.MustSave(path, everyKind())
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f := open(t, data)
	for i, field := range f.Schema().Fields() {
		if field.Name() != "when" && field.Name() != "ages" {
			continue
		}
		kind, v := field.Type().LogicalType().String(), valuesOf(t, f, i)
		if !strings.Contains(kind, "MICROS") || field.Name() == "when" && v[0] != any(noon.UnixMicro()) {
			t.Errorf("%s: %s %v", field.Name(), kind, v)
		}
	}
}

// questions are asked of a folder by each engine: rows and bytes by protocol, packets without a port, and the largest number by hour.
const questions = `
SELECT protocol, count(*), sum(length) FROM rows GROUP BY protocol ORDER BY protocol
SELECT count(*) FROM rows WHERE port_src IS NULL
SELECT hour, max(number), count(DISTINCT ip_src), min(CAST(day AS VARCHAR)) FROM rows GROUP BY hour ORDER BY hour`

func answers(pkts pcapnb.Captures) string {
	var b strings.Builder
	bytes := pcapnb.GroupBy(pkts, pcapnb.Protocol).Sum(pcapnb.Length)
	counts := pcapnb.GroupBy(pkts, pcapnb.Protocol).Count()
	var lines []string
	for i := range bytes.Len() {
		v, _ := bytes.Value(i)
		n, _ := counts.Value(i)
		lines = append(lines, fmt.Sprintf("%s %.0f %.0f", bytes.Key(i), n, v))
	}
	slices.Sort(lines)
	fmt.Fprintln(&b, strings.Join(lines, "\n"))
	fmt.Fprintln(&b, pkts.FilterFunc(func(p pcapnb.Packet) bool { return !p.Has(pcapnb.PortSrc) }).Len())
	type hour struct {
		number int
		hosts  map[any]bool
		day    string
	}
	byHour := make(map[int]*hour)
	for _, path := range pkts.Files() {
		for _, p := range pkts.File(path) {
			at := p.Time().UTC()
			h := byHour[at.Hour()]
			if h == nil {
				h = &hour{hosts: make(map[any]bool), day: at.Format(time.DateOnly)}
				byHour[at.Hour()] = h
			}
			h.number = max(h.number, p.Number())
			if p.Has(pcapnb.IPSrc) {
				h.hosts[p.IPSrc()] = true
			}
		}
	}
	for _, n := range slices.Sorted(maps.Keys(byHour)) {
		fmt.Fprintln(&b, n, byHour[n].number, len(byHour[n].hosts), byHour[n].day)
	}
	return b.String()
}

// engines are the programs that ask the questions of a folder, argument 1.
var engines = map[string]struct{ modules, program string }{
	"pandas": {"pandas, pyarrow", `
import sys, pandas
rows = pandas.read_parquet(sys.argv[1])
for protocol, group in rows.groupby('protocol', observed=True): print(protocol, len(group), group.length.sum())
print(rows.port_src.isna().sum())
for hour, group in rows.groupby(rows.hour.astype(int)): print(hour, group.number.max(), group.ip_src.nunique(), min(group.day.astype(str)))
`},
	"DuckDB": {"duckdb", `
import sys, duckdb
db = duckdb.connect()
db.execute(f"CREATE VIEW rows AS SELECT * FROM read_parquet('{sys.argv[1]}/**/*.parquet', hive_partitioning=true)")
for q in sys.argv[2].strip().splitlines():
    for row in db.execute(q).fetchall(): print(*(int(v) if str(v).isdigit() else v for v in row))
`},
	"ClickHouse": {"chdb", `
import sys, chdb
for q in sys.argv[2].strip().splitlines():
    q = q.replace('rows', f"file('{sys.argv[1]}/*/*/*.parquet', Parquet)") + ' SETTINGS use_hive_partitioning=1'
    for row in str(chdb.query(q, 'TSV')).splitlines(): print(*(int(v) if v.isdigit() else v for v in row.split('\t')))
`},
	"Spark": {"pyspark", `
import sys
from pyspark.sql import SparkSession
spark = SparkSession.builder.master('local[2]').config('spark.ui.enabled', 'false').config('spark.log.level', 'OFF').getOrCreate()
spark.read.parquet(sys.argv[1]).createOrReplaceTempView('rows')
for q in sys.argv[2].strip().splitlines():
    for row in spark.sql(q.replace('VARCHAR', 'STRING')).collect(): print(*row)
`},
}

// TestEnginesAnswerAsWeDo asks each engine the same questions of a folder that SaveAll wrote.
func TestEnginesAnswerAsWeDo(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	cutInto(t, in, "../../testdata/morning.pcap", 5)
	pkts := pcapnb.Open(in + "/*.pcap")
	parquet.Options{Microseconds: true}.MustSaveAll(out, pkts)
	want := strings.TrimSpace(answers(pkts))
	for name, engine := range engines {
		t.Run(name, func(t *testing.T) {
			cmd := exec.Command(python(t, engine.modules), "-c", engine.program, out, questions)
			cmd.Stderr = os.Stderr
			got, err := cmd.Output()
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.TrimSpace(string(got)); got != want {
				t.Errorf("%s says\n%s\nwant\n%s", name, got, want)
			}
		})
	}
}

// TestStatisticsOfGroups looks for what lets an engine leave row groups out.
func TestStatisticsOfGroups(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	cutInto(t, in, "../../testdata/web.pcap", 1)
	parquet.MustSaveAll(out, pcapnb.Open(in+"/*.pcap"))
	for _, path := range partsOf(t, out) {
		data, err := os.ReadFile(filepath.Join(out, path))
		if err != nil {
			t.Fatal(err)
		}
		f := open(t, data)
		for _, group := range f.Metadata().RowGroups {
			for _, column := range group.Columns {
				s := column.MetaData.Statistics
				if s.NullCount < group.NumRows && (len(s.MinValue) == 0 || len(s.MaxValue) == 0) && column.MetaData.Type != format.Boolean {
					t.Errorf("%s: no statistics of %v", path, column.MetaData.PathInSchema)
				}
			}
		}
	}
}
