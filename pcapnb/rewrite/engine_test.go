package rewrite

import (
	"bytes"
	"encoding/hex"
	"net/netip"
	"strings"
	"testing"

	"netlab/pcapnb"
)

// unhex makes bytes of hexadecimal digits and spaces.
func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.Join(strings.Fields(s), ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// upwards adds 1 to an address' last byte and turns names round, which keeps their lengths.
func upwards(p Payload) Policy {
	return Policy{
		Payload: p,
		Addr: func(a netip.Addr) netip.Addr {
			b := a.AsSlice()
			b[len(b)-1]++
			a, _ = netip.AddrFromSlice(b)
			return a
		},
		Name: func(s string) string {
			labels := strings.Split(s, ".")
			for i, l := range labels[:len(labels)-1] {
				b := []byte(l)
				for j := range len(b) / 2 {
					b[j], b[len(b)-1-j] = b[len(b)-1-j], b[j]
				}
				labels[i] = string(b)
			}
			return strings.Join(labels, ".")
		},
		Text: func(s string) string { return strings.Repeat("t", len(s)) },
	}
}

// message is a DNS message of one answer, with the given names as they are in it.
func message(question, owner string, kind byte, data string) string {
	return "\x12\x34\x81\x80\x00\x01\x00\x01\x00\x00\x00\x00" + question + "\x00" + string(kind) + "\x00\x01" +
		owner + "\x00" + string(kind) + "\x00\x01\x00\x00\x00\x3c\x00" + string(byte(len(data))) + data
}

// TestDNS compares messages before and after: names keep their compression, and reverse names follow addresses, also where that makes
// them longer.
func TestDNS(t *testing.T) {
	const www = "\x03abc\x07example\x03org\x00"
	for _, test := range []struct{ name, in, want string }{
		{"address", message(www, "\xc0\x0c", 1, "\xc0\x00\x02\x09"), message("\x03cba\x07elpmaxe\x03org\x00", "\xc0\x0c", 1, "\xc0\x00\x02\x0a")},
		{"pointer into a name", message(www, "\x02de\xc0\x10", 5, "\x02gh\xc0\x21"), message("\x03cba\x07elpmaxe\x03org\x00", "\x02ed\xc0\x10", 5, "\x02hg\xc0\x21")},
		{"reverse, longer", message("\x019\x012\x010\x03192\x07in-addr\x04arpa\x00", "\xc0\x0c", 12, www),
			message("\x0210\x012\x010\x03192\x07in-addr\x04arpa\x00", "\xc0\x0c", 12, "\x03cba\x07elpmaxe\x03org\x00")},
		{"text", message(www, "\xc0\x0c", 16, "\x05hello\x02ab"), message("\x03cba\x07elpmaxe\x03org\x00", "\xc0\x0c", 16, "\x05ttttt\x02tt")},
		{"unknown type", message(www, "\xc0\x0c", 77, "secret"), message("\x03cba\x07elpmaxe\x03org\x00", "\xc0\x0c", 77, "\x00\x00\x00\x00\x00\x00")},
		{"loop", message("\xc0\x0c", "\xc0\x0c", 1, "abcd"), "\x12\x34\x81\x80\x00\x01\x00\x01\x00\x00\x00\x00"},
	} {
		r := newRewriter(upwards(Drop))
		r.dns([]byte(test.in))
		if string(r.out) != test.want {
			t.Errorf("%s:\n got %q\nwant %q", test.name, r.out, test.want)
		}
		if r.delta != len(test.want)-len(test.in) && !r.cut {
			t.Errorf("%s: grew by %d", test.name, r.delta)
		}
	}
}

// udpPacket is an IPv4 packet with UDP and a checksum.
func udpPacket(t *testing.T, checksum string) []byte {
	return unhex(t, "4500 0020 0001 0000 4011 f6c8 c0000201 c0000202 1388 1389 000c "+checksum+" 61626364")
}

// TestChecksums checks the four states of a checksum.
func TestChecksums(t *testing.T) {
	for _, test := range []struct {
		name, before string
		payload      Payload
		after        string
	}{
		// Addresses grow by 2, and abcd (c4c6) becomes zeros.
		{"right", "8ffa", Keep, "8ff8"},
		{"right", "8ffa", Zero, "54bf"},
		{"none", "0000", Zero, "0000"},
		{"by the card", "8421", Zero, "8423"},
		{"wrong", "1111", Keep, "110f"},
		{"wrong", "1111", Zero, "54c0"},
	} {
		in := udpPacket(t, test.before)
		r := newRewriter(upwards(test.payload))
		r.ip4(in)
		if got := hex.EncodeToString(r.out[26:28]); got != test.after {
			t.Errorf("%s, payload %d: checksum %s became %s, want %s", test.name, test.payload, test.before, got, test.after)
		}
		if sum(0, in[:20]) == 0xffff != (sum(0, r.out[:20]) == 0xffff) {
			t.Errorf("%s: the header's checksum is not as it was: % x", test.name, r.out[:20])
		}
	}
}

// TestHTTP compares requests before and after; segments are cut where bars stand.
func TestHTTP(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"GET /a/b.html?c=d HTTP/1.1\r\nHost: abc.org:80\r\nAccept: */*\r\nCookie: id=1\r\nX-Me: bob\r\n\r\n",
			"GET tttt.htmltttt HTTP/1.1\r\nHost: cba.org:80\r\nAccept: */*\r\nCookie: tttt\r\ntttt: ttt\r\n\r\n"},
		{"GET / HTTP/1.1\r\nCookie: se|cret=1\r\nDate: x\r\n\r\nbody", "GET t HTTP/1.1\r\nCookie: tt|tttttt\r\nDate: t\r\n\r\n"},
		{"GET http://abc.org/x HTTP/1.1\r\nHost: 192.0.2.9\r\n\r\n", "GET http://cba.orgtt HTTP/1.1\r\nHost: ttttttttt\r\n\r\n"},
		{"GET / HTTP/1.1\r\nHost: 192.0.2.19\r\nAuthorization: Basic Ym9i\r\n\r\n", "GET t HTTP/1.1\r\nHost: 192.0.2.20\r\nAuthorization: Basic tttt\r\n\r\n"},
		{"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nServer: x\r\n\r\nbody", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nServer: t\r\n\r\n"},
		{"HTTP/1.1 200 Bob\r\n\r\n", "HTTP/1.1 200 ttt\r\n\r\n"},
		{"220 mail.abc.org ready\r\n", ""},
	} {
		r := newRewriter(upwards(Drop))
		s := &stream{}
		var got []string
		for part := range strings.SplitSeq(test.in, "|") {
			r.out, r.cut = nil, false
			r.streamData(s, streamKey{}, []byte(part))
			got = append(got, string(r.out))
		}
		if g := strings.Join(got, "|"); g != test.want {
			t.Errorf("%q\n got %q\nwant %q", test.in, g, test.want)
		}
	}
}

