package dissect

import "encoding/binary"

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

// tcpOptions is what the options of a segment say to the rest of the code.
type tcpOptions struct {
	scale    uint8
	hasScale bool
	sack     [4][2]uint32
	nSack    int
	info     []byte // for the Info column
}

// tcpOptionList dissects the options of a segment, RFC 9293 §3.2.
func (d *Session) tcpOptionList(t *view, s *segment, c *tcpConn, dir int) {
	end := s.hlen
	cutShort := end > len(t.b)
	if cutShort {
		defer d.fail(t, end)
		end = len(t.b)
	} else {
		d.raw(fTcpOptions, t, 20, end-20)
	}
	d.push()
	defer d.pop()
	for off := 20; off < end && d.ok(); {
		kind := t.b[off]
		if kind == tcpOptEnd || kind == tcpOptNop {
			d.tcpPadding(t, off, kind)
			off++
			continue
		}
		if off+2 > end {
			return
		}
		n := int(t.b[off+1])
		if n < 2 || off+n > end {
			d.num(fTcpOptionKind, t, off, 1, uint64(kind))
			return
		}
		d.tcpOption(t, off, n, kind, s, c, dir)
		off += n
	}
}

func (d *Session) tcpPadding(t *view, off int, kind uint8) {
	id := fTcpOptionsNop
	if kind == tcpOptEnd {
		id = fTcpOptionsEol
	}
	d.raw(id, t, off, 1)
	d.num(fTcpOptionKind, t, off, 1, uint64(kind))
}

func (d *Session) tcpOption(t *view, off, n int, kind uint8, s *segment, c *tcpConn, dir int) {
	id, want := tcpOptionField(kind)
	if want != 0 && n != want {
		return
	}
	d.raw(id, t, off, n)
	d.push()
	defer d.pop()
	d.num(fTcpOptionKind, t, off, 1, uint64(kind))
	d.num(fTcpOptionLen, t, off+1, 1, uint64(n))
	o := &s.options
	switch kind {
	case tcpOptMSS:
		mss := d.uint(fTcpOptionsMssVal, t, off+2, 2)
		d.optionInfo(o, " MSS=", mss)
	case tcpOptWScale:
		d.windowScale(t, off, o)
	case tcpOptSACKPerm:
		if d.wantCols {
			o.info = append(o.info, " SACK_PERM"...)
		}
	case tcpOptSACK:
		d.sackBlocks(t, off, n, s, c, dir)
	case tcpOptTimestamp:
		val, ecr := binary.BigEndian.Uint32(t.b[off+2:]), binary.BigEndian.Uint32(t.b[off+6:])
		d.num(fTcpOptionsTimestampTsval, t, off+2, 4, uint64(val))
		d.num(fTcpOptionsTimestampTsecr, t, off+6, 4, uint64(ecr))
		d.optionInfo(o, " TSval=", uint64(val))
		d.optionInfo(o, " TSecr=", uint64(ecr))
	default:
		d.rareOption(t, off, n, kind, s)
	}
}

func (d *Session) optionInfo(o *tcpOptions, label string, n uint64) {
	if d.wantCols {
		o.info = append(append(o.info, label...), utoa(n)...)
	}
}

// tcpOptionField gives the field of an option, and its length where it has but one.
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
	}
	return fTcpOptionsUnknown, 0
}

// windowScale dissects a window scale; above 14 counts as 14, RFC 7323 §2.3.
func (d *Session) windowScale(t *view, off int, o *tcpOptions) {
	shift := t.b[off+2]
	d.num(fTcpOptionsWscaleShift, t, off+2, 1, uint64(shift))
	o.hasScale, o.scale = true, min(shift, 14)
	d.num(fTcpOptionsWscaleMultiplier, t, off+2, 1, 1<<o.scale)
	d.optionInfo(o, " WS=", 1<<o.scale)
}

func (d *Session) sackBlocks(t *view, off, n int, s *segment, c *tcpConn, dir int) {
	var base uint32
	if c != nil {
		base = c.flow[1-dir].base
	}
	o := &s.options
	count := 0
	for i := off + 2; i+8 <= off+n; i += 8 {
		l, r := binary.BigEndian.Uint32(t.b[i:]), binary.BigEndian.Uint32(t.b[i+4:])
		d.num(fTcpOptionsSackLe, t, i, 4, uint64(l-base))
		d.num(fTcpOptionsSackRe, t, i+4, 4, uint64(r-base))
		if d.wantCols {
			o.info = append(o.info, " SLE="+utoa(l-base)+" SRE="+utoa(r-base)...)
		}
		if count < len(o.sack) {
			o.sack[count] = [2]uint32{l, r}
		}
		count++
	}
	o.nSack = min(count, len(o.sack)-1) // as Wireshark counts them
	d.num(fTcpOptionsSackCount, nil, 0, 0, uint64(count))
	d.duplicateSack(s, o, base)
}

// duplicateSack emits a first block that reports a duplicate: it is below
// the acknowledgment or inside the second block, RFC 2883 §4.
func (d *Session) duplicateSack(s *segment, o *tcpOptions, base uint32) {
	if o.nSack == 0 {
		return
	}
	l, r := o.sack[0][0], o.sack[0][1]
	below := seqLess(l, s.ack) && !seqLess(s.ack, r)
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
		if n >= 4 && be16(t.b[off+2:]) == fastOpenMagic {
			d.fastOpen(t, off, 4, n, s)
		}
	case tcpOptUserTO:
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
	if d.wantCols {
		s.options.info = append(s.options.info, note...)
	}
}
