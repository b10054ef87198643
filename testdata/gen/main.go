// Gen writes the captures of testdata that cannot be recorded everywhere: the
// ten packets of ten.pcap in other file formats and below other link layers.
// It reads nothing but ten.pcap and always writes the same bytes.
//
//	go run ./testdata/gen
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

// A making says which file holds what.
type making struct {
	name string
	make func(ten []packet) []byte
}

var makings = []making{
	{"ten.pcapng", tenNG},
	{"ten.pcap.gz", func(ten []packet) []byte { return gzipped(micro.file(ethernet, ten)) }},
	{"ten.pcap.zst", func(ten []packet) []byte { return zstandard(micro.file(ethernet, ten)) }},
	{"ten-bigendian.pcap", func(ten []packet) []byte { return microBig.file(ethernet, ten) }},
	{"ten-nanoseconds.pcap", func(ten []packet) []byte { return nano.file(ethernet, ten) }},
	{"ten-bigendian-nanoseconds.pcap", func(ten []packet) []byte { return nanoBig.file(ethernet, ten) }},
	{"ten-snaplen60.pcap", func(ten []packet) []byte { return micro.file(ethernet, snapped(ten, 60)) }},
	{"ten-cut.pcap", func(ten []packet) []byte { return cut(micro.file(ethernet, ten), 20) }},
	{"ten-bigendian.pcapng", tenBigNG},
	{"ten-simplepackets.pcapng", simpleNG},
	{"ten-twosections.pcapng", sectionsNG},
	{"ten-vlan.pcap", func(ten []packet) []byte { return micro.file(ethernet, each(ten, vlan)) }},
	{"ten-qinq.pcap", func(ten []packet) []byte { return micro.file(ethernet, each(ten, qinq)) }},
	{"ten-mpls.pcap", func(ten []packet) []byte { return micro.file(ethernet, each(ten, mpls)) }},
	{"ten-pppoe.pcap", func(ten []packet) []byte { return micro.file(ethernet, each(ten, pppoe)) }},
	{"ten-gre.pcap", func(ten []packet) []byte { return micro.file(ethernet, each(ten, gre)) }},
	{"ten-ppp.pcap", func(ten []packet) []byte { return micro.file(ppp, each(ten, pppFrame)) }},
	{"ten-rawip.pcap", func(ten []packet) []byte { return micro.file(rawIP, each(ten, onlyIP)) }},
	{"ten-null.pcap", func(ten []packet) []byte { return micro.file(null, each(ten, nullFrame)) }},
	{"ten-loop.pcap", func(ten []packet) []byte { return micro.file(loop, each(ten, loopFrame)) }},
	{"ten-wifi.pcap", func(ten []packet) []byte { return micro.file(radiotap, each(ten, wifi)) }},
	{"ieee802154.pcap", func([]packet) []byte { return micro.file(ieee802154, sensor()) }},
	{"dns.pcap", func([]packet) []byte { return micro.file(ethernet, dnsScene()) }},
	{"http.pcap", func([]packet) []byte { return micro.file(ethernet, httpScene()) }},
	{"tcp.pcap", func([]packet) []byte { return micro.file(ethernet, tcpScene()) }},
	{"ip.pcap", func([]packet) []byte { return micro.file(ethernet, ipScene()) }},
	{"quic.pcap", func([]packet) []byte { return micro.file(ethernet, quicScene()) }},
	{"rare.pcap", func([]packet) []byte { return micro.file(ethernet, rareScene()) }},
	{"cooked.pcap", func([]packet) []byte { return micro.file(cooked, cookedScene()) }},
	{"ipv6-extensions.pcap", func([]packet) []byte { return micro.file(ethernet, extensions()) }},
}

func main() {
	dir := flag.String("dir", "testdata", "folder that holds ten.pcap and gets the others")
	flag.Parse()
	if err := write(*dir); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func write(dir string) error {
	data, err := os.ReadFile(filepath.Join(dir, "ten.pcap"))
	if err != nil {
		return err
	}
	ten, err := read(data)
	if err != nil {
		return err
	}
	for _, m := range makings {
		if err := os.WriteFile(filepath.Join(dir, m.name), m.make(ten), 0o644); err != nil {
			return err
		}
	}
	return nil
}
