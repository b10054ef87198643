//go:build unix

package jupyter

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"netlab/notebooks/internal/say"
)

// takeLock waits until no other set-up works in dir. The lock ends when the
// file is closed, also by the death of the process.
func takeLock(ctx context.Context, dir string, to *say.Sayer) (*os.File, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	lock, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	for said := false; ; said = true {
		err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return lock, nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			lock.Close()
			return nil, fmt.Errorf("lock %s: %w", lock.Name(), err)
		}
		if !said {
			to.Line("Another set-up is at work in %s; waiting for it.", dir)
		}
		select {
		case <-ctx.Done():
			lock.Close()
			return nil, ctx.Err()
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// become replaces this process by a command.
func become(path string, args, env []string) error {
	return syscall.Exec(path, args, env)
}

// keepApart keeps the signals that a terminal or a supervisor sends to all of
// our processes from a command: we interrupt it ourselves, and it cleans up.
func keepApart(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
}
