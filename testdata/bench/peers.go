package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

//go:embed peers.py
var peersScript string

//go:embed requirements.txt
var requirements string

// A peer is a command that reads a capture.
type peer struct {
	name    string
	packets int
	argv    []string
	env     string

	seconds, cpu, memory []float64
}

// venv makes the Python of the peers, once.
func (b *bench) venv() error {
	dir := filepath.Join(b.work, "venv")
	python := filepath.Join(dir, "bin", "python")
	list := filepath.Join(b.work, "requirements.txt")
	if err := os.WriteFile(filepath.Join(b.work, "peers.py"), []byte(peersScript), 0o644); err != nil {
		return err
	}
	if err := os.WriteFile(list, []byte(requirements), 0o644); err != nil {
		return err
	}
	for _, argv := range [][]string{{"python3", "-m", "venv", dir}, {python, "-m", "pip", "install", "-q", "-r", list}} {
		if out, err := exec.Command(argv[0], argv[1:]...).CombinedOutput(); err != nil {
			return fmt.Errorf("%v: %s", err, out)
		}
	}
	b.python = python
	return nil
}

// readers measures everything that reads a capture, each as a process of its own.
func (b *bench) readers(file string) error {
	samples, n, err := b.samples(file, 20_000, 100_000)
	if err != nil {
		return err
	}
	few, some := samples[0], samples[1]
	packed := b.pack(file)
	cache := "PCAPNB_CACHE=" + filepath.Join(b.work, "cache")
	const off = "PCAPNB_CACHE=off"
	fields := []string{"tshark", "-n", "-r", file, "-T", "fields"}
	for _, f := range eleven {
		fields = append(fields, "-e", f)
	}
	script := filepath.Join(b.work, "peers.py")
	peers := []*peer{
		{name: "pcapnb Load", packets: n, argv: []string{b.self, "child", "load", file}, env: off},
		{name: "pcapnb Load, next cell", packets: n, argv: []string{b.self, "child", "load", file}, env: cache},
		{name: "pcapnb ReadFields, 11 fields", packets: n, argv: []string{b.self, "child", "fields", file}, env: off},
		{name: "pcapnb Scan", packets: n, argv: []string{b.self, "child", "scan", file}, env: off},
		{name: "gopacket NewPacket, eager", packets: n, argv: []string{b.self, "child", "gopacket", file}},
		{name: "capinfos", packets: n, argv: []string{"capinfos", file}},
		{name: "tcpdump -nn", packets: n, argv: []string{"tcpdump", "-nn", "-r", file}},
		{name: "tshark -T fields, 11 fields", packets: n, argv: fields},
		{name: "dpkt", packets: min(n, 100_000), argv: []string{b.python, script, "dpkt", some}},
		{name: "scapy, lab A's loop", packets: min(n, 20_000), argv: []string{b.python, script, "scapy", few}},
	}
	for _, tool := range packed {
		peers = append(peers, &peer{name: "pcapnb Load, " + tool.name, packets: n, argv: []string{b.self, "child", "load", tool.path}, env: off},
			&peer{name: tool.name + " -dc", packets: n, argv: []string{tool.name, "-dc", tool.path}})
	}
	peers = slices.DeleteFunc(peers, missing)
	for round := range b.rounds + 1 { // the first fills caches and is not counted
		for _, p := range peers {
			if err := p.run(round > 0); err != nil {
				return fmt.Errorf("%s: %w", p.name, err)
			}
		}
	}
	printReaders(peers)
	return nil
}

type packedFile struct{ name, path string }

// pack packs the file with the tools that are there.
func (b *bench) pack(file string) (packed []packedFile) {
	for _, tool := range []packedFile{{"gzip", ".gz"}, {"zstd", ".zst"}} {
		path := filepath.Join(b.work, filepath.Base(file)+tool.path)
		out, err := os.Create(path)
		if err != nil {
			continue
		}
		cmd := exec.Command(tool.name, "-c", file)
		cmd.Stdout = out
		if cmd.Run() == nil {
			packed = append(packed, packedFile{tool.name, path})
		}
		out.Close()
	}
	return packed
}

func missing(p *peer) bool {
	_, err := exec.LookPath(p.argv[0])
	if err != nil {
		fmt.Printf("left out: %s is not installed\n", p.name)
	}
	return err != nil
}