// TestServerName checks that of a ClientHello the name is replaced, the offer stays and random bytes go.
func TestServerName(t *testing.T) {
	random, key := strings.Repeat("\xaa", 32), strings.Repeat("\xbb", 32)
	extensions := "\x00\x00\x00\x0c\x00\x0a\x00\x00\x07abc.org" + "\x00\x10\x00\x05\x00\x03\x02h2" + "\x00\x33\x00\x26\x00\x24\x00\x1d\x00\x20" + key
	body := "\x03\x03" + random + "\x00\x00\x02\x13\x01\x01\x00\x00" + string(byte(len(extensions))) + extensions
	in := "\x16\x03\x01\x00" + string(byte(len(body)+4)) + "\x01\x00\x00" + string(byte(len(body))) + body
	zeros := strings.Repeat("\x00", 32)
	want := strings.NewReplacer("abc.org", "cba.org", random, zeros, key, zeros).Replace(in)
	r := newRewriter(upwards(Drop))
	r.streamData(&stream{}, streamKey{}, []byte(in+"\x17\x03\x03\x00\x10secret"))
	if got := string(r.out); got != want+"\x17\x03\x03\x00\x10" {
		t.Errorf("\n got %x\nwant %x", got, want)
	}
}

// TestFragments checks that the first of two fragments has the checksum of the whole datagram with zeros for what is dropped.
func TestFragments(t *testing.T) {
	first := unhex(t, "4500 0024 0001 2000 4011 d6c4 c0000201 c0000202 1388 1389 0018 ffff 6162636465666768")
	last := unhex(t, "4500 001c 0001 0002 4011 f6ca c0000201 c0000202 6162636465666768")
	r := newRewriter(upwards(Zero))
	var out bytes.Buffer
	for range 2 {
		out.Reset()
		for _, b := range [][]byte{first, last} {
			out.Write(r.frame(pcapnb.Frame{LinkType: 101, Length: len(b), Data: b}).Data)
		}
	}
	whole := append(append([]byte(nil), out.Bytes()[20:36]...), out.Bytes()[56:]...)
	if s := sum(pseudo(sum(0, out.Bytes()[12:20]), 17, len(whole)), whole); s != 0xffff {
		t.Errorf("the datagram's sum is %04x: % x", s, whole)
	}
}

