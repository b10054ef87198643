package dissect_test

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"strings"
	"testing"
)

func init() {
	fillers["dtls"] = func() [][]byte { return datagramTalks(200) }
	fillers["dtls, particulars"] = particularTalks
}

var dtlsFields = []string{"dtls", "rtp", "srtp", "rtcp", "srtcp", "_ws.col", "frame.protocols"}

// TestDTLS makes conversations of DTLS with hellos of many extensions, in records and fragments, some of which agree on SRTP and go on with it.
func TestDTLS(t *testing.T) {
	const most = 1e-3
	almostAsTshark(t, most, inOrder(datagramTalks(600)...), dtlsFields...)
}

// TestDTLSMangled cuts and damages the first frames of conversations.
func TestDTLSMangled(t *testing.T) {
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	var frames [][]byte
	for n := range 6 {
		c := newDatagramTalk(n)
		c.talk()
		for i, f := range c.frames[:min(6, len(c.frames))] {
			binary.BigEndian.PutUint16(f[34:], uint16(40000+10*n+i)) // each its own conversation
			frames = append(frames, f)
		}
	}
	const first, most = 42, 40
	sameDamaged(t, frames, first, most, dtlsFields...)
}

func datagramTalks(n int) (frames [][]byte) {
	for i := range n {
		c := newDatagramTalk(i)
		c.talk()
		frames = append(frames, c.frames...)
	}
	return frames
}

// A datagramTalk is a conversation over UDP that speaks DTLS.
type datagramTalk struct {
	secureConversation
	ports  [2]uint16
	frames [][]byte
	seq    uint64 // of records
	number uint16 // of messages
}

func newDatagramTalk(n int) *datagramTalk {
	r := rand.New(rand.NewPCG(uint64(n), 6))
	c := &datagramTalk{ports: [2]uint16{uint16(20000 + n), oneOf[uint16](r, 40001, 40001, 4433, 5684, 3478)}}
	c.r = r
	return c
}

// send makes a datagram of the client's or the server's.
func (c *datagramTalk) send(client bool, payload []byte) {
	src, dst, from, to := c.ports[0], c.ports[1], "192.0.2.10", "198.51.100.20"
	if !client {
		src, dst, from, to = dst, src, to, from
	}
	c.frames = append(c.frames, etherFrame(0x0800, ipv4Packet(from, to, 17, udpDatagram(src, dst, payload))))
}

// record makes a record of an epoch.
func (c *datagramTalk) record(kind byte, epoch byte, b []byte) []byte {
	c.seq++
	out := append([]byte{kind, byte(c.version >> 8), byte(c.version), 0, epoch}, binary.BigEndian.AppendUint64(nil, c.seq)[2:]...)
	return append(append(out, size16(len(b))...), b...)
}

// message makes records of one, whole or in fragments.
func (c *datagramTalk) message(b []byte) (records [][]byte) {
	kind, body := b[0], b[4:]
	size := len(body)
	for off := 0; off < size || off == 0; {
		n := size - off
		if n > 1 && c.r.IntN(4) == 0 {
			n = 1 + c.r.IntN(n-1)
		}
		f := append([]byte{kind}, uint24(make([]byte, size))[:3]...)
		f = append(binary.BigEndian.AppendUint16(f, c.number), uint24(make([]byte, off))[:3]...)
		f = append(append(f, uint24(make([]byte, n))[:3]...), body[off:off+n]...)
		records = append(records, c.record(22, 0, f))
		if off += n; size == 0 {
			break
		}
	}
	c.number++
	return records
}

// fly sends records, several in a datagram.
func (c *datagramTalk) fly(client bool, records [][]byte) {
	var b []byte
	for _, r := range records {
		if len(b) > 0 && c.r.IntN(3) == 0 {
			c.send(client, b)
			b = nil
		}
		b = append(b, r...)
	}
	c.send(client, b)
}

func (c *datagramTalk) talk() {
	r := c.r
	c.version = oneOf[uint16](r, 0xfefd, 0xfefd, 0xfefd, 0xfeff, 0x0100)
	hello := c.clientHello()
	at := 4 + 2 + 32 + 1 + int(hello[4+2+32])
	hello = append(append(append([]byte{}, hello[:at]...), 0), hello[at:]...) // no cookie
	srtp := r.IntN(2) == 0
	if srtp {
		hello = hello[:at+1]
		hello = append(hello, "\x00\x02\xc0\x2b\x01\x00\x00\x0d\x00\x0e\x00\x09\x00\x06\x00\x07\x00\x02\x00\x01\x00"...)
	}
	c.fly(true, c.message(hello))
	if r.IntN(3) == 0 {
		c.fly(false, c.message(append([]byte{3, 0, 0, 0, byte(c.version >> 8), byte(c.version)}, list8(c.bytes(20))...)))
	}
	flight := c.message(c.serverHello())
	if srtp {
		c.suite = 0xc02b
		profile := byte(1 + r.IntN(9))
		flight = c.message(append(append([]byte{2, 0, 0, 0, byte(c.version >> 8), byte(c.version)}, c.bytes(32)...), 0, 0xc0, 0x2b, 0, 0, 9, 0, 14, 0, 5, 0, 2, 0, profile, 0))
	}
	if c.suite>>8 == 0xc0 {
		flight = append(flight, c.message(c.handshake(12, c.keyExchange()))...)
	}
	flight = append(flight, c.message(c.handshake(14, nil))...)
	c.fly(false, flight)
	key := list8(c.bytes(65))
	if c.suite>>8 != 0xc0 {
		key = list16(c.bytes(128))
	}
	c.fly(true, append(append(c.message(c.handshake(16, key)), c.record(20, 0, []byte{1})), c.record(22, 1, c.bytes(40))))
	c.fly(false, [][]byte{c.record(20, 0, []byte{1}), c.record(22, 1, c.bytes(40))})
	for range r.IntN(5) {
		c.send(r.IntN(2) == 0, c.record(oneOf[byte](r, 23, 23, 21, 24, 22), 1, c.bytes(1+r.IntN(90))))
	}
	for range r.IntN(6) {
		if srtp {
			c.media()
		}
	}
}