// run runs the peer once. Its output is thrown away.
func (p *peer) run(count bool) error {
	cmd := exec.Command(p.argv[0], p.argv[1:]...)
	cmd.Env = append(os.Environ(), p.env)
	begin := time.Now()
	if err := cmd.Run(); err != nil {
		return err
	}
	if count {
		state := cmd.ProcessState
		p.seconds = append(p.seconds, time.Since(begin).Seconds())
		p.cpu = append(p.cpu, (state.UserTime() + state.SystemTime()).Seconds())
		p.memory = append(p.memory, float64(state.SysUsage().(*syscall.Rusage).Maxrss)/1024)
	}
	return nil
}

func (p *peer) rate() float64 { return float64(p.packets) / median(p.seconds) }

func printReaders(peers []*peer) {
	fmt.Printf("\n%-30s %9s %8s %8s %8s %12s %8s\n", "whole process, medians", "packets", "wall s", "cpu s", "MB", "packets/s", "Load is")
	for _, p := range peers {
		fmt.Printf("%-30s %9d %8.3f %8.3f %8.0f %12.0f %7.1fx\n", p.name, p.packets, median(p.seconds), median(p.cpu), median(p.memory),
			p.rate(), peers[0].rate()/p.rate())
	}
}

// verbs measures the verbs on the columns of the capture, each library in a process of its own.
func (b *bench) verbs(file string) error {
	if err := (&peer{argv: []string{b.self, "child", "columns", file}}).run(false); err != nil {
		return err
	}
	defer os.Remove(file + ".csv")
	names := []string{"pcapnb"}
	argv := map[string][]string{"pcapnb": {b.self, "child", "verbs", file}}
	for _, name := range []string{"pandas", "polars", "duckdb"} {
		if b.python != "" {
			names = append(names, name)
			argv[name] = []string{b.python, filepath.Join(b.work, "peers.py"), name, file + ".csv"}
		}
	}
	seconds := make(map[string]map[string][]float64) // by verb, by library
	answers := make(map[string]map[string]string)    // by verb, by library
	for range b.rounds {
		for _, name := range names {
			if err := addVerbs(seconds, answers, name, argv[name]); err != nil {
				return err
			}
		}
	}
	printVerbs(seconds, names)
	return sameAnswers(answers, names)
}

// sameAnswers tells where a library's answer is not ours.
func sameAnswers(answers map[string]map[string]string, names []string) error {
	var differ []string
	for verb, by := range answers {
		for _, name := range names[1:] {
			if by[name] != by[names[0]] {
				differ = append(differ, fmt.Sprintf("%s: %s has %s, %s has %s", verb, names[0], by[names[0]], name, by[name]))
			}
		}
	}
	if differ != nil {
		slices.Sort(differ)
		return fmt.Errorf("answers differ:\n%s", strings.Join(differ, "\n"))
	}
	fmt.Printf("the answers of %s are the same\n", strings.Join(names, ", "))
	return nil
}

func addVerbs(seconds map[string]map[string][]float64, answers map[string]map[string]string, library string, argv []string) error {
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Env = append(os.Environ(), "POLARS_MAX_THREADS=2", "GOMAXPROCS=2")
	var complaint strings.Builder
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("%s: %w: %s", library, err, complaint.String())
	}
	var verbs map[string]measured
	if err := json.Unmarshal(out, &verbs); err != nil {
		return fmt.Errorf("%s: %w", library, err)
	}
	for verb, m := range verbs {
		if seconds[verb] == nil {
			seconds[verb], answers[verb] = make(map[string][]float64), make(map[string]string)
		}
		seconds[verb][library] = append(seconds[verb][library], m.Seconds)
		answers[verb][library] = m.Answer
	}
	return nil
}

func printVerbs(seconds map[string]map[string][]float64, names []string) {
	fmt.Printf("\n%-24s", "verbs, milliseconds")
	for _, name := range names {
		fmt.Printf(" %18s", name)
	}
	fmt.Println()
	var verbs []string
	for verb := range seconds {
		verbs = append(verbs, verb)
	}
	slices.Sort(verbs)
	for _, verb := range verbs {
		fmt.Printf("%-24s", verb)
		ours := median(seconds[verb]["pcapnb"])
		for _, name := range names {
			s := median(seconds[verb][name])
			fmt.Printf(" %9.2f %7.1fx", s*1e3, s/ours)
		}
		fmt.Println()
	}
}
