//go:build !unix

package pcapnb

func alignedBytes(size int) []byte { return heapBytes(size) }

func freeBytes([]byte) {}
