package capture

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"netlab/pcapnb/internal/capfile"
	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/fault"
	"netlab/pcapnb/internal/fileerr"
	"netlab/pcapnb/internal/readlist"
)

// Options say what a load may use up.
type Options struct {
	Limits  capfile.Limits
	NoCache bool // decode again, and leave nothing in the cache folder
	As      dissect.DecodeAs

	NoTShark bool // the capture's tshark is not asked for anything
}

// Load reads the capture files that paths name, patterns such as "day/*.pcap" among them, and merges them in time order.
// Where a file cannot be read to its end there is an [*Error] together with what could be read. The capture is nil where
// no file could be opened.
func Load(ctx context.Context, options Options, paths ...string) (*Capture, []error) {
	files, err := expand(paths)
	if err != nil {
		return nil, []error{err}
	}
	var captures []*Capture
	var errs []error
	m := newLoadLine(files)
	for _, path := range files {
		c, err := loadFile(ctx, options, path, m)
		if err != nil {
			errs = append(errs, err)
		}
		if c != nil {
			m.next(c)
			captures = append(captures, c)
		}
	}
	m.end(errs)
	if len(captures) == 0 {
		return nil, errs
	}
	c, err := merge(captures)
	if err != nil {
		return nil, append(errs, err)
	}
	c.NoTShark = options.NoTShark
	return c, errs
}

// expand replaces the patterns among paths by the files they match, in name order.
func expand(paths []string) ([]string, error) {
	if len(paths) == 0 {
		return nil, errors.New("no capture file named")
	}
	var files []string
	for _, p := range paths {
		if _, err := os.Lstat(p); err == nil || !strings.ContainsAny(p, "*?[") {
			files = append(files, p)
			continue
		}
		found, err := filepath.Glob(p)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p, err)
		}
		if len(found) == 0 {
			return nil, fmt.Errorf("%s: no file matches in %s", p, fileerr.Folder())
		}
		files = append(files, found...)
	}
	return files, nil
}

// Read reads a capture from r. The capture is nil where it has no beginning.
func Read(r io.Reader, limits capfile.Limits) (*Capture, error) {
	src, err := capfile.NewStream(r, limits)
	if err != nil {
		return nil, &Error{Path: "input", Reason: err.Error()}
	}
	defer src.Close()
	m := newLoadLine(nil)
	c, err := decodeShown(context.Background(), src, Options{Limits: limits}, "input", m)
	m.end(nil)
	return c, err
}

func loadFile(ctx context.Context, options Options, path string, m *loadLine) (*Capture, error) {
	src, err := capfile.OpenContext(ctx, path, options.Limits)
	if err != nil {
		return nil, openError(path, err)
	}
	defer src.Close()
	readlist.Add(path)
	if int64(len(src.Data)) >= capfile.MapFrom {
		debug.SetPanicOnFault(true) // for what the caller does with the bytes
	}
	var c *Capture
	if fault.In(func() { c, err = loadSource(ctx, src, options, path, m) }) {
		return nil, &Error{Path: path, Reason: fault.Gone}
	}
	return c, err
}

func loadSource(ctx context.Context, src *capfile.Source, options Options, path string, m *loadLine) (c *Capture, err error) {
	var slot *cacheSlot
	if !options.NoCache && options.As.None() { // the cache keeps what ports say by themselves
		slot = slotOf(path, src, options.Limits)
	}
	if c = cached(slot, src, path); c != nil {
		err = c.stopped()
	} else if c, err = decodeShown(ctx, src, options, path, m); ctx.Err() == nil {
		c.store(slot, src)
	}
	c.setOrigin(path, slot, src.Raw)
	return c, err
}
