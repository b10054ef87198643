package objects

import (
	"bytes"
	"encoding/binary"
	"net/netip"
	"strconv"
	"strings"

	"netlab/pcapnb"
)

// Operations of TFTP, RFC 1350 section 5 and RFC 2347.
const (
	tftpRead = 1 + iota
	tftpWrite
	tftpData
	tftpAck
	tftpError
	tftpOptions
)

// A transfer is a file on its way.
type transfer struct {
	host, name string
	next       uint16 // number of the block that is due
	size       int    // of a block but the last
	data       []byte
}

// transfers are those that are open, by the end that asked, whose port stays.
type transfers map[netip.AddrPort]*transfer

// fromTFTP are the files that TFTP carries, those that come to their end.
func fromTFTP(ps pcapnb.Packets) (list List) {
	open := transfers{}
	for _, p := range ps {
		if p.Protocol() != "UDP" {
			continue
		}
		if o, done := open.packet(p); done {
			list = append(list, o)
		}
	}
	return list
}

// packet takes a datagram, and returns the file that it completes.
func (open transfers) packet(p pcapnb.Packet) (o Object, done bool) {
	b := p.Payload()
	if len(b) < 4 {
		return o, false
	}
	src, dst := netip.AddrPortFrom(p.IPSrc(), uint16(p.PortSrc())), netip.AddrPortFrom(p.IPDst(), uint16(p.PortDst()))
	op := binary.BigEndian.Uint16(b)
	if p.PortDst() == 69 && (op == tftpRead || op == tftpWrite) {
		if name, _, ok := bytes.Cut(b[2:], []byte{0}); ok {
			open[src] = &transfer{host: dst.Addr().String(), name: string(name), next: 1, size: 512}
		}
		return o, false
	}
	asker := dst
	t := open[dst]
	if t == nil {
		asker = src
		if t = open[src]; t == nil {
			return o, false
		}
	}
	switch op {
	case tftpOptions:
		t.size = blockSize(b[2:], t.size)
	case tftpError:
		delete(open, asker)
	case tftpData:
		if binary.BigEndian.Uint16(b[2:]) != t.next {
			return o, false // sent again
		}
		t.data = append(t.data, b[4:]...)
		t.next++
		if len(b)-4 < t.size {
			delete(open, asker)
			return newObject("TFTP", p.Number(), t.host, t.name, "", t.data), true
		}
	}
	return o, false
}

// blockSize reads the option of RFC 2348 among those that are agreed on.
func blockSize(b []byte, size int) int {
	options := bytes.Split(b, []byte{0})
	for i := 0; i+1 < len(options); i += 2 {
		if n, err := strconv.ParseUint(string(options[i+1]), 10, 16); err == nil && n >= 8 && strings.EqualFold(string(options[i]), "blksize") {
			size = int(n)
		}
	}
	return size
}
