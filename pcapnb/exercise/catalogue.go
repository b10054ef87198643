package exercise

import (
	"strings"
	"time"

	"netlab/pcapnb"
)

// Catalogue returns the names of the course's questions, which Check and Hint know.
func Catalogue() []string {
	return []string{
		"bytes-total", "bytes-received", "header-bytes", "payload-share", "mean-length", "largest-packet",
		"duration", "longest-silence", "mean-rate", "busiest-second", "dns-wait",
		"packets-without-ip", "udp-not-dns", "tcp-connections", "largest-stream", "names-asked",
		"top-card", "top-senders", "top-receivers", "top-names", "fan-out", "layer-stacks", "ttl-values",
		"arp-unanswered", "arp-for-others", "datagrams-in-fragments", "routers-passed", "path-mtu",
		"handshake-rtt", "sent-again", "closed-windows", "window-limit",
		"dhcp-lease", "dhcp-refused", "dns-slowest", "name-servers", "dns-nonexistent",
		"requests-per-connection", "asked-with-condition", "tls-setup", "refused-servers", "quic-connections",
		"scanner", "open-ports", "failed-logins", "beacon-interval", "tunnel-domain",
	}
}

// reference returns an exercise of the catalogue.
func reference(id string) (Exercise, bool) {
	for _, part := range []func(string) (Exercise, bool){sizes, times, counts, rankings, paths, transport, naming, web, incident} {
		if e, ok := part(id); ok {
			return e, true
		}
	}
	return Exercise{}, false
}

// What several mistakes say.
const (
	saysCaptured = "This counts the bytes that were captured; a packet's length on the wire can be larger."
	saysPayload  = "This counts payload only; the headers went over the wire too."
	saysIPLen    = "This is what the IP headers say; the link's own header in front of them and packets without IP are missing."
	saysNoIP     = "Packets without an IP address are missing, such as ARP: a group by address leaves them out."
	saysBoth     = "This counts both directions."
	saysPackets  = "This counts packets; the question is about bytes."
)

type packets = pcapnb.Packets

// sum returns a function that adds a field up.
func sum(m pcapnb.Measurer[pcapnb.Packet]) func(packets) any {
	return func(ps packets) any { return ps.Sum(m) }
}

func count(ps packets) any { return len(ps) }

