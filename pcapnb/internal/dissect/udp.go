package dissect

import "net/netip"

func init() { ipProtos[protoUDP] = (*Session).dissectUDP }

// dissectUDP dissects a UDP datagram.
func (d *Session) dissectUDP(t *view) {
	d.current = "UDP"
	if !d.reaches(fUdp, t, 4) {
		return
	}
	d.begin(fUdp, t, 8)
	if !d.inError {
		d.cols.setProto(d, "UDP")
		d.cols.clear(d)
	}
	src, dst := d.u16(t, 0), d.u16(t, 2)
	if d.wantsLabel() {
		d.label("User Datagram Protocol, Src Port: " + utoa(src) + ", Dst Port: " + utoa(dst))
	}
	d.num(fUdpSrcport, t, 0, 2, uint64(src))
	d.num(fUdpDstport, t, 2, 2, uint64(dst))
	d.num(fUdpPort, t, 0, 2, uint64(src))
	d.num(fUdpPort, t, 2, 2, uint64(dst))
	if d.wantCols && !d.inError {
		d.cols.set(d, utoa(src)+" → "+utoa(dst))
	}
	n := int(d.u16(t, 4))
	d.num(fUdpLength, t, 4, 2, uint64(n))
	packet := *t
	if !d.ok() || !d.udpLength(t, n) {
		return
	}
	if d.wantCols && !d.inError {
		length := t.rep - 8
		if n > t.rep {
			length = n - 8 // Wireshark believes the header
		}
		d.cols.num(d, " Len=", uint64(length))
		if n == 0 {
			d.cols.append(d, " [Jumbogram]")
		}
	}
	if d.udpChecksum(t); !d.ok() {
		return
	}
	c := d.udpConversation(t, src, dst, n > 8 || n == 0)
	if payload := packet.sub(8, -1); n != 8 && len(payload.b) > 0 { // as much as IP has
		d.raw(fUdpPayload, &payload, 0, len(payload.b))
	}
	next := d.lasting(t.sub(8, -1))
	if next.rep > 0 {
		d.udpPayload(next, src, dst, c)
	}
}

// udpLength shortens the view to the datagram, RFC 768; zero means a
// jumbogram, RFC 2675 §4. It reports false for a length that cannot be.
func (d *Session) udpLength(t *view, n int) bool {
	if n == 0 && d.net.v6 {
		return true
	}
	if n < 8 {
		d.faulty()
		d.cols.append(d, " [BAD UDP LENGTH "+utoa(n)+" < 8]")
		return false
	}
	if n > t.rep && !d.inError && !t.frag {
		d.faulty()
		d.cols.append(d, " [BAD UDP LENGTH "+utoa(n)+" > IP PAYLOAD LENGTH]")
	}
	t.trim(n)
	return true
}

func (d *Session) udpChecksum(t *view) {
	sum := d.uint(fUdpChecksum, t, 6, 2)
	status := uint64(checksumUnverified)
	if sum == 0 {
		status = checksumNotPresent
		if d.net.v6 && !d.inError { // RFC 8200 section 8.1
			status = checksumIllegal
			d.cols.append(d, " [ILLEGAL CHECKSUM (0)]")
		}
	}
	d.num(fUdpChecksumStatus, nil, 0, 0, status)
}

// udpConversation finds the conversation of a datagram. As in Wireshark, one that carries nothing has no times, nor do others count from it.
func (d *Session) udpConversation(t *view, src, dst uint16, carries bool) *udpConn {
	if !d.udpState && !d.wantMessages {
		return nil
	}
	k, dir := d.net.conversation(src, dst)
	d.udpDir, d.appConv = dir, k
	c := d.udp.get(k, d.now)
	d.udpConn = c
	d.num(fUdpStream, nil, 0, 0, uint64(c.stream))
	if d.inError {
		return nil
	}
	if !carries {
		return c
	}
	d.num(fUdpTimeRelative, nil, 0, 0, uint64(d.now-c.first))
	d.num(fUdpTimeDelta, nil, 0, 0, uint64(d.now-c.prev))
	c.prev = d.now
	if (dst == portSNMP || dst == portTraps) && !c.snmp {
		if message := t.sub(8, -1); recognized("snmp", &message) {
			d.udp.anew(k)
		}
	}
	return c
}

