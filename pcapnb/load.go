package pcapnb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"netlab/pcapnb/internal/capfile"
	"netlab/pcapnb/internal/capture"
	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/tlskeys"
	"netlab/pcapnb/internal/told"
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
	NoTShark      bool  // fields that only tshark knows are unknown, also where it is installed

	// KeyLog is a file with secrets of TLS, as browsers write it where SSLKEYLOGFILE says, and Wireshark reads it where its
	// preference tls.keylog_file says. With them the records of TLS 1.0 to 1.3 are opened, and what is in them is dissected:
	// HTTP, mail, DNS. Secrets that a pcapng file has itself are used as well. With it the cache is not used.
	KeyLog string

	// DecodeAs says what ports carry whose numbers do not, one rule a port as tshark -d takes it: "udp.port==8472,vxlan",
	// "tcp.port==8081,http". With it the cache is not used.
	DecodeAs []string
}

func init() {
	told.Of = func(packets any) dissect.DecodeAs { return packets.(Packets).rows().As() }
}

func (o LoadOptions) options() (capture.Options, error) {
	as := dissect.DecodeAs{}
	for _, rule := range o.DecodeAs {
		if err := as.Add(rule); err != nil {
			return capture.Options{}, err
		}
	}
	if o.KeyLog != "" {
		keys, err := tlskeys.Read(o.KeyLog)
		if err != nil {
			return capture.Options{}, err
		}
		as.Keys = keys
	}
	return capture.Options{NoCache: o.NoCache, NoTShark: o.NoTShark, As: as, Limits: capfile.Limits{Record: o.RecordBytes, Block: o.BlockBytes,
		Interfaces: o.Interfaces, Packets: o.Packets, Inflated: o.InflatedBytes, Ratio: o.InflatedRatio}}, nil
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
func (e *LoadError) Error() string { return (*capture.Error)(e).Error() }

// loadError is err as a [*LoadError] where a file is to blame.
func loadError(err error) error {
	if e, ok := err.(*capture.Error); ok {
		return (*LoadError)(e)
	}
	return err
}

// Load reads capture files: pcap, pcapng or snoop (RFC 1761), plain or compressed with gzip or zstd. A path may be a pattern such as
// "day/*.pcap". The packets of several files are merged in time order: each file's stay in its own order, and next comes the
// one with the earliest time, as with mergecap; of the same time, those of the file that begins earlier. Where a file cannot be read to its end,
// Load returns the packets that could be read together with a *LoadError that says where and why it stopped.
func Load(paths ...string) (Packets, error) {
	return LoadContext(context.Background(), LoadOptions{}, paths...)
}

// MustLoad is Load for a notebook cell: it panics with a readable line where a file cannot be read to its end. After the
// line %env PCAPNB_CLAIMS show it goes on with what could be read, and says so.
func MustLoad(paths ...string) Packets {
	ps, err := Load(paths...)
	if err == nil || goesOn(err) {
		return ps
	}
	if len(ps) > 0 {
		panic(misusedf("pcapnb: %v; to go on with them write: var pkts, _ = pcapnb.Load(%s), or %%env PCAPNB_CLAIMS show on a line before", err, quoted(paths)))
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
	o, err := options.options()
	if err != nil {
		return nil, err
	}
	c, errs := capture.Load(ctx, o, paths...)
	for i, err := range errs {
		errs[i] = loadError(err)
	}
	if c == nil {
		return nil, errors.Join(errs...)
	}
	return packetsOf(c), errors.Join(errs...)
}

// Read reads a capture, plain or compressed, from r.
func Read(r io.Reader) (Packets, error) {
	c, err := capture.Read(r, capfile.Limits{})
	if c == nil {
		return nil, loadError(err)
	}
	return packetsOf(c), loadError(err)
}

// Scan yields the packets of a capture file one by one, in memory that does not grow with the file. A packet that is
// kept stays valid. Where the file cannot be read to its end the last pair is a zero Packet and a *LoadError.
func Scan(path string) iter.Seq2[Packet, error] {
	return func(yield func(Packet, error) bool) {
		err := capture.Scan(path, func(c *capture.Capture) bool {
			for i := range c.N {
				if !yield(Packet{c, i}, nil) {
					return false
				}
			}
			return true
		})
		if err != nil {
			yield(Packet{}, loadError(err))
		}
	}
}

// MustScan is Scan for a notebook cell: it panics with a readable line where the file cannot be read to its end, or goes
// on as MustLoad does.
func MustScan(path string) iter.Seq[Packet] {
	return func(yield func(Packet) bool) {
		for p, err := range Scan(path) {
			if err != nil && goesOn(err) {
				return
			}
			if err != nil {
				panic(misused("pcapnb: " + err.Error()))
			}
			if !yield(p) {
				return
			}
		}
	}
}
