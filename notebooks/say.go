package main

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// sayer tells what is being done. It may be used by several goroutines.
type sayer struct {
	mu  sync.Mutex
	out io.Writer
}

func (s *sayer) line(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fmt.Fprintf(s.out, format+"\n", args...)
}

// step says what begins and, when it has ended well, how long it took.
func (s *sayer) step(name, expect string, do func() error) error {
	s.line("%s … (%s)", name, expect)
	began := time.Now()
	err := do()
	if err == nil {
		s.line("%s: done in %.0f s", name, time.Since(began).Seconds())
	}
	return err
}
