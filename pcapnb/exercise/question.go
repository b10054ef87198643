package exercise

import "netlab/pcapnb"

// An Exercise is a question about a capture and how its answer is worked out.
type Exercise struct {
	Question string
	Answer   func(pkts pcapnb.Packets) any // the right answer
	// Unit is what a plain number counts: "bytes", "seconds", "bytes/second"; empty for packets and other things.
	Unit string
	// Tolerance is how far a number may be off, as a part of it. With 0 whole numbers are exact, others one in a thousand.
	Tolerance float64
	// Top is how many of a ranking's first places are asked for; 0 asks for all.
	Top int
	// AnyOrder says that a list is a set: the places do not count.
	AnyOrder bool
	Mistakes []Mistake
	// About says below a wrong answer what the question is taken to be about on this capture.
	About func(pkts pcapnb.Packets) string
	Hints []string // from the gentlest to the plainest
}

// A Mistake is a wrong way that students take, known by where it leads on this capture.
type Mistake struct {
	Says   string // what is wrong, a sentence
	Answer func(pkts pcapnb.Packets) any
	Credit float64 // what it is worth, from 0 to 1
}
