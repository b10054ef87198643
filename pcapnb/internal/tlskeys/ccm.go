package tlskeys

import (
	"crypto/cipher"
	"crypto/subtle"
	"encoding/binary"
	"errors"
)

// ccm opens what is protected by counter mode with CBC-MAC, RFC 3610, with nonces of 12 bytes, as RFC 6655 has it for TLS.
type ccm struct {
	block cipher.Block
	tag   int // bytes of the MAC
}

var errCCM = errors.New("the MAC of a record differs")

// open returns the plaintext of what ends with its MAC.
func (c ccm) open(nonce, sealed, additional []byte) ([]byte, error) {
	n := len(sealed) - c.tag
	if n < 0 {
		return nil, errCCM
	}
	var first, key [16]byte
	first[0] = lengthBytes - 1
	copy(first[1:], nonce)
	c.block.Encrypt(key[:], first[:])
	plain := make([]byte, n)
	first[15] = 1
	cipher.NewCTR(c.block, first[:]).XORKeyStream(plain, sealed[:n])
	mac := c.mac(nonce, plain, additional)
	subtle.XORBytes(mac[:], mac[:], key[:])
	if subtle.ConstantTimeCompare(mac[:c.tag], sealed[n:]) == 0 {
		return nil, errCCM
	}
	return plain, nil
}

// lengthBytes is how many bytes of a block are left for lengths and counters beside the nonce.
const lengthBytes = 3

// mac is the MAC before it is encrypted, RFC 3610 section 2.2; there is always additional data, and below 65,280 bytes of it.
func (c ccm) mac(nonce, plain, additional []byte) (x [16]byte) {
	x[0] = 1<<6 | byte(c.tag-2)/2<<3 | (lengthBytes - 1)
	copy(x[1:], nonce)
	x[13], x[14], x[15] = byte(len(plain)>>16), byte(len(plain)>>8), byte(len(plain))
	c.block.Encrypt(x[:], x[:])
	c.chain(&x, append(binary.BigEndian.AppendUint16(nil, uint16(len(additional))), additional...))
	c.chain(&x, plain)
	return x
}

func (c ccm) chain(x *[16]byte, b []byte) {
	for len(b) > 0 {
		n := subtle.XORBytes(x[:], x[:], b)
		b = b[n:]
		c.block.Encrypt(x[:], x[:])
	}
}
