package capture

import (
	"os"

	"netlab/pcapnb/internal/capfile"
	"netlab/pcapnb/internal/readlist"
)

// SpanRules say how large files are cut, so that several goroutines read them. Tests change them.
var SpanRules = struct {
	From int64 // bytes of a file that is cut
	Size int64 // bytes of what it is cut into
}{96 << 20, 32 << 20}

// Spans are a large plain file cut at byte offsets. A packet is in the span in which its record begins.
//
// Either each span in turn is found with Next, which reads the headers of all records before it, or spans are begun anywhere with
// Guess. A guess is right where the span before ends at the byte where this one began.
type Spans struct {
	path  string
	f     *os.File
	begun capfile.Scanner // after the file's header
	begin int64           // where that ends
	near  int64           // the first packet's time
	size  int64
	ends  []int64 // byte where each span ends, 0 for the last

	l     loader // for Next
	recs  []capfile.Record
	place Place // of the packet before
	next  int   // span
	over  bool
}

// CutFile cuts the file at path, and returns nil where that is not worth it or it is not a plain file.
func CutFile(path string, file int) *Spans {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() || info.Size() < SpanRules.From {
		return nil
	}
	b, err := OpenBatches(path, file, capfile.Limits{}, false)
	if err != nil {
		return nil
	}
	defer b.Close()
	if b.l.src.Packed != "" {
		return nil
	}
	s := &Spans{path: path, size: info.Size(), place: Before(file), recs: make([]capfile.Record, batch)}
	if !s.start(b) {
		return nil
	}
	for end := SpanRules.Size; end < info.Size(); end += SpanRules.Size {
		s.ends = append(s.ends, end)
	}
	s.ends = append(s.ends, 0)
	return s
}

// start finds where the file's header ends, and when its first packet was captured.
func (s *Spans) start(b *Batches) bool {
	l := &b.l
	for l.scanner.Format == "" {
		if l.eof {
			return false
		}
		l.window, l.base, l.eof = l.src.Next(l.window[l.at:])
		n, consumed, err := l.scanner.Scan(l.window, l.base, l.eof, nil)
		if l.at = consumed; err != nil || n > 0 {
			return false
		}
	}
	s.begun, s.begin = l.scanner.From(0), l.base+int64(l.at)
	c := b.Peek()
	if c == nil {
		return false
	}
	s.near = c.Time[0]
	return true
}

// Len returns how many spans there are.
func (s *Spans) Len() int { return len(s.ends) }

// CanGuess tells whether the file's format is one that Guess knows.
func (s *Spans) CanGuess() bool { return s.begun.CanGuess() }

// Begin returns the byte where the first packet's record begins.
func (s *Spans) Begin() int64 { return s.begin }

// Reaches tells whether what begins before byte at is all before the end of span k.
func (s *Spans) Reaches(k int, at int64) bool { return s.ends[k] > 0 && at >= s.ends[k] }

// Guess opens span k at a guess. Its packets are numbered from its own beginning. The batches are those of OpenBatches.
func (s *Spans) Guess(k int, again bool) (*Batches, error) {
	if k == 0 {
		return s.open(s.begun.From(0), s.begin, s.ends[0], Before(s.place.File), again)
	}
	b, err := s.open(s.begun.From(0), s.ends[k-1], s.ends[k], Before(s.place.File), again)
	if err == nil {
		b.guess, b.near, b.began = true, s.near, -1
	}
	return b, err
}

// Known opens span k, or all from there on, at the byte where it is known to begin, where before is the place of the packet before.
func (s *Spans) Known(k int, at int64, before Place, all, again bool) (*Batches, error) {
	to := s.ends[k]
	if all {
		to = 0
	}
	return s.open(s.begun.From(before.Row+1), at, to, before, again)
}

func (s *Spans) open(scanner capfile.Scanner, at, to int64, before Place, again bool) (*Batches, error) {
	f, err := os.Open(s.path)
	if err != nil {
		return nil, openError(s.path, err)
	}
	readlist.Add(s.path)
	src, err := capfile.NewStreamAt(f, at, to, scanner.Limits)
	if err != nil {
		f.Close()
		return nil, &Error{Path: s.path, Reason: err.Error()}
	}
	b := newBatches(f, src, before, again)
	b.l.scanner, b.l.base, b.began, b.l.n = scanner, at, at, before.Row+1
	b.l.scanner.Until = to
	return b, nil
}

// begin guesses where the first record begins.
func (b *Batches) begin() {
	l := &b.l
	b.guess = false
	at, ok := l.scanner.Guess(l.window, b.near)
	if b.over = !ok; ok {
		l.at, b.began = at, l.base+int64(at)
	}
}

// Where returns the bytes at which the batches began and at which the next packet's record begins, the place of the packet
// before that, and whether the file goes on there. The first byte is -1 where no guess was found.
func (b *Batches) Where() (began, ended int64, last Place, more bool) {
	ended = b.l.base + int64(b.l.at)
	return b.began, ended, b.place, b.l.scanner.Over(ended)
}

// Next opens the next span, and returns nil where the file ended before it. It reads the headers of the records before.
func (s *Spans) Next(again bool) (b *Batches, k int, err error) {
	if s.f == nil {
		if s.f, err = os.Open(s.path); err != nil {
			return nil, 0, openError(s.path, err)
		}
		if s.l.src, err = capfile.NewStreamAt(s.f, s.begin, 0, s.begun.Limits); err != nil {
			return nil, 0, &Error{Path: s.path, Reason: err.Error()}
		}
		s.l.scanner, s.l.base = s.begun.From(0), s.begin
	}
	k = s.next
	if k > 0 {
		s.skip(s.ends[k-1])
	}
	if s.next++; s.over {
		return nil, k, nil
	}
	b, err = s.open(s.l.scanner.From(s.place.Row+1), s.l.base+int64(s.l.at), s.ends[k], s.place, again)
	return b, k, err
}

// skip goes on to the first record that begins at byte to or later.
func (s *Spans) skip(to int64) {
	l := &s.l
	for l.scanner.Until = to; !s.over && !l.scanner.Over(l.base+int64(l.at)); {
		n, consumed, err := l.scanner.Scan(l.window[l.at:], l.base+int64(l.at), l.eof, s.recs)
		l.at += consumed
		l.scanner.Comments, l.scanner.Names = nil, nil
		for i := range s.recs[:n] {
			s.place.next(s.recs[i].Time, !s.recs[i].NoTime)
		}
		switch {
		case err != nil:
			s.over = true
		case n > 0 || l.scanner.Over(l.base+int64(l.at)):
		case l.eof:
			s.over = true
		default:
			l.window, l.base, l.eof = l.src.Next(l.window[l.at:])
			l.at = 0
		}
	}
}

// Close closes what Next reads.
func (s *Spans) Close() {
	if s.f != nil {
		s.f.Close()
	}
}
