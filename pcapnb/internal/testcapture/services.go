package testcapture

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"slices"
	"strings"
)

// services adds what the protocols of file servers, directories, tunnels and remote calls list.
func (l *list) services() {
	l.ssh()
	l.smb()
	l.ber()
	l.calls()
	l.ike()
	l.dtls()
	l.inside()
	l.certificates()
	l.messages()
	l.http2()
}

// both adds what a client says on a connection, and then the server.
func (l *list) both(name string, port uint16, client, server func(n int) []byte) {
	*l = append(*l, Repeated{Name: name, Frames: func(n int) [][]byte { return talk(port, client(n), server(n)) }})
}

// talk are the segments of a connection whose client sends data, and whose server sends data after that.
func talk(port uint16, client, server []byte) [][]byte {
	const size = 30000
	frames := segments(port, client, size)
	frames[1] = back(frames[1])
	frames = frames[:len(frames)-1]
	for off := 0; off < len(server); off += size {
		frames = append(frames, back(TCP(port, 40000, uint32(1+off), uint32(1+len(client)), 24, server[off:min(off+size, len(server))])))
	}
	return frames
}

// back exchanges the addresses of a packet of IPv4: a server sends it.
func back(frame []byte) []byte {
	const addresses, size = 26, 4
	src := string(frame[addresses : addresses+size])
	copy(frame[addresses:], frame[addresses+size:addresses+2*size])
	copy(frame[addresses+size:], src)
	return frame
}

// sshPacket is a message with its length and no padding.
func sshPacket(message string) string {
	return string(be(0, uint16(len(message)+1))) + "\x00" + message
}

// sshOffer offers a list of methods of key exchange, and others for ciphers and checks.
func sshOffer(names, ciphers string) []byte {
	b := []byte("\x14" + strings.Repeat("c", 16))
	for _, list := range []string{names, "ssh-rsa", ciphers, ciphers, "m", "m", "none", "none", "", ""} {
		b = append(binary.BigEndian.AppendUint32(b, uint32(len(list))), list...)
	}
	b = append(b, 0, 0, 0, 0, 0)
	b = append(binary.BigEndian.AppendUint32(nil, uint32(len(b)+1)), append([]byte{0}, b...)...)
	return append([]byte("SSH-2.0-a\r\n"), b...)
}

func (l *list) ssh() {
	names := func(name string) func(n int) []byte {
		return func(n int) []byte { return sshOffer(strings.Repeat(name, n), "none") }
	}
	l.both("ssh algorithms", 22, names("aa,"), names("bb,"))
	l.stream("ssh packets", 22, around("SSH-2.0-a\r\n", sshPacket("\x02"), ""))
	l.stream("ssh packets of version 1", 22, around("SSH-1.5-a\r\n", "\x00\x00\x00\x05\x00\x00\x00\x04aaaa", ""))
	l.stream("ssh versions", 22, times("SSH-2.0-a\r\n"))
	reply := "\x1f" + "\x00\x00\x00\x05\x00\x00\x00\x01k" + "\x00\x00\x00\x01f" + "\x00\x00\x00\x05\x00\x00\x00\x01s"
	l.both("ssh packets of AES-GCM", 22, func(int) []byte { return sshOffer("curve25519-sha256", "aes128-gcm@openssh.com") }, func(n int) []byte {
		b := append(sshOffer("curve25519-sha256", "aes128-gcm@openssh.com"), sshPacket(reply)+sshPacket("\x15")...)
		for i := range n {
			b = append(append(b, sshEnciphered(i)...), "authentication!!"...)
		}
		return b
	})
}

// sshEnciphered is a message of AES-GCM with a key of zeros, and its number.
func sshEnciphered(number int) []byte {
	block, err := aes.NewCipher(make([]byte, 16))
	if err != nil {
		panic(err)
	}
	var at [16]byte
	binary.BigEndian.PutUint64(at[4:], uint64(number))
	at[15] = 2
	b := []byte("\x00\x00\x00\x02\x00\x02")
	cipher.NewCTR(block, at[:]).XORKeyStream(b[4:], b[4:])
	return b
}

// nbss is a message of a NetBIOS session.
func nbss(b string) string {
	return string([]byte{0, byte(len(b) >> 16), byte(len(b) >> 8), byte(len(b))}) + b
}

// smb2 is a message with a command, which another one follows after next bytes.
func smb2(command, flags byte, id, next int, body string) string {
	b := make([]byte, 64)
	copy(b, "\xfeSMB\x40")
	b[12], b[16], b[36] = command, flags, 1
	binary.LittleEndian.PutUint32(b[20:], uint32(next))
	binary.LittleEndian.PutUint64(b[24:], uint64(id))
	return string(b) + body
}

