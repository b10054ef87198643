package dissect

import (
	"strconv"
	"strings"
)

// AppendOID appends an object identifier, as BER writes it, with its numbers and a dot between them, X.690 section 8.19.
func AppendOID(dst, b []byte) []byte {
	begun := false
	for n := uint64(0); len(b) > 0; b = b[1:] {
		n = n<<7 | uint64(b[0]&0x7f)
		if b[0] >= 0x80 {
			continue
		}
		if begun {
			dst = append(dst, '.')
		} else {
			first := min(n/40, 2)
			dst = append(dst, '0'+byte(first), '.')
			n -= 40 * first
			begun = true
		}
		dst = strconv.AppendUint(dst, n, 10)
		n = 0
	}
	return dst
}

// ParseOID reads what AppendOID writes.
func ParseOID(s string) ([]byte, bool) {
	var numbers []uint64
	for part := range strings.SplitSeq(s, ".") {
		n, err := strconv.ParseUint(part, 10, 32)
		if err != nil {
			return nil, false
		}
		numbers = append(numbers, n)
	}
	if len(numbers) < 2 || numbers[0] > 2 || numbers[0] < 2 && numbers[1] > 39 {
		return nil, false
	}
	b := appendSeven(nil, 40*numbers[0]+numbers[1])
	for _, n := range numbers[2:] {
		b = appendSeven(b, n)
	}
	return b, true
}

// appendSeven appends a number, seven bits a byte, all but the last with the highest bit.
func appendSeven(dst []byte, n uint64) []byte {
	shift := 0
	for n>>shift >= 0x80 {
		shift += 7
	}
	for ; shift > 0; shift -= 7 {
		dst = append(dst, byte(n>>shift)|0x80)
	}
	return append(dst, byte(n)&0x7f)
}
