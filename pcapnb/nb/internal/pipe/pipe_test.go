//go:build unix

package pipe

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/janpfeifer/gonb/gonbui/protocol"

	"netlab/pcapnb/nb/internal/pipe/pipetest"
)

// ages is longer than a test may take: what ends within a test did not wait for it.
const ages = time.Hour

func text(s string) *protocol.DisplayData {
	return &protocol.DisplayData{Data: map[protocol.MIMEType]any{protocol.MIMETextPlain: s}}
}

func TestSyncWaitsForItsAnswer(t *testing.T) {
	fake := pipetest.NewKernel(t, false)
	k := New(fake.To, fake.Back, ages)
	first, second := make(chan struct{}), make(chan struct{})
	go func() { k.Sync(); close(first) }()
	one := <-fake.Syncs
	go func() { k.Sync(); close(second) }()
	two := <-fake.Syncs
	fake.Answer(two + 1) // to a sync that nobody asked for
	fake.Answer(two)
	<-second
	select {
	case <-first:
		t.Error("a sync ended with the answer to another one")
	default:
	}
	fake.Answer(one)
	<-first
	if err := k.Err(); err != nil {
		t.Error(err)
	}
}

func TestManySenders(t *testing.T) {
	fake := pipetest.NewKernel(t, true)
	k := New(fake.To, fake.Back, ages)
	var senders sync.WaitGroup
	for _, s := range []string{"a", "b", "c", "d"} {
		senders.Go(func() {
			for range 10 {
				k.Send(text(strings.Repeat(s, 100_000)))
				k.Sync()
			}
		})
	}
	senders.Wait()
	got := map[string]int{}
	for range 40 {
		s := (<-fake.Data).Data[protocol.MIMETextPlain].(string)
		if s != strings.Repeat(s[:1], 100_000) {
			t.Error("two messages are mixed")
		}
		got[s[:1]]++
	}
	if len(got) != 4 || got["a"] != 10 || k.Err() != nil {
		t.Errorf("got %v and %v", got, k.Err())
	}
}

func TestAKernelThatLeavesEndsASync(t *testing.T) {
	fake := pipetest.NewKernel(t, false)
	k := New(fake.To, fake.Back, ages)
	done := make(chan struct{})
	go func() { k.Sync(); close(done) }()
	<-fake.Syncs
	fake.Leave()
	<-done
	err := k.Err()
	if err == nil || !strings.Contains(err.Error(), "kernel") {
		t.Errorf("the error is %v", err)
	}
	k.Send(text("more"))
	k.Sync() // returns at once
	if k.Err() != err {
		t.Errorf("the first error was replaced by %v", k.Err())
	}
}

func TestAKernelThatNeverOpensItsPipe(t *testing.T) {
	dir := t.TempDir()
	to, back := filepath.Join(dir, "to"), filepath.Join(dir, "back")
	for _, path := range []string{to, back} {
		if err := syscall.Mkfifo(path, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	k := New(to, back, time.Millisecond)
	k.Send(text("lost"))
	if err := k.Err(); err == nil || !strings.Contains(err.Error(), "nobody opened") {
		t.Errorf("the error is %v", err)
	}
}

func TestAKernelThatStopsReading(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	n, err := patient{w, time.Millisecond}.Write(make([]byte, 100*chunk))
	if n == 0 || n >= 100*chunk || !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("%d bytes written, %v", n, err)
	}
}

func TestNoPipes(t *testing.T) {
	k := New(filepath.Join(t.TempDir(), "none"), "", ages)
	k.Send(text("lost"))
	k.Sync()
	if err := k.Err(); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the error is %v", err)
	}
}

func TestWhatTheKernelCannotKnow(t *testing.T) {
	type unknown struct{ A int }
	fake := pipetest.NewKernel(t, true)
	k := New(fake.To, fake.Back, ages)
	k.Send(&protocol.DisplayData{Data: map[protocol.MIMEType]any{"a/b": unknown{1}}})
	if err := k.Err(); err == nil || !strings.Contains(err.Error(), "not registered") {
		t.Errorf("the error is %v", err)
	}
}

func TestBytesArriveAsTheyAre(t *testing.T) {
	fake := pipetest.NewKernel(t, true)
	k := New(fake.To, fake.Back, ages)
	picture := bytes.Repeat([]byte{0, 255, '\n', 0x80}, 1<<20)
	k.Send(&protocol.DisplayData{Data: map[protocol.MIMEType]any{protocol.MIMEImagePNG: picture}})
	k.Sync()
	got := <-fake.Data
	if b, _ := got.Data[protocol.MIMEImagePNG].([]byte); !bytes.Equal(b, picture) {
		t.Errorf("%d bytes arrived of %d, or others", len(b), len(picture))
	}
}
