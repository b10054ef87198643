//go:build !unix

package capture

func alignedBytes(size int) []byte { return heapBytes(size) }

func freeBytes([]byte) {}
