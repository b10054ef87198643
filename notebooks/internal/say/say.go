// Package say tells the user what is being done.
package say

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// A Sayer writes lines to Out. It may be used by several goroutines.
type Sayer struct {
	Out io.Writer

	mu sync.Mutex
}

// Line writes a line.
func (s *Sayer) Line(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fmt.Fprintf(s.Out, format+"\n", args...)
}

// Step says what begins and, when it has ended well, how long it took.
func (s *Sayer) Step(name, expect string, do func() error) error {
	s.Line("%s … (%s)", name, expect)
	began := time.Now()
	err := do()
	if err == nil {
		s.Line("%s: done in %.0f s", name, time.Since(began).Seconds())
	}
	return err
}
