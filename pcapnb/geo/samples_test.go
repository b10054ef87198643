package geo_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "write the sample files anew")

// samples are the files that the gallery shows: they put the hosts of our captures, whose addresses nobody has, into
// countries and networks (numbers for documentation, RFC 5398).
var samples = map[string]database{
	"country.mmdb": {"Sample-Country", map[string]map[string]any{"198.51.100.0/24": country("DE"), "203.0.113.0/26": country("JP"),
		"203.0.113.64/26": country("BR"), "2001:db8:ffff::/48": country("DE")}},
	"asn.mmdb": {"Sample-ASN", map[string]map[string]any{"198.51.100.0/24": network(64500, "Example Hosting"),
		"203.0.113.0/26": network(64501, "Example Video"), "203.0.113.64/26": network(64502, "Example Cloud"),
		"2001:db8:ffff::/48": network(64500, "Example Hosting")}},
}

func network(number uint32, name string) map[string]any {
	return map[string]any{"autonomous_system_number": number, "autonomous_system_organization": name}
}

// TestSamples compares the files with what they are made of; with -update it writes them.
func TestSamples(t *testing.T) {
	for name, d := range samples {
		path := filepath.Join("../../testdata", name)
		if *update {
			if err := os.WriteFile(path, d.bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, d.bytes()) {
			t.Errorf("%s is not what it is made of (%v): go generate ./pcapnb makes it anew", path, err)
		}
	}
}
