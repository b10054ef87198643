package variant

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"netlab/pcapnb"
	"netlab/pcapnb/rewrite"
)

// fewPackets is up to how many packets a capture keeps as they are.
const fewPackets = 100

// An exchange is packets that belong together: a question and its answer, or a whole connection.
type exchange = pcapnb.Packets

// more are exchanges that a variant has besides the original's, each with its packets rewritten by policy but for the
// client's port, the name that is asked for and the time.
func (v variant) more(pkts pcapnb.Packets, policy rewrite.Policy) [][]pcapnb.Frame {
	if len(pkts) < fewPackets {
		return nil
	}
	var all [][]pcapnb.Frame
	own := busiest(pkts)
	add := func(kind string, from []exchange, most int, after time.Time) {
		if len(from) == 0 {
			return
		}
		for i := range 1 + v.draw("how many "+kind)%uint64(most) {
			purpose := fmt.Sprint(kind, " ", i)
			choice := from
			if theirs := of(own, from); i == 0 && len(theirs) > 0 { // about whom the course asks
				choice = theirs
			}
			one := choice[v.draw("which "+purpose)%uint64(len(choice))]
			all = append(all, v.again(one, purpose, pkts, policy, after))
		}
	}
	third := pkts[0].Time().Add(pkts.Duration() / 3) // what texts show of a capture's beginning stays
	add("ARP", arpExchanges(pkts), 7, third)
	add("lookup", lookups(pkts), 7, third)
	last, stream := third, -1 // a stream that comes before another would change its number
	for _, p := range pkts {
		if p.TCPStream() > stream {
			stream = p.TCPStream()
			if p.Time().After(last) {
				last = p.Time()
			}
		}
	}
	add("connection", connections(pkts, own), 3, last)
	return all
}

// busiest is the address that is an end of the most packets.
func busiest(pkts pcapnb.Packets) netip.Addr {
	count := map[netip.Addr]int{}
	var most netip.Addr
	for _, p := range pkts {
		for _, a := range []netip.Addr{p.IPSrc(), p.IPDst()} {
			if count[a]++; a.IsValid() && (count[a] > count[most] || !most.IsValid()) {
				most = a
			}
		}
	}
	return most
}

// of chooses the exchanges of one machine.
func of(a netip.Addr, from []exchange) []exchange {
	return slices.DeleteFunc(slices.Clone(from), func(e exchange) bool { return e[0].IPSrc() != a && e[0].IPDst() != a })
}

// again is an exchange once more, at a time between after and the capture's end.
func (v variant) again(one exchange, purpose string, pkts pcapnb.Packets, policy rewrite.Policy, after time.Time) []pcapnb.Frame {
	end := pkts[0].Time().Add(pkts.Duration())
	begin := policy.Time(after.Add(time.Duration(v.draw("when "+purpose) % uint64(max(end.Sub(after), time.Millisecond)))))
	first, factor := one[0].Time(), v.stretch()
	policy.Time = func(t time.Time) time.Time {
		return begin.Add(time.Duration(float64(t.Sub(first)) * factor).Truncate(time.Microsecond))
	}
	taken := map[uint16]bool{}
	for _, p := range pkts {
		taken[policy.Port(uint16(p.PortSrc()))], taken[policy.Port(uint16(p.PortDst()))] = true, true
	}
	port := policy.Port
	policy.Port = func(p uint16) uint16 {
		to := port(p)
		for n := 0; p >= firstFree && taken[to]; n++ {
			to = firstFree + uint16(v.draw(fmt.Sprint("port ", p, " ", n, " ", purpose))%firstFree)
		}
		return to
	}
	if one[0].IsDNS() {
		other := variant{seed: append(slices.Clone(v.seed), purpose...)}
		policy.Name = other.name
	}
	return slices.Collect(rewrite.Packets(one, policy))
}

// arpExchanges are the questions of ARP, each with its answer.
func arpExchanges(pkts pcapnb.Packets) []exchange {
	var found []exchange
	arp := pkts.Filter(pcapnb.Protocol.Is("ARP"))
	for i := 0; i+1 < len(arp); i++ {
		ask, answer := arp[i], arp[i+1]
		if answer.MACDst() == ask.MACSrc() && ask.MACDst() != answer.MACSrc() && answer.Time().Sub(ask.Time()) < time.Second {
			found = append(found, exchange{ask, answer})
		}
	}
	return found
}

// lookups are the DNS questions by name over UDP, each with its answer.
func lookups(pkts pcapnb.Packets) []exchange {
	var found []exchange
	dns := pkts.Where("udp && dns")
	for i, ask := range dns {
		if ask.PortDst() != 53 || ask.PortSrc() < firstFree || strings.HasSuffix(ask.DNSQuery(), ".arpa") {
			continue
		}
		for _, answer := range dns[i+1:] {
			if answer.PortSrc() == 53 && answer.PortDst() == ask.PortSrc() && answer.IPDst() == ask.IPSrc() && answer.DNSQuery() == ask.DNSQuery() {
				found = append(found, exchange{ask, answer})
				break
			}
		}
	}
	return found
}

// connections are the short TCP connections that were captured from SYN to the end, from a port that no service has, and
// the shortest one of the machine own, unless it opens one or two only: then the capture is about these.
func connections(pkts pcapnb.Packets, own netip.Addr) []exchange {
	streams := map[int]exchange{}
	last := -1
	for _, p := range pkts {
		if n := p.TCPStream(); n >= 0 {
			streams[n] = append(streams[n], p)
			last = max(last, n)
		}
	}
	short := pkts.Sum(pcapnb.Length).Value / 20
	var found []exchange
	var shortest exchange
	opened := 0
	for n := range last + 1 {
		s := streams[n]
		ends := slices.ContainsFunc(s, func(p pcapnb.Packet) bool { return strings.ContainsAny(p.Flags(), "FR") })
		opens := len(s) > 2 && strings.Contains(s[0].Flags(), "S") && !strings.Contains(s[0].Flags(), "A")
		if !opens || !ends || s[0].PortSrc() < firstFree {
			continue
		}
		if s.Sum(pcapnb.Length).Value < short {
			found = append(found, s)
		}
		if s[0].IPSrc() == own {
			opened++
			if shortest == nil || len(s) < len(shortest) {
				shortest = s
			}
		}
	}
	if opened > 2 && len(of(own, found)) == 0 {
		found = append(found, shortest)
	}
	return found
}
