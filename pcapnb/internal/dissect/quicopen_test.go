package dissect_test

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/tls"
	"encoding/binary"
	"hash"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/dissect/oracle"
	"netlab/pcapnb/internal/tlskeys"
	"netlab/pcapnb/internal/tlskeys/tlstalk"

	chacha "golang.org/x/crypto/chacha20"
	"golang.org/x/crypto/chacha20poly1305"
)

// quicKey protects the packets that an end sends at a level.
type quicKey struct {
	suite  uint16
	secret []byte
	labels string
	hp     []byte // stays when the keys change
}

func (k *quicKey) hash() func() hash.Hash {
	if k.suite == tls.TLS_AES_256_GCM_SHA384 {
		return sha512.New384
	}
	return sha256.New
}

func (k *quicKey) derive(label string, n int) []byte {
	return tlskeys.ExpandLabel(k.hash(), k.secret, k.labels+label, n)
}

func (k *quicKey) size() int {
	if k.suite == tls.TLS_AES_128_GCM_SHA256 {
		return 16
	}
	return 32
}

// seal protects a packet, RFC 9001 section 5.
func (k *quicKey) seal(head []byte, numberSize int, number uint64, plain []byte) []byte {
	var aead cipher.AEAD
	if k.suite == tls.TLS_CHACHA20_POLY1305_SHA256 {
		aead, _ = chacha20poly1305.New(k.derive("key", 32))
	} else {
		block, _ := aes.NewCipher(k.derive("key", k.size()))
		aead, _ = cipher.NewGCM(block)
	}
	nonce := k.derive("iv", 12)
	for i := range 8 {
		nonce[11-i] ^= byte(number >> (8 * i))
	}
	packet := aead.Seal(slices.Clone(head), nonce, plain, head)
	at := len(head) - numberSize
	mask, sample := make([]byte, 16), packet[at+4:at+20]
	if k.suite == tls.TLS_CHACHA20_POLY1305_SHA256 {
		c, _ := chacha.NewUnauthenticatedCipher(k.hp, sample[4:])
		c.SetCounter(binary.LittleEndian.Uint32(sample))
		c.XORKeyStream(mask, mask)
	} else {
		block, _ := aes.NewCipher(k.hp)
		block.Encrypt(mask, sample)
	}
	hidden := byte(0x1f)
	if packet[0]&0x80 != 0 {
		hidden = 0x0f
	}
	packet[0] ^= mask[0] & hidden
	for i := range numberSize {
		packet[at+i] ^= mask[1+i]
	}
	return packet
}

// quicEnd is one of the two that talk.
type quicEnd struct {
	conn    *tls.QUICConn
	keys    map[tls.QUICEncryptionLevel]*quicKey
	numbers map[tls.QUICEncryptionLevel]uint64
	sent    map[tls.QUICEncryptionLevel]int // bytes of the handshake
	id, to  []byte                          // its own identifier, and the one that it sends to
}

// quicTalk is a connection of a version whose handshake is made by Go's own TLS.
type quicTalk struct {
	version uint32
	labels  string
	port    uint16
	ends    [2]*quicEnd
	frames  [][]byte
}

func newQUICTalk(version uint32, port, suite uint16, keys *bytes.Buffer) *quicTalk {
	client, server := tlstalk.Configs(keys)
	for _, c := range []*tls.Config{client, server} {
		c.MinVersion, c.NextProtos = tls.VersionTLS13, []string{"hq-interop"}
	}
	q := &quicTalk{version: version, port: port}
	salt, labels := dissect.QUICSalt(version)
	q.labels = labels
	first := []byte{8, 7, 6, 5, 4, 3, 2, byte(port)}
	secret, _ := hkdf.Extract(sha256.New, first, salt)
	conns := [2]*tls.QUICConn{tls.QUICClient(&tls.QUICConfig{TLSConfig: client}), tls.QUICServer(&tls.QUICConfig{TLSConfig: server})}
	for i, name := range []string{"client in", "server in"} {
		q.ends[i] = &quicEnd{conns[i], map[tls.QUICEncryptionLevel]*quicKey{}, map[tls.QUICEncryptionLevel]uint64{}, map[tls.QUICEncryptionLevel]int{}, []byte{1, byte(i), 3}, []byte{1, byte(1 - i), 3}}
		q.setKey(i, tls.QUICEncryptionLevelInitial, tls.TLS_AES_128_GCM_SHA256, tlskeys.ExpandLabel(sha256.New, secret, name, 32))
		conns[i].SetTransportParameters([]byte{4, 4, 0x80, 0, 0x40, 0})
	}
	q.ends[0].to = first // until the client learns of another
	return q
}

