package pcapnb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"netlab/pcapnb/internal/capfile"
	"netlab/pcapnb/internal/fileerr"
)

// LoadOptions set what a load may use up; the zero value is right for nearly everyone.
type LoadOptions struct {
	RecordBytes   int   // largest packet, in bytes; default 256 KiB as in libpcap and Wireshark
	BlockBytes    int   // largest pcapng block, in bytes; default 16 MiB
	Interfaces    int   // most interfaces in one file; default 10,000
	Packets       int   // most packets; default 2^31-1
	InflatedBytes int64 // most bytes that a compressed file may unpack to; default 8 GiB
	InflatedRatio int   // how many times its size a file may unpack to, once above 64 MiB; default 1,000
	NoCache       bool  // decode again, and leave nothing in the cache folder
}

func (o LoadOptions) limits() capfile.Limits {
	return capfile.Limits{Record: o.RecordBytes, Block: o.BlockBytes, Interfaces: o.Interfaces, Packets: o.Packets,
		Inflated: o.InflatedBytes, Ratio: o.InflatedRatio}
}

// A LoadError says which file could not be read to its end, where and why. The packets before that place were read.
type LoadError struct {
	Path   string
	Packet int    // number of the packet where reading stopped, from 1; 0 where it was before any packet
	Offset int64  // byte of the (unpacked) file where it stopped
	Reason string // what is wrong there
	Read   int    // packets that were read
	Cut    bool   // the file just ends, in the middle of something
}

// Error returns the file, the place where reading stopped and why, and how many packets were read.
func (e *LoadError) Error() string {
	where := ""
	if e.Packet > 0 {
		where = fmt.Sprintf("packet %d at byte %d: ", e.Packet, e.Offset)
	}
	kept := ""
	if e.Read > 0 {
		kept = fmt.Sprintf(" (%d packets before it were read)", e.Read)
	}
	return e.Path + ": " + where + e.Reason + kept
}

// Load reads capture files: pcap, pcapng or snoop (RFC 1761), plain or compressed with gzip or zstd. A path may be a pattern such as
// "day/*.pcap". The packets of several files are merged in time order. Where a file cannot be read to its end,
// Load returns the packets that could be read together with a *LoadError that says where and why it stopped.
func Load(paths ...string) (Packets, error) {
	return LoadContext(context.Background(), LoadOptions{}, paths...)
}

// MustLoad is Load for a notebook cell: it panics with a readable line where a file cannot be read to its end.
func MustLoad(paths ...string) Packets {
	ps, err := Load(paths...)
	if err == nil {
		return ps
	}
	if len(ps) > 0 {
		panic(misusedf("pcapnb: %v; to go on with them write: pkts, err := pcapnb.Load(%s)", err, quoted(paths)))
	}
	panic(misused("pcapnb: " + err.Error()))
}

func quoted(paths []string) string {
	var q []string
	for _, p := range paths {
		q = append(q, fmt.Sprintf("%q", p))
	}
	return strings.Join(q, ", ")
}

// LoadContext is Load with options; it stops soon after ctx is done, with the packets read so far and ctx's error.
func LoadContext(ctx context.Context, options LoadOptions, paths ...string) (Packets, error) {
	files, err := expand(paths)
	if err != nil {
		return nil, err
	}
	var captures []*capture
	var errs []error
	m := newMeter(files)
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
		return nil, errors.Join(errs...)
	}
	return merge(captures).packets(), errors.Join(errs...)
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

// Read reads a capture, plain or compressed, from r.
func Read(r io.Reader) (Packets, error) {
	src, err := capfile.NewStream(r, capfile.Limits{})
	if err != nil {
		return nil, &LoadError{Path: "input", Reason: err.Error()}
	}
	defer src.Close()
	m := newMeter(nil)
	c, err := decodeMetered(context.Background(), src, capfile.Limits{}, "input", m)
	m.end(nil)
	return c.packets(), err
}

func loadFile(ctx context.Context, options LoadOptions, path string, m *meter) (*capture, error) {
	src, err := capfile.Open(path, options.limits())
	if err != nil {
		return nil, openError(path, err)
	}
	defer src.Close()
	noteRead(path)
	slot := slotOf(path, src, options)
	if c := cached(slot, src, path); c != nil {
		return c, c.stopped()
	}
	c, err := decodeMetered(ctx, src, options.limits(), path, m)
	if ctx.Err() == nil {
		c.store(slot, src)
	}
	return c, err
}
