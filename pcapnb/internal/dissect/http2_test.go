package dissect_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/tlskeys/tlstalk"
)

func init() {
	fillers["http2"] = func() [][]byte {
		return slices.Concat(talk(50000, 8080, http2Lines()...), talk(50001, 80, http2UpgradeLines()...), talk(50002, 80, http2TooMuch()...))
	}
}

// http2Side writes frames as one side of a connection does; Go's own packers are its model.
type http2Side struct {
	*http2.Framer
	frames, block bytes.Buffer
	packer        *hpack.Encoder
	mark          string // "<" for a server
}

func newHTTP2Side(mark string) *http2Side {
	s := &http2Side{mark: mark}
	s.Framer = http2.NewFramer(&s.frames, nil)
	s.AllowIllegalWrites = true
	s.packer = hpack.NewEncoder(&s.block)
	return s
}

// line takes what was written.
func (s *http2Side) line() string {
	defer s.frames.Reset()
	return s.mark + s.frames.String()
}

// pack packs a header of names and values.
func (s *http2Side) pack(fields ...string) []byte {
	s.block.Reset()
	for i := 0; i < len(fields); i += 2 {
		s.packer.WriteField(hpack.HeaderField{Name: fields[i], Value: fields[i+1], Sensitive: fields[i] == "authorization"})
	}
	return bytes.Clone(s.block.Bytes())
}

// head writes headers whole.
func (s *http2Side) head(stream uint32, last bool, fields ...string) {
	s.WriteHeaders(http2.HeadersFrameParam{StreamID: stream, BlockFragment: s.pack(fields...), EndStream: last, EndHeaders: true})
}

func http2Get(path string, more ...string) []string {
	return append([]string{":method", "GET", ":scheme", "http", ":authority", "h.example", ":path", path, "user-agent", "u"}, more...)
}

// http2Named are the headers that have a field each.
const http2Named = "accept accept-charset accept-encoding accept-language accept-ranges access-control-allow-origin age allow authorization " +
	"cache-control content-disposition content-language content-length content-location content-range cookie date etag expect " +
	"expires from host if-match if-modified-since if-none-match if-range if-unmodified-since last-modified link location max-forwards " +
	"proxy-authenticate proxy-authorization range referer refresh retry-after server set-cookie strict-transport-security user-agent vary via " +
	"www-authenticate"

