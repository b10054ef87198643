package bpf

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"netlab/pcapnb/internal/caret"
)

// synFrame is a TCP SYN from 192.168.1.2:40000 to 10.0.0.1:443.
var synFrame = []byte{
	0x02, 0, 0, 0, 0, 1, 0x02, 0, 0, 0, 0, 2, 0x08, 0x00,
	0x45, 0, 0, 40, 0, 1, 0x40, 0, 64, 6, 0, 0, 192, 168, 1, 2, 10, 0, 0, 1,
	0x9c, 0x40, 0x01, 0xbb, 0, 0, 0, 1, 0, 0, 0, 0, 0x50, 0x02, 0xff, 0xff, 0, 0, 0, 0,
}

func TestMatch(t *testing.T) {
	tests := []struct {
		filter string
		want   bool
	}{
		{"", true},
		{"tcp", true},
		{"icmp", false},
		{"tcp port 443", true},
		{"not (tcp port 443)", false},
		{"not tcp port 443", false},
		{"tcp src port 443", false},
		{"tcp dst port https", true},
		{"tcp[13] = 2", true},
		{"tcp[tcpflags] & (tcp-syn|tcp-ack) == tcp-syn", true},
		{"host 10.0.0.1 and 192.168.1.2", true},
		{"net 192.168", true},
		{"net 10.0.0.0/8 and not net 10", false},
		{"ether src 2:0:0:0:0:2", true},
		{"ether host 0200.0000.0001", true},
		{"ether dst 02-00-00-00-00-01", true},
		{"src host 192.168.1.2 or 1.1.1.1 and port 80", false}, // no precedence: (a or b) and c
		{"port 80 or src host 192.168.1.2 or 1.1.1.1", true},
		{"len = 54", true},
		{"greater 55", false},
		{"ip[2:2] - 20 = 20", true},
		{"tcp[60000] = 0", false},
		{"not tcp[60000] = 0", false}, // beyond the frame: rejected, whatever "not" says
	}
	for _, tt := range tests {
		p, err := Compile(tt.filter, 1, 65535)
		if err != nil {
			t.Errorf("%q: %v", tt.filter, err)
			continue
		}
		if got := p.Match(synFrame, len(synFrame)); got != tt.want {
			t.Errorf("%q: got %v", tt.filter, got)
		}
	}
}

func TestCutOffFramesAreRejected(t *testing.T) {
	for _, filter := range []string{"tcp port 443", "not tcp port 443", "not udp", "not host 1.2.3.4", "len < 9 or ip"} {
		p, err := Compile(filter, 1, 65535)
		if err != nil {
			t.Fatal(err)
		}
		if p.Match(synFrame[:13], len(synFrame)) {
			t.Errorf("%q lets a frame through whose type is cut off", filter)
		}
	}
}

func TestErrorsShowThePlace(t *testing.T) {
	tests := []struct{ filter, mark, msg string }{
		{"tcp prt 80", "prt", `"and", "or" or the end of the filter was expected`},
		{"tcp port", "", "a port such as 443 or https was expected"},
		{"tcp port nosuch", "nosuch", "not a service"},
		{"tcp and", "", "a primitive"},
		{"(tcp or udp", "", `")"`},
		{"80", "80", "a qualifier"},
		{"tcp or 80", "80", "a qualifier"},
		{"host 10.0.0.256", "10.0.0.256", "not an IPv4 address"},
		{"net 10.1.2.3/8", "10.1.2.3/8", "10.0.0.0 was expected"},
		{"net fe80::1/10", "fe80::1/10", "fe80::/10 was expected"},
		{"net 10.0.0.0/33", "10.0.0.0/33", "at most 32 bits"},
		{"host www.example.com", "www.example.com", "not looked up"},
		{"gateway router", "router", "ether host"},
		{"ip proto tcp", "tcp", `\tcp`},
		{"tcp[0:3] = 1", "tcp[0:3]", "1, 2 or 4 bytes"},
		{"tcp[0", "", `"]"`},
		{"tcp[0] / 0 = 1", "/ 0", "division by zero"},
		{"tcp[0] = 1 = 2", "=", "do not chain"},
		{"host 1.2.3.4 and (5.6.7.8 or port 53)", "port", "do not mix"},
		{"port 70000", "70000", "65535"},
		{"udp port ssh", "ssh", "tcp only"},
		{"ether host 10.0.0.1", "10.0.0.1", "hardware address"},
		{"host 1:2:3:4:5:6", "1:2:3:4:5:6", "ether host"},
		{"vlan 4096", "vlan 4096", "4095"},
		{"tcp 'x'", "'", "no such character"},
		{"src or port 80", "port", "other direction"},
		{"type mgt", "type mgt", "Ethernet"},
		{"inbound", "inbound", "Ethernet"},
		{"len = 099", "099", "octal"},
		{"len = 4294967296", "4294967296", "32 bits"},
	}
	for _, tt := range tests {
		_, err := Compile(tt.filter, 1, 65535)
		e, ok := errors.AsType[*caret.Error](err)
		if !ok {
			t.Errorf("%q: got %v, want a caret.Error", tt.filter, err)
			continue
		}
		if got := tt.filter[e.Pos:max(e.Pos, min(e.End, len(tt.filter)))]; got != tt.mark {
			t.Errorf("%q: the mark is under %q, not %q", tt.filter, got, tt.mark)
		}
		if !strings.Contains(e.Msg, tt.msg) {
			t.Errorf("%q: %q does not say %q", tt.filter, e.Msg, tt.msg)
		}
	}
}

