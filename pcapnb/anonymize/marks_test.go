package anonymize_test

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"netlab/pcapnb"
	"netlab/pcapnb/anonymize"
	"netlab/pcapnb/internal/dissect"
	"netlab/pcapnb/internal/testcapture"
	"netlab/pcapnb/rewrite"
)

// A place is where a field is in a packet.
type place struct{ packet, from, to int }

// fieldsOf returns what the dissector finds in each packet and where, by field, as far as it is in the packet itself.
func fieldsOf(frames []pcapnb.Frame) map[string][]place {
	session := dissect.NewTree()
	places := make(map[string][]place)
	for i, f := range frames {
		frame := dissect.Frame{Number: f.Number, Link: uint32(f.LinkType), Length: f.Length, Data: f.Data}
		var all []dissect.TreeField
		for _, l := range session.Tree(&frame) {
			all = append(all, flat(l.Fields)...)
		}
		for _, field := range all {
			if field.Source == 0 && field.Offset >= 0 && field.Length > 0 && field.Offset+field.Length <= len(f.Data) {
				places[field.Name] = append(places[field.Name], place{i, field.Offset, field.Offset + field.Length})
			}
		}
	}
	return places
}

func flat(fields []dissect.TreeField) []dissect.TreeField {
	var all []dissect.TreeField
	for _, f := range fields {
		all = append(append(all, f), flat(f.Children)...)
	}
	return all
}

// holdsText says whether a field holds text or bytes, which may be anybody's words, and not a number.
func holdsText(name string) bool {
	id, _ := dissect.Lookup(name)
	switch id.Def().Type {
	case dissect.String, dissect.Bytes:
		return true
	}
	return false
}

// innermost leaves those places out that have another field inside them: its header would be overwritten.
func innermost(places []place, all map[string][]place) []place {
	byPacket := make(map[int][]place)
	for _, list := range all {
		for _, p := range list {
			byPacket[p.packet] = append(byPacket[p.packet], p)
		}
	}
	return slices.DeleteFunc(slices.Clone(places), func(p place) bool {
		return slices.ContainsFunc(byPacket[p.packet], func(q place) bool {
			return q.from >= p.from && q.to <= p.to && q.to-q.from < p.to-p.from
		})
	})
}

// planted copies frames with letters at random in place of the letters and digits, or of all bytes, at places.
func planted(frames []pcapnb.Frame, places []place, everyByte bool, seed uint64) []pcapnb.Frame {
	r := rand.New(rand.NewPCG(seed, 7))
	frames = slices.Clone(frames)
	for i := range frames {
		frames[i].Data = bytes.Clone(frames[i].Data)
	}
	for _, p := range places {
		b := frames[p.packet].Data
		for i := p.from; i < p.to; i++ {
			if c := b[i] | 0x20; everyByte || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' {
				b[i] = 'a' + byte(r.IntN(26))
			}
		}
	}
	return frames
}

// leaks says what of the letters planted at a place is in the packet's copy: n of them in a row.
func leaks(p place, n int, original, with, copied []byte) string {
	copied = bytes.ToLower(copied)
	for i := p.from; i+n <= p.to; i++ {
		if mark := with[i : i+n]; isLetters(mark) && !bytes.Contains(original, mark) && bytes.Contains(copied, mark) {
			return string(mark)
		}
	}
	return ""
}

func isLetters(b []byte) bool {
	return strings.Trim(string(b), "abcdefghijklmnopqrstuvwxyz") == ""
}

// rewritten returns the bytes of each frame's copy.
func rewritten(t *testing.T, frames []pcapnb.Frame, payload rewrite.Payload) [][]byte {
	t.Helper()
	var file bytes.Buffer
	if err := rewrite.WriteTo(&file, true, slices.Values(frames)); err != nil {
		t.Fatal(err)
	}
	pkts, err := pcapnb.Read(&file)
	if err != nil || len(pkts) != len(frames) {
		t.Fatalf("%d packets, want %d: %v", len(pkts), len(frames), err)
	}
	var out [][]byte
	for f := range anonymize.New(key, anonymize.Options{Payload: payload}).Packets(pkts) {
		out = append(out, f.Data)
	}
	return out
}

// TestPlantedMarks plants letters in every field of text or bytes that the dissector finds in a capture, field by field, and
// looks for them in the copy. A mark counts as found where another one at the same place is found too, so chance has no say.
func TestPlantedMarks(t *testing.T) {
	checked := make(map[string]bool)
	for _, path := range captures(t) {
		pkts := load(t, path)
		if pkts = pkts.Head(400); testing.Short() && !strings.HasPrefix(path, "../../testdata") {
			continue
		}
		frames := slices.Collect(pkts.Frames())
		all := fieldsOf(frames)
		for _, name := range slices.Sorted(maps.Keys(all)) {
			if !holdsText(name) {
				continue
			}
			places := innermost(all[name], all)
			if len(places) == 0 {
				continue
			}
			checked[name] = true
			id, _ := dissect.Lookup(name)
			n := 4
			switch {
			case name == "data.data" || name == "udp.payload":
				n = 24 // this package may know more than the dissector, up to a header of TCP
			case id.Def().Type == dissect.Bytes:
				n = 5 // the dissector calls some numbers of four bytes so
			}
			if problem := marksLeft(t, frames, places, id.Def().Type == dissect.Bytes, n); problem != "" {
				t.Errorf("%s: %s: %s", filepath.Base(path), name, problem)
			}
		}
	}
	if len(checked) < 60 {
		t.Errorf("%d fields were checked: %v", len(checked), slices.Sorted(maps.Keys(checked)))
	}
}

