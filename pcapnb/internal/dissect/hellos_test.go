package dissect_test

import (
	"crypto/ed25519"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/binary"
	"math/big"
	"math/rand/v2"
	"testing"
	"time"
)

// TestHellos makes connections of TLS with hellos of many extensions, in records and segments cut anywhere. Of 10,000 cells ten may
// differ, those of connections whose first segment has less than the head of a record.
func TestHellos(t *testing.T) {
	const most = 1e-3
	var packets []made
	now := int64(1_000_000_000e9)
	for n := range 600 {
		r := rand.New(rand.NewPCG(uint64(n), 5))
		c := &secureConversation{webConversation: webConversation{r: r}}
		c.client, c.server = connection(uint16(20000+n), oneOf[uint16](r, 443, 443, 8443, 993, 9999), r.Uint32(), r.Uint32())
		c.talk()
		for _, frame := range append(handshake(c.client, c.server), c.frames...) {
			now += 1 + r.Int64N(20e6)
			packets = append(packets, made{time: now, data: frame})
		}
	}
	almostAsTshark(t, most, packets, "tls", "tcp.segment", "tcp.reassembled", "tcp.pdu", "data", "_ws.col")
}

// A secureConversation is a connection that speaks TLS.
type secureConversation struct {
	webConversation
	version uint16
	suite   uint16
	modern  bool // TLS 1.3
}

// talk makes a handshake and some records after it.
func (c *secureConversation) talk() {
	r := c.r
	c.version = oneOf[uint16](r, 0x0303, 0x0303, 0x0303, 0x0301, 0x0302, 0x0300)
	c.say(true, c.records(22, oneOf[uint16](r, 0x0301, c.version), c.clientHello()))
	if r.IntN(20) == 0 {
		c.say(false, c.record(21, 0x0303, []byte{2, byte(r.IntN(120))}))
		return
	}
	flight := c.serverHello()
	if c.modern {
		c.say(false, append(append(c.records(22, c.version, flight), c.record(20, c.version, []byte{1})...), c.record(23, c.version, c.bytes(300))...))
		c.applicationData()
		return
	}
	if r.IntN(3) > 0 {
		flight = append(flight, c.certificate()...)
	}
	if c.suite>>8 == 0xc0 && r.IntN(4) > 0 {
		flight = append(flight, c.handshake(12, c.keyExchange())...)
	}
	if r.IntN(5) == 0 {
		flight = append(flight, c.handshake(13, append([]byte{2, 1, 64, 0, 4, 4, 1, 5, 3}, 0, 0))...)
	}
	flight = append(flight, c.handshake(14, nil)...)
	key := list8(c.bytes(65))
	switch {
	case c.suite>>8 != 0xc0 && c.version == 0x0300:
		key = c.bytes(128)
	case c.suite>>8 != 0xc0:
		key = list16(c.bytes(128))
	}
	c.say(false, c.records(22, c.version, flight))
	c.say(true, append(append(c.record(22, c.version, c.handshake(16, key)), c.record(20, c.version, []byte{1})...), c.record(22, c.version, c.bytes(40))...))
	c.say(false, append(c.record(20, c.version, []byte{1}), c.record(22, c.version, c.bytes(40))...))
	c.applicationData()
}

func (c *secureConversation) applicationData() {
	for range c.r.IntN(5) {
		c.say(c.r.IntN(2) == 0, c.record(oneOf[byte](c.r, 23, 23, 23, 21), c.version, c.bytes(1+c.r.IntN(900))))
	}
}

func (c *secureConversation) bytes(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(c.r.IntN(256))
	}
	return b
}

func (c *secureConversation) record(kind byte, version uint16, b []byte) []byte {
	return append(append([]byte{kind, byte(version >> 8), byte(version)}, size16(len(b))...), b...)
}

// records puts messages into a few records.
func (c *secureConversation) records(kind byte, version uint16, b []byte) (out []byte) {
	for len(b) > 0 {
		n := len(b)
		if c.r.IntN(4) == 0 {
			n = 1 + c.r.IntN(n)
		}
		out = append(out, c.record(kind, version, b[:n])...)
		b = b[n:]
	}
	return out
}

func uint24(b []byte) []byte {
	return append([]byte{byte(len(b) >> 16), byte(len(b) >> 8), byte(len(b))}, b...)
}

func (c *secureConversation) handshake(kind byte, b []byte) []byte {
	return append([]byte{kind}, uint24(b)...)
}

func (c *secureConversation) clientHello() []byte {
	r := c.r
	b := append([]byte{byte(c.version >> 8), byte(c.version)}, c.bytes(32)...)
	session := c.bytes(oneOf(r, 0, 32, 8))
	b = append(append(b, byte(len(session))), session...)
	var suites []byte
	for range 1 + r.IntN(12) {
		suites = binary.BigEndian.AppendUint16(suites, oneOf[uint16](r, 0x1301, 0x1302, 0xc02b, 0xc02f, 0x009c, 0x0035, 0x0a0a, 0x00ff, 0x5600, 0x1234, uint16(r.IntN(65536))))
	}
	b = append(append(b, size16(len(suites))...), suites...)
	methods := c.bytes(1 + r.IntN(2))
	b = append(append(b, byte(len(methods))), methods...)
	if r.IntN(15) > 0 {
		b = append(b, c.extensions(true)...)
	}
	return c.handshake(1, b)
}

