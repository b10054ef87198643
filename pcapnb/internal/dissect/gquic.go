package dissect

import (
	"encoding/binary"
	"strings"
)

// Google's QUIC before the IETF's, as its "QUIC wire layout specification" of 2016 has it.

func init() { readers["gquic"], recognizers["gquic"] = (*Session).gquic, isGQUIC }

// gquicConn is what is known of a conversation that speaks it.
type gquicConn struct{ version int }

// Flags of the first byte.
const (
	gquicVersion = 0x01
	gquicReset   = 0x02
	gquicNonce   = 0x04
	gquicID      = 0x08
	gquicNumber  = 0x30
	gquicNewForm = 0xc0 // a head like the IETF's, since version 44

	gquicIDSize, gquicVersionSize, gquicNonceSize, gquicHashSize = 8, 4, 32, 12
)

// gquicVersionOf reads a version such as Q035, 0 for another.
func gquicVersionOf(b []byte) int {
	if len(b) < gquicVersionSize || b[0] != 'Q' || b[1] != '0' || b[2]-'0' > 9 || b[3]-'0' > 9 {
		return 0
	}
	return int(b[2]-'0')*10 + int(b[3]-'0')
}

// isGQUIC recognizes the first packet of a conversation, which names a version.
func isGQUIC(t *view) bool {
	const oldest, newest, longForm, longVersion = 20, 49, 0xc0, 46
	b := t.b
	if len(b) < 1+gquicIDSize+gquicVersionSize {
		return false
	}
	if b[0]&gquicNewForm == longForm {
		return gquicVersionOf(b[1:]) == longVersion
	}
	v := gquicVersionOf(b[1+gquicIDSize:])
	return b[0]&(gquicNewForm|gquicVersion|gquicID) == gquicVersion|gquicID && v >= oldest && v <= newest
}

// gquic dissects a packet.
func (d *Session) gquic(t *view) {
	d.current = "GQUIC"
	d.begin(fGquic, t, len(t.b))
	d.cols.setProto(d, "GQUIC")
	fromServer := d.udpPorts[0] == 443 || d.udpPorts[0] == 80
	p := gquicPacket{conn: keptOf[gquicConn](&d.udpConn.kept), fromServer: fromServer}
	if d.u8(t, 0)&gquicNewForm != 0 {
		d.gquicNewHead(t, &p)
	} else if d.gquicHead(t, &p) {
		return
	}
	if d.ok() {
		d.gquicPayload(t, &p)
	}
}

// A gquicPacket is what the head of a packet says.
type gquicPacket struct {
	conn       *gquicConn
	fromServer bool
	off        int // where its payload begins
	numberSize int
	number, id uint64
	hasID      bool
	crypto     func(off int, b []byte) // takes a piece of a handshake of TLS
}

// bigEndian reports whether numbers have their first byte first, as since version 39.
func (c *gquicConn) bigEndian() bool { return c.version >= 39 }

// gquicNum emits a number in the byte order of the version.
func (d *Session) gquicNum(id ID, t *view, off, n int, big bool) uint64 {
	b := d.slice(t, off, n)
	var v uint64
	for i := range b {
		if big {
			v = v<<8 | uint64(b[i])
		} else {
			v |= uint64(b[i]) << (8 * i)
		}
	}
	d.num(id, t, off, n, v)
	return v
}

// gquicHead dissects the old head, and reports whether nothing follows it.
func (d *Session) gquicHead(t *view, p *gquicPacket) (done bool) {
	flags := d.u8(t, 0)
	at := 1
	if flags&gquicID != 0 {
		at += gquicIDSize
	}
	if flags&gquicVersion != 0 && len(t.b) >= at {
		p.conn.version = gquicVersionOf(t.b[at:])
	}
	d.gquicFlags(t, p.conn.version)
	p.off = 1
	if flags&gquicID != 0 {
		p.hasID, p.id = true, d.gquicNum(fGquicCid, t, p.off, gquicIDSize, p.conn.bigEndian())
		p.off += gquicIDSize
	}
	if flags&gquicVersion != 0 {
		d.raw(fGquicVersion, t, p.off, gquicVersionSize)
		p.off += gquicVersionSize
	}
	switch {
	case flags&gquicReset != 0:
		d.gquicTags(t, p.off)
		d.cols.set(d, "Public Reset, CID: ", utoa(p.id))
		return true
	case flags&gquicVersion != 0 && p.fromServer:
		for ; p.off+gquicVersionSize <= t.rep && d.ok(); p.off += gquicVersionSize {
			d.raw(fGquicVersion, t, p.off, gquicVersionSize)
		}
		d.cols.set(d, "Version Negotiation, CID: ", utoa(p.id))
		return true
	case flags&gquicNonce != 0 && p.fromServer && p.conn.version >= 33:
		d.raw(fGquicDiversificationNonce, t, p.off, gquicNonceSize)
		p.off += gquicNonceSize
	}
	p.numberSize = [...]int{1, 2, 4, 6}[flags&gquicNumber>>4]
	p.number = d.gquicNum(fGquicPacketNumber, t, p.off, p.numberSize, p.conn.bigEndian())
	p.off += p.numberSize
	return false
}

