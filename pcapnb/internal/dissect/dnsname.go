package dissect

// maxName bounds a name's text; a real one has at most 255 bytes, RFC 1035 §2.3.4.
const maxName = 1024

// dnsName reads the name at off of a message that begins at t's first byte. It
// returns the name as text, and how many bytes it takes at off. Pointers, RFC
// 1035 §4.1.4, must point backwards or to what was not visited yet; a chain of
// them is bounded by the message's length.
func (d *Session) dnsName(t *view, off int) (name string, size int) {
	var buf [64]byte
	text := buf[:0]
	start, jumps := off, 0
	size = -1
	for {
		n := int(d.u8(t, off))
		if !d.ok() {
			return "", 0
		}
		off++
		switch n & 0xc0 {
		case 0:
			if n == 0 {
				if size < 0 {
					size = off - start
				}
				return nameText(text), size
			}
			label := d.slice(t, off, n)
			if !d.ok() {
				return "", 0
			}
			text = appendLabel(text, label)
			off += n
			if len(text) > maxName {
				return "<Name too long>", nameSize(size, off-start)
			}
		case 0xc0:
			to := n&0x3f<<8 | int(d.u8(t, off))
			if !d.ok() {
				return "", 0
			}
			off++
			if size < 0 {
				size = off - start
			}
			if jumps++; jumps > len(t.b) {
				return "<Name contains a pointer that loops>", size
			}
			off = to
		default:
			return "<Unknown DNS label type>", nameSize(size, off-start)
		}
		if jumps*2 > len(t.b) || len(text) > 0 && jumps > maxName {
			return "<Name contains a pointer that loops>", nameSize(size, off-start)
		}
	}
}

func nameSize(size, used int) int {
	if size < 0 {
		return used
	}
	return size
}

func nameText(text []byte) string {
	if len(text) == 0 {
		return "<Root>"
	}
	return string(text)
}

// appendLabel adds a label; bytes that do not print are written as three
// octal digits.
func appendLabel(text, label []byte) []byte {
	if len(text) > 0 {
		text = append(text, '.')
	}
	for _, c := range label {
		if c >= 0x20 && c < 0x7f {
			text = append(text, c)
			continue
		}
		text = append(text, '\\', '0'+c>>6, '0'+c>>3&7, '0'+c&7)
	}
	return text
}
