package anonymize_test

import (
	"bytes"
	"crypto/sha256"
	"net/netip"
	"os"
	"strings"
	"testing"

	"netlab/pcapnb"
	"netlab/pcapnb/anonymize"
	"netlab/pcapnb/rewrite"
)

// packet is an IPv4 packet, with options, of TCP (6) or UDP (17) or another protocol, whose payload it is then.
func packet(protocol byte, port uint16, options, payload string) pcapnb.Frame {
	head := []byte{0x45, 0, 0, 0, 0, 1, 0, 0, 64, protocol, 0, 0, 192, 0, 2, 9, 198, 51, 100, 9}
	switch protocol {
	case 6:
		tcp := []byte{0x30, 0x39, byte(port >> 8), byte(port), 0, 0, 0, 1, 0, 0, 0, 1, byte(5+len(options)/4) << 4, 0x18, 1, 0, 0, 0, 0, 0}
		payload = string(tcp) + options + payload
	case 17:
		n := len(payload) + 8
		payload = string([]byte{0x30, 0x39, byte(port >> 8), byte(port), byte(n >> 8), byte(n), 0, 0}) + payload
	default:
		head[0] += byte(len(options) / 4)
		payload = options + payload
	}
	n := len(head) + len(payload)
	head[2], head[3] = byte(n>>8), byte(n)
	return pcapnb.Frame{LinkType: 101, Length: n, Data: append(head, payload...)}
}

// answer is a DNS message with one record of a type.
func answer(kind byte, data string) string {
	return "\x12\x34\x81\x80\x00\x00\x00\x01\x00\x00\x00\x00\x02ab\x03org\x00\x00" + string(kind) + "\x00\x01\x00\x00\x00\x3c\x00" + string(byte(len(data))) + data
}

// clientHello is a record with a ClientHello of these cipher suites and extensions, whose length fields may be lies.
func clientHello(ciphers, ciphersSay int, extensions string) string {
	body := "\x03\x03" + strings.Repeat("r", 32) + "\x00" + string([]byte{0, byte(ciphersSay)}) + strings.Repeat("\x13\x01", ciphers/2) + "\x01\x00" +
		string([]byte{0, byte(len(extensions))}) + extensions
	return "\x16\x03\x01\x00" + string(byte(len(body)+4)) + "\x01\x00\x00" + string(byte(len(body))) + body
}

// serverHello is a record with a ServerHello of TLS 1.3 with these random bytes, which asks for another group.
func serverHello(random string) string {
	body := "\x03\x03" + random + "\x00\x13\x01\x00\x00\x0c\x00\x2b\x00\x02\x03\x04\x00\x33\x00\x02\x00\x17"
	return "\x16\x03\x03\x00" + string(byte(len(body)+4)) + "\x02\x00\x00" + string(byte(len(body))) + body
}

const serverName = "\x00\x00\x00\x15\x00\x13\x00\x00\x10www.qzxmarks.com"

