// Package dfilter is Wireshark's display-filter language, of version 4.0, for the fields of package dissect.
//
// A filter is compiled once and evaluated against the values of one packet after another:
//
//  1. [Compile] turns "tcp.flags.syn == 1 && ip.dst == 10.0.0.0/8" into a [Filter].
//  2. [Filter.Fields] says which fields the dissector has to find.
//  3. [Filter.Matcher] makes a matcher, one for each goroutine, whose Match looks at a packet's values.
//
// Inside, one file does one step: lex.go cuts the text into words, parse.go reads the grammar into the tree of ast.go,
// check.go finds the type of every part and literal.go reads the literals as that type, and eval.go, compare.go and
// function.go do the work on a packet.
//
// The measure is tshark 4.0: what it accepts is accepted and gives the same packets, and what it refuses is refused,
// with a caret under the place. The differences, all of them on purpose, are in testdata/differences.txt.
//
// To add a function: 1. its name and types in functions of function.go, 2. what it does to values in the same file,
// 3. a filter that uses it in testdata/filters.txt, and go generate ./pcapnb.
package dfilter