// sizes are the questions about bytes.
func sizes(id string) (Exercise, bool) {
	switch id {
	case "bytes-total":
		return Exercise{
			Question: "How many bytes went over the wire, in both directions together?",
			Answer:   sum(pcapnb.Length), Unit: "bytes",
			Mistakes: []Mistake{
				{Says: saysCaptured, Answer: sum(pcapnb.CapturedLength)},
				{Says: saysPayload, Answer: sum(pcapnb.PayloadLen)},
				{Says: saysIPLen, Answer: sum(pcapnb.IPLen)},
				{Says: saysNoIP, Answer: func(ps packets) any { return withIP(ps).Sum(pcapnb.Length) }, Credit: 0.5},
				{Says: saysPackets, Answer: count},
				{Says: "This is one direction only: what " + theHost + " received.", Answer: func(ps packets) any { return received(ps).Sum(pcapnb.Length) }},
				{Says: "This is one direction only: what " + theHost + " sent.", Answer: func(ps packets) any { return sent(ps).Sum(pcapnb.Length) }},
			},
			Hints: []string{"Which column tells how long a packet was on the wire?", "Sum adds a field up: pkts.Sum(pcapnb.…)."},
		}, true
	case "bytes-received":
		return Exercise{
			Question: "How many bytes did the capture's own host receive, the machine at which it was recorded? It is at one end of nearly every packet.",
			About:    aboutHost,
			Answer:   func(ps packets) any { return received(ps).Sum(pcapnb.Length) }, Unit: "bytes",
			Mistakes: []Mistake{
				{Says: "This is what the host sent.", Answer: func(ps packets) any { return sent(ps).Sum(pcapnb.Length) }},
				{Says: "This is what another machine received, the one to which the most packets went.", Answer: func(ps packets) any { return mostReceived(ps).Sum(pcapnb.Length) }},
				{Says: saysBoth, Answer: func(ps packets) any {
					return int(received(ps).Sum(pcapnb.Length).Value + sent(ps).Sum(pcapnb.Length).Value)
				}},
				{Says: saysBoth + " It even counts packets of others.", Answer: sum(pcapnb.Length)},
				{Says: saysCaptured, Answer: func(ps packets) any { return received(ps).Sum(pcapnb.CapturedLength) }},
				{Says: saysPayload, Answer: func(ps packets) any { return received(ps).Sum(pcapnb.PayloadLen) }},
				{Says: saysPackets, Answer: func(ps packets) any { return len(received(ps)) }},
			},
			Hints: []string{"What is received has the host's address as its destination.", "Choose the packets first, then add up: pkts.Filter(pcapnb.IPDst.Is(…)).Sum(…)."},
		}, true
	case "header-bytes":
		return Exercise{
			Question: "Of the bytes that the capture's own host received, how many are headers (and padding) and not payload?",
			About:    aboutHost,
			Answer: func(ps packets) any {
				return bytesOf(received(ps), func(p pcapnb.Packet) int { return p.Length() - p.PayloadLen() })
			}, Unit: "bytes",
			Mistakes: []Mistake{
				{Says: "This is the payload; the question is about the rest.", Answer: func(ps packets) any { return received(ps).Sum(pcapnb.PayloadLen) }},
				{Says: saysBoth, Answer: func(ps packets) any {
					return bytesOf(ps, func(p pcapnb.Packet) int { return p.Length() - p.PayloadLen() })
				}},
				{Says: "UDP carries payload too; this takes off TCP's only.", Credit: 0.5, Answer: func(ps packets) any {
					return bytesOf(received(ps), func(p pcapnb.Packet) int { return p.Length() - p.TCPLen() })
				}},
				{Says: saysCaptured, Answer: func(ps packets) any {
					return bytesOf(received(ps), func(p pcapnb.Packet) int { return p.CapturedLength() - len(p.Payload()) })
				}},
			},
			Hints: []string{"Every byte of a packet is payload or it is not.", "Length counts all bytes, PayloadLen those that the transport header carries."},
		}, true
	case "payload-share":
		return Exercise{
			Question:  "Which part of all bytes on the wire is TCP's payload?",
			Answer:    func(ps packets) any { return ratio(ps.Sum(pcapnb.TCPLen), ps.Sum(pcapnb.Length)) },
			Tolerance: 5e-3,
			Mistakes: []Mistake{
				{Says: "This counts UDP's payload as well.", Answer: func(ps packets) any { return ratio(ps.Sum(pcapnb.PayloadLen), ps.Sum(pcapnb.Length)) }},
				{Says: saysCaptured, Answer: func(ps packets) any { return ratio(ps.Sum(pcapnb.TCPLen), ps.Sum(pcapnb.CapturedLength)) }},
				{Says: "This is a part of TCP's own bytes; all packets count.", Answer: func(ps packets) any {
					return ratio(ps.Sum(pcapnb.TCPLen), ps.Filter(pcapnb.Protocol.Is("TCP")).Sum(pcapnb.Length))
				}},
				{Says: "This is the part that is not TCP's payload.", Answer: func(ps packets) any { return 1 - ratio(ps.Sum(pcapnb.TCPLen), ps.Sum(pcapnb.Length)) }},
			},
			Hints: []string{"A part is one sum divided by another: of what, by what?", "A Stat's number is its Value: ps.Sum(pcapnb.TCPLen).Value."},
		}, true
	case "mean-length":
		return Exercise{
			Question: "How long is a packet on the wire on average?",
			Answer:   func(ps packets) any { return ps.Mean(pcapnb.Length) }, Unit: "bytes",
			Mistakes: []Mistake{
				{Says: "This is the median: the packet in the middle, not the mean.", Answer: func(ps packets) any { return ps.Median(pcapnb.Length) }},
				{Says: saysCaptured, Answer: func(ps packets) any { return ps.Mean(pcapnb.CapturedLength) }},
				{Says: saysPayload, Answer: func(ps packets) any { return ps.Mean(pcapnb.PayloadLen) }},
				{Says: saysIPLen, Answer: func(ps packets) any { return ps.Mean(pcapnb.IPLen) }},
				{Says: saysNoIP, Answer: func(ps packets) any { return withIP(ps).Mean(pcapnb.Length) }, Credit: 0.5},
			},
			Hints: []string{"pkts.Mean takes the field to average."},
		}, true
	case "largest-packet":
		return Exercise{
			Question: "How long is the longest packet on the wire?",
			Answer:   func(ps packets) any { return ps.Max(pcapnb.Length) }, Unit: "bytes",
			Mistakes: []Mistake{
				{Says: saysCaptured, Answer: func(ps packets) any { return ps.Max(pcapnb.CapturedLength) }},
				{Says: saysPayload, Answer: func(ps packets) any { return ps.Max(pcapnb.PayloadLen) }},
				{Says: "This is the longest IP packet; the link's own header in front of it is missing.", Answer: func(ps packets) any { return ps.Max(pcapnb.IPLen) }},
			},
			Hints: []string{"pkts.Max takes the field to compare."},
		}, true
	}
	return Exercise{}, false
}

