package dissect

// udpConn is what is known of a UDP conversation.
type udpConn struct {
	stream      int
	first, prev int64
	snmp        bool   // the second conversation of an SNMP client
	app         udpApp // chosen for the conversation, whatever its ports
	kept        kept
	announced   [2]*announcement // by the conversation's own DTLS, by direction
}

// udpTable holds the conversations of a capture.
type udpTable struct {
	conns    map[endpoints]*udpConn
	last     *udpConn
	lastKey  endpoints
	nStreams int
	snmp     map[endpoints]bool // those that have a second conversation
	tftp     tftpTransfers
}

func (u *udpTable) get(k endpoints, now int64) *udpConn {
	if u.last != nil && u.lastKey == k {
		return u.last
	}
	if u.conns == nil {
		u.conns = make(map[endpoints]*udpConn)
	}
	c := u.conns[k]
	if c == nil {
		c = &udpConn{stream: u.nStreams, first: now, prev: now, snmp: u.snmp[k]}
		u.nStreams++
		u.conns[k] = c
	}
	u.last, u.lastKey = c, k
	return c
}

// anew opens another conversation for the packets after this one: as in Wireshark, a first request to an SNMP agent opens one that
// its answers join, whatever port they come from (RFC 3417 section 3.1).
func (u *udpTable) anew(k endpoints) {
	delete(u.conns, k)
	u.last = nil
	if u.snmp == nil {
		u.snmp = make(map[endpoints]bool)
	}
	u.snmp[k] = true
}

// udpApp names a protocol over UDP.
type udpApp uint8

const (
	noUDPApp udpApp = iota
	appQUIC
	appGQUIC
	appSTUN
)
