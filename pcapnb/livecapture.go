package pcapnb

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"time"

	"netlab/pcapnb/internal/bpf"
	"netlab/pcapnb/internal/live"
)

// CaptureOptions say what Capture records and when it stops; the zero value records ten seconds of everything.
type CaptureOptions struct {
	Path        string        // pcap file to write, valid at every moment; default a temporary one
	Count       int           // packets to record; default no limit
	Duration    time.Duration // time to record; default ten seconds where Count is 0 too, else no limit
	Filter      string        // capture filter in tcpdump's language (BPF), such as "udp port 53"; default everything
	SnapLen     int           // bytes to keep of each packet; default 262,144 as in tcpdump
	Promiscuous bool          // record also what is not addressed to this host
}

// defaultDuration ends a capture that nobody bounded: a notebook that is run without a reader would wait forever.
const defaultDuration = 10 * time.Second

// Capture records what passes a network interface, such as "eth0", or "any" for all. It works on Linux and needs the
// right CAP_NET_RAW; the error says how to get it or do without. Where an interface goes down, or packets came faster
// than they could be recorded, Capture returns those that were recorded together with an error.
//
// Name a Path and load that file in the cells that follow: a global variable captures anew in every cell.
func Capture(iface string, options CaptureOptions) (Packets, error) {
	return CaptureContext(context.Background(), iface, options)
}

// MustCapture is Capture for a notebook cell: it panics with a readable line where something is missing.
func MustCapture(iface string, options CaptureOptions) Packets {
	ps, err := Capture(iface, options)
	if err != nil {
		panic(misused("pcapnb: " + err.Error()))
	}
	return ps
}

// CaptureContext is Capture that also stops when ctx is done, which is no error.
func CaptureContext(ctx context.Context, iface string, options CaptureOptions) (Packets, error) {
	o, err := options.live()
	if err != nil {
		return nil, err
	}
	recorder, err := live.Open(iface, o)
	if err != nil {
		return nil, err
	}
	defer recorder.Close()
	file, err := options.file()
	if err != nil {
		return nil, err
	}
	if options.Path == "" {
		defer os.Remove(file.Name())
	}
	result, err := recorder.Record(ctx, file)
	if err == nil && result.Dropped > 0 {
		err = fmt.Errorf("capturing on %q: %d packets came faster than they could be recorded and are missing; %d were recorded", iface, result.Dropped, result.Packets)
	}
	err = errors.Join(err, file.Close())
	ps, loadErr := LoadContext(context.WithoutCancel(ctx), LoadOptions{NoCache: true}, file.Name())
	if len(ps) > 0 && options.Path == "" {
		ps[0].c.Info.Path = "live capture on " + iface
	}
	return ps, errors.Join(err, loadErr)
}

// file creates the file to record into.
func (o CaptureOptions) file() (*os.File, error) {
	if o.Path == "" {
		return os.CreateTemp("", "pcapnb-*.pcap")
	}
	return live.Create(o.Path)
}

// live checks the options and fills in defaults.
func (o CaptureOptions) live() (live.Options, error) {
	if o.Count < 0 || o.Duration < 0 || o.SnapLen < 0 || o.SnapLen > maxRecord {
		return live.Options{}, fmt.Errorf("capture options %+v: want Count and Duration of at least 0, and SnapLen from 0 to %d", o, maxRecord)
	}
	if o.Count == 0 && o.Duration == 0 {
		o.Duration = defaultDuration
	}
	if o.SnapLen == 0 {
		o.SnapLen = maxRecord
	}
	l := live.Options{Count: o.Count, Duration: o.Duration, SnapLen: o.SnapLen, Promiscuous: o.Promiscuous}
	if o.Filter != "" {
		l.Matcher = func(linkType, snapLen int) (live.Match, error) {
			program, err := bpf.Compile(o.Filter, linkType, snapLen)
			if err != nil {
				return nil, err
			}
			return program.Match, nil
		}
	}
	return l, nil
}

// CaptureInterfaces returns a table of the network interfaces that Capture can record on.
func CaptureInterfaces() *Table {
	type row struct {
		Name      string `col:"interface"`
		Up        bool   `col:"up"`
		MAC       string `col:"mac"`
		Addresses string `col:"addresses"`
		MTU       int    `col:"mtu" unit:"bytes"`
	}
	interfaces, err := net.Interfaces()
	if err != nil {
		panic(misused("pcapnb: " + err.Error()))
	}
	var rows []row
	for _, i := range interfaces {
		rows = append(rows, row{i.Name, i.Flags&net.FlagUp != 0, i.HardwareAddr.String(), addressesOf(i), i.MTU})
	}
	return TableOf(rows)
}

// addressesOf lists an interface's addresses; one that has just gone has none.
func addressesOf(i net.Interface) string {
	addresses, _ := i.Addrs()
	var texts []string
	for _, a := range addresses {
		texts = append(texts, a.String())
	}
	return strings.Join(texts, ", ")
}