func (c *secureConversation) serverHello() []byte {
	r := c.r
	if r.IntN(10) == 0 && c.version > 0x0300 {
		c.version--
	}
	b := append([]byte{byte(c.version >> 8), byte(c.version)}, c.bytes(32)...)
	session := c.bytes(oneOf(r, 0, 32))
	b = append(append(b, byte(len(session))), session...)
	c.suite = oneOf[uint16](r, 0xc02b, 0xc02f, 0x009c, 0x0035, 0xc013)
	b = binary.BigEndian.AppendUint16(b, c.suite)
	b = append(b, byte(r.IntN(2)))
	if r.IntN(6) > 0 {
		b = append(b, c.extensions(false)...)
	}
	return c.handshake(2, b)
}

func (c *secureConversation) extensions(client bool) []byte {
	var list []byte
	seen := map[uint16]bool{}
	for range c.r.IntN(9) {
		kind, data := c.extension(client)
		if seen[kind] {
			continue
		}
		seen[kind] = true
		list = binary.BigEndian.AppendUint16(list, kind)
		list = append(append(list, size16(len(data))...), data...)
	}
	return append(size16(len(list)), list...)
}

func list16(b []byte) []byte { return append(size16(len(b)), b...) }

func list8(b []byte) []byte { return append([]byte{byte(len(b))}, b...) }

func (c *secureConversation) extension(client bool) (kind uint16, data []byte) {
	r := c.r
	if !client {
		return c.answered()
	}
	kind = oneOf[uint16](r, 0, 0, 5, 10, 11, 13, 16, 18, 21, 22, 23, 35, 65281, 27, 28, 50, 41, 43, 44, 45, 49, 51, 17513, 0x0a0a, 30032, 1, 15, 34, 53000)
	switch kind {
	case 0:
		data = list16(append([]byte{0}, list16([]byte(oneOf(r, "example.org", "a.example", "192.0.2.1", "caf\xc3\xa9.example")))...))
	case 5:
		data = []byte{1, 0, 0, 0, 0}
	case 10:
		data = list16(c.bytes(2 * (1 + r.IntN(5))))
	case 11:
		data = list8(c.bytes(1 + r.IntN(3)))
	case 13, 50:
		data = list16([]byte("\x04\x03\x08\x04\x04\x01\x02\x01\x12\x34")[:2+2*r.IntN(5)])
	case 16:
		var names []byte
		for range 1 + r.IntN(3) {
			names = append(names, list8([]byte(oneOf(r, "h2", "http/1.1", "spdy/3.1", "hq", "")))...)
		}
		data = list16(names)
	case 21:
		data = make([]byte, r.IntN(60))
	case 65281:
		data = list8(c.bytes(oneOf(r, 0, 12)))
	case 27:
		data = list8([]byte{0, 2, 0, 1}[:2*(1+r.IntN(2))])
	case 28:
		data = []byte{0x40, byte(r.IntN(2))}
	case 43:
		data = list8([]byte("\x03\x04\x03\x03\x0a\x0a\x7f\x1c\x03\x02")[:2+2*r.IntN(5)])
	case 45:
		data = list8([]byte{1, 0}[:1+r.IntN(2)])
	case 51:
		share := func() []byte { return append([]byte{0, byte(oneOf(r, 29, 23, 24))}, list16(c.bytes(32))...) }
		data = list16(append(share(), share()...))
	case 44:
		data = list16(c.bytes(10))
	case 41:
		data = append(list16(append(list16(c.bytes(20)), c.bytes(4)...)), list16(list8(c.bytes(32)))...)
	case 35:
		data = c.bytes(oneOf(r, 0, 100))
	case 17513:
		data = list16(list8([]byte("h2")))
	case 1:
		data = []byte{byte(1 + r.IntN(4))}
	case 15:
		data = []byte{1}
	case 34:
		data = list16([]byte{4, 3, 8, 4})
	case 24:
		data = append([]byte{0, 1}, list8([]byte{2, 1})...)
	default:
		data = c.bytes(r.IntN(30))
	}
	return kind, data
}

// answered makes an extension of a server.
func (c *secureConversation) answered() (kind uint16, data []byte) {
	r := c.r
	switch kind = oneOf[uint16](r, 0, 5, 11, 16, 18, 22, 23, 35, 43, 65281, 27, 34, 17513, 0x0a0a); kind {
	case 11:
		data = list8([]byte{0, 1, 2}[:1+r.IntN(3)])
	case 16:
		data = list16(list8([]byte(oneOf(r, "h2", "http/1.1", "spdy/3.1", "hq"))))
	case 65281:
		data = list8(c.bytes(oneOf(r, 0, 24)))
	case 43:
		if c.version != 0x0303 {
			return 23, nil
		}
		c.modern = true
		data = []byte{3, 4}
	case 34:
		data = c.bytes(6 + r.IntN(30))
	case 18, 27, 0x0a0a, 17513:
		data = c.bytes(r.IntN(30))
	}
	return kind, data
}

// keyExchange says the server's key and its signature, RFC 8422 section 5.4.
func (c *secureConversation) keyExchange() []byte {
	b := append([]byte{3, 0, byte(oneOf(c.r, 23, 24, 29))}, list8(c.bytes(65))...)
	if c.version == 0x0303 || c.version == 0xfefd {
		b = append(b, 4, 3)
	}
	return append(b, list16(c.bytes(70))...)
}

// certificate is one of example.org.
var certificate = func() []byte {
	key := ed25519.NewKeyFromSeed(make([]byte, 32))
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "example.org"}, DNSNames: []string{"example.org"},
		NotBefore: time.Unix(1_000_000_000, 0), NotAfter: time.Unix(2_000_000_000, 0)}
	b, err := x509.CreateCertificate(nil, template, template, key.Public(), key)
	if err != nil {
		panic(err)
	}
	return b
}()

func (c *secureConversation) certificate() []byte {
	var list []byte
	for range c.r.IntN(3) {
		list = append(list, uint24(certificate)...)
	}
	return c.handshake(11, uint24(list))
}
