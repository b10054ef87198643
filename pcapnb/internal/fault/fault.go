// Package fault takes the place of the signal that ends a process which reads a mapped file after somebody cut it.
package fault

import (
	"runtime/debug"

	"netlab/pcapnb/internal/misuse"
)

// Gone is what is wrong.
const Gone = "the capture file was cut while it is in use"

// In calls f and tells whether it met bytes of a mapped file that are gone; f then did not come to its end.
func In(f func()) (gone bool) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		p := recover()
		if _, gone = p.(interface{ Addr() uintptr }); p != nil && !gone {
			panic(p)
		}
	}()
	f()
	return false
}

// Panic is for who finds bytes gone where nothing can be returned.
func Panic() { panic(misuse.Text("pcapnb: " + Gone + "; load it again")) }
