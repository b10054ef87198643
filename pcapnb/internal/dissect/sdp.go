package dissect

import (
	"bytes"
	"strings"
)

// sdpMedia is a medium that a description offers.
type sdpMedia struct {
	address string // of the connection line that holds for it
	port    uint64
	rtp     bool
	names   map[string]string // of formats, by their numbers
}

// sdp dissects the description of a session, RFC 4566 section 5, in a message of SIP.
func (d *Session) sdp(t *view) {
	d.begin(fSdp, t, len(t.b))
	d.cols.setProto(d, "SIP/SDP")
	var session, address string
	var media []sdpMedia
	for off := 0; off < len(t.b) && d.ok(); {
		line, size := httpLine(t.b[off:])
		if len(line) < 2 || line[1] != '=' {
			break
		}
		value := string(line[2:])
		d.sdpLine(t, off, line[0], value, &media)
		if line[0] == 'c' {
			if _, address = lastToken(value, 3); len(media) == 0 {
				session = address
			} else {
				media[len(media)-1].address = address
			}
		}
		off += size
	}
	for _, one := range media {
		if one.address == "" {
			one.address = session
		}
		d.announceMedia(one)
	}
}

// lastToken returns the nth of the words of s, without what a slash divides from it.
func lastToken(s string, n int) (kind, word string) {
	words := strings.SplitN(s, " ", n)
	if len(words) < n {
		return "", ""
	}
	word, _, _ = strings.Cut(words[n-1], "/")
	return words[n-2], word
}

// sdpLine emits a line of the given type.
func (d *Session) sdpLine(t *view, off int, kind byte, value string, media *[]sdpMedia) {
	inMedia := len(*media) > 0
	id := sdpLineField(kind, inMedia)
	if id == noField {
		return
	}
	d.str(id, t, off, len(value)+2, value)
	d.push()
	defer d.pop()
	switch id {
	case fSdpOwner:
		d.sdpWords(value, fSdpOwnerUsername, fSdpOwnerSessionid, fSdpOwnerVersion, fSdpOwnerNetworkType, fSdpOwnerAddressType, fSdpOwnerAddress)
	case fSdpConnectionInfo:
		d.sdpConnection(value)
	case fSdpBandwidth:
		d.sdpPair(value, fSdpBandwidthModifier, fSdpBandwidthValue)
	case fSdpTime:
		d.sdpWords(value, fSdpTimeStart, fSdpTimeStop)
	case fSdpEncryptionKey:
		d.sdpPair(value, fSdpEncryptionKeyType, fSdpEncryptionKeyData)
	case fSdpSessionAttr:
		d.sdpPair(value, fSdpSessionAttrField, fSdpSessionAttrValue)
	case fSdpMedia:
		*media = append(*media, d.sdpMedium(value))
	case fSdpMediaAttr:
		d.sdpAttribute(value, &(*media)[len(*media)-1])
	}
}

func sdpLineField(kind byte, inMedia bool) ID {
	if inMedia {
		switch kind {
		case 'i':
			return fSdpMediaTitle
		case 'a':
			return fSdpMediaAttr
		}
	}
	kinds := "vosiuepcbtrzkam"
	ids := [...]ID{fSdpVersion, fSdpOwner, fSdpSessionName, fSdpSessionInfo, fSdpUri, fSdpEmail, fSdpPhone, fSdpConnectionInfo, fSdpBandwidth, fSdpTime,
		fSdpRepeatTime, fSdpTimezone, fSdpEncryptionKey, fSdpSessionAttr, fSdpMedia}
	if i := bytes.IndexByte([]byte(kinds), kind); i >= 0 {
		return ids[i]
	}
	return noField
}

// sdpWords emits words that one space each divides; the last is all that is left.
func (d *Session) sdpWords(s string, ids ...ID) {
	for i, id := range ids {
		word, rest, more := s, "", false
		if i < len(ids)-1 {
			if word, rest, more = strings.Cut(s, " "); !more {
				return
			}
		}
		d.str(id, nil, 0, 0, word)
		s = rest
	}
}

// sdpPair emits what a colon divides, where there is one.
func (d *Session) sdpPair(s string, name, value ID) {
	if a, b, ok := strings.Cut(s, ":"); ok {
		d.str(name, nil, 0, 0, a)
		d.str(value, nil, 0, 0, b)
	}
}

