// Package pipe speaks the protocol of GoNB's kernel: what gonbui does, without the logger, the errors with stacks and
// the UUIDs of a database that every cell would link with it.
//
// The messages are values of package gonbui/protocol in streams of encoding/gob, on two named pipes. A pipe carries one
// stream: in a program that uses gonbui as well, the kernel stops at the second one with "duplicate type received".
package pipe

import (
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/janpfeifer/gonb/gonbui/protocol"
)

// chunk is how much is written at a time: what a pipe of Linux holds at once.
const chunk = 1 << 16

// A Kernel is the way to a kernel and back. Its methods may be called at the same time. It opens the pipes when they
// are first needed, and after an error it stays closed.
type Kernel struct {
	to, back string
	patience time.Duration

	mu      sync.Mutex // guards what follows
	writer  *os.File
	encoder *gob.Encoder
	syncs   int
	waiting map[int]chan struct{} // for the kernel's answer to a sync, by its number
	err     error
	failed  chan struct{} // closed with the first error
}

// New gives the way to the kernel that reads the named pipe to and writes the named pipe back. A kernel that does
// nothing for so long as patience, where it is waited for, counts as gone.
func New(to, back string, patience time.Duration) *Kernel {
	return &Kernel{to: to, back: back, patience: patience, waiting: map[int]chan struct{}{}, failed: make(chan struct{})}
}

// Err is the error that ended the connection, or nil.
func (k *Kernel) Err() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.err
}

// Send sends data to the kernel. What goes wrong is told by Err.
func (k *Kernel) Send(data *protocol.DisplayData) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.send(data)
}

// Sync waits until the kernel has taken all that was sent before, until the connection fails, or until patience is over.
func (k *Kernel) Sync() {
	k.mu.Lock()
	id, taken := k.syncs, make(chan struct{})
	k.syncs++
	k.waiting[id] = taken
	k.send(&protocol.DisplayData{Data: map[protocol.MIMEType]any{
		protocol.MIMECommValue: protocol.CommValue{Address: protocol.GonbuiSyncAddress, Value: id},
	}})
	k.mu.Unlock()
	select {
	case <-taken:
	case <-k.failed:
	case <-time.After(k.patience):
	}
}

func (k *Kernel) send(data *protocol.DisplayData) {
	if k.err == nil && k.writer == nil {
		k.open()
	}
	if k.err != nil {
		return
	}
	if err := k.encoder.Encode(data); err != nil {
		k.fail(fmt.Errorf("cannot write to the kernel: %w", err))
	}
}

// open opens both pipes. Each waits for the kernel to open its end, the one to the kernel first as in gonbui, and a
// kernel that is gone never does.
func (k *Kernel) open() {
	type ends struct {
		writer, reader *os.File
		err            error
	}
	opened := make(chan ends, 1)
	go func() {
		writer, err := os.OpenFile(k.to, os.O_WRONLY, 0)
		if err != nil {
			opened <- ends{err: err}
			return
		}
		reader, err := os.Open(k.back)
		opened <- ends{writer, reader, err}
	}()
	select {
	case e := <-opened:
		k.writer = e.writer
		if e.err != nil {
			k.fail(fmt.Errorf("cannot reach the kernel: %w", e.err))
			return
		}
		k.encoder = gob.NewEncoder(patient{e.writer, k.patience})
		go k.listen(e.reader)
	case <-time.After(k.patience):
		k.fail(fmt.Errorf("cannot reach the kernel: nobody opened %s", k.to))
	}
}

// listen takes the kernel's answers until there are no more: a kernel closes its pipe when it ends.
func (k *Kernel) listen(reader *os.File) {
	defer reader.Close()
	for decoder := gob.NewDecoder(reader); ; {
		var m protocol.CommValue
		if err := decoder.Decode(&m); err != nil {
			if errors.Is(err, io.EOF) {
				err = errors.New("the kernel is gone")
			}
			k.mu.Lock()
			k.fail(err)
			k.mu.Unlock()
			return
		}
		if id, ok := m.Value.(int); ok && m.Address == protocol.GonbuiSyncAckAddress {
			k.taken(id)
		}
	}
}

// taken ends the wait of the sync with that number.
func (k *Kernel) taken(id int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if wait, ok := k.waiting[id]; ok {
		close(wait)
		delete(k.waiting, id)
	}
}

// fail keeps the first error and ends every wait. The reader is left to listen, which ends with the kernel.
func (k *Kernel) fail(err error) {
	if k.err != nil {
		return
	}
	k.err = err
	close(k.failed)
	if k.writer != nil {
		k.writer.Close()
	}
}

// A patient writer writes as long as somebody reads, and gives up where nobody does for so long.
type patient struct {
	file     *os.File
	patience time.Duration
}

func (p patient) Write(b []byte) (int, error) {
	written := 0
	for written < len(b) {
		// A system that has no deadlines for pipes waits as long as the kernel does.
		_ = p.file.SetWriteDeadline(time.Now().Add(p.patience))
		n, err := p.file.Write(b[written:min(len(b), written+chunk)])
		written += n
		if err != nil {
			return written, err
		}
	}
	return written, nil
}
