package dissect

import (
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
)

// grease reports whether a number means nothing, RFC 8701 §2.
func grease(n uint16) bool { return n&0x0f0f == 0x0a0a && n>>8 == n&0xff }

// fingerprints emits JA3 and JA4 of a client hello, or JA3S of a server hello.
func (d *Session) fingerprints(h *hello) {
	if h.client {
		if d.has(fTlsHandshakeJa3) || d.has(fTlsHandshakeJa3Full) {
			d.ja3(h.ja3(), fTlsHandshakeJa3Full, fTlsHandshakeJa3)
		}
		if d.has(fTlsHandshakeJa4) || d.has(fTlsHandshakeJa4R) {
			d.str(fTlsHandshakeJa4, nil, 0, 0, h.ja4(false))
			d.str(fTlsHandshakeJa4R, nil, 0, 0, h.ja4(true))
		}
		return
	}
	if d.has(fTlsHandshakeJa3s) || d.has(fTlsHandshakeJa3sFull) {
		d.ja3(h.ja3s(), fTlsHandshakeJa3sFull, fTlsHandshakeJa3s)
	}
}

func (d *Session) ja3(full []byte, fullID, id ID) {
	d.text(fullID, nil, 0, 0, d.keepBytes(full))
	sum := md5.Sum(full)
	d.str(id, nil, 0, 0, hex.EncodeToString(sum[:]))
}

// ja3 joins version, suites, extensions, groups and point formats.
func (h *hello) ja3() []byte {
	b := strconv.AppendUint(nil, uint64(h.version), 10)
	b = append(b, ',')
	b = appendDash(b, h.suites)
	b = append(b, ',')
	b = appendDash(b, h.extensions)
	b = append(b, ',')
	b = appendDash(b, h.groups)
	b = append(b, ',')
	for i, p := range h.points {
		if i > 0 {
			b = append(b, '-')
		}
		b = strconv.AppendUint(b, uint64(p), 10)
	}
	return b
}

// ja3s joins version, suite and extensions of a server.
func (h *hello) ja3s() []byte {
	b := strconv.AppendUint(nil, uint64(h.version), 10)
	b = append(b, ',')
	b = appendDash(b, h.suites)
	b = append(b, ',')
	return appendDash(b, h.extensions)
}

func appendDash(b []byte, list []uint16) []byte {
	first := true
	for _, n := range list {
		if grease(n) {
			continue
		}
		if !first {
			b = append(b, '-')
		}
		first = false
		b = strconv.AppendUint(b, uint64(n), 10)
	}
	return b
}

// ja4 makes the fingerprint of FoxIO's JA4 specification; raw leaves its lists
// unhashed.
func (h *hello) ja4(raw bool) string {
	suites, exts := withoutGrease(h.suites), withoutGrease(h.extensions)
	a := "t" + ja4Version(h)
	if h.quic {
		a = "q" + ja4Version(h)
	}
	if h.sni {
		a += "d"
	} else {
		a += "i"
	}
	a += twoDigits(len(suites)) + twoDigits(len(exts)) + ja4ALPN(h.alpn)
	exts = slices.DeleteFunc(exts, func(e uint16) bool { return e == extServerName || e == extALPN })
	slices.Sort(suites)
	slices.Sort(exts)
	b, c := hexList(suites), hexList(exts)
	if sig := withoutGrease(h.signatures); len(sig) > 0 {
		c += "_" + hexList(sig)
	}
	if raw {
		return a + "_" + b + "_" + c
	}
	return a + "_" + hash12(b, len(suites)) + "_" + hash12(c, len(exts))
}

func withoutGrease(list []uint16) []uint16 {
	out := make([]uint16, 0, len(list))
	for _, n := range list {
		if !grease(n) {
			out = append(out, n)
		}
	}
	return out
}

func ja4Version(h *hello) string {
	v := h.version
	if offered := withoutGrease(h.versions); len(offered) > 0 {
		v = slices.Max(offered)
	}
	switch v {
	case tlsv13:
		return "13"
	case tlsv12:
		return "12"
	case tlsv11:
		return "11"
	case tlsv10:
		return "10"
	case sslv3:
		return "s3"
	case 0x0002:
		return "s2"
	}
	return "00"
}

func ja4ALPN(name []byte) string {
	if len(name) == 0 {
		return "00"
	}
	first, last := name[0], name[len(name)-1]
	if alphanumeric(first) && alphanumeric(last) {
		return string([]byte{first, last})
	}
	return string([]byte{hexDigits[first>>4], hexDigits[last&15]})
}

func alphanumeric(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

func twoDigits(n int) string {
	n = min(n, 99)
	return string([]byte{'0' + byte(n/10), '0' + byte(n%10)})
}

func hexList(list []uint16) string {
	var b []byte
	for i, n := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, hexDigits[n>>12], hexDigits[n>>8&15], hexDigits[n>>4&15], hexDigits[n&15])
	}
	return string(b)
}

func hash12(s string, n int) string {
	if n == 0 {
		return "000000000000"
	}
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:6])
}
