package objects

import (
	"net/netip"
	"regexp"
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
func ftp(control *pcapnb.Stream, streams []*pcapnb.Stream) (list List) {
	var at []netip.AddrPort // where the next transfer's connection ends
	used := map[*pcapnb.Stream]bool{}
	for _, l := range linesOf(control) {
		word, rest := command(l.text)
		switch {
		case !l.fromClient && word == "227", l.fromClient && word == "PORT":
			at = passiveEnds(control, l, rest)
		case !l.fromClient && word == "229", l.fromClient && word == "EPRT":
			at = extendedEnds(control, l, rest)
		case l.fromClient && (word == "RETR" || word == "STOR"):
			if s := connection(streams, at, used, l.packet); s != nil {
				used[s] = true
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

// connection is the stream of a transfer that was asked for in a packet: of those that end there and were not used, the one that begins last
// before the packet, or else the first after it.
func connection(streams []*pcapnb.Stream, at []netip.AddrPort, used map[*pcapnb.Stream]bool, packet int) (found *pcapnb.Stream) {
	for _, s := range streams {
		if used[s] || len(at) == 0 || !ends(s, at[0]) && !ends(s, at[len(at)-1]) {
			continue
		}
		before := s.Packets[0].Number() < packet
		if found == nil || before {
			found = s
		}
		if !before {
			break
		}
	}
	return found
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
