package geo_test

import (
	"encoding/binary"
	"net/netip"
	"os"
	"path/filepath"
	"sort"
	"testing"
)

// A database is a file in MaxMind's format, as maxmind.github.io/MaxMind-DB describes it, written for a test: a tree of
// the bits of IPv6 addresses, in which IPv4 is ::/96, and what it says of each network.
type database struct {
	kind     string
	networks map[string]map[string]any
}

const day = 1_795_305_600 // 2026-11-22 00:00 UTC

// write puts the file into a folder of the test's own.
func (d database) write(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), d.kind+".mmdb")
	if err := os.WriteFile(path, d.bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// none is a branch that leads nowhere; data is what leads into the data section, after the nodes and 16 zero bytes.
const none, data = -1, 1 << 20

func (d database) bytes() []byte {
	nodes := [][2]int{{none, none}}
	var section []byte
	for _, network := range sorted(d.networks) {
		p := netip.MustParsePrefix(network)
		bits, length := p.Addr().As16(), p.Bits()
		if p.Addr().Is4() {
			clear(bits[:12]) // not ::ffff:0:0/96
			length += 96
		}
		at := 0
		for i := range length {
			side := int(bits[i/8] >> (7 - i%8) & 1)
			if i == length-1 {
				nodes[at][side] = data + len(section)
				break
			}
			if nodes[at][side] == none {
				nodes = append(nodes, [2]int{none, none})
				nodes[at][side] = len(nodes) - 1
			}
			at = nodes[at][side]
		}
		section = encode(section, d.networks[network])
	}
	var out []byte
	for _, n := range nodes {
		for _, to := range n {
			switch {
			case to == none:
				to = len(nodes)
			case to >= data:
				to += len(nodes) + 16 - data
			}
			out = append(out, byte(to>>16), byte(to>>8), byte(to))
		}
	}
	out = append(append(out, make([]byte, 16)...), section...)
	out = append(out, "\xab\xcd\xefMaxMind.com"...)
	return encode(out, map[string]any{"node_count": uint32(len(nodes)), "record_size": uint16(24), "ip_version": uint16(6),
		"database_type": d.kind, "languages": []any{}, "binary_format_major_version": uint16(2),
		"binary_format_minor_version": uint16(0), "build_epoch": uint64(day), "description": map[string]any{}})
}

func sorted[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// encode appends a value: a type in three bits and a length in five, then the content.
func encode(out []byte, v any) []byte {
	switch v := v.(type) {
	case string:
		if len(v) < 29 {
			return append(append(out, 2<<5|byte(len(v))), v...)
		}
		return append(append(out, 2<<5|29, byte(len(v)-29)), v...)
	case uint16:
		return binary.BigEndian.AppendUint16(append(out, 5<<5|2), v)
	case uint32:
		return binary.BigEndian.AppendUint32(append(out, 6<<5|4), v)
	case uint64:
		return binary.BigEndian.AppendUint64(append(out, 8, 2), v)
	case []any:
		return append(out, 0, 4) // empty
	case map[string]any:
		out = append(out, 7<<5|byte(len(v)))
		for _, k := range sorted(v) {
			out = encode(encode(out, k), v[k])
		}
	}
	return out
}

func country(code string) map[string]any {
	return map[string]any{"country": map[string]any{"iso_code": code}}
}

var countries = database{"Test-Country", map[string]map[string]any{"198.51.100.0/24": country("DE"), "203.0.113.0/26": country("JP"),
	"2001:db8:ffff::/48": country("BR"), "192.0.2.0/24": {"registered_country": map[string]any{"iso_code": "AU"}}}}

var networks = database{"Test-ASN", map[string]map[string]any{
	"198.51.100.0/24": {"autonomous_system_number": uint32(64500), "autonomous_system_organization": "Example Net"},
	"203.0.113.0/24":  {"autonomous_system_number": uint32(64501)},
}}