// smb2Path is the body of a request to open the share of a path.
func smb2Path(size int) string {
	return "\x09\x00\x00\x00" + "\x48\x00" + string([]byte{byte(size), byte(size >> 8)}) + strings.Repeat("a\x00", size/2)
}

func (l *list) smb() {
	const echo, treeConnect, read = 13, 3, 8
	l.stream("smb2 messages", 445, times(nbss(smb2(echo, 0, 1, 0, "\x04\x00\x00\x00"))))
	l.stream("smb2 compounded messages", 445, func(n int) []byte {
		last := smb2(echo, 0, 1, 0, "\x04\x00\x00\x00\x00\x00\x00\x00")
		return []byte(nbss(strings.Repeat(smb2(echo, 0, 1, 72, "\x04\x00\x00\x00\x00\x00\x00\x00"), n) + last))
	})
	l.stream("smb2 dialects", 445, func(n int) []byte {
		head := "\x24\x00" + string([]byte{byte(n), byte(n >> 8)}) + strings.Repeat("\x00", 32)
		return []byte(nbss(smb2(0, 0, 1, 0, head+strings.Repeat("\x02\x02", n))))
	})
	l.both("smb2 messages of a share with a long name", 445, func(n int) []byte { return []byte(nbss(smb2(treeConnect, 0, 1, 0, smb2Path(30*n)))) },
		func(n int) []byte {
			b := nbss(smb2(treeConnect, 1, 1, 0, "\x10\x00\x01\x00"+strings.Repeat("\x00", 12)))
			return []byte(b + strings.Repeat(nbss(smb2(echo, 1, 2, 0, "\x04\x00\x00\x00")), n))
		})
	l.both("smb2 responses about a long pattern", 445, func(n int) []byte {
		return []byte(nbss(smb2(14, 0, 1, 0, "\x21\x00\x01\x00\x00\x00\x00\x00"+strings.Repeat("\x00", 16)+"\x60\x00"+
			string([]byte{byte(30 * n), byte(30 * n >> 8)})+"\x00\x00\x00\x00"+strings.Repeat("a\x00", 15*n))))
	}, times(nbss(smb2(14, 1, 1, 0, "\x09\x00\x00\x00"))))
	l.stream("nbss keep-alives", 139, times("\x85\x00\x00\x00"))
}

// DER is an item of BER with the shortest length.
func DER(tag byte, content ...string) string {
	b := strings.Join(content, "")
	switch n := len(b); {
	case n < 0x80:
		return string([]byte{tag, byte(n)}) + b
	case n < 0x10000:
		return string([]byte{tag, 0x82, byte(n >> 8), byte(n)}) + b
	default:
		return string([]byte{tag, 0x83, byte(n >> 16), byte(n >> 8), byte(n)}) + b
	}
}

// wrapped puts n items around each other, whose beginnings wrap makes.
func wrapped(n int, inner string, wrap func(inner string) string) string {
	for range n {
		inner = wrap(inner)
	}
	return inner
}

// kerberos is a message over TCP.
func kerberos(b string) []byte {
	return append(binary.BigEndian.AppendUint32(nil, uint32(len(b))), b...)
}

// asRequest is a request with what goes along with it, and parts of its body.
func asRequest(padata, body string) string {
	return DER(0x6a, DER(0x30, DER(0xa1, "\x02\x01\x05"), DER(0xa2, "\x02\x01\x0a"), DER(0xa3, DER(0x30, padata)), DER(0xa4, DER(0x30, body))))
}

