package dissect

import "bytes"

func init() { streamReaders["socks"] = (*Session).socks }

// socksStep is what comes next on a connection to a proxy: version 4 is answered once, version 5 (RFC 1928) agrees on how the
// client shows who it is (section 3; RFC 1929) before it asks.
type socksStep uint8

const (
	socksBegin socksStep = iota
	socksAnswer4
	socksMethod
	socksUser
	socksUserAnswer
	socksCommand
	socksAnswer5
	socksBound // answers say who has come; Wireshark takes all that follows for them
	socksCarries
	socksOver
)

// Commands that ask for a connection, RFC 1928 section 4.
const (
	socksConnect = 1
	socksBind    = 2
)

// socksConn is how far a connection to a proxy is.
type socksConn struct {
	step    socksStep
	version byte
	command byte
	port    uint16 // of the server that the client asked for
	host    uint64 // what Wireshark shows as the address of the server: the first four bytes of a request of version 4
	hasHost bool
	host6   []byte
	client  int // direction
	inner   *tcpConn
}

// socks dissects what a connection to a proxy carries. Each segment is a message until the proxy has answered; after that
// it carries what the server's port says.
func (d *Session) socks(t *view, s *segment, c *tcpConn, dir int) (done, need int) {
	h := keptOf[socksConn](&c.kept)
	if h.step == socksBegin && len(t.b) > 0 {
		h.version, h.client = t.b[0], dir
	}
	d.current = "Socks"
	d.begin(fSocks, t, len(t.b))
	d.cols.setProto(d, "Socks")
	if h.version != 4 && h.version != 5 {
		d.cols.set(d, "Unknown")
		h.step = socksOver
		return len(t.b), 0
	}
	d.cols.set(d, "Version: ", utoa(int(h.version)))
	if h.step == socksCarries {
		d.socksAsked(t, h)
		d.socksInner(t, s, h, dir)
		return len(t.b), 0
	}
	if (dir == h.client) == h.clientIsNext() {
		d.socksMessage(t, h)
	}
	return len(t.b), 0
}

// socksAsked tells with what is passed on what was asked for.
func (d *Session) socksAsked(t *view, h *socksConn) {
	d.num(fSocksVersion, t, 0, 0, uint64(h.version))
	d.num(fSocksCommand, t, 0, 0, uint64(h.command))
	if h.hasHost {
		d.num(fSocksDst, t, 0, 0, h.host)
	}
	if h.host6 != nil {
		d.raw(fSocksDstV6, &view{b: h.host6, rep: 16, src: t.src}, 0, 16)
	}
	d.num(fSocksDstport, t, 0, 0, uint64(h.port))
}

// clientIsNext reports whether the next message is the client's.
func (h *socksConn) clientIsNext() bool {
	switch h.step {
	case socksBegin, socksUser, socksCommand:
		return true
	}
	return false
}

// socksMessage dissects the message that is next.
func (d *Session) socksMessage(t *view, h *socksConn) {
	switch h.step {
	case socksBegin:
		d.cols.append(d, " Connect to server request")
		if h.version == 4 {
			d.socksRequest4(t, h)
		} else {
			d.socksMethods(t, h)
		}
	case socksAnswer4:
		d.cols.append(d, " Connect Response")
		d.slots(t, 0, slot{fSocksVersion, 1}, slot{fSocksResults, 1}, slot{fSocksDstport, 2}, slot{fSocksDst, 4})
		h.step = socksCarries
	case socksMethod:
		d.cols.append(d, " Connect to server response")
		d.slots(t, 0, slot{fSocksVersion, 1})
		h.agreed(d.uint(fSocksAuthAcceptedMethod, t, 1, 1))
	case socksUser:
		d.cols.append(d, " User authentication request")
		d.num(fSocksVersion, t, 0, 0, 5)
		d.slots(t, 0, slot{fSocksSubnegotiationVersion, 1})
		d.socksText(fSocksPassword, t, d.socksText(fSocksUsername, t, 1))
		h.step = socksUserAnswer
	case socksUserAnswer:
		d.cols.append(d, " User authentication reply")
		d.num(fSocksVersion, t, 0, 0, 5)
		d.slots(t, 0, slot{fSocksSubnegotiationVersion, 1}, slot{fSocksAuthStatus, 1})
		h.step = socksCommand
	case socksCommand:
		h.command = byte(d.socksAsk(t, " Command Request - ", fSocksCommand, h))
		h.step = socksAnswer5
	case socksAnswer5:
		d.socksAsk(t, " Command Response - ", fSocksResults, h)
		h.step = socksCarries
		if h.command == socksBind {
			h.step = socksBound
		}
	case socksBound:
		d.socksAsk(t, " Command Response: Bind remote host info", fSocksResults, h)
	}
}

