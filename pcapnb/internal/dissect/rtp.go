package dissect

import (
	"net/netip"
	"strings"
)

func init() {
	readers["rtp"] = (*Session).rtp
}

// announceMedia notes where a medium of a session will come from or go to: RTP on its port, RTCP on the next.
func (d *Session) announceMedia(m sdpMedia) {
	addr, err := netip.ParseAddr(m.address)
	if !m.rtp || err != nil || m.port == 0 || d.inError {
		return
	}
	names := make(map[uint64]string)
	for number, name := range m.names {
		if n := leadingNumber(number); isDigits(number) && n < 128 {
			names[n] = name
		}
	}
	rtp, rtcp := netip.AddrPortFrom(addr, uint16(m.port)), netip.AddrPortFrom(addr, uint16(m.port)+1)
	d.announced.add(rtp, &announcement{frame: d.frame.Number, layer: "rtp", column: "RTP", method: "SDP", names: names, lastSequence: 1 << 16})
	d.announced.add(rtcp, &announcement{frame: d.frame.Number, layer: "rtcp", column: "RTCP", method: "SDP"})
}

// rtp dissects a packet, RFC 3550 section 5.1.
func (d *Session) rtp(t *view) {
	d.current = "RTP"
	const fixed = 12
	first := uint64(d.u8(t, 0))
	if first>>6 != 2 && d.ok() {
		d.rtpOther(t, first>>6)
		return
	}
	if secure := d.announcement.security(); secure != nil && d.ok() && len(t.b) > 1 && isSharedRTCP(t.b[1]) {
		d.sharedRTCP(t)
		return
	}
	if d.ok() && !d.reaches(fRtp, t, fixed) || !d.ok() {
		d.layerName("rtp")
		return
	}
	kind := uint64(d.u8(t, 1))
	a := d.announcement
	d.begin(fRtp, t, len(t.b))
	d.cols.setProto(d, a.name("RTP"))
	name := rtpPayloadName(kind & 127)
	if a != nil {
		d.num(fRtpSetupFrame, nil, 0, 0, uint64(a.frame))
		d.str(fRtpSetupMethod, nil, 0, 0, a.method)
		if said := a.names[kind&127]; said != "" && kind&127 >= firstDynamic {
			name = said
		}
	}
	d.num(fRtpVersion, t, 0, 1, first>>6)
	d.flag(fRtpPadding, t, 0, 1, first&0x20 != 0)
	d.flag(fRtpExt, t, 0, 1, first&0x10 != 0)
	d.num(fRtpCc, t, 0, 1, first&15)
	d.flag(fRtpMarker, t, 1, 1, kind&0x80 != 0)
	d.num(fRtpPType, t, 1, 1, kind&127)
	sequence := d.uint(fRtpSeq, t, 2, 2)
	if a != nil {
		d.num(fRtpExtseq, t, 2, 2, uint64(a.extend(uint16(sequence))))
	}
	time := d.uint(fRtpTimestamp, t, 4, 4)
	source := d.uint(fRtpSsrc, t, 8, 4)
	d.cols.set(d, "PT=", name, ", SSRC=0x", strings.ToUpper(hexText(source, 0)[2:]), ", Seq=", utoa(sequence), ", Time=", utoa(time))
	if kind&0x80 != 0 {
		d.cols.append(d, ", Mark")
	}
	d.rtpRest(t, fixed, first, name)
}

// rtpOther shows a packet of another version, which is not RTP's to dissect.
func (d *Session) rtpOther(t *view, version uint64) {
	layers := len(d.layers)
	d.begin(fRtp, t, len(t.b))
	d.layers = d.layers[:min(layers, len(d.layers))]
	d.cols.setProto(d, "RTP")
	d.cols.set(d, "Unknown RTP version "+utoa(version))
	d.num(fRtpVersion, t, 0, 1, version)
	if d.announcement == nil {
		d.data(t)
		return
	}
	d.announcement.declined = true // it may be of what shares the port, RFC 7983
}