func (d *Session) gquicFlags(t *view, version int) {
	flags := uint64(d.u8(t, 0))
	d.num(fGquicPuflags, t, 0, 1, flags)
	d.bits(t, 0, 1, flags, bit{fGquicPuflagsVersion, gquicVersion}, bit{fGquicPuflagsReset, gquicReset})
	if version > 0 && version < 33 {
		d.bits(t, 0, 1, flags, bit{fGquicPuflagsCidOld, gquicNonce | gquicID})
	} else {
		d.bits(t, 0, 1, flags, bit{fGquicPuflagsNonce, gquicNonce}, bit{fGquicPuflagsCid, gquicID})
	}
	d.bits(t, 0, 1, flags, bit{fGquicPuflagsPkn, gquicNumber}, bit{fGquicPuflagsMpth, 0x40}, bit{fGquicPuflagsRsv, 0x80})
}

// gquicNewHead dissects a head that is like the IETF's.
func (d *Session) gquicNewHead(t *view, p *gquicPacket) {
	const long = 0x80
	first := uint64(d.u8(t, 0))
	d.num(fGquicPuflags, t, 0, 1, first)
	d.bits(t, 0, 1, first, bit{fGquicHeaderForm, long}, bit{fGquicFixedBit, 0x40})
	p.off, p.numberSize = 1, int(first&3)+1
	if first&long != 0 {
		d.bits(t, 0, 1, first, bit{fGquicLongPacketType, 0x30}, bit{fGquicLongReserved, 0x0c})
	}
	d.bits(t, 0, 1, first, bit{fGquicPacketNumberLength, 3})
	if first&gquicNewForm == gquicNewForm {
		p.conn.version = gquicVersionOf(d.slice(t, 1, gquicVersionSize))
		d.raw(fGquicVersion, t, 1, gquicVersionSize)
		lengths := uint64(d.u8(t, 5))
		d.bits(t, 5, 1, lengths, bit{fGquicDcil, 0xf0}, bit{fGquicScil, 0x0f})
		p.off, p.hasID = 6, true
	} else {
		p.hasID = !p.fromServer && first&long == 0
	}
	if p.hasID {
		p.id = d.gquicNum(fGquicCid, t, p.off, gquicIDSize, true)
		p.off += gquicIDSize
	}
	p.number = d.gquicNum(fGquicPacketNumber, t, p.off, p.numberSize, true)
	p.off += p.numberSize
}

// gquicPayload dissects what is not encrypted, and says of the rest that it is.
func (d *Session) gquicPayload(t *view, p *gquicPacket) {
	frames := p.off + gquicHashSize
	old := p.conn.version < 34
	if old {
		frames++
	}
	d.cols.set(d, "Payload (Encrypted)")
	if len(t.b) > frames && p.conn.version > 0 && p.isPlain(t.b, frames) {
		d.raw(fGquicMessageAuthenticationHash, t, p.off, gquicHashSize)
		if old {
			d.flagged(fGquicPrflags, t, frames-1, 1, bit{fGquicPrflagsEntropy, 1}, bit{fGquicPrflagsFecg, 2}, bit{fGquicPrflagsFec, 4}, bit{fGquicPrflagsRsv, 0xf8})
		}
		d.gquicFrames(t, frames, p)
	} else {
		d.raw(fGquicPayload, t, p.off, t.left(p.off))
	}
	d.cols.append(d, ", PKN: ", utoa(p.number))
	if p.hasID {
		d.cols.append(d, ", CID: ", utoa(p.id))
	}
}

