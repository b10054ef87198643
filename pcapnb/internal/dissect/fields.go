package dissect

import "slices"

// Fields collects the values of one frame. Its zero value is ready for use, and
// Dissect clears it first, so one Fields can serve every frame.
type Fields struct {
	Values []Value
	nodes  []node // one a value, in a session that keeps the tree
	arena  []byte // text made for this frame

	protocols []protoBytes
}

// node is the place of a value in the tree.
type node struct {
	off, len int32
	depth    uint8
	src      uint8
}

// Reset forgets the values and keeps the memory.
func (f *Fields) Reset() {
	f.Values = f.Values[:0]
	f.nodes = f.nodes[:0]
	f.protocols = f.protocols[:0]
	f.arena = f.arena[:0]
}

// Layer returns the bytes from the start of the protocol of value i to the end of what it was dissected from, and how
// many of them are the protocol's own, as Wireshark's display filters take them: those of IP and UDP end with the
// datagram and the header is their own, and of TCP the whole segment is.
func (f *Fields) Layer(i int) (b []byte, length int) {
	at, ok := slices.BinarySearchFunc(f.protocols, i, func(p protoBytes, i int) int { return p.value - i })
	if !ok {
		return nil, 0
	}
	return f.protocols[at].trim(f.Values[i].ID)
}
