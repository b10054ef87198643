package dissect_test

import (
	"fmt"
	"testing"
)

// ocspBodies are a request, an answer with a certificate's place, extensions and who answers by name, and a refusal.
func ocspBodies() (request, answer, refusal string) {
	const sha1, sha256 = "\x2b\x0e\x03\x02\x1a", "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b"
	algorithm := func(oid string) string { return ber(0x30, ber(6, oid), ber(5)) }
	id := ber(0x30, algorithm(sha1), ber(4, "aaaaaaaaaaaaaaaaaaaa"), ber(4, "bbbbbbbbbbbbbbbbbbbb"), ber(2, "\x05"))
	nonce := ber(0x30, ber(0x30, ber(6, "\x2b\x06\x01\x05\x05\x07\x30\x01\x02"), ber(4, ber(4, "nonce"))))
	request = ber(0x30, ber(0x30, ber(0x30, ber(0x30, id)), ber(0xa2, nonce)))
	name := ber(0x30, ber(0x31, ber(0x30, ber(6, "\x55\x04\x03"), ber(0x0c, "answers"))))
	const at = "20240102030405Z"
	one := ber(0x30, id, ber(0x80), ber(0x18, at), ber(0xa0, ber(0x18, at)))
	signed := ber(0x30, ber(0xa1, name), ber(0x18, at), ber(0x30, one), ber(0xa1, nonce))
	basic := ber(0x30, signed, algorithm(sha256), ber(3, "\x00signature"))
	answer = ber(0x30, ber(0x0a, "\x00"), ber(0xa0, ber(0x30, ber(6, "\x2b\x06\x01\x05\x05\x07\x30\x01\x01"), ber(4, basic))))
	return request, answer, ber(0x30, ber(0x0a, "\x06"))
}

func TestOCSP(t *testing.T) {
	request, answer, refusal := ocspBodies()
	post := fmt.Sprintf("POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/ocsp-request\r\nContent-Length: %d\r\n\r\n%s", len(request), request)
	lines := []string{post}
	for _, body := range []string{answer, refusal} {
		lines = append(lines, fmt.Sprintf("<HTTP/1.1 200 OK\r\nContent-Type: application/ocsp-response\r\nContent-Length: %d\r\n\r\n%s", len(body), body), post)
	}
	sameAsTshark(t, 1, inOrder(talk(50000, 80, lines...)...), "x509", "ber", "_ws", "frame.protocols")
}
