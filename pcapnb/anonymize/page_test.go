package anonymize_test

import (
	"bytes"
	"encoding/json"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"netlab/pcapnb"
	"netlab/pcapnb/anonymize"
	"netlab/pcapnb/rewrite"
)

// TestPage checks what of a text is replaced, and that it is replaced as in the capture.
func TestPage(t *testing.T) {
	a := anonymize.New(key, anonymize.Options{})
	a.Name("www.acme.example")
	a.Name("bobs-laptop")
	addr := func(s string) string { return a.Addr(netip.MustParseAddr(s)).String() }
	mac := func(s string) string {
		m, err := pcapnb.ParseMAC(s)
		if err != nil {
			t.Fatal(err)
		}
		return a.MAC(m).String()
	}
	acme, host := a.Name("acme.example"), a.Name("bobs-laptop")
	for _, test := range []struct {
		in      string
		outputs bool
		want    string
	}{
		{"from 192.168.1.23.", false, "from " + addr("192.168.1.23") + "."},
		{"192.168.1.23:443", false, addr("192.168.1.23") + ":443"},
		{"[2001:db8:1::17]:443 and fe80::1%eth0", false, "[" + addr("2001:db8:1::17") + "]:443 and " + addr("fe80::1") + "%eth0"},
		{"10.0.0.0/8 is private", false, "10.0.0.0/8 is private"},
		{"ip.dst == 192.168.7.0/24", false, "ip.dst == " + netip.PrefixFrom(a.Addr(netip.MustParseAddr("192.168.7.0")), 24).Masked().String()},
		{"127.0.0.1 ::1 224.0.0.251 255.255.255.255", true, "127.0.0.1 ::1 224.0.0.251 255.255.255.255"},
		{"at 12:34:56 of 1.2.3", false, "at 12:34:56 of 1.2.3"},
		{"<td>3c:15:c2:d9:d3:50</td>", true, "<td>" + mac("3c:15:c2:d9:d3:50") + "</td>"},
		{"3C-15-C2-D9-D3-50", true, strings.ToUpper(strings.ReplaceAll(mac("3c:15:c2:d9:d3:50"), ":", "-"))},
		{"ff:ff:ff:ff:ff:ff", true, "ff:ff:ff:ff:ff:ff"},
		{"WWW.acme.example asked", false, "www." + acme + " asked"},
		{"all of acme.example", false, "all of " + acme},
		{"mail.acme.example is new", false, a.Name("mail.acme.example") + " is new"},
		{"bobs-laptop", true, host},
		{"say bobs-laptop", false, "say " + host},
		{"the example shows why", false, "the example shows why"},
		{"9.1.168.192.in-addr.arpa", true, strings.Join(slices.Concat(reversed(addr("192.168.1.9")), []string{"in-addr.arpa"}), ".")},
		{"asked for 1.168.192.IN-ADDR.ARPA", false, "asked for " + strings.Join(slices.Concat(reversed(addr("192.168.1.0"))[1:], []string{"IN-ADDR.ARPA"}), ".")},
		{"shown by qzxmark for 12.5 ms, 0x1f, 3rd", true, "shown by " + a.Words("qzxmark") + " for 12.5 ms, 0x1f, 3rd"},
		{"unseen.co.uk", false, "unseen.co.uk"},
		{"pcapnb.Head(rows, 5); time.Now(); README.md nb.Show", true, "pcapnb.Head(rows, 5); time.Now(); README.md nb.Show"},
		{"/home/bob/x", true, "/home/" + a.Words("bob") + "/x"},
		{"bob@acme.example", true, a.Words("bob") + "@" + acme},
		{"found unseen.co.uk here", true, "found " + anonymize.New(key, anonymize.Options{}).Name("unseen.co.uk") + " here"},
	} {
		if got := a.Page(test.in, test.outputs); got != test.want {
			t.Errorf("Page(%q, %v) = %q, want %q", test.in, test.outputs, got, test.want)
		}
	}
}

// reversed are the numbers of an IPv4 address, the last one first.
func reversed(addr string) []string {
	numbers := strings.Split(addr, ".")
	slices.Reverse(numbers)
	return numbers
}

