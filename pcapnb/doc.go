// Package pcapnb asks questions of packet captures in Go, one notebook cell at a time.
//
// A capture is a slice of records; under the slice lie columns; every field has one definition.
//
//	var pkts = pcapnb.MustLoad("../testdata/web.pcap")
//
//	%%
//	talkers := pcapnb.GroupBy(pkts, pcapnb.IPDst).Sum(pcapnb.Length).SortDesc()
//	nb.Show(talkers.Head(10), plots.BarH("Bytes received", talkers.Head(10)))
//
// # The recipe
//
//  1. Load: [Load], [MustLoad], [Read] or [Scan] give [Packets], an ordinary slice of [Packet]. A Packet is a view of
//     16 bytes; its methods return ordinary Go values.
//  2. Choose: [Packets.Filter] takes conditions that fields make ([PortDst].Is(443), [Length].Gt(1000));
//     [Packets.BPF] takes tcpdump's language; [Packets.Select] makes a [Table] of the fields named.
//  3. Group: [GroupBy] and [Resample] put rows into [Groups]; Resample is GroupBy on time with the empty intervals in.
//  4. Reduce: Sum, Mean, Count and the others turn groups into a [Series], Agg into a Table.
//  5. Show: a Series, a Table and Packets print as text and as HTML, write CSV, and are what the figures of package
//     plots draw. In a notebook nb.Show shows them. Package parquet, a module of its own, writes Tables for pandas and
//     DuckDB.
//
// The same verbs work on packets, on [Flow]s, on the rows of a Table and on any struct of your own.
//
// # Fields
//
// A field is a value: a [Key] to group, count and match by, a [Measure] to add up and plot, or a [Number], which is
// both. Its name is the column's header and the axis' label. A field that a packet lacks is missing: an empty cell,
// never 0 and never NaN, and [Packet.Has] or the field's Of tells. The names are those of the course's labs
// (ip_src, port_dst, …). By Wireshark's names, with Wireshark's exact meaning, [Packets.Fields], [Packets.Field] and
// [ReadFields] reach some 900 more; FIELDS.md lists them.
//
// Addresses are those of the outermost IP header, ports those of the first transport header, as the first occurrence
// of each in Wireshark; an ICMP error has no ports, whatever it quotes.
//
// # Names
//
// [NamesIn] takes the names of addresses from the capture itself: from pcapng's name resolution blocks, TLS, QUIC, HTTP,
// DHCP, DNS, mDNS and LLMNR. [LoadNames] reads a file of reverse lookups and, where the reader allows it, adds to it;
// [Names.Or] joins the two. [ServiceName] names a port. Packages of their own, for those cells that want them, tell the
// vendor of a network card (oui), the registered domain of a name (domain), and country and network of an address (geo).
// All make a Key of a Key, to show, filter and group by.
//
// # What is promised of files that strangers send
//
// The readers for pcap and pcapng are this module's own; they know the pcaps of Nokia, AIX, Ixia, Red Hat and SuSE too.
// No length in a file is followed further than its bytes reach. Limits, each with an error of its own and each to be
// set in [LoadOptions], are 256 KiB for a record, 16 MiB for a pcapng block, 10,000 interfaces, 2^31-1 packets, and for
// packed files 8 GiB and a thousand times their size. Nothing larger than 16 MiB is allocated at once while reading,
// but for what grows with the packets that are there: columns of some 81 bytes a packet, outside the heap, 16 bytes for
// each in [Packets], and 24 for each different address. Time is linear in the file; a context that is cancelled stops a
// load at the next batch of packets. Reading writes nothing to the standard outputs and opens no socket, and no cell
// asks the network unless it was told to.
//
// Nothing is dropped in silence. A file that is cut yields its packets and a [*LoadError] with the packet's number, the
// byte and the reason; [Packets.Report] says what else was left out, and [Preflight] what would spoil an answer.
// gopacket's layers decode the headers; should one of them fail, the packet is kept with what was found and [Problem]
// says so. An unknown link type is named, where it has a name, and its packets are kept as bytes. [Packet.Layers] keeps
// gopacket's decoders for sFlow and GTP out, which a packet can make allocate without bound or print. On the link types
// that reach IP, lengths, times, outermost addresses and ports are those of tshark on 99.9 % of packets with random
// errors and 99.99 % of well-formed ones.
//
// Nothing from a capture reaches a page unescaped: not as markup, not as a control or bidirectional character. CSV
// keeps text as it is, unless [FormulaSafe] is asked for; JSON lines write what is not visible as escapes. Files made
// from packets are named by kind and checksum. Decryption secrets in a pcapng file are counted and never kept, written
// or cached.
//
// Cache files are trusted as far as their checksums go, so the cache folder is the user's alone.
//
// # Differences on purpose
//
// From pandas: a group keeps no row without its key in silence but says so under the result; times are UTC with
// nanoseconds; ports are whole numbers. From scapy: DNSResp is what the answers say, not the name asked for; Ethernet
// padding is not payload. From Wireshark: IP fragments are not put together in the columns, so a first fragment has
// ports and the later ones have none (by Wireshark's names they are put together as there).
//
// # What a cell costs
//
// A cell is a program of its own, compiled and linked each time it runs, and Go compiles the methods of a generic struct
// anew in every package that so much as meets its name. [Series], [Groups], [Key] and their like are therefore
// interfaces, and what implements them is instantiated here, once: a cell that shows ten packets compiles 800 wrappers
// of a few instructions instead of 4,300 functions, and takes 0.7 seconds of processor time to build instead of 4.4.
// For the same reason [Rows] and [List] can do no more than show themselves. A key of one's own ([NewKey], [Keys],
// [Label]) is instantiated in its cell and costs that about a second.
//
// # How to add
//
// A field: 1. write its of in fields_packet.go, as a column ([columns] and decode.go) where it is asked for often and
// from the packet's bytes (header.go) otherwise; 2. give it the labs' name, and as text Wireshark's where that means
// the same; 3. declare it with the type of an interface ([Number], [Key], [Measure]); 4. add it to the goldens
// (internal/goldens, go generate) and to goldenFields in tshark_test.go.
//
// A field by Wireshark's name: see package internal/dissect.
//
// A verb: 1. write it as a function over any slice of rows in a file named after it, its work a method of key or measure
// that the interface [Keyer] or [Measurer] names, so that a cell which calls it compiles none of it; 2. give [Packets] a
// method that calls it, where it reads well behind a dot; 3. add an Example on testdata/ten.pcap, and figures made by
// pandas to testdata/pandas; 4. see that TestCellsCompileLittle still passes.
//
// A link type: 1. add its number and decoder to linklayer.go; 2. name it in linktype.go; 3. add a capture to
// testdata/gen and run go generate.
//
// A lab: see notebooks/README.md.
package pcapnb
