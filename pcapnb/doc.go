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
// A row describes one packet. Of a packet in a tunnel (GRE, VXLAN, GTP-U, Geneve, ERSPAN, IP in IP, …) it is the one
// inside, as in Wireshark's columns Source and Destination: addresses, ports, streams and flows are of ends that met,
// and a mirrored network reads like one that was captured directly. [IPSrcOuter] and [IPDstOuter] are the tunnel's ends.
// What a datagram says that was sent in fragments is in the row of its last one, as in Wireshark. An ICMP error has no
// ports, whatever it quotes.
//
// Typed fields and fields by Wireshark's name come from one dissector (internal/dissect), which tests hold against
// tshark; only plain packets, most of all, are read by gopacket's layers, and a test holds both to the same row.
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
// The readers for pcap, pcapng and snoop are this module's own; they know the pcaps of Nokia, AIX, Ixia, Red Hat and SuSE too.
// No length in a file is followed further than its bytes reach. Limits, each with an error of its own and each to be
// set in [LoadOptions], are 256 KiB for a record, 16 MiB for a pcapng block, 10,000 interfaces, 2^31-1 packets, and for
// packed files 8 GiB and a thousand times their size. Nothing larger than 16 MiB is allocated at once while reading,
// but for what grows with the packets that are there: columns of some 81 bytes a packet, outside the heap, 16 bytes for
// each in [Packets], and 24 for each different address; and the window of a zstd frame that asks for more, up to 128 MiB,
// where its blocks can unpack to as much. Time is linear in the file; a context that is cancelled stops a
// load at the next batch of packets. Reading writes nothing to the standard outputs and opens no socket, and no cell
// asks the network unless it was told to.
//
// Nothing is dropped in silence. A file that is cut yields its packets and a [*LoadError] with the packet's number, the
// byte and the reason; [Packets.Report] says what else was left out, and [Preflight] what would spoil an answer;
// [Packets.DropDuplicates] leaves out what was captured twice, and [Packets.OwnHost] is the machine that captured.
// Should gopacket fail on a plain packet, the dissector reads it. An unknown link type is named, where it has a name, and its packets are kept as bytes. [Packet.Layers] keeps
// gopacket's decoders for sFlow and GTP out, which a packet can make allocate without bound or print. On the link types
// that reach IP, lengths, times, addresses and ports are those of tshark on 99.9 % of packets with random
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
// interfaces of package table, and what implements them is instantiated there and here, once. Their names here are
// aliases and calls of a line, written from table's comments (face_gen.go), and cost a cell two functions. Hover and
// completion show the comments of an alias, of such a function and of all methods as if they were declared here; what a
// method of package table returns reads table.Series there and in the compiler's errors, rather than pcapnb.Series. Of an interface, too, Go compiles wrappers anew: not
// for what a method of [Packets] or [Table] names (such a type counts as compiled with them), but for what it finds inside
// a generic type, and once more for its form ("shape"). So the methods of Packets and Table name few generic types, a
// method of Packets that nobody calls names those that cannot be helped (compiled.go), generic interfaces embed no others
// and the bodies of generic functions are a line or two. A cell that shows ten packets compiles 270 wrappers of a few
// instructions; it was 4,300 functions when these were structs. For the same reason [Rows] and [List] can do no more than
// show themselves. A key of one's own costs its cell half a second ([NewKey], [Keys], [Label]); one of packets, nothing
// ([PacketText], [PacketNumber], [PacketMeasure]).
//
// The kernel's own go command (notebooks/cellgo) does the rest: it runs the compiler and the linker as go build ran them for
// the cell before, without looking at two hundred packages again, links package nb without gonbui (the tag nogonbui), and
// takes a cell that was linked before from its cache. A lab of 73 cells takes 28 seconds in the first kernel and 10 in the next.
//
// # Benchmarks
//
// The benchmark runs the peers and this package in turn, on the same file, and prints medians and ratios:
//
//	go run ./testdata/bench                               # all parts, a quarter of an hour
//	go run ./testdata/bench -file big.pcap -only readers  # or verbs, cells, lab
//	go run ./testdata/bench -growth growth.png            # from ten thousand packets to ten million
//
// What follows was measured on 2026-11-22 on a shared machine with two cores, with Go 1.26, on 1,011,506 packets of many
// kinds in 546 MB (readers), on a million made of this module's captures (verbs, lab), and with the package as it was
// that day. "is" says how many times longer than Load a reader takes, or than pcapnb a verb.
//
//	whole process, medians of 5       wall s    cpu s     Load is
//	Load, without the cache            0.271    0.387        1.0x    in the process 0.19 s: 5.3 million packets a second
//	Load, next cell                    0.030    0.044        0.1x
//	ReadFields, 11 fields              0.644    1.061        2.4x    tshark's time divided by ours: 52
//	Scan                               0.538    0.691        2.0x
//	gopacket NewPacket, eager          1.454    2.159        5.4x
//	capinfos                           2.797    2.793       10.3x
//	tcpdump -nn                        2.925    2.913       10.8x
//	tshark -T fields, 11 fields       33.297   33.248      122.9x
//	dpkt (100,000 packets)             1.303    1.302       48.7x    by packets a second
//	scapy, lab A's loop (20,000)       8.472    8.578     1581.9x    by packets a second
//	Load, gzip                         4.233    4.322       15.6x    gzip -dc alone 3.841
//	Load, zstd                         1.436    1.698        5.3x    zstd -dc alone 0.339
//
//	verbs, ms              pcapnb      pandas         polars         DuckDB
//	describe                  2.9     22   7.5x      11   4.0x      22   7.7x
//	filter by number          6.9     21   3.1x       7   1.1x     102  14.8x
//	filter by text           12.0     86   7.2x       9   0.8x     159  13.2x
//	group by address, sum     6.5     79  12.2x      28   4.4x      17   2.6x
//	group by hour, sum       11.3     18   1.6x      25   2.2x      67   5.9x
//	resample to seconds      12.4     11   0.9x      27   2.2x     109   8.8x
//	value counts              3.2     61  19.0x      28   8.7x      17   5.3x
//
//	a changed cell             wall s     to fmt    compile     link
//	fmt                         0.109      1.0x       0.009    0.076
//	fmt in GoNB as it comes     0.243      2.2x       0.014    0.142
//	fmt, gonbui, layers         0.216      2.0x       0.016    0.170
//	table                       0.350      3.2x       0.081    0.235
//	group by                    0.350      3.2x       0.087    0.228
//	plot                        0.436      4.0x       0.087    0.273
//
//	a lab of 12 cells                       whole s     of that loading
//	scapy, pandas, 100,000 packets             28.4                93 %    6.2 times as long as pcapnb
//	pcapnb, 100,000 packets                     4.6                 8 %
//	pcapnb, 1,000,000 packets                   5.5                14 %
//
// A packet costs 190 to 240 ns and 97 to 101 bytes from a hundred thousand of them to ten million, in the next cell 14 to
// 39 ns; ten thousand packets take 11 ms more than ten do, whatever they cost each (testdata/bench/growth.png).
//
// Where it goes, and why there is no more to be had cheaply: a third of Load is waiting for memory at the packets'
// headers, each of which says where the next one is; the rest is gopacket's decoders of headers and our columns, on
// both cores. A whole process adds 0.05 s to map the file and give it back. Of
// the 1.4 s of a zstd file its decoder in Go takes 0.5; copying the unpacked bytes, which are kept, takes much of the rest.
// Filters write 16 bytes for each row that is kept, where polars writes bits first; Resample reads packets by way of these
// views, where pandas has an index of its own. A cell that only shows something is slower than one with fmt for what it
// links (half of the link is reading the archives' lists of symbols, of pcapnb and gopacket/layers above all) and for the
// wrappers that Go compiles for interfaces of generic types; a lab is as slow as its cells, so Python wins while a capture
// is small.
//
// Tried, and of no help: other settings of Go's collector, -c, -N or -mod=readonly for the compiler (nothing); no DWARF
// in all packages (10 to 20 ms of 350, and everything is compiled twice); -trimpath, by which an unchanged cell compiles in no
// time (a panic no longer names the cell's line); conditions as an embedded interface (200 more wrappers a
// cell); copying kept rows one by one without a branch (runs are a quarter faster).
//
// # From a file on disk to a figure
//
// internal/capfile finds the records of a capture file; internal/capture loads them into columns, decodes headers
// (internal/dissect for what is not plain) and keeps the columns in the cache; this package shows the rows as [Packets] and
// names the fields; internal/wire reads fields by Wireshark's names (internal/dissect) and display filters
// (internal/dfilter) from the same rows; package table groups, reduces and prints rows of any kind; package plots draws
// them, and package nb shows all of it in a notebook. Each knows those before it only.
//
// # How to add
//
// A field: 1. write its of in fields_packet.go, as a column (columns.go and decode.go of internal/capture, and dissect.Headers)
// where it is asked for often, and from the packet's bytes (header.go) otherwise; 2. give it the labs' name, and as text
// Wireshark's where that means the same; 3. declare it with the type of an interface ([Number], [Key], [Measure]); its
// comment names Wireshark's field in parentheses where that means exactly the same, and otherwise questions in
// tshark_test.go says what it is compared with; 4. run go generate ./pcapnb and the tests TestEveryTypedField and TestGoldens.
//
// A field by Wireshark's name: see package internal/dissect.
//
// A verb: 1. write it in package table as a function over any slice of rows in a file named after it, its work a method
// of key or measure that the interface [Keyer] or [Measurer] names, so that a cell which calls it compiles none of it,
// and run go generate ./pcapnb, which gives it its name in this package; 2. give [Packets] a method that calls it, where it
// reads well after a dot and names no generic type that the other methods do not: every cell pays for that one, as it
// would for [Pivoted] in a method SendRates; 3. add an Example on testdata/ten.pcap, and figures made by pandas to
// table/testdata/pandas; 4. see that TestCellsCompileLittle still passes.
//
// A link type: 1. add its number and a function that dissects it to internal/dissect/link.go, which the columns follow;
// 2. name it in linktype.go; 3. add a capture to testdata/gen and run go generate ./pcapnb.
//
// A tunnel: 1. write a function that dissects its header in internal/dissect (tunnel.go, udptunnel.go) and goes on with
// what is inside, by ethernet, ipv4 or rawIP, which note the inner packet for the columns; 2. call it from ipNext,
// etherNext or udpTunnel, and name its number in headTransport or its port in IsTunnelPort; 3. add a capture as above.
//
// A lab: see notebooks/README.md.
package pcapnb