// times are the questions about when.
func times(id string) (Exercise, bool) {
	switch id {
	case "duration":
		return Exercise{
			Question: "How much time is between the first and the last packet?",
			Answer:   func(ps packets) any { return ps.Duration() }, Unit: "seconds",
			Hints: []string{"Packets know it: pkts.Duration()."},
		}, true
	case "longest-silence":
		return Exercise{
			Question: "How long was the longest silence between two packets?",
			Answer:   func(ps packets) any { return ps.InterArrival().Max() }, Unit: "seconds",
			Mistakes: []Mistake{
				{Says: "This is the mean time between packets.", Answer: func(ps packets) any { return ps.InterArrival().Mean() }},
				{Says: "This is the whole capture.", Answer: func(ps packets) any { return ps.Duration() }},
				{Says: "Silent intervals of a resampled second are not silences: one may begin and end within a second.", Answer: func(ps packets) any { return silentSeconds(ps) }},
			},
			Hints: []string{"Look at the times between each packet and the one before it.", "pkts.InterArrival() gives them; the longest is the largest."},
		}, true
	case "mean-rate":
		return Exercise{
			Question: "How many bytes a second went over the wire on average, over the whole capture?",
			Answer:   func(ps packets) any { return ps.Sum(pcapnb.Length).Value / ps.Duration().Seconds() }, Unit: "bytes/second",
			Mistakes: []Mistake{
				{Says: "This is the mean of the seconds in which packets came; silent seconds count too.", Answer: func(ps packets) any {
					return ps.Resample(time.Second).EmptyMissing().Sum(pcapnb.Length).DropMissing().Mean().Value
				}},
				{Says: saysPayload, Answer: func(ps packets) any { return ps.Sum(pcapnb.PayloadLen).Value / ps.Duration().Seconds() }},
			},
			Hints: []string{"A rate is an amount divided by a time.", "Seconds() turns a duration into a number."},
		}, true
	case "busiest-second":
		return Exercise{
			Question: "How many bytes went over the wire in the busiest second?",
			Answer:   func(ps packets) any { return ps.Resample(time.Second).Sum(pcapnb.Length).Max().Value }, Unit: "bytes",
			Mistakes: []Mistake{
				{Says: saysPackets, Answer: func(ps packets) any { return ps.Resample(time.Second).Count().Max().Value }},
				{Says: saysPayload, Answer: func(ps packets) any { return ps.Resample(time.Second).Sum(pcapnb.PayloadLen).Max().Value }},
				{Says: "This is the average second.", Answer: func(ps packets) any { return ps.Resample(time.Second).Sum(pcapnb.Length).Mean().Value }},
			},
			Hints: []string{"Put the packets into seconds first: pkts.Resample(time.Second).", "Sum gives a number for each second; which one is asked for?"},
		}, true
	case "dns-wait":
		return Exercise{
			Question: "How long did the first DNS lookup take, from the question to its answer?",
			Answer:   func(ps packets) any { return dnsWait(ps, true) }, Unit: "seconds",
			Tolerance: 5e-3,
			Mistakes: []Mistake{
				{Says: "The first answer need not belong to the first question: compare the transaction IDs.", Answer: func(ps packets) any { return dnsWait(ps, false) }},
			},
			Hints: []string{"A question and its answer carry the same number.", "pkts.Where(\"dns\") shows them; Show() takes one apart."},
		}, true
	}
	return Exercise{}, false
}