// udpPayload dissects what the ports name: the lower one first, as Wireshark does.
func (d *Session) udpPayload(t *view, src, dst uint16, c *udpConn) {
	low, high := d.udpPort(min(src, dst)), d.udpPort(max(src, dst))
	if d.udpTunnel(t, low) || d.udpTunnel(t, high) {
		return
	}
	if !d.wantMessages {
		return
	}
	d.udpPorts, d.over = [2]uint16{src, dst}, nil
	if len(d.udp.tftp) > 0 && d.udp.tftp.of(d.udpEnds()) != nil {
		d.named("tftp", "TFTP", t)
		return
	}
	if c != nil && c.app != noUDPApp && d.udpByConversation(t, c) {
		return
	}
	if c := d.udpConn; d.inError && c != nil && c.app == appQUIC {
		readers["quic"](d, t)
		return
	}
	if d.asAnnounced(t) {
		return
	}
	if d.udpByPort(t, low) || d.udpByPort(t, high) || d.udpGuess(t, src, dst, c) {
		return
	}
	d.unknownUDP(t)
}

// udpEnds returns where the datagram at hand comes from and goes to.
func (d *Session) udpEnds() (src, dst netip.AddrPort) {
	return netip.AddrPortFrom(d.net.src.addr(), d.udpPorts[0]), netip.AddrPortFrom(d.net.dst.addr(), d.udpPorts[1])
}

// asAnnounced gives a datagram to the protocol that was announced for where it goes, or else for where it comes from.
func (d *Session) asAnnounced(t *view) bool {
	var a *announcement
	if len(d.announced) > 0 {
		src, dst := d.udpEnds()
		if a = d.announced[dst]; a == nil {
			a = d.announced[src]
		}
	}
	if a == nil && d.udpConn != nil {
		a = d.udpConn.announced[d.udpDir]
	}
	if a == nil || !recognized(a.layer, t) {
		return false
	}
	d.announcement, a.declined = a, false
	d.named(a.layer, a.column, t)
	d.announcement = nil
	return !a.declined
}

// unknownUDP emits what no protocol claims. Where less than four bytes were captured Wireshark stops in looking for one.
func (d *Session) unknownUDP(t *view) {
	const looked = 4
	switch {
	case len(t.b) >= min(looked, t.rep):
		d.data(t)
		return
	case len(t.b) > 0:
		d.layerName("wg")
		d.current = "WireGuard"
	}
	d.fail(t, t.rep)
}

// udpTunnelName names what wraps packets in UDP.
func udpTunnelName(port uint16) string {
	switch port {
	case portVXLAN:
		return "vxlan"
	case portGPE:
		return "vxlan_gpe"
	case portGeneve:
		return "geneve"
	case portTeredo:
		return "teredo"
	case portGTP, portGTPControl:
		return "gtp"
	case portL2TP:
		return "l2tp_udp"
	case portCAPWAP:
		return "capwap.data"
	case portLISP:
		return "lisp-data"
	case portLISPControl:
		return "lisp_ecm"
	case portMPLS:
		return "mpls"
	}
	return ""
}

// udpTunnel dissects what wraps packets in UDP.
func (d *Session) udpTunnel(t *view, port uint16) bool {
	layer := udpTunnelName(port)
	return layer != "" && d.offered(layer, t)
}

func (d *Session) udpByPort(t *view, port uint16) bool {
	switch port {
	case 53:
		d.named("dns", "DNS", t)
	case 5353:
		d.named("mdns", "MDNS", t)
	case 5355:
		d.named("llmnr", "LLMNR", t)
	case 67, 68, 4011:
		d.named("dhcp", "DHCP", t)
	case 123:
		d.named("ntp", "NTP", t)
	case portCAPWAPControl:
		d.named("capwap", "CAPWAP-Control", t)
	case 853, 2221, 5684, 5868:
		d.named("dtls", "DTLS", t)
	case 1900:
		return d.offered("ssdp", t)
	default:
		return d.udpNamed(t, port)
	}
	return true
}

