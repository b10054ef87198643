package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"github.com/google/gopacket/pcapgo"

	"netlab/pcapnb"
)

// eleven are the fields that tshark and ReadFields are asked for.
var eleven = []string{"frame.time_epoch", "frame.len", "eth.src", "ip.src", "ip.dst", "ip.proto", "ip.ttl",
	"tcp.srcport", "tcp.dstport", "udp.srcport", "udp.dstport"}

// child is one run of ours, or of gopacket, in a process of its own.
func child(what, path string) {
	switch what {
	case "load":
		fmt.Println(len(pcapnb.MustLoad(path)))
	case "fields":
		fmt.Println(pcapnb.MustReadFields(path, eleven...).Len())
	case "scan":
		n := 0
		for _, err := range pcapnb.Scan(path) {
			must(err)
			n++
		}
		fmt.Println(n)
	case "gopacket":
		fmt.Println(eager(path))
	case "columns":
		ps := pcapnb.MustLoad(path)
		must(ps.Select(pcapnb.Time, pcapnb.Length, pcapnb.IPSrc, pcapnb.IPDst, pcapnb.Protocol, pcapnb.PortDst).SaveCSV(path + ".csv"))
	case "verbs":
		verbs(pcapnb.MustLoad(path))
	}
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// eager decodes all layers of all packets with gopacket's NewPacket.
func eager(path string) (packets int) {
	f, err := os.Open(path)
	must(err)
	defer f.Close()
	r, err := pcapgo.NewReader(f)
	must(err)
	for {
		data, _, err := r.ReadPacketData()
		if err != nil {
			return packets
		}
		gopacket.NewPacket(data, layers.LayerTypeEthernet, gopacket.DecodeOptions{NoCopy: true})
		packets++
	}
}

// verbs prints the median seconds of each verb, as peers.py does.
func verbs(ps pcapnb.Packets) {
	medians := make(map[string]float64)
	for name, verb := range map[string]func(){
		"group by address, sum": func() { pcapnb.GroupBy(ps, pcapnb.IPSrc).Sum(pcapnb.Length) },
		"value counts":          func() { pcapnb.ValueCounts(ps, pcapnb.IPDst) },
		"filter by number":      func() { ps.Filter(pcapnb.Length.Gt(1000)) },
		"filter by text":        func() { ps.Filter(pcapnb.Protocol.Is("TCP")) },
		"describe":              func() { ps.Describe(pcapnb.Length) },
		"group by hour, sum":    func() { pcapnb.GroupBy(ps, pcapnb.Every(pcapnb.Time, time.Hour)).Sum(pcapnb.Length) },
		"resample to seconds":   func() { ps.Resample(time.Second).Sum(pcapnb.Length) },
	} {
		verb()
		var seconds []float64
		for range 7 {
			begin := time.Now()
			verb()
			seconds = append(seconds, time.Since(begin).Seconds())
		}
		medians[name] = median(seconds)
	}
	must(json.NewEncoder(os.Stdout).Encode(medians))
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}
