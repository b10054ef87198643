package anonymize

import (
	"math/rand/v2"
	"net/netip"
	"testing"

	"netlab/pcapnb"
	"netlab/pcapnb/rewrite"
)

// TestOneToOne checks that no two short names, addresses or cards become one.
func TestOneToOne(t *testing.T) {
	a := New(Key{1}, Options{})
	words := make(map[string]string)
	for _, c := range alphabet {
		for _, d := range alphabet {
			w := string(c) + string(d)
			if other, ok := words[a.word(w)]; ok {
				t.Errorf("%q and %q both became %q", w, other, a.word(w))
			}
			words[a.word(w)] = w
		}
	}
	r := rand.New(rand.NewPCG(3, 4))
	addrs, macs := make(map[netip.Addr]netip.Addr), make(map[pcapnb.MAC]pcapnb.MAC)
	for range 20000 {
		addr := netip.AddrFrom4([4]byte{byte(r.IntN(3)) * 96, 168, byte(r.Uint32()), byte(r.Uint32())})
		if other, ok := addrs[a.Addr(addr)]; ok && other != addr {
			t.Errorf("%v and %v both became %v", addr, other, a.Addr(addr))
		}
		addrs[a.Addr(addr)] = addr
		m := pcapnb.MAC{0, 0x11, 0x32, byte(r.Uint32()), byte(r.Uint32()), byte(r.Uint32())}
		if other, ok := macs[a.MAC(m)]; ok && other != m {
			t.Errorf("%v and %v both became %v", m, other, a.MAC(m))
		}
		macs[a.MAC(m)] = m
	}
}

// TestKinds checks that addresses stay in their ranges, that prefixes as long as these are kept exactly, and that addresses inside
// addresses are mapped as on their own.
func TestKinds(t *testing.T) {
	a := New(Key{1}, Options{})
	for _, size := range []int{4, 16} {
		for _, pair := range neighbours(2000, size) {
			x, y := pair[0], pair[1]
			if rewrite.Special(x) != rewrite.Special(a.Addr(x)) {
				t.Errorf("%v became %v", x, a.Addr(x))
			}
			if common := commonBits(x, y); common >= 32 && commonBits(a.Addr(x), a.Addr(y)) != common {
				t.Errorf("%v and %v share %d bits, afterwards %d", x, y, common, commonBits(a.Addr(x), a.Addr(y)))
			}
		}
	}
	v4 := a.Addr(netip.MustParseAddr("192.0.2.9")).As4()
	for _, test := range []struct {
		addr string
		at   int
		mask byte
	}{{"::ffff:192.0.2.9", 12, 0}, {"64:ff9b::c000:209", 12, 0}, {"2002:c000:209::1", 2, 0}, {"2001:0:c000:209::", 4, 0}, {"2001:0:1:2:3:4:3fff:fdf6", 12, 0xff}} {
		b := a.Addr(netip.MustParseAddr(test.addr)).As16()
		for i, c := range v4 {
			if b[test.at+i]^test.mask != c {
				t.Errorf("%s became %v, which does not hold %v", test.addr, netip.AddrFrom16(b), v4)
				break
			}
		}
	}
}

// TestName checks which labels stay.
func TestName(t *testing.T) {
	a := New(Key{1}, Options{})
	word := a.word
	for _, test := range []struct{ in, want string }{
		{"www.Shop.co.uk", "www." + word("shop") + ".co.uk"},
		{"laptop", word("laptop")},
		{"printer.local", word("printer") + ".local"},
		{"bob's printer._ipp._tcp.local", word("bob's printer") + "._ipp._tcp.local"},
		{"_0123456789abcdef0123456789abcdef01234567._sub._bittorrent._tcp.local", word("_0123456789abcdef0123456789abcdef01234567") + "._sub._bittorrent._tcp.local"},
		{"lb._dns-sd._udp.example", "lb._dns-sd._udp.example"},
		{"router.home.arpa", word("router") + ".home.arpa"},
		{"co.uk", "co.uk"},
		{"a.nosuchsuffix", word("a") + "." + word("nosuchsuffix")},
		{"", ""},
	} {
		if got := a.Name(test.in); got != test.want {
			t.Errorf("Name(%q) = %q, want %q", test.in, got, test.want)
		}
	}
}
