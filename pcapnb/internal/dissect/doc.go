// Package dissect finds the fields of captured frames by Wireshark's names,
// with Wireshark's meaning and text form, without Wireshark.
//
// It is written from the RFCs that fields.txt names for each field, and from
// comparing its output with tshark's, cell by cell; none of Wireshark's code is
// in it.
//
//  1. Lookup turns names into IDs; a Set says which fields are wanted.
//  2. New starts a Session for a capture. It holds what frames say about later
//     ones: connections, queries without answers, fragments.
//  3. Session.Dissect puts a frame's wanted fields into a Fields, in tshark's
//     order, and dissects no deeper than they ask for.
//  4. Value.Text writes a value as tshark -T fields does.
//
// A set for which NeedsState is false may be split among sessions that run in
// parallel, unless one of them reports Fragments. NewTree and Session.Tree show
// one frame with every field.
//
// A layer is a method of Session in a file named after its protocol. It reads
// its bytes from a view, which fails softly: after a read past the end nothing
// more is emitted until the caller notes with rescue what went wrong. So no
// bytes of a capture can make it panic, and every loop ends with the view.
//
// The files are layers, each of which uses only those above it in this list:
//
//   - what is known before a frame is read: field.go, work.go, value.go
//   - plain data, which knows no Session: view.go, address.go, segment.go, tcpconn.go, udpconn.go, kept.go and others
//   - the Session: session.go, cursor.go, which reads, emit.go, which emits fields, columns.go and rescue.go
//   - what carries others, as tables of readers by name and by number: named.go, linktype.go, ethertype.go, ipproto.go
//   - the protocols, which put themselves into these tables in init, and find in them what they carry
//   - dissect.go, tree.go, streams.go and ends.go, which begin at a frame
//
// To add a field: 1. Write its line into fields.txt, under its protocol: name | type | base (DEC, HEX, OCT or nothing, as tshark -G
// fields has it) | meaning, and where they are not its protocol's its source and the work it needs (work.go lists it). vrrp.adver_int
// becomes the constant fVrrpAdverInt. 2. Emit it where its bytes are read. 3. At the top of the module run go generate -run fieldgen
// ./pcapnb, and in pcapnb go run ./internal/dissect/oracle/golden ../testdata internal/dissect/testdata/fields '^vrrp', which needs
// tshark and writes testdata/fields/NAME.txt: what tshark says of the field in every capture of testdata. 4. Here, look at more
// captures with go run ./oracle/matrix -f '^vrrp' capture. A difference that stays is listed in known_differences.txt, with its reason.
//
// To add a protocol that others carry (a datagram's, a connection's, a frame's): 1. Open it in fields.txt with = and its fields.
// 2. Write a reader in a file named after it, which registers itself under the name of its layer (named.go), with a recognizer where
// its port may carry something else, and a guess where it has no port. No file but its own knows it; what it
// keeps of a connection, a conversation or the capture is a type of its own, which it gets from keptOf. Models: vrrp.go has rows of
// fields (slots.go), pop.go a connection, ldap.go messages in ASN.1 that go over many segments, mpls.go one that carries others.
// 3. Where its layer is not named yet, name its port, number or service access point (udpPortName, tcpPortName, etherTypeName,
// ipProtoLayer, or package framing, which cuts a stream into messages by their lengths); one that is dissected whatever is asked for,
// as what carries packets is, puts its reader into linkTypes, etherTypes or ipProtos instead, or is in udpTunnelName. 4. Write a test beside it that makes its
// messages and compares them with tshark, whole and cut anywhere (mangled_test.go), and puts what makes them into fillers, so that a
// test knows an input for each field. 5. Go on as for a field.
package dissect
