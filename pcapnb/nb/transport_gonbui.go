//go:build !nogonbui

package nb

import (
	"time"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/janpfeifer/gonb/gonbui/protocol"
)

// A program that uses gonbui itself, for widgets, shares its connection with this package. One that does not links
// faster with the build tag nogonbui; see transport_pipe.go.

func inNotebook() bool { return gonbui.IsNotebook }

// send sends a bundle to the notebook.
func send(data *protocol.DisplayData) { gonbui.SendData(data) }

// failure is the error that ended the connection, or nil.
func failure() error { return gonbui.Error() }

// uniqueID names a block of output.
func uniqueID() string { return gonbui.UniqueId() }

// flush waits until the kernel has taken everything sent so far. Without it a
// cell that ends at once loses its last output.
func flush() {
	done := make(chan struct{})
	go func() {
		gonbui.Sync()
		close(done)
	}()
	over := time.After(patience)
	for {
		select {
		case <-done:
			return
		case <-over:
			return
		case <-time.After(errorPause):
			if failure() != nil { // gonbui waits for an answer to what it could not send
				return
			}
		}
	}
}

// errorPause is how often it is seen whether gonbui has failed.
const errorPause = 50 * time.Millisecond
