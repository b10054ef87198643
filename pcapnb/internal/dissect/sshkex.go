package dissect

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5"
	"encoding/binary"
	"encoding/hex"
	"strings"
)

// Messages, RFC 4250 section 4.1.
const (
	sshKexInit = 20
	sshNewKeys = 21
)

var sshNames = map[uint64]string{1: "Disconnect", 2: "Ignore", 3: "Unimplemented", 4: "Debug", 5: "Service Request", 6: "Service Accept",
	20: "Key Exchange Init", 21: "New Keys", 50: "User Authentication Request", 51: "User Authentication Failure", 52: "User Authentication Success",
	53: "User Authentication Banner", 60: "Public Key algorithm accepted", 80: "Global Request", 81: "Request Success", 82: "Request Failure",
	90: "Channel Open", 91: "Channel Open Confirmation", 92: "Channel Open Failure", 93: "Window Adjust", 94: "Channel Data",
	95: "Channel Extended Data", 96: "Channel EOF", 97: "Channel Close", 98: "Channel Request", 99: "Channel Success", 100: "Channel Failure"}

// sshMethod is a kind of key exchange.
type sshMethod uint8

const (
	sshDH       sshMethod = iota // RFC 4253 section 8, and what is not known
	sshGroup                     // RFC 4419
	sshElliptic                  // RFC 5656, RFC 8731
)

func sshMethodOf(kex string) sshMethod {
	switch {
	case strings.HasPrefix(kex, "diffie-hellman-group-exchange-"):
		return sshGroup
	case strings.HasPrefix(kex, "ecdh-sha2-"), strings.HasPrefix(kex, "curve25519-sha256"), strings.HasPrefix(kex, "curve448-sha512"):
		return sshElliptic
	}
	return sshDH
}

// sshMessage names a message, whose number may mean another one with another method of key exchange.
func sshMessage(code uint64, kex string) (name string, known bool) {
	var names []string
	switch sshMethodOf(kex) {
	case sshElliptic:
		names = []string{"Elliptic Curve Diffie-Hellman Key Exchange Init", "Elliptic Curve Diffie-Hellman Key Exchange Reply"}
	case sshGroup:
		names = []string{"Diffie-Hellman Group Exchange Request (Old)", "Diffie-Hellman Group Exchange Group", "Diffie-Hellman Group Exchange Init",
			"Diffie-Hellman Group Exchange Reply", "Diffie-Hellman Group Exchange Request"}
	default:
		names = []string{"Diffie-Hellman Key Exchange Init", "Diffie-Hellman Key Exchange Reply"}
	}
	if at := code - 30; at < uint64(len(names)) {
		return names[at], true
	}
	if name = sshNames[code]; name != "" {
		return name, true
	}
	return "Unknown (" + utoa(code) + ")", false
}

// sshLists are the fields of the lists of algorithms and of their lengths, RFC 4253 section 7.1.
var sshLists = [10][2]ID{
	{fSshKexAlgorithmsLength, fSshKexAlgorithms},
	{fSshServerHostKeyAlgorithmsLength, fSshServerHostKeyAlgorithms},
	{fSshEncryptionAlgorithmsClientToServerLength, fSshEncryptionAlgorithmsClientToServer},
	{fSshEncryptionAlgorithmsServerToClientLength, fSshEncryptionAlgorithmsServerToClient},
	{fSshMacAlgorithmsClientToServerLength, fSshMacAlgorithmsClientToServer},
	{fSshMacAlgorithmsServerToClientLength, fSshMacAlgorithmsServerToClient},
	{fSshCompressionAlgorithmsClientToServerLength, fSshCompressionAlgorithmsClientToServer},
	{fSshCompressionAlgorithmsServerToClientLength, fSshCompressionAlgorithmsServerToClient},
	{fSshLanguagesClientToServerLength, fSshLanguagesClientToServer},
	{fSshLanguagesServerToClientLength, fSshLanguagesServerToClient},
}

