//go:build unix

package capfile

import (
	"os"
	"syscall"
)

// MapFile maps a file for reading. The mapping stays for the life of the process: packets point into it.
func MapFile(f *os.File, size int64) ([]byte, error) {
	if int64(int(size)) != size {
		return nil, syscall.EFBIG
	}
	return syscall.Mmap(int(f.Fd()), 0, int(size), syscall.PROT_READ, syscall.MAP_SHARED)
}

// UnmapFile gives back a mapping that nothing points into; other memory it leaves alone.
func UnmapFile(data []byte) { syscall.Munmap(data) }
