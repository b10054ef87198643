package dissect

// prefix is there where packets that were announced so are encrypted.
func (a *announcement) prefix(s string) string {
	if a.security() == nil {
		return ""
	}
	return s
}

// name is what the Protocol column calls packets of RTP or RTCP that were announced so.
func (a *announcement) name(plain string) string {
	return a.prefix("S") + plain
}

func (a *announcement) security() *srtpInfo {
	if a == nil {
		return nil
	}
	return a.secure
}

// isSharedRTCP recognises RTCP on RTP's port by its type, RFC 5761 section 4.
func isSharedRTCP(kind uint8) bool { return kind >= rtcpFirst && kind <= 223 }

// sharedRTCP dissects a packet of RTCP that came to RTP's port.
func (d *Session) sharedRTCP(t *view) {
	d.cols.setProto(d, "SRTCP")
	if t.rep >= 4 && t.b[1] <= rtcpLast {
		d.layerName("rtp")
		d.rtcp(t)
	}
}

// srtpPayload emits the n bytes of a payload and what authenticates them, RFC 3711 section 3.1.
func (d *Session) srtpPayload(t *view, off, n int, s *srtpInfo) {
	if n -= s.mki + s.tag; n < 0 {
		d.fail(t, t.rep+1)
		return
	}
	d.raw(fSrtpEncPayload, t, off, n)
	d.srtpEnd(t, off+n, s, fSrtpMki, fSrtpAuthTag)
}

func (d *Session) srtpEnd(t *view, off int, s *srtpInfo, mki, tag ID) {
	if s.mki > 0 {
		d.raw(mki, t, off, s.mki)
	}
	d.raw(tag, t, off+s.mki, s.tag)
}

// srtcp dissects the packets of a datagram; of an encrypted report only the head is plain, RFC 3711 section 3.4.
func (d *Session) srtcp(t *view, s *srtpInfo) {
	end := t.rep - s.tag - s.mki - 4
	encrypted := !s.plain && end >= 0 && end < len(t.b) && t.b[end]&0x80 != 0
	body := *t
	if encrypted {
		body.trim(end)
	}
	for off := 0; off < body.rep && d.ok(); {
		rest := body.sub(off, -1)
		if off > 0 && (len(rest.b) < 2 || rest.b[0]>>6 != 2 || rest.b[1] < rtcpFirst || rest.b[1] > rtcpLast) {
			break
		}
		if encrypted && len(rest.b) > 1 && (rest.b[1] == rtcpSender || rest.b[1] == rtcpReceiver) {
			d.rtcpHead(&rest, off == 0)
			d.uint(fRtcpSenderssrc, &rest, 4, 4)
			break
		}
		off += d.rtcpPacket(&rest, off == 0)
	}
	if !encrypted {
		return
	}
	index := uint64(d.u32(t, end))
	d.flag(fSrtcpE, t, end, 4, true)
	d.num(fSrtcpIndex, t, end, 4, index&0x7fffffff)
	d.srtpEnd(t, end+4, s, fSrtcpMki, fSrtcpAuthTag)
}
