package exercise

import (
	"strings"

	"netlab/pcapnb"
)

// naming are the questions about how machines get addresses and find names.
func naming(id string) (Exercise, bool) {
	switch id {
	case "dhcp-lease":
		return Exercise{
			Question: "For how long may the first machine to which DHCP gives an address keep it?",
			Answer:   func(ps packets) any { return leaseTime(ps, "dhcp.option.ip_address_lease_time") }, Unit: "seconds",
			Mistakes: []Mistake{
				{Says: "This is when it is to ask its server again (T1); the lease lasts longer.", Answer: func(ps packets) any { return leaseTime(ps, "dhcp.option.renewal_time_value") }},
				{Says: "This is when it is to ask any server (T2); the lease lasts longer.", Answer: func(ps packets) any { return leaseTime(ps, "dhcp.option.rebinding_time_value") }},
			},
			Hints: []string{"The server says it in its ACK: dhcp.option.dhcp == 5.", "The field is dhcp.option.ip_address_lease_time, in seconds."},
		}, true
	case "dhcp-refused":
		return Exercise{
			Question: "Which addresses were asked for by DHCP and refused (NAK)?",
			Answer:   func(ps packets) any { return refused(ps) }, AnyOrder: true,
			Mistakes: []Mistake{
				{Says: "These are all that were asked for; a NAK has the transaction number of the request that it refuses.", Answer: func(ps packets) any {
					return orNoList(fieldValues(ps.Where("dhcp.option.dhcp == 3"), "dhcp.option.requested_ip_address"))
				}},
				{Says: "These were given.", Answer: func(ps packets) any { return orNoList(fieldValues(ps.Where("dhcp.option.dhcp == 5"), "dhcp.ip.your")) }},
				{Says: "This is the server that refuses.", Answer: func(ps packets) any {
					return orNoList(fieldValues(ps.Where("dhcp.option.dhcp == 6"), "dhcp.option.dhcp_server_id"))
				}},
			},
			Hints: []string{"A NAK is dhcp.option.dhcp == 6, a request 3. What do the two have in common?", "dhcp.id is the number of the exchange, dhcp.option.requested_ip_address what was asked for."},
		}, true
	case "dns-slowest":
		return Exercise{
			Question: "Which name took the longest to look up?",
			Answer:   func(ps packets) any { return byWait(ps) }, Top: 1,
			Mistakes: []Mistake{
				{Says: "This one was asked for the most.", Answer: func(ps packets) any { return pcapnb.ValueCounts(questions(ps), pcapnb.DNSQuery) }},
				{Says: "This one has the longest answer.", Answer: func(ps packets) any {
					return pcapnb.GroupBy(ps.Where("dns.flags.response == 1 && !mdns"), pcapnb.DNSQuery).Max(pcapnb.Length).SortDesc()
				}},
			},
			Hints: []string{"An answer knows how long it took: dns.time.", "GroupBy(…, pcapnb.DNSQuery).Max(…).SortDesc()"},
		}, true
	case "name-servers":
		return Exercise{
			Question: "How many different name servers (addresses) are asked?",
			Answer:   func(ps packets) any { return orNone(len(serversAsked(ps)), len(serversAsked(ps)) > 0) },
			Mistakes: []Mistake{
				{Says: "This counts questions; each server is asked more than once.", Answer: func(ps packets) any { return len(questions(ps)) }},
				{Says: "This counts names.", Answer: func(ps packets) any { return pcapnb.NUnique(questions(ps), pcapnb.DNSQuery) }},
			},
			Hints: []string{"A question goes to port 53 of a name server.", "pcapnb.NUnique counts the different values of a field: of which?"},
		}, true
	case "dns-nonexistent":
		return Exercise{
			Question: "Which names do not exist, by what the DNS says?",
			Answer: func(ps packets) any {
				return orNoList(fieldValues(ps.Where("dns.flags.rcode == 3 && !mdns"), "dns.qry.name"))
			}, AnyOrder: true,
			Mistakes: []Mistake{
				{Says: "Some of these exist and have no record of the type asked for: no answer is not the same as no such name.", Credit: 0.5, Answer: func(ps packets) any {
					return orNoList(fieldValues(ps.Where("dns.flags.response == 1 && dns.count.answers == 0 && !mdns"), "dns.qry.name"))
				}},
				{Says: "These are all names that were asked for.", Answer: func(ps packets) any { return orNoList(fieldValues(questions(ps), "dns.qry.name")) }},
			},
			Hints: []string{"An answer has a code that says how it went: dns.flags.rcode.", "3 is NXDOMAIN, no such name."},
		}, true
	}
	return Exercise{}, false
}

// leaseTime is a field of the first ACK that gives an address (RFC 2131 section 4.3.1).
func leaseTime(ps packets, field string) any {
	for _, r := range ps.Where("dhcp.option.dhcp == 5").Fields(field).Rows() {
		if text := r.Text(field); text != "" {
			return r.Float(field)
		}
	}
	return nil
}

// refused lists what was asked for in exchanges that end with a NAK.
func refused(ps packets) any {
	numbers := fieldValues(ps.Where("dhcp.option.dhcp == 6"), "dhcp.id")
	if len(numbers) == 0 {
		return nil
	}
	return orNoList(fieldValues(ps.Where("dhcp.option.dhcp == 3 && dhcp.id in {"+strings.Join(numbers, ", ")+"}"), "dhcp.option.requested_ip_address"))
}

// byWait are the names looked up, with the longest time that an answer about each took.
func byWait(ps packets) any {
	waits := pcapnb.GroupBy(ps.Where("dns.time && !mdns"), pcapnb.DNSQuery).Max(ps.Field("dns.time")).SortDesc()
	if waits.Len() == 0 {
		return nil
	}
	return waits
}

// serversAsked are the addresses to which questions go.
func serversAsked(ps packets) []string { return textsOf(questions(ps), pcapnb.IPDst) }

func textsOf(ps packets, k pcapnb.AddrField) []string {
	var all []string
	for _, a := range pcapnb.Unique(ps, k) {
		all = append(all, a.String())
	}
	return all
}

// orNoList is a list, or no answer where it is empty.
func orNoList(all []string) any {
	if len(all) == 0 {
		return nil
	}
	return all
}
