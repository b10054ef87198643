package dissect

import "encoding/binary"

// trailer splits what follows the payload into padding, trailer and check
// sequence. As Wireshark does: a frame that would be under 60 bytes was padded;
// a last four bytes of a frame of 64 or more are taken for the check sequence.
func (d *Session) trailer(t, payload *view, id ID, fcs int) {
	off := payload.base - t.base + payload.rep
	n := t.left(off)
	if n == 0 || !d.wantCols && !d.has(fWsShort) && !d.has(fEthPadding) && !d.has(id) && !d.has(fEthFcs) && !d.has(fEthFcsStatus) && !d.has(fEthPaddingBad) {
		return
	}
	d.depth = 1
	have := max(len(t.b)-off, 0)
	pad := 0
	if whole := d.frame.Length; whole >= minEthernetFrame && whole-n < minEthernetFrame {
		pad = min(minEthernetFrame-(whole-n), n)
	}
	switch {
	case have > 0 && !allZero(t.b[off:off+min(pad, have)]): // other bytes are not taken for padding, RFC 894
		d.mark(fEthPaddingBad)
		pad = 0
	case have < pad:
		d.cutTrailer(t)
		return
	case pad > 0:
		d.raw(fEthPadding, t, off, pad)
	}
	off, n, have = off+pad, n-pad, max(have-pad, 0)
	sum := 0
	if n >= 4 && (fcs == 4 || fcs == -1 && t.rep >= 64) && id == fEthTrailer {
		sum = 4
	}
	if k := min(n-sum, have); k > 0 {
		d.raw(id, t, off, k)
	}
	switch {
	case sum == 0:
	case have == 0:
	case have < n:
		d.cutTrailer(t)
	default:
		d.num(fEthFcs, t, off+n-4, 4, uint64(binary.BigEndian.Uint32(t.b[off+n-4:])))
		d.num(fEthFcsStatus, nil, 0, 0, checksumUnverified)
	}
}

// cutTrailer notes that the capture ends in a trailer.
func (d *Session) cutTrailer(t *view) {
	d.current = "Ethertype"
	if len(t.b) >= ethernetHeaderLength && binary.BigEndian.Uint16(t.b[12:]) <= maxEthernetLength {
		d.current = "Ethernet"
	}
	d.fail(t, t.rep)
	d.rescue()
}

func allZero(b []byte) bool {
	for _, c := range b {
		if c != 0 {
			return false
		}
	}
	return true
}