// http2Lines are segments with every kind of frame.
func http2Lines() (lines []string) {
	c, s := newHTTP2Side(""), newHTTP2Side("<")
	next := func(side *http2Side) { lines = append(lines, side.line()) }
	c.frames.WriteString(http2.ClientPreface)
	var settings []http2.Setting
	for id := range http2.SettingID(10) {
		settings = append(settings, http2.Setting{ID: id, Val: 4096 + uint32(id)})
	}
	c.WriteSettings(settings...)
	c.WriteWindowUpdate(0, 1000)
	next(c)
	s.WriteSettings()
	s.WriteSettingsAck()
	next(s)
	c.WriteSettingsAck()
	c.head(1, true, http2Get("/a%20b?q=%41&r", "authorization", "Basic eA==")...)
	c.WriteHeaders(http2.HeadersFrameParam{StreamID: 3, BlockFragment: c.pack(http2Get("/b")...), EndHeaders: true, PadLength: 7,
		Priority: http2.PriorityParam{StreamDep: 1, Exclusive: true, Weight: 100}})
	next(c)
	c.WriteDataPadded(3, false, []byte("hello"), make([]byte, 5))
	c.WriteDataPadded(3, true, []byte("world"), []byte("xyz"))
	next(c)
	s.head(1, false, ":status", "200", "content-type", "text/plain", "content-length", "6")
	s.WriteData(1, false, []byte("abc"))
	next(s)
	s.WriteData(1, true, []byte("def"))
	next(s)
	s.head(3, false, ":status", "404", "content-type", "application/json; charset=utf-8")
	s.WriteData(3, false, []byte(`{"a":`))
	s.WriteData(3, false, []byte(`1}`))
	s.head(3, true, "trailer", "t")
	next(s)
	block := c.pack(http2Get("/continued", "x-a", strings.Repeat("q", 300), "x-b", strings.Repeat("z", 300))...)
	c.WriteHeaders(http2.HeadersFrameParam{StreamID: 5, BlockFragment: block[:20], EndStream: true})
	c.WriteContinuation(5, false, block[20:100])
	next(c)
	c.WriteContinuation(5, true, block[100:])
	c.WriteRawFrame(http2.FrameContinuation, http2.FlagContinuationEndHeaders|http2.FlagDataPadded, 5, []byte("\x02\x82\x00\x00"))
	next(c)
	s.WritePushPromise(http2.PushPromiseParam{StreamID: 5, PromiseID: 2, BlockFragment: s.pack(http2Get("/pushed")...), EndHeaders: true, PadLength: 3})
	s.WriteData(2, true, []byte("promised"))
	next(s)
	for i, encoding := range []string{"gzip", "deflate", "x-gzip", "gzip"} {
		var packed bytes.Buffer
		z := gzip.NewWriter(&packed)
		z.Write([]byte("<html>unpacked</html>"))
		z.Close()
		if i == 3 {
			packed.Truncate(5)
		}
		s.head(uint32(7+2*i), false, ":status", "200", "content-encoding", encoding, "content-type", "text/html")
		s.WriteData(uint32(7+2*i), true, packed.Bytes())
		next(s)
	}
	for i, kind := range []string{"text/xml", "application/octet-stream", "image/svg+xml", "application/x-www-form-urlencoded", "application/x-odd", "text/css"} {
		s.head(uint32(21+2*i), false, ":status", "200", "content-type", kind)
		s.WriteData(uint32(21+2*i), true, []byte("<?xml version=\"1.0\"?><a/>"))
		next(s)
	}
	c.packer.SetMaxDynamicTableSize(0)
	c.head(41, true, http2Get("/small")...)
	c.packer.SetMaxDynamicTableSize(2048)
	c.head(43, true, http2Get("/larger")...)
	s.WriteSettings(http2.Setting{ID: http2.SettingHeaderTableSize, Val: 100}, http2.Setting{ID: http2.SettingHeaderTableSize, Val: 100000})
	next(s)
	c.WriteSettingsAck()
	c.packer.SetMaxDynamicTableSize(100)
	c.packer.SetMaxDynamicTableSizeLimit(100000)
	c.packer.SetMaxDynamicTableSize(100000)
	c.head(45, true, http2Get("/huge")...)
	next(c)
	for _, status := range []string{"100", "302", "500", "999", "abc"} {
		s.head(45, false, ":status", status)
	}
	next(s)
	c.WriteRSTStream(45, http2.ErrCodeCancel)
	c.WritePriority(45, http2.PriorityParam{StreamDep: 1, Exclusive: true, Weight: 5})
	c.WritePing(false, [8]byte{1, 2, 3})
	next(c)
	s.WritePing(true, [8]byte{1, 2, 3})
	s.WriteGoAway(45, http2.ErrCodeInternal, []byte("debug data"))
	s.WriteGoAway(45, http2.ErrCodeNo, nil)
	s.WriteRawFrame(10, 0, 0, []byte("\x00\x05h.tsth2=\":80\""))
	s.WriteRawFrame(11, 0, 1, nil)
	s.WriteRawFrame(12, 0, 0, []byte("\x00\x05hello\x00\x03abc"))
	s.WriteRawFrame(16, 0, 0, []byte("\x00\x00\x00\x05u=3, i"))
	s.WriteRawFrame(13, 0xff, 0x80000003, []byte("whatever"))
	next(s)
	c.head(47, false, ":method", "CONNECT", ":authority", "x:443")
	c.WriteData(47, false, []byte("tunnel"))
	all := http2Get("/all")
	for _, name := range strings.Fields(http2Named) {
		all = append(all, name, "of "+name)
	}
	c.head(49, true, append(all, "age", "17", "content-length", "99999999999", "max-forwards", "3", "age", "-3", "empty", "", "UPPER", "x",
		"latin", "caf\xc3\xa9 \xff", "zero", "a\x00b", "percent", "a%20b%zz")...)
	line := c.line()
	lines = append(lines, line[:100], line[100:104], line[104:])
	return lines
}

// http2CallLines carry messages of gRPC, whole in frames of data.
func http2CallLines() (lines []string) {
	const call = "\x00\x00\x00\x00\x05\x0a\x03abc"
	c, s := newHTTP2Side(""), newHTTP2Side("<")
	c.frames.WriteString(http2.ClientPreface)
	lines = append(lines, c.line())
	for i, kind := range []string{"application/grpc", "application/grpc+proto", "application/grpc+json"} {
		stream := uint32(2*i + 1)
		body := []string{call, call, "\x00\x00\x00\x00\x02{}"}[i]
		c.head(stream, false, ":method", "POST", ":scheme", "http", ":authority", "h.example", ":path", "/S/M", "content-type", kind)
		c.WriteData(stream, true, []byte(body))
		lines = append(lines, c.line())
		s.head(stream, false, ":status", "200", "content-type", kind)
		lines = append(lines, s.line())
		s.WriteData(stream, false, []byte(body + body)[:len(body)*min(2-i/2, 2)])
		lines = append(lines, s.line())
		s.head(stream, true, "grpc-status", "0")
		lines = append(lines, s.line())
	}
	return lines
}

