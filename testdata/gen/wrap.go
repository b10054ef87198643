package main

import (
	"encoding/binary"
	"slices"
)

var be = binary.BigEndian

// each wraps every packet anew; wrap answers nil for what its link cannot carry.
func each(packets []packet, wrap func(frame []byte) []byte) []packet {
	var out []packet
	for _, p := range packets {
		if data := wrap(p.data); data != nil {
			out = append(out, packet{p.at, len(data), data})
		}
	}
	return out
}

func etherType(frame []byte) uint16 { return be.Uint16(frame[12:]) }

// vlan puts an 802.1Q tag (priority 3, VLAN 5) after the addresses.
func vlan(frame []byte) []byte {
	return slices.Concat(frame[:12], []byte{0x81, 0x00, 0x60, 5}, frame[12:])
}

// qinq puts a service tag (802.1ad, VLAN 100) before that.
func qinq(frame []byte) []byte {
	return slices.Concat(frame[:12], []byte{0x88, 0xa8, 0, 100}, vlan(frame)[12:])
}

// onlyIP is the IP packet alone.
func onlyIP(frame []byte) []byte {
	if etherType(frame) != 0x0800 {
		return nil
	}
	return frame[14:]
}

// mpls puts two labels, 16 and 17 (RFC 3032), between Ethernet and IP.
func mpls(frame []byte) []byte {
	if onlyIP(frame) == nil {
		return nil
	}
	labels := be.AppendUint32(nil, 16<<12|64)
	labels = be.AppendUint32(labels, 17<<12|1<<8|64)
	return slices.Concat(frame[:12], []byte{0x88, 0x47}, labels, frame[14:])
}

// pppoe wraps IP in PPP over Ethernet (RFC 2516), session 0x11.
func pppoe(frame []byte) []byte {
	ip := onlyIP(frame)
	if ip == nil {
		return nil
	}
	head := []byte{0x88, 0x64, 0x11, 0, 0, 0x11}
	head = be.AppendUint16(head, uint16(2+len(ip)))
	return slices.Concat(frame[:12], head, []byte{0x00, 0x21}, ip)
}

// gre carries IP in GRE (RFC 2784) between 10.9.0.1 and 10.9.0.2.
func gre(frame []byte) []byte {
	ip := onlyIP(frame)
	if ip == nil {
		return nil
	}
	inner := slices.Concat([]byte{0, 0, 0x08, 0}, ip)
	return slices.Concat(frame[:14], ipv4(47, [4]byte{10, 9, 0, 1}, [4]byte{10, 9, 0, 2}, inner))
}

// ipv4 puts a header with a right checksum before the payload.
func ipv4(proto byte, src, dst [4]byte, payload []byte) []byte {
	h := []byte{0x45, 0}
	h = be.AppendUint16(h, uint16(20+len(payload)))
	h = append(h, 0, 1, 0x40, 0, 64, proto, 0, 0)
	h = slices.Concat(h, src[:], dst[:])
	be.PutUint16(h[10:], checksum(h))
	return append(h, payload...)
}

// checksum is the Internet checksum (RFC 1071).
func checksum(b []byte) uint16 {
	var sum uint32
	for ; len(b) > 1; b = b[2:] {
		sum += uint32(be.Uint16(b))
	}
	if len(b) == 1 {
		sum += uint32(b[0]) << 8
	}
	for sum>>16 != 0 {
		sum = sum>>16 + sum&0xffff
	}
	return ^uint16(sum)
}

// pppFrame is PPP in HDLC-like framing (RFC 1662).
func pppFrame(frame []byte) []byte {
	ip := onlyIP(frame)
	if ip == nil {
		return nil
	}
	return slices.Concat([]byte{0xff, 0x03, 0x00, 0x21}, ip)
}

// nullFrame is BSD loopback: the address family in the order of the host, here little-endian.
func nullFrame(frame []byte) []byte {
	ip := onlyIP(frame)
	if ip == nil {
		return nil
	}
	return slices.Concat([]byte{2, 0, 0, 0}, ip)
}

// loopFrame is OpenBSD loopback: the family in network byte order.
func loopFrame(frame []byte) []byte {
	ip := onlyIP(frame)
	if ip == nil {
		return nil
	}
	return slices.Concat([]byte{0, 0, 0, 2}, ip)
}

// wifi carries the frame through the air by way of an access point (IEEE
// 802.11 data, from or to the distribution system), as radiotap reports it.
func wifi(frame []byte) []byte {
	access := []byte{0x28, 0x80, 0x88, 0x27, 0x6b, 0xa8}
	dst, src := frame[:6], frame[6:12]
	// Rate 54 Mbit/s, a byte that aligns, 2437 MHz (OFDM, 2.4 GHz), signal -42 dBm.
	head := []byte{0, 0, 15, 0, 0x2c, 0, 0, 0, 108, 0, 0x85, 0x09, 0xc0, 0x00, 0xd6}
	control, one, two, three := byte(1), access, src, dst // to the access point
	if src[0] == 0x28 {
		control, one, two, three = 2, dst, access, src // from it
	}
	mac := slices.Concat([]byte{0x08, control, 0x2c, 0}, one, two, three, []byte{0x10, 0})
	snap := []byte{0xaa, 0xaa, 0x03, 0, 0, 0}
	return slices.Concat(head, mac, snap, frame[12:])
}
