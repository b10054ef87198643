package geo_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"netlab/pcapnb"
	"netlab/pcapnb/geo"
)

func TestCountryOf(t *testing.T) {
	f := geo.MustOpen(countries.write(t))
	for address, want := range map[string]string{"198.51.100.20": "DE", "::ffff:198.51.100.20": "DE", "203.0.113.40": "JP",
		"203.0.113.80": "", "2001:db8:ffff::20": "BR", "2001:db8::1": "", "192.168.1.1": "", "192.0.2.1": ""} {
		if got := f.CountryOf(address); got != want {
			t.Errorf("%s is in %q, want %q", address, got, want)
		}
	}
	if got := f.String(); got != "Test-Country of 2026-11-22" {
		t.Errorf("the file is %q", got)
	}
}

func TestNetworkOf(t *testing.T) {
	f := geo.MustOpen(networks.write(t))
	for address, want := range map[string]string{"198.51.100.20": "AS64500 Example Net", "203.0.113.80": "AS64501", "192.168.1.1": ""} {
		if got := f.NetworkOf(address); got != want {
			t.Errorf("%s is in %q, want %q", address, got, want)
		}
	}
}

// Other makers and MaxMind's large files keep the same things in other places.
func TestOtherPlaces(t *testing.T) {
	flat := database{"test-asn-country", map[string]map[string]any{"198.51.100.0/24": {"country_code": "DE"}}}
	if got := geo.MustOpen(flat.write(t)).CountryOf("198.51.100.20"); got != "DE" {
		t.Errorf("country_code says %q, want DE", got)
	}
	all := database{"Test-Enterprise", map[string]map[string]any{"198.51.100.0/24": {
		"country": country("DE")["country"], "traits": network(64500, "Example Net")}}}
	f := geo.MustOpen(all.write(t))
	if got := f.NetworkOf("198.51.100.20") + " in " + f.CountryOf("198.51.100.20"); got != "AS64500 Example Net in DE" {
		t.Errorf("an Enterprise file says %q, want AS64500 Example Net in DE", got)
	}
}

func TestPacketsByCountryAndNetwork(t *testing.T) {
	pkts := pcapnb.MustLoad("../../testdata/web.pcap")
	got := fmt.Sprint(pcapnb.GroupBy(pkts, geo.MustOpen(countries.write(t)).Country("country", pcapnb.IPDst)).Sum(pcapnb.Length))
	want := "country  length (bytes)\nDE                10147\n168 packets without country (175982 bytes) are in no group"
	if strings.TrimSpace(got) != want {
		t.Errorf("by country:\n%s\nwant\n%s", got, want)
	}
	if n := pcapnb.NUnique(pkts, geo.MustOpen(networks.write(t)).Network("network", pcapnb.IPDst)); n != 1 {
		t.Errorf("%d networks, want 1", n)
	}
}

func TestOpenSaysWhatToDo(t *testing.T) {
	_, err := geo.Open("GeoLite2-Country.mmdb")
	if err == nil || !strings.Contains(err.Error(), "GeoLite2-Country.mmdb: no such file in /") || !strings.Contains(err.Error(), "https://dev.maxmind.com/") {
		t.Errorf("without the file: %v", err)
	}
	path := filepath.Join(t.TempDir(), "x.mmdb.gz")
	if err := os.WriteFile(path, []byte("\x1f\x8b no database"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := geo.Open(path); err == nil || !strings.Contains(err.Error(), "want a file in MaxMind's format (.mmdb, unpacked)") {
		t.Errorf("of another file: %v", err)
	}
}

func TestMisuse(t *testing.T) {
	c, n := geo.MustOpen(countries.write(t)), geo.MustOpen(networks.write(t))
	for want, call := range map[string]func(){
		"is a Test-ASN file, which has no countries: open one whose kind is Country": func() { n.Country("c", pcapnb.IPDst) },
		"is a Test-Country file, which has no networks: open one whose kind is ASN":  func() { c.NetworkOf("198.51.100.20") },
		`geo: CountryOf("example"): want an IP address`:                              func() { c.CountryOf("example") },
		"geo: none.mmdb: no such file":                                               func() { geo.MustOpen("none.mmdb") },
	} {
		func() {
			defer func() {
				if got := fmt.Sprint(recover()); !strings.Contains(got, want) {
					t.Errorf("panics with %q, want %q", got, want)
				}
			}()
			call()
		}()
	}
}

// TestDamagedFiles changes every byte of a file: it is refused or it answers, but nothing else happens.
func TestDamagedFiles(t *testing.T) {
	good := countries.bytes()
	path := filepath.Join(t.TempDir(), "damaged.mmdb")
	refused := 0
	for i := 0; i < len(good); i += 7 {
		bad := append([]byte(nil), good...)
		bad[i] ^= 0xff
		if err := os.WriteFile(path, bad, 0o644); err != nil {
			t.Fatal(err)
		}
		f, err := geo.Open(path)
		if err != nil {
			refused++
			continue
		}
		func() {
			defer func() {
				if r := recover(); r != nil && !strings.Contains(fmt.Sprint(r), "is damaged, get it again") {
					t.Errorf("byte %d: %v", i, r)
				}
			}()
			f.CountryOf("198.51.100.20")
			f.CountryOf("2001:db8:ffff::20")
		}()
	}
	if refused == 0 {
		t.Error("no damaged file was refused")
	}
}
