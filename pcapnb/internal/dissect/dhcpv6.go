package dissect

import "fmt"

func init() { readers["dhcpv6"] = (*Session).dhcpv6 }

// Types of messages that relays wrap others in, RFC 8415 section 7.3.
const (
	dhcpv6RelayForward = 12
	dhcpv6RelayReply   = 13
)

func dhcpv6Type(n uint64) string {
	names := [...]string{1: "Solicit", 2: "Advertise", 3: "Request", 4: "Confirm", 5: "Renew", 6: "Rebind", 7: "Reply", 8: "Release", 9: "Decline",
		10: "Reconfigure", 11: "Information-request", dhcpv6RelayForward: "Relay-forw", dhcpv6RelayReply: "Relay-reply", 14: "Leasequery",
		15: "Leasequery-reply", 16: "Leasequery-done", 17: "Leasequery-data", 18: "Reconfigure-request", 19: "Reconfigure-reply"}
	if n < uint64(len(names)) && names[n] != "" {
		return names[n]
	}
	return "Message Type " + utoa(n)
}

// dhcpv6 dissects a message, RFC 8415 section 8.
func (d *Session) dhcpv6(t *view) {
	d.current = "DHCPv6"
	d.cols.setProto(d, "DHCPv6")
	d.cols.clear(d)
	d.dhcpv6Message(t, 0)
}

// maxDHCPv6 bounds how deep options and relayed messages are within one another.
const maxDHCPv6 = 16

func (d *Session) dhcpv6Message(t *view, depth int) {
	layers := len(d.layers)
	d.begin(fDhcpv6, t, len(t.b))
	if depth > 0 {
		d.layers = d.layers[:min(layers, len(d.layers))]
	}
	kind := d.uint(fDhcpv6Msgtype, t, 0, 1)
	d.cols.append(d, dhcpv6Type(kind), " ")
	off := 4
	if kind == dhcpv6RelayForward || kind == dhcpv6RelayReply {
		d.uint(fDhcpv6Hopcount, t, 1, 1)
		d.raw(fDhcpv6Linkaddr, t, 2, 16)
		d.raw(fDhcpv6Peeraddr, t, 18, 16)
		if b := d.slice(t, 2, 16); b != nil && d.wantCols {
			d.cols.append(d, "L: ", v6Text(b), " ")
		}
		off = 34
	} else {
		id := d.uint(fDhcpv6Xid, t, 1, 3)
		d.cols.append(d, "XID: ", hexText(id, 6), " ")
	}
	d.dhcpv6Options(t, off, depth+1)
}

func (d *Session) dhcpv6Options(t *view, off, depth int) {
	const head = 4
	for d.ok() && depth < maxDHCPv6 && t.rep-off >= head {
		kind := uint64(d.u16(t, off))
		n := int(d.u16(t, off+2))
		if off+head+n > t.rep || !d.ok() {
			return
		}
		d.num(fDhcpv6OptionType, t, off, 2, kind)
		d.num(fDhcpv6OptionLength, t, off+2, 2, uint64(n))
		v := t.sub(off+head, n)
		depthNow := d.depth
		d.push()
		d.dhcpv6Option(&v, kind, n, depth)
		d.depth = depthNow
		off += head + n
	}
}

// Options, RFC 8415 section 21 and those that it lists.
const (
	dhcpv6ClientID     = 1
	dhcpv6ServerID     = 2
	dhcpv6IANA         = 3
	dhcpv6IATA         = 4
	dhcpv6IAAddress    = 5
	dhcpv6Request      = 6
	dhcpv6Preference   = 7
	dhcpv6ElapsedTime  = 8
	dhcpv6RelayMessage = 9
	dhcpv6StatusCode   = 13
	dhcpv6InterfaceID  = 18
	dhcpv6DNSServers   = 23
	dhcpv6IAPD         = 25
	dhcpv6IAPrefix     = 26
)