// TestReverseName6 checks that the digits of an IPv6 address' name follow the address.
func TestReverseName6(t *testing.T) {
	a := anonymize.New(key, anonymize.Options{})
	name := func(addr netip.Addr) string {
		var b strings.Builder
		digits := addr.StringExpanded()
		for i := len(digits) - 1; i >= 0; i-- {
			if digits[i] != ':' {
				b.WriteString(digits[i:i+1] + ".")
			}
		}
		return b.String() + "ip6.arpa"
	}
	addr := netip.MustParseAddr("2001:db8:1:2:3:4:5:6")
	if got, want := a.Page("see "+name(addr), true), "see "+name(a.Addr(addr)); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestNotebook rewrites a lab, looks for what the capture holds in what is left, and checks the page.
func TestNotebook(t *testing.T) {
	pkts := load(t, "../../testdata/web.pcap")
	a := anonymize.New(key, anonymize.Options{})
	a.Learn(pkts)
	data, err := os.ReadFile("../../notebooks/lab-d-traffic-traces.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	clean, notes, err := a.Notebook(data)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(clean), `"image/png"`) {
		t.Error("a figure is still there")
	}
	if !strings.Contains(strings.Join(notes, "\n"), "the figure was taken out") {
		t.Errorf("no note tells of figures: %q", notes)
	}
	var nb map[string]any
	if err := json.Unmarshal(clean, &nb); err != nil {
		t.Fatal(err)
	}
	delete(nb["metadata"].(map[string]any), "anonymized")
	rest, err := json.Marshal(nb)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pkts {
		for _, addr := range []netip.Addr{p.IPSrc(), p.IPDst()} {
			if addr.IsValid() && addr != a.Addr(addr) && isImage(a, pkts, addr) == false && strings.Contains(string(rest), addr.String()+`"`) {
				t.Fatalf("%v of the capture is still in the notebook", addr)
			}
		}
		if m := p.MACSrc(); m != (pcapnb.MAC{}) && strings.Contains(string(rest), m.String()) {
			t.Fatalf("%v of the capture is still in the notebook", m)
		}
	}
	if strings.Contains(string(rest), "static.example.org") {
		t.Error("static.example.org is still in the notebook")
	}
	path := filepath.Join(t.TempDir(), "d.ipynb")
	if err := os.WriteFile(path, clean, 0o600); err != nil {
		t.Fatal(err)
	}
	before, err := anonymize.PublishCheck(anonymize.CheckOptions{}, "../../notebooks/lab-d-traffic-traces.ipynb")
	if err != nil || len(before) == 0 {
		t.Errorf("the lab itself: %v, %v", before, err)
	}
	after, err := anonymize.PublishCheck(anonymize.CheckOptions{}, path)
	if err != nil {
		t.Error(err)
	}
	for _, f := range after {
		if f.Kind != "user name" {
			t.Errorf("still private: %v", f)
		}
	}
	page := filepath.Join(filepath.Dir(path), "d.html")
	text := a.Addr(netip.MustParseAddr("192.168.1.23")).String() + " and 192.168.99.98"
	if err := os.WriteFile(page, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if beside, err := anonymize.PublishCheck(anonymize.CheckOptions{}, page); err != nil || len(beside) != 1 || beside[0].Text != "192.168.99.98" {
		t.Errorf("%q beside the notebook: %v, %v", text, beside, err)
	}
}

// isImage says whether an address of the capture is also what another one became.
func isImage(a *anonymize.Anonymizer, pkts pcapnb.Packets, addr netip.Addr) bool {
	for _, p := range pkts {
		if p.IPSrc().IsValid() && a.Addr(p.IPSrc()) == addr || p.IPDst().IsValid() && a.Addr(p.IPDst()) == addr {
			return true
		}
	}
	return false
}

// TestPublishCheck checks each kind of finding, and texts in which there is nothing to find.
func TestPublishCheck(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"from 192.168.1.23 to 198.51.100.20", "private address 192.168.1.23"},
		{"fd00::17", "private address fd00::17"},
		{"10.0.0.0/8, 127.0.0.1, ff02::1, 8.8.8.8, at 12:34:56", ""},
		{"fe80::3e15:c2ff:fed9:d350", "link-local address fe80::3e15:c2ff:fed9:d350"},
		{"3c:15:c2:d9:d3:50", "MAC address 3c:15:c2:d9:d3:50"},
		{"ff:ff:ff:ff:ff:ff 01:00:5e:00:00:fb", ""},
		{"bob@acme.co.uk", "mail address bob@acme.co.uk"},
		{"someone@example.org", ""},
		{"printer.local", "host name printer.local"},
		{"open /home/bob/x.pcap", "user name bob"},
		{"Authorization: Basic Ym9iOnNlY3JldA==", "password Ym9i…"},
		{"authorization: Bearer abcdefgh12345678", "token abcd…"},
		{"Set-Cookie: sid=0123456789abcdef; Path=/", "cookie sid=…"},
		{"PASS hunter2\r\n", "password hu…"},
		{"220 ready\nUSER bob\nPASS hunter2\n", "user name bob,password hu…"},
		{"AUTH PLAIN AGJvYgBzZWNyZXQ=", "password AGJv…"},
		{"a1 LOGIN bob secret1", "password se…"},
		{"password=secret99", "password se…"},
		{"ftp://bob:secret99@ftp.acme.test/", "password se…"},
		{"api_key: 0123456789abcdef", "token 0123…"},
		{"ghp_0123456789abcdefghij0123", "token ghp_…"},
		{"-----BEGIN RSA PRIVATE KEY-----", "private key ----…"},
		{"CLIENT_RANDOM " + strings.Repeat("ab", 32) + " " + strings.Repeat("cd", 48), "TLS secret CLIE…"},
	} {
		path := filepath.Join(t.TempDir(), "page.html")
		if err := os.WriteFile(path, []byte(test.text), 0o600); err != nil {
			t.Fatal(err)
		}
		found, err := anonymize.PublishCheck(anonymize.CheckOptions{}, path)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range found {
			got = append(got, f.Kind+" "+f.Text)
		}
		if strings.Join(got, ",") != test.want {
			t.Errorf("%q: %q, want %q", test.text, got, test.want)
		}
	}
}

