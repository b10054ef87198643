package tlskeys

import (
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"hash"
)

// A cipher is how the records of a suite are protected.
type cipherKind uint8

const (
	null cipherKind = iota
	rc4Stream
	aesCBC
	tripleDES
	aesGCM
	aesCCM
	aesCCM8
	chacha20
)

// A suite is what the name of a cipher suite says of its records.
type suite struct {
	cipher cipherKind
	key    int              // bytes of the key
	mac    func() hash.Hash // of ciphers without authentication
	prf    func() hash.Hash // from TLS 1.2 on
}

// Suites of TLS 1.3 and before, by what protects their records; the numbers are those of the IANA registry.
var (
	aes128GCM = []uint16{0x1301, 0x009c, 0x009e, 0x00a0, 0x00a2, 0x00a4, 0x00a6, 0x00a8, 0x00aa, 0x00ac, 0xc02b, 0xc02d, 0xc02f, 0xc031, 0xd001}
	aes256GCM = []uint16{0x1302, 0x009d, 0x009f, 0x00a1, 0x00a3, 0x00a5, 0x00a7, 0x00a9, 0x00ab, 0x00ad, 0xc02c, 0xc02e, 0xc030, 0xc032, 0xd002}
	aes128CCM = []uint16{0x1304, 0xc09c, 0xc09e, 0xc0a4, 0xc0a6, 0xc0ac}
	aes256CCM = []uint16{0xc09d, 0xc09f, 0xc0a5, 0xc0a7, 0xc0ad}
	short128  = []uint16{0x1305, 0xc0a0, 0xc0a2, 0xc0a8, 0xc0aa, 0xc0ae} // with MACs of eight bytes
	short256  = []uint16{0xc0a1, 0xc0a3, 0xc0a9, 0xc0ab, 0xc0af}
	chachaAll = []uint16{0x1303, 0xcca8, 0xcca9, 0xccaa, 0xccab, 0xccac, 0xccad, 0xccae}

	aes128SHA = []uint16{0x002f, 0x0030, 0x0031, 0x0032, 0x0033, 0x0034, 0x008c, 0x0090, 0x0094, 0xc004, 0xc009, 0xc00e, 0xc013, 0xc018, 0xc035}
	aes256SHA = []uint16{0x0035, 0x0036, 0x0037, 0x0038, 0x0039, 0x003a, 0x008d, 0x0091, 0x0095, 0xc005, 0xc00a, 0xc00f, 0xc014, 0xc019, 0xc036}

	aes128SHA256 = []uint16{0x003c, 0x003e, 0x003f, 0x0040, 0x0067, 0x006c, 0x00ae, 0x00b2, 0x00b6, 0xc023, 0xc025, 0xc027, 0xc029, 0xc037}
	aes256SHA256 = []uint16{0x003d, 0x0068, 0x0069, 0x006a, 0x006b, 0x006d}
	aes256SHA384 = []uint16{0x00af, 0x00b3, 0x00b7, 0xc024, 0xc026, 0xc028, 0xc02a, 0xc038}

	tripleDESSHA = []uint16{0x000a, 0x000d, 0x0010, 0x0013, 0x0016, 0x001b, 0x008b, 0x008f, 0x0093, 0xc003, 0xc008, 0xc00d, 0xc012, 0xc017, 0xc034}
	rc4SHA       = []uint16{0x0005, 0x008a, 0x008e, 0x0092, 0xc002, 0xc007, 0xc00c, 0xc011, 0xc016, 0xc033}
	nullSHA      = []uint16{0x0002, 0x002c, 0x002d, 0x002e, 0xc001, 0xc006, 0xc00b, 0xc010, 0xc015, 0xc039}
	nullSHA256   = []uint16{0x003b, 0x00b0, 0x00b4, 0x00b8, 0xc03a}
)

var suites = makeSuites()

func makeSuites() map[uint16]suite {
	all := make(map[uint16]suite)
	add := func(ids []uint16, s suite) {
		for _, id := range ids {
			all[id] = s
		}
	}
	add(aes128GCM, suite{aesGCM, 16, nil, sha256.New})
	add(aes256GCM, suite{aesGCM, 32, nil, sha512.New384})
	add(aes128CCM, suite{aesCCM, 16, nil, sha256.New})
	add(aes256CCM, suite{aesCCM, 32, nil, sha256.New})
	add(short128, suite{aesCCM8, 16, nil, sha256.New})
	add(short256, suite{aesCCM8, 32, nil, sha256.New})
	add(chachaAll, suite{chacha20, 32, nil, sha256.New})
	add(aes128SHA, suite{aesCBC, 16, sha1.New, sha256.New})
	add(aes256SHA, suite{aesCBC, 32, sha1.New, sha256.New})
	add(aes128SHA256, suite{aesCBC, 16, sha256.New, sha256.New})
	add(aes256SHA256, suite{aesCBC, 32, sha256.New, sha256.New})
	add(aes256SHA384, suite{aesCBC, 32, sha512.New384, sha512.New384})
	add(tripleDESSHA, suite{tripleDES, 24, sha1.New, sha256.New})
	add(rc4SHA, suite{rc4Stream, 16, sha1.New, sha256.New})
	add(nullSHA, suite{null, 0, sha1.New, sha256.New})
	add(nullSHA256, suite{null, 0, sha256.New, sha256.New})
	return all
}