func (q *quicTalk) setKey(end int, level tls.QUICEncryptionLevel, suite uint16, secret []byte) {
	k := &quicKey{suite: suite, secret: secret, labels: q.labels}
	k.hp = k.derive("hp", k.size())
	q.ends[end].keys[level] = k
}

// varint is a number of up to four bytes, RFC 9000 section 16.
func varint(n int) []byte {
	if n < 64 {
		return []byte{byte(n)}
	}
	return binary.BigEndian.AppendUint32(nil, uint32(n)|2<<30)
}

// packet is one with the frames at a level.
func (q *quicTalk) packet(end int, level tls.QUICEncryptionLevel, frames []byte) []byte {
	e := q.ends[end]
	n := e.numbers[level]
	e.numbers[level]++
	number := binary.BigEndian.AppendUint16(nil, uint16(n))
	frames = append(frames, make([]byte, 4)...)
	if level == tls.QUICEncryptionLevelApplication {
		head := append(append([]byte{0x41}, e.to...), number...)
		return e.keys[level].seal(head, 2, n, frames)
	}
	kind := byte(0xc1)
	if level == tls.QUICEncryptionLevelHandshake {
		kind = 0xe1
	}
	if q.version == 0x6b3343cf { // RFC 9369 section 3.2
		kind = 0xc1 | (kind>>4&3+1)<<4
	}
	head := binary.BigEndian.AppendUint32([]byte{kind}, q.version)
	head = append(append(head, byte(len(e.to))), e.to...)
	head = append(append(head, byte(len(e.id))), e.id...)
	if level == tls.QUICEncryptionLevelInitial {
		head = append(head, 0)
	}
	head = append(head, varint(len(number)+len(frames)+16)...)
	return e.keys[level].seal(append(head, number...), 2, n, frames)
}

func (q *quicTalk) send(end int, packets ...[]byte) {
	src, dst := uint16(443), q.port
	if end == 0 {
		src, dst = q.port, 443
	}
	addresses := []string{"192.0.2.10", "198.51.100.20"}
	datagram := udpDatagram(src, dst, slices.Concat(packets...))
	q.frames = append(q.frames, etherFrame(0x0800, ipv4Packet(addresses[end], addresses[1-end], 17, datagram)))
}

// isGoogle reports whether the frames are Google's.
func (q *quicTalk) isGoogle() bool { return q.version>>24 != 0 && q.version<<8>>24 == '0' }

// crypto is a frame with a piece of the handshake.
func (q *quicTalk) crypto(at int, b []byte) []byte {
	kind := byte(6)
	if q.isGoogle() {
		kind = 8
	}
	return slices.Concat([]byte{kind}, varint(at), varint(len(b)), b)
}

