package dissect

import "encoding/binary"

// What a field named checksum.status says.
const (
	checksumBad        = 0
	checksumGood       = 1
	checksumUnverified = 2
	checksumNotPresent = 3
	checksumIllegal    = 4
)

// checksumStatus checks the Internet checksum (RFC 1071) of a whole message.
func (d *Session) checksumStatus(id ID, t *view) {
	if !d.has(id) || !d.ok() {
		return
	}
	s := uint64(checksumUnverified)
	if len(t.b) >= t.rep && !d.inError {
		s = checksumBad
		if foldSum(sumBytes(0, t.b)) == 0xffff {
			s = checksumGood
		}
	}
	d.num(id, nil, 0, 0, s)
}

// sumBytes adds the 16-bit words of b to a sum, RFC 1071 §4.1.
func sumBytes(sum uint64, b []byte) uint64 {
	for len(b) >= 2 {
		sum += uint64(binary.BigEndian.Uint16(b))
		b = b[2:]
	}
	if len(b) == 1 {
		sum += uint64(b[0]) << 8
	}
	return sum
}

func foldSum(sum uint64) uint64 {
	for sum > 0xffff {
		sum = sum>>16 + sum&0xffff
	}
	return sum
}