// media sends a packet of RTP or RTCP.
func (c *datagramTalk) media() {
	client := c.r.IntN(2) == 0
	if c.r.IntN(2) == 0 {
		head := append([]byte{oneOf[byte](c.r, 0x80, 0x80, 0x80, 0x81), oneOf[byte](c.r, 96, 111, 224, 0)}, c.bytes(10)...)
		c.send(client, append(head, c.bytes(20+c.r.IntN(60))...))
		return
	}
	b := append([]byte{0x80, oneOf[byte](c.r, 200, 201), 0, 1}, c.bytes(4+c.r.IntN(40))...)
	c.send(client, append(append(b, 0x80, 0, 0, 1), c.bytes(oneOf(c.r, 4, 10, 10, 16))...))
}

// hello makes a client's or a server's with extensions.
func (c *datagramTalk) hello(client bool, session string, extensions ...string) []byte {
	b := append(append([]byte{0xfe, 0xfd}, make([]byte, 32)...), list8([]byte(session))...)
	kind, rest := byte(2), "\xc0\x2b\x00"
	if client {
		kind, rest = 1, "\x00\x00\x02\xc0\x2b\x01\x00"
	}
	return c.handshake(kind, append(append(b, rest...), list16([]byte(strings.Join(extensions, "")))...))
}

func (c *datagramTalk) fragment(kind byte, size, off int, b string) []byte {
	f := append([]byte{kind}, uint24(make([]byte, size))[:3]...)
	f = append(binary.BigEndian.AppendUint16(f, c.number), uint24(make([]byte, off))[:3]...)
	return c.record(22, 0, append(append(f, uint24(make([]byte, len(b)))[:3]...), b...))
}

// particularTalks have what random ones lack: alerts and heartbeats in clear, a session that is resumed, connection identifiers, master
// keys of SRTP and fragments that overlap, come in another order or again.
func particularTalks() [][]byte {
	c := newDatagramTalk(1000)
	c.version = 0xfefd
	send := func(client bool, b ...[]byte) { c.send(client, bytes.Join(b, nil)) }
	srtp := "\x00\x0e\x00\x09\x00\x02\x00\x01\x04mkid"
	send(true, c.message(c.hello(true, "session", srtp, "\x00\x36\x00\x04\x03cid", "\x00\x33\x00\x02\x00\x00"))[0])
	send(false, c.message(c.hello(false, "session", srtp, "\x00\x36\x00\x03\x02id", "\x00\x29\x00\x02\x00\x01"))[0], c.record(20, 0, []byte{1}))
	for _, alert := range []string{"\x01\x00", "\x02\x28", "\x03\x00", "\x02\xf0", "\x01"} {
		send(true, c.record(21, 0, []byte(alert)))
	}
	for _, beat := range []string{"\x01\x00\x03abc", "\x02\x00\x03abc" + strings.Repeat("p", 16), "\x01\x00\x04abc" + strings.Repeat("p", 16), "\x03\x00\x03abc", "\x01\x00\x04abc"} {
		send(false, c.record(24, 0, []byte(beat)))
	}
	for _, client := range []bool{true, false} {
		id := "cid"
		if client {
			id = "id"
		}
		head := c.record(25, 1, nil)
		send(client, head[:11], []byte(id), []byte{0, 5}, []byte("abcde"))
		send(client, []byte("\x80\x60\x00\x01\x00\x00\x00\x02\x00\x00\x00\x03"), bytes.Repeat([]byte("p"), 40))
		send(client, []byte("\x80\xc9\x00\x01abcdefgh\x80\x00\x00\x01mkid0123456789"))
	}
	for _, parts := range [][]string{{"0abcde", "3defgh", "5fghij"}, {"5fghij", "0abcde"}, {"0abcde", "5fghij", "5fghij", "0abcdefghij"}, {"0abcde", "6ghij"}, {"2", "0"}} {
		c.number++
		for _, p := range parts {
			send(true, c.fragment(20, 10, int(p[0]-'0'), p[1:]))
		}
		send(true, c.fragment(14, 0, 0, ""), c.record(20, 0, []byte{1}))
	}
	return c.frames
}

func TestParticularDTLS(t *testing.T) {
	sameAsTshark(t, 1, inOrder(particularTalks()...), dtlsFields...)
}
