package progress

import "time"

// tick is how often work that waits for others is looked at.
const tick = 100 * time.Millisecond

// During runs work and shows on line how far state says that it is, from time to time and at the end. It is for work that
// waits: what computes tells by itself.
func During(line *Line, state func() State, work func() error) error {
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	return during(line, ticker.C, state, work)
}

func during(line *Line, ticks <-chan time.Time, state func() State, work func() error) error {
	done := make(chan error)
	go func() { done <- work() }()
	for {
		select {
		case <-ticks:
			line.At(state())
		case err := <-done:
			line.At(state())
			line.End(err)
			return err
		}
	}
}
