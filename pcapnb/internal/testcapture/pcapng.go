package testcapture

import "encoding/binary"

// Pcapng is a pcapng file, block by block (draft-ietf-opsawg-pcapng).
type Pcapng []byte

// NewPcapng returns a file that has a section and nothing in it.
func NewPcapng() Pcapng {
	var f Pcapng
	f.Block(0x0a0d0d0a, Section())
	return f
}

// Section returns the body of a section header without options, section 4.1.
func Section() []byte {
	return append(binary.LittleEndian.AppendUint32(nil, 0x1a2b3c4d), 1, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255)
}

// Block adds a block of a kind; zeros fill its body up to four bytes.
func (f *Pcapng) Block(kind uint32, body []byte) {
	body = append(body, make([]byte, -len(body)&3)...)
	size := uint32(12 + len(body))
	*f = le32(append(le32(*f, kind, size), body...), size)
}

// le32 writes numbers, the least significant byte first.
func le32(b []byte, n ...uint32) []byte {
	for _, v := range n {
		b = binary.LittleEndian.AppendUint32(b, v)
	}
	return b
}
