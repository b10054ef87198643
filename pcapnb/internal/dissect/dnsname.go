package dissect

// maxName bounds a name's text; a real one has at most 255 bytes, RFC 1035 §2.3.4.
const maxName = 1024

// dnsName reads the name at off of a message that begins at t's first byte. It
// returns the name as text, and how many bytes it takes at off.
func (d *Session) dnsName(t *view, off int) (name string, size int) {
	raw, size := d.dnsRawName(t, off)
	return formatText(raw), size
}

// maxJumps bounds the pointers that are followed for all names of a message of n bytes. Without a bound each name of a long
// message could go through all others.
func maxJumps(n int) int { return 8*n + maxName }

// dnsRawName is dnsName, but returns the name's bytes as they are. Pointers, RFC
// 1035 §4.1.4, must point backwards or to what was not visited yet; a chain of
// them is bounded by the message's length.
func (d *Session) dnsRawName(t *view, off int) (name []byte, size int) {
	var buf [64]byte
	text := buf[:0]
	start, jumps := off, 0
	before, look := -1, 1 // where a jump led before, and after which jump to look again: a loop comes by there (Brent)
	size = -1
	long := false
	for {
		n := int(d.u8(t, off))
		if !d.ok() {
			return nil, 0
		}
		off++
		switch n & 0xc0 {
		case 0:
			if n == 0 {
				if size < 0 {
					size = off - start
				}
				if long {
					return []byte("<Name too long>"), size
				}
				return rootName(text), size
			}
			label := d.slice(t, off, n)
			if !d.ok() {
				return nil, 0
			}
			if text = appendLabel(text, label); len(text) > maxName {
				text, long = text[:1], true
			}
			off += n
		case 0xc0:
			to := n&0x3f<<8 | int(d.u8(t, off))
			if !d.ok() {
				return nil, 0
			}
			off++
			if size < 0 {
				size = off - start
			}
			jumps++
			if d.dnsJumps++; to == before || d.dnsJumps > maxJumps(len(t.b)) {
				return []byte("<Name contains a pointer that loops>"), size
			}
			if jumps == look {
				before, look = to, 2*look
			}
			off = to
		default:
			d.fail(t, t.rep+1)
			return nil, 0
		}
		if jumps*2 > len(t.b) || len(text) > 0 && jumps > maxName {
			return []byte("<Name contains a pointer that loops>"), nameSize(size, off-start)
		}
	}
}

func nameSize(size, used int) int {
	if size < 0 {
		return used
	}
	return size
}

func rootName(text []byte) []byte {
	if len(text) == 0 {
		return []byte("<Root>")
	}
	return text
}

// appendLabel adds a label.
func appendLabel(text, label []byte) []byte {
	if len(text) > 0 {
		text = append(text, '.')
	}
	return append(text, label...)
}
