package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"netlab/pcapnb"
	"netlab/plots"
)

// growth measures loads of more and more packets and draws nanoseconds and bytes of memory a packet, beyond those of a
// process that loads ten.
func (b *bench) growth(figure string) error {
	none, err := b.loads("testdata/ten.pcap")
	if err != nil {
		return err
	}
	var sizes []int
	kinds := []string{"load, ns a packet", "next cell, ns a packet", "memory, bytes a packet"}
	columns := make([][]float64, len(kinds))
	for _, n := range []int{10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000} {
		file, err := b.input(n)
		if err != nil {
			return err
		}
		all, err := b.loads(file)
		if err != nil {
			return err
		}
		sizes = append(sizes, n)
		var each [3]float64
		for i := range all {
			each[i] = max(all[i]-none[i], 0) / float64(n)
			columns[i] = append(columns[i], each[i])
		}
		fmt.Printf("%9d packets: %6.1f ns cold, %6.1f ns warm, %6.1f bytes, each a packet\n", n, each[0], each[1], each[2])
	}
	var lines []plots.XYer
	for i, kind := range kinds {
		lines = append(lines, pcapnb.NewSeries(kind, "", "packets", sizes, columns[i]))
	}
	return plots.Line("Time and memory a packet", lines...).LogX().Save(figure)
}

// loads measures processes that load a file: nanoseconds without the cache, nanoseconds with it, and bytes of memory.
func (b *bench) loads(file string) (all [3]float64, err error) {
	time.Sleep(3 * time.Second) // a file that has just been written is not cached
	argv := []string{b.self, "child", "load", file}
	cold, warm := &peer{argv: argv, env: "PCAPNB_CACHE=off"}, &peer{argv: argv, env: "PCAPNB_CACHE=" + filepath.Join(b.work, "cache")}
	for round := range b.rounds + 1 {
		for _, p := range []*peer{cold, warm} {
			if err := p.run(round > 0); err != nil {
				return all, err
			}
		}
	}
	info, err := os.Stat(file)
	if err != nil {
		return all, err
	}
	// The capture itself is mapped and belongs to the system's page cache; what the process adds to it counts.
	return [3]float64{median(cold.seconds) * 1e9, median(warm.seconds) * 1e9, median(cold.memory)*(1<<20) - float64(info.Size())}, nil
}
