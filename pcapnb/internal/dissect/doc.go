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
// To add a field: 1. Write its line into fields.txt, under its protocol, and what
// work it needs, where that is not its protocol's. 2. Emit it where its bytes are read. 3. Run go generate ./pcapnb, which
// writes its golden, testdata/fields/NAME.txt: what tshark says of it in every capture of testdata. 4. Look at more captures with
// go run ./oracle/matrix -f 'name' capture.
//
// To add a protocol that others carry (a datagram's, a connection's, a frame's): 1. Open it in fields.txt with = and its fields.
// 2. Write a reader in a file named after it, which registers itself under the name of its layer (named.go), with a recognizer where
// its port may carry something else, and a guess where it has no port; vrrp.go is a model with rows of fields (slots.go), pop.go one
// of a connection. No file but its own knows it. 3. Where its layer is not named yet, name its port, number or service access point
// (udpPortName, tcpPortName, the framings of package framing, etherTypeName, ipProtoName). 4. Write a test beside it that makes its
// messages and compares them with tshark, whole and cut anywhere (mangled_test.go), and registers them among the fillers, which give
// each field an input. 5. Go on as for a field.
package dissect
