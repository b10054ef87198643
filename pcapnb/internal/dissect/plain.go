package dissect

import (
	"encoding/binary"
	"strings"
)

// A place is where a field is in a plain packet: a whole IPv4 datagram over Ethernet, without tags, that carries TCP
// or UDP and wraps no other packet. Most packets are, and their headers can be read without dissecting them.
type place struct {
	id     ID
	in     header
	off    uint8 // within the header
	size   uint8 // bytes
	shift  uint8 // bits to its right
	mask   uint16
	factor uint8 // bytes a unit
}

type header uint8

const (
	inFrame header = iota
	inEther
	inIPv4
	inTCP
	inUDP
	numHeaders
)

// places lists the fields in the order in which a session emits them. What is not here, or depends on other bytes or
// packets, has to be dissected.
var places = [...]place{
	{id: fFrameTime}, {id: fFrameTimeEpoch}, {id: fFrameNumber}, {id: fFrameLen}, {id: fFrameCapLen},

	{id: fEthDst, in: inEther, size: 6},
	{id: fEthSrc, in: inEther, off: 6, size: 6},
	{id: fEthType, in: inEther, off: 12, size: 2},

	{id: fIpVersion, in: inIPv4, size: 1, shift: 4},
	{id: fIpHdrLen, in: inIPv4, size: 1, mask: 15, factor: 4},
	{id: fIpDsfield, in: inIPv4, off: 1, size: 1},
	{id: fIpDsfieldDscp, in: inIPv4, off: 1, size: 1, shift: 2},
	{id: fIpDsfieldEcn, in: inIPv4, off: 1, size: 1, mask: 3},
	{id: fIpLen, in: inIPv4, off: 2, size: 2},
	{id: fIpId, in: inIPv4, off: 4, size: 2},
	{id: fIpFlags, in: inIPv4, off: 6, size: 1, shift: 5},
	{id: fIpFlagsRb, in: inIPv4, off: 6, size: 1, shift: 7},
	{id: fIpFlagsDf, in: inIPv4, off: 6, size: 1, shift: 6, mask: 1},
	{id: fIpFlagsMf, in: inIPv4, off: 6, size: 1, shift: 5, mask: 1},
	{id: fIpFragOffset, in: inIPv4, off: 6, size: 2, mask: 0x1fff},
	{id: fIpTtl, in: inIPv4, off: 8, size: 1},
	{id: fIpProto, in: inIPv4, off: 9, size: 1},
	{id: fIpChecksum, in: inIPv4, off: 10, size: 2},
	{id: fIpSrc, in: inIPv4, off: 12, size: 4},
	{id: fIpDst, in: inIPv4, off: 16, size: 4},

	{id: fTcpSrcport, in: inTCP, off: 0, size: 2},
	{id: fTcpDstport, in: inTCP, off: 2, size: 2},
	{id: fTcpSeqRaw, in: inTCP, off: 4, size: 4},
	{id: fTcpAckRaw, in: inTCP, off: 8, size: 4},
	{id: fTcpHdrLen, in: inTCP, off: 12, size: 1, shift: 4, factor: 4},
	{id: fTcpFlags, in: inTCP, off: 12, size: 2, mask: 0xfff},
	{id: fTcpFlagsAck, in: inTCP, off: 13, size: 1, shift: 4, mask: 1},
	{id: fTcpFlagsPush, in: inTCP, off: 13, size: 1, shift: 3, mask: 1},
	{id: fTcpFlagsReset, in: inTCP, off: 13, size: 1, shift: 2, mask: 1},
	{id: fTcpFlagsSyn, in: inTCP, off: 13, size: 1, shift: 1, mask: 1},
	{id: fTcpFlagsFin, in: inTCP, off: 13, size: 1, mask: 1},
	{id: fTcpWindowSizeValue, in: inTCP, off: 14, size: 2},
	{id: fTcpChecksum, in: inTCP, off: 16, size: 2},
	{id: fTcpUrgentPointer, in: inTCP, off: 18, size: 2},

	{id: fUdpSrcport, in: inUDP, off: 0, size: 2},
	{id: fUdpDstport, in: inUDP, off: 2, size: 2},
	{id: fUdpLength, in: inUDP, off: 4, size: 2},
	{id: fUdpChecksum, in: inUDP, off: 6, size: 2},
}

// plainPlaces are the places of the wanted fields, by header.
type plainPlaces [numHeaders][]place

// placesOf returns nil where a wanted field has no place.
func placesOf(want *Set) *plainPlaces {
	found, n := new(plainPlaces), 0
	for _, p := range places {
		if want.Has(p.id) {
			found[p.in] = append(found[p.in], p)
			n++
		}
	}
	if n != want.len() {
		return nil
	}
	return found
}

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

func (out *Fields) readPlaces(places []place, b []byte) {
	for i := range places {
		p := &places[i]
		out.Values = append(out.Values, Value{ID: p.id, N: p.read(b), Layer: 1})
	}
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

func (p *place) read(b []byte) uint64 {
	b = b[p.off:]
	var n uint64
	switch p.size {
	case 1:
		n = uint64(b[0])
	case 2:
		n = uint64(binary.BigEndian.Uint16(b))
	case 4:
		n = uint64(binary.BigEndian.Uint32(b))
	default:
		n = mac(b)
	}
	n >>= p.shift
	if p.mask != 0 {
		n &= uint64(p.mask)
	}
	if p.factor != 0 {
		n *= uint64(p.factor)
	}
	return n
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
	ip, above, header := plainHeaders(f)
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
	if header == inTCP {
		d.dissectTCP(at)
	} else {
		d.dissectUDP(at)
	}
	d.rescue()
	return true
}

// lasting puts a view where it lasts until the next frame. What is handed to many functions would else be allocated anew for
// every packet.
func (d *Session) lasting(t view) *view {
	if d.lastingViews == len(d.views) {
		own := t
		return &own
	}
	at := &d.views[d.lastingViews]
	d.lastingViews++
	*at = t
	return at
}

// lastingSegment is lasting for segments.
func (d *Session) lastingSegment() *segment {
	if d.lastingSegments == len(d.segmentsAt) {
		return new(segment)
	}
	at := &d.segmentsAt[d.lastingSegments]
	d.lastingSegments++
	*at = segment{}
	return at
}

// A stack is a layer below those that frames had so far above it; the text is that of frame.protocols, nil before it is asked for.
type stack struct {
	name  string
	text  []byte
	above []*stack
}

// maxStacks bounds how many layers are remembered in the places where they were.
const maxStacks = 4096

// stackText is frame.protocols for the layers of the frame at hand. Nearly all frames have layers that one before had.
func (d *Session) stackText() []byte {
	s := &d.stacks
	for _, name := range d.layers {
		if s = d.stackAbove(s, name); s == nil {
			return d.keep(strings.Join(d.layers, ":"))
		}
	}
	if s.text == nil {
		s.text = []byte(strings.Join(d.layers, ":"))
	}
	return s.text[:len(s.text):len(s.text)]
}

func (d *Session) stackAbove(s *stack, name string) *stack {
	for _, a := range s.above {
		if a.name == name {
			return a
		}
	}
	if d.stackCount == maxStacks {
		return nil
	}
	d.stackCount++
	a := &stack{name: name}
	s.above = append(s.above, a)
	return a
}
