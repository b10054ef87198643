package pcapnb

import "netlab/pcapnb/internal/bpf"

// BPF returns the packets that a capture filter in tcpdump's language lets through: "tcp port 443 and not net 10.0.0.0/8".
// The language is that of pcap-filter(7). A filter that is wrong panics and shows where.
func (ps Packets) BPF(filter string) Packets {
	return matchBPF(ps, filter, make(map[LinkType]*bpf.Program))
}

// matchBPF returns the packets that filter lets through; programs are those of the link types that were met.
func matchBPF(ps []Packet, filter string, programs map[LinkType]*bpf.Program) []Packet {
	var out []Packet
	for _, p := range ps {
		program, ok := programs[p.LinkType()]
		if !ok {
			var err error
			if program, err = bpf.Compile(filter, int(p.LinkType()), maxRecord); err != nil {
				panic(misused("pcapnb: " + err.Error()))
			}
			programs[p.LinkType()] = program
		}
		if program.Match(p.Bytes(), p.Length()) {
			out = append(out, p)
		}
	}
	return out
}