func (l *list) ber() {
	ldap := func(operation ...string) string { return DER(0x30, "\x02\x01\x07", strings.Join(operation, "")) }
	attribute := func(values string) string { return DER(0x30, "\x04\x01a", DER(0x31, values)) }
	l.stream("ldap messages", 389, times(ldap(DER(0x42))))
	l.stream("ldap attributes", 389, func(n int) []byte {
		return []byte(ldap(DER(0x64, "\x04\x01a", DER(0x30, strings.Repeat(attribute("\x04\x01a"), n)))))
	})
	l.stream("ldap values", 389, func(n int) []byte {
		return []byte(ldap(DER(0x64, "\x04\x01a", DER(0x30, attribute(strings.Repeat("\x04\x01a", n))))))
	})
	l.stream("ldap controls", 389, func(n int) []byte {
		return []byte(ldap(DER(0x42), DER(0xa0, strings.Repeat(DER(0x30, "\x04\x01a"), n))))
	})
	search := func(filter string) []byte {
		return []byte(ldap(DER(0x63, "\x04\x00\x0a\x01\x00\x0a\x01\x00\x02\x01\x00\x02\x01\x00\x01\x01\x00", filter, DER(0x30))))
	}
	l.stream("ldap filters", 389, func(n int) []byte { return search(DER(0xa0, strings.Repeat("\x87\x01a", n))) })
	l.stream("ldap filters in filters", 389, func(n int) []byte {
		return search(wrapped(n, "\x87\x01a", func(inner string) string { return DER(0xa2, inner) }))
	})
	l.inOne("cldap messages", func(n int) []byte { return UDP(40000, 389, times(ldap(DER(0x42)))(n)) })
	l.stream("kerberos messages", 88, times(string(kerberos(asRequest("", "")))))
	l.stream("kerberos types of encryption", 88, func(n int) []byte {
		return kerberos(asRequest("", DER(0xa8, DER(0x30, strings.Repeat("\x02\x01\x11", n)))))
	})
	l.stream("kerberos padata", 88, func(n int) []byte {
		return kerberos(asRequest(strings.Repeat(DER(0x30, DER(0xa1, "\x02\x01\x02"), DER(0xa2, "\x04\x00")), n), ""))
	})
	l.stream("kerberos tickets", 88, func(n int) []byte {
		return kerberos(asRequest("", DER(0xab, DER(0x30, strings.Repeat(DER(0x61, DER(0x30, DER(0xa0, "\x02\x01\x05"))), n)))))
	})
	l.stream("kerberos parts of a name", 88, func(n int) []byte {
		return kerberos(asRequest("", DER(0xa1, DER(0x30, DER(0xa0, "\x02\x01\x01"), DER(0xa1, DER(0x30, strings.Repeat("\x1b\x01a", n)))))))
	})
	l.stream("kerberos messages in messages", 88, func(n int) []byte {
		return kerberos(wrapped(n, "", func(inner string) string {
			return asRequest(DER(0x30, DER(0xa1, "\x02\x01\x01"), DER(0xa2, DER(0x04, inner))), "")
		}))
	})
}

// rpcCall is a call of Portmap's first procedure, without its mark.
func rpcCall(credentials string) string {
	return string(be(0, 7, 0, 0, 0, 2, 1, 0x86a0, 0, 2, 0, 0)) + credentials + strings.Repeat("\x00", 8)
}

// marked is a message over TCP.
func marked(b string) string { return string(be(0x8000, uint16(len(b)))) + b }

func (l *list) calls() {
	l.stream("rpc calls", 111, times(marked(rpcCall(strings.Repeat("\x00", 8)))))
	l.stream("rpc fragments", 111, times("\x00\x00\x00\x04aaaa"))
	l.stream("rpc groups", 111, func(n int) []byte {
		body := string(be(0, 0, 0, 0, 0, 0, 0, 0, 0, uint16(n))) + strings.Repeat("\x00\x00\x00\x01", n)
		return []byte(marked(rpcCall(string(be(0, 1, 0, uint16(len(body)))) + body)))
	})
	pdu := func(kind byte, body string) string {
		return string([]byte{5, 0, kind, 3, 0x10, 0, 0, 0, byte(16 + len(body)), byte((16 + len(body)) >> 8), 0, 0, 7, 0, 0, 0}) + body
	}
	l.stream("dcerpc requests", 135, times(pdu(0, "\x00\x00\x00\x00\x00\x00\x00\x00")))
	l.stream("dcerpc contexts", 135, func(n int) []byte {
		context := "\x00\x00\x01\x00" + strings.Repeat("u", 20) + strings.Repeat("t", 20)
		return []byte(strings.Repeat(pdu(11, strings.Repeat("\x00", 8)+"\x0a\x00\x00\x00"+strings.Repeat(context, 10)), n/10))
	})
	l.both("http responses for one long request", 80, around("GET /", "aaaaaaaaaa", " HTTP/1.1\r\nHost: a\r\n\r\n"),
		times("HTTP/1.1 100 Continue\r\n\r\n"))
	l.stream("socks messages", 1080, times("\x05\x01\x00"))
	*l = append(*l, Repeated{Name: "socks in socks", Frames: proxies})
}

