// Package bpf is the capture-filter language of tcpdump, pcap-filter(7), in pure Go.
//
// A filter is compiled once for a link type and then matched against frames:
//
//  1. [Compile] turns "tcp port 443 and not net 10.0.0.0/8" into a [Program].
//  2. [Program.Match] runs it on the bytes of one frame, without allocating, from as many goroutines as you like.
//
// Inside, one file does one step: lex.go cuts the text into words, parse.go reads the grammar and hands down
// qualifiers ("port 80 or 443"), gen.go and its neighbours turn primitives into conditions on bytes, plan.go lays the
// conditions out as instructions and leaves out tests already decided, and run.go runs them.
//
// The measure is tcpdump 4.99 with libpcap 1.10: what it accepts is accepted and gives the same packets, and what it
// refuses is refused, with a caret under the place. As there, reading beyond the captured bytes rejects the packet,
// whatever "not" says around it. The differences, all of them on purpose, are in testdata/differences.txt.
//
// To add a primitive: 1. its word in parse.go, 2. its condition in the gen_*.go of its layer, 3. a filter that uses it in
// testdata/filters.txt, and go generate ./pcapnb.
package bpf
