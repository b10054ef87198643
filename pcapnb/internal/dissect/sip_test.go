package dissect_test

import (
	"encoding/binary"
	"math/rand"
	"testing"
)

// sipDatagrams are messages of each kind, with the header fields that have fields of their own.
func sipDatagrams() [][]byte {
	invite := "INVITE sip:bob@example.com:5070;user=phone SIP/2.0\r\n"
	ok := "SIP/2.0 200 OK\r\n"
	parties := "Via: SIP/2.0/UDP pc33.example.com:5066;branch=z9hG4bK7;received=192.0.2.1;rport=77;maddr=a.example;ttl=16;comp=sigcomp;x=y\r\n" +
		"v: SIP/2.0/TCP [2001:db8::1]:5060;rport, SIP/2.0/TLS proxy.example.com;branch=z9hG4bK8\r\n" +
		"To: \"Bob \\\" B\" <sip:bob:secret@example.com:5060;user=phone;x>;tag=314;foo=bar\r\n" +
		"f: sip:alice@a.example;tag=27;y\r\nCall-ID: 2a@example.com\r\nCSeq: 314159 INVITE\r\n"
	texts := []string{
		invite + parties + "Contact: Alice <sip:alice@[2001:db8::2]:5080;transport=tcp>;q=0.7;expires=60, <sips:al@b.example>\r\nMax-Forwards: 70\r\n\r\n",
		ok + parties + "Content-Length: 0\r\n\r\n",
		"SIP/2.0 180 Ringing\r\n" + parties + "\r\n",
		"REGISTER sip:example.com SIP/2.0\r\nCSeq: 1 REGISTER\r\nContact: *\r\nExpires: 0\r\n\r\n",
		"REGISTER sip:example.com SIP/2.0\r\nCSeq: 1 REGISTER\r\n\r\n",
		"REGISTER sip:example.com SIP/2.0\r\nCSeq: 1 REGISTER\r\nm: <sip:aa@bb>;expires=0, <sip:cc@dd>\r\n\r\n",
		"SIP/2.0 200 OK\r\nCSeq: 1 REGISTER\r\nm: <sip:aa@bb>;expires=0, <sip:cc@dd>\r\n\r\n",
		"SIP/2.0 200 OK\r\nCSeq: 1 REGISTER\r\nm: <sip:cc@dd>\r\n\r\n",
		"WALK sip:example.com SIP/2.0\r\nUnknown: x\r\nSubject: folded\r\n \tvalue\r\ni: 7\r\n\r\n",
		"OPTIONS tel:+123 SIP/2.0\r\nRoute: <sip:p1.example;lr>, \"X\" <sip:user@p2.example:99;lr>;foo=1\r\nRecord-Route: Y <sip:user@p3.example:5061;lr=on>\r\n" +
			"P-Asserted-Identity: \"A\" <sip:aa@bb:5062;x=y>, <tel:99>\r\n\r\n",
		invite + "Authorization: Digest username=\"bob\", realm=\"a,b\", nonce=\"x\",uri=\"sip:a\", response=\"00\", algorithm=MD5, cnonce=\"c\"," +
			" opaque=\"o\", qop=auth, nc=00000001, foo=bar\r\nWWW-Authenticate: Digest realm=\"a\",domain=\"d\",stale=true\r\n\r\n",
		invite + sipPlainHeaders() + "\r\n",
		invite + "c: text/plain\r\nl: 5\r\n\r\nhello",
		"MESSAGE sip:aa@bb SIP/2.0\r\nContent-Type: application/pidf+xml\r\n\r\n<a/>",
		invite + "Call-ID: 8\r\nContent-Type: application/sdp\r\n\r\n" + sessionDescription,
		"\r\n\r\n", "hello", "SIP/2.0 200\r\n\r\n", "INVITE bob SIP/2.0\r\n\r\n", "SIP/2.0 2x0 OK\r\n\r\n",
	}
	var frames [][]byte
	for _, text := range texts {
		frames = append(frames, udpFrame(5060, 5060, []byte(text)), udpFrame(7777, 6666, []byte(text)))
	}
	return frames
}

