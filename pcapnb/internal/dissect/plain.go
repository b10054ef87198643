package dissect

import "encoding/binary"

// readPlain emits the wanted fields of a plain packet, and reports false where the frame has to be dissected.
func (d *Session) readPlain(f *Frame, out *Fields) bool {
	ip, above, header := plainHeaders(f)
	if ip == nil {
		return false
	}
	out.Reset()
	for i := range d.plain[inFrame] {
		v := Value{ID: d.plain[inFrame][i].id, Layer: 1}
		if frameNumber(f, v.ID, &v.N) {
			out.Values = append(out.Values, v)
		}
	}
	out.readPlaces(d.plain[inEther], f.Data)
	out.readPlaces(d.plain[inIPv4], ip)
	out.readPlaces(d.plain[header], above)
	return true
}

// plainHeaders finds the headers of a plain packet; ip is nil where it is none.
func plainHeaders(f *Frame) (ip, above []byte, header header) {
	b := f.Data
	if f.Link != linkEthernet || len(b) < ethernetHeaderLength+20 || f.Length < len(b) || binary.BigEndian.Uint16(b[12:]) != etherIPv4 {
		return nil, nil, 0
	}
	ip = b[ethernetHeaderLength:]
	total := int(binary.BigEndian.Uint16(ip[2:]))
	const hlen, withoutOptions, moreOrOffset = 20, 0x45, 0x3fff // an option may say where the packet goes
	if ip[0] != withoutOptions || total < hlen || total > len(ip) || binary.BigEndian.Uint16(ip[6:])&moreOrOffset != 0 {
		return nil, nil, 0
	}
	switch above = ip[hlen:total]; ip[9] {
	case protoTCP:
		if len(above) >= 20 && above[12]>>4 >= 5 && int(above[12]>>4)*4 <= len(above) {
			return ip, above, inTCP
		}
	case protoUDP:
		if len(above) >= 8 && binary.BigEndian.Uint16(above[4:]) >= 8 && !wrapsPackets(above) {
			return ip, above, inUDP
		}
	}
	return nil, nil, 0
}

// wrapsPackets tells whether the ports of a UDP datagram are those of a tunnel.
func wrapsPackets(udp []byte) bool {
	return IsTunnelPort(binary.BigEndian.Uint16(udp)) || IsTunnelPort(binary.BigEndian.Uint16(udp[2:]))
}

// frameNumber is what the record says of the frame, and false where it says nothing.
func frameNumber(f *Frame, id ID, n *uint64) bool {
	switch id {
	case fFrameTime, fFrameTimeEpoch:
		*n = uint64(f.Time)
		return f.HasTime
	case fFrameNumber:
		*n = uint64(f.Number)
	case fFrameLen:
		*n = uint64(f.Length)
	default:
		*n = uint64(len(f.Data))
	}
	return true
}

// headersUnseen tells whether no wanted field is one of the headers from the frame to UDP and TCP: they are then read for what
// is above them only. The columns of a packet list say what is in them.
func headersUnseen(want *Set) bool {
	for id := ID(1); id < numFields; id++ {
		if want.Has(id) && id != fFrameProtocols {
			switch defs[id].proto {
			case pFrame, pEth, pIp, pTcp, pUdp, pWs:
				return false
			}
		}
	}
	return true
}

// dissectAbove goes through a plain packet whose headers nobody asked for straight to what IP carries, and reports false where
// the frame has to be dissected.
func (d *Session) dissectAbove(f *Frame) bool {
	if !d.unseen || d.tree || d.heads != nil {
		return false
	}
	ip, above, _ := plainHeaders(f)
	if ip == nil {
		return false
	}
	d.protos = -1
	d.layerNo[pFrame], d.layerNo[pEth], d.layerNo[pIp] = 1, 1, 1
	if d.wantLayers {
		d.protos = 0
		d.add(Value{ID: fFrameProtocols}, nil, 0, 0)
		d.layers = append(d.layers, "eth", "ethertype", "ip")
	}
	d.nesting += 2 // Ethernet and IP
	d.net = network{v4(binary.BigEndian.Uint32(ip[12:])), v4(binary.BigEndian.Uint32(ip[16:])), false, ip[8]}
	at := d.lasting(view{b: above, rep: len(above), base: ethernetHeaderLength + 20})
	ipProtos[ip[9]](d, at)
	d.rescue()
	return true
}
