package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// lab is the same small lab twice, cell by cell, on CAPTURE: with scapy, pandas and matplotlib as a course writes it,
// and with ours.
var lab = []struct{ does, python, ours string }{
	{"import", `import matplotlib.pyplot as plt
import pandas as pd
from scapy.all import DNSQR, DNSRR, ICMP, IP, TCP, UDP, Ether, PcapReader`, `import (
	"netlab/pcapnb"
	"netlab/pcapnb/nb"
	"netlab/plots"
)`},
	{"load", `rows = []
for packet in PcapReader("CAPTURE"):
    row = {"time": float(packet.time), "length": packet.wirelen, "is_dns": False,
           "mac_src": packet[Ether].src, "mac_dst": packet[Ether].dst}
    if IP in packet:
        row["ip_src"] = packet[IP].src
        row["ip_dst"] = packet[IP].dst
    for layer, name in (TCP, "TCP"), (UDP, "UDP"), (ICMP, "ICMP"):
        if layer in packet:
            row["protocol"] = name
            if name != "ICMP":
                row["port_src"] = packet[layer].sport
                row["port_dst"] = packet[layer].dport
            break
    if DNSQR in packet:
        row["is_dns"] = True
        row["dns_query"] = packet[DNSQR].qname
    if DNSRR in packet:
        row["dns_resp"] = packet[DNSRR].rrname
    rows.append(row)
packets = pd.DataFrame(rows)
packets["datetime"] = pd.to_datetime(packets["time"], unit="s")
packets.shape`, `var packets = pcapnb.MustLoad("CAPTURE")

%%
nb.Show(packets.Select(pcapnb.BasicFields()...).Shape())`},
	{"head", `packets.head(10)`, `%%
nb.Show(packets.Select(pcapnb.BasicFields()...).Head(10))`},
	{"describe", `packets.describe()`, `%%
nb.Show(packets.Describe())`},
	{"count protocols", `packets["protocol"].value_counts()`, `%%
nb.Show(pcapnb.ValueCounts(packets, pcapnb.Protocol))`},
	{"top destinations", `received = packets.groupby("ip_dst")["length"].sum().sort_values(ascending=False)
received.head(10)`, `var received = pcapnb.GroupBy(packets, pcapnb.IPDst).Sum(pcapnb.Length).SortDesc()

%%
nb.Show(received.Head(10))`},
	{"mean by protocol", `packets.groupby("protocol")["length"].mean()`, `var byProtocol = pcapnb.GroupBy(packets, pcapnb.Protocol)

%%
nb.Show(byProtocol.Mean(pcapnb.Length))`},
	{"maximum by protocol", `packets.groupby("protocol")["length"].max()`, `%%
nb.Show(byProtocol.Max(pcapnb.Length))`},
	{"filter", `packets[(packets["protocol"] == "TCP") & (packets["port_dst"] == 443)].head(10)`, `%%
tls := packets.Filter(pcapnb.Protocol.Is("TCP"), pcapnb.PortDst.Is(443))
nb.Show(tls.Head(10))`},
	{"resample", `volume = packets.set_index("datetime")["length"].resample("s").sum()
volume.head(10)`, `var volume = packets.Resample(time.Second).Sum(pcapnb.Length)

%%
nb.Show(volume.Head(10))`},
	{"line figure", `volume.plot(title="Bytes in each second")
plt.show()`, `%%
nb.Show(plots.Line("Bytes in each second", volume))`},
	{"bar figure", `received.head(10).plot.barh(title="Bytes received")
plt.show()`, `%%
nb.Show(plots.BarH("Bytes received", received.Head(10)))`},
}

// labRuns are the runs of the lab in one kind of kernel on one capture.
type labRuns struct {
	name, kernel string
	path         string
	packets      int

	start, whole []float64
	cells        [][]float64 // of each cell its seconds
}

// lab measures the lab from the start of the kernel to the last output: both kernels on few and some packets, ours on
// the whole file too, where scapy would take minutes.
func (b *bench) lab(file string) error {
	if err := b.makeKernels(); err != nil {
		fmt.Println("left out: lab:", err)
		return nil
	}
	samples, n, err := b.samples(file, 1_000, 100_000)
	if err != nil {
		return err
	}
	var table []*labRuns
	for i, packets := range []int{min(n, 1_000), min(n, 100_000)} {
		table = append(table, &labRuns{name: "scapy, pandas", kernel: pythonKernel, path: samples[i], packets: packets},
			&labRuns{name: "pcapnb", kernel: labsKernel, path: samples[i], packets: packets})
	}
	for _, r := range table[:2] { // compiles, and is not counted
		if err := b.runLab(r, false); err != nil {
			return err
		}
	}
	table = append(table, &labRuns{name: "pcapnb", kernel: labsKernel, path: file, packets: n})
	for range min(b.rounds, 3) {
		for _, r := range table {
			if err := b.runLab(r, true); err != nil {
				return err
			}
		}
	}
	printLab(table)
	return nil
}

// runLab runs the lab once in a new kernel, with nothing of the capture in our cache.
func (b *bench) runLab(r *labRuns, count bool) error {
	cache := filepath.Join(b.work, "lab-cache")
	if err := os.RemoveAll(cache); err != nil {
		return err
	}
	k, err := b.startKernel(r.kernel, "PCAPNB_CACHE="+cache)
	if err != nil {
		return err
	}
	defer k.stop()
	seconds := make([]float64, len(lab))
	last := k.started
	for i, cell := range lab {
		text := cell.ours
		if r.kernel == pythonKernel {
			text = cell.python
		}
		if last, err = k.run(strings.ReplaceAll(text, "CAPTURE", r.path)); err != nil {
			return err
		}
		if i > 0 && len(last.Media) == 0 {
			return fmt.Errorf("%s: the cell\n%s\nshows nothing", r.name, text)
		}
		seconds[i] = last.seconds()
	}
	if count {
		r.start = append(r.start, k.started.seconds())
		r.whole = append(r.whole, last.Ended-k.started.Begun)
		r.cells = append(r.cells, seconds)
	}
	return nil
}

// cell is the median seconds of the i-th cell.
func (r *labRuns) cell(i int) float64 {
	var seconds []float64
	for _, run := range r.cells {
		seconds = append(seconds, run[i])
	}
	return median(seconds)
}

func printLab(table []*labRuns) {
	const loadCell = 1
	fmt.Printf("\n%-30s %9s %8s %8s %8s %8s %8s %9s\n", fmt.Sprintf("a lab of %d cells, medians", len(lab)), "packets", "whole s",
		"start s", "load s", "load", "others s", "pcapnb is")
	for i, r := range table {
		whole, start, load := median(r.whole), median(r.start), r.cell(loadCell)
		fmt.Printf("%-30s %9d %8.2f %8.2f %8.2f %7.0f%% %8.2f", r.name, r.packets, whole, start, load, 100*load/whole, whole-start-load)
		if r.kernel == pythonKernel { // ours is the next row
			fmt.Printf(" %8.1fx", whole/median(table[i+1].whole))
		}
		fmt.Println()
	}
	fmt.Printf("\n%-30s", "its cells, seconds")
	for _, r := range table {
		fmt.Printf(" %13s %8d", r.name, r.packets)
	}
	fmt.Println()
	for i, cell := range lab {
		fmt.Printf("%-30s", cell.does)
		for _, r := range table {
			fmt.Printf(" %22.2f", r.cell(i))
		}
		fmt.Println()
	}
}