// udpNamed names a protocol that is not dissected here.
func (d *Session) udpNamed(t *view, port uint16) bool {
	layer, col := udpPortName(port)
	if layer == "" || !recognized(layer, t) {
		return false
	}
	if len(t.b) == 0 && readers[layer] != nil { // to Wireshark the datagram is cut, not the message
		d.fail(t, t.rep)
		return true
	}
	d.named(layer, col, t)
	switch layer {
	case "dhcpv6", "radius": // which Wireshark reads to their end
		if len(t.b) < t.rep {
			d.current = col
			d.fail(t, t.rep)
		}
	}
	return true
}

func udpPortName(port uint16) (layer, column string) {
	switch port {
	case 7:
		return "echo", "ECHO"
	case 69:
		return "tftp", "TFTP"
	case 88:
		return "kerberos", "KRB5"
	case 111:
		return "rpc", "Portmap"
	case 137:
		return "nbns", "NBNS"
	case 138:
		return "nbdgm", "BROWSER"
	case 161, 162:
		return "snmp", "SNMP"
	case 389:
		return "cldap", "CLDAP"
	case 500:
		return "isakmp", "ISAKMP"
	case portUDPEncapsulation:
		return "udpencap", "UDPENCAP"
	case 319, 320:
		return "ptp", "PTPv2"
	case 514:
		return "syslog", "Syslog"
	case 520:
		return "rip", "RIP"
	case 521:
		return "ripng", "RIPng"
	case 546, 547:
		return "dhcpv6", "DHCPv6"
	case 1645, 1646, 1700, 1812, 1813, 3799:
		return "radius", "RADIUS"
	case portLISPControl:
		return "lisp", "LISP"
	case 1985:
		return "hsrp", "HSRP"
	case 3478:
		return "stun", "STUN"
	case 4713:
		return "synphasor", "SYNCHROPHASOR"
	case 5060:
		return "sip", "SIP"
	case 3784, 4784, 6784:
		return "bfd", "BFD Control"
	case 5350, 5351:
		return "portcontrol", "NAT-PMP"
	case 5683:
		return "coap", "CoAP"
	case 13400:
		return "doip", "DoIP"
	case 17500:
		return "db-lsp-disc", "DB-LSP-DISC"
	case 47808:
		return "bvlc", "BVLC"
	}
	return "", ""
}

// udpGuess looks at the payload itself, when the ports say nothing.
func (d *Session) udpGuess(t *view, src, dst uint16, c *udpConn) bool {
	const channelData = 0x40 // from this first byte on it may be data of a channel of STUN, RFC 8656 section 12
	if len(t.b) > 0 && t.b[0] < channelData && recognized("stun", t) {
		if c != nil {
			c.app = appSTUN // the data of channels comes without the cookie
		}
		d.named("stun", "STUN", t)
		return true
	}
	if c != nil && d.quicGuess(t, c) {
		return true
	}
	if d.guessed(t) {
		return true
	}
	return d.offered("dns", t) || (src == portTeredo || dst == portTeredo) && d.offered("teredo", t)
}

// quicGuess recognises the first packet of a connection of QUIC, and of Google's earlier protocol.
func (d *Session) quicGuess(t *view, c *udpConn) bool {
	switch {
	case recognized("quic", t):
		c.app = appQUIC
	case recognized("gquic", t):
		c.app = appGQUIC
	default:
		return false
	}
	return d.udpByConversation(t, c)
}

func (d *Session) udpByConversation(t *view, c *udpConn) bool {
	switch c.app {
	case appQUIC:
		readers["quic"](d, t)
	case appGQUIC:
		const shortest = 3
		if t.rep < shortest {
			return false
		}
		d.named("gquic", "GQUIC", t)
	case appSTUN:
		if !recognized("stun", t) {
			return false
		}
		d.named("stun", "STUN", t)
	default:
		return false
	}
	return true
}
