package pcapnb

import (
	"slices"
	"unsafe"

	"netlab/pcapnb/internal/capture"
	"netlab/pcapnb/internal/parallel"
	"netlab/pcapnb/table"
)

// Packets are the packets of a capture, or some of them, in an order: an ordinary slice.
// range, len, indexing and the functions of package slices all work on it.
type Packets []Packet

// packetsOf returns the view of all rows.
func packetsOf(c *capture.Capture) Packets {
	ps := Packets(capture.View[Packet](c))
	const share = 1 << 16
	parallel.Each((c.N+share-1)/share, func(k int) {
		for i := k * share; i < min((k+1)*share, c.N); i++ {
			ps[i] = Packet{c, i}
		}
	})
	return ps
}

// keepPackets returns what helps to keep some of many packets: those of one capture that stays are put down as numbers, and
// blocks of them that are a run of rows are read once.
func keepPackets(ps []Packet) table.Keeper[Packet] {
	k := &keeper{ps: ps, c: ps[0].c, at: make([]int, (len(ps)+parallel.Grain-1)/parallel.Grain)}
	return table.Keeper[Packet]{Look: k.look, Room: k.room, Copy: k.copyTo}
}

type keeper struct {
	ps []Packet
	c  *capture.Capture
	at []int // of each block the row of its first packet, -1 where it is no run of c's rows
}

func (k *keeper) look(lo, hi int) {
	c, at, run := runOf(k.ps[lo:hi])
	if !run || c != k.c {
		at = -1
	}
	k.at[lo/parallel.Grain] = at
}

func (k *keeper) room(n int) []Packet { return capture.Refs[Packet](k.c, n) }

func (k *keeper) copyTo(out []Packet, lo, hi int, keep []bool) bool {
	refs := unsafe.Slice((*ref)(unsafe.Pointer(unsafe.SliceData(out))), len(out))
	c := uintptr(unsafe.Pointer(k.c))
	for ; lo < hi; lo += parallel.Grain {
		n := min(parallel.Grain, hi-lo)
		if at := k.at[lo/parallel.Grain]; at >= 0 {
			n = putRun(refs, c, uintptr(at), keep[:n])
		} else if n = k.putEach(refs, lo, keep[:n]); n < 0 {
			return false
		}
		refs = refs[n:]
		keep = keep[min(parallel.Grain, len(keep)):]
	}
	return true
}

// putEach puts the packets to keep, of those from lo on, to the beginning of refs, and returns how many they are, or -1
// where one is of another capture.
func (k *keeper) putEach(refs []ref, lo int, keep []bool) int {
	n := 0
	for i, is := range keep {
		if is {
			p := k.ps[lo+i]
			if p.c != k.c {
				return -1
			}
			refs[n] = ref{uintptr(unsafe.Pointer(p.c)), uintptr(p.i)}
			n++
		}
	}
	return n
}

// putRun puts the rows to keep, of those that begin at one, to the beginning of refs, and returns how many they are. Most
// often eight rows after each other are all kept, or none is.
func putRun(refs []ref, c, at uintptr, keep []bool) int {
	n := 0
	for ; len(keep) >= 8; at, keep = at+8, keep[8:] {
		switch *(*[8]bool)(keep) {
		case [8]bool{}:
		case [8]bool{true, true, true, true, true, true, true, true}:
			eight := (*[8]ref)(refs[n:])
			for i := range eight {
				eight[i] = ref{c, at + uintptr(i)}
			}
			n += 8
		default:
			n = putSome(refs, n, c, at, keep[:8])
		}
	}
	return putSome(refs, n, c, at, keep)
}

func putSome(refs []ref, n int, c, at uintptr, keep []bool) int {
	for i, k := range keep {
		if k {
			refs[n] = ref{c, at + uintptr(i)}
			n++
		}
	}
	return n
}

// sharedCapture returns the capture that all packets share, or nil where they are of several or there are none.
func sharedCapture(ps []Packet) *capture.Capture {
	if len(ps) == 0 {
		return nil
	}
	c := ps[0].c
	mixed := make([]bool, parallel.Cores(len(ps)))
	parallel.Rows(len(ps), len(mixed), func(run, lo, hi int) {
		mixed[run] = slices.ContainsFunc(ps[lo:hi], func(p Packet) bool { return p.c != c })
	})
	if slices.Contains(mixed, true) {
		return nil
	}
	return c
}
