//go:build unix

package capfile

import (
	"os"
	"syscall"
)

// mapFile maps a file for reading. The mapping stays for the life of the process: payloads point into it.
func mapFile(f *os.File, size int64) ([]byte, error) {
	if int64(int(size)) != size {
		return nil, syscall.EFBIG
	}
	return syscall.Mmap(int(f.Fd()), 0, int(size), syscall.PROT_READ, syscall.MAP_SHARED)
}