// sshKexInit dissects what a side offers, and agrees on it with what the other side offered.
func (d *Session) sshKexInit(t *view, off int, h *sshConn, side int) (end int) {
	d.raw(fSshCookie, t, off, 16)
	off += 16
	var lists [10]string
	for i, ids := range sshLists {
		n := int(d.uint(ids[0], t, off, 4))
		b := d.slice(t, off+4, n)
		d.asciiBytes(ids[1], t, off+4, n, b)
		lists[i] = string(b)
		off += 4 + n
	}
	d.uint(fSshFirstKexPacketFollows, t, off, 1)
	d.raw(fSshKexReserved, t, off+1, 4)
	if !d.ok() {
		return off
	}
	names, hash := fSshKexHasshAlgorithms, fSshKexHassh
	if side == 1 {
		names, hash = fSshKexHasshserverAlgorithms, fSshKexHasshserver
	}
	text := strings.Join([]string{lists[0], lists[2+side], lists[4+side], lists[6+side]}, ";")
	sum := md5.Sum([]byte(text))
	d.str(names, nil, 0, 0, text)
	d.str(hash, nil, 0, 0, hex.EncodeToString(sum[:]))
	h.sides[side].lists = &lists
	if client, server := h.sides[0].lists, h.sides[1].lists; client != nil && server != nil {
		h.kex = sshAgreed(client[0], server[0])
		for i := range 2 {
			h.cipher[i], h.mac[i] = sshAgreed(client[2+i], server[2+i]), sshAgreed(client[4+i], server[4+i])
		}
	}
	return off + 5
}

// sshAgreed returns the first name of a client's list that is in the server's too.
func sshAgreed(client, server string) string {
	known := make(map[string]bool)
	for name := range strings.SplitSeq(server, ",") {
		known[name] = true
	}
	for name := range strings.SplitSeq(client, ",") {
		if known[name] {
			return name
		}
	}
	return ""
}

// sshExchange dissects a message of the key exchange, and returns where it ends.
func (d *Session) sshExchange(t *view, off int, code uint64, h *sshConn) (end int) {
	method := sshMethodOf(h.kex)
	first := code == 30
	switch {
	case method == sshGroup:
		return d.sshGroupExchange(t, off, code)
	case first && method == sshElliptic:
		return d.sshSized(fSshEcdhQCLength, fSshEcdhQC, t, off)
	case first:
		return d.sshSized(fSshMpintLength, fSshDhE, t, off)
	}
	off = d.sshHostKey(t, off)
	if method == sshElliptic {
		off = d.sshSized(fSshEcdhQSLength, fSshEcdhQS, t, off)
	} else {
		off = d.sshSized(fSshMpintLength, fSshDhF, t, off)
	}
	off = d.sshSignature(t, off)
	h.keyed = h.keyed || d.ok()
	return off
}

// sshGroupExchange dissects a message of RFC 4419 section 5.
func (d *Session) sshGroupExchange(t *view, off int, code uint64) (end int) {
	switch code {
	case 31:
		off = d.sshSized(fSshMpintLength, fSshDhGexP, t, off)
		return d.sshSized(fSshMpintLength, fSshDhGexG, t, off)
	case 32:
		return d.sshSized(fSshMpintLength, fSshDhE, t, off)
	case 33:
		off = d.sshHostKey(t, off)
		off = d.sshSized(fSshMpintLength, fSshDhF, t, off)
		return d.sshSignature(t, off)
	case 34:
		return d.slots(t, off, slot{fSshDhGexMin, 4}, slot{fSshDhGexNbits, 4}, slot{fSshDhGexMax, 4})
	}
	return off
}

// sshSized emits a length and what has it, and returns where that ends.
func (d *Session) sshSized(length, id ID, t *view, off int) int {
	n := int(d.uint(length, t, off, 4))
	d.raw(id, t, off+4, n)
	return off + 4 + n
}

