package dissect

import "encoding/binary"

// protoBytes is where a wanted protocol begins: the bytes from there on, and how many of them are its own.
type protoBytes struct {
	value  int // index in Fields.Values
	length int
	b      []byte
}

// trim cuts the bytes at the length that the header gives.
func (p protoBytes) trim(id ID) (b []byte, length int) {
	b, length = p.b, p.length
	switch {
	case id == fIp && len(b) >= 20:
		if total := int(binary.BigEndian.Uint16(b[2:])); total >= 20 && total < len(b) {
			b = b[:total]
		}
	case id == fIpv6 && len(b) >= 40:
		if n := int(binary.BigEndian.Uint16(b[4:])); n > 0 && 40+n < len(b) {
			b = b[:40+n]
		}
	case id == fUdp && len(b) >= 8:
		if n := int(binary.BigEndian.Uint16(b[4:])); n >= 8 && n < len(b) {
			b = b[:n]
		}
	case id == fTcp:
		length = len(b)
	}
	return b, min(length, len(b))
}