// proxies is a client that asks a proxy for a proxy, and so on.
func proxies(n int) (frames [][]byte) {
	frames = talk(1080, nil, nil)
	seq := [2]uint32{1, 1}
	say := func(side int, data string) {
		if side == 0 {
			frames = append(frames, TCP(40000, 1080, seq[0], seq[1], 24, []byte(data)))
		} else {
			frames = append(frames, back(TCP(1080, 40000, seq[1], seq[0], 24, []byte(data))))
		}
		seq[side] += uint32(len(data))
	}
	for range n {
		say(0, "\x04\x01\x04\x38\xc0\x00\x02\x01\x00")
		say(1, "\x00\x5a\x04\x38\xc0\x00\x02\x01")
	}
	return frames
}

func (l *list) ike() {
	payload := func(next byte, body ...string) string {
		b := strings.Join(body, "")
		return string([]byte{next, 0}) + string(be(uint16(4+len(b)))) + b
	}
	message := func(name string, version, first byte, payloads func(n int) string) {
		l.inOne("ike "+name, func(n int) []byte {
			b := append([]byte("initiateresponds"), first, version, 34, 8, 0, 0, 0, 7, 0, 0)
			body := payloads(n)
			return UDP(500, 500, append(append(b, be(uint16(28+len(body)))...), body...))
		})
	}
	const vendor, association1, association2 = 43, 1, 33
	message("payloads", 0x20, vendor, func(n int) string { return strings.Repeat(payload(vendor, "v"), n) })
	message("proposals", 0x20, association2, func(n int) string {
		n = min(n, 8000)
		return payload(0, strings.Repeat(payload(2, "\x01\x01\x00\x00"), n))
	})
	message("transforms", 0x20, association2, func(n int) string {
		return payload(0, strings.Repeat(payload(2, "\x01\x01\x00\x0a"+strings.Repeat(payload(3, "\x01\x00\x00\x0c"), 10)), n/20))
	})
	message("attributes", 0x10, association1, func(n int) string {
		transform := payload(0, "\x01\x01\x00\x00"+strings.Repeat("\x80\x01\x00\x07", n))
		return payload(0, "\x00\x00\x00\x01\x00\x00\x00\x01"+payload(0, "\x01\x01\x00\x01"+transform))
	})
	message("payloads in payloads", 0x20, association2, func(n int) string {
		return wrapped(n, payload(0, "v"), func(inner string) string {
			return payload(0, payload(association2, "\x01\x01\x00\x00")+inner)
		})
	})
	message("selectors", 0x20, 44, func(n int) string {
		return payload(0, "\x01\x00\x00\x00"+strings.Repeat("\x07\x00\x00\x10\x00\x00\xff\xff\xc0\x00\x02\x01\xc0\x00\x02\x01", n))
	})
}

func (l *list) dtls() {
	record := func(b string) string {
		return "\x16\xfe\xfd\x00\x00\x00\x00\x00\x00\x00\x01" + string(be(uint16(len(b)))) + b
	}
	part := func(size, off, n int) string {
		return record("\x0b\x00" + string(be(uint16(size), 0)) + string([]byte{0, byte(off >> 8), byte(off), 0}) + string(be(uint16(n))) + strings.Repeat("a", n))
	}
	l.inOne("dtls records", func(n int) []byte {
		return UDP(40000, 4433, times(record("\x0e\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"))(n))
	})
	l.inOne("dtls fragments", func(n int) []byte {
		n = min(n, 2400)
		var b []byte
		for i := range n {
			b = append(b, part(n, i, 1)...)
		}
		return UDP(40000, 4433, b)
	})
	l.inOne("dtls fragments again", func(n int) []byte { return UDP(40000, 4433, times(part(2, 0, 1))(min(n, 2400))) })
	gquic := func(name string, frames func(n int) string) {
		l.inOne("gquic "+name, func(n int) []byte {
			return UDP(40000, 443, []byte("\x09connectnQ043\x01"+strings.Repeat("h", 12)+frames(n)))
		})
	}
	hello := func(tags string) string { return "\xa0\x01" + string(be(uint16(len(tags)))) + tags }
	entry := func(name string, end int) string {
		return name + string(binary.LittleEndian.AppendUint32(nil, uint32(end)))
	}
	tags := func(n int) string { return "CHLO" + string([]byte{byte(n), byte(n >> 8), 0, 0}) }
	gquic("tags", func(n int) string { return hello(tags(n) + strings.Repeat(entry("PAD\x00", 0), n)) })
	gquic("tags in tags", func(n int) string {
		inner := wrapped(n, "", func(inner string) string { return entry("SCFG", 8+len(inner)) + "SCFG\x01\x00\x00\x00" + inner })
		return hello(tags(1) + inner)
	})
	gquic("frames", func(n int) string { return strings.Repeat("\x06\x01", n) + hello(tags(0)) })
}

