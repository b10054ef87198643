package tlskeys

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rc4"
	"crypto/subtle"
	"encoding/binary"
	"hash"

	"golang.org/x/crypto/chacha20poly1305"
)

const (
	v10 = 0x0301
	v12 = 0x0303
	v13 = 0x0304
)

// An opener takes the protection off a record, and checks what it says.
type opener interface {
	open(nonce, sealed, additional []byte) ([]byte, error)
}

// standard is an opener of Go's library.
type standard struct{ cipher.AEAD }

func (s standard) open(nonce, sealed, additional []byte) ([]byte, error) {
	return s.Open(nil, nonce, sealed, additional)
}

// An Opener takes the protection off the records of one direction of a connection, in their order.
type Opener struct {
	suite
	version uint16
	seq     uint64
	aead    opener
	iv      []byte // of the AEAD's nonces; of CBC in TLS 1.0 the last block of the record before
	block   cipher.Block
	stream  *rc4.Cipher
	macKey  []byte
	macLast bool   // the MAC is of what is encrypted, RFC 7366
	secret  []byte // of TLS 1.3, from which the next one is made
}

// New13 returns what opens the records of TLS 1.3 that a traffic secret protects, RFC 8446 section 7.3, or nil where the
// secret or the suite is not known.
func New13(id uint16, secret []byte) *Opener {
	s, ok := suites[id]
	if !ok || s.mac != nil || id>>8 != 0x13 || len(secret) != s.prf().Size() {
		return nil
	}
	o := &Opener{suite: s, version: v13, secret: secret}
	o.aead = s.newAEAD(ExpandLabel(s.prf, secret, "key", s.key))
	o.iv = ExpandLabel(s.prf, secret, "iv", 12)
	return o
}

// Next returns what opens the records after a KeyUpdate, RFC 8446 section 7.2.
func (o *Opener) Next() *Opener {
	if o == nil || o.secret == nil {
		return nil
	}
	next := *o
	next.seq, next.secret = 0, ExpandLabel(o.prf, o.secret, "traffic upd", len(o.secret))
	next.aead = o.newAEAD(ExpandLabel(o.prf, next.secret, "key", o.key))
	next.iv = ExpandLabel(o.prf, next.secret, "iv", 12)
	return &next
}

// A Session is what the keys of TLS 1.2 and before are made of.
type Session struct {
	Version, Suite uint16
	Master         []byte
	Client, Server []byte // the random values of the hellos
	MACLast        bool   // encrypt_then_mac was agreed to
}

// Openers return what opens the records of the client and of the server, RFC 5246 section 6.3, or nil for both.
func (s *Session) Openers() (client, server *Opener) {
	kind, ok := suites[s.Suite]
	if !ok || s.Version < v10 || s.Version > v12 || s.Suite>>8 == 0x13 || len(s.Master) != 48 {
		return nil, nil
	}
	prf := prfOf(s.Version, kind.prf)
	mac, iv := 0, kind.ivSize(s.Version)
	if kind.mac != nil {
		mac = kind.mac().Size()
	}
	keys := prf(s.Master, "key expansion", append(bytes.Clone(s.Server), s.Client...), 2*(mac+kind.key+iv))
	cut := func(n int) []byte {
		b := keys[:n:n]
		keys = keys[n:]
		return b
	}
	o := [2]*Opener{}
	for i := range o {
		o[i] = &Opener{suite: kind, version: s.Version, macKey: cut(mac), macLast: s.MACLast && kind.isBlock()}
	}
	for _, one := range o {
		one.setKey(cut(kind.key))
	}
	for _, one := range o {
		one.iv = cut(iv)
	}
	return o[0], o[1]
}

// hasExplicitNonce reports whether records of TLS 1.2 begin with the second part of the nonce, RFC 5288 section 3 and RFC 6655.
func (s suite) hasExplicitNonce() bool {
	return s.cipher == aesGCM || s.cipher == aesCCM || s.cipher == aesCCM8
}

// tagSize is how many bytes a record has beside what it holds and the nonce.
func (s suite) tagSize() int {
	if s.cipher == aesCCM8 {
		return 8
	}
	return 16
}

func (s suite) isBlock() bool { return s.cipher == aesCBC || s.cipher == tripleDES }

// ivSize returns how many bytes of a vector are made with the keys.
func (s suite) ivSize(version uint16) int {
	switch {
	case s.hasExplicitNonce():
		return 4
	case s.cipher == chacha20:
		return 12
	case s.cipher == aesCBC && version == v10:
		return aes.BlockSize
	case s.cipher == tripleDES && version == v10:
		return des.BlockSize
	}
	return 0
}

func (o *Opener) setKey(key []byte) {
	switch o.cipher {
	case aesGCM, aesCCM, aesCCM8, chacha20:
		o.aead = o.newAEAD(key)
	case aesCBC:
		o.block, _ = aes.NewCipher(key) // the sizes of keys are right
	case tripleDES:
		o.block, _ = des.NewTripleDESCipher(key)
	case rc4Stream:
		o.stream, _ = rc4.NewCipher(key)
	}
}

