// Package oui tells the vendor of a network card from its MAC address, without the network.
//
// The list is the IEEE's public one of the day that [Date] says, its blocks of 24, 28 and 36 bits. It is searched where
// it is in the program: it costs nothing at the start, and cells that do not import this package do not link it.
//
// For a newer list install Debian's package ieee-data, run update-ieee-data as root, and then go generate -run oui ./pcapnb.
package oui

import (
	_ "embed"
	"encoding/binary"
	"sort"

	"netlab/pcapnb"
)

// list is a line with its date; then for blocks of 24, 28 and 36 bits the number of entries in three bytes and the
// entries in order, each with the block in 3, 4 or 5 bytes and the place of its vendor's name in three; then the names,
// each after its length in a byte.
//
//go:embed list.bin
var list string

// dateLen is the length of the list's first line.
const dateLen = len("2006-01-02\n")

// Date returns the day of the list, as "2006-01-02".
func Date() string { return list[:dateLen-1] }

// Vendor returns the organisation to which the IEEE assigned the block that mac is in. Addresses that a system made up
// for itself have none (IEEE 802 section 8.4.4, the U/L bit), but for a few blocks assigned before there was that bit.
func Vendor(mac pcapnb.MAC) (name string, ok bool) {
	bits := binary.BigEndian.Uint64(append([]byte{0, 0}, mac[:]...))
	rest := list[dateLen:]
	place := -1
	for _, width := range []int{3, 4, 5} { // the longer block is the more exact
		n := number(rest, 3)
		entries := rest[3 : 3+n*(width+3)]
		rest = rest[3+len(entries):]
		if found := search(entries, n, width, block(bits, width)); found >= 0 {
			place = found
		}
	}
	if place < 0 {
		return "", false
	}
	length := int(rest[place])
	return rest[place+1 : place+1+length], true
}

// block is the first 24, 28 or 36 bits of an address, for a width of 3, 4 or 5 bytes.
func block(bits uint64, width int) int {
	switch width {
	case 3:
		return int(bits >> 24)
	case 4:
		return int(bits >> 20)
	}
	return int(bits >> 12)
}

// search returns the place of the name of a block, or -1.
func search(entries string, n, width, want int) int {
	size := width + 3
	i := sort.Search(n, func(i int) bool { return number(entries[i*size:], width) >= want })
	if i == n || number(entries[i*size:], width) != want {
		return -1
	}
	return number(entries[i*size+width:], 3)
}

// number reads a big-endian number.
func number(s string, bytes int) int {
	n := 0
	for i := range bytes {
		n = n<<8 | int(s[i])
	}
	return n
}

// Key is a field with the vendors of field's addresses; packets whose address has no known vendor lack it.
func Key(name string, field pcapnb.Keyer[pcapnb.Packet, pcapnb.MAC]) pcapnb.Key[pcapnb.Packet, string] {
	return pcapnb.LabelFunc(name, field, Vendor)
}
