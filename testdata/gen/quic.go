package main

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"slices"
)

// quicScene holds the first packets of QUIC connections, RFC 9000 and 9369: a hello in one piece, in version 2, in pieces
// that are shuffled and in two packets; a server's answer with a packet after it in the same datagram, a Retry, and a
// negotiation of the version.
func quicScene() []packet {
	s := newScene()
	client, server := end{client4, 48000}, end{server4, 443}
	from := func(port uint16) end { return end{client4, port} }
	message := clientHello("quic.example.com", "h3")
	dcid := []byte("original")
	first := quicInitial{1, 0, dcid, []byte("clientid"), nil, 0, "client in", dcid}
	s.udp(client, server, first.seal(crypto(0, message)))
	answer := quicInitial{1, 0, []byte("clientid"), []byte("serverid"), nil, 0, "server in", dcid}
	shake := slices.Concat([]byte{0xe0, 0, 0, 0, 1, 8}, []byte("clientid"), []byte{8}, []byte("serverid"), []byte{0x40, 40}, make([]byte, 40))
	ack := []byte{2, 0, 0, 0, 0}
	s.udp(server, client, append(answer.seal(slices.Concat(ack, crypto(0, serverHello()))), shake...))
	s.udp(client, server, append([]byte("\x40serverid"), make([]byte, 30)...))

	second := quicInitial{0x6b3343cf, 1, []byte("version2"), nil, nil, 0, "client in", []byte("version2")}
	s.udp(from(48001), server, second.seal(crypto(0, clientHello("two.example.com", "h3"))))

	third := quicInitial{1, 0, []byte("shuffled"), nil, nil, 5, "client in", []byte("shuffled")}
	message = clientHello("shuffled.example.com", "h3")
	s.udp(from(48002), server, third.seal(slices.Concat(crypto(100, message[100:]), []byte{1, 0, 0}, crypto(0, message[:40]), crypto(40, message[40:100]))))

	message = clientHello("split.example.com", "h3")
	fourth := quicInitial{1, 0, []byte("split-up"), nil, nil, 0, "client in", []byte("split-up")}
	s.udp(from(48003), server, fourth.seal(crypto(80, message[80:])))
	fourth.number = 1
	s.udp(from(48003), server, fourth.seal(crypto(0, message[:80])))

	fifth := quicInitial{1, 0, []byte("retry-me"), []byte("clientid"), nil, 0, "client in", []byte("retry-me")}
	s.udp(from(48004), server, fifth.seal(crypto(0, clientHello("retry.example.com", "h3"))))
	s.udp(server, from(48004), slices.Concat([]byte{0xf0, 0, 0, 0, 1, 8}, []byte("clientid"), []byte{8}, []byte("another1"), []byte("token"), make([]byte, 16)))
	again := quicInitial{1, 0, []byte("another1"), []byte("clientid"), []byte("token"), 1, "client in", []byte("another1")}
	s.udp(from(48004), server, again.seal(crypto(0, clientHello("retry.example.com", "h3"))))

	s.udp(server, from(48003), slices.Concat([]byte{0x80, 0, 0, 0, 0, 0, 8}, []byte("serverid"), []byte{0, 0, 0, 1, 0x6b, 0x33, 0x43, 0xcf}))
	return s.packets
}

// crypto is a CRYPTO frame, RFC 9000 section 19.6.
func crypto(off int, data []byte) []byte {
	return slices.Concat([]byte{6}, varint(off), varint(len(data)), data)
}

// varint is a number of two bytes, RFC 9000 section 16.
func varint(n int) []byte { return []byte{0x40 | byte(n>>8), byte(n)} }

func serverHello() []byte {
	b := slices.Concat([]byte{3, 3}, make([]byte, 33), []byte{0x13, 0x01, 0, 0, 46}, []byte{0, 43, 0, 2, 3, 4, 0, 51, 0, 36, 0, 29, 0, 32}, make([]byte, 32))
	return append([]byte{2, 0, 0, byte(len(b))}, b...)
}

// A quicInitial is an Initial packet, RFC 9000 section 17.2.2.
type quicInitial struct {
	version    uint32
	kind       byte // that says Initial in this version
	dcid, scid []byte
	token      []byte
	number     uint16
	side       string // whose keys seal it
	chosen     []byte // by the client, for the keys
}

// seal protects the frames, padded to 1,162 bytes, RFC 9001 section 5.
func (q *quicInitial) seal(frames []byte) []byte {
	payload := append(frames, make([]byte, 1162-len(frames))...)
	head := be.AppendUint32([]byte{0xc1 | q.kind<<4}, q.version) // a number of two bytes
	head = append(append(head, byte(len(q.dcid))), q.dcid...)
	head = append(append(head, byte(len(q.scid))), q.scid...)
	head = append(append(head, byte(len(q.token))), q.token...)
	head = append(head, varint(2+len(payload)+16)...)
	head = be.AppendUint16(head, q.number)

	salt, prefix := "\x38\x76\x2c\xf7\xf5\x59\x34\xb3\x4d\x17\x9a\xe6\xa4\xc8\x0c\xad\xcc\xbb\x7f\x0a", "quic "
	if q.version != 1 {
		salt, prefix = "\x0d\xed\xe3\xde\xf7\x00\xa6\xdb\x81\x93\x81\xbe\x6e\x26\x9d\xcb\xf9\xbd\x2e\xd9", "quicv2 "
	}
	initial, _ := hkdf.Extract(sha256.New, q.chosen, []byte(salt)) // only a hash that FIPS forbids is an error
	secret := expand(initial, q.side, 32)
	nonce := expand(secret, prefix+"iv", 12)
	nonce[10] ^= byte(q.number >> 8)
	nonce[11] ^= byte(q.number)
	aead, _ := cipher.NewGCM(aesOf(expand(secret, prefix+"key", 16)))
	out := aead.Seal(head, nonce, payload, head)

	mask := make([]byte, 16)
	at := len(head) - 2
	aesOf(expand(secret, prefix+"hp", 16)).Encrypt(mask, out[at+4:at+20])
	out[0] ^= mask[0] & 0x0f
	out[at] ^= mask[1]
	out[at+1] ^= mask[2]
	return out
}

func aesOf(key []byte) cipher.Block {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err) // a key of another length
	}
	return block
}

// expand is HKDF-Expand-Label, RFC 8446 section 7.1.
func expand(secret []byte, label string, n int) []byte {
	info := slices.Concat([]byte{0, byte(n), byte(6 + len(label))}, []byte("tls13 "+label), []byte{0})
	out, _ := hkdf.Expand(sha256.New, secret, string(info), n)
	return out
}
