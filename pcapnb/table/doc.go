// Package table holds columns, keys, conditions, groups and series: the verbs of package pcapnb for rows of any type. It
// knows no packet.
//
// A field is a value that reads one property of a row: a [Key] to group, count and match by, a [Measure] to add up and
// plot, or a [Number], which is both. A condition ([Cond]) is made by a field. [GroupBy] and [Resample] put rows into
// [Groups]; a reducer turns these into a [Series], Agg into a [Table], [Pivot] into a [Pivoted]. All of them print as
// text and as HTML, write CSV, and are what the figures of package plots draw.
//
// Cells name all this by way of package pcapnb, which has the same names. What cells do not need is in define.go: a
// package whose rows lie in columns of its own, as packets do, defines its fields there by [KeyDef], [NumberDef] and
// [MeasureDef], so that groups, conditions and sums read the columns and ask no row. [Register] tells what such rows are
// called and what they show as.
//
// A field numbers the rows' values ([Codes]), equal values alike; groups, counts and conditions work on the numbers, and
// ask for a value once. A measure reads its numbers in blocks of a thousand. Both are read on all processors at once,
// except where code of the user's runs, as in a key made of a function.
//
// A question to rows that are read anew each time ([Source]) is data where it can be: a plan (plan.go), from which [Ask]
// makes the question again, in another cell or on another machine. What some of the rows say to it is a [Part], which is
// written, read and joined to others.
package table
