package oui

import (
	"bufio"
	"os"
	"strings"
	"testing"
	"time"

	"netlab/pcapnb"
)

func TestVendor(t *testing.T) {
	for _, test := range []struct{ mac, want string }{
		{"b8:27:eb:12:34:56", "Raspberry Pi Foundation"},
		{"00:00:00:00:00:00", "XEROX CORPORATION"},
		{"74:1a:e0:91:23:45", "Private"},          // a block of 28 bits
		{"20:85:93:b1:23:45", "IOG Products LLC"}, // another
		{"70:b3:d5:f2:f0:00", "TELEPLATFORMS"},    // a block of 36 bits
		{"00:50:c2:7d:5f:ff", "DEUTA-WERKE GmbH"}, // an IAB, whose first 24 bits are the IEEE's own
		{"52:54:00:12:34:56", ""},                 // made up by QEMU
		{"ff:ff:ff:ff:ff:ff", ""},                 // everybody
	} {
		mac, err := pcapnb.ParseMAC(test.mac)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := Vendor(mac); got != test.want || ok != (test.want != "") {
			t.Errorf("Vendor(%s) = %q, %v, want %q", test.mac, got, ok, test.want)
		}
	}
}

func TestDate(t *testing.T) {
	if _, err := time.Parse(time.DateOnly, Date()); err != nil {
		t.Error(err)
	}
}

// Wireshark's list is made from the IEEE's too, on another day and with other entries besides.
func TestVendorsAreWiresharks(t *testing.T) {
	f, err := os.Open("/usr/share/wireshark/manuf")
	if err != nil {
		t.Skip("Wireshark's list is not installed: ", err)
	}
	defer f.Close()
	same, all := 0, 0
	for lines := bufio.NewScanner(f); lines.Scan(); {
		fields := strings.Split(lines.Text(), "\t")
		if len(fields) != 3 || strings.HasPrefix(fields[0], "#") {
			continue
		}
		mac, err := pcapnb.ParseMAC(strings.TrimSpace(fields[0])[:8] + ":ff:ff:ff")
		if err != nil || len(strings.TrimSpace(fields[0])) != 8 {
			continue
		}
		if vendor, ok := Vendor(mac); ok {
			all++
			if words(vendor) == words(fields[2]) {
				same++
			}
		}
	}
	if all < 20000 || same < all*9/10 {
		t.Errorf("%d of %d vendors are called the same as in Wireshark", same, all)
	}
}

// words makes names that are spelt a little differently the same.
func words(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" .,&-'\"()", r) {
			return -1
		}
		return r
	}, strings.ToLower(strings.TrimSpace(s)))
}

func BenchmarkVendor(b *testing.B) {
	for b.Loop() {
		Vendor(pcapnb.MAC{0xb8, 0x27, 0xeb, 1, 2, 3})
	}
}