// TestNoMarkPasses has "qzxmark" wherever somebody's words got through once, each in a packet of its own.
func TestNoMarkPasses(t *testing.T) {
	header := func(line string) pcapnb.Frame {
		return packet(6, 80, "", "GET / HTTP/1.1\r\n"+line+"\r\n\r\n")
	}
	for name, f := range map[string]pcapnb.Frame{
		"NAPTR regexp":           packet(17, 53, "", answer(35, "\x00\x01\x00\x01\x01u\x07E2U+sip\x13!^.*$!sip:qzxmark!i\x00")),
		"words to DNS' port":     packet(17, 53, "", "qzxmarkqzxmarkqzxmark"),
		"words to NetBIOS' port": packet(17, 137, "", "qzxmarkqzxmarkqzxmark"),
		"words to DHCP's port":   packet(17, 67, "", strings.Repeat("qzxmark", 40)),
		"words to DNS over TCP":  packet(6, 53, "", "\x00\x15qzxmarkqzxmarkqzxmark"),
		"digits to DNS' port":    packet(17, 53, "", "01\x01\x00qzxmarkqzxmarkqzxmark"),
		"NAPTR service":          packet(17, 53, "", answer(35, "\x00\x01\x00\x01\x01u\x07qzxmark\x00\x00")),
		"CAA":                    packet(17, 53, "", answer(1, "qzxmark")),
		"SVCB protocol":          packet(17, 53, "", answer(65, "\x00\x01\x00\x00\x01\x00\x08\x07qzxmark")),
		"NSEC types":             packet(17, 53, "", answer(47, "\x00\x21\x09qzxmarkss")),
		"service of no one":      packet(17, 5353, "", answer(12, "\x08_qzxmark\x04_tcp\x05local\x00")),
		"wildcard suffix":        packet(17, 53, "", answer(12, "\x07qzxmark\x02ck\x00")),
		"NetBIOS browser":        packet(17, 137, "", answer(33, "\x01__MSBROWSE__qzx\x00\x00\x00mark12qzxmarkqzxmark")),
		"media type's name":      header("Content-Type: text/html; charset=utf-8; name=qzxmark"),
		"vendor's media type":    header("Content-Type: application/vnd.qzxmark+json"),
		"accepted media type":    header("Accept: text/html, application/vnd.qzxmark"),
		"host list":              header("Host: a.org:80, qzxmark.org"),
		"host and words":         header("Host: a.org qzxmark"),
		"host's port":            header("Host: a.org:qzxmark"),
		"Vary":                   header("Vary: Accept, X-Qzxmark"),
		"Trailer":                header("Trailer: qzxmark"),
		"Connection":             header("Connection: close, qzxmark"),
		"Cache-Control":          header("Cache-Control: max-age=3, qzxmark=\"qzxmark\""),
		"Authorization":          header("Authorization: qzxmark YWJj"),
		"Authorization, alone":   header("Authorization: qzxmark"),
		"Date":                   header("Date: Mon, 02 Jan 2006 15:04:05 qzxmark"),
		"Content-Length":         header("Content-Length: 1qzxmark"),
		"Accept-Encoding":        header("Accept-Encoding: gzip, qzxmark"),
		"Upgrade":                header("Upgrade: qzxmark"),
		"field's name":           header("X-Qzxmark: 1"),
		"Access-Control":         header("Access-Control-Allow-Origin: qzxmark"),
		"version":                packet(6, 80, "", "GET / HTTP/1.qzxmark\r\n\r\n"),
		"status":                 packet(6, 80, "", "HTTP/1.1 qzxmark\r\n\r\n"),
		"status version":         packet(6, 80, "", "HTTP/1.qzxmark 200 OK\r\n\r\n"),
		"reason":                 packet(6, 80, "", "HTTP/1.1 200 qzxmark\r\n\r\n"),
		"scheme":                 packet(6, 80, "", "GET qzxmark://a.org/ HTTP/1.1\r\n\r\n"),
		"SSDP":                   packet(17, 1900, "", "NOTIFY * HTTP/1.1\r\nMAN: qzxmark\r\nCACHE-CONTROL: qzxmark\r\n\r\n"),
		"ALPN":                   packet(6, 443, "", clientHello(2, 2, "\x00\x10\x00\x0a\x00\x08\x07qzxmark")),
		"ALPS":                   packet(6, 443, "", clientHello(2, 2, "\x44\x69\x00\x0a\x00\x08\x07qzxmark")),
		"ciphers that are text":  packet(6, 443, "", clientHello(2, 2+2+2+len(serverName), serverName)),
		"ciphers past the end":   packet(6, 443, "", clientHello(2, 250, serverName)),
		"second server name":     packet(6, 443, "", clientHello(2, 2, "\x00\x00\x00\x10\x00\x0e\x00\x00\x01a\x00\x00\x07qzxmark")),
		"unknown extension":      packet(6, 443, "", clientHello(2, 2, "\x99\x99\x00\x07qzxmark")),
		"extension too long":     packet(6, 443, "", clientHello(2, 2, "\x00\x0a\x00\xffqzxmark")),
		"status request":         packet(6, 443, "", clientHello(2, 2, "\x00\x05\x00\x07qzxmark")),
		"signature algorithms":   packet(6, 443, "", clientHello(2, 2, "\x00\x0d\x00\x0a\x00\x08qzxmarks")),
		"groups":                 packet(6, 443, "", clientHello(2, 2, "\x00\x0a\x00\x0a\x00\x08qzxmarks")),
		"point formats":          packet(6, 443, "", clientHello(2, 2, "\x00\x0b\x00\x08\x07qzxmark")),
		"change cipher spec":     packet(6, 443, "", "\x14\x03\x03\x00\x07qzxmark"),
		"alert":                  packet(6, 443, "", "\x15\x03\x03\x00\x02qz\x14\x03\x03\x00\x07qzxmark"),
		"unknown handshake":      packet(6, 443, "", "\x16\x03\x03\x00\x07qzxmark"),
		"IP, after the end":      packet(99, 0, "\x00qzxmark", ""),
		"IP router alert":        packet(99, 0, "\x94\x09qzxmark\x00\x00\x00", ""),
		"IP record route":        packet(99, 0, "\x07\x0b\x04qzxmark\x00", ""), /* no whole addresses */
		"TCP, after the end":     packet(6, 9, "\x00qzxmark", ""),
		"TCP segment size":       packet(6, 9, "\x02\x09qzxmark\x00\x00\x00", ""),
		"TCP time stamps":        packet(6, 9, "\x08\x09qzxmark\x00\x00\x00", ""),
		"TCP unknown":            packet(6, 9, "\xfd\x09qzxmark\x00\x00\x00", ""),
		"ICMP of no known kind":  packet(1, 0, "", "\x2a\x00\x00\x00qzxmarkqzxmark"),
		"IGMP of no known kind":  packet(2, 0, "", "\x2a\x00\x00\x00qzxmarkqzxmark"),
		"SCTP acknowledgments":   packet(132, 0, "", "\x30\x39\x30\x39\x00\x00\x00\x01\x00\x00\x00\x00\x03\x00\x00\x1c\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x00qzxmarkqzxma"),
		"SCTP gaps":              packet(132, 0, "", "\x30\x39\x30\x39\x00\x00\x00\x01\x00\x00\x00\x00\x03\x00\x00\x18\x00\x00\x00\x01\x00\x00\x00\x01\x00\x01\x00\x01qzxmqzxm"),
		"TCP acknowledgments":    packet(6, 9, "\x05\x0aqzxmarks\x00\x00", ""),
		"NTP times":              packet(17, 123, "", "\x24\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xc0\x00\x02\x01"+strings.Repeat("qzxmarks", 4)),
		"MPLS labels":            {LinkType: 1, Length: 114, Data: []byte("\x02\x00\x00\x00\x00\x01\x02\x00\x00\x00\x00\x02\x88\x47" + strings.Repeat("\x00\x01\x00\x40", 16) + strings.Repeat("qzxmark\x00", 4))},
		"IP time stamps":         packet(99, 0, "\x44\x14\x05\x00qzxmarksqzxmarks", ""),
		"DHCP number of no size": packet(17, 67, "", "\x01\x01\x06\x00"+strings.Repeat("\x00", 232)+"\x63\x82\x53\x63\x33\x07qzxmark\x0d\x07qzxmark\xff"),
		"DHCP after the end":     packet(17, 67, "", "\x01\x01\x06\x00"+strings.Repeat("\x00", 232)+"\x63\x82\x53\x63\xffqzxmark"),
		"DHCPv6 preference":      packet(17, 546, "", "\x01\x00\x00\x01\x00\x07\x00\x07qzxmark\x00\x20\x00\x07qzxmark"),
		"NTP clock":              packet(17, 123, "", "\x24\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00mark"+strings.Repeat("\x00", 32)+"qzxmark"),
		"NTP control":            packet(17, 123, "", "\x16qzxmarkqzxmark"),
		"Teredo":                 packet(17, 3544, "", "mark"+strings.Repeat("qzxmark", 8)),
		"NTP private":            packet(17, 123, "", "\x17qzxmarkqzxmark"),
		"hello retry":            packet(6, 443, "", serverHello("\xcf\x21\xad\x74\xe5\x9a\x61\x11"+strings.Repeat("mark", 6))),
		"radiotap":               {LinkType: 127, Length: 28, Data: []byte("\x00\x00\x12\x00\x02\x00\x00\x40\x00qzxmarkq\x00\xd4\x00\x00\x00\x02\x00\x00\x00\x00\x01")},
		"country":                {LinkType: 105, Length: 50, Data: []byte("\x80\x00\x00\x00\xff\xff\xff\xff\xff\xff\x02\x00\x00\x00\x00\x01\x02\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x64\x00\x01\x00\x07\x0aDEqzxmark!\x30\x0aqzxmarkqzx")},
		"cooked":                 {LinkType: 113, Length: 24, Data: []byte("\x00\x00\x00\x01\x00\x08qzxmark!\x88\xb5qzxmark")},
		"group of words":         {LinkType: 1, Length: 21, Data: []byte("\x01qzxmaqzxmark\x88\xb5qzxmark")},
		"multicast MAC":          {LinkType: 1, Length: 21, Data: []byte("\x33\x33mark\x02\x00\x00\x00\x00\x01\x88\xb5qzxmark")},
	} {
		for _, payload := range []rewrite.Payload{rewrite.Drop, rewrite.Zero} {
			out := bytes.ToLower(rewritten(t, []pcapnb.Frame{f}, payload)[0])
			for _, mark := range []string{"qzxma", "mark"} {
				if bytes.Contains(out, []byte(mark)) {
					t.Errorf("%s, payload %d: %q is left in %q", name, payload, mark, out)
				}
			}
		}
	}
}

