package dissect

import (
	"encoding/base64"
	"strings"
)

func init() {
	tcpApps[tcpHTTP2] = func(d *Session, t *view, s *segment, c *tcpConn, dir int) (done, need int) {
		return d.http2(t, keptOver[http2Conn](d), dir)
	}
	readers["http2-settings"] = (*Session).http2Upgrade
}

const http2Head = 9 // bytes before the payload of a frame, RFC 9113 section 4.1

// Frames, RFC 9113 section 6, RFC 7838, RFC 8336 and RFC 9218.
const (
	http2Data = iota
	http2Headers
	http2Priority
	http2Reset
	http2Settings
	http2Promise
	http2Ping
	http2GoAway
	http2Window
	http2Continuation
	http2AltSvc
	http2Blocked
	http2Origin
	http2PriorityUpdate = 16
)

var http2Names = [...]string{http2Data: "DATA", http2Headers: "HEADERS", http2Priority: "PRIORITY", http2Reset: "RST_STREAM", http2Settings: "SETTINGS",
	http2Promise: "PUSH_PROMISE", http2Ping: "PING", http2GoAway: "GOAWAY", http2Window: "WINDOW_UPDATE", http2Continuation: "CONTINUATION",
	http2AltSvc: "ALTSVC", http2Blocked: "BLOCKED", http2Origin: "ORIGIN", http2PriorityUpdate: "PRIORITY_UPDATE"}

// Flags of frames.
const (
	http2Ack        = 1
	http2EndStream  = 1
	http2EndHeaders = 4
	http2Padded     = 8
	http2Weighted   = 32
)

// http2Conn is what is known of a connection of HTTP/2.
type http2Conn struct {
	tables  [2]hpackTable        // by direction
	asked   [2][]http2TableSizes // by direction, settings that are not acknowledged yet
	streams map[uint32]*http2Stream
}

// http2TableSizes are the sizes of the table of headers that a frame of settings asks for.
type http2TableSizes struct {
	least, last uint32
	set         bool
}

// Bounds on what is kept of a connection.
const (
	maxHTTP2Asked   = 64
	maxHTTP2Streams = 1 << 16
)

// http2Frame is the frame at hand.
type http2Frame struct {
	kind   uint8
	flags  uint8
	stream uint32
	dir    int
	end    int // of the payload without padding
	pad    int
}

// http2 dissects the frames of a direction of a connection, whatever carries it.
func (d *Session) http2(t *view, k *http2Conn, dir int) (done, need int) {
	d.cols.setProto(d, "HTTP2")
	d.cols.clear(d)
	off := 0
	for d.pdus = 0; off < len(t.b) && d.ok(); d.pdus++ {
		b := t.b[off:]
		if len(b) < http2Head && d.canAsk {
			return off, needSegment
		}
		n := http2Head
		switch {
		case startsHTTP2(b):
			n = len(http2Magic)
		case len(b) >= 3:
			n += int(b[0])<<16 | int(b[1])<<8 | int(b[2])
		}
		if n > len(b) && d.canAsk {
			return off, n - len(b)
		}
		d.current = "HTTP2"
		d.num(fTcpPduSize, nil, 0, 0, uint64(n))
		frame := t.sub(off, n)
		frame.frag = frame.frag || n > frame.rep
		d.http2Frame(&frame, k, dir)
		if d.bad == malformed {
			d.rescue() // the frames after it are dissected all the same
		}
		off += min(n, len(b))
	}
	return off, 0
}

// http2Frame dissects a frame, RFC 9113 section 4.1, or the preface.
func (d *Session) http2Frame(t *view, k *http2Conn, dir int) {
	d.beginPDU(fHttp2, t)
	d.cols.setProto(d, "HTTP2")
	d.none(fHttp2Stream, t, 0, t.rep)
	d.push()
	defer d.pop()
	if startsHTTP2(t.b) {
		d.cols.appendSep(d, ", ", "Magic")
		d.asciiBytes(fHttp2Magic, t, 0, len(http2Magic), t.b)
		return
	}
	size := int(d.uint(fHttp2Length, t, 0, 3))
	f := http2Frame{kind: d.u8(t, 3), flags: d.u8(t, 4), stream: d.u32(t, 5) & 0x7fffffff, dir: dir, end: http2Head + size}
	d.uint(fHttp2Type, t, 3, 1)
	d.http2Flags(t, f)
	d.num(fHttp2R, t, 5, 4, uint64(d.u32(t, 5)>>31))
	d.num(fHttp2Streamid, t, 5, 4, uint64(f.stream))
	if !d.ok() {
		return
	}
	if d.wantCols {
		name := ""
		if int(f.kind) < len(http2Names) {
			name = http2Names[f.kind]
		}
		if name == "" {
			name = "Unknown type (" + utoa(f.kind) + ")"
		}
		d.cols.appendSep(d, ", ", name)
		d.cols.append(d, "[", utoa(uint64(f.stream)), "]")
	}
	d.http2Payload(t, k, f)
}

