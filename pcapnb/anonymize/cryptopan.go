package anonymize

import (
	"crypto/aes"
	"crypto/cipher"
	"net/netip"
)

// A CryptoPAn maps addresses one to one so that two which share their first k bits share k bits afterwards, and no more.
// It is the algorithm of Xu, Fan, Ammar and Moon, "Prefix-Preserving IP Address Anonymization" (ICNP 2002), with
// AES-128 as its authors' program has it: other programs give the same answers for the same key. IPv6 addresses are
// treated alike, with 128 bits.
type CryptoPAn struct {
	block cipher.Block
	pad   [16]byte
}

// NewCryptoPAn takes a key of 32 bytes, of which the first half is AES' and the second makes the padding.
func NewCryptoPAn(key [32]byte) *CryptoPAn {
	block, err := aes.NewCipher(key[:16])
	if err != nil {
		panic(err) // 16 bytes are a key
	}
	c := &CryptoPAn{block: block}
	block.Encrypt(c.pad[:], key[16:])
	return c
}

// Addr maps an address. Every bit may change: special and private addresses become any others.
func (c *CryptoPAn) Addr(a netip.Addr) netip.Addr { return c.from(a, 0) }

// from is Addr that leaves the first bits as they are.
func (c *CryptoPAn) from(a netip.Addr, bit int) netip.Addr {
	in := a.AsSlice()
	out := append([]byte(nil), in...)
	var block, random [16]byte
	for ; bit < len(in)*8; bit++ {
		// The block is the address' first bits followed by the padding's others.
		block = c.pad
		whole := bit / 8
		copy(block[:whole], in[:whole])
		mask := byte(0xff) << (8 - bit%8)
		block[whole] = in[whole]&mask | c.pad[whole]&^mask
		c.block.Encrypt(random[:], block[:])
		out[whole] ^= random[0] >> 7 << (7 - bit%8)
	}
	mapped, _ := netip.AddrFromSlice(out)
	return mapped
}
