package dissect

import "encoding/hex"

func init() { readers["osi"] = (*Session).osi }

// Types of packets, ISO 10589 section 9.
const (
	isisHello1    = 15
	isisHello2    = 16
	isisHelloP2P  = 17
	isisLSP1      = 18
	isisLSP2      = 20
	isisComplete1 = 24
	isisComplete2 = 25
	isisPartial1  = 26
	isisPartial2  = 27
)

// osi dissects a packet of OSI's network layer by the protocol that its first byte names.
func (d *Session) osi(t *view) {
	const isis = 0x83
	d.layerName("osi")
	d.cols.setProto(d, "OSI")
	if d.u8(t, 0) == isis && d.ok() {
		d.isis(t)
	}
}

// isis dissects a packet of IS-IS, ISO 10589 section 9.
func (d *Session) isis(t *view) {
	const head = 8
	d.current = "ISIS"
	d.cols.setProto(d, "ISIS")
	d.cols.clear(d)
	d.begin(fIsis, t, len(t.b))
	size := int(d.u8(t, 1))
	d.slots(t, 0, slot{fIsisIrpd, 1}, slot{fIsisLen, 1})
	if size < head {
		d.faulty()
		return
	}
	d.slots(t, 2, slot{fIsisVersion, 1}, slot{fIsisSysidLen, 1})
	first := uint64(d.u8(t, 4))
	kind := first & 0x1f
	d.cols.set(d, isisName(kind))
	d.num(fIsisTypeReserved, t, 4, 1, first>>5)
	d.num(fIsisType, t, 4, 1, kind)
	d.slots(t, 5, slot{fIsisVersion2, 1}, slot{fIsisReserved, 1}, slot{fIsisMaxAreaAdr, 1})
	body := t.sub(head, -1)
	switch system := d.isisIDLength(t); {
	case !d.ok():
	case kind >= isisHello1 && kind <= isisHelloP2P:
		d.isisHello(&body, kind, size-head, system)
	case kind == isisLSP1 || kind == isisLSP2:
		d.isisLSP(&body, size-head, system)
	case kind >= isisComplete1 && kind <= isisPartial2:
		d.isisSequence(&body, kind, system)
	}
}

// isisIDLength is how long the identifier of a system is; 0 says 6 and 255 says 0.
func (d *Session) isisIDLength(t *view) int {
	switch n := d.u8(t, 3); n {
	case 0:
		return 6
	case 255:
		return 0
	default:
		return int(n)
	}
}

func isisName(kind uint64) string {
	switch kind {
	case isisHello1:
		return "L1 HELLO"
	case isisHello2:
		return "L2 HELLO"
	case isisHelloP2P:
		return "P2P HELLO"
	case isisLSP1:
		return "L1 LSP"
	case isisLSP2:
		return "L2 LSP"
	case isisComplete1:
		return "L1 CSNP"
	case isisComplete2:
		return "L2 CSNP"
	case isisPartial1:
		return "L1 PSNP"
	case isisPartial2:
		return "L2 PSNP"
	}
	return "Unknown (" + hexText(kind, 0) + ")"
}

// isisID writes an identifier of a system, of n bytes and those of its pseudonode and part, as 1111.2222.3333.00-01.
func (d *Session) isisID(t *view, off, system, more int) string {
	var s []byte
	for i, c := range d.slice(t, off, system+more) {
		switch {
		case i == 0:
		case i < system && i%2 == 0, i == system:
			s = append(s, '.')
		case i == system+1:
			s = append(s, '-')
		}
		s = hex.AppendEncode(s, []byte{c})
	}
	return string(s)
}

// isisLayer opens the layer of a kind of packet.
func (d *Session) isisLayer(id ID, t *view, column string) {
	d.begin(id, t, len(t.b))
	d.current = column
	d.cols.setProto(d, column)
}

