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

// Each hour's packets are in a folder of their own.
func ExampleSaveAll() {
	dir := filepath.Join(os.TempDir(), "rows")
	defer os.RemoveAll(dir)
	saved, err := parquet.SaveAll(dir, pcapnb.Open("../../testdata/ten.pcap", "../../testdata/morning.pcap"))
	fmt.Println(err)
	fmt.Println(saved.Select("rows", "parts"))
	hours, _ := filepath.Glob(dir + "/*/*")
	for _, hour := range hours {
		fmt.Println(hour[len(dir):])
	}
	// Output:
	// <nil>
	//    rows  parts
	// 0  2237      1
	// 1    10      1
	// /day=2026-11-22/hour=06
}

func ExampleOptions() {
	pkts := pcapnb.Open("../../testdata/ten.pcap")
	dir := filepath.Join(os.TempDir(), "for-spark")
	defer os.RemoveAll(dir)
	o := parquet.Options{Microseconds: true, Fields: []pcapnb.Field[pcapnb.Packet]{pcapnb.Time, pcapnb.IPSrc, pcapnb.Length}}
	fmt.Println(o.MustSaveAll(dir, pkts.Filter(pcapnb.Protocol.Is("TCP"))).Sum("rows"))
	// Output: 4
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