func (s suite) newAEAD(key []byte) opener {
	if s.cipher == chacha20 {
		a, _ := chacha20poly1305.New(key)
		return standard{a}
	}
	block, _ := aes.NewCipher(key)
	if s.cipher != aesGCM {
		return ccm{block, s.tagSize()}
	}
	a, _ := cipher.NewGCM(block)
	return standard{a}
}

// Open returns what a record holds, and its kind, which TLS 1.3 hides. Head is the record's, of five bytes. Of a record that
// does not open ok is false, and the next one is tried as if it had not been there.
func (o *Opener) Open(head, body []byte) (plain []byte, kind uint8, ok bool) {
	if o == nil || len(head) != 5 {
		return nil, 0, false
	}
	kind = head[0]
	switch {
	case o.aead != nil:
		plain, ok = o.openAEAD(head, body)
	case o.block != nil:
		plain, ok = o.openCBC(head, body)
	default:
		plain, ok = o.openStream(head, body)
	}
	if !ok {
		return nil, 0, false
	}
	o.seq++
	if o.version != v13 {
		return plain, kind, true
	}
	plain = bytes.TrimRight(plain, "\x00") // padding, RFC 8446 section 5.4
	if len(plain) == 0 {
		return nil, 0, false
	}
	return plain[:len(plain)-1], plain[len(plain)-1], true
}

func (o *Opener) openAEAD(head, body []byte) ([]byte, bool) {
	var nonce [12]byte
	if o.version != v13 && o.hasExplicitNonce() {
		if len(body) < 8 {
			return nil, false
		}
		copy(nonce[copy(nonce[:], o.iv):], body[:8])
		body = body[8:]
	} else {
		binary.BigEndian.PutUint64(nonce[4:], o.seq)
		subtle.XORBytes(nonce[:], nonce[:], o.iv)
	}
	if len(body) < o.tagSize() {
		return nil, false
	}
	with := head
	if o.version != v13 {
		with = o.macHead(head, len(body)-o.tagSize())
	}
	plain, err := o.aead.open(nonce[:], body, with)
	return plain, err == nil
}

// macHead is what authentication covers beside the plaintext: number, kind, version and length.
func (o *Opener) macHead(head []byte, n int) []byte {
	b := binary.BigEndian.AppendUint64(make([]byte, 0, 13), o.seq)
	b = append(b, head[:3]...)
	return binary.BigEndian.AppendUint16(b, uint16(n))
}

func (o *Opener) openStream(head, body []byte) ([]byte, bool) {
	plain := bytes.Clone(body)
	if o.stream == nil {
		return o.checkMAC(head, plain)
	}
	before := *o.stream
	o.stream.XORKeyStream(plain, plain)
	plain, ok := o.checkMAC(head, plain)
	if !ok {
		*o.stream = before
	}
	return plain, ok
}

// checkMAC takes the MAC off what ends with it.
func (o *Opener) checkMAC(head, b []byte) ([]byte, bool) {
	n := len(b) - o.mac().Size()
	if n < 0 {
		return nil, false
	}
	m := hmac.New(o.mac, o.macKey)
	m.Write(o.macHead(head, n))
	m.Write(b[:n])
	return b[:n], hmac.Equal(m.Sum(nil), b[n:])
}

// openCBC opens a record of blocks, RFC 5246 section 6.2.3.2 and RFC 7366.
func (o *Opener) openCBC(head, body []byte) ([]byte, bool) {
	if o.macLast {
		b, ok := o.checkMAC(head, body)
		if !ok {
			return nil, false
		}
		body = b
	}
	size := o.block.BlockSize()
	iv := o.iv
	if o.version > v10 {
		if len(body) < size {
			return nil, false
		}
		iv, body = body[:size], body[size:]
	}
	if len(body) == 0 || len(body)%size != 0 {
		return nil, false
	}
	plain := make([]byte, len(body))
	cipher.NewCBCDecrypter(o.block, iv).CryptBlocks(plain, body)
	n := len(plain) - 1 - int(plain[len(plain)-1])
	if n < 0 {
		return nil, false
	}
	plain = plain[:n]
	if !o.macLast {
		b, ok := o.checkMAC(head, plain)
		if !ok {
			return nil, false
		}
		plain = b
	}
	if o.version == v10 {
		o.iv = bytes.Clone(body[len(body)-size:])
	}
	return plain, true
}

// ExpandLabel is HKDF-Expand-Label without a context, RFC 8446 section 7.1.
func ExpandLabel(h func() hash.Hash, secret []byte, label string, n int) []byte {
	label = "tls13 " + label
	info := binary.BigEndian.AppendUint16(nil, uint16(n))
	info = append(append(info, byte(len(label))), label...)
	out, err := hkdf.Expand(h, secret, string(append(info, 0)), n)
	if err != nil {
		return make([]byte, n)
	}
	return out
}
