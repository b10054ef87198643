//go:build unix

// Package pipetest has a kernel to test programs with that show values: the end of the pipes that GoNB's kernel holds.
package pipetest

import (
	"encoding/gob"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"

	"github.com/janpfeifer/gonb/gonbui/protocol"
)

// A Kernel takes what is shown, as internal/jpyexec of GoNB 0.11.4 does.
type Kernel struct {
	To, Back string                     // the paths of its pipes
	Data     chan *protocol.DisplayData // what was shown; closed when the pipe is
	Syncs    chan int                   // what was asked to be acknowledged, if Answer is not set

	answer bool
	acks   chan int
	reader chan *os.File // holds it once it is open
	writer chan *os.File
	left   chan struct{}
	leave  sync.Once
	ends   sync.WaitGroup
}

// NewKernel makes the pipes and waits on both for a program. It answers every sync, or else leaves that to the test.
func NewKernel(t testing.TB, answer bool) *Kernel {
	t.Helper()
	dir := t.TempDir()
	k := &Kernel{To: filepath.Join(dir, "to"), Back: filepath.Join(dir, "back"),
		Data: make(chan *protocol.DisplayData, 100), Syncs: make(chan int, 100), answer: answer, acks: make(chan int, 100),
		reader: make(chan *os.File, 1), writer: make(chan *os.File, 1), left: make(chan struct{})}
	for _, path := range []string{k.To, k.Back} {
		if err := syscall.Mkfifo(path, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	k.ends.Go(k.read)
	k.ends.Go(k.write)
	t.Cleanup(k.Leave)
	return k
}

// Env is the environment in which the kernel runs a cell.
func (k *Kernel) Env() []string {
	return append(os.Environ(), protocol.GONB_PIPE_ENV+"="+k.To, protocol.GONB_PIPE_BACK_ENV+"="+k.Back)
}

// Opened says whether a program has opened one of the pipes.
func (k *Kernel) Opened() bool { return len(k.reader)+len(k.writer) > 0 }

// Answer acknowledges a sync.
func (k *Kernel) Answer(id int) { k.acks <- id }

// Leave closes the pipes, as a kernel does that ends.
func (k *Kernel) Leave() {
	k.leave.Do(func() {
		close(k.left)
		// Who still waits for a program to open its pipe finds one.
		for _, path := range []string{k.To, k.Back} {
			if f, err := os.OpenFile(path, os.O_RDWR, 0); err == nil {
				defer f.Close()
			}
		}
		(<-k.reader).Close()
		(<-k.writer).Close()
		k.ends.Wait()
	})
}

// read takes the program's messages.
func (k *Kernel) read() {
	defer close(k.Data)
	r, err := os.Open(k.To)
	k.reader <- r
	if err != nil {
		return
	}
	for decoder := gob.NewDecoder(r); ; {
		data := &protocol.DisplayData{}
		if err := decoder.Decode(data); err != nil {
			return
		}
		value, ok := data.Data[protocol.MIMECommValue].(protocol.CommValue)
		switch id, isInt := value.Value.(int); {
		case !ok:
			select {
			case k.Data <- data:
			case <-k.left:
				return
			}
		case value.Address != protocol.GonbuiSyncAddress || !isInt:
			return
		case k.answer:
			k.acks <- id
		default:
			k.Syncs <- id
		}
	}
}

// write sends the answers to the program.
func (k *Kernel) write() {
	w, err := os.OpenFile(k.Back, os.O_WRONLY, 0)
	k.writer <- w
	if err != nil {
		return
	}
	for encoder := gob.NewEncoder(w); ; {
		select {
		case <-k.left:
			return
		case id := <-k.acks:
			if encoder.Encode(protocol.CommValue{Address: protocol.GonbuiSyncAckAddress, Value: id}) != nil {
				return
			}
		}
	}
}