// http2UpgradeLines go over from HTTP/1.1, RFC 7540 section 3.2.
func http2UpgradeLines() []string {
	c, s := newHTTP2Side(""), newHTTP2Side("<")
	s.WriteSettings(http2.Setting{ID: http2.SettingMaxConcurrentStreams, Val: 100})
	first := s.line()
	c.frames.WriteString(http2.ClientPreface)
	c.WriteSettings()
	s.head(1, false, ":status", "200", "content-type", "text/plain")
	s.WriteData(1, true, []byte("upgraded"))
	return []string{"GET /up HTTP/1.1\r\nHost: h.example\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n\r\n",
		"<HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n" + first[1:], c.line(), s.line()}
}

// http2TooMuch are headers with more than is unpacked.
func http2TooMuch() []string {
	c := newHTTP2Side("")
	many, long := http2Get("/many"), http2Get("/long")
	for i := range 230 {
		many = append(many, fmt.Sprint("x-", i), "v")
		if i < 10 {
			long = append(long, fmt.Sprint("y-", i), strings.Repeat("v", 40000))
		}
	}
	c.head(1, true, many...)
	first := c.line()
	c = newHTTP2Side("")
	c.head(1, true, long...)
	lines := []string{http2.ClientPreface, first}
	for b := []byte(c.line()); len(b) > 0; b = b[min(len(b), 1400):] {
		lines = append(lines, string(b[:min(len(b), 1400)]))
	}
	return lines
}

func TestHTTP2(t *testing.T) {
	fields := []string{"http", "tcp", "data", "_ws", "frame.protocols"}
	sameAsTshark(t, 1, inOrder(talk(50000, 8080, http2Lines()...)...), fields...)
	sameAsTshark(t, 1, inOrder(talk(50000, 80, http2UpgradeLines()...)...), fields...)
	sameAsTshark(t, 1, inOrder(talk(50000, 80, http2TooMuch()...)...), fields...)
	sameAsTshark(t, 1, inOrder(talk(50000, 80, http2CallLines()...)...), fields...)
	lines := http2UpgradeLines()
	answer, settings, _ := strings.Cut(lines[1], "\r\n\r\n")
	sameAsTshark(t, 1, inOrder(talk(50000, 80, lines[0], answer+"\r\n\r\n", "<"+settings, lines[2], lines[3])...), fields...)
	// The preface in two segments is none, and on another port it is not looked for.
	sameAsTshark(t, 1, inOrder(talk(50000, 80, http2.ClientPreface[:10], http2.ClientPreface[10:])...), "http2")
	sameAsTshark(t, 1, inOrder(talk(50000, 50051, http2Lines()[:4]...)...), fields...)
}

// TestHTTP2Random compares frames of every kind with random flags and payloads, whole and in small segments. A block that only changes
// the size of the table ends the segment for tshark, which calls it its own mistake.
func TestHTTP2Random(t *testing.T) {
	dice := rand.New(rand.NewPCG(3, 4))
	var frames [][]byte
	for n := range 60 {
		lines := []string{http2.ClientPreface}
		for range 10 {
			side := newHTTP2Side([]string{"", "<"}[dice.IntN(2)])
			for range 1 + dice.IntN(3) {
				payload := make([]byte, dice.IntN(40))
				for i := range payload {
					payload[i] = byte(dice.Uint32())
				}
				kind, stream := http2.FrameType(dice.IntN(18)), dice.Uint32N(5)
				if dice.IntN(5) == 0 {
					kind, stream = http2.FrameType(dice.IntN(256)), dice.Uint32()
				}
				flags := http2.Flags(dice.IntN(256))
				if dice.IntN(3) > 0 {
					flags &= 0x2d
				}
				side.WriteRawFrame(kind, flags, stream, payload)
			}
			line := side.line()
			if n%2 == 1 {
				cut := len(side.mark) + dice.IntN(len(line)-len(side.mark))
				lines = append(lines, line[:cut], side.mark+line[cut:])
				continue
			}
			lines = append(lines, line)
		}
		lines = slices.DeleteFunc(lines, func(line string) bool { return strings.TrimPrefix(line, "<") == "" })
		frames = append(frames, talk(uint16(40000+n), 8080, lines...)...)
	}
	almostAsTshark(t, 0.01, inOrder(frames...), "http2", "tcp", "data", "_ws", "frame.protocols")
}