// handshake has both ends talk until they have nothing to say; cut says where a message of an end is cut into two packets.
func (q *quicTalk) handshake(t *testing.T, cut int) {
	for _, e := range q.ends {
		if err := e.conn.Start(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	for turns := 0; turns < 8; turns++ {
		end := turns % 2
		e := q.ends[end]
		for ev := e.conn.NextEvent(); ev.Kind != tls.QUICNoEvent; ev = e.conn.NextEvent() {
			switch ev.Kind {
			case tls.QUICSetWriteSecret:
				q.setKey(end, ev.Level, ev.Suite, slices.Clone(ev.Data))
			case tls.QUICWriteData:
				b := slices.Clone(ev.Data)
				at := e.sent[ev.Level]
				e.sent[ev.Level] += len(b)
				if len(b) > cut {
					q.send(end, q.packet(end, ev.Level, q.crypto(at, b[:cut])))
					q.send(end, q.packet(end, ev.Level, q.crypto(at+cut, b[cut:])))
				} else {
					q.send(end, q.packet(end, ev.Level, q.crypto(at, b)))
				}
				if err := q.ends[1-end].conn.HandleData(ev.Level, b); err != nil {
					t.Fatal(err)
				}
			}
		}
		if end == 1 && turns == 1 {
			q.ends[0].to = q.ends[1].id
		}
	}
}

// everyQUICFrame has each kind of frame once, RFC 9000 section 19; the last takes the rest of its packet.
func everyQUICFrame() [][]byte {
	var list [][]byte
	for _, s := range []string{"01", "02 05 00 00 05", "02 09 01 01 02 03 04", "03 05 00 00 05 01 02 03", "04 04 07 4100", "05 04 07", "07 03 616263", "08 04 616263", "0a 04 03 616263",
		"0e 04 05 03 616263", "0f 04 05 03 616263", "10 4100", "11 04 4100", "12 10", "13 10", "14 10", "15 04 10", "16 10", "17 10",
		"18 02 01 08 0102030405060708 00112233445566778899aabbccddeeff", "19 01", "1a 0102030405060708", "1b 0102030405060708", "1c 0a 06 04 6f6f7073",
		"1d 0a 04 6f6f7073", "1e", "30 616263", "31 03 616263", "40af 01 02 44e8 00", "40ac", "42f5 44e8"} {
		list = append(list, unhex(s))
	}
	return list
}

// quicConnections are of each version and suite, with the log of their keys.
func quicConnections(t *testing.T) ([][]byte, *bytes.Buffer) {
	var keys bytes.Buffer
	var frames [][]byte
	port := uint16(50000)
	application := tls.QUICEncryptionLevelApplication
	for _, version := range []uint32{1, 0x6b3343cf, 0xff00001d, 0xff00001b, 0xff000016, 0xfaceb001, 0xfaceb002, 0xfaceb00e, 0x1a2a3a4a, 0x54303530, 0x54303531} {
		for _, cut := range []int{100, 10000} {
			port++
			q := newQUICTalk(version, port, 0, &keys)
			q.handshake(t, cut)
			if q.isGoogle() {
				frames = append(frames, q.frames...)
				continue
			}
			for i, f := range everyQUICFrame() {
				q.send(i%2, q.packet(i%2, application, f))
			}
			for _, e := range q.ends { // the keys change, RFC 9001 section 6
				k := e.keys[application]
				label := q.labels + "ku"
				if version == 0xff000016 || version == 0xfaceb001 {
					label = "traffic upd"
				}
				k.secret = tlskeys.ExpandLabel(k.hash(), k.secret, label, len(k.secret))
			}
			q.send(0, q.changed(0, []byte{1}))
			q.send(1, q.changed(1, []byte{1}))
			frames = append(frames, q.frames...)
		}
	}
	q := newQUICTalk(0x51303530, port+1, 0, &keys)
	hello := gquicTagList("CHLO", "SNI\x00", "example.org")
	q.send(0, q.packet(0, tls.QUICEncryptionLevelInitial, append([]byte{7}, q.crypto(0, []byte(hello))...)))
	return append(frames, q.frames...), &keys
}

// changed is a packet with the other key.
func (q *quicTalk) changed(end int, frames []byte) []byte {
	e := q.ends[end]
	const application = tls.QUICEncryptionLevelApplication
	n := e.numbers[application]
	e.numbers[application]++
	head := append(append([]byte{0x45}, e.to...), byte(n>>8), byte(n))
	return e.keys[application].seal(head, 2, n, append(frames, make([]byte, 4)...))
}

// TestQUICOpened opens connections of QUIC, and compares them with tshark's; without the keys all but the first packets stay closed.
func TestQUICOpened(t *testing.T) {
	frames, keys := quicConnections(t)
	path := filepath.Join(t.TempDir(), "keys.log")
	if err := os.WriteFile(path, keys.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	fields := []string{"quic", "tls", "gquic", "_ws", "frame.protocols"}
	sameDecodedAs(t, 1, inOrder(frames...), []string{oracle.KeyLog(path)}, fields...)
	sameAsTshark(t, 1, inOrder(frames...), fields...)
}

// TestQUICSalts has no keys for versions that are not known.
func TestQUICSalts(t *testing.T) {
	for _, version := range []uint32{0, 2, 0xff000030, 0x54303532} {
		if salt, _ := dissect.QUICSalt(version); salt != nil {
			t.Errorf("version %#x has a salt", version)
		}
	}
}
