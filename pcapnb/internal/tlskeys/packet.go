package tlskeys

import (
	"crypto/aes"
	"encoding/binary"
	"slices"

	chacha "golang.org/x/crypto/chacha20"
)

// Packets opens the packets of QUIC that a secret protects, RFC 9001 section 5. Nil opens none.
type Packets struct {
	suite
	labels string
	secret []byte
	aead   opener
	iv     []byte
	mask   func(sample []byte) []byte // of what is hidden of a header
}

// A Head is what is hidden of a packet's header.
type Head struct {
	First  byte
	Number uint32 // the last bytes of the packet's number
	Size   int    // how many they are
}

// NewPackets returns what opens the packets that a secret protects, or nil where the secret or the suite is not known. The names of
// what is derived begin with labels: "quic ", in version 2 "quicv2 " (RFC 9369 section 3.3.1).
func NewPackets(id uint16, secret []byte, labels string) *Packets {
	s, ok := suites[id]
	if !ok || s.mac != nil || id>>8 != 0x13 || len(secret) != s.prf().Size() {
		return nil
	}
	p := &Packets{suite: s, labels: labels, secret: secret}
	p.setKeys()
	p.mask = s.headerMask(ExpandLabel(s.prf, secret, labels+"hp", s.key))
	return p
}

func (p *Packets) setKeys() {
	p.aead = p.newAEAD(ExpandLabel(p.prf, p.secret, p.labels+"key", p.key))
	p.iv = ExpandLabel(p.prf, p.secret, p.labels+"iv", 12)
}

// headerMask returns what makes the mask of a header from a sample of its packet, RFC 9001 section 5.4.
func (s suite) headerMask(key []byte) func(sample []byte) []byte {
	if s.cipher == chacha20 {
		return func(sample []byte) []byte {
			mask := make([]byte, 5)
			if c, err := chacha.NewUnauthenticatedCipher(key, sample[4:]); err == nil {
				c.SetCounter(binary.LittleEndian.Uint32(sample))
				c.XORKeyStream(mask, mask)
			}
			return mask
		}
	}
	block, _ := aes.NewCipher(key) // the sizes of keys are right
	return func(sample []byte) []byte {
		mask := make([]byte, aes.BlockSize)
		block.Encrypt(mask, sample)
		return mask
	}
}

// Next returns what opens the packets after a change of keys, RFC 9001 section 6. The next secret is derived with label, which was
// "traffic upd" in drafts up to 23, and is "quic ku" or "quicv2 ku". What hides headers stays.
func (p *Packets) Next(label string) *Packets {
	next := *p
	next.secret = ExpandLabel(p.prf, p.secret, label, len(p.secret))
	next.setKeys()
	return &next
}

// Head returns what is hidden of the header of a packet whose number is at off. It is false where the packet is too short.
func (p *Packets) Head(packet []byte, off int) (h Head, ok bool) {
	const sampleAt, sampleSize, long = 4, 16, 0x80
	if p == nil || off < 1 || len(packet) < off+sampleAt+sampleSize {
		return h, false
	}
	mask := p.mask(packet[off+sampleAt : off+sampleAt+sampleSize])
	hidden := byte(0x1f)
	if packet[0]&long != 0 {
		hidden = 0x0f
	}
	h.First = packet[0] ^ mask[0]&hidden
	h.Size = int(h.First&3) + 1
	for i := range h.Size {
		h.Number = h.Number<<8 | uint32(packet[off+i]^mask[1+i])
	}
	return h, true
}

// Open returns what a packet holds whose header and number are known. The number is at off.
func (p *Packets) Open(packet []byte, off int, h Head, number uint64) (plain []byte, ok bool) {
	if p == nil || len(packet) < off+h.Size {
		return nil, false
	}
	head := slices.Clone(packet[:off+h.Size])
	head[0] = h.First
	for i := range h.Size {
		head[off+i] = byte(h.Number >> (8 * (h.Size - 1 - i)))
	}
	nonce := slices.Clone(p.iv)
	for i := range 8 {
		nonce[len(nonce)-1-i] ^= byte(number >> (8 * i))
	}
	plain, err := p.aead.open(nonce, packet[len(head):], head)
	return plain, err == nil
}

// Whole returns the packet's number that ends as a header says and is nearest to what is expected, RFC 9000 appendix A.3.
func (h Head) Whole(expected uint64) uint64 {
	window := uint64(1) << (8 * h.Size)
	n := expected&^(window-1) | uint64(h.Number)
	switch {
	case n+window/2 <= expected && n < 1<<62-window:
		return n + window
	case n > expected+window/2 && n >= window:
		return n - window
	}
	return n
}
