package dissect

import "net/netip"

// tftpClient is who asked for a file, and whom: the answer comes from another port.
type tftpClient struct {
	host, server netip.Addr
	port         uint16
}

// tftpTransfer is what a request asked for, and how far it got.
type tftpTransfer struct {
	frame int
	file  string
	size  int // of a block
	last  int // block, counted on beyond 16 bits
}

// maxTransfers bounds those that are known.
const maxTransfers = 1 << 16

// tftpTransfers are those of a capture.
type tftpTransfers map[tftpClient]*tftpTransfer

// of finds what a datagram belongs to.
func (u tftpTransfers) of(src, dst netip.AddrPort) *tftpTransfer {
	if f := u[tftpClient{src.Addr(), dst.Addr(), src.Port()}]; f != nil {
		return f
	}
	return u[tftpClient{dst.Addr(), src.Addr(), dst.Port()}]
}

// begin notes a request.
func (u *tftpTransfers) begin(src, dst netip.AddrPort, f *tftpTransfer) {
	if *u == nil || len(*u) >= maxTransfers {
		*u = make(tftpTransfers)
	}
	(*u)[tftpClient{src.Addr(), dst.Addr(), src.Port()}] = f
}