func TestUnknownLinkTypes(t *testing.T) {
	if _, err := Compile("tcp", 5, 65535); err == nil {
		t.Error("link type 5 is compiled for, although nobody has it")
	}
	if _, err := Compile("tcp", 195, 65535); err == nil || !strings.Contains(err.Error(), "802.15.4") {
		t.Errorf("got %v, want an error that names the link type", err)
	}
	p, err := Compile("link[0] = 0x41 and len = 3", 195, 65535)
	if err != nil || !p.Match([]byte{0x41, 0, 0}, 3) {
		t.Errorf("bytes can be filtered on for any link type: %v", err)
	}
}

func TestMatchIsSafeForConcurrentUse(t *testing.T) {
	p, err := Compile("tcp port 443 and tcp[ip[0] & 0 + 13] = 2 and vlan or geneve", 1, 65535)
	if err != nil {
		t.Fatal(err)
	}
	want := p.Match(synFrame, len(synFrame))
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 1000 {
				if p.Match(synFrame, len(synFrame)) != want {
					t.Error("another result in another goroutine")
					return
				}
			}
		})
	}
	wg.Wait()
}

func TestMatchDoesNotAllocate(t *testing.T) {
	for _, filter := range []string{"tcp port 443", "tcp[ip[8] & 1 + 13] = 2", "geneve and tcp", "protochain 6"} {
		p, err := Compile(filter, 1, 65535)
		if err != nil {
			t.Fatal(err)
		}
		if n := testing.AllocsPerRun(100, func() { p.Match(synFrame, len(synFrame)) }); n != 0 {
			t.Errorf("%q: %v allocations a match", filter, n)
		}
	}
}

func TestLongFiltersCompile(t *testing.T) {
	for _, filter := range []string{
		"tcp" + strings.Repeat(" or host 10.0.0.1", 5000),
		strings.Repeat("(", 200) + "tcp" + strings.Repeat(")", 200),
		strings.Repeat("not ", 200) + "tcp",
	} {
		p, err := Compile(filter, 1, 65535)
		if err != nil {
			t.Errorf("%.40q…: %v", filter, err)
			continue
		}
		if !p.Match(synFrame, len(synFrame)) {
			t.Errorf("%.40q… does not match", filter)
		}
	}
	if _, err := Compile(strings.Repeat("(", 100000), 1, 65535); err == nil {
		t.Error("nesting without end is accepted")
	}
}

func BenchmarkMatch(b *testing.B) {
	for _, filter := range []string{"tcp", "tcp port 443", "host 10.0.0.1", "tcp port 443 and not net 10.0.0.0/8", "tcp[tcpflags] & (tcp-syn|tcp-fin) != 0", "tcp[ip[8] & 0 + 13] = 2"} {
		b.Run(strings.ReplaceAll(filter, "/", ":"), func(b *testing.B) {
			p, err := Compile(filter, 1, 65535)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				p.Match(synFrame, len(synFrame))
			}
		})
	}
}

func BenchmarkCompile(b *testing.B) {
	for b.Loop() {
		if _, err := Compile("tcp port 443 and not net 10.0.0.0/8", 1, 65535); err != nil {
			b.Fatal(err)
		}
	}
}
