// Package exercise checks a student's answers against the capture that the student loaded.
//
// An exercise is a function of the packets, and so is an answer. A lab has two cells for each: one in which the student
// writes the function, and one, locked, that checks it.
//
//	func total(pkts pcapnb.Packets) (answer any) {
//		// YOUR CODE HERE
//		return answer
//	}
//
//	%%
//	exercise.Check("bytes-total", pkts, total)
//
// [Check] works the right answer out on the same packets, compares, and says what is wrong where it knows the mistake:
// it works out what a student gets who counts the padding or both directions, and recognises that number. A wrong answer
// fails the cell; no answer yet does not, so that a notebook can be run from its first cell to its last. [Hint] gives a
// hint. Everything is shown on the display channel.
//
// # What an answer may be
//
// Numbers, with a unit where the value has one (pkts.Sum(pcapnb.Length) is in bytes, a time.Duration in seconds) and in
// the exercise's unit otherwise; 8,000 bits are 1,000 bytes. Text, addresses and names. A ranking: a Series, a Table
// whose first column names the rows and whose last holds the numbers, or the names alone in a slice; equal numbers may
// come in any order. A packet's fields: see [Packet].
//
// # To write an exercise
//
// The questions of the course are in the [Catalogue], with their mistakes and hints: ask for one by its name. One of
// your own is made by [Set] in the cell that checks, between two lines that student copies and nbgrader cut out:
//
//	%%
//	// BEGIN HIDDEN TESTS
//	exercise.Set("syn", exercise.Exercise{Answer: func(pkts pcapnb.Packets) any {
//		return len(pkts.Where("tcp.flags.syn == 1 && tcp.flags.ack == 0"))
//	}, Hints: []string{"Who sends the first packet of a connection?"}})
//	// END HIDDEN TESTS
//	exercise.Check("syn", pkts, opened)
//
// A student sees then that the answer is there, and not whether it is right, until it is graded.
//
// To add one to the catalogue: 1. add its name to [Catalogue] and a case to reference in catalogue.go; 2. name the
// mistakes you have seen, as functions of the packets like the answer itself; 3. add it to TestCatalogue.
//
// # How far it can be trusted
//
// A cell is one program: the student's function runs in the process that checks it and can do there what the check can.
// A check in the student's notebook, and in nbgrader's, is therefore for those who want to know. Grades that have to
// are come from go run ./notebooks -grade: there the student's cells only say their answers, in a sandbox, and the
// checks run in another process, which has none of the student's code in it. The catalogue is public, as this package
// is: who wants to look an answer up can read how it is worked out. What has to stay secret goes into hidden cells.
package exercise
