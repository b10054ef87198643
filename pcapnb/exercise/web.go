package exercise

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"netlab/pcapnb"
)

// web are the questions about HTTP, TLS and QUIC.
func web(id string) (Exercise, bool) {
	switch id {
	case "requests-per-connection":
		return Exercise{
			Question: "How many HTTP requests did the connection carry that carried the most?",
			Answer: func(ps packets) any {
				requests := ps.Where("http.request && tcp")
				if len(requests) == 0 {
					return nil
				}
				return int(pcapnb.GroupBy(requests, pcapnb.TCPStream).Count().Max().Value)
			},
			Mistakes: []Mistake{
				{Says: "These are the requests of all connections together.", Answer: func(ps packets) any { return len(ps.Where("http.request && tcp")) }},
				{Says: "This is how many connections carry requests.", Answer: func(ps packets) any { return pcapnb.NUnique(ps.Where("http.request"), pcapnb.TCPStream) }},
			},
			Hints: []string{"pkts.Where(\"http.request\") keeps the requests.", "Group them by TCPStream, count, and take the largest."},
		}, true
	case "asked-with-condition":
		return Exercise{
			Question: "Which paths were asked for on the condition that they have changed?",
			Answer:   func(ps packets) any { return orNoList(fieldValues(conditional(ps), "http.request.uri")) }, AnyOrder: true,
			Mistakes: []Mistake{
				{Says: "These are all paths that were asked for.", Answer: func(ps packets) any {
					return orNoList(fieldValues(ps.Where("http.request && tcp"), "http.request.uri"))
				}},
				{Says: "The answer's code says whether it has changed; the path is in the request.", Answer: func(ps packets) any {
					return orNoList(fieldValues(ps.Where("http.response.code == 304"), "http.response.code"))
				}},
			},
			Hints: []string{"The condition is a line of the request: If-None-Match or If-Modified-Since.", "pkts.Where(`http.request.line contains \"If-None-Match\"`); the path is http.request.uri."},
		}, true
	case "tls-setup":
		return Exercise{
			Question: "In the first connection with TLS, how much time passed from the SYN to the client's first application data?",
			Answer:   func(ps packets) any { return tlsSetup(ps, "tcp.flags.syn == 1", "tls.record.content_type == 23") }, Unit: "seconds", Tolerance: 5e-3,
			Mistakes: []Mistake{
				{Says: "This begins with the ClientHello; before it, TCP had to be set up, too.", Credit: 0.5,
					Answer: func(ps packets) any { return tlsSetup(ps, "tls.handshake.type == 1", "tls.record.content_type == 23") }},
				{Says: "This is TCP's part only, until the ClientHello.", Answer: func(ps packets) any { return tlsSetup(ps, "tcp.flags.syn == 1", "tls.handshake.type == 1") }},
			},
			Hints: []string{"The first ClientHello is tls.handshake.type == 1; its TCPStream is the connection.", "Application data are records of type 23: tls.record.content_type."},
		}, true
	case "refused-servers":
		return Exercise{
			Question: "To which server names did the client refuse to talk, with a fatal alert of TLS?",
			Answer:   func(ps packets) any { return orNoList(refusedNames(ps)) }, AnyOrder: true,
			Mistakes: []Mistake{
				{Says: "These are the names of all hellos.", Answer: func(ps packets) any { return orNoList(hellos(ps)) }},
				{Says: "These are the names of those to which it did talk.", Answer: func(ps packets) any {
					bad := refusedNames(ps)
					return orNoList(slices.DeleteFunc(hellos(ps), func(s string) bool { return slices.Contains(bad, s) }))
				}},
			},
			Hints: []string{"A fatal alert is tls.alert_message.level == 2.", "The name is in the ClientHello of the same TCPStream: tls.handshake.extensions_server_name."},
		}, true
	case "quic-connections":
		return Exercise{
			Question: "How many QUIC connections are in the capture?",
			Answer:   func(ps packets) any { return orNone(quicConnections(ps), quicConnections(ps) > 0) },
			Mistakes: []Mistake{
				{Says: "These are QUIC packets.", Answer: func(ps packets) any { return len(ps.Where("quic")) }},
				{Says: "These are datagrams with a long header; a connection begins with several.", Answer: func(ps packets) any { return len(ps.Where("quic.header_form == 1")) }},
			},
			Hints: []string{"The client's first packet of each is an Initial.", "quic.connection.number counts them, from 0."},
		}, true
	}
	return Exercise{}, false
}

// conditional are the requests that want an answer only if something has changed (RFC 9110 section 13).
func conditional(ps packets) packets {
	return ps.Where(`http.request.line contains "If-None-Match" || http.request.line contains "If-Modified-Since"`)
}

// tlsSetup is the time between two packets that the client of the first connection with TLS sent.
func tlsSetup(ps packets, from, to string) any {
	first := ps.Where("tls.handshake.type == 1 && tcp")
	if len(first) == 0 {
		return nil
	}
	number, _ := pcapnb.TCPStream.Of(first[0])
	client := ps.Stream(number).FilterFunc(func(p pcapnb.Packet) bool { return p.IPSrc() == first[0].IPSrc() && p.PortSrc() == first[0].PortSrc() })
	begins, ends := client.Where(from), client.Where(to)
	if len(begins) == 0 || len(ends) == 0 {
		return nil
	}
	return durationOrNone(max(ends[0].Time().Sub(begins[0].Time()), time.Duration(0)), true)
}

// hellos lists the names in ClientHellos over TCP.
func hellos(ps packets) []string {
	return fieldValues(ps.Where("tls.handshake.type == 1 && tcp"), "tls.handshake.extensions_server_name")
}

// refusedNames lists those of connections that the client ended with a fatal alert (RFC 8446 section 6).
func refusedNames(ps packets) []string {
	var streams []string
	for _, p := range ps.Where("tls.alert_message.level == 2 && tcp.dstport == 443") {
		number, _ := pcapnb.TCPStream.Of(p)
		streams = append(streams, strconv.Itoa(number))
	}
	if len(streams) == 0 {
		return nil
	}
	return hellos(ps.Where("tcp.stream in {" + strings.Join(streams, ", ") + "}"))
}

// quicConnections counts connections by their number.
func quicConnections(ps packets) int {
	return len(fieldValues(ps.Where("quic.connection.number >= 0"), "quic.connection.number"))
}