const sessionDescription = "v=0\r\no=alice 1 2 IN IP4 192.0.2.10\r\ns=-\r\ni=info\r\nu=http://x.example\r\ne=a@b.example\r\np=+1 2\r\nc=IN IP4 224.2.1.1/127/3\r\n" +
	"b=AS:128\r\nt=2873397496 2873404696\r\nr=604800 3600 0 90000\r\nz=2882844526 -1h\r\nk=clear:abc\r\na=recvonly\r\na=foo:bar\r\n" +
	"m=audio 7000/2 RTP/AVP 0 3 8 9 18 13 97 101\r\ni=title\r\nc=IN IP4 192.0.2.10\r\nb=TIAS:64000\r\nk=prompt\r\na=rtpmap:97 opus/48000/2\r\n" +
	"a=fmtp:97 mode=30;x=y\r\na=rtpmap:96 AMR/8000\r\na=ptime:20\r\na=sendonly\r\n" +
	"a=candidate:1 1 UDP 2130706431 192.0.2.10 8998 typ host\r\nm=video 0 RTP/AVP 31 34 96\r\n"

// sipPlainHeaders has a line of each header field that is shown as it is.
func sipPlainHeaders() (text string) {
	for _, name := range []string{"Accept", "Accept-Contact", "Accept-Encoding", "Accept-Language", "Alert-Info", "Allow", "Allow-Events",
		"Authentication-Info", "Call-Info", "Content-Disposition", "Content-Encoding", "Content-Language", "Date", "Diversion", "SIP-ETag", "Event",
		"History-Info", "Identity", "Identity-Info", "SIP-If-Match", "In-Reply-To", "MIME-Version", "Min-Expires", "Min-SE", "Organization",
		"P-Access-Network-Info", "P-Associated-URI", "P-Called-Party-ID", "P-Charging-Vector", "P-Preferred-Identity", "P-Visited-Network-ID", "Path",
		"Priority", "Privacy", "Proxy-Require", "Reason", "Refer-To", "Referred-By", "Reject-Contact", "Replaces", "Reply-To", "Request-Disposition",
		"Require", "Security-Client", "Security-Server", "Security-Verify", "Server", "Service-Route", "Session-Expires", "Subject",
		"Subscription-State", "Supported", "Timestamp", "Unsupported", "User-Agent", "User-to-User", "Warning"} {
		text += name + ": value of <it>; x=1\r\n"
	}
	return text + "Proxy-Authenticate: Digest realm=\"a\"\r\nProxy-Authorization: Digest realm=\"a\"\r\nRAck: 776 1 INVITE\r\nRSeq: 988\r\nRetry-After: 18\r\n"
}

var sipFields = []string{"sip", "sdp", "_ws.col", "_ws.malformed", "frame.protocols"}

func TestSIP(t *testing.T) {
	sameAsTshark(t, 1, inOrder(sipDatagrams()...), sipFields...)
}

// TestSIPInPieces cuts a message at each byte: short datagrams, and datagrams that were captured in part.
func TestSIPInPieces(t *testing.T) {
	const headers = 42
	whole := sipDatagrams()[0]
	var packets []made
	for n := headers + 1; n <= len(whole); n++ {
		packets = append(packets, inOrder(udpFrame(5060, 5060, whole[headers:n]))...)
	}
	sameAsTshark(t, 1, packets, "sip.Method", "sip.Status", "sip.Call-ID", "sip.CSeq.method", "sip.to", "sip.from.tag", "_ws.col")
}

// TestSIPOverTCP sends messages in pieces, and several at once.
func TestSIPOverTCP(t *testing.T) {
	client, server := connection(50000, 5060, 1000, 2000)
	frames := handshake(client, server)
	one := "OPTIONS sip:bob@example.com SIP/2.0\r\nCall-ID: 1\r\nContent-Length: 5\r\n\r\nhello"
	seq := 1
	for _, text := range []string{one, one[:20], one[20:70], one[70:], one + one, one + one[:30], one[30:]} {
		frames = append(frames, client.data(seq, 1, text))
		seq += len(text)
	}
	sameAsTshark(t, 1, inOrder(frames...), append(sipFields, "tcp")...)
}

// TestDamagedSIP changes bytes of messages.
func TestDamagedSIP(t *testing.T) {
	sameAsTshark(t, 1, damaged(sipDatagrams(), 2), "sip.Method", "sip.Status-Code", "sip.Request-Line", "sip.User-Agent", "sip.Subject")
}

