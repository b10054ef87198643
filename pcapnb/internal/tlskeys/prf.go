package tlskeys

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/subtle"
	"hash"
)

// prfOf returns the pseudorandom function of a version: RFC 5246 section 5, and before it RFC 2246 section 5.
func prfOf(version uint16, h func() hash.Hash) func(secret []byte, label string, seed []byte, n int) []byte {
	if version == v12 {
		return func(secret []byte, label string, seed []byte, n int) []byte {
			return expand(h, secret, append([]byte(label), seed...), n)
		}
	}
	return func(secret []byte, label string, seed []byte, n int) []byte {
		half := (len(secret) + 1) / 2
		with := append([]byte(label), seed...)
		out := expand(md5.New, secret[:half], with, n)
		subtle.XORBytes(out, out, expand(sha1.New, secret[len(secret)-half:], with, n))
		return out
	}
}

// expand is P_hash.
func expand(h func() hash.Hash, secret, seed []byte, n int) []byte {
	m := hmac.New(h, secret)
	sum := func(parts ...[]byte) []byte {
		m.Reset()
		for _, p := range parts {
			m.Write(p)
		}
		return m.Sum(nil)
	}
	var out []byte
	for a := sum(seed); len(out) < n; a = sum(a) {
		out = append(out, sum(a, seed)...)
	}
	return out[:n]
}
