package pcapnb

import "unsafe"

const hugeArena = 4 << 20

// heapBytes returns zeroed memory that begins on an 8-byte boundary.
func heapBytes(size int) []byte {
	words := make([]uint64, (size+7)/8)
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(words))), size)
}
