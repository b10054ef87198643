package pcapnb

import "sync"

// memo holds what is computed over a whole capture on first use.
type memo struct {
	streams sync.Once
	tcp     []uint32 // stream number by row, noCode where the packet is in none
}