// TestKnownWordsStay checks that what everybody uses is still there.
func TestKnownWordsStay(t *testing.T) {
	for _, text := range []string{
		"GET /a.html HTTP/1.1\r\nContent-Type: text/html; charset=utf-8\r\nAccept: text/html,application/xhtml+xml;q=0.9,*/*;q=0.8\r\n",
		"GET / HTTP/1.1\r\nConnection: keep-alive, Upgrade\r\nCache-Control: max-age=3600, no-cache\r\nVary: Accept-Encoding\r\nTE: trailers\r\n",
		"HTTP/1.1 404 Not Found\r\nDate: Mon, 02 Jan 2006 15:04:05 GMT\r\nContent-Length: 1234567\r\nContent-Range: bytes 0-499/1234\r\n",
	} {
		for line := range strings.Lines(text) {
			line = strings.TrimSpace(strings.TrimPrefix(line, "GET /a.html"))
			if out := rewritten(t, []pcapnb.Frame{packet(6, 80, "", text+"\r\n")}, rewrite.Drop)[0]; !bytes.Contains(out, []byte(line)) && !strings.HasPrefix(line, "GET") {
				t.Errorf("%q is not in %q", line, out)
			}
		}
	}
	magic := sha256.Sum256([]byte("HelloRetryRequest")) // RFC 8446, 4.1.3
	for _, f := range []pcapnb.Frame{packet(6, 443, "", serverHello(string(magic[:]))), packet(17, 123, "", "\x16\x81"+strings.Repeat("\x00", 10))} {
		if out := rewritten(t, []pcapnb.Frame{f}, rewrite.Zero)[0]; !bytes.Equal(out[28:], f.Data[28:]) {
			t.Errorf("%q became %q", f.Data[28:], out[28:])
		}
	}
	hello := rewritten(t, []pcapnb.Frame{packet(6, 443, "", clientHello(2, 2, "\x00\x10\x00\x0e\x00\x0c\x02h2\x08http/1.1"))}, rewrite.Drop)[0]
	if !bytes.HasSuffix(hello, []byte("\x13\x01\x01\x00\x00\x12\x00\x10\x00\x0e\x00\x0c\x02h2\x08http/1.1")) {
		t.Errorf("hello: %q", hello)
	}
}

