// Package geo tells country and network of an IP address, from a file in MaxMind's format that you bring along:
//
//	var countries = geo.MustOpen("GeoLite2-Country.mmdb")
//
//	%%
//	country := countries.Country("country_dst", pcapnb.IPDst)
//	nb.Show(pcapnb.GroupBy(pkts, country).Sum(pcapnb.Length).SortDesc())
//
// No such file comes with this module, and no network is asked: see [Source] for where to get one. It says where an
// address is thought to be, which may be wrong. Cells that do not import this package do not link the reader.
package geo

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"strings"
	"time"

	"github.com/oschwald/maxminddb-golang"

	"netlab/pcapnb"
	"netlab/pcapnb/misuse"
)

// Source says where files that this package reads can be had.
const Source = "GeoLite2 Country and GeoLite2 ASN, free with an account: https://dev.maxmind.com/geoip/geolite2-free-geolocation-data; " +
	"or DB-IP's free files: https://db-ip.com/db/lite.php"

// A File is an open file of addresses in MaxMind's format, version 2 (maxmind.github.io/MaxMind-DB).
type File struct {
	path string
	r    *maxminddb.Reader
}

// Open opens a file such as GeoLite2-Country.mmdb. It is mapped into memory and read where it is asked.
func Open(path string) (*File, error) {
	r, err := maxminddb.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: no such file in %s. It does not come with this library; put one there: %s", path, folder(), Source)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: want a file in MaxMind's format (.mmdb, unpacked): %w", path, err)
	}
	return &File{path, r}, nil
}

// folder names the working directory, which in a notebook is the notebook's.
func folder() string {
	if dir, err := os.Getwd(); err == nil {
		return dir
	}
	return "this folder"
}

// MustOpen is Open for a notebook cell: it panics with a readable line where there is no such file.
func MustOpen(path string) *File {
	f, err := Open(path)
	if err != nil {
		panic(misuse.Textf("geo: %v", err))
	}
	return f
}

// String returns what kind of file it is and its day, to quote below a figure: "GeoLite2-Country of 2026-11-17".
func (f *File) String() string {
	m := f.r.Metadata
	return fmt.Sprintf("%s of %s", m.DatabaseType, time.Unix(int64(m.BuildEpoch), 0).UTC().Format(time.DateOnly))
}

// CountryOf returns the ISO 3166-1 code of the country where an address such as "198.51.100.20" is, or "" where the file
// has none.
func (f *File) CountryOf(address string) string {
	f.want("CountryOf", "countries", "Country", "City", "Enterprise")
	code, _ := f.country(parse("CountryOf", address))
	return code
}

// NetworkOf returns the network (autonomous system) of an address such as "198.51.100.20" as "AS64500 Example Net". It is
// "" where the file has none.
func (f *File) NetworkOf(address string) string {
	f.want("NetworkOf", "networks", "ASN", "ISP", "Enterprise")
	name, _ := f.network(parse("NetworkOf", address))
	return name
}

// Country is a field with the countries of field's addresses, as ISO 3166-1 codes. Packets whose address has none in the
// file lack it, private ones among them.
func (f *File) Country(name string, field pcapnb.Keyer[pcapnb.Packet, netip.Addr]) pcapnb.Key[pcapnb.Packet, string] {
	f.want("Country", "countries", "Country", "City", "Enterprise")
	return pcapnb.LabelFunc(name, field, f.country)
}

// Network is a field with the networks (autonomous systems) of field's addresses, as "AS64500 Example Net". Packets whose
// address has none in the file lack it.
func (f *File) Network(name string, field pcapnb.Keyer[pcapnb.Packet, netip.Addr]) pcapnb.Key[pcapnb.Packet, string] {
	f.want("Network", "networks", "ASN", "ISP", "Enterprise")
	return pcapnb.LabelFunc(name, field, f.network)
}

// want panics where the file is known to be of another kind; kinds are parts of the names of those that fit.
func (f *File) want(method, what string, kinds ...string) {
	kind := f.r.Metadata.DatabaseType
	for _, k := range kinds {
		if strings.Contains(kind, k) {
			return
		}
	}
	for _, k := range []string{"Country", "City", "ASN", "Domain", "Connection-Type", "Anonymous", "DensityIncome", "User-Count", "Static-IP"} {
		if strings.Contains(kind, k) {
			panic(misuse.Textf("geo: %s: %s is a %s file, which has no %s: open one whose kind is %s", method, f.path, kind, what, kinds[0]))
		}
	}
}

func parse(method, address string) netip.Addr {
	a, err := netip.ParseAddr(address)
	if err != nil {
		panic(misuse.Textf("geo: %s(%q): want an IP address such as 198.51.100.20", method, address))
	}
	return a
}

func (f *File) country(a netip.Addr) (string, bool) {
	var record struct {
		Country struct {
			Code string `maxminddb:"iso_code"`
		} `maxminddb:"country"`
		Flat string `maxminddb:"country_code"` // where ip-location-db writes it
	}
	f.look(a, &record)
	code := cmp.Or(record.Country.Code, record.Flat)
	return code, code != ""
}

func (f *File) network(a netip.Addr) (string, bool) {
	type network struct {
		Number uint   `maxminddb:"autonomous_system_number"`
		Name   string `maxminddb:"autonomous_system_organization"`
	}
	var record struct {
		network
		Traits network `maxminddb:"traits"` // where the Enterprise files have it
	}
	f.look(a, &record)
	n := record.network
	if n.Number == 0 {
		n = record.Traits
	}
	if n.Number == 0 {
		return "", false
	}
	return strings.TrimSpace(fmt.Sprintf("AS%d %s", n.Number, n.Name)), true
}

// look reads what the file says about an address, if anything.
func (f *File) look(a netip.Addr, record any) {
	a = a.Unmap()
	if a.Is6() && f.r.Metadata.IPVersion == 4 {
		return
	}
	if err := f.r.Lookup(net.IP(a.AsSlice()), record); err != nil {
		panic(misuse.Textf("geo: %s is damaged, get it again: looking up %v: %v", f.path, a, err))
	}
}