// http2FlagFields are the fields of the flags of a kind of frame: those without a meaning first.
var http2FlagFields = map[uint8]struct {
	unused     ID
	mask       uint8
	flags      []ID
	bitOfFlags []uint8
}{
	http2Data:     {fHttp2FlagsUnusedData, 0xf6, []ID{fHttp2FlagsPadded, fHttp2FlagsEndStream}, []uint8{http2Padded, http2EndStream}},
	http2Headers:  {fHttp2FlagsUnusedHeaders, 0xd2, []ID{fHttp2FlagsPriority, fHttp2FlagsPadded, fHttp2FlagsEh, fHttp2FlagsEndStream}, []uint8{http2Weighted, http2Padded, http2EndHeaders, http2EndStream}},
	http2Settings: {fHttp2FlagsUnusedSettings, 0xfe, []ID{fHttp2FlagsAckSettings}, []uint8{http2Ack}},
	http2Promise:  {fHttp2FlagsUnusedPushPromise, 0xf3, []ID{fHttp2FlagsPadded, fHttp2FlagsEh}, []uint8{http2Padded, http2EndHeaders}},
	http2Ping:     {fHttp2FlagsUnusedPing, 0xfe, []ID{fHttp2FlagsAckPing}, []uint8{http2Ack}},
	http2Continuation: {fHttp2FlagsUnusedContinuation, 0xfb, []ID{fHttp2FlagsPadded, fHttp2FlagsEh},
		[]uint8{http2Padded, http2EndHeaders}},
}

func (d *Session) http2Flags(t *view, f http2Frame) {
	flags := uint64(f.flags)
	d.num(fHttp2Flags, t, 4, 1, flags)
	d.push()
	defer d.pop()
	of, ok := http2FlagFields[f.kind]
	if !ok {
		d.num(fHttp2FlagsUnused, t, 4, 1, flags)
		return
	}
	unused := flags & uint64(of.mask)
	if of.mask&1 == 0 {
		unused >>= 1
	}
	d.num(of.unused, t, 4, 1, unused)
	for i, id := range of.flags {
		d.flag(id, t, 4, 1, f.flags&of.bitOfFlags[i] != 0)
	}
}

// http2Payload dissects what the head of a frame is followed by.
func (d *Session) http2Payload(t *view, k *http2Conn, f http2Frame) {
	off := http2Head
	switch f.kind {
	case http2Data:
		off = d.http2Padding(t, &f)
		d.http2DataFrame(t, k, f, off)
	case http2Headers:
		if f.flags&http2EndStream != 0 {
			d.http2Trailed(t, k, f)
		}
		off = d.http2Padding(t, &f)
		if f.flags&http2Weighted != 0 {
			off = d.http2Weight(t, off)
		}
		d.http2Block(t, k, f, off, fHttp2Headers, fHttp2HeadersPadding)
	case http2Priority:
		d.http2Weight(t, off)
	case http2Reset:
		d.uint(fHttp2RstStreamError, t, off, 4)
	case http2Settings:
		d.http2SettingsFrame(t, k, f)
	case http2Promise:
		off = d.http2Padding(t, &f)
		v := uint64(d.u32(t, off))
		d.num(fHttp2PushPromiseR, t, off, 4, v>>31)
		d.num(fHttp2PushPromisePromisedStreamId, t, off, 4, v&0x7fffffff)
		d.http2Block(t, k, f, off+4, fHttp2PushPromiseHeader, fHttp2PushPromisePadding)
	case http2Ping:
		id := fHttp2Ping
		if f.flags&http2Ack != 0 {
			id = fHttp2Pong
		}
		d.raw(id, t, off, 8)
	case http2GoAway:
		v := uint64(d.u32(t, off))
		d.num(fHttp2GowayR, t, off, 4, v>>31)
		d.num(fHttp2GoawayLastStreamId, t, off, 4, v&0x7fffffff)
		d.uint(fHttp2GoawayError, t, off+4, 4)
		if t.left(off+8) > 0 {
			d.raw(fHttp2GoawayAddata, t, off+8, t.left(off+8))
		}
	case http2Window:
		v := uint64(d.u32(t, off))
		d.num(fHttp2WindowUpdateR, t, off, 4, v>>31)
		d.num(fHttp2WindowUpdateWindowSizeIncrement, t, off, 4, v&0x7fffffff)
	case http2Continuation:
		off = d.http2Padding(t, &f)
		d.http2Block(t, k, f, off, fHttp2ContinuationHeader, fHttp2ContinuationPadding)
	case http2AltSvc:
		n := int(d.uint(fHttp2AltsvcOriginLen, t, off, 2))
		d.http2Text(fHttp2AltsvcOrigin, t, off+2, n)
		if off += 2 + n; t.left(off) > 0 {
			d.http2Text(fHttp2AltsvcFieldValue, t, off, t.left(off))
		}
	case http2Blocked:
	case http2Origin:
		d.http2Origins(t, off)
	case http2PriorityUpdate:
		d.uint(fHttp2PriorityUpdateStreamId, t, off, 4)
		d.http2Text(fHttp2PriorityUpdateFieldValue, t, off+4, t.left(off+4))
	default:
		if d.need(t, off, 1) {
			d.raw(fHttp2Unknown, t, off, t.left(off))
		}
	}
}

