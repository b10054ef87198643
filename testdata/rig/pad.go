//go:build linux

package main

import (
	"encoding/binary"
	"flag"
	"fmt"
	"net"
	"os"
)

// shortest is the length of the shortest Ethernet frame without its checksum
// (IEEE 802.3, 4A.2.3.2.4): what is shorter, the card must pad.
const shortest = 60

// A leaky card keeps the frames it sends and receives one after the other in
// a small memory that is never cleared. A short frame it fills up with what
// lies after it there, left over from an older one (CVE-2003-0001, "EtherLeak").
type leaky struct {
	memory [4096]byte
	next   int
}

// slot is what a frame's place in the memory is rounded up to.
const slot = 64

// keep stores a frame in its place and says where that is.
func (l *leaky) keep(frame []byte) (at int) {
	size := (len(frame) + slot - 1) / slot * slot
	if size > len(l.memory) {
		return 0 // no card takes such a frame
	}
	if l.next+size > len(l.memory) {
		l.next = 0
	}
	at = l.next
	l.next += size
	copy(l.memory[at:], frame)
	return at
}

// pad gives a short frame the shortest allowed length.
func (l *leaky) pad(frame []byte) []byte {
	at := l.keep(frame)
	if len(frame) >= shortest {
		return frame
	}
	return append([]byte(nil), l.memory[at:at+shortest]...)
}

// pad copies a little-endian pcap file of whole Ethernet frames. Short frames
// become 60 bytes long, as a mirror port of a switch shows them: with zeros, or
// with old memory if a card of the -leaky list sent them.
func pad(args []string) error {
	flags := flag.NewFlagSet("pad", flag.ExitOnError)
	var cards []string
	flags.Func("leaky", "hardware address of a leaking card; may be repeated", func(s string) error {
		mac, err := net.ParseMAC(s)
		cards = append(cards, string(mac))
		return err
	})
	flags.Parse(args)
	file, err := os.ReadFile(flags.Arg(0))
	if err != nil {
		return err
	}
	leaks := map[string]*leaky{}
	for _, card := range cards {
		leaks[card] = new(leaky)
	}
	padded, err := padFile(file, leaks)
	if err != nil {
		return err
	}
	return os.WriteFile(flags.Arg(1), padded, 0o644)
}

func padFile(file []byte, leaks map[string]*leaky) ([]byte, error) {
	le := binary.LittleEndian
	if len(file) < 24 || le.Uint32(file) != 0xa1b2c3d4 {
		return nil, fmt.Errorf("not a little-endian pcap file")
	}
	out := append([]byte(nil), file[:24]...)
	for rest := file[24:]; len(rest) > 0; {
		if len(rest) < 16 || len(rest) < 16+int(le.Uint32(rest[8:])) {
			return nil, fmt.Errorf("file ends inside a packet")
		}
		header, frame := rest[:16], rest[16:16+le.Uint32(rest[8:])]
		rest = rest[16+len(frame):]
		if card := leaks[string(frame[:6])]; card != nil {
			card.keep(frame)
		}
		if card := leaks[string(frame[6:12])]; card != nil {
			frame = card.pad(frame)
		} else if len(frame) < shortest {
			frame = append(append([]byte(nil), frame...), make([]byte, shortest-len(frame))...)
		}
		out = append(out, header[:8]...)
		out = le.AppendUint32(out, uint32(len(frame)))
		out = le.AppendUint32(out, uint32(len(frame)))
		out = append(out, frame...)
	}
	return out, nil
}