// damaged changes bytes of what the headers of UDP carry, n times for each frame.
func damaged(frames [][]byte, n int) []made {
	const headers = 42
	r := rand.New(rand.NewSource(1))
	var list [][]byte
	for _, frame := range frames {
		for range n {
			b := append([]byte(nil), frame...)
			for range 1 + r.Intn(3) {
				if len(b) > headers {
					b[headers+r.Intn(len(b)-headers)] = byte(r.Intn(256))
				}
			}
			list = append(list, b)
		}
	}
	return inOrder(list...)
}

// rtpPacket makes a packet of RTP, RFC 3550 section 5.1.
func rtpPacket(first, kind byte, sequence uint16, rest string) []byte {
	b := binary.BigEndian.AppendUint16([]byte{first, kind}, sequence)
	b = binary.BigEndian.AppendUint32(b, 160)
	return append(binary.BigEndian.AppendUint32(b, 0x9a), rest...)
}

// mediaFrames announce a medium and send packets of it, and reports on it.
func mediaFrames() [][]byte {
	frames := [][]byte{udpFrame(5060, 5060, []byte("INVITE sip:bob@example.com SIP/2.0\r\nContent-Type: application/sdp\r\n\r\n"+sessionDescription))}
	for _, packet := range [][]byte{rtpPacket(0x80, 0, 65530, "payload"), rtpPacket(0x80, 8, 65531, "payload"), rtpPacket(0x80, 0x80|3, 2, "payload"),
		rtpPacket(0x80, 97, 3, "payload"), rtpPacket(0x80, 96, 3, "payload"), rtpPacket(0x80, 72, 4, "payload"), rtpPacket(0x80, 60, 4, "payload"), rtpPacket(0, 0, 5, "payload"),
		rtpPacket(0xc0, 0, 5, "payload"), rtpPacket(0xb2, 0, 6, "\x00\x00\x00\x01\x00\x00\x00\x02\xbe\xde\x00\x01\x10\xaa\x00\x00payload\x00\x00\x03"),
		rtpPacket(0x90, 0, 7, "\x12\x34\x00\x01abcdpayload"), rtpPacket(0xa0, 0, 8, "\x01"), rtpPacket(0xa0, 0, 8, "\x00"), rtpPacket(0x80, 0, 9, ""),
		rtpPacket(0x83, 0, 9, "abcd"), {0x80, 0, 1}, {0x80}} {
		frames = append(frames, udpFrame(7000, 9000, packet))
	}
	sender := "\x80\xc8\x00\x06\x00\x00\x00\x01\xd5\x00\x00\x00\x80\x00\x00\x00\x00\x00\x00\x05\x00\x00\x00\x06\x00\x00\x00\x07"
	receiver := "\x81\xc9\x00\x07\x00\x00\x00\x01\x00\x00\x00\x02\x10\xff\xff\xff\x00\x01\x00\x02\x00\x00\x00\x03\x00\x00\x00\x04\x00\x01\x00\x00"
	described := "\x82\xca\x00\x06\x00\x00\x00\x01\x01\x02ab\x02\x01x\x00\x00\x00\x00\x02\x07\x03abc\x00\x00\x00"
	for _, packet := range []string{sender, receiver, receiver + described, sender + "\x81\xcb\x00\x01\x00\x00\x00\x01",
		"\x82\xcb\x00\x04\x00\x00\x00\x01\x00\x00\x00\x02\x04text\x00\x00\x00", "\x81\xcc\x00\x02\x00\x00\x00\x01abcd",
		"\x81\xce\x00\x02\x00\x00\x00\x01\x00\x00\x00\x02", receiver + "\x81\xcd\x00\x03\x00\x00\x00\x01\x00\x00\x00\x02\x00\x00\x00\x03", "\x81\xc8\x00\x06\x00\x00\x00\x01"} {
		frames = append(frames, udpFrame(7001, 9001, []byte(packet)), udpFrame(1000, 9001, []byte(packet)))
	}
	return frames
}

func TestMedia(t *testing.T) {
	sameAsTshark(t, 1, inOrder(mediaFrames()...), "rtp", "rtcp", "_ws.col", "_ws.malformed", "frame.protocols", "data")
}