// socksRequest4 dissects a request of version 4, with the name of the server where its address is 0.0.0.x.
func (d *Session) socksRequest4(t *view, h *socksConn) {
	d.uint(fSocksVersion, t, 0, 1)
	h.command = byte(d.uint(fSocksCommand, t, 1, 1))
	port := d.uint(fSocksDstport, t, 2, 2)
	if h.host, h.hasHost = uint64(d.u32(t, 0)), true; h.command == socksConnect {
		h.port = uint16(port)
	}
	addr := d.uint(fSocksDst, t, 4, 4)
	end := 8 + bytes.IndexByte(d.slice(t, 8, max(t.rep-8, 0)), 0) + 1
	d.stringTo0(fSocksUsername, t, 8, end-8)
	if addr != 0 && addr>>8 == 0 {
		d.stringTo0(fSocksV4aDnsName, t, end, t.rep-end)
	}
	h.step = socksAnswer4
}

func (d *Session) socksMethods(t *view, h *socksConn) {
	d.uint(fSocksVersion, t, 0, 1)
	n := int(d.uint(fSocksAuthMethodCount, t, 1, 1))
	for i := 0; i < n && d.ok(); i++ {
		d.uint(fSocksAuthMethod, t, 2+i, 1)
	}
	h.step = socksMethod
}

// agreed goes on with the method that the proxy chose.
func (h *socksConn) agreed(method uint64) {
	switch method {
	case 0:
		h.step = socksCommand
	case 2:
		h.step = socksUser
	default:
		h.step = socksOver
	}
}

// socksText emits a text after its length and returns where it ends.
func (d *Session) socksText(id ID, t *view, off int) int {
	n := int(d.u8(t, off))
	d.stringTo0(id, t, off+1, n)
	return off + 1 + n
}

// socksAsk dissects a request of version 5 or the answer, RFC 1928 sections 4 and 6, and returns its second byte.
func (d *Session) socksAsk(t *view, what string, id ID, h *socksConn) uint64 {
	const ipv4, name, ipv6 = 1, 3, 4
	command := uint64(h.command)
	d.uint(fSocksVersion, t, 0, 1)
	v := d.uint(id, t, 1, 1)
	if id == fSocksCommand {
		command = v
	}
	if h.step == socksBound {
		d.cols.append(d, what)
	} else {
		d.cols.append(d, what, socksCommandName(command))
	}
	d.uint(fSocksReserved, t, 2, 1)
	off := 4
	switch d.uint(fSocksAddressType, t, 3, 1) {
	case ipv4:
		if id == fSocksCommand {
			h.host, h.hasHost = uint64(d.u32(t, off)), true
		}
		off = d.slots(t, off, slot{fSocksDst, 4})
	case name:
		off = d.socksText(fSocksRemoteName, t, off)
	case ipv6:
		if id == fSocksCommand {
			h.host6 = bytes.Clone(d.slice(t, off, 16))
		}
		off = d.slots(t, off, slot{fSocksDstV6, 16})
	default:
		return v
	}
	if h.step == socksBound {
		return v
	}
	port := d.uint(fSocksPort, t, off, 2)
	if id == fSocksCommand && v == socksConnect {
		h.port = uint16(port)
	}
	return v
}

func socksCommandName(command uint64) string {
	names := [...]string{1: "Connect", "Bind", "UdpAssociate"}
	if command > 0 && command < uint64(len(names)) {
		return names[command]
	}
	return "Unknown"
}

// socksInner dissects what the proxy passes on, as a connection of its own, which puts its messages together and has a number.
func (d *Session) socksInner(t *view, s *segment, h *socksConn, dir int) {
	if h.inner == nil {
		h.inner = &tcpConn{stream: d.tcp.nStreams}
		d.tcp.nStreams++
	}
	passed := *s
	if dir == h.client {
		passed.dst = h.port
	} else {
		passed.src = h.port
	}
	can, followUp := d.canAsk, d.followUp
	d.followUp = false
	d.deeper(t, func() { d.tcpPayload(t, &passed, h.inner, dir) }) // of which any may ask a proxy again
	d.canAsk, d.followUp = can, followUp
}
