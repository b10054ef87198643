package dissect

import (
	"strconv"
	"strings"
)

// Kinds of TCP options, IANA.
const (
	tcpOptEnd       = 0
	tcpOptNop       = 1
	tcpOptMSS       = 2
	tcpOptWScale    = 3
	tcpOptSACKPerm  = 4
	tcpOptSACK      = 5
	tcpOptTimestamp = 8
	tcpOptMD5       = 19
	tcpOptUserTO    = 28
	tcpOptFastOpen  = 34
	tcpOptExp1      = 253
	tcpOptExp2      = 254
)

// tcpOptionList dissects the options of a segment, RFC 9293 §3.2.
func (d *Session) tcpOptionList(t *view, s *segment, c *tcpConn, dir int) {
	d.push()
	defer d.pop()
	for off := 20; off < s.hlen; {
		kind := d.u8(t, off)
		switch {
		case !d.ok():
			return
		case kind == tcpOptEnd:
			d.tcpEnd(t, off, s.hlen)
			return
		case kind == tcpOptNop:
			d.tcpPadding(t, off, fTcpOptionsNop)
			off++
		default:
			n := d.optionLength(t, off, s.hlen)
			if n == 0 {
				return
			}
			d.tcpOption(t, off, n, kind, s, c, dir)
			off += n
		}
	}
}

// multipath names a layer for each option of Multipath TCP, RFC 8684 section 3.
func (d *Session) multipath(options []byte) {
	const mptcp = 30
	for len(options) > 1 && options[0] != tcpOptEnd {
		n := 1
		if options[0] != tcpOptNop {
			n = int(options[1])
		}
		if n == 0 || n > len(options) || n == 1 && options[0] != tcpOptNop {
			return
		}
		if options[0] == mptcp {
			d.layerName("mptcp")
			d.cols.setProto(d, "MPTCP")
		}
		options = options[n:]
	}
}

// tcpEnd dissects what follows the last option: zeros, and after another byte nothing that is shown.
func (d *Session) tcpEnd(t *view, off, end int) {
	for ; off < end && d.u8(t, off) == tcpOptEnd && d.ok(); off++ {
		d.tcpPadding(t, off, fTcpOptionsEol)
	}
	d.need(t, off, end-off)
}

func (d *Session) tcpPadding(t *view, off int, id ID) {
	d.raw(id, t, off, 1)
	d.num(fTcpOptionKind, t, off, 1, uint64(t.b[off]))
}

// optionLength returns the length of the option at off, 0 where the header has no room for it.
func (d *Session) optionLength(t *view, off, end int) int {
	if off+1 == end {
		return 0
	}
	n := int(d.u8(t, off+1))
	switch {
	case n < 2:
		return 0
	case off+n > end:
		d.need(t, off, end-off-2) // Wireshark marks them
		return 0
	}
	return n
}

func (d *Session) tcpOption(t *view, off, n int, kind uint8, s *segment, c *tcpConn, dir int) {
	id, want := tcpOptionField(kind)
	if id != 0 {
		d.raw(id, t, off, min(n, len(t.b)-off))
	}
	d.push()
	defer d.pop()
	d.num(fTcpOptionKind, t, off, 1, uint64(kind))
	d.num(fTcpOptionLen, t, off+1, 1, uint64(n))
	switch kind { // Wireshark says so before it looks at the length
	case tcpOptSACKPerm:
		d.optionNote(" SACK_PERM")
	case tcpOptMD5:
		d.optionNote(" MD5")
	}
	if want != 0 && n != want {
		return
	}
	if id == 0 {
		d.need(t, off, n)
		return
	}
	o := &s.options
	switch kind {
	case tcpOptMSS:
		mss := d.uint(fTcpOptionsMssVal, t, off+2, 2)
		d.optionInfo(" MSS=", mss)
	case tcpOptWScale:
		d.windowScale(t, off, o, c, dir)
	case tcpOptSACK:
		d.sackBlocks(t, off, n, s, c, dir)
	case tcpOptTimestamp:
		val := d.uint(fTcpOptionsTimestampTsval, t, off+2, 4)
		ecr := d.uint(fTcpOptionsTimestampTsecr, t, off+6, 4)
		d.optionInfo(" TSval=", val)
		d.optionInfo(" TSecr=", ecr)
	default:
		d.rareOption(t, off, n, kind, s)
	}
}

func (d *Session) optionInfo(label string, n uint64) {
	if d.wantCols {
		d.optionNote(label + utoa(n))
	}
}

func (d *Session) optionNote(text string) {
	if d.wantCols && !d.inError {
		d.cols.append(d, text)
	}
}