// counts are the questions about how many.
func counts(id string) (Exercise, bool) {
	switch id {
	case "packets-without-ip":
		return Exercise{
			Question: "How many packets have no IP address?",
			Answer:   func(ps packets) any { return len(ps) - len(withIP(ps)) },
			Mistakes: []Mistake{
				{Says: "This counts the packets that do have one.", Answer: func(ps packets) any { return len(withIP(ps)) }},
				{Says: "This counts IPv6 packets among them: they have addresses too, longer ones.", Answer: func(ps packets) any {
					return len(ps.FilterFunc(func(p pcapnb.Packet) bool { return p.IPVersion() != 4 }))
				}},
				{Says: "These are the packets without ports; some of them have addresses.", Answer: func(ps packets) any { return len(ps.Filter(pcapnb.PortDst.Missing())) }},
			},
			Hints: []string{"A field that a packet lacks is missing.", "A field's Missing() is the condition."},
		}, true
	case "udp-not-dns":
		return Exercise{
			Question: "How many UDP packets neither come from port 53 nor go to it?",
			Answer:   func(ps packets) any { return len(ps.BPF("udp and not port 53")) },
			Mistakes: []Mistake{
				{Says: "This leaves out what goes to port 53 and keeps what comes from there.", Answer: func(ps packets) any { return len(ps.BPF("udp and not dst port 53")) }},
				{Says: "This leaves out what comes from port 53 and keeps what goes there.", Answer: func(ps packets) any { return len(ps.BPF("udp and not src port 53")) }},
				{Says: "This counts all UDP packets.", Answer: func(ps packets) any { return len(ps.BPF("udp")) }},
				{Says: "This counts every packet that is not DNS, TCP too.", Answer: func(ps packets) any { return len(ps.BPF("not port 53")) }},
			},
			Hints: []string{"In tcpdump's language, port means either of the two ports.", "pkts.BPF(\"udp and …\")"},
		}, true
	case "tcp-connections":
		return Exercise{
			Question: "How many TCP connections are in the capture?",
			Answer:   func(ps packets) any { return pcapnb.NUnique(ps, pcapnb.TCPStream) },
			Mistakes: []Mistake{
				{Says: "This counts the server's SYN as well; a connection has one from each side.", Answer: func(ps packets) any {
					return len(ps.FilterFunc(func(p pcapnb.Packet) bool { return strings.Contains(p.Flags(), "S") }))
				}},
				{Says: "This counts TCP packets.", Answer: func(ps packets) any { return len(ps.Filter(pcapnb.Protocol.Is("TCP"))) }},
				{Says: "The largest stream number is one less than their count: numbers start at 0.", Answer: func(ps packets) any { return pcapnb.NUnique(ps, pcapnb.TCPStream) - 1 }},
			},
			Hints: []string{"TCPStream numbers the connections.", "How many different numbers are there? pcapnb.NUnique counts them."},
		}, true
	case "largest-stream":
		return Exercise{
			Question: "Which TCP stream carried the most payload? Its number is asked for.",
			Answer:   func(ps packets) any { return pcapnb.GroupBy(ps, pcapnb.TCPStream).Sum(pcapnb.TCPLen).SortDesc() }, Top: 1,
			Mistakes: []Mistake{
				{Says: "This is the one with the most packets.", Answer: func(ps packets) any { return pcapnb.GroupBy(ps, pcapnb.TCPStream).Count().SortDesc() }},
				{Says: "Packets without a stream are no stream 0.", Answer: func(packets) any { return []int{0} }},
			},
			Hints: []string{"Group by TCPStream, add up TCPLen.", "The largest number's key is its ArgMax()."},
		}, true
	case "names-asked":
		return Exercise{
			Question: "How many different names were asked for in the DNS (questions to port 53)?",
			Answer:   func(ps packets) any { return pcapnb.NUnique(questions(ps), pcapnb.DNSQuery) },
			Mistakes: []Mistake{
				{Says: "This counts questions; some ask for the same name.", Answer: func(ps packets) any { return len(questions(ps)) }},
				{Says: "This counts mDNS's and others' names too; the question is about port 53.", Answer: func(ps packets) any { return pcapnb.NUnique(ps, pcapnb.DNSQuery) }},
				{Says: saysBoth + " Answers repeat their question.", Answer: func(ps packets) any { return len(ps.Filter(pcapnb.DNSQuery.Present())) }},
			},
			Hints: []string{"A question goes to port 53 and has a DNSQuery.", "pcapnb.NUnique counts different values."},
		}, true
	}
	return Exercise{}, false
}