// http2Text emits the text of n bytes at off.
func (d *Session) http2Text(id ID, t *view, off, n int) {
	if b := d.slice(t, off, n); d.ok() {
		d.asciiBytes(id, t, off, n, untilZero(b))
	}
}

// http2Padding reads how long the padding is, RFC 9113 section 6.1, and returns where the rest begins.
func (d *Session) http2Padding(t *view, f *http2Frame) int {
	off := http2Head
	if f.flags&http2Padded != 0 {
		f.pad = int(d.uint(fHttp2Padding, t, off, 1))
		off++
	}
	d.num(fHttp2PadLength, t, http2Head, off-http2Head, uint64(f.pad))
	f.end -= f.pad
	return off
}

// http2Weight dissects a priority, RFC 7540 section 6.3.
func (d *Session) http2Weight(t *view, off int) int {
	v := uint64(d.u32(t, off))
	d.flag(fHttp2Exclusive, t, off, 4, v>>31 != 0)
	d.num(fHttp2StreamDependency, t, off, 4, v&0x7fffffff)
	weight := d.uint(fHttp2HeadersWeight, t, off+4, 1)
	d.num(fHttp2HeadersWeightReal, t, off+4, 1, weight+1)
	return off + 5
}

// http2SettingFields are the settings, by their numbers, RFC 9113 section 6.5.2 and RFC 8441 section 3.
var http2SettingFields = [...]ID{1: fHttp2SettingsHeaderTableSize, 2: fHttp2SettingsEnablePush, 3: fHttp2SettingsMaxConcurrentStreams,
	4: fHttp2SettingsInitialWindowSize, 5: fHttp2SettingsMaxFrameSize, 6: fHttp2SettingsMaxHeaderListSize, 8: fHttp2SettingsExtendedConnect}

// http2SettingList emits the settings from off on, and returns what they say of the table of headers.
func (d *Session) http2SettingList(t *view, off int) (sizes http2TableSizes) {
	for ; t.left(off) > 0 && d.ok(); off += 6 {
		d.none(fHttp2Settings, t, off, 6)
		d.push()
		which := d.uint(fHttp2SettingsId, t, off, 2)
		id := fHttp2SettingsUnknown
		if which < uint64(len(http2SettingFields)) && http2SettingFields[which] != noField {
			id = http2SettingFields[which]
		}
		v := uint32(d.uint(id, t, off+2, 4))
		if id == fHttp2SettingsHeaderTableSize {
			if !sizes.set || v < sizes.least {
				sizes.least = v
			}
			sizes.last, sizes.set = v, true
		}
		d.pop()
	}
	return sizes
}

// http2SettingsFrame dissects settings, or that they are acknowledged, from when on they hold for the headers of who does so.
func (d *Session) http2SettingsFrame(t *view, k *http2Conn, f http2Frame) {
	sizes := d.http2SettingList(t, http2Head)
	if f.flags&http2Ack == 0 {
		if len(k.asked[f.dir]) < maxHTTP2Asked {
			k.asked[f.dir] = append(k.asked[f.dir], sizes)
		}
		return
	}
	asked := k.asked[1-f.dir]
	if len(asked) == 0 {
		return
	}
	if s := asked[0]; s.set {
		if s.least < s.last {
			k.tables[f.dir].allow(s.least)
		}
		k.tables[f.dir].allow(s.last)
	}
	k.asked[1-f.dir] = asked[1:]
}

// http2Upgrade dissects the settings that a request of HTTP/1.1 upgrades with, RFC 7540 section 3.2.1.
func (d *Session) http2Upgrade(t *view) {
	b, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(string(t.b), "="))
	if err != nil || len(b) == 0 {
		return
	}
	d.http2SettingList(&view{b: b, rep: len(b), src: d.source()}, 0)
}

// http2Origins dissects the origins of a connection, RFC 8336 section 2.
func (d *Session) http2Origins(t *view, off int) {
	for t.left(off) > 0 && d.ok() {
		d.none(fHttp2Origin, t, off, t.left(off))
		d.push()
		n := int(d.uint(fHttp2OriginOriginLen, t, off, 2))
		d.http2Text(fHttp2OriginOrigin, t, off+2, n)
		d.pop()
		off += 2 + n
	}
}

// stream returns what is known of a stream, nothing where there are too many.
func (k *http2Conn) stream(id uint32) *http2Stream {
	if s := k.streams[id]; s != nil {
		return s
	}
	s := new(http2Stream)
	if k.streams == nil {
		k.streams = make(map[uint32]*http2Stream)
	}
	if len(k.streams) < maxHTTP2Streams {
		k.streams[id] = s
	}
	return s
}
