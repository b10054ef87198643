// Package misuse makes values to panic with where a cell asks a library for what cannot be. In a notebook such a panic
// shows one line that says what is wrong, and the line of the cell, instead of a stack. Package plots uses it, which does
// not import pcapnb, and so may any library that is written for cells:
//
//	panic(misuse.Textf("mylab: Port(%d): want 1 to 65535", port))
package misuse

import "netlab/pcapnb/internal/misuse"

// Textf makes the value to panic with as fmt.Sprintf makes a text; it is an error for whoever recovers it.
func Textf(format string, args ...any) error { return misuse.Textf(format, args...) }