// rankings are the questions about who and what.
func rankings(id string) (Exercise, bool) {
	switch id {
	case "top-card":
		return Exercise{
			Question: "Which network card sent the most packets?",
			Answer:   func(ps packets) any { return pcapnb.ValueCounts(ps, pcapnb.MACSrc) }, Top: 1,
			Mistakes: []Mistake{
				{Says: "This card was sent the most packets.", Answer: func(ps packets) any { return pcapnb.ValueCounts(ps, pcapnb.MACDst) }},
				{Says: "This card sent the most bytes.", Answer: func(ps packets) any { return pcapnb.GroupBy(ps, pcapnb.MACSrc).Sum(pcapnb.Length).SortDesc() }},
				{Says: "The question is about cards: their address is a MAC address.", Answer: func(ps packets) any { return pcapnb.ValueCounts(ps, pcapnb.IPSrc) }},
			},
			Hints: []string{"A card is known by its MAC address, a sender's is the source.", "pcapnb.ValueCounts sorts by how often a value appears."},
		}, true
	case "top-senders":
		return byBytes("sent", pcapnb.IPSrc, pcapnb.IPDst), true
	case "top-receivers":
		return byBytes("received", pcapnb.IPDst, pcapnb.IPSrc), true
	case "top-names":
		return Exercise{
			Question: "Which three names were asked for most often in the DNS (questions to port 53), and how often each?",
			Answer:   func(ps packets) any { return pcapnb.ValueCounts(questions(ps), pcapnb.DNSQuery) }, Top: 3,
			Mistakes: []Mistake{
				{Says: saysBoth + " Answers repeat their question.", Credit: 0.5, Answer: func(ps packets) any {
					return pcapnb.ValueCounts(ps.Filter(pcapnb.DNSQuery.Present()), pcapnb.DNSQuery)
				}},
			},
			Hints: []string{"Choose the questions: they go to port 53.", "pcapnb.ValueCounts(…, pcapnb.DNSQuery).Head(3)"},
		}, true
	case "fan-out":
		return Exercise{
			Question: "Which source address sent to the most different destination addresses?",
			Answer:   func(ps packets) any { return pcapnb.GroupBy(ps, pcapnb.IPSrc).NUnique(pcapnb.IPDst).SortDesc() }, Top: 1,
			Mistakes: []Mistake{
				{Says: "This one sent the most packets; different destinations are asked for.", Answer: func(ps packets) any { return pcapnb.ValueCounts(ps, pcapnb.IPSrc) }},
				{Says: "This is the destination with the most different sources.", Answer: func(ps packets) any { return pcapnb.GroupBy(ps, pcapnb.IPDst).NUnique(pcapnb.IPSrc).SortDesc() }},
			},
			Hints: []string{"Group by one address, count the different values of the other.", "NUnique counts different values in each group."},
		}, true
	case "layer-stacks":
		return Exercise{
			Question: "Which five stacks of layers are the most frequent, and how many packets has each?",
			Answer:   func(ps packets) any { return pcapnb.ValueCounts(ps, pcapnb.LayerStack) }, Top: 5,
			Hints: []string{"LayerStack is a field like any other.", "pcapnb.ValueCounts(…).Head(5)"},
		}, true
	case "ttl-values":
		return Exercise{
			Question: "Which values does the time to live (IPv6: the hop limit) have?",
			Answer:   func(ps packets) any { return pcapnb.ValueCounts(ps, pcapnb.TTL) }, AnyOrder: true,
			Mistakes: []Mistake{
				{Says: "This is IPv4's time to live only; IPv6 calls it hop limit.", Credit: 0.5, Answer: func(ps packets) any {
					return pcapnb.ValueCounts(ps.Filter(pcapnb.IPVersion.Is(4)), pcapnb.TTL)
				}},
			},
			Hints: []string{"pcapnb.Unique lists the different values of a field."},
		}, true
	}
	return Exercise{}, false
}