// TestHTTP2Headers packs random headers with Go's packer, sends them in frames and segments cut anywhere, and looks for all of them.
func TestHTTP2Headers(t *testing.T) {
	dice := rand.New(rand.NewPCG(5, 6))
	side := newHTTP2Side("")
	lines := []string{http2.ClientPreface}
	var want []string
	for stream := range uint32(400) {
		var fields []string
		for range dice.IntN(12) {
			name, value := fmt.Sprint("name-", dice.IntN(60)), strings.Repeat(fmt.Sprint("value ", dice.IntN(8)), dice.IntN(30))
			if dice.IntN(3) == 0 {
				name, value = ":path", fmt.Sprint("/", dice.IntN(20))
			}
			fields = append(fields, name, value)
			want = append(want, name+"="+value)
		}
		if dice.IntN(10) == 0 {
			side.packer.SetMaxDynamicTableSize(dice.Uint32N(4097))
		}
		block := side.pack(fields...)
		cut := dice.IntN(len(block) + 1)
		side.WriteHeaders(http2.HeadersFrameParam{StreamID: 2*stream + 1, BlockFragment: block[:cut], EndHeaders: cut == len(block)})
		for block = block[cut:]; len(block) > 0; block = block[cut:] {
			cut = 1 + dice.IntN(len(block))
			side.WriteContinuation(2*stream+1, cut == len(block), block[:cut])
		}
	}
	for b := side.line(); len(b) > 0; {
		n := min(len(b), 1+dice.IntN(600))
		lines = append(lines, b[:n])
		b = b[n:]
	}
	name, _ := dissect.Lookup("http2.header.name")
	value, _ := dissect.Lookup("http2.header.value")
	s := dissect.New(dissect.NewSet(name, value))
	var out dissect.Fields
	var found []string
	for i, b := range talk(50000, 80, lines...) {
		s.Dissect(&dissect.Frame{Number: i + 1, HasTime: true, Link: 1, Length: len(b), Data: b}, &out)
		for _, v := range out.Values {
			if v.ID == name {
				found = append(found, string(v.B))
			} else {
				found[len(found)-1] += "=" + string(v.B)
			}
		}
	}
	if !slices.Equal(found, want) {
		t.Errorf("%d headers were found, not %d", len(found), len(want))
	}
}

// TestHTTP2Bomb has one packet whose headers name a long one again and again, and a block of nothing but changes of the table: what
// they unpack to is bounded.
func TestHTTP2Bomb(t *testing.T) {
	frame := func(kind, flags byte, payload []byte) []byte {
		n := len(payload)
		return append([]byte{byte(n >> 16), byte(n >> 8), byte(n), kind, flags, 0, 0, 0, 1}, payload...)
	}
	const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
	long := append([]byte{0x40, 1, 'a', 0x7f, 0x81, 0x1e}, bytes.Repeat([]byte{'v'}, 4000-32)...) // "a", a value of 3,968 bytes
	bomb := slices.Concat([]byte(preface), frame(4, 0, nil), frame(1, 4, long), bytes.Repeat(frame(1, 4, bytes.Repeat([]byte{0xbe}, 60)), 700))
	w := tlstalk.NewWire(80)
	w.SendWhole(0, bomb)
	w.Send(0, frame(1, 4, bytes.Repeat([]byte{0x20}, 1<<20)))
	value, _ := dissect.Lookup("http2.header.value")
	session := dissect.New(dissect.NewSet(dissect.All()...))
	seen := 0
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for i, b := range w.Packets() {
		var out dissect.Fields
		session.Dissect(&dissect.Frame{Number: i + 1, Link: 1, Length: len(b), Data: b}, &out)
		total := 0
		for _, v := range out.Values {
			if v.ID == value {
				total += len(v.AppendText(nil))
			}
		}
		if total > 4<<20 {
			t.Errorf("packet %d of %d bytes has %d bytes of header values", i+1, len(b), total)
		}
		seen = max(seen, total)
	}
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > 200<<20 {
		t.Errorf("%d MiB were allocated", got>>20)
	}
	if seen < 1<<20 {
		t.Errorf("at most %d bytes of values were unpacked: the bomb is none", seen)
	}
}
