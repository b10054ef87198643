package main

import (
	"fmt"
	"os"
	"path/filepath"

	"netlab/pcapnb"
	"netlab/plots"
)

// growth measures loads of more and more packets and draws nanoseconds and bytes of memory a packet.
func (b *bench) growth(figure string) error {
	var sizes []int
	columns := map[string][]float64{}
	kinds := []string{"load, ns a packet", "next cell, ns a packet", "memory, bytes a packet"}
	for _, n := range []int{10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000} {
		file, err := b.input(n)
		if err != nil {
			return err
		}
		argv := []string{b.self, "child", "load", file}
		cold, warm := &peer{argv: argv, env: "PCAPNB_CACHE=off"}, &peer{argv: argv, env: "PCAPNB_CACHE=" + filepath.Join(b.work, "cache")}
		for round := range b.rounds + 1 {
			for _, p := range []*peer{cold, warm} {
				if err := p.run(round > 0); err != nil {
					return err
				}
			}
		}
		info, err := os.Stat(file)
		if err != nil {
			return err
		}
		perPacket := func(seconds float64) float64 { return seconds * 1e9 / float64(n) }
		// The capture itself is mapped and belongs to the system's page cache; what the process adds to it counts.
		added := (median(cold.memory)*(1<<20) - float64(info.Size())) / float64(n)
		sizes = append(sizes, n)
		for i, v := range []float64{perPacket(median(cold.seconds)), perPacket(median(warm.seconds)), max(added, 0)} {
			columns[kinds[i]] = append(columns[kinds[i]], v)
		}
		fmt.Printf("%9d packets: %6.1f ns cold, %6.1f ns warm, %6.1f bytes, each a packet\n", n, perPacket(median(cold.seconds)), perPacket(median(warm.seconds)), added)
	}
	var lines []plots.XYer
	for _, kind := range kinds {
		lines = append(lines, pcapnb.NewSeries(kind, "", "packets", sizes, columns[kind]))
	}
	return plots.Line("Time and memory a packet", lines...).LogX().Save(figure)
}
