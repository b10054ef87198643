package parquet_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"netlab/pcapnb"
	"netlab/pcapnb/parquet"
)

func ExampleSave() {
	pkts := pcapnb.MustLoad("../../testdata/ten.pcap")
	path := filepath.Join(os.TempDir(), "ten.parquet")
	defer os.Remove(path)
	fmt.Println(parquet.Save(path, pkts.Table()))
	// Output: <nil>
}

func ExampleMustSave() {
	pkts := pcapnb.MustLoad("../../testdata/ten.pcap")
	path := filepath.Join(os.TempDir(), "talkers.parquet")
	defer os.Remove(path)
	parquet.MustSave(path, pcapnb.GroupBy(pkts, pcapnb.IPDst).Sum(pcapnb.Length).Table())
}

func ExampleWrite() {
	pkts := pcapnb.MustLoad("../../testdata/ten.pcap")
	var file bytes.Buffer
	fmt.Println(parquet.Write(&file, pkts.Select(pcapnb.Time, pcapnb.Length)))
	fmt.Printf("%s\n", file.Bytes()[:4])
	// Output:
	// <nil>
	// PAR1
}
