package dissect_test

import (
	"bufio"
	"encoding/hex"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// A keptTalk is a connection that was written down: what each side sends, the server's with "<" before it.
type keptTalk struct {
	port  uint16
	lines []string
}

// keptTalks reads the connections of a file in testdata/talks, whose first line tells its form.
func keptTalks(name string) (talks []keptTalk) {
	f, err := os.Open(filepath.Join("testdata", "talks", name))
	if err != nil {
		panic(err)
	}
	defer f.Close()
	in := bufio.NewScanner(f)
	in.Buffer(nil, 1<<20)
	for in.Scan() {
		kind, rest, _ := strings.Cut(in.Text(), " ")
		switch kind {
		case "@":
			port, err := strconv.ParseUint(rest, 10, 16)
			if err != nil {
				panic(err)
			}
			talks = append(talks, keptTalk{port: uint16(port)})
		case "<", ">":
			b, err := hex.DecodeString(rest)
			if err != nil {
				panic(err)
			}
			t := &talks[len(talks)-1]
			t.lines = append(t.lines, strings.TrimPrefix(kind, ">")+string(b))
		}
	}
	return talks
}

// keptFrames are the frames of such connections.
func keptFrames(name string) (frames [][]byte) {
	for i, t := range keptTalks(name) {
		frames = append(frames, talk(uint16(40000+i), t.port, t.lines...)...)
	}
	return frames
}

// sameTalks compares the connections of a file with tshark, whole, and then each segment alone, cut anywhere and damaged, of whose cells
// that are not empty up to most of 1000 may differ: what was measured, to be drawn in.
func sameTalks(t *testing.T, name string, most int, prefixes ...string) {
	t.Helper()
	sameAsTshark(t, 1, inOrder(keptFrames(name)...), prefixes...)
	if testing.Short() || t.Failed() {
		return
	}
	dice := rand.New(rand.NewPCG(1, 2))
	var packets []made
	for _, k := range keptTalks(name) {
		for _, line := range k.lines {
			size := len(strings.TrimPrefix(line, "<"))
			for range 12 {
				b := []byte(line)
				for range dice.IntN(3) {
					b[len(line)-size+dice.IntN(size)] = byte(dice.Uint32())
				}
				packets = append(packets, made{data: alone(len(packets), k.port, string(b)), cut: dice.IntN(2) * dice.IntN(size)})
			}
		}
	}
	filled, wrong := differing(t, timed(packets), prefixes)
	t.Logf("%d of %d cells differ in damaged frames", wrong, filled)
	if 1000*wrong > most*filled {
		t.Errorf("%d of %d cells differ in damaged frames, more than %d of 1000", wrong, filled, most)
	}
}