func (d *Session) dhcpv6Option(v *view, kind uint64, n, depth int) {
	switch kind {
	case dhcpv6ClientID, dhcpv6ServerID:
		d.dhcpv6DUID(v, n, kind == dhcpv6ClientID)
	case dhcpv6IANA, dhcpv6IAPD:
		if n < 12 {
			return
		}
		if b := d.slice(v, 0, 4); b != nil {
			d.str(fDhcpv6Iaid, v, 0, 4, fmt.Sprintf("%x", b))
		}
		d.uint(fDhcpv6IaidT1, v, 4, 4)
		d.uint(fDhcpv6IaidT2, v, 8, 4)
		d.dhcpv6Options(v, 12, depth+1)
	case dhcpv6IATA:
		if n < 4 {
			return
		}
		if b := d.slice(v, 0, 4); b != nil {
			d.str(fDhcpv6Iata, v, 0, 4, fmt.Sprintf("%x", b))
		}
		d.dhcpv6Options(v, 4, depth+1)
	case dhcpv6IAAddress:
		if n < 24 {
			return
		}
		d.raw(fDhcpv6IaaddrIp, v, 0, 16)
		if b := d.slice(v, 0, 16); b != nil && d.wantCols {
			d.cols.append(d, "IAA: ", v6Text(b), " ")
		}
		d.uint(fDhcpv6IaaddrPrefLifetime, v, 16, 4)
		d.uint(fDhcpv6IaaddrValidLifetime, v, 20, 4)
		d.dhcpv6Options(v, 24, depth+1)
	case dhcpv6IAPrefix:
		if n < 25 {
			return
		}
		d.uint(fDhcpv6IaprefixPrefLifetime, v, 0, 4)
		d.uint(fDhcpv6IaprefixValidLifetime, v, 4, 4)
		d.uint(fDhcpv6IaprefixPrefLen, v, 8, 1)
		d.raw(fDhcpv6IaprefixPrefAddr, v, 9, 16)
		d.dhcpv6Options(v, 25, depth+1)
	case dhcpv6Request:
		for i := 0; i+2 <= n && d.ok(); i += 2 {
			d.uint(fDhcpv6RequestedOptionCode, v, i, 2)
		}
	case dhcpv6DNSServers:
		for i := 0; i+16 <= n && n%16 == 0 && d.ok(); i += 16 {
			d.raw(fDhcpv6DnsServer, v, i, 16)
		}
	case dhcpv6RelayMessage:
		if n > 0 {
			d.dhcpv6Message(v, depth)
		}
	case dhcpv6InterfaceID:
		if n > 0 {
			d.raw(fDhcpv6InterfaceId, v, 0, n)
		}
	default:
		d.dhcpv6Number(v, kind, n)
	}
}

// dhcpv6Number emits an option that holds a number.
func (d *Session) dhcpv6Number(v *view, kind uint64, n int) {
	switch {
	case kind == dhcpv6Preference && n == 1:
		d.uint(fDhcpv6OptionPreference, v, 0, 1)
	case kind == dhcpv6ElapsedTime && n == 2: // in hundredths of a second
		d.num(fDhcpv6ElapsedTime, v, 0, 2, uint64(uint16(10*d.u16(v, 0))))
	case kind == dhcpv6StatusCode && n >= 2:
		d.uint(fDhcpv6StatusCode, v, 0, 2)
		if n > 2 {
			d.raw(fDhcpv6StatusMsg, v, 2, n-2)
		}
	}
}

// dhcpv6DUID emits what identifies a client or a server, RFC 8415 section 11.
func (d *Session) dhcpv6DUID(v *view, n int, client bool) {
	const since2000 = 946684800
	if n < 2 {
		return
	}
	if b := d.slice(v, 0, n); b != nil && client && d.wantCols {
		d.cols.append(d, "CID: ", fmt.Sprintf("%x", b), " ")
	}
	d.raw(fDhcpv6DuidBytes, v, 0, n)
	switch d.uint(fDhcpv6DuidType, v, 0, 2) {
	case 1:
		if n < 8 {
			d.faulty()
			return
		}
		hardware := d.uint(fDhcpv6DuidlltHwtype, v, 2, 2)
		d.num(fDhcpv6DuidlltTime, v, 4, 4, (uint64(d.u32(v, 4))+since2000)*1e9)
		d.dhcpv6Hardware(fDhcpv6DuidlltLinkLayerAddr, v, 8, n-8, hardware)
	case 2:
		if n >= 6 {
			d.uint(fDhcpv6DuidenEnterprise, v, 2, 4)
		}
		if n > 6 {
			d.raw(fDhcpv6DuidenIdentifier, v, 6, n-6)
		}
	case 3:
		if n >= 4 {
			d.dhcpv6Hardware(fDhcpv6DuidllLinkLayerAddr, v, 4, n-4, d.uint(fDhcpv6DuidllHwtype, v, 2, 2))
		}
	case 4:
		if n > 2 {
			d.raw(fDhcpv6DuiduuidBytes, v, 2, n-2)
		}
	}
}

// dhcpv6Hardware emits an Ethernet address as text.
func (d *Session) dhcpv6Hardware(id ID, v *view, off, n int, hardware uint64) {
	const ethernet = 1
	if hardware != ethernet || n != 6 {
		return
	}
	if b := d.slice(v, off, n); b != nil {
		d.str(id, v, off, n, string(appendEther(nil, mac(b))))
	}
}
