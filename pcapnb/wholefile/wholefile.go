// Package wholefile writes a file whole or not at all, also where several processes write the same one at once.
package wholefile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Write makes path the file of what write writes. Until that is done, and where it fails, path is what it was before. A
// link is followed, a file that is there keeps its permissions and one that may not be written to stays; perm is for a
// new one, less the umask. What is no regular file, such as a pipe, is written to as it is.
func Write(path string, perm fs.FileMode, write func(w io.Writer) error) error {
	target, info, err := targetOf(path)
	if err != nil {
		return named(path, err)
	}
	if info != nil && !info.Mode().IsRegular() {
		return direct(target, write)
	}
	return finish(path, target, perm, write, func(unfinished *os.File) error {
		if info != nil {
			if err := os.Chmod(unfinished.Name(), info.Mode().Perm()); err != nil {
				return err
			}
		}
		return os.Rename(unfinished.Name(), target)
	})
}

// WriteBytes is Write of data.
func WriteBytes(path string, data []byte, perm fs.FileMode) error {
	return Write(path, perm, bytesOf(data))
}

// Create is WriteBytes for a file that must not be there yet: of several processes that create it one succeeds, and the
// others' errors are fs.ErrExist.
func Create(path string, data []byte, perm fs.FileMode) error {
	return finish(path, path, perm, bytesOf(data), func(unfinished *os.File) error { return os.Link(unfinished.Name(), path) })
}

func bytesOf(data []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	}
}

// targetOf returns the file that path leads to, and what it is, nil where there is none.
func targetOf(path string) (target string, info fs.FileInfo, err error) {
	target, err = filepath.EvalSymlinks(path)
	if errors.Is(err, fs.ErrNotExist) {
		return path, nil, nil
	}
	if err != nil {
		return "", nil, err
	}
	if info, err = os.Stat(target); err != nil || !info.Mode().IsRegular() {
		return target, info, err
	}
	f, err := os.OpenFile(target, os.O_WRONLY, 0) // to rename over it takes no permission of the file's
	if err != nil {
		return "", nil, err
	}
	return target, info, f.Close()
}

func direct(target string, write func(w io.Writer) error) error {
	f, err := os.OpenFile(target, os.O_WRONLY|os.O_TRUNC, 0)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}

// finish writes an unfinished file and has put give it its name.
func finish(path, target string, perm fs.FileMode, write func(io.Writer) error, put func(*os.File) error) error {
	f, err := begin(target, perm)
	if err != nil {
		return named(path, err)
	}
	defer os.Remove(f.Name()) // gone already after a rename
	if err := errors.Join(write(f), f.Close()); err != nil {
		return named(path, err)
	}
	return named(path, put(f))
}

const between = ".part-" // a file's name and a number, in the name of an unfinished one

// begin creates a file beside target that nobody else has.
func begin(target string, perm fs.FileMode) (*os.File, error) {
	dir, base := filepath.Split(target)
	for {
		name := fmt.Sprintf("%s.%s%s%d", dir, base[:min(len(base), 200)], between, rand.Uint64())
		f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, perm)
		if !errors.Is(err, fs.ErrExist) {
			return f, err
		}
	}
}

// Unfinished tells whether name is that of a file that was being written, and of which. A killed process leaves it.
func Unfinished(name string) (of string, ok bool) {
	at := strings.LastIndex(name, between)
	if at < 1 || name[0] != '.' {
		return "", false
	}
	_, err := strconv.ParseUint(name[at+len(between):], 10, 64)
	return name[1:at], err == nil
}

// named is an error that names path instead of the unfinished file.
func named(path string, err error) error {
	var pathError *fs.PathError
	var linkError *os.LinkError
	switch {
	case errors.As(err, &linkError):
		return &fs.PathError{Op: "write", Path: path, Err: linkError.Err}
	case errors.As(err, &pathError):
		if _, ok := Unfinished(filepath.Base(pathError.Path)); ok {
			return &fs.PathError{Op: "write", Path: path, Err: pathError.Err}
		}
	}
	return err
}