// TestGroups checks what becomes of multicast addresses: those of protocols stay, one made from a prefix has the prefix
// that the network became, and its hardware address follows.
func TestGroups(t *testing.T) {
	a := anonymize.New(key, anonymize.Options{})
	for _, s := range []string{"224.0.0.251", "239.255.255.250", "ff02::fb", "ff02::1:2", "ff05::2", "127.0.0.1", "255.255.255.255", "::1"} {
		if addr := netip.MustParseAddr(s); a.Addr(addr) != addr {
			t.Errorf("%v became %v", addr, a.Addr(addr))
		}
	}
	for _, s := range []string{"239.1.2.3", "233.252.0.1", "ff15::abcd:1", "ff02::616c:6963", "ff3e:40:2001:db8:1:2:0:1", "ff75:940:2001:db8:1:2::7", "240.1.2.3", "0.1.2.3", "127.9.8.7"} {
		addr := netip.MustParseAddr(s)
		if to := a.Addr(addr); to == addr || to.IsMulticast() != addr.IsMulticast() || to.IsLoopback() != addr.IsLoopback() {
			t.Errorf("%v became %v", addr, to)
		}
	}
	group := a.Addr(netip.MustParseAddr("ff3e:40:2001:db8:1:2:0:1")).As16()
	network := a.Addr(netip.MustParseAddr("2001:db8:1:2::")).As16()
	if !bytes.Equal(group[4:12], network[:8]) || string(group[:4]) != "\xff\x3e\x00\x40" {
		t.Errorf("group %x of network %x", group, network)
	}
	a = anonymize.New(key, anonymize.Options{})
	node := a.Addr(netip.MustParseAddr("fe80::1234:5678")).As16()
	if got := a.Addr(netip.MustParseAddr("ff02::1:ff34:5678")).As16(); !bytes.Equal(got[13:], node[13:]) {
		t.Errorf("the group of %x is %x", node, got)
	}
	ip := packet(99, 0, "", "")
	copy(ip.Data[16:], "\xef\x81\x02\x03")
	frame := pcapnb.Frame{LinkType: 1, Length: 34, Data: append([]byte("\x01\x00\x5e\x01\x02\x03\x02\x00\x00\x00\x00\x01\x08\x00"), ip.Data...)}
	out := rewritten(t, []pcapnb.Frame{frame}, rewrite.Drop)[0]
	if want := []byte{1, 0, 0x5e, out[31] & 0x7f, out[32], out[33]}; !bytes.Equal(out[:6], want) || bytes.Equal(out[:6], frame.Data[:6]) {
		t.Errorf("the group's hardware address is %x, its address %x", out[:6], out[30:34])
	}
}

// TestMailInNAPTR reads a capture whose copy had a mail address.
func TestMailInNAPTR(t *testing.T) {
	path := "../../../shared/cases/anon_naptr.pcap"
	if _, err := os.Stat(path); err != nil {
		t.Skip("the case is not there")
	}
	for f := range anonymize.New(key, anonymize.Options{}).Packets(load(t, path)) {
		if bytes.Contains(f.Data, []byte("alice")) || bytes.Contains(f.Data, []byte("example")) {
			t.Errorf("%q", f.Data)
		}
	}
}
