package main

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"netlab/pcapnb"
)

// input makes a classic pcap of so many packets: testdata's Ethernet captures over and over, in order of time and
// without the pauses of more than a second.
func (b *bench) input(packets int) (path string, err error) {
	path = filepath.Join(b.work, fmt.Sprintf("%d.pcap", packets))
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	one, err := pcapnb.Load("testdata/morning.pcap", "testdata/web.pcap", "testdata/bulk.pcap", "testdata/leak.pcap")
	if err != nil {
		return "", fmt.Errorf("%w (run this at the top of the module)", err)
	}
	slices.SortStableFunc(one, func(p, q pcapnb.Packet) int { return p.Time().Compare(q.Time()) })
	now := one[0].Time()
	return path, write(path, packets, func(i int) ([]byte, int, time.Time) {
		p := one[i%len(one)]
		if i > 0 {
			pause := p.Time().Sub(one[(i-1)%len(one)].Time())
			now = now.Add(min(max(pause, 0), time.Second))
		}
		return p.Bytes(), p.Length(), now
	})
}

// samples makes files of the first packets of another, for peers that would take minutes, and counts all packets. It
// scans, so that this process stays small: the peak memory of a child is never below that of its parent.
func (b *bench) samples(file string, sizes ...int) (paths []string, packets int, err error) {
	var first []pcapnb.Packet
	most := slices.Max(sizes)
	for p, err := range pcapnb.Scan(file) {
		if err != nil {
			return nil, 0, err
		}
		if packets++; packets <= most {
			first = append(first, p)
		}
	}
	for _, n := range sizes {
		path := filepath.Join(b.work, fmt.Sprintf("sample-%d.pcap", n))
		paths = append(paths, path)
		err := write(path, min(n, packets), func(i int) ([]byte, int, time.Time) {
			return first[i].Bytes(), first[i].Length(), first[i].Time()
		})
		if err != nil {
			return nil, 0, err
		}
	}
	return paths, packets, nil
}

// write writes a classic pcap; packet tells of each packet its bytes, its length on the wire and its time.
func write(path string, packets int, packet func(i int) ([]byte, int, time.Time)) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	u32 := func(values ...int64) {
		var b [4]byte
		for _, v := range values {
			binary.LittleEndian.PutUint32(b[:], uint32(v))
			w.Write(b[:])
		}
	}
	u32(0xa1b2c3d4, 2|4<<16, 0, 0, 262144, 1)
	for i := range packets {
		data, length, at := packet(i)
		u32(at.Unix(), int64(at.Nanosecond()/1000), int64(len(data)), int64(length))
		w.Write(data)
	}
	if err := w.Flush(); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
