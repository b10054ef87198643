package main

import "fmt"

// talk measures what package talk makes of a capture beside tshark's own statistics of the same file, each with the capture cached as
// in a notebook's second cell, in a process of its own. The times are of the whole process.
func (b *bench) talk(file string) error {
	_, n, err := b.samples(file, 1)
	if err != nil {
		return err
	}
	cache := "PCAPNB_CACHE=" + b.work + "/cache"
	ours := func(what string) *peer {
		return &peer{name: "pcapnb " + what, packets: n, argv: []string{b.self, "child", what, file}, env: cache}
	}
	theirs := func(statistic string) *peer {
		return &peer{name: "tshark -q -z " + statistic, packets: n, argv: []string{"tshark", "-n", "-q", "-r", file, "-z", statistic}}
	}
	pairs := [][2]*peer{
		{ours("conversations"), theirs("conv,tcp")},
		{ours("endpoints"), theirs("endpoints,ip")},
		{ours("hierarchy"), theirs("io,phs")},
		{ours("features"), theirs("conv,tcp")}, // tshark has no features
	}
	if missing(pairs[0][1]) {
		return nil
	}
	fmt.Printf("\n%-26s %8s %8s   %-26s %8s %8s %8s\n", "whole process, medians", "wall s", "cpu s", "", "wall s", "cpu s", "times")
	for _, pair := range pairs {
		for round := range b.rounds + 1 { // the first fills caches and is not counted
			for _, p := range pair {
				if err := p.run(round > 0); err != nil {
					return fmt.Errorf("%s: %w", p.name, err)
				}
			}
		}
		p, q := pair[0], pair[1]
		fmt.Printf("%-26s %8.3f %8.3f   %-26s %8.3f %8.3f %7.1fx\n", p.name, median(p.seconds), median(p.cpu), q.name, median(q.seconds), median(q.cpu), median(q.cpu)/median(p.cpu))
	}
	return nil
}
