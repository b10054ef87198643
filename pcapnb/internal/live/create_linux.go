package live

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// Create creates or empties a file to record into. Two recorders would write a file that nobody can read, so the second
// is refused until the first one's file is closed.
func Create(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err == nil && !info.Mode().IsRegular() {
		return f, nil
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); errors.Is(err, syscall.EWOULDBLOCK) {
		f.Close()
		return nil, &fs.PathError{Op: "record into", Path: path, Err: errors.New("another capture is recorded into it; take another name, or wait until that one ends")}
	}
	if err := f.Truncate(0); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}