// marksLeft tells the first place where n letters of a mark are left.
func marksLeft(t *testing.T, frames []pcapnb.Frame, places []place, everyByte bool, n int) string {
	t.Helper()
	found := make(map[place]int)
	for seed := range uint64(2) {
		with := planted(frames, places, everyByte, seed)
		out := rewritten(t, with, rewrite.Zero)
		for _, p := range places {
			if mark := leaks(p, n, frames[p.packet].Data, with[p.packet].Data, out[p.packet]); mark != "" {
				if found[p]++; found[p] == 2 {
					return fmt.Sprintf("packet %d: %q is left of %.40q", p.packet+1, mark, with[p.packet].Data[p.from:p.to])
				}
			}
		}
	}
	return ""
}

// withoutMore copies frames without the flag that more fragments follow. The dissector reads a first fragment only as
// a piece of its whole datagram, but its ports are numbers whether or not the others come.
func withoutMore(frames []pcapnb.Frame, all map[string][]place) []pcapnb.Frame {
	frames = slices.Clone(frames)
	for name, bit := range map[string]byte{"ip.flags.mf": 0x20, "ipv6.fraghdr.more": 1} {
		for _, p := range all[name] {
			b := bytes.Clone(frames[p.packet].Data)
			b[p.to-1] &^= bit
			frames[p.packet].Data = b
		}
	}
	return frames
}

// numbersIn says which bytes of each packet the dissector calls a number, an address or a time.
func numbersIn(frames []pcapnb.Frame) [][]bool {
	numbers := make([][]bool, len(frames))
	for i := range frames {
		numbers[i] = make([]bool, len(frames[i].Data))
	}
	all := fieldsOf(frames)
	markNumbers(numbers, all)
	markNumbers(numbers, fieldsOf(withoutMore(frames, all)))
	return numbers
}

func markNumbers(numbers [][]bool, all map[string][]place) {
	for name, places := range all {
		id, _ := dissect.Lookup(name)
		switch t := id.Def().Type; {
		case t.IsInteger(), t == dissect.Boolean, t == dissect.Double, t == dissect.Ether, t == dissect.IPv4, t == dissect.IPv6,
			t == dissect.AbsoluteTime, t == dissect.RelativeTime:
			for _, p := range places {
				for i := p.from; i < p.to; i++ {
					numbers[p.packet][i] = true
				}
			}
		}
	}
}

// TestOnlyNumbersPass writes letters over every six bytes of every packet in turn, and looks for them in the copy: only
// what the dissector calls numbers may pass.
func TestOnlyNumbersPass(t *testing.T) {
	for _, path := range captures(t) {
		if !strings.HasPrefix(path, "../../testdata") {
			continue // those have protocols that the dissector does not know
		}
		onlyNumbersPass(t, filepath.Base(path), load(t, path).Head(60), nil)
	}
}

// TestOnlyNumbersPassOfRepeatedThings does so with a few of everything that a packet may have any number of.
func TestOnlyNumbersPassOfRepeatedThings(t *testing.T) {
	for _, r := range testcapture.AllRepeated() {
		pkts, err := pcapnb.Read(bytes.NewReader(r.File(4)))
		if err != nil {
			t.Fatal(r.Name, err)
		}
		var known []place
		for at := 42; r.Name == "gtp" && at+8 <= len(pkts[0].Bytes()); at += 36 {
			known = append(known, place{0, at, at + 8}) // a tunnel's number, which stays, but no field of the dissector
		}
		onlyNumbersPass(t, r.Name, pkts.Head(12), known)
	}
}

func onlyNumbersPass(t *testing.T, of string, pkts pcapnb.Packets, known []place) {
	t.Helper()
	frames := slices.Collect(pkts.Frames())
	numbers := numbersIn(frames)
	for _, p := range known {
		for i := p.from; i < p.to; i++ {
			numbers[p.packet][i] = true
		}
	}
	var copies []pcapnb.Frame
	var places []place
	for i, f := range frames {
		if f.LinkType == 127 { // the dissector reads no radio's numbers
			continue
		}
		for at := 0; at+6 <= min(len(f.Data), 400); at += 3 {
			if slices.Contains(numbers[i][at:at+6], false) {
				places = append(places, place{len(copies), at, at + 6})
				copies = append(copies, f)
			}
		}
	}
	if len(copies) == 0 {
		return
	}
	one, other := planted(copies, places, true, 1), planted(copies, places, true, 2)
	outOne, outOther := rewritten(t, one, rewrite.Zero), rewritten(t, other, rewrite.Zero)
	for i, p := range places {
		if leaks(p, 6, nil, one[i].Data, outOne[i]) != "" && leaks(p, 6, nil, other[i].Data, outOther[i]) != "" {
			t.Errorf("%s: packet %d: six letters at %d pass", of, copies[i].Number, p.from)
		}
	}
}
