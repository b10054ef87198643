package talk

import (
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"netlab/pcapnb"
)

// TestFeaturesPlainly works out again, the plain way, what Features counts by tables that one conversation leaves to the next.
func TestFeaturesPlainly(t *testing.T) {
	compared := 0
	for _, path := range captures() {
		ps, _ := pcapnb.Load(path)
		for _, over := range []Layer{TCP, UDP} {
			talks := Conversations(ps, over)
			got := talks.Features(0)
			for i, c := range talks {
				for name, want := range plainFeatures(c) {
					g, has := got.Column(name).Number(i)
					if has == math.IsNaN(want) || has && g != want {
						t.Fatalf("%s %v %d: %s is %v (%v), want %v", path, over, i, name, g, has, want)
					}
					compared++
				}
			}
		}
	}
	if compared < 1000 {
		t.Errorf("only %d numbers were compared", compared)
	}
}

// plainFeatures counts bytes and flags one by one.
func plainFeatures(c Conversation) map[string]float64 {
	var bytes [2][256]int
	flags := make(map[rune]float64)
	windows := [2]float64{math.NaN(), math.NaN()}
	for _, p := range c.Trace() {
		d := 1
		if c.fromA(p) {
			d = 0
		}
		for _, b := range p.Payload() {
			bytes[d][b]++
		}
		if c.Layer != TCP {
			continue
		}
		for _, letter := range p.Flags() {
			flags[letter]++
		}
		if w, ok := pcapnb.Window.Of(p); ok && math.IsNaN(windows[d]) {
			windows[d] = float64(w)
		}
	}
	return map[string]float64{
		"Fwd Payload Entropy": entropy(bytes[0]), "Bwd Payload Entropy": entropy(bytes[1]),
		"FWD Init Win Bytes": windows[0], "Bwd Init Win Bytes": windows[1],
		"FIN Flag Count": flags['F'], "SYN Flag Count": flags['S'], "RST Flag Count": flags['R'], "PSH Flag Count": flags['P'],
		"ACK Flag Count": flags['A'], "URG Flag Count": flags['U'], "CWR Flag Count": flags['C'], "ECE Flag Count": flags['E'],
	}
}

// TestByteCounts counts runs of all lengths and contents.
func TestByteCounts(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var got byteCounts
	for n := range 100 {
		var want [256]int
		got.reset()
		for range 3 {
			b := make([]byte, n)
			for i := range b {
				b[i] = byte(random.IntN(1 + n*3))
				want[b[i]]++
			}
			got.add(b)
		}
		if got.sum() != want {
			t.Fatalf("%d bytes: %v, want %v", n, got.sum(), want)
		}
	}
}

// TestConversationsOfStreams compares conversations that are found by their stream with those that are found by their ends: an idle
// time has each looked up.
func TestConversationsOfStreams(t *testing.T) {
	for _, path := range captures() {
		ps, _ := pcapnb.Load(path)
		got, want := Conversations(ps, TCP), ConversationsIdle(ps, TCP, math.MaxInt64)
		if len(got) != len(want) {
			t.Fatalf("%s: %d conversations, want %d", path, len(got), len(want))
		}
		for i := range got {
			if g, w := got[i], want[i]; !reflect.DeepEqual(g.Trace(), w.Trace()) || tellsOf(g) != tellsOf(w) {
				t.Errorf("%s: %+v, want %+v", path, g, w)
			}
		}
	}
}

// told is the conversation without its packets.
func tellsOf(c Conversation) Conversation {
	c.from, c.lo, c.hi = nil, 0, 0
	c.Start = time.Unix(0, c.Start.UnixNano())
	return c
}

// TestFlagsOf holds the letters to what Flags writes.
func TestFlagsOf(t *testing.T) {
	for _, p := range pcapnb.MustLoad("../../testdata/morning.pcap") {
		has := flagsOf(p)
		for letter := 'A'; letter <= 'Z'; letter++ {
			if has[letter] != strings.ContainsRune(p.Flags(), letter) {
				t.Fatalf("packet %d has %q: %c is %v", p.Number(), p.Flags(), letter, has[letter])
			}
		}
	}
}
