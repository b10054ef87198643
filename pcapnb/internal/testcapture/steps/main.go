// Command steps counts what is done for n and for 4n of each repeated thing, and the bytes that are allocated. It is built with -cover
// -covermode=atomic, which counts how often each block of statements runs, and writes a line for each thing: both counts, both
// numbers of bytes, and its name.
package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"log"
	"runtime"
	"runtime/coverage"

	"netlab/pcapnb"
	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/testcapture"
)

func main() {
	const n = 500
	var fields []string
	for id := range dissect.ID(dissect.NumFields) {
		fields = append(fields, (id + 1).String())
	}
	for _, r := range testcapture.AllRepeated() {
		few, fewBytes := steps(r, n, fields)
		many, manyBytes := steps(r, 4*n, fields)
		fmt.Printf("%d %d %d %d %s\n", few, many, fewBytes, manyBytes, r.Name)
	}
}

// steps counts what is done and allocated from the capture file to fields, summaries and a filter.
func steps(r testcapture.Repeated, n int, fields []string) (count, allocated uint64) {
	file := r.File(n)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if err := coverage.ClearCounters(); err != nil {
		log.Fatal(err)
	}
	ps, err := pcapnb.Read(bytes.NewReader(file))
	if err != nil {
		log.Fatal(r.Name, err)
	}
	ps.Fields(fields...)
	for _, p := range ps {
		_ = p.Summary() + p.Comment()
	}
	ps.Where(`dns.a == 192.0.2.99 || http.cookie contains "zz" || tls.handshake.type == 99 || ldap[0:2] == 31:99 || smb2[0:2] == 31:99`)
	runtime.ReadMemStats(&after)
	var counters bytes.Buffer
	if err := coverage.WriteCounters(&counters); err != nil {
		log.Fatal(err)
	}
	return sum(counters.Bytes()), after.TotalAlloc - before.TotalAlloc
}

// sum adds the counters of a file as internal/coverage of Go 1.20 and later writes it: a header of 32 bytes, the number of functions
// and the lengths of two tables, and after these, for each function, its number of counters, two numbers that name it, and the
// counters.
func sum(b []byte) (total uint64) {
	le := binary.LittleEndian
	const header, segment, uleb = 32, 16, 2
	if version, flavor := le.Uint32(b[4:]), b[24]; version != 1 || flavor != uleb {
		log.Fatalf("counters of version %d, flavor %d", version, flavor)
	}
	functions, texts, args := le.Uint64(b[header:]), le.Uint32(b[header+8:]), le.Uint32(b[header+12:])
	r := bytes.NewReader(b[(header+segment+int(texts)+int(args)+3)&^3:])
	number := func() uint64 {
		v, err := binary.ReadUvarint(r)
		if err != nil {
			log.Fatal(err)
		}
		return v
	}
	for range functions {
		counters := number()
		number()
		number()
		for range counters {
			total += number()
		}
	}
	return total
}