func (d *Session) sdpConnection(s string) {
	d.sdpWords(s, fSdpConnectionInfoNetworkType, fSdpConnectionInfoAddressType, noField)
	words := strings.SplitN(s, " ", 3)
	if len(words) < 3 {
		return
	}
	address, more, ok := strings.Cut(words[2], "/")
	d.str(fSdpConnectionInfoAddress, nil, 0, 0, address)
	if !ok {
		return
	}
	ttl, count, ok := strings.Cut(more, "/")
	d.str(fSdpConnectionInfoTtl, nil, 0, 0, ttl)
	if ok {
		d.str(fSdpConnectionInfoNumAddr, nil, 0, 0, count)
	}
}

// sdpMedium emits a media description, RFC 4566 section 5.14.
func (d *Session) sdpMedium(s string) (m sdpMedia) {
	kind, rest, ok := strings.Cut(s, " ")
	if !ok {
		return m
	}
	d.str(fSdpMediaMedia, nil, 0, 0, kind)
	ports, rest, ok := strings.Cut(rest, " ")
	if !ok || ports == "" {
		return m
	}
	port, count, counted := strings.Cut(ports, "/")
	d.str(fSdpMediaPortString, nil, 0, 0, port)
	if m.port = leadingNumber(port); m.port > 0xffff || !isDigits(port) {
		m.port = 0
	} else {
		d.num(fSdpMediaPort, nil, 0, 0, m.port)
	}
	if counted {
		d.str(fSdpMediaPortcount, nil, 0, 0, count)
	}
	proto, rest, more := strings.Cut(rest, " ")
	d.str(fSdpMediaProto, nil, 0, 0, proto)
	m.rtp = strings.HasPrefix(proto, "RTP/") || strings.Contains(proto, "/RTP/")
	for more {
		var format string
		if format, rest, more = strings.Cut(rest, " "); format == "" {
			break
		}
		if m.rtp && isDigits(format) {
			format = rtpPayloadName(leadingNumber(format))
		}
		d.str(fSdpMediaFormat, nil, 0, 0, format)
	}
	return m
}

// sdpAttribute emits an attribute of a medium.
func (d *Session) sdpAttribute(s string, m *sdpMedia) {
	name, value, ok := strings.Cut(s, ":")
	if !ok {
		return
	}
	d.str(fSdpMediaAttributeField, nil, 0, 0, name)
	switch name {
	case "rtpmap":
		d.sdpFormat(value, m)
	case "fmtp":
		format, rest, ok := strings.Cut(value, " ")
		if !ok {
			return
		}
		d.str(fSdpMediaFormat, nil, 0, 0, format)
		for rest != "" {
			var p string
			p, rest, _ = strings.Cut(rest, ";")
			d.str(fSdpFmtpParameter, nil, 0, 0, strings.TrimLeft(p, " "))
		}
	case "candidate":
		d.sdpCandidate(value)
	case "crypto":
	default:
		d.str(fSdpMediaAttributeValue, nil, 0, 0, value)
	}
}

// sdpFormat emits what a payload type stands for, RFC 4566 section 6.
func (d *Session) sdpFormat(s string, m *sdpMedia) {
	format, rest, ok := strings.Cut(s, " ")
	if !ok {
		return
	}
	d.str(fSdpMediaFormat, nil, 0, 0, format)
	name, rate, ok := strings.Cut(rest, "/")
	d.str(fSdpMimeType, nil, 0, 0, name)
	if m.names == nil {
		m.names = map[string]string{}
	}
	m.names[format] = name
	if ok {
		rate, _, _ = strings.Cut(rate, "/")
		d.str(fSdpSampleRate, nil, 0, 0, rate)
	}
}

// sdpCandidate emits a candidate for a connection, RFC 8839 section 5.1.
func (d *Session) sdpCandidate(s string) {
	words := strings.Fields(s)
	ids := [...]ID{fSdpIceCandidateFoundation, fSdpIceCandidateComponentid, fSdpIceCandidateTransport, fSdpIceCandidatePriority,
		fSdpIceCandidateAddress, fSdpIceCandidatePort, noField, fSdpIceCandidateType}
	for i, word := range words {
		if i < len(ids) && ids[i] != noField {
			d.str(ids[i], nil, 0, 0, word)
		}
	}
}