// gquicMessage names a message of the handshake.
func gquicMessage(tag string) string {
	switch tag {
	case "CHLO":
		return "Client Hello"
	case "SHLO":
		return "Server Hello"
	case "REJ\x00":
		return "Rejection"
	}
	return ""
}

// gquicTagIDs are the fields of tags.
var gquicTagIDs = map[string]ID{"OBIT": fGquicTagObit, "EXPY": fGquicTagExpy, "RREJ": fGquicTagRrej, "CRT\xff": fGquicTagCrt,
	"PAD": fGquicTagPad, "SNI": fGquicTagSni, "VER": fGquicTagVersion, "PDMD": fGquicTagPdmd, "UAID": fGquicTagUaid,
	"STK": fGquicTagStk, "SNO": fGquicTagSno, "PROF": fGquicTagProf, "SCID": fGquicTagScid, "NONC": fGquicTagNonc, "MSPC": fGquicTagMspc,
	"TCID": fGquicTagTcid, "SRBF": fGquicTagSrbf, "ICSL": fGquicTagIcsl, "SCLS": fGquicTagScls, "IRTT": fGquicTagIrtt, "CFCW": fGquicTagCfcw,
	"SFCW": fGquicTagSfcw, "CETV": fGquicTagCetv, "XLCT": fGquicTagXlct, "NONP": fGquicTagNonp, "CSCT": fGquicTagCsct, "CCRT": fGquicTagCcrt,
	"CGST": fGquicTagCgst, "RNON": fGquicTagRnon, "RSEQ": fGquicTagRseq}

// gquicTags dissects a list of tags and values, and returns where it ends.
func (d *Session) gquicTags(t *view, off int) int {
	const head = 8
	name := d.slice(t, off, 4)
	d.raw4(fGquicTag, t, off, name)
	count := 0
	if b := d.slice(t, off+4, 2); b != nil {
		count = int(binary.LittleEndian.Uint16(b))
	}
	d.num(fGquicTagNumber, t, off+4, 2, uint64(count))
	d.raw(fGquicPadding, t, off+6, 2)
	return d.gquicEntries(t, off+head, count)
}

// gquicEntries dissects tags, each with where its value ends, and the values after them.
func (d *Session) gquicEntries(t *view, off, count int) int {
	const entry = 8
	values := off + entry*count
	start := 0
	for i := range count {
		at := off + entry*i
		tag := d.slice(t, at, 4)
		b := d.slice(t, at+4, 4)
		if !d.ok() {
			return values
		}
		end := int(binary.LittleEndian.Uint32(b))
		size := end - start
		d.none(fGquicTags, t, at, entry)
		d.push()
		d.raw4(fGquicTagType, t, at, tag)
		d.num(fGquicTagOffsetEnd, t, at+4, 4, uint64(end))
		d.num(fGquicTagOffsetLength, nil, 0, 0, uint64(uint32(size)))
		if left := t.left(values + start); size < 0 || size > left {
			d.faulty()
			size = left
		}
		d.raw(fGquicTagValue, t, values+start, size)
		d.gquicTagValue(t, values+start, size, strings.TrimRight(string(tag), "\x00"))
		d.pop()
		start += size
	}
	return values + start
}

// raw4 emits a tag's four letters.
func (d *Session) raw4(id ID, t *view, off int, b []byte) { d.asciiBytes(id, t, off, 4, upTo0(b)) }

func (d *Session) gquicTagValue(t *view, off, n int, tag string) {
	if tag == "SCFG" && n >= 8 {
		d.raw4(fGquicTagScfg, t, off, d.slice(t, off, 4))
		count := d.gquicNum(fGquicTagScfgNumber, t, off+4, 4, false)
		if nested := t.sub(off+8, n-8); count <= uint64(n/8) {
			d.deeper(&nested, func() { d.gquicEntries(&nested, 0, int(count)) })
		}
		return
	}
	id := gquicTagIDs[tag]
	if id == noField {
		return
	}
	switch {
	case id == fGquicTagNonc || id == fGquicTagNonp:
		d.raw(id, t, off, 32)
		return
	case id == fGquicTagXlct:
		d.raw(id, t, off, 8)
		return
	}
	switch defs[id].Type {
	case Bytes, String:
		d.raw(id, t, off, n)
	case Uint64:
		d.gquicNum(id, t, off, min(n, 8), false)
	default:
		if n > 0 {
			d.gquicNum(id, t, off, min(n, 4), false)
		}
	}
}
