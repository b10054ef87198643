package pcapnb

import (
	"encoding/binary"
	"net/netip"
	"strings"

	"netlab/pcapnb/internal/words"
)

// wrongChecksums finds checksums that are wrong. Those of a host whose frames are mostly wrong were left to its card, which
// writes them after the capture has seen the frame; single wrong ones came so over the wire. Where nobody's are right, nobody can
// have left them to a card.
func wrongChecksums(ps Packets) Findings {
	left := Finding{Name: "checksum left to the card", Unit: "frames"}
	damaged := Finding{Name: "checksum wrong", Unit: "frames",
		Text: "These frames were damaged on their way, or a program built them wrong; their receivers threw them away, so what they hold did not count there."}
	hosts := make(map[netip.Addr]*sums)
	state := make([]sumState, len(ps))
	var order []netip.Addr
	for i, p := range ps {
		if state[i] = p.sumState(); state[i] == sumUnchecked {
			continue
		}
		host := p.IPSrc()
		if hosts[host] == nil {
			hosts[host] = new(sums)
			order = append(order, host)
		}
		hosts[host].add(state[i])
	}
	for i, p := range ps {
		switch {
		case state[i] != sumWrong:
		case hosts[p.IPSrc()].left():
			left.add(p.Number())
		default:
			damaged.add(p.Number())
		}
	}
	left.Text = leftText(order, hosts)
	if len(order) > 1 && allLeft(hosts) {
		left.Name, left.Text = "checksum wrong everywhere", "Most checksums are wrong, whoever sent the frame: they went between virtual machines that leave checksums out, or somebody changed addresses in the file to make it anonymous; do not take them for damaged."
	}
	return Findings{left, damaged}
}

func leftText(order []netip.Addr, hosts map[netip.Addr]*sums) string {
	return "Most frames that " + senders(order, hosts) + " have wrong checksums: the capture ran where they were sent, and saw them before the card filled the checksums in (checksum offload); they were right on the wire, so do not take them for damaged."
}

func allLeft(hosts map[netip.Addr]*sums) bool {
	for _, s := range hosts {
		if !s.left() {
			return false
		}
	}
	return true
}

// sums counts the checksums of one sender.
type sums struct{ right, wrong int }

func (s *sums) add(state sumState) {
	if state == sumWrong {
		s.wrong++
	} else {
		s.right++
	}
}

// left tells whether the sender leaves checksums to its card.
func (s *sums) left() bool { return s.wrong > s.right }

// senders names the hosts that leave checksums to the card: "10.0.0.2 sends", "10.0.0.2, 10.0.0.3 and 4 others send".
func senders(order []netip.Addr, hosts map[netip.Addr]*sums) string {
	const most = 3
	var names []string
	for _, host := range order {
		if hosts[host].left() {
			names = append(names, host.String())
		}
	}
	switch {
	case len(names) == 1:
		return names[0] + " sends"
	case len(names) > most:
		return strings.Join(names[:most], ", ") + " and " + words.Plural(len(names)-most, "other") + " send"
	}
	return strings.Join(names, " and ") + " send"
}

type sumState uint8

const (
	sumUnchecked sumState = iota // no checksum, or not all that it covers is in the capture
	sumRight
	sumWrong
)

// sumState checks the checksums of the packet's innermost IP header (RFC 791 section 3.1) and of the TCP (RFC 9293
// section 3.1) or UDP (RFC 768) segment in it, where the capture holds all of it.
func (p Packet) sumState() sumState {
	b := p.c.Whole(p.i)
	if !p.is(hasIP) || p.l3() > len(b) || p.ipSize() > ethernetMTU && !p.toItself() {
		return sumUnchecked // what the card cuts up or joins has no checksum of its own
	}
	state := sumUnchecked
	ip := b[p.l3():]
	if p.is(hasIPv4) {
		if state = p.headerState(ip); state == sumWrong {
			return state
		}
	}
	segment, ok := p.summedSegment(ip)
	if !ok {
		return state
	}
	if onesSum(p.pseudoHeader(len(segment)), segment) != 0xffff {
		return sumWrong
	}
	return sumRight
}

func (p Packet) headerState(ip []byte) sumState {
	size, _ := p.ipHeaderLen()
	switch {
	case size < 20 || size > len(ip):
		return sumUnchecked
	case onesSum(0, ip[:size]) != 0xffff:
		return sumWrong
	}
	return sumRight
}

// summedSegment returns the TCP or UDP segment in ip, where there is a checksum to check and all that it covers.
func (p Packet) summedSegment(ip []byte) (segment []byte, ok bool) {
	size := p.IPLen()
	if p.is(hasWhole) && p.FragmentOffset() > 0 {
		size = len(ip) // the datagram's; the header's is that of its last fragment
	}
	at := p.l4() - p.l3()
	if !p.is(hasTransport) || p.is(hasFragment) || size > len(ip) || at > size || p.routed(ip) {
		return nil, false
	}
	segment = ip[at:size]
	switch {
	case p.is(hasSegment):
		return segment, len(segment) >= 20
	case p.is(hasUDP):
		length := len(segment) >= 8 && int(binary.BigEndian.Uint16(segment[4:])) == len(segment)
		return segment, length && (p.is(hasIPv6) || binary.BigEndian.Uint16(segment[6:]) != 0) // 0: the sender made none
	}
	return nil, false
}

// routed tells whether an IPv6 packet has extension headers: with a routing header the checksum counts another
// destination (RFC 8200 section 8.1).
func (p Packet) routed(ip []byte) bool {
	return p.is(hasIPv6) && p.l4()-p.l3() != 40
}

// pseudoHeader is the sum of what TCP and UDP count in from the IP header: addresses, protocol and length.
func (p Packet) pseudoHeader(length int) uint64 {
	b := p.c.Whole(p.i)[p.l3():]
	addresses := b[12:20]
	if p.is(hasIPv6) {
		addresses = b[8:40]
	}
	return uint64(onesSum(uint64(p.IPProto()+length), addresses))
}

// onesSum adds b to the ones' complement sum of 16-bit words that begins at from (RFC 1071).
func onesSum(from uint64, b []byte) uint16 {
	s := from
	for ; len(b) >= 8; b = b[8:] {
		v := binary.BigEndian.Uint64(b)
		s += v>>48 + v>>32&0xffff + v>>16&0xffff + v&0xffff
	}
	for ; len(b) >= 2; b = b[2:] {
		s += uint64(binary.BigEndian.Uint16(b))
	}
	if len(b) == 1 {
		s += uint64(b[0]) << 8
	}
	for s > 0xffff {
		s = s>>16 + s&0xffff
	}
	return uint16(s)
}
