package main

import (
	"slices"
	"time"
)

// A scene is a capture that is written packet by packet, a hundredth of a second apart.
type scene struct {
	packets []packet
	at      time.Time
}

func newScene() *scene { return &scene{at: clock} }

// pause lets time pass before the next packet.
func (s *scene) pause(d time.Duration) { s.at = s.at.Add(d) }

// add puts a frame into the capture, as it is.
func (s *scene) add(frame []byte) {
	s.packets = append(s.packets, packet{s.at, len(frame), frame})
	s.pause(10 * time.Millisecond)
}

// An end is an address and a port.
type end struct {
	addr [4]byte
	port uint16
}

var (
	client4 = [4]byte{192, 0, 2, 10} // documentation addresses, RFC 5737
	server4 = [4]byte{198, 51, 100, 20}
	hostMAC = []byte{0x3c, 0x15, 0xc2, 0xd9, 0xd3, 0x50}
	gateMAC = []byte{0x28, 0x80, 0x88, 0x27, 0x6b, 0xa7}
)

// ether puts an Ethernet header before a payload.
func ether(kind uint16, payload []byte) []byte {
	return slices.Concat(gateMAC, hostMAC, be.AppendUint16(nil, kind), payload)
}

// ip adds an IPv4 packet over Ethernet.
func (s *scene) ip(proto byte, src, dst [4]byte, payload []byte) {
	s.add(ether(0x0800, ipv4(proto, src, dst, payload)))
}

// udp adds a datagram without a checksum.
func (s *scene) udp(src, dst end, payload []byte) {
	s.ip(17, src.addr, dst.addr, udp4(src.port, dst.port, payload))
}

func udp4(src, dst uint16, payload []byte) []byte {
	b := be.AppendUint16(nil, src)
	b = be.AppendUint16(b, dst)
	b = be.AppendUint16(b, uint16(8+len(payload)))
	return append(append(b, 0, 0), payload...)
}

// ip6 adds an IPv6 packet over Ethernet between the two hosts of ipv6-extensions.pcap.
func (s *scene) ip6(next byte, payload []byte) { s.add(ipv6([]byte{next}, nil, payload)) }

// The flags of a TCP segment, RFC 9293 section 3.1.
const (
	fin = 1 << iota
	syn
	rst
	psh
	ack
	urg
)

// A conn is a TCP connection in a scene.
type conn struct {
	*scene
	ends    [2]end // who opens it, and the other
	seq     [2]uint32
	options []byte // of the next segment
	window  uint16
}

func (s *scene) conn(client, server end) *conn {
	return &conn{scene: s, ends: [2]end{client, server}, seq: [2]uint32{1000, 5000}, window: 8192}
}

// segment adds a segment from one end, 0 the opener, and moves its sequence number on.
func (c *conn) segment(from int, flags byte, payload string) {
	c.raw(from, c.seq[from], flags, payload)
	c.seq[from] += uint32(len(payload))
	if flags&(syn|fin) != 0 {
		c.seq[from]++
	}
}

// raw adds a segment with a sequence number of its own.
func (c *conn) raw(from int, seq uint32, flags byte, payload string) {
	src, dst := c.ends[from], c.ends[1-from]
	b := be.AppendUint16(nil, src.port)
	b = be.AppendUint16(b, dst.port)
	b = be.AppendUint32(b, seq)
	var acked uint32
	if flags&ack != 0 {
		acked = c.seq[1-from]
	}
	b = be.AppendUint32(b, acked)
	b = append(b, byte(5+len(c.options)/4)<<4, flags)
	b = be.AppendUint16(b, c.window)
	b = append(append(b, 0, 0, 0, 0), c.options...)
	b = append(b, payload...)
	pseudo := slices.Concat(src.addr[:], dst.addr[:], be.AppendUint16([]byte{0, 6}, uint16(len(b))), b)
	be.PutUint16(b[16:], checksum(pseudo))
	c.options = nil
	c.ip(6, src.addr, dst.addr, b)
}

// open shakes hands.
func (c *conn) open() {
	c.segment(0, syn, "")
	c.segment(1, syn|ack, "")
	c.segment(0, ack, "")
}

// close ends the connection from the opener's side.
func (c *conn) close() {
	c.segment(0, fin|ack, "")
	c.segment(1, fin|ack, "")
	c.segment(0, ack, "")
}
