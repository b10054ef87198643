package dissect

import (
	"bytes"
	"encoding/binary"
)

func init() { streamReaders["ssh"] = (*Session).ssh }

// sshConn is what is known of a connection of SSH's.
type sshConn struct {
	version int // the client's: 0 where none was seen, 1 or 2
	sides   [2]sshSide
	kex     string    // method of key exchange, once both sides said what they can do
	cipher  [2]string // by direction, as agreed
	mac     [2]string
	keyed   bool // a reply brought the keys, so that ciphers and checks are known
}

// sshSide is what one side said: the client is the first.
type sshSide struct {
	lists     *[10]string
	encrypted bool
	since     int    // frame from which on version 1 is encrypted, 0 for none
	counter   uint64 // of packets that AES-GCM deciphers
}

func (c *tcpConn) ssh() *sshConn { return keptOf[sshConn](&c.kept) }

// sshSideName is what the Info column begins with.
func sshSideName(side int) string {
	if side == 0 {
		return "Client: "
	}
	return "Server: "
}

// ssh dissects versions, RFC 4253 section 4.2, and packets, section 6.
func (d *Session) ssh(t *view, s *segment, c *tcpConn, dir int) (done, need int) {
	d.begin(fSsh, t, len(t.b))
	d.current = "SSH"
	h, side := c.ssh(), 0
	if d.tcpPort(s.dst) != 22 {
		side = 1
	}
	d.cols.setProto(d, sshColumn(h.version))
	d.cols.clear(d)
	off := 0
	for off < len(t.b) && d.ok() {
		n, more := d.sshNext(t, off, h, side)
		if more != 0 {
			return off, more
		}
		off += n
	}
	d.flag(fSshDirection, nil, 0, 0, side == 1)
	d.cols.prepend(d, sshSideName(side))
	return len(t.b), 0
}

func sshColumn(version int) string {
	switch version {
	case 1:
		return "SSHv1"
	case 2:
		return "SSHv2"
	}
	return "SSH"
}

// sshNext dissects the version or packet at off and returns its length, or how much of it is missing.
func (d *Session) sshNext(t *view, off int, h *sshConn, side int) (n, need int) {
	b := t.b[off:]
	switch {
	case bytes.HasPrefix(b, []byte("SSH-")):
		return d.sshVersion(t, off, h, side), 0
	case h.version == 1:
		return d.sshOld(t, off, &h.sides[side])
	case h.version == 0 || h.sides[side].encrypted:
		return d.sshEncrypted(t, off, h, side), 0
	}
	if len(b) < 4 && d.canAsk {
		return 0, needSegment
	}
	size := int(d.u32(t, off))
	if len(b) < 4+size && d.canAsk {
		return 0, 4 + size - len(b)
	}
	m := t.sub(off, -1)
	d.sshPacket(&m, size, h, side)
	return 4 + size, 0
}

// sshVersion dissects a line with a version. Where its end is missing, Wireshark says that it waits for more, and does not.
func (d *Session) sshVersion(t *view, off int, h *sshConn, side int) int {
	b := t.b[off:]
	n := bytes.IndexByte(b, '\n') + 1
	if n == 0 && d.canAsk {
		d.leftOver(t, off, d.over)
		d.bad = fine
		return len(b)
	}
	if n == 0 {
		n = len(b)
	}
	line := bytes.TrimRight(b[:n], "\r\n")
	if side == 0 {
		h.version = sshVersionOf(line)
	}
	d.asciiBytes(fSshProtocol, t, off, len(line), line)
	d.cols.appendSep(d, ", ", "Protocol ("+formatText(line)+")")
	return n
}

// sshVersionOf tells which version a client speaks, RFC 4253 section 5.
func sshVersionOf(line []byte) int {
	switch {
	case bytes.HasPrefix(line, []byte("SSH-2.")), bytes.HasPrefix(line, []byte("SSH-1.99-")):
		return 2
	case bytes.HasPrefix(line, []byte("SSH-1.")):
		return 1
	}
	return 0
}

