//go:build !linux

package live

import (
	"errors"
	"os"
	"runtime"
)

// open cannot: packet sockets are Linux's, and other systems' need C libraries in every cell.
func open(iface string, _ Options) (source, error) {
	program := "sudo tcpdump"
	if runtime.GOOS == "windows" {
		program = "dumpcap"
	}
	return nil, errors.New("live capture works on Linux only; " + instead(iface, program))
}

// stopped says whether err is the end that stopAt set.
func stopped(err error) bool { return errors.Is(err, os.ErrDeadlineExceeded) }
