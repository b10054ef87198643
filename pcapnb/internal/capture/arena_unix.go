//go:build unix

package capture

import (
	"sync/atomic"
	"syscall"
)

// fromSystem is how many bytes came straight from the system and were not given back.
var fromSystem atomic.Int64

// alignedBytes returns zeroed memory aligned for any column. Large amounts come straight from the system: pages that
// no row reaches are never touched, so asking for too much costs nothing. They stay for the life of the process.
func alignedBytes(size int) []byte {
	if size >= hugeArena {
		if mem, err := syscall.Mmap(-1, 0, size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE|noReserve); err == nil {
			fromSystem.Add(int64(size))
			return mem
		}
	}
	return heapBytes(size)
}

// freeBytes gives memory back that came straight from the system; other memory is the garbage collector's.
func freeBytes(mem []byte) {
	if len(mem) >= hugeArena {
		if syscall.Munmap(mem) == nil { // it fails, and does nothing, where it is on the heap
			fromSystem.Add(-int64(len(mem)))
		}
	}
}
