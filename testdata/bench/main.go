// Bench measures pcapnb against what people use today, all on the same capture and in turn, and prints tables of
// medians and ratios: of programs that read captures, of verbs on columns, of cells in a notebook's kernel, and of a
// small lab from the start of its kernel to the last output. All of it takes a quarter of an hour, on a machine that
// has nothing else to do. It fails where a library answers a verb otherwise than this package does.
//
//	go run ./testdata/bench                     # a million packets made of testdata's captures
//	go run ./testdata/bench -file big.pcap      # a capture of your own: classic pcap, Ethernet
//	go run ./testdata/bench -only lab           # one of readers, verbs, cells, lab
//	go run ./testdata/bench -growth growth.png  # time and memory a packet from ten thousand packets to ten million
//
// It needs tshark, tcpdump, capinfos, gzip and zstd on the PATH for their rows, and python3 with the network once for
// the others, Jupyter among them; a peer that is missing is named and left out. What it makes lies in the folder of
// -work.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == "child" {
		child(os.Args[2], os.Args[3])
		return
	}
	b := &bench{}
	file := flag.String("file", "", "capture to measure on; default: made of testdata's captures")
	packets := flag.Int("packets", 1_000_000, "packets of the capture that is made")
	growth := flag.String("growth", "", "measure growth instead and draw it into this file")
	only := flag.String("only", "", "measure one `part` only: readers, talk, verbs, cells or lab")
	flag.IntVar(&b.rounds, "rounds", 5, "runs of each peer")
	flag.StringVar(&b.work, "work", filepath.Join(os.TempDir(), "netlab-bench"), "folder for inputs, the Python peers and the cache")
	flag.Parse()
	if err := b.run(*file, *packets, *growth, *only); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

type bench struct {
	work   string
	rounds int
	self   string // our own program, to be run as a child
	python string // of the venv, "" where there is none
}

func (b *bench) run(file string, packets int, growth, only string) (err error) {
	if b.work, err = filepath.Abs(b.work); err != nil {
		return err
	}
	if err := os.MkdirAll(b.work, 0o755); err != nil {
		return err
	}
	if b.self, err = os.Executable(); err != nil {
		return err
	}
	if growth != "" {
		return b.growth(growth)
	}
	made, err := b.input(packets)
	if err != nil {
		return err
	}
	if file == "" {
		file = made
	}
	if err := b.venv(); err != nil {
		fmt.Println("no Python peers:", err)
	}
	parts := []struct {
		name    string
		measure func(file string) error
		file    string
	}{
		{"readers", b.readers, file},
		{"talk", b.talk, file},
		{"verbs", b.verbs, made}, // a stranger's times may be years apart
		{"cells", b.cells, ""},
		{"lab", b.lab, made}, // and his frames of IEEE 802.3, where scapy finds no Ether
	}
	known := false
	for _, part := range parts {
		if only != "" && only != part.name {
			continue
		}
		known = true
		if err := part.measure(part.file); err != nil {
			return err
		}
	}
	if !known {
		return fmt.Errorf("no part is called %q", only)
	}
	return nil
}