// extend counts how often a sequence number went round, from the one before.
func (a *announcement) extend(sequence uint16) uint32 {
	near := int32(int16(sequence - uint16(a.lastSequence)))
	a.lastSequence += uint32(near)
	return a.lastSequence
}

// rtpRest dissects what follows the fixed header.
func (d *Session) rtpRest(t *view, off int, first uint64, name string) {
	for range first & 15 {
		d.uint(fRtpCsrcItem, t, off, 4)
		off += 4
	}
	if first&0x10 != 0 {
		profile := d.uint(fRtpExtProfile, t, off, 2)
		words := int(d.uint(fRtpExtLen, t, off+2, 2))
		off += 4
		if profile != 0xbede && profile>>4 != 0x100 { // RFC 8285 section 4
			for i := range words {
				d.uint(fRtpHdrExt, t, off+4*i, 4)
			}
		}
		off += 4 * words
	}
	n := t.rep - off
	if n <= 0 || !d.ok() {
		if n < 0 {
			d.fail(t, t.rep+1)
		}
		return
	}
	secure := d.announcement.security()
	padding := 0
	if first&0x20 != 0 {
		if padding = int(d.u8(t, t.rep-1)); padding == 0 || padding > n {
			if secure != nil {
				return
			}
			d.rtpPayload(t, off, n, name)
			d.fail(t, t.rep+1)
			return
		}
	}
	if secure != nil {
		d.srtpPayload(t, off, n-padding, secure)
		return
	}
	d.rtpPayload(t, off, n-padding, name)
	if padding > 1 {
		d.raw(fRtpPaddingData, t, t.rep-padding, padding-1)
	}
	if padding > 0 {
		d.num(fRtpPaddingCount, t, t.rep-1, 1, uint64(padding))
	}
}

func (d *Session) rtpPayload(t *view, off, n int, name string) {
	if n == 0 {
		return
	}
	d.raw(fRtpPayload, t, off, n)
	switch strings.ToLower(name) {
	case "amr":
		d.layerName("amr")
		d.cols.setProto(d, "AMR")
	case "opus":
		d.layerName("opus")
		d.cols.setProto(d, "OPUS")
	}
}

// firstDynamic is the first payload type that a session names, RFC 3551 section 6.
const firstDynamic = 96

// rtpPayloadName names a payload type, RFC 3551 section 6.
func rtpPayloadName(n uint64) string {
	switch {
	case n >= firstDynamic && n <= 127:
		return "DynamicRTP-Type-" + utoa(n)
	case n >= 72 && n <= 76:
		return "Reserved for RTCP conflict avoidance"
	case n < uint64(len(rtpPayloadNames)) && rtpPayloadNames[n] != "":
		return rtpPayloadNames[n]
	case n > 127:
		return utoa(n)
	}
	return "Unassigned"
}

var rtpPayloadNames = [...]string{0: "ITU-T G.711 PCMU", 1: "USA Federal Standard FS-1016", 2: "ITU-T G.721", 3: "GSM 06.10", 4: "ITU-T G.723",
	5: "DVI4 8000 samples/s", 6: "DVI4 16000 samples/s", 7: "Experimental linear predictive encoding from Xerox PARC", 8: "ITU-T G.711 PCMA",
	9: "ITU-T G.722", 10: "16-bit uncompressed audio, stereo", 11: "16-bit uncompressed audio, monaural",
	12: "Qualcomm Code Excited Linear Predictive coding", 13: "Comfort noise", 14: "MPEG-I/II Audio", 15: "ITU-T G.728", 16: "DVI4 11025 samples/s",
	17: "DVI4 22050 samples/s", 18: "ITU-T G.729", 19: "Comfort noise (old)", 25: "Sun CellB video encoding", 26: "JPEG-compressed video",
	28: "'nv' program", 31: "ITU-T H.261", 32: "MPEG-I/II Video", 33: "MPEG-II transport streams", 34: "ITU-T H.263"}