// segment is an Ethernet frame with a TCP segment, or UDP, that carries a text.
func segment(protocol byte, from, to uint16, text string) []byte {
	b := make([]byte, 14, 14+20+20+len(text))
	b[12] = 8
	hl := 20
	if protocol == 17 {
		hl = 8
	}
	b = append(b, 0x45, 0, 0, byte(20+hl+len(text)), 0, 0, 0, 0, 64, protocol, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2)
	b = append(b, byte(from>>8), byte(from), byte(to>>8), byte(to))
	if protocol == 17 {
		b = append(b, 0, byte(8+len(text)), 0, 0)
	} else {
		b = append(b, 0, 0, 0, 1, 0, 0, 0, 1, 0x50, 0x18, 1, 0, 0, 0, 0, 0)
	}
	return append(b, text...)
}

// TestCheckPackets checks each kind of login, and packets in which there is none.
func TestCheckPackets(t *testing.T) {
	for _, test := range []struct {
		frame []byte
		want  string
	}{
		{segment(6, 4000, 21, "USER bob\r\n"), "user name bob"},
		{segment(6, 4000, 21, "USER anonymous\r\n"), ""},
		{segment(6, 4000, 21, "PASS hunter2\r\n"), "password hu…"},
		{segment(6, 21, 4000, "230 User bob logged in\r\n"), ""},
		{segment(6, 4000, 110, "APOP bob 0123456789abcdef\r\n"), "user name bob"},
		{segment(6, 4000, 143, "a1 LOGIN bob secret1\r\n"), "user name bob,password se…"},
		{segment(6, 4000, 25, "AUTH PLAIN AGJvYgBzZWNyZXQ=\r\n"), "login PLAIN"},
		{segment(6, 23, 4000, "\r\nlogin: "), "login login"},
		{segment(6, 4000, 80, "GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Basic Ym9iOnNlY3JldA==\r\nCookie: sid=0123456789\r\n\r\n"), "password Ym9i…,cookie sid=…"},
		{segment(6, 4000, 80, "POST /in HTTP/1.1\r\n\r\nname=bob&password=secret99"), "password se…"},
		{segment(6, 4000, 80, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"), ""},
		{segment(17, 4000, 161, "\x30\x26\x02\x01\x01\x04\x06public\xa0\x19"), "password pu…"},
	} {
		var file bytes.Buffer
		frames := slices.Values([]pcapnb.Frame{{Number: 1, LinkType: 1, Length: len(test.frame), Data: test.frame, Time: time.Unix(1, 0)}})
		if err := rewrite.WriteTo(&file, true, frames); err != nil {
			t.Fatal(err)
		}
		pkts, err := pcapnb.Read(&file)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range anonymize.CheckPackets(pkts) {
			if f.Place != "packet 1" {
				t.Errorf("%q: at %s", test.frame, f.Place)
			}
			got = append(got, f.Kind+" "+f.Text)
		}
		if strings.Join(got, ",") != test.want {
			t.Errorf("%q: %q, want %q", test.frame, got, test.want)
		}
		var clean bytes.Buffer
		if err := rewrite.WriteTo(&clean, true, anonymize.New(key, anonymize.Options{}).Packets(pkts)); err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{"USER bob", "hunter2", "secret", "AGJvYgBz", "Ym9iOnNl", "0123456789", "public"} {
			if bytes.Contains(clean.Bytes(), []byte(secret)) {
				t.Errorf("%q: %q is in its copy", test.frame, secret)
			}
		}
	}
}
