package main

import (
	"crypto/md5"
	"encoding/json"
	"fmt"
	"net/netip"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"github.com/google/gopacket/pcapgo"

	"netlab/pcapnb"
	"netlab/pcapnb/talk"
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
	case "conversations":
		fmt.Println(len(talk.Conversations(pcapnb.MustLoad(path), talk.TCP)))
	case "endpoints":
		fmt.Println(len(talk.Endpoints(pcapnb.MustLoad(path), talk.IP)))
	case "hierarchy":
		fmt.Println(pcapnb.MustLoad(path).ProtocolHierarchy())
	case "features":
		fmt.Println(talk.Conversations(pcapnb.MustLoad(path), talk.TCP).Features(4).Shape())
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

// measured is the median of its seconds and what its answer is compared by, as peers.py prints it.
type measured struct {
	Seconds float64 `json:"seconds"`
	Answer  string  `json:"answer"`
}

// verbs prints what each verb takes and answers, as peers.py does.
func verbs(ps pcapnb.Packets) {
	all := make(map[string]measured)
	measure(all, "group by address, sum", func() pcapnb.Series[netip.Addr] { return pcapnb.GroupBy(ps, pcapnb.IPSrc).Sum(pcapnb.Length) }, pairs)
	measure(all, "value counts", func() pcapnb.Series[netip.Addr] { return pcapnb.ValueCounts(ps, pcapnb.IPDst) }, pairs)
	measure(all, "filter by number", func() pcapnb.Packets { return ps.Filter(pcapnb.Length.Gt(1000)) }, kept)
	measure(all, "filter by text", func() pcapnb.Packets { return ps.Filter(pcapnb.Protocol.Is("TCP")) }, kept)
	measure(all, "describe", func() *pcapnb.Table { return ps.Describe(pcapnb.Length) }, summary)
	measure(all, "group by hour, sum", func() pcapnb.Series[time.Time] {
		return pcapnb.GroupBy(ps, pcapnb.Every(pcapnb.Time, time.Hour)).Sum(pcapnb.Length)
	}, seconds)
	measure(all, "resample to seconds", func() pcapnb.Series[time.Time] { return ps.Resample(time.Second).Sum(pcapnb.Length) }, seconds)
	must(json.NewEncoder(os.Stdout).Encode(all))
}

func measure[R any](all map[string]measured, name string, verb func() R, answer func(R) string) {
	verb()
	var took []float64
	for range 7 {
		begin := time.Now()
		verb()
		took = append(took, time.Since(begin).Seconds())
	}
	all[name] = measured{median(took), answer(verb())}
}

// digest is what an answer is compared by: how many lines it has, and their checksum in the order of the alphabet.
func digest(lines []string) string {
	slices.Sort(lines)
	return fmt.Sprintf("%d lines, %.16s", len(lines), fmt.Sprintf("%x", md5.Sum([]byte(strings.Join(lines, "\n")))))
}

func pairs(s pcapnb.Series[netip.Addr]) string {
	return linesOf(s, func(a netip.Addr) string { return a.String() })
}

func seconds(s pcapnb.Series[time.Time]) string {
	return linesOf(s, func(t time.Time) string { return fmt.Sprint(t.Unix()) })
}

// linesOf is the digest of keys and whole numbers.
func linesOf[K comparable](s pcapnb.Series[K], text func(K) string) string {
	var lines []string
	values := s.Values()
	for i, key := range s.Keys() {
		lines = append(lines, fmt.Sprintf("%s %.0f", text(key), values[i]))
	}
	return digest(lines)
}

func kept(ps pcapnb.Packets) string {
	return digest([]string{fmt.Sprintf("%d %.0f", len(ps), ps.Sum(pcapnb.Length).Value)})
}

func summary(t *pcapnb.Table) string {
	var values []string
	for i := range t.Len() {
		values = append(values, fmt.Sprintf("%.6f", t.Row(i).Float("length")))
	}
	return digest([]string{strings.Join(values, " ")})
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}
