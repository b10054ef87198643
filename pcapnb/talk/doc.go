// Package talk tells who talked with whom: two-way conversations, their ends, and what was asked and answered.
//
//	talks := talk.Conversations(pkts, talk.TCP).SortDesc(talk.Bytes)
//	nb.Show(talks.Head(10), talk.Endpoints(pkts, talk.IP), talk.Requests(pkts))
//
// How well TCP does is in Servers, server by server, and in Segments, packet by packet of one stream. The graphs that Wireshark draws of a
// stream are Segments' RTT, Throughput and Windows, and plots.TimeSequence and plots.TCPTrace of them.
//
//	s := talk.Segments(pkts.Stream(1))
//	nb.Show(plots.Scatter("Round trips", s.RTT().Lines()...), plots.TCPTrace("Upload", s).FromClient())
//
// Messages of packets and of requests are what plots.Ladder draws, and conversations what plots.Network does.
//
// Fans finds who turned to many, Periodic who comes again like a clock, and Features makes numbers of conversations to learn from.
//
// What it returns are ordinary slices of records, whose fields are values of this package: all verbs of package pcapnb work on them. It
// is a package of its own so that cells which do not ask for it link none of it.
package talk