// inside adds what fills other packets.
func (l *list) inside() {
	l.inOne("eigrp fields", func(n int) []byte {
		return IPv4(88, append(append([]byte{2, 5}, make([]byte, 18)...), times("\x00\x09\x00\x04")(n)...))
	})
	gtp := func(name string, head string, elements func(n int) string) {
		l.inOne("gtpv2 "+name, func(n int) []byte {
			b := elements(n)
			return UDP(40000, 2123, []byte(head+string(be(uint16(8+len(b)), 0, 1, 0, 0x100))+b))
		})
	}
	gtp("elements", "\x48\x20", func(n int) string { return strings.Repeat("\x01\x00\x01\x00a", n) })
	gtp("elements in elements", "\x48\x20", func(n int) string {
		return wrapped(n, "", func(inner string) string { return "\x5d" + string(be(uint16(len(inner)))) + "\x00" + inner })
	})
	l.inOne("gtpv2 messages", func(n int) []byte { return UDP(40000, 2123, times("\x50\x01\x00\x04\x00\x00\x01\x00")(n)) })
	l.inOne("pana attributes", func(n int) []byte {
		return UDP(40000, 716, append(append(be(0, uint16(16+8*n), 0x8000, 2), make([]byte, 8)...), times("\x00\x07\x00\x00\x00\x00\x00\x00")(n)...))
	})
	l.inOne("capwap", func(n int) []byte {
		return nested(n, func(b []byte) []byte {
			return UDP(40000, 5247, append([]byte{0, 0x10, 2, 0, 0, 0, 0, 0}, Ether(0x0800, b)...))[14:]
		})
	})
	*l = append(*l, Repeated{Name: "packets of ESP", Frames: func(n int) (frames [][]byte) {
		for i := range n {
			frames = append(frames, IPv4(50, be(0, uint16(i), 0, 1)))
		}
		return frames
	}})
}

// Certificate is one with names of its subject and other names of it.
func Certificate(subject, others string) string {
	algorithm := DER(0x30, "\x06\x03\x2a\x03\x04")
	const times = "\x17\x0d260101000000Z\x17\x0d270101000000Z"
	names := DER(0x30, DER(0x30, "\x06\x03\x55\x1d\x11", DER(0x04, DER(0x30, others))))
	signed := DER(0x30, DER(0xa0, "\x02\x01\x02"), "\x02\x01\x07", algorithm, DER(0x30), DER(0x30, times), DER(0x30, subject),
		DER(0x30, algorithm, "\x03\x02\x00k"), DER(0xa3, names))
	return DER(0x30, signed, algorithm, "\x03\x02\x00s")
}

// certificates adds what chains of certificates and they themselves list.
func (l *list) certificates() {
	chain := func(certificates ...string) []byte {
		var b []byte
		for _, c := range certificates {
			b = append(append(b, byte(len(c)>>16), byte(len(c)>>8), byte(len(c))), c...)
		}
		head := []byte{11, byte((len(b) + 3) >> 16), byte((len(b) + 3) >> 8), byte(len(b) + 3), byte(len(b) >> 16), byte(len(b) >> 8), byte(len(b))}
		return tlsRecords(append(head, b...))
	}
	name := DER(0x31, DER(0x30, "\x06\x03\x55\x04\x03", "\x0c\x01a"))
	l.stream("certificates in a chain", 443, func(n int) []byte { return chain(slices.Repeat([]string{Certificate(name, "\x82\x01a")}, n/10)...) })
	l.stream("names of a certificate", 443, func(n int) []byte { return chain(Certificate(strings.Repeat(name, n), "")) })
	l.stream("attributes of a name", 443, func(n int) []byte {
		return chain(Certificate(DER(0x31, strings.Repeat(DER(0x30, "\x06\x03\x55\x04\x03", "\x0c\x01a"), n)), ""))
	})
	l.stream("other names of a certificate", 443, func(n int) []byte { return chain(Certificate("", strings.Repeat("\x82\x01a", n))) })
	l.stream("names in names of a certificate", 443, func(n int) []byte {
		return chain(Certificate("", DER(0xa4, DER(0x30, strings.Repeat(name, n)))))
	})
	l.stream("numbers of an identifier", 443, func(n int) []byte {
		return chain(Certificate(DER(0x31, DER(0x30, DER(0x06, string(bytes.Repeat([]byte{0x55}, n))), "\x0c\x01a")), ""))
	})
}