// sshHostKey dissects a server's key, RFC 4253 section 6.6, RFC 5656 section 3.1 and RFC 8709 section 4.
func (d *Session) sshHostKey(t *view, off int) int {
	d.need(t, off+8, int(d.u32(t, off+4))) // Wireshark begins with the type
	d.need(t, off+4, int(d.u32(t, off)))
	size := int(d.uint(fSshHostKeyLength, t, off, 4))
	end := off + 4 + size
	at := d.sshSized(fSshHostKeyTypeLength, fSshHostKeyType, t, off+4)
	if !d.ok() {
		return end
	}
	switch kind := string(t.b[off+8 : at]); {
	case kind == "ssh-rsa":
		at = d.sshSized(fSshMpintLength, fSshHostKeyRsaE, t, at)
		d.sshSized(fSshMpintLength, fSshHostKeyRsaN, t, at)
	case kind == "ssh-dss":
		for _, id := range [...]ID{fSshHostKeyDsaP, fSshHostKeyDsaQ, fSshHostKeyDsaG, fSshHostKeyDsaY} {
			at = d.sshSized(fSshMpintLength, id, t, at)
		}
	case strings.HasPrefix(kind, "ecdsa-sha2-"):
		at = d.sshSized(fSshHostKeyEcdsaIdLength, fSshHostKeyEcdsaId, t, at)
		d.sshSized(fSshHostKeyEcdsaQLength, fSshHostKeyEcdsaQ, t, at)
	case strings.HasPrefix(kind, "ssh-ed"):
		d.sshSized(fSshHostKeyEddsaKeyLength, fSshHostKeyEddsaKey, t, at)
	case end > at:
		d.raw(fSshHostKeyData, t, at, end-at)
	}
	return end
}

// sshSignature dissects a server's signature, RFC 4253 section 6.6. Wireshark shows what is signed with an older kind of key.
func (d *Session) sshSignature(t *view, off int) int {
	d.need(t, off+8, int(d.u32(t, off+4)))
	size := int(d.uint(fSshHostSigLength, t, off, 4))
	end := off + 4 + size
	at := d.sshSized(fSshHostSigTypeLength, fSshHostSigType, t, off+4)
	if !d.ok() {
		return end
	}
	switch kind := string(t.b[off+8 : at]); {
	case kind == "ssh-rsa":
		d.sshSized(fSshMpintLength, fSshHostSigRsa, t, at)
	case kind == "ssh-dss":
		d.sshSized(fSshMpintLength, fSshHostSigDsa, t, at)
	case strings.HasPrefix(kind, "ecdsa-sha2-"), strings.HasPrefix(kind, "ssh-ed"):
	case end > at:
		d.raw(fSshHostSigData, t, at, end-at)
	}
	return end
}

// sshMACLength is how long a check is, RFC 4253 section 6.4, RFC 6668 and OpenSSH's own.
func sshMACLength(mac string) int {
	mac = strings.TrimSuffix(mac, "-etm@openssh.com")
	switch strings.TrimSuffix(mac, "@openssh.com") {
	case "hmac-sha1", "hmac-ripemd160":
		return 20
	case "hmac-md5", "umac-128":
		return 16
	case "hmac-sha1-96", "hmac-md5-96", "hmac-sha2-256-96", "hmac-sha2-512-96":
		return 12
	case "hmac-sha2-256", "hmac-sha3-256":
		return 32
	case "hmac-sha2-512":
		return 64
	case "umac-64":
		return 8
	}
	return 0
}

// sshDeciphered tells the ciphers that Wireshark deciphers with keys, by the bytes that tell it a packet's length, 0 for others.
// Without keys it shows nothing of what they hide.
func sshDeciphered(name string) int {
	switch name {
	case "aes128-ctr", "aes192-ctr", "aes256-ctr", "aes128-cbc", "aes192-cbc", "aes256-cbc":
		return aes.BlockSize
	case "chacha20-poly1305@openssh.com":
		return 4
	}
	return 0
}

func sshIsGCM(name string) bool {
	return name == "aes128-gcm@openssh.com" || name == "aes256-gcm@openssh.com"
}

// sshZeroKeyed deciphers with a key and a nonce of zeros, the nonce counting packets.
func sshZeroKeyed(name string, packet uint64, b []byte) []byte {
	size := 32
	if strings.HasPrefix(name, "aes128") {
		size = 16
	}
	block, err := aes.NewCipher(make([]byte, size))
	if err != nil {
		return nil
	}
	var at [16]byte
	binary.BigEndian.PutUint64(at[4:], packet)
	at[15] = 2 // the first after the one for the tag
	out := make([]byte, len(b))
	cipher.NewCTR(block, at[:]).XORKeyStream(out, b)
	return out
}
