package pcapnb

import (
	"bytes"
	"encoding/binary"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"netlab/pcapnb/internal/capfile"
	"netlab/pcapnb/internal/capture"
	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/testcapture"
)

// decodeWhole decodes a file that is in memory, as Load does.
func decodeWhole(file []byte, limits capfile.Limits) (Packets, error) {
	c, err := capture.Read(bytes.NewReader(file), limits)
	if c == nil {
		return nil, loadError(err)
	}
	return packetsOf(c), loadError(err)
}

// everything asks for all that there is to ask of a load, however it ended.
func everything(t *testing.T, ps Packets, err error) {
	t.Helper()
	var e *LoadError
	if err != nil && (!errors.As(err, &e) || e.Reason == "" || e.Read != len(ps)) {
		t.Fatalf("%d packets and a strange error: %#v", len(ps), err)
	}
	for _, p := range ps.Head(40) {
		everyField(t, p)
	}
	head := ps.Head(3)
	for _, text := range []string{head.String(), head.HTML(), ps.Report().String(), Preflight(ps).String()} {
		if at := strings.IndexFunc(text, unsafeRune); at >= 0 {
			t.Fatalf("%q is shown as it came", text[at:min(at+8, len(text))])
		}
	}
	streams(t, ps)
}

// unsafeRune tells the characters that never may be shown: controls but the line's end, and those that turn text round.
func unsafeRune(r rune) bool {
	return r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}

func everyField(t *testing.T, p Packet) {
	t.Helper()
	if b := p.Bytes(); len(b) != p.CapturedLength() {
		t.Fatalf("packet %d has %d bytes and says %d", p.Number(), len(b), p.CapturedLength())
	}
	for _, f := range BasicFields() {
		f.Value(p)
	}
	for _, f := range HeaderFields() {
		f.Value(p)
	}
	_, _, _, _ = p.Summary(), p.Peel(), p.DNSAnswers(), p.Comment()
	if n := len(p.Payload()); n > p.PayloadLen() || n > len(p.c.Whole(p.i)) {
		t.Fatalf("packet %d has %d bytes of payload, says %d; %d bytes hold it", p.Number(), n, p.PayloadLen(), len(p.c.Whole(p.i)))
	}
}

// streams follows the first TCP streams, and carves files from them.
func streams(t *testing.T, ps Packets) {
	t.Helper()
	for n := range 2 {
		s := ps.Stream(n)
		for _, d := range []Data{s.ClientData(), s.ServerData()} {
			if d.Missing < 0 {
				t.Fatalf("%d bytes are missing", d.Missing)
			}
			d.Carve()
		}
	}
}

// FuzzPcap reads any bytes as a classic pcap file.
func FuzzPcap(f *testing.F) {
	for _, file := range testcapture.Seeds(f, "../testdata/ten*.pcap") {
		f.Add(file)
	}
	f.Fuzz(fuzzFile)
}

// FuzzPcapng reads any bytes as a pcapng file.
func FuzzPcapng(f *testing.F) {
	for _, file := range testcapture.Seeds(f, "../testdata/ten*.pcapng") {
		f.Add(file)
	}
	f.Fuzz(fuzzFile)
}

// fuzzFile reads file at once and in pieces.
func fuzzFile(t *testing.T, file []byte) {
	if bytes.HasPrefix(file, []byte("\x1f\x8b")) || bytes.HasPrefix(file, []byte("\x28\xb5\x2f\xfd")) {
		return // packed
	}
	limits := capfile.Limits{Interfaces: 100, Packets: 1000}
	ps, err := decodeWhole(file, limits)
	everything(t, ps, err)
	whole, wholeErr := records(file, len(file), limits)
	pieces, piecesErr := records(file, 37, limits)
	if len(whole) != len(ps) || !sameRecords(whole, pieces) || (wholeErr == nil) != (piecesErr == nil) {
		t.Fatalf("%d packets, %d at once (%v) and %d in pieces (%v)", len(ps), len(whole), wholeErr, len(pieces), piecesErr)
	}
	for _, r := range whole {
		if r.Offset < 0 || r.Offset+int64(r.CapLen) > int64(len(file)) {
			t.Fatalf("a record at %d of %d bytes, in a file of %d", r.Offset, r.CapLen, len(file))
		}
	}
}

func sameRecords(a, b []capfile.Record) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// records scans file in windows that grow by step bytes.
func records(file []byte, step int, limits capfile.Limits) ([]capfile.Record, error) {
	s := capfile.Scanner{Limits: limits}
	var all []capfile.Record
	recs := make([]capfile.Record, 16)
	for at, end := 0, min(step, len(file)); ; {
		n, consumed, err := s.Scan(file[at:end], int64(at), end == len(file), recs)
		all = append(all, recs[:n]...)
		at += consumed
		switch {
		case err != nil:
			return all, err
		case n == 0 && end == len(file):
			return all, nil
		case n == 0:
			end = min(end+max(step, end-at), len(file))
		}
	}
}

// decodeOne reads a capture of a single packet, of a link type that a pcap file can name.
func decodeOne(link, length uint32, data []byte) Packets {
	le := binary.LittleEndian
	file := le.AppendUint32([]byte("\xd4\xc3\xb2\xa1\x02\x00\x04\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x04\x00"), link&0xffff)
	file = le.AppendUint32(append(file, make([]byte, 8)...), uint32(len(data)))
	file = append(le.AppendUint32(file, length), data...)
	ps, _ := Read(bytes.NewReader(file)) // no packet where the length cannot be
	return ps
}

// FuzzDecode decodes any bytes as a packet of any link type, all there is and each layer by itself.
func FuzzDecode(f *testing.F) {
	for _, pattern := range []string{"ten*.pcap*", "*any-sll*.pcap", "ieee802154.pcap", "ipv6-extensions.pcap", "fragments.pcap", "tun-rawip.pcap"} {
		paths, _ := filepath.Glob("../testdata/" + pattern)
		for _, path := range paths {
			ps, _ := Load(path) // the cut one has packets too
			for _, p := range ps.Head(12) {
				f.Add(uint32(p.LinkType()), uint32(p.Length()), p.Bytes())
			}
		}
	}
	ten := MustLoad("../testdata/ten.pcap")
	for _, link := range []uint32{linkPPPoE, linkCHDLC, linkPrism, linkIPNet, linkNFLog, linkPKTAP} {
		f.Add(link, uint32(100), ten[3].Bytes())
	}
	f.Fuzz(func(t *testing.T, link, length uint32, data []byte) {
		if len(data) > 256<<10 {
			return // the reader never lets so much pass
		}
		ps := decodeOne(link, length, data)
		if len(ps) == 0 {
			return
		}
		p := ps[0]
		everyField(t, p)
		streams(t, ps)
		Preflight(ps)
		p.Layers()
		if at := strings.IndexFunc(p.Show().String(), unsafeRune); at >= 0 {
			t.Fatalf("shown as it came, at %d", at)
		}
		if code := p.c.Problem[p.i]; code == uint8(dissect.ProblemPanic) {
			t.Fatal("a decoder panicked, and was caught")
		}
	})
}
