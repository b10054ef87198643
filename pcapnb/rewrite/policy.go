package rewrite

import (
	"net/netip"
	"time"

	"netlab/pcapnb"
)

// A Policy says what becomes of a capture's addresses, names, ports, times and payload. A nil function changes nothing.
// The functions must give the same answer to the same question; they are asked twice, see [Packets].
type Policy struct {
	// Addr replaces an address by one of the same family, a multicast group by a group. It is not asked for [Special] ones,
	// which stay, and the group of a solicited node (RFC 4291, 2.7.1), which follows its address.
	Addr func(netip.Addr) netip.Addr
	// MAC replaces a hardware address. It is asked for those of single stations; groups follow their addresses.
	MAC func(pcapnb.MAC) pcapnb.MAC
	// Name replaces a domain or host name, written with dots and without the last one. Reverse names (in-addr.arpa,
	// ip6.arpa) do not come here: they follow Addr. A dot within a label comes as a hyphen.
	Name func(name string) string
	// Text replaces other words: paths, cookies, TXT records, vendor classes, SSIDs. The result is cut or filled to
	// the length of the original.
	Text func(text string) string
	// Port replaces a TCP, UDP or SCTP port.
	Port func(port uint16) uint16
	// Time moves a packet's time; it is not asked where the capture has none.
	Time func(time.Time) time.Time
	// Payload says what becomes of bytes that this package does not understand.
	Payload Payload
}

// Payload says what becomes of bytes that are not understood.
type Payload uint8

const (
	// Drop cuts the packet where they begin, as a short snapshot length would; the length on the wire stays.
	Drop Payload = iota
	// Zero replaces each of them by a zero byte. Dissectors that expect something else there may call it malformed.
	Zero
	// Keep leaves them as they are.
	Keep
)

// Special says whether an address means the same in every network, so that no policy is asked for it: unspecified,
// broadcast, 127.0.0.0/23 and ::1, and the multicast groups that are assigned to a protocol (224.0.0.0/23,
// 239.255.255.250, ff02::fb and its like). Other groups may hold a network's prefix (RFC 3306, RFC 6034) or a word.
func Special(a netip.Addr) bool {
	b := a.AsSlice()
	switch {
	case !a.IsValid() || a.IsUnspecified():
		return true
	case a.Is4():
		return (b[0] == 127 || b[0] == 224) && b[1] == 0 && b[2] <= 1 || string(b) == "\xff\xff\xff\xff" || string(b) == "\xef\xff\xff\xfa"
	case a.IsMulticast():
		return isSolicited(b) || b[1]>>4 == 0 && string(b[2:13]) == "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00" && b[13] <= 1
	}
	return a.IsLoopback()
}
