// Package talk tells who talked with whom: two-way conversations, their ends, and what was asked and answered.
//
//	talks := talk.Conversations(pkts, talk.TCP).SortDesc(talk.Bytes)
//	nb.Show(talks.Head(10), talk.Endpoints(pkts, talk.IP), talk.Requests(pkts))
//
// What it returns are ordinary slices of records, whose fields are values of this package: all verbs of package pcapnb work on them. It
// is a package of its own so that cells which do not ask for it link none of it.
package talk
