package dissect

import "encoding/binary"

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

func (out *Fields) readPlaces(places []place, b []byte) {
	for i := range places {
		p := &places[i]
		out.Values = append(out.Values, Value{ID: p.id, N: p.read(b), Layer: 1})
	}
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
