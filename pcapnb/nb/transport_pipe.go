//go:build nogonbui

package nb

import (
	"math/rand/v2"
	"os"
	"strconv"

	"github.com/janpfeifer/gonb/gonbui/protocol"

	"netlab/pcapnb/nb/internal/pipe"
)

// The build tag nogonbui is for a program that does not use gonbui itself: it links without a logger and more then. One that
// does use it must not be built so, because a pipe carries what one sender encodes.

var kernel = pipe.New(os.Getenv(protocol.GONB_PIPE_ENV), os.Getenv(protocol.GONB_PIPE_BACK_ENV), patience)

func inNotebook() bool { return os.Getenv(protocol.GONB_PIPE_ENV) != "" }

// send sends a bundle to the notebook.
func send(data *protocol.DisplayData) { kernel.Send(data) }

// failure is the error that ended the connection, or nil.
func failure() error { return kernel.Err() }

// uniqueID names a block of output, of all that a kernel has shown: Go seeds each process from the system's random numbers.
func uniqueID() string { return strconv.FormatUint(rand.Uint64(), 36) }

// flush waits until the kernel has taken everything sent so far. Without it a
// cell that ends at once loses its last output.
func flush() { kernel.Sync() }