// byBytes is the question who sent, or received, the most.
func byBytes(verb string, who, other pcapnb.AddrField) Exercise {
	return Exercise{
		Question: "Which three addresses " + verb + " the most bytes, and how many each?",
		Answer:   func(ps packets) any { return pcapnb.GroupBy(ps, who).Sum(pcapnb.Length).SortDesc() }, Unit: "bytes", Top: 3,
		Mistakes: []Mistake{
			{Says: "This is the other direction.", Answer: func(ps packets) any { return pcapnb.GroupBy(ps, other).Sum(pcapnb.Length).SortDesc() }},
			{Says: saysPackets, Answer: func(ps packets) any { return pcapnb.ValueCounts(ps, who) }},
			{Says: saysPayload, Answer: func(ps packets) any { return pcapnb.GroupBy(ps, who).Sum(pcapnb.PayloadLen).SortDesc() }},
			{Says: saysCaptured, Answer: func(ps packets) any { return pcapnb.GroupBy(ps, who).Sum(pcapnb.CapturedLength).SortDesc() }},
		},
		Hints: []string{"Group by the address, add up the lengths.", "SortDesc puts the largest first, Head(3) keeps three."},
	}
}

// theHost is how mistakes speak of host.
const theHost = "the capture's own host"

// aboutHost says which host the question is taken to be about, for somebody who knows better.
func aboutHost(ps packets) string {
	if h := ps.OwnHost(); h.IsValid() {
		return "The capture's own host is taken to be " + h.String() + "."
	}
	return ""
}

// mostReceived are the packets to the address to which the most went.
func mostReceived(ps packets) packets {
	counts := pcapnb.ValueCounts(withIP(ps), pcapnb.IPDst)
	if counts.Len() == 0 {
		return nil
	}
	busiest := counts.ArgMax()
	return ps.FilterFunc(func(p pcapnb.Packet) bool { return p.IPDst() == busiest })
}

func received(ps packets) packets {
	h := ps.OwnHost()
	return ps.FilterFunc(func(p pcapnb.Packet) bool { return h.IsValid() && p.IPDst() == h })
}

func sent(ps packets) packets {
	h := ps.OwnHost()
	return ps.FilterFunc(func(p pcapnb.Packet) bool { return h.IsValid() && p.IPSrc() == h })
}

func withIP(ps packets) packets { return ps.Filter(pcapnb.IPSrc.Present()) }

// questions are the DNS questions to a name server.
func questions(ps packets) packets {
	return ps.Filter(pcapnb.DNSQuery.Present(), pcapnb.PortDst.Is(53))
}

func bytesOf(ps packets, of func(p pcapnb.Packet) int) int {
	n := 0
	for _, p := range ps {
		n += of(p)
	}
	return n
}

func ratio(a, b pcapnb.Stat) float64 { return a.Value / b.Value }

// silentSeconds returns the longest run of whole seconds without packets.
func silentSeconds(ps packets) int {
	longest, run := 0, 0
	for _, n := range ps.Resample(time.Second).Count().Values() {
		if run++; n > 0 {
			run = 0
		}
		longest = max(longest, run)
	}
	return longest
}

// dnsWait returns the seconds from the first question to its answer, or to the first answer of all.
func dnsWait(ps packets, paired bool) any {
	asked := questions(ps)
	if len(asked) == 0 {
		return nil
	}
	for _, p := range ps.Filter(pcapnb.IsDNS.Is(true), pcapnb.PortSrc.Is(53)) {
		if p.Number() > asked[0].Number() && (!paired || dnsID(p) == dnsID(asked[0]) && p.PortDst() == asked[0].PortSrc()) {
			return p.Time().Sub(asked[0].Time())
		}
	}
	return nil
}

// dnsID returns a message's transaction ID (RFC 1035 section 4.1.1); over UDP it comes first.
func dnsID(p pcapnb.Packet) int {
	b := p.Payload()
	if len(b) < 2 {
		return -1
	}
	return int(b[0])<<8 | int(b[1])
}

// list joins names for a sentence.
func list(names []string) string { return strings.Join(names, ", ") }