// tcpOptionField gives the field of an option, 0 where there is none, and its length where it has but one.
func tcpOptionField(kind uint8) (id ID, length int) {
	switch kind {
	case tcpOptMSS:
		return fTcpOptionsMss, 4
	case tcpOptWScale:
		return fTcpOptionsWscale, 3
	case tcpOptSACKPerm:
		return fTcpOptionsSackPerm, 2
	case tcpOptSACK:
		return fTcpOptionsSack, 0
	case tcpOptTimestamp:
		return fTcpOptionsTimestamp, 10
	case tcpOptMD5:
		return fTcpOptionsMd5, 18
	case tcpOptUserTO:
		return fTcpOptionsUserTo, 4
	case tcpOptFastOpen:
		return fTcpOptionsTfo, 0
	case tcpOptExp1, tcpOptExp2:
		return fTcpOptionsExperimental, 0
	case 6, 7, 11, 12, 13, 20, 21, 22, 23, 27, 29, 30, 76, 78, 172, 174: // known to Wireshark, and not dissected here
		return 0, 0
	}
	return fTcpOptionsUnknown, 0
}

// windowScale dissects a window scale; above 14 counts as 14, RFC 7323 §2.3.
func (d *Session) windowScale(t *view, off int, o *tcpOptions, c *tcpConn, dir int) {
	shift := uint8(d.uint(fTcpOptionsWscaleShift, t, off+2, 1))
	if !d.ok() {
		return
	}
	o.hasScale, o.scale = true, min(shift, 14)
	if c != nil {
		c.flow[dir].winBits = int8(o.scale) // as in Wireshark also where it is no SYN
	}
	d.num(fTcpOptionsWscaleMultiplier, t, off+2, 1, 1<<o.scale)
	d.optionInfo(" WS=", 1<<o.scale)
}

func (d *Session) sackBlocks(t *view, off, n int, s *segment, c *tcpConn, dir int) {
	var base uint32
	if c != nil {
		base = c.flow[1-dir].base
	}
	o := &s.options
	count := 0
	for i := off + 2; i+8 <= off+n; i += 8 {
		l := d.u32(t, i)
		d.num(fTcpOptionsSackLe, t, i, 4, uint64(l-base))
		r := d.u32(t, i+4)
		d.num(fTcpOptionsSackRe, t, i+4, 4, uint64(r-base))
		if !d.ok() {
			return
		}
		d.optionInfo(" SLE=", uint64(l-base))
		d.optionInfo(" SRE=", uint64(r-base))
		if count < len(o.sack) {
			o.sack[count] = [2]uint32{l, r}
		}
		count++
	}
	o.nSack = min(count, len(o.sack)-1) // as Wireshark counts them
	d.num(fTcpOptionsSackCount, nil, 0, 0, uint64(count))
	d.duplicateSack(s, o, base)
}

// duplicateSack emits a first block that reports a duplicate: it ends below
// the acknowledgment or inside the second block, RFC 2883 §4.
func (d *Session) duplicateSack(s *segment, o *tcpOptions, base uint32) {
	if o.nSack == 0 {
		return
	}
	l, r := o.sack[0][0], o.sack[0][1]
	below := !seqLess(s.ack, r)
	inside := o.nSack > 1 && !seqLess(l, o.sack[1][0]) && !seqLess(o.sack[1][1], r)
	if below || inside {
		d.num(fTcpOptionsSackDsackLe, nil, 0, 0, uint64(l-base))
		d.num(fTcpOptionsSackDsackRe, nil, 0, 0, uint64(r-base))
		d.mark(fTcpOptionsSackDsack)
	}
}

func (d *Session) rareOption(t *view, off, n int, kind uint8, s *segment) {
	switch kind {
	case tcpOptFastOpen:
		d.fastOpen(t, off, 2, n, s)
	case tcpOptMD5:
		d.raw(fTcpOptionsMd5Digest, t, off+2, n-2)
	case tcpOptExp1, tcpOptExp2:
		if n < 4 {
			return
		}
		if id := d.u16(t, off+2); id == fastOpenMagic {
			d.fastOpen(t, off, 4, n, s)
		} else if d.wantCols {
			d.optionNote(" ExID=" + strings.ToUpper(strconv.FormatUint(uint64(id), 16)))
		}
	case tcpOptUserTO:
		d.optionInfo(" USER_TO=", uint64(d.u16(t, off+2)&0x7fff)) // RFC 5482 §2
	default:
		if n > 2 {
			d.raw(fTcpOptionsUnknownPayload, t, off+2, n-2)
		}
	}
}

// fastOpenMagic marks a fast open option that came before there was a number for it, RFC 7413 §A.
const fastOpenMagic = 0xf989

// fastOpen dissects a request for a cookie, or the cookie that follows the first head bytes of the option.
func (d *Session) fastOpen(t *view, off, head, n int, s *segment) {
	note := " TFO=C"
	if n > head {
		d.raw(fTcpOptionsTfoCookie, t, off+head, n-head)
		if s.flags&(flagSYN|flagACK) == flagSYN {
			d.mark(fTcpAnalysisTfoSyn)
		}
	} else {
		d.none(fTcpOptionsTfoRequest, t, off, n)
		note = " TFO=R"
	}
	d.optionNote(note)
}
