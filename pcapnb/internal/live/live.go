// Package live records what passes a network interface into a pcap file.
//
// It speaks to the kernel itself rather than through gopacket's pcapgo.EthernetHandle, which cannot be stopped while no
// packet comes, cuts full-size frames by the length of their Ethernet header, loses VLAN tags and takes packets of
// other interfaces that come before it is bound (gopacket 1.1.19).
package live

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

// Options say what to record and when to stop.
type Options struct {
	Count       int                                        // packets to record, 0 for no limit
	Duration    time.Duration                              // time to record, 0 for no limit
	SnapLen     int                                        // bytes to keep of each packet
	Promiscuous bool                                       // also what is not addressed to this host
	Matcher     func(linkType, snapLen int) (Match, error) // makes the filter; nil for none
}

// A Match says whether a packet with these bytes, and this length on the wire, is to be recorded.
type Match func(data []byte, length int) bool

// A Result is how a recording went.
type Result struct {
	Packets int
	Dropped int // packets that came faster than they could be recorded
}

// A frame is a packet as it came from the kernel.
type frame struct {
	time   time.Time
	length int // on the wire
	data   []byte
}

// A source gives the packets of an interface.
type source interface {
	linkType() int
	// next returns the next packet, valid until the next call. Where it has to wait it calls idle first.
	next(idle func() error) (frame, error)
	// stopAt makes next return os.ErrDeadlineExceeded from then on.
	stopAt(t time.Time) error
	dropped() int
	Close() error
}

// A Recorder records from one interface.
type Recorder struct {
	src     source
	options Options
	match   Match
}

// Open begins to receive packets of an interface, "any" for all; nothing is written yet.
func Open(iface string, o Options) (*Recorder, error) {
	src, err := open(iface, o)
	if err != nil {
		return nil, err
	}
	r, err := newRecorder(src, o)
	if err != nil {
		src.Close()
	}
	return r, err
}

func newRecorder(src source, o Options) (r *Recorder, err error) {
	r = &Recorder{src, o, func([]byte, int) bool { return true }}
	if o.Matcher != nil {
		r.match, err = o.Matcher(src.linkType(), o.SnapLen)
	}
	return r, err
}

// Close stops receiving.
func (r *Recorder) Close() error { return r.src.Close() }

// Record writes packets to w until one of the limits is reached or ctx is done. Every Write to w is the file's header or
// whole packets, at the latest when no further packet is waiting: what was written is always a valid file.
func (r *Recorder) Record(ctx context.Context, w io.Writer) (Result, error) {
	if r.options.Duration > 0 {
		if err := r.src.stopAt(time.Now().Add(r.options.Duration)); err != nil {
			return Result{}, err
		}
	}
	defer context.AfterFunc(ctx, func() { r.src.stopAt(time.Unix(1, 0)) })()
	f := file{w: w, snapLen: r.options.SnapLen}
	if err := f.header(r.src.linkType()); err != nil {
		return Result{}, err
	}
	err := r.copy(&f)
	return Result{f.packets, r.src.dropped()}, err
}

// copy writes packets to f until it is time to stop.
func (r *Recorder) copy(f *file) error {
	for r.options.Count <= 0 || f.packets < r.options.Count {
		p, err := r.src.next(f.flush)
		if stopped(err) {
			break
		}
		if err != nil {
			f.flush()
			return err
		}
		if r.match(p.data, p.length) {
			f.add(p)
		}
		if len(f.waiting) >= flushAt {
			if err := f.flush(); err != nil {
				return err
			}
		}
	}
	return f.flush()
}

// flushAt is how many bytes wait at most before they are written.
const flushAt = 1 << 18

// A file is a pcap file that is being written.
type file struct {
	w       io.Writer
	snapLen int
	packets int
	waiting []byte
}

// header writes the header of a pcap file with nanoseconds (draft-ietf-opsawg-pcap section 4).
func (f *file) header(linkType int) error {
	le := binary.LittleEndian
	b := le.AppendUint32(f.waiting, 0xa1b23c4d)
	b = le.AppendUint16(b, 2)
	b = le.AppendUint16(b, 4)
	b = le.AppendUint64(b, 0)
	b = le.AppendUint32(b, uint32(f.snapLen))
	f.waiting = le.AppendUint32(b, uint32(linkType))
	return f.flush()
}

// add appends a packet record (draft-ietf-opsawg-pcap section 5).
func (f *file) add(p frame) {
	data := p.data[:min(len(p.data), f.snapLen)]
	le := binary.LittleEndian
	b := le.AppendUint32(f.waiting, uint32(p.time.Unix()))
	b = le.AppendUint32(b, uint32(p.time.Nanosecond()))
	b = le.AppendUint32(b, uint32(len(data)))
	b = le.AppendUint32(b, uint32(p.length))
	f.waiting = append(b, data...)
	f.packets++
}

func (f *file) flush() error {
	if len(f.waiting) == 0 {
		return nil
	}
	_, err := f.w.Write(f.waiting)
	f.waiting = f.waiting[:0]
	return err
}

// noInterface says which interfaces there are instead of iface.
func noInterface(iface string) error {
	var names []string
	interfaces, _ := net.Interfaces()
	for _, i := range interfaces {
		names = append(names, i.Name)
	}
	return fmt.Errorf("there is no interface %q; there are: %s", iface, strings.Join(names, ", "))
}

// instead is how to get the packets without us.
func instead(iface, program string) string {
	return fmt.Sprintf("record with %s -i %s -w capture.pcap in a terminal and load capture.pcap here", program, iface)
}
