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
//     16 bytes; its methods return ordinary Go values. [Open] gives [Captures], files that each question reads anew.
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
// [ReadFields] reach some 3,100 more; FIELDS.md lists them.
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
// # Fields that only tshark knows
//
// Where Wireshark's tshark is installed, a field or protocol that is not known here is read by it, without being asked for:
// in [Packets.Fields], [Packets.Field], [ReadFields] and [Packets.Where], and of a filter only the part that needs it.
//
//	pkts.Where("mysql.command == 3 && ip.ttl > 60").Fields("frame.time", "mysql.query")
//
// tshark runs once for all such fields that a cell has named, on the capture's file or, where there is none that holds these
// packets, on a copy that is written to it; what it says is kept beside the capture's columns in the cache, so that the next cell
// has it at once, unless the capture is merged from several files or has secrets for decryption. Values are what -T fields
// shows, with the types of the field. It is run without anybody's preferences, plugins and scripts, and looks up no names. A
// name that tshark does not know either is an error that names the nearest. The environment variable PCAPNB_TSHARK names
// another program, or says off, as [LoadOptions] and [ReadOptions] can; the certificate of a notebook's run names the version.
//
// # What TLS hides
//
// Records of TLS 1.0 to 1.3 are opened where their secrets are known: a pcapng file may hold them, and a browser, curl or Go's
// crypto/tls writes them to a file that [LoadOptions] can name:
//
//	var pkts, _ = pcapnb.LoadContext(context.Background(), pcapnb.LoadOptions{KeyLog: "keys.log"}, "web.pcapng")
//
// HTTP/1.1, HTTP/2, mail, DNS and whatever else is in them is then dissected, filtered and exported as if it had been sent in
// clear text, also by tshark. QUIC's packets are opened, too; of what is in them the handshake is dissected, HTTP/3 is not. Not
// opened are DTLS, early data, suites of Camellia and ARIA, and connections of which only the server's private key is known.
//
// # Names
//
// [NamesIn] takes the names of addresses from the capture itself: from pcapng's name resolution blocks, TLS, QUIC, HTTP,
// DHCP, DNS, mDNS and LLMNR. [LoadNames] reads a file of reverse lookups and, where the reader allows it, adds to it;
// [Names.Or] joins the two. [ServiceName] names a port. Packages of their own, for those cells that want them, tell the
// vendor of a network card (oui), the registered domain of a name (domain), and country and network of an address (geo).
// All make a Key of a Key, to show, filter and group by.
//
// # Conversations
//
// [Packets.Flows] are one-way. Package talk, for those cells that want it, has two-way conversations and their ends at four layers, as
// tshark counts them, pairs what was asked with what was answered, and measures how well TCP does, also of [Captures]. [Packets.ProtocolHierarchy] is the tree of protocols. [Compare],
// [Sub], [Ratio], [Share] and [Rank] set series against each other; [Append] puts tables under each other.
//
// # Files larger than memory
//
// [Open] takes the place of MustLoad where the files are more than memory holds. A question reads the files once, one file
// a processor, in batches whose columns are used again; each goroutine reduces its batches by key, and the parts are joined
// (package table: Source, fold). A file of 96 MiB or more that is not compressed is cut into spans, which all processors read: of
// pcap each begins where headers look plausible, and what it says counts once the span before has ended at that very byte; it is
// read again where not. Code of the user's, which must see no guess, numbers of packets and other formats have the headers of all
// records read first. A compressed file is read by one processor, and on Spark so is any file. Equal to the last digit means: sums, means and deviations are added up without rounding
// and rounded once, in Load's verbs and in these; quantiles count each different number; what is first or last, and ties,
// go by the packets' places. Memory grows with the groups and their different numbers. Fragments and DNS over TCP, which say
// something only together, are kept until all files are read, and are then put together in order.
//
// What depends on packets before (streams, conversations, flows, protocols above TCP, numbers of packets) is found out in one passage
// through all files in order by one goroutine, before any filter, as of a capture that is loaded; another reads ahead. Memory grows
// with the connections. Secrets of TLS that files have are not used there. The first or last packets by a field are found on all processors.
//
// The order of packets is defined once: a file's packets are in the file's order; of several files the next packet is the
// one with the earliest time, where a packet whose time runs backwards counts as being as late as the latest before it in
// its file, and of equal ones that of the file that begins earlier, then by name. The order in which files are named means
// nothing. So a capture that was cut into files is the same as the whole unless its time runs backwards across a cut.
//
// # What is promised of files that strangers send
//
// The readers for pcap, pcapng and snoop are this module's own; they know the pcaps of Nokia, AIX, Ixia, Red Hat and SuSE
// too. No length in a file is followed further than its bytes reach. Limits, each with an error of its own and each to be
// set in [LoadOptions], are 256 KiB for a record, 16 MiB for a pcapng block, 10,000 interfaces a file, 2^31-1 packets, and for
// packed files 8 GiB and a thousand times their size. Nothing larger than 16 MiB is allocated at once while reading, but
// for what grows with the packets that are there, and for the window of a zstd frame whose blocks can unpack to as much,
// up to 128 MiB. Files that are loaded together have at most 65,536 interfaces that differ. What is repeated in a packet or a
// connection takes time and memory that grow with its number, not with the square of it. A context that is cancelled stops a load at
// the next batch of packets, and its wait for a pipe at once. A file of 16 MiB or more is mapped into memory: one that is cut
// meanwhile ends the load with an error, and what reads its packets later, in the goroutine that loaded it, panics. Reading writes nothing to the
// standard outputs. Loading opens no socket.
//
// A file that is cut yields its packets and a [*LoadError] with the packet's number, the byte and the reason.
// [Packets.Report] counts the packets and bytes that were read. [Preflight] says what would spoil an answer.
// [Packets.DropDuplicates] leaves out what was captured twice. [Packets.OwnHost] is the machine that captured. A packet
// that gopacket reads has the row that the dissector would give it. A link type that is not known is named, where it has a
// name, and its packets are kept as bytes. [Packet.Layers] keeps gopacket's decoders for sFlow and GTP out, which a packet
// can make allocate without bound or print. On the link types that reach IP, lengths, times, addresses and ports are
// those of tshark on 99.9 % of packets with random errors and 99.99 % of well-formed ones. Fields by Wireshark's name agree
// with those that have a name here.
//
// Nothing from a capture reaches a page unescaped: not as markup, not as a control or bidirectional character. CSV keeps
// text as it is, unless [FormulaSafe] is asked for. JSON lines write what is not visible as escapes. Files made from
// packets are named by kind and checksum. Secrets of TLS, in a pcapng file or in the key log that
// [LoadOptions] names, open records in memory; neither they nor what they open is written or cached. A cache file that is damaged, foreign or outdated counts as a miss; its checksums guard against accidents and
// not against others who write there, so the cache folder is the user's alone. A capture that a program changes in its middle,
// through memory, may keep its time and its cached columns: the option NoCache reads it anew. What is removed from the cache begins
// with its mark.
//
// promises_test.go names the tests of each sentence.
//
// # Differences on purpose
//
// From pandas: a group keeps no row without its key in silence but says so under the result; times are UTC with
// nanoseconds; ports are whole numbers. From scapy: DNSResp is what the answers say, not the name asked for; Ethernet
// padding is not payload. From Wireshark: a fragment has the protocol that its header names, also before
// its datagram is whole; a connection of VNC on another port than its own stays one TCP stream, where tshark makes two; a
// session of TLS 1.2 whose ticket the answer replaces is opened too; tshark_test.go lists where else a typed field means something of its own.
//
// # What it costs
//
// COSTS.md says what a cell pays for, how fast this package is compared with others, and what was tried without success.
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
