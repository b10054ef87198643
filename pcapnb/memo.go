package pcapnb

import (
	"sync"

	"netlab/pcapnb/internal/dissect"
)

// memo holds what is computed over a whole capture on first use.
type memo struct {
	streams sync.Once
	tcp     []uint32 // stream number by row, noCode where the packet is in none

	dnsOnce sync.Once
	dns     map[int][]dissect.DNSMessage // by row, where several packets may carry a message

	mu   sync.Mutex
	wire map[dissect.ID]*Column // by field, over all rows

	interfaces     sync.Once
	wireInterfaces []dissect.Interface
}
