package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"

	"netlab/pcapnb/wholefile"
)

// keepCommand is the argument by which this program calls itself to keep a
// program while the cell runs.
const keepCommand = "netlab-keep"

// maxKept bounds the bytes of the programs that are kept, longestKept a program.
const (
	maxKept     = 3 << 29
	longestKept = 256 << 20
)

// A kept program is one that was linked before, in the file NETLAB_CELLS/ID. A
// notebook that is run again from its start has the same cells, and linking is
// most of what a cell takes. Only the name of the notebook's folder is another:
// it is in the program to say where a panic was, and nowhere else.
type kept string

// keptAs is where the program of this ID is kept, "" if none is.
func keptAs(c *cell, id string) kept {
	dir := os.Getenv("NETLAB_CELLS")
	// A changed Mach-O file would need to be signed again.
	if dir == "" || c.graph != "" || runtime.GOOS != "linux" || bytes.Contains(c.source, []byte(c.folder)) {
		return ""
	}
	return kept(filepath.Join(dir, id))
}

// fetch writes the program to out as if it were linked in folder.
func (k kept) fetch(folder, out string) error {
	if k == "" {
		return errors.New("no programs are kept")
	}
	file, err := os.Open(string(k))
	if err != nil {
		return err
	}
	defer file.Close()
	packed := bufio.NewReader(file)
	from, err := packed.ReadString('\n')
	if err != nil {
		return err
	}
	unpacked, err := zstd.NewReader(packed, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return err
	}
	defer unpacked.Close()
	program, err := io.ReadAll(io.LimitReader(unpacked, longestKept))
	if err != nil {
		return err
	}
	if program, err = moved(program, strings.TrimSuffix(from, "\n"), folder); err != nil {
		return err
	}
	now := time.Now()
	os.Chtimes(string(k), now, now) // what is not used is dropped first
	return os.WriteFile(out, program, 0o755)
}

// moved is the program as if it were linked in another folder.
func moved(program []byte, from, to string) ([]byte, error) {
	was, is := []byte(from+"/main.go\x00"), []byte(to+"/main.go\x00")
	if len(was) != len(is) || !bytes.Contains(program, was) {
		return nil, fmt.Errorf("%s is not to be replaced by %s", from, to)
	}
	return bytes.ReplaceAll(program, was, is), nil
}

// put lets another process keep the program, which takes it as long as a small
// cell runs. It gets a name of its own for the file: the next cell takes this one.
func (k kept) put(c *cell, program string) {
	if k == "" {
		return
	}
	// In the sandbox of a student's copy there is no such folder, or one that is not to be changed.
	dir := filepath.Dir(string(k))
	if trial, err := os.CreateTemp(dir, "writing-"); err != nil {
		return
	} else {
		trial.Close()
		os.Remove(trial.Name())
	}
	self, err := os.Executable()
	own := program + ".kept"
	if err != nil || os.Link(program, own) != nil {
		return
	}
	if exec.Command(self, keepCommand, own, c.folder, string(k)).Start() != nil {
		os.Remove(own)
	}
}

// store packs a linked program into its file, and removes the name that it has
// for it.
func store(own, folder string, k kept) error {
	defer os.Remove(own)
	program, err := os.ReadFile(own)
	if err == nil && len(program) > longestKept {
		err = fmt.Errorf("%d bytes are too many", len(program))
	}
	if err != nil {
		return err
	}
	err = wholefile.Write(string(k), 0o600, func(w io.Writer) error {
		if _, err := fmt.Fprintln(w, folder); err != nil {
			return err
		}
		return compressed(w, program)
	})
	if err != nil {
		return err
	}
	return dropOldest(filepath.Dir(string(k)), maxKept, func(s stamp) int64 { return s.Size })
}

// compressed writes the program to a third of its size, with a checksum.
func compressed(file io.Writer, program []byte) error {
	w, err := zstd.NewWriter(file, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return err
	}
	_, err = w.Write(program)
	return errors.Join(err, w.Close())
}
