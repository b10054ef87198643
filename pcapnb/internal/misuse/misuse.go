// Package misuse makes the values to panic with where a program asks for what cannot be.
//
// In a notebook such a panic shows one line that says what is wrong and the line of the cell, rather than a stack: the
// runtime asks a value for its text only when nobody recovers from it, and then the program ends here. Elsewhere, and
// where somebody recovers, the panic is like any other.
package misuse

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"strings"
)

// Text is what is wrong, with the value quoted.
type Text string

// Textf makes a Text as fmt.Sprintf does.
func Textf(format string, args ...any) Text { return Text(fmt.Sprintf(format, args...)) }

// Check panics with an error of package pcapnb, if there is one.
func Check(err error) {
	if err != nil {
		panic(Text("pcapnb: " + strings.TrimPrefix(err.Error(), "pcapnb: ")))
	}
}

// Error returns the text; asked by a runtime that is about to print a stack in a notebook, it prints and ends the program.
func (t Text) Error() string {
	if os.Getenv("GONB_PIPE") == "" { // gonbui.IsNotebook without linking gonbui
		return string(t)
	}
	if asked, cell := callers(); asked {
		fmt.Fprintf(os.Stderr, "panic: %s\n%s", string(t), cell)
		os.Exit(2)
	}
	return string(t)
}

// callers says whether the runtime asks because of a panic, and which line of the cell led to it.
func callers() (runtimeAsks bool, cell string) {
	var pcs [64]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs[:])])
	for {
		frame, more := frames.Next()
		switch {
		case frame.Function == "runtime.preprintpanics":
			runtimeAsks = true
		case strings.HasPrefix(frame.Function, "main."):
			return runtimeAsks, quote(frame.File, frame.Line)
		}
		if !more {
			return runtimeAsks, ""
		}
	}
}

// quote returns a line of a source file, indented; the file may be gone.
func quote(path string, line int) string {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		if n == line {
			return "    in: " + strings.TrimSpace(lines.Text()) + "\n"
		}
	}
	return ""
}
