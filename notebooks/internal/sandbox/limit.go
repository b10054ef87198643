package sandbox

import "io"

// Limit returns a writer that passes on the first n bytes and drops the rest.
func Limit(to io.Writer, n int) io.Writer { return &limited{to, n} }

type limited struct {
	to   io.Writer
	left int
}

func (w *limited) Write(p []byte) (int, error) {
	n := min(len(p), w.left)
	w.left -= n
	if _, err := w.to.Write(p[:n]); err != nil {
		return 0, err
	}
	return len(p), nil
}
