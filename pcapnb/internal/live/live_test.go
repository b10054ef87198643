package live

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"testing"
	"time"
)

// script is a source that gives frames, in two bursts, and then an error.
type script struct {
	frames []frame
	err    error
	waits  int
}

func (s *script) linkType() int          { return 1 }
func (s *script) stopAt(time.Time) error { return nil }
func (s *script) dropped() int           { return 7 }
func (s *script) Close() error           { return nil }

func (s *script) next(idle func() error) (frame, error) {
	if len(s.frames) == s.waits {
		if err := idle(); err != nil {
			return frame{}, err
		}
	}
	if len(s.frames) == 0 {
		return frame{}, s.err
	}
	f := s.frames[0]
	s.frames = s.frames[1:]
	return f, nil
}

func recorder(t *testing.T, src source, o Options) *Recorder {
	t.Helper()
	r, err := newRecorder(src, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func someFrames() []frame {
	at := time.Date(2024, 3, 1, 9, 0, 0, 5, time.UTC)
	return []frame{
		{at, 4, []byte("aaaa")},
		{at.Add(time.Second), 9, []byte("bbbb")},
		{at.Add(2 * time.Second), 6, []byte("cccccc")},
	}
}

// writes keeps every Write apart.
type writes [][]byte

func (w *writes) Write(p []byte) (int, error) {
	*w = append(*w, bytes.Clone(p))
	return len(p), nil
}

const (
	header = "\x4d\x3c\xb2\xa1\x02\x00\x04\x00\x00\x00\x00\x00\x00\x00\x00\x00\x05\x00\x00\x00\x01\x00\x00\x00"
	first  = "\x10\x99\xe1\x65\x05\x00\x00\x00\x04\x00\x00\x00\x04\x00\x00\x00aaaa"
	second = "\x11\x99\xe1\x65\x05\x00\x00\x00\x04\x00\x00\x00\x09\x00\x00\x00bbbb"
	third  = "\x12\x99\xe1\x65\x05\x00\x00\x00\x05\x00\x00\x00\x06\x00\x00\x00ccccc"
)

func TestRecordWritesWholePacketsBeforeItWaits(t *testing.T) {
	var w writes
	got, err := recorder(t, &script{frames: someFrames(), err: io.ErrUnexpectedEOF, waits: 1}, Options{SnapLen: 5}).Record(context.Background(), &w)
	if err != io.ErrUnexpectedEOF {
		t.Errorf("error %v, want that of the source", err)
	}
	if want := (Result{Packets: 3, Dropped: 7}); got != want {
		t.Errorf("result %+v, want %+v", got, want)
	}
	want := []string{header, first + second, third}
	if len(w) != len(want) {
		t.Fatalf("%d writes, want %d: %q", len(w), len(want), w)
	}
	for i := range want {
		if string(w[i]) != want[i] {
			t.Errorf("write %d = %q, want %q", i, w[i], want[i])
		}
	}
}

func TestRecordStops(t *testing.T) {
	matchB := func(int, int) (Match, error) {
		return func(data []byte, _ int) bool { return data[0] == 'b' }, nil
	}
	for name, test := range map[string]struct {
		options Options
		want    string
	}{
		"at its count":         {Options{SnapLen: 5, Count: 2}, header + first + second},
		"when told":            {Options{SnapLen: 5}, header + first + second + third},
		"with what it matched": {Options{SnapLen: 5, Matcher: matchB}, header + second},
		"at a matched count":   {Options{SnapLen: 5, Count: 1, Matcher: matchB}, header + second},
	} {
		var b bytes.Buffer
		_, err := recorder(t, &script{frames: someFrames(), err: os.ErrDeadlineExceeded}, test.options).Record(context.Background(), &b)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if b.String() != test.want {
			t.Errorf("%s: wrote %q, want %q", name, b.String(), test.want)
		}
	}
}

func TestAWrongFilterIsRefused(t *testing.T) {
	wrong := errors.New("wrong filter")
	_, err := newRecorder(&script{}, Options{Matcher: func(int, int) (Match, error) { return nil, wrong }})
	if err != wrong {
		t.Errorf("error %v, want %v", err, wrong)
	}
}
