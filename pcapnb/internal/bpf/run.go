package bpf

import "encoding/binary"

// A Program is a compiled filter. It is safe for concurrent use.
type Program struct {
	code  []inst
	nodes []node // the arithmetic expressions that inst.lhs and inst.rhs point into
	start int32
	expr  string
	link  int
	snap  int
}

// String returns the filter as written.
func (p *Program) String() string { return p.expr }

// LinkType returns the link type the filter was compiled for.
func (p *Program) LinkType() int { return p.link }

// SnapLen returns how many bytes of a matching packet are wanted, as the filter's return value does in the kernel.
func (p *Program) SnapLen() int { return p.snap }

// op says what an instruction does. Every one but the first two ends in a jump to jt or jf.
type op uint8

const (
	opReject  op = iota // the packet does not match; at index 0
	opAccept            // the packet matches; at index 1
	opByteIs            // data[off] == val
	opHalfIs            // the two bytes at off, big-endian, == val
	opWordIs            // the four bytes at off, big-endian, == val
	opPortIs            // the two bytes at off plus the length of the IPv4 header at hdr == val
	opTest              // bytes at base+off (and the IPv4 header's length), masked, compared with val
	opLen               // the packet's length on the wire compared with val
	opCompare           // two arithmetic expressions
	opChain4            // IPv4 protocol chain from hdr reaches val
	opChain6            // IPv6 protocol chain from hdr reaches val
	opRadio             // set the registers of an 802.11 header; off is the link type
	opIPv4Len           // reg[dst] = reg[base] + length of the IPv4 header at hdr
	opIPv6Len           // reg[dst] = reg[base] + 40
	opGeneve            // set the three registers of a Geneve payload from dst on
)

// cmp is how a value is compared.
type cmp uint8

const (
	cmpEq cmp = iota
	cmpGt
	cmpGe
	cmpSet // value & val != 0
)

// inst is one instruction.
type inst struct {
	op       op
	cmp      cmp
	size     uint8 // bytes to load: 1, 2 or 4
	base     uint8 // register added to off; register 0 is always 0
	dst      uint8 // first register written
	tran     bool  // add the length of the IPv4 header at base+hdr
	jt, jf   int32
	off, hdr uint32
	mask     uint32
	val      uint32
	lhs, rhs int32 // expressions of opCompare
}

// registers is how many variable offsets a program may have.
const registers = 32

// regs holds the offsets that depend on the packet: register 0 is 0.
type regs [registers]uint32

// Match reports whether the filter matches a frame of which data was captured and wireLen bytes were on the wire.
func (p *Program) Match(data []byte, wireLen int) bool {
	code, pc := p.code, p.start
	for uint(pc) < uint(len(code)) {
		in := &code[pc]
		yes := false
		switch in.op {
		case opReject:
			return false
		case opAccept:
			return true
		case opByteIs:
			if uint64(in.off) >= uint64(len(data)) {
				return false
			}
			yes = uint32(data[in.off]) == in.val
		case opHalfIs:
			if uint64(in.off)+2 > uint64(len(data)) {
				return false
			}
			yes = uint32(binary.BigEndian.Uint16(data[in.off:])) == in.val
		case opWordIs:
			if uint64(in.off)+4 > uint64(len(data)) {
				return false
			}
			yes = binary.BigEndian.Uint32(data[in.off:]) == in.val
		case opPortIs:
			if uint64(in.hdr) >= uint64(len(data)) {
				return false
			}
			at := uint64(in.off) + uint64(data[in.hdr]&0xf)<<2
			if at+2 > uint64(len(data)) {
				return false
			}
			yes = uint32(binary.BigEndian.Uint16(data[at:])) == in.val
		default:
			return p.matchSlow(pc, data, wireLen)
		}
		if yes {
			pc = in.jt
		} else {
			pc = in.jf
		}
	}
	return false
}

// matchSlow goes on from instruction pc with all instructions at hand.
func (p *Program) matchSlow(pc int32, data []byte, wireLen int) bool {
	var r regs
	for pc > 1 {
		in := &p.code[pc]
		yes, ok := p.step(in, data, wireLen, &r)
		switch {
		case !ok:
			return false
		case yes:
			pc = in.jt
		default:
			pc = in.jf
		}
	}
	return pc == 1
}

// step runs one instruction; ok is false where it reads beyond the captured bytes or divides by zero.
func (p *Program) step(in *inst, data []byte, wireLen int, r *regs) (yes, ok bool) {
	switch in.op {
	case opLen:
		return compare(in.cmp, uint32(wireLen), in.val), true
	case opCompare:
		a, okA := p.eval(in.lhs, data, wireLen, r)
		b, okB := p.eval(in.rhs, data, wireLen, r)
		return okA && okB && compare(in.cmp, a, b), okA && okB
	case opChain4:
		return chain4(data, in.hdr, in.val)
	case opChain6:
		return chain6(data, in.hdr, in.val)
	case opRadio:
		return true, radio(data, in.off, r)
	case opIPv4Len:
		hl, ok := headerLen(data, in, r)
		r[in.dst] = r[in.base] + hl
		return true, ok
	case opIPv6Len:
		r[in.dst] = r[in.base] + 40
		return true, true
	case opGeneve:
		return true, geneve(data, in, r)
	}
	at := uint64(r[in.base])
	if in.tran {
		hl, ok := headerLen(data, in, r)
		if !ok {
			return false, false
		}
		at = uint64(r[in.base] + hl)
	}
	v, ok := load(data, at+uint64(in.off), in.size)
	return compare(in.cmp, v&in.mask, in.val), ok
}

// headerLen returns the length in bytes of the IPv4 header at in.hdr.
func headerLen(data []byte, in *inst, r *regs) (uint32, bool) {
	v, ok := load(data, uint64(r[in.base])+uint64(in.hdr), 1)
	return v & 0xf << 2, ok
}

// load reads size bytes in network order; ok is false beyond the captured bytes.
func load(data []byte, at uint64, size uint8) (v uint32, ok bool) {
	if at > uint64(len(data)) || uint64(size) > uint64(len(data))-at {
		return 0, false
	}
	switch size {
	case 1:
		return uint32(data[at]), true
	case 2:
		return uint32(binary.BigEndian.Uint16(data[at:])), true
	}
	return binary.BigEndian.Uint32(data[at:]), true
}

// compare applies a comparison; all of them are unsigned, as pcap-filter(7) says.
func compare(c cmp, a, b uint32) bool {
	switch c {
	case cmpEq:
		return a == b
	case cmpGt:
		return a > b
	case cmpGe:
		return a >= b
	}
	return a&b != 0
}
