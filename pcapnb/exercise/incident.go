package exercise

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"netlab/pcapnb"
)

// incident are the questions about a machine that does what it should not.
func incident(id string) (Exercise, bool) {
	switch id {
	case "scanner":
		return Exercise{
			Question: "Which address asked for the most different TCP ports of one other machine?",
			Answer:   func(ps packets) any { return orNoAddr(scan(ps).from) },
			Mistakes: []Mistake{
				{Says: "This is the machine that was asked.", Answer: func(ps packets) any { return orNoAddr(scan(ps).to) }},
				{Says: "This one sent the most packets.", Answer: func(ps packets) any { return pcapnb.ValueCounts(withIP(ps), pcapnb.IPSrc).ArgMax() }},
			},
			Hints: []string{"Who asks for a port sends a SYN without ACK.", "Group by pcapnb.IPSrc, count the different pcapnb.PortDst: NUnique."},
		}, true
	case "open-ports":
		return Exercise{
			Question: "Which TCP ports of the machine that was scanned are open, by its answers to the one who scanned?",
			Answer:   func(ps packets) any { return orNoPorts(scan(ps).ports(ps, "tcp.flags.syn == 1 && tcp.flags.ack == 1")) }, AnyOrder: true,
			Mistakes: []Mistake{
				{Says: "These are closed: the machine resets what it does not want.", Answer: func(ps packets) any {
					return orNoPorts(scan(ps).ports(ps, "tcp.flags.reset == 1 && tcp.flags.ack == 1"))
				}},
				{Says: "These are all that answered, open or closed.", Answer: func(ps packets) any { return orNoPorts(scan(ps).ports(ps, "tcp")) }},
			},
			Hints: []string{"An open port answers a SYN with SYN and ACK, a closed one with RST.", "In the answer the port is the source: pcapnb.PortSrc."},
		}, true
	case "failed-logins":
		return Exercise{
			Question: "How many logins did a server refuse (HTTP 401)?",
			Answer: func(ps packets) any {
				return orNone(len(ps.Where("http.response.code == 401")), len(ps.Where("http.authbasic")) > 0)
			},
			Mistakes: []Mistake{
				{Says: "These are all requests with a password, also those that were let in.", Credit: 0.5, Answer: func(ps packets) any { return len(ps.Where("http.authbasic")) }},
				{Says: "These are all answers.", Answer: func(ps packets) any { return len(ps.Where("http.response")) }},
			},
			Hints: []string{"A server that does not believe a password answers with code 401.", "The field is http.response.code."},
		}, true
	case "beacon-interval":
		return Exercise{
			Question: "One machine opens connections to another as regularly as a clock, more than a second apart. What is the median of the intervals?",
			Answer:   func(ps packets) any { return seconds(beat(ps), median) }, Unit: "seconds", Tolerance: 0.02,
			Mistakes: []Mistake{
				{Says: "This is the mean; one beat that is missed makes it longer.", Credit: 0.5, Answer: func(ps packets) any { return seconds(beat(ps), mean) }},
				{Says: "This is how long all of it lasted.", Answer: func(ps packets) any { return seconds(beat(ps), total) }},
			},
			Hints: []string{"Choose the SYNs from one address to the other, and look at the times between them: InterArrival().", "Median() is the one in the middle."},
		}, true
	case "tunnel-domain":
		return Exercise{
			Question: "In which domain (its last two labels) are the most different names asked for?",
			Answer:   func(ps packets) any { return domains(ps, true) }, Top: 1,
			Mistakes: []Mistake{
				{Says: "This one is asked for the most; different names are asked for.", Answer: func(ps packets) any { return domains(ps, false) }},
			},
			Hints: []string{"The names are pcapnb.DNSQuery of the packets to port 53.", "Two labels: the part after the last dot but one."},
		}, true
	}
	return Exercise{}, false
}

// A scanned pair is the one of which one end asked for the most ports of the other.
type scanned struct{ from, to netip.Addr }

const aSYN = "tcp.flags.syn == 1 && tcp.flags.ack == 0"

// fewestPorts is how many different ports make a scan: no program that means well asks one machine for so many.
const fewestPorts = 10

func scan(ps packets) (found scanned) {
	asked, most := map[scanned]map[int]bool{}, 0
	for _, p := range ps.Where(aSYN) {
		pair := scanned{p.IPSrc(), p.IPDst()}
		if asked[pair] == nil {
			asked[pair] = map[int]bool{}
		}
		asked[pair][p.PortDst()] = true
		if n := len(asked[pair]); n > most && n >= fewestPorts {
			found, most = pair, n
		}
	}
	return found
}

// ports are those from which the scanned machine sent such packets to the other.
func (s scanned) ports(ps packets, filter string) []int {
	var all []int
	for _, p := range ps.Where(filter) {
		if p.IPSrc() == s.to && p.IPDst() == s.from && !slices.Contains(all, p.PortSrc()) {
			all = append(all, p.PortSrc())
		}
	}
	return all
}

func orNoAddr(a netip.Addr) any {
	if !a.IsValid() {
		return nil
	}
	return a
}

func orNoPorts(all []int) any {
	if len(all) == 0 {
		return nil
	}
	return all
}

// beat are the intervals, sorted, between the connections of the most regular pair: of those with at least eight that are
// a second apart or more in the middle, the one whose middle half is the narrowest for its median.
func beat(ps packets) (best []time.Duration) {
	begun := map[string][]time.Time{}
	var order []string
	for _, p := range ps.Where(aSYN) {
		pair := fmt.Sprint(p.IPSrc(), p.IPDst(), p.PortDst())
		if begun[pair] == nil {
			order = append(order, pair)
		}
		begun[pair] = append(begun[pair], p.Time())
	}
	least := 0.0
	for _, pair := range order {
		times := begun[pair]
		if len(times) < 8 {
			continue
		}
		var between []time.Duration
		for i := range times[1:] {
			between = append(between, times[i+1].Sub(times[i]))
		}
		slices.Sort(between)
		if n := len(between); median(between) >= time.Second {
			if spread := float64(between[n*3/4]-between[n/4]) / float64(median(between)); best == nil || spread < least {
				best, least = between, spread
			}
		}
	}
	return best
}

func seconds(between []time.Duration, of func([]time.Duration) time.Duration) any {
	if len(between) == 0 {
		return nil
	}
	return of(between)
}

func median(sorted []time.Duration) time.Duration {
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

func mean(all []time.Duration) time.Duration { return total(all) / time.Duration(len(all)) }

func total(all []time.Duration) (sum time.Duration) {
	for _, d := range all {
		sum += d
	}
	return sum
}

// domains counts the names, or the questions, of each two last labels.
func domains(ps packets, different bool) any {
	domain := pcapnb.PacketText("domain", func(p pcapnb.Packet) string { return lastTwo(p.DNSQuery()) })
	groups := pcapnb.GroupBy(questions(ps), domain)
	counts := groups.Count()
	if different {
		counts = groups.NUnique(pcapnb.DNSQuery)
	}
	if counts.Len() == 0 {
		return nil
	}
	return counts.SortDesc()
}

func lastTwo(name string) string {
	labels := strings.Split(strings.TrimSuffix(name, "."), ".")
	return strings.Join(labels[max(0, len(labels)-2):], ".")
}
