// Package told gives the packages beside pcapnb what was said of a capture when it was loaded, which its packets do not show.
package told

import "netlab/pcapnb/internal/dissect"

// Of returns what was said of the capture that packets, a pcapnb.Packets, are of. Package pcapnb sets it.
var Of func(packets any) dissect.DecodeAs

// InOrder reads captures, a pcapnb.Captures, in order, and calls take, a func(p pcapnb.Packet, fields *dissect.Fields) int, with each
// packet and those of its fields that are asked for, as a session that saw all packets has them. With streams, TCP streams are numbered.
// It returns the packets that take wanted, as often as it said, a pcapnb.Packets, and notes of what could not be read. It panics where
// they are more than the captures' limit, for a verb. Package pcapnb sets it.
var InOrder func(captures any, verb string, streams bool, fields []dissect.ID, take any) (taken any, notes []string)
