package capture

import "unsafe"

// hugeArena is from how many bytes on memory comes straight from the system.
const hugeArena = 4 << 20

// heapBytes returns zeroed memory that begins on an 8-byte boundary.
func heapBytes(size int) []byte {
	words := make([]uint64, (size+7)/8)
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(words))), size)
}

const columnAlign = 64

// columnBytes is how much memory a column takes.
func columnBytes(rows, width int) int { return padded(rows*width, columnAlign) }

func padded(n, to int) int { return (n + to - 1) / to * to }

// cut takes the next column of n values from mem.
func cut[V any](mem *[]byte, n int) []V {
	var v V
	width := int(unsafe.Sizeof(v))
	size := columnBytes(n, width)
	if size == 0 {
		return nil
	}
	col := unsafe.Slice((*V)(unsafe.Pointer(unsafe.SliceData(*mem))), n)
	*mem = (*mem)[size:]
	return col
}

// memory is the bytes of values without pointers.
func memory[V any](values []V) []byte {
	var v V
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(values))), len(values)*int(unsafe.Sizeof(v)))
}
