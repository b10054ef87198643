package dissect_test

import (
	"encoding/binary"
	"strings"
	"testing"
)

// sshString is a string with its length before it.
func sshString(s string) string {
	return string(binary.BigEndian.AppendUint32(nil, uint32(len(s)))) + s
}

// sshPacket makes a packet of a message.
func sshPacket(message string) string {
	pad := 8 - (len(message)+5)%8
	if pad < 4 {
		pad += 8
	}
	return string(append(binary.BigEndian.AppendUint32(nil, uint32(len(message)+pad+1)), byte(pad))) + message + strings.Repeat("\x00", pad)
}

// sshOffer is a KEXINIT.
func sshOffer(kex, cipher, mac string) string {
	b := "\x14" + strings.Repeat("c", 16)
	for _, list := range []string{kex, "ssh-ed25519,ssh-rsa", cipher, cipher, mac, mac, "none,zlib", "none", "", "en"} {
		b += sshString(list)
	}
	return sshPacket(b + "\x01\x00\x00\x00\x00")
}

var sshKeys = []string{
	sshString("ssh-rsa") + sshString("\x03") + sshString(strings.Repeat("n", 65)),
	sshString("ssh-dss") + sshString("p") + sshString("q") + sshString("g") + sshString("y"),
	sshString("ecdsa-sha2-nistp256") + sshString("nistp256") + sshString(strings.Repeat("x", 65)),
	sshString("ssh-ed25519") + sshString(strings.Repeat("k", 32)),
	sshString("ssh-rsa-cert-v01@openssh.com") + sshString("nonce"),
}

var sshSignatures = []string{sshString("ssh-rsa") + sshString("signed"), sshString("ssh-dss") + sshString("signed"),
	sshString("ecdsa-sha2-nistp256") + sshString("signed"), sshString("ssh-ed25519") + sshString("signed"), sshString("rsa-sha2-512") + sshString("signed")}

// sshTalks are connections with every kind of key exchange, key and cipher.
func sshTalks() (frames [][]byte) {
	port := uint16(40000)
	add := func(lines ...string) {
		port++
		frames = append(frames, talk(port, 22, lines...)...)
	}
	const client, server = "SSH-2.0-client\r\n", "<SSH-2.0-server with words\r\n"
	q := sshString(strings.Repeat("Q", 32))
	cipher := []string{"aes128-ctr", "chacha20-poly1305@openssh.com,aes128-ctr", "3des-cbc", "arcfour,aes256-cbc", "aes256-gcm@openssh.com", "aes128-gcm@openssh.com"}
	mac := []string{"hmac-sha1", "umac-64-etm@openssh.com", "hmac-md5-96", "hmac-sha2-256-etm@openssh.com,hmac-sha2-512", "none", "hmac-sha2-512"}
	for i, kex := range []string{"curve25519-sha256,ecdh-sha2-nistp256", "diffie-hellman-group14-sha256", "ecdh-sha2-nistp521", "sntrup761x25519-sha512@openssh.com"} {
		for j, c := range cipher {
			n := i + j
			reply := "\x1f" + sshString(sshKeys[n%5]) + q + sshString(sshSignatures[n%5])
			add(server, client, sshOffer(kex+",x", c, mac[n%6]), "<"+sshOffer("y,"+kex, c, mac[n%6]), sshPacket("\x1e"+q),
				"<"+sshPacket(reply)+sshPacket("\x15"), sshPacket("\x15"), strings.Repeat("abcd", 25), "<"+strings.Repeat("\x00\x00\x00\x20"+strings.Repeat("e", 48), 2),
				strings.Repeat("\x00\x00\x00\x14"+strings.Repeat("z", 36), 3), "x", "<xxxxx")
		}
	}
	group := "diffie-hellman-group-exchange-sha256"
	add(client, server, sshOffer(group, "aes128-ctr", "hmac-md5"), "<"+sshOffer(group, "aes128-ctr", "hmac-md5"), sshPacket("\x22\x00\x00\x04\x00\x00\x00\x08\x00\x00\x00\x20\x00"),
		"<"+sshPacket("\x1f"+q+sshString("\x05")), sshPacket("\x20"+q), "<"+sshPacket("\x21"+sshString(sshKeys[0])+q+sshString(sshSignatures[0]))+sshPacket("\x15"),
		sshPacket("\x15"), strings.Repeat("abcd", 25), "<"+strings.Repeat("defg", 9))
	add(strings.Repeat("middle", 9), "<"+strings.Repeat("middle", 9))
	add("<SSH-1.99-old\n", "SSH-1.5-old\n", "<\x00\x00\x00\x0bppppp\x02datadata12", "\x00\x00\x00\x0cpppp\x03datadata123", "<\x00\x00\x00\x05ppp\x0ecrc!", "\x00\x00\x00\x05ppp\x0fcrc!\x00\x00\x00\x05ppp\x0fcrc!")
	for code := range byte(101) {
		add(client, sshPacket(string([]byte{code})+"\x00\x00\x00\x01a\x00\x00\x00\x01b\x00\x00\x00\x05hello\x00\x00\x00\x07ssh-rsa\x00"))
	}
	return frames
}

func init() { fillers["ssh"] = sshTalks }

func TestSSH(t *testing.T) {
	fields := []string{"ssh", "tcp.segment", "_ws", "frame.protocols"}
	sameAsTshark(t, 1, inOrder(sshTalks()...), fields...)
	offer := sshOffer("curve25519-sha256", "aes128-ctr", "hmac-sha1")
	var cut []made
	for n := range len(offer) {
		frames := talk(uint16(30000+n), 22, "SSH-2.0-x\r\n", offer[:n], offer[n:])
		frames = append(frames, talk(uint16(35000+n), 22, "SSH-2.0-x\r\n", offer)...)
		for i, f := range frames {
			if cut = append(cut, made{data: f}); i == len(frames)-1 {
				cut[len(cut)-1].cut = n
			}
		}
	}
	sameAsTshark(t, 1, timed(cut), fields...)
}