// sshOld dissects a packet of version 1: a length, what fills up to eight bytes, a type, data and a checksum.
func (d *Session) sshOld(t *view, off int, s *sshSide) (n, need int) {
	b := t.b[off:]
	if len(b) < 4 && d.canAsk {
		return 0, needSegment
	}
	size := int(d.u32(t, off))
	pad := 8 - size%8
	if n = 4 + pad + size; len(b) < n && d.canAsk {
		return 0, max(n-4-len(b), 1) // as Wireshark has it, which forgets the length
	}
	d.num(fSshPacketLength, t, off, 4, uint64(size))
	d.num(fSshPaddingLength, nil, 0, 0, uint64(pad))
	at := off + 4 + pad
	if s.since != 0 && s.since != d.frame.Number {
		d.cols.appendSep(d, ", ", "Encrypted packet (len="+utoa(size)+")")
	} else {
		code := uint64(d.u8(t, at))
		d.num(fSshMessageCode, t, at, 1, code)
		name := "Unknown (" + utoa(code) + ")"
		if code >= 1 && code <= 4 {
			name = [...]string{"Disconnect", "Public Key", "Session Key", "User"}[code-1]
		}
		d.cols.appendSep(d, ", ", name)
		if code == 2 || code == 3 {
			s.since = d.frame.Number
		}
		at, size = at+1, size-1
	}
	if size > 0 {
		d.raw(fSshPayload, t, at, size)
	}
	return n, 0
}

// sshPacket dissects a packet that is not encrypted.
func (d *Session) sshPacket(t *view, size int, h *sshConn, side int) {
	d.num(fSshPacketLength, t, 0, 4, uint64(size))
	pad := int(d.uint(fSshPaddingLength, t, 4, 1))
	d.need(t, 0, 4+size)
	code := uint64(d.u8(t, 5))
	name, known := sshMessage(code, h.kex)
	d.cols.appendSep(d, ", ", name)
	d.num(fSshMessageCode, t, 5, 1, code)
	off, end := 6, 4+size-pad
	switch {
	case known && code == sshKexInit:
		off = d.sshKexInit(t, off, h, side)
	case known && code > sshNewKeys && code < 50:
		off = d.sshExchange(t, off, code, h)
	case code == sshNewKeys && d.ok():
		h.sides[side].encrypted = true
	}
	if end < off {
		d.fail(t, t.rep+1)
	}
	if end > off {
		d.raw(fSshPayload, t, off, end-off)
	}
	d.raw(fSshPaddingString, t, end, pad)
}

// sshEncrypted dissects what is encrypted, which is all there is, and returns its length.
func (d *Session) sshEncrypted(t *view, off int, h *sshConn, side int) int {
	n := t.rep - off
	cipher, mac := h.cipher[side], 0
	if h.keyed {
		switch mac = sshMACLength(h.mac[side]); {
		case sshIsGCM(cipher):
			return d.sshGCM(t, off, h, side)
		case sshDeciphered(cipher) > 0: // or would be with keys
			d.need(t, off, sshDeciphered(cipher))
			return n
		}
	}
	d.cols.appendSep(d, ", ", "Encrypted packet (len="+utoa(n)+")")
	if h.keyed && bytes.HasSuffix([]byte(h.mac[side]), []byte("-etm@openssh.com")) {
		d.uint(fSshPacketLength, t, off, 4)
	} else {
		d.raw(fSshPacketLengthEncrypted, t, off, 4)
	}
	if n-4-mac <= 0 {
		d.fail(t, t.rep+1)
		return n
	}
	d.raw(fSshEncryptedPacket, t, off+4, n-4-mac)
	if mac > 0 {
		d.raw(fSshMac, t, off+n-mac, mac)
	}
	return n
}

// sshGCM dissects a packet of AES-GCM, RFC 5647. As Wireshark does without keys, it deciphers with one of zeros.
func (d *Session) sshGCM(t *view, off int, h *sshConn, side int) int {
	const tag = 16
	size := int(d.u32(t, off))
	b := d.slice(t, off, 4+size+tag)
	if b == nil {
		return len(t.b) - off
	}
	d.cols.appendSep(d, ", ", "Encrypted packet (plaintext_len="+utoa(size+4)+")")
	plain := append(binary.BigEndian.AppendUint32(nil, uint32(size)), sshZeroKeyed(h.cipher[side], h.sides[side].counter, b[4:4+size])...)
	h.sides[side].counter++
	d.sshPacket(&view{b: plain, rep: len(plain), src: d.source()}, size, h, side)
	return 4 + size + tag
}
