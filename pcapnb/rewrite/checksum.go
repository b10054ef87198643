package rewrite

// sum adds the 16-bit words of b to s, as the Internet checksum does (RFC 1071).
func sum(s uint32, b []byte) uint32 {
	for ; len(b) >= 2; b = b[2:] {
		s += uint32(b[0])<<8 | uint32(b[1])
		s = s&0xffff + s>>16
	}
	if len(b) == 1 {
		s += uint32(b[0]) << 8
	}
	return fold(s)
}

// fold brings a sum into 16 bits.
func fold(s uint32) uint32 {
	s = s&0xffff + s>>16
	return s&0xffff + s>>16
}

// sumWithout is sum of b without the checksum in it.
func sumWithout(s uint32, b []byte, checksumAt int) uint32 {
	return sum(sum(s, b[:checksumAt]), b[checksumAt+2:])
}

// checksum sets the 16-bit checksum at now[at:] of a message that was old before. The sums are those of the pseudo
// headers; whole says that old is the complete message.
func (r *rewriter) checksum(now, old []byte, at int, oldPseudo, newPseudo uint32, whole bool) {
	if len(old) < at+2 || len(now) < at+2 {
		return
	}
	was := be.Uint16(old[at:])
	oldSum := sumWithout(oldPseudo, old, at)
	newSum := sumWithout(newPseudo, now, at)
	sum := ^uint16(newSum)
	switch {
	case oldSum == newSum && r.Payload == Keep:
		sum = was
	case !whole && r.Payload == Keep:
		sum = update(was, oldSum, newSum)
	case !whole || same(was, ^uint16(oldSum)):
	case was == 0:
		sum = 0
	case was == uint16(oldPseudo) && oldPseudo != 0:
		sum = uint16(newPseudo)
	case r.Payload == Keep:
		sum = update(was, oldSum, newSum)
	default:
		sum = wrong(sum)
	}
	be.PutUint16(now[at:], sum)
}

// update is a checksum after the sum of what it covers has changed, as far as that is known (RFC 1624, equation 3).
func update(was uint16, oldSum, newSum uint32) uint16 {
	return ^uint16(fold(uint32(^was) + uint32(^uint16(oldSum)) + newSum))
}

// same compares two checksums; 0 and 0xffff are the two zeros of one's complement.
func same(a, b uint16) bool { return a == b || a+b == 0xffff && (a == 0 || b == 0) }

// wrong is a checksum that is not right, and not zero, which would mean that there is none.
func wrong(right uint16) uint16 {
	if right+1 == 0 || right+1 == 0xffff {
		return 1
	}
	return right + 1
}
