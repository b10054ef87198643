package nb_test

import (
	"netlab/pcapnb"
	"netlab/pcapnb/nb"
)

// The numbers of a sentence come from the packets.
func ExampleSay() {
	pkts := pcapnb.MustLoad("../../testdata/web.pcap")
	tls := pkts.Filter(pcapnb.Protocol.Is("TCP"), pcapnb.PortDst.Is(443))
	share := float64(len(tls)) / float64(len(pkts))
	nb.Say("Of {packets}, together {}, **{%}** went to port {d}.", len(pkts), pkts.Sum(pcapnb.Length), share, 443)
	nb.Say("The first is from {2 January 2006}, the last {} later.", pkts[0].Time(), pkts.Duration())
	// Output:
	// Of 269 packets, together 186,129 bytes, 37.5 % went to port 443.
	// The first is from 22 November 2026, the last 5.229 s later.
}

// A sentence that does not hold fails the cell:
//
//	panic: nb.Claim: not so in this capture: The largest packet has 1,514 bytes, what Ethernet carries.
func ExampleClaim() {
	pkts := pcapnb.MustLoad("../../testdata/web.pcap")
	largest := pkts.Max(pcapnb.Length)
	nb.Claim(largest.Value == 1514, "The largest packet has {}, what Ethernet carries.", largest)
	// Output:
	// The largest packet has 1,514 bytes, what Ethernet carries.
}
