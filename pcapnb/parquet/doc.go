// Package parquet writes tables to Parquet files, which pandas, DuckDB, Polars, Spark and R read with their types.
//
//	import "netlab/pcapnb/parquet"
//
//	%%
//	parquet.MustSave("packets.parquet", pkts.Table())
//	parquet.MustSave("talkers.parquet", pcapnb.GroupBy(pkts, pcapnb.IPDst).Sum(pcapnb.Length).Table())
//
// It is a module of its own, so that nobody links what it needs who does not import it. In a notebook of this checkout
// nothing is to be done: the cell that imports it fetches what it needs the first time. Your own program says
// in its go.mod, beside the two lines for netlab itself:
//
//	require netlab/pcapnb/parquet v0.0.0
//	replace netlab/pcapnb/parquet => …/netlab/pcapnb/parquet
//
// # What becomes of a column
//
// Names and order stay. Every column is optional in Parquet's sense: a missing cell is null.
//
//	whole numbers        INT64
//	float64              DOUBLE
//	text                 BYTE_ARRAY, String
//	bool                 BOOLEAN
//	time.Time            INT64, Timestamp in nanoseconds, UTC
//	time.Duration        DOUBLE, in seconds as in CSV and on axes; exact to the nanosecond up to 52 days
//	[]byte               BYTE_ARRAY
//	uint64               INT64, unsigned
//	anything else        its text: addresses, hardware addresses, values of several types
//
// Times beyond the years 1679 to 2261 do not fit into nanoseconds and make their column text. Bytes in a text that
// are not UTF-8 are written as \xff, since readers refuse them; nothing else in a text is changed, so a name from a
// capture is as hostile in the file as it was on the wire.
//
// With the option Microseconds times are written as Spark reads them, which refuses nanoseconds:
//
//	parquet.Options{Microseconds: true}.MustSave("packets.parquet", pkts.Table())
//
// # A folder of captures
//
// SaveAll writes what [pcapnb.Open] names, larger than memory as it may be, as a folder that engines read as one table, divided
// by day and hour; [Options.SaveAll] says how it goes on where it was stopped:
//
//	nb.Show(parquet.MustSaveAll("rows", pcapnb.Open("day/*.pcap.zst")))
//
//	pandas      pandas.read_parquet("rows", filters=[("hour", "==", 6)])
//	DuckDB      SELECT … FROM read_parquet('rows/**/*.parquet', hive_partitioning = true)
//	ClickHouse  SELECT … FROM file('rows/*/*/*.parquet', Parquet) SETTINGS use_hive_partitioning = 1
//	Spark       spark.read.parquet("rows"), of what was written with Microseconds
//
// The columns file and number lead from an answer back to the packets:
//
//	found := pkts.File("day/13.pcap.zst").Where("frame.number in {17, 40..42}").Load()
//	found.WritePcap("found.pcap")
//
// Pages are packed with zstd; columns of numbers and text have dictionaries, times are kept as differences. A row group
// has 131072 rows.
//
// # What readers make of it
//
// pandas.read_parquet makes Int64 of whole numbers with missing cells (not float64, as it does by itself) and int64 of
// those without, boolean and bool likewise, and datetime64[ns, UTC] of times; the file says so in its metadata under
// "pandas". Units are there under "pcapnb.units" as JSON, for DuckDB to show with
//
//	SELECT decode(value) FROM parquet_kv_metadata('packets.parquet') WHERE decode(key) = 'pcapnb.units'
//
// and for Python with pyarrow.parquet.read_schema(path).metadata. DuckDB 2.0 keeps the nanoseconds of times
// (TIMESTAMPTZ_NS), DuckDB 1.3 shows microseconds.
package parquet