// isisHello dissects a hello, ISO 10589 sections 9.5 to 9.7.
func (d *Session) isisHello(t *view, kind uint64, head, system int) {
	d.isisLayer(fIsisHello, t, "ISIS HELLO")
	first := uint64(d.u8(t, 0))
	d.num(fIsisHelloCircuitType, t, 0, 1, first&3)
	d.cols.append(d, ", System-ID: ", d.isisID(t, 1, system, 0))
	off := d.slots(t, 1+system, slot{fIsisHelloHoldingTimer, 2}, slot{fIsisHelloPduLength, 2})
	length := int(d.u16(t, off-2))
	if kind == isisHelloP2P {
		d.slots(t, off, slot{fIsisHelloLocalCircuitId, 1})
	} else {
		d.num(fIsisHelloPriority, t, off, 1, uint64(d.u8(t, off)&0x7f))
		d.need(t, off+1, system+1)
	}
	d.isisFields(t, head, length, fIsisHelloClvType, fIsisHelloClvLength, func(v *view, kind uint64) {
		switch kind {
		case 129:
			for i := range v.rep {
				d.uint(fIsisHelloClvNlpidNlpid, v, i, 1)
			}
		case 132:
			for i := 0; i+4 <= v.rep; i += 4 {
				d.uint(fIsisHelloClvIpv4IntAddr, v, i, 4)
			}
		case 232:
			for i := 0; i+16 <= v.rep; i += 16 {
				d.raw(fIsisHelloClvIpv6IntAddr, v, i, 16)
			}
		}
	})
}

// isisFields dissects the fields of variable length after head bytes, ISO 10589 section 9.5. length is that of the packet with its head of 8.
func (d *Session) isisFields(t *view, head, length int, kindID, sizeID ID, value func(v *view, kind uint64)) {
	body := *t
	body.trim(length - 8)
	for off := head; off+2 < body.rep && d.ok(); {
		n := int(d.u8(&body, off+1))
		if off+2+n > body.rep {
			d.faulty()
			return
		}
		kind := d.uint(kindID, &body, off, 1)
		d.num(sizeID, &body, off+1, 1, uint64(n))
		v := body.sub(off+2, n)
		d.push()
		value(&v, kind)
		d.pop()
		off += 2 + n
	}
}

// isisLSP dissects what a router says of its links, ISO 10589 sections 9.8 and 9.9.
func (d *Session) isisLSP(t *view, head, system int) {
	d.isisLayer(fIsisLsp, t, "ISIS LSP")
	length := int(d.uint(fIsisLspPduLength, t, 0, 2))
	life := d.uint(fIsisLspRemainingLife, t, 2, 2)
	d.cols.append(d, ", LSP-ID: ", d.isisID(t, 4, system, 2))
	off := 4 + system + 2
	sequence := d.uint(fIsisLspSequenceNumber, t, off, 4)
	d.cols.append(d, ", Sequence: ", hexText(sequence, 8), ", Lifetime: ", padLeft(utoa(life), 5), "s")
	sum := d.uint(fIsisLspChecksum, t, off+4, 2)
	if n := length - 8; d.ok() && sum != 0 && n > 4 && n <= len(t.b) && !fletcherGood(t.b[4:n]) {
		d.cols.append(d, " [ISIS CHECKSUM INCORRECT]")
	}
	flags := uint64(d.u8(t, off+6))
	d.bits(t, off+6, 1, flags, bit{fIsisLspPartitionRepair, 0x80}, bit{fIsisLspAtt, 0x78}, bit{fIsisLspOverload, 4}, bit{fIsisLspIsType, 3})
	d.isisFields(t, head, length, fIsisLspClvType, fIsisLspClvLength, func(v *view, kind uint64) {
		const hostname = 137
		if kind == hostname && v.rep > 0 {
			d.raw(fIsisLspHostname, v, 0, v.rep)
		}
	})
}

// fletcherGood checks a sum over bytes that hold it, ISO 8473 annex C.
func fletcherGood(b []byte) bool {
	c0, c1 := 0, 0
	for _, c := range b {
		c0 = (c0 + int(c)) % 255
		c1 = (c1 + c0) % 255
	}
	return c0 == 0 && c1 == 0
}

func padLeft(s string, n int) string {
	for len(s) < n {
		s = " " + s
	}
	return s
}

// isisSequence dissects a list of what a router knows, ISO 10589 sections 9.10 to 9.13.
func (d *Session) isisSequence(t *view, kind uint64, system int) {
	complete := kind <= isisComplete2
	if complete {
		d.isisLayer(fIsisCsnp, t, "ISIS CSNP")
		d.uint(fIsisCsnpPduLength, t, 0, 2)
	} else {
		d.isisLayer(fIsisPsnp, t, "ISIS PSNP")
		d.uint(fIsisPsnpPduLength, t, 0, 2)
	}
	d.cols.append(d, ", Source-ID: ", d.isisID(t, 2, system, 1))
	if off := 2 + system + 1; complete {
		d.cols.append(d, ", Start LSP-ID: ", d.isisID(t, off, system, 2))
		d.cols.append(d, ", End LSP-ID: ", d.isisID(t, off+system+2, system, 2))
	}
}