// TestNeighbours checks that a solicited-node group and its Ethernet address follow the target, and a group in a report the
// address seen elsewhere.
func TestNeighbours(t *testing.T) {
	solicitation := unhex(t, `3333ff000017 3c15c2d9d350 86dd 60000000 0018 3a ff 20010db8000000000000000000000001 ff0200000000000000000001ff000017
		8700 0000 00000000 20010db8000000000000000000000017`)
	report := unhex(t, `333300000016 3c15c2d9d350 86dd 60000000 001c 3a 01 20010db8000000000000000000000001 ff020000000000000000000000000016
		8f00 0000 0000 0001 04000000 ff0200000000000000000001ff000017`)
	got := once(upwards(Zero), pcapnb.Frame{LinkType: 1, Length: len(solicitation), Data: solicitation}).Data
	if hex.EncodeToString(got[:6]) != "3333ff000018" || got[53] != 0x18 || got[77] != 0x18 {
		t.Errorf("solicitation: % x", got)
	}
	r := newRewriter(upwards(Zero))
	r.frame(pcapnb.Frame{LinkType: 1, Data: solicitation})
	if got := r.frame(pcapnb.Frame{LinkType: 1, Data: report}).Data; got[len(got)-1] != 0x18 {
		t.Errorf("report: % x", got)
	}
}

// TestDHCP checks the fields that name somebody.
func TestDHCP(t *testing.T) {
	b := make([]byte, 236, 400)
	copy(b, "\x01\x01\x06\x00")
	copy(b[16:], "\xc0\xa8\x01\x17")
	copy(b[28:], "\x3c\x15\xc2\xd9\xd3\x50")
	copy(b[44:], "server of bob")
	b = append(b, "\x63\x82\x53\x63\x35\x01\x01\x32\x04\xc0\xa8\x01\x17\x0c\x06laptop\x0f\x07abc.org\x3d\x07\x01\x3c\x15\xc2\xd9\xd3\x50\x2b\x03bob\x01\x04\xff\xff\xff\x00\x1c\x04\xc0\xa8\x01\xff\xff"...)
	r := newRewriter(upwards(Drop))
	r.MAC = func(pcapnb.MAC) pcapnb.MAC { return pcapnb.MAC{2, 0, 0, 0, 0, 1} }
	r.Name = strings.ToUpper
	r.dhcp(b)
	want := "\x63\x82\x53\x63\x35\x01\x01\x32\x04\xc0\xa8\x01\x18\x0c\x06LAPTOP\x0f\x07ABC.ORG\x3d\x07\x01\x02\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x01\x04\xff\xff\xff\x00\x1c\x04\xc0\xa8\x01\xff\xff"
	if got := string(r.out[236:]); got != want {
		t.Errorf("options\n got %q\nwant %q", got, want)
	}
	if string(r.out[16:20]) != "\xc0\xa8\x01\x18" || string(r.out[28:34]) != "\x02\x00\x00\x00\x00\x01" || bytes.Contains(r.out, []byte("bob")) || r.delta != 0 {
		t.Errorf("header % x", r.out[:60])
	}
}
