package objects

import (
	"cmp"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"netlab/pcapnb"
)

var (
	// passive are address and port of a reply to PASV or of PORT, RFC 959 section 4.1.2.
	passive = regexp.MustCompile(`(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3})`)
	// extended are those of a reply to EPSV or of EPRT, RFC 2428; the port only in the former.
	extended = regexp.MustCompile(`\|(?:[12]\|([0-9a-fA-F:.]+)\||\|\|)(\d{1,5})\|`)
)

// ftp are the files whose transfer a control connection asks for.
func ftp(control *pcapnb.Stream, free connections) (list List) {
	var at []netip.AddrPort // where the next transfer's connection ends
	for _, l := range linesOf(control) {
		word, rest := command(l.text)
		switch {
		case !l.fromClient && word == "227", l.fromClient && word == "PORT":
			at = passiveEnds(control, l, rest)
		case !l.fromClient && word == "229", l.fromClient && word == "EPRT":
			at = extendedEnds(control, l, rest)
		case l.fromClient && (word == "RETR" || word == "STOR"):
			if s := free.take(at, l.packet); s != nil {
				if o, ok := carried(control, s, word == "STOR", rest); ok {
					list = append(list, o)
				}
			}
			at = nil
		}
	}
	return list
}

// passiveEnds are where a transfer's connection ends: where the line says, and at the one who says it, who may not know
// what address others see.
func passiveEnds(control *pcapnb.Stream, l line, text string) []netip.AddrPort {
	m := passive.FindStringSubmatch(text)
	if m == nil {
		return nil
	}
	high, _ := strconv.Atoi(m[5])
	low, _ := strconv.Atoi(m[6])
	if high > 255 || low > 255 {
		return nil
	}
	return endsAt(control, l, strings.Join(m[1:5], "."), uint16(high<<8|low))
}

func extendedEnds(control *pcapnb.Stream, l line, text string) []netip.AddrPort {
	m := extended.FindStringSubmatch(text)
	if m == nil {
		return nil
	}
	port, err := strconv.ParseUint(m[2], 10, 16)
	if err != nil {
		return nil
	}
	return endsAt(control, l, m[1], uint16(port))
}

func endsAt(control *pcapnb.Stream, l line, address string, port uint16) []netip.AddrPort {
	said := control.Server.Addr()
	if l.fromClient {
		said = control.Client.Addr()
	}
	at := []netip.AddrPort{netip.AddrPortFrom(said, port)}
	if addr, err := netip.ParseAddr(address); err == nil {
		at = append(at, netip.AddrPortFrom(addr, port))
	}
	return at
}

// connections are the streams that end at an address, as they begin, without those that a transfer took.
type connections map[netip.AddrPort][]*pcapnb.Stream

func connectionsOf(streams []*pcapnb.Stream) connections {
	streams = slices.SortedStableFunc(slices.Values(streams), func(a, b *pcapnb.Stream) int { return cmp.Compare(begins(a), begins(b)) })
	c := connections{}
	for _, s := range streams {
		c[s.Client] = append(c[s.Client], s)
		if s.Server != s.Client {
			c[s.Server] = append(c[s.Server], s)
		}
	}
	return c
}

// begins is the number of a stream's first packet.
func begins(s *pcapnb.Stream) int { return s.Packets[0].Number() }

// take returns the stream of a transfer that was asked for in a packet: of those that end there, the one that begins last before
// the packet, or else the first after it. It carries one transfer.
func (c connections) take(at []netip.AddrPort, packet int) (found *pcapnb.Stream) {
	for _, end := range at {
		list := c[end]
		i := c.from(end, packet)
		switch {
		case i > 0 && (found == nil || begins(found) >= packet || begins(found) < begins(list[i-1])):
			found = list[i-1]
		case i == 0 && len(list) > 0 && (found == nil || begins(found) >= packet && begins(list[0]) < begins(found)):
			found = list[0]
		}
	}
	if found != nil {
		c.drop(found.Client, found)
		c.drop(found.Server, found)
	}
	return found
}

// from is the index of the first stream at an address that begins with the packet or after it.
func (c connections) from(end netip.AddrPort, packet int) int {
	i, _ := slices.BinarySearchFunc(c[end], packet, func(s *pcapnb.Stream, n int) int { return cmp.Compare(begins(s), n) })
	return i
}

func (c connections) drop(end netip.AddrPort, s *pcapnb.Stream) {
	if i := c.from(end, begins(s)); i < len(c[end]) && c[end][i] == s {
		c[end] = slices.Delete(c[end], i, i+1)
	}
}

// carried is what a transfer's connection carried, from the server or to it.
func carried(control, s *pcapnb.Stream, toServer bool, name string) (Object, bool) {
	sender := control.Server.Addr()
	if toServer {
		sender = control.Client.Addr()
	}
	data, fromClient := s.ServerData(), false
	if s.Client.Addr() == sender && (s.Server.Addr() != sender || len(data.Bytes) == 0) {
		data, fromClient = s.ClientData(), true
	}
	if len(data.Bytes) == 0 {
		return Object{}, false
	}
	o := newObject("FTP-DATA", last(s, fromClient), control.Server.Addr().String(), name, "", data.Bytes)
	o.Missing = data.Missing
	return o, true
}
