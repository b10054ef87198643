package capture

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"netlab/pcapnb/internal/dissect"
)

// rowText writes a row of columns, addresses and all, to compare two ways of filling it.
func (d *decoder) rowText(i int) string {
	c := d.cols
	addr, mac := d.addrs.dict.values, d.macs.dict.values
	text := fmt.Sprintf("has %x problem %v protocol %s", c.Has[i], dissect.Problem(c.Problem[i]), ProtocolName(c.Protocol[i]))
	if c.Has[i]&dissect.HasIP != 0 {
		text += fmt.Sprintf(" %v > %v len %d ttl %d tos %d frag %x proto %d l3 %d", addr[c.IPSrc[i]].Addr(), addr[c.IPDst[i]].Addr(),
			c.IPLen[i], c.TTL[i], c.TOS[i], c.Frag[i], c.IPProto[i], c.L3[i])
	}
	if c.Has[i]&dissect.HasEther != 0 {
		text += fmt.Sprintf(" %v type %x", mac[c.MACSrc[i]], c.EtherType[i])
		if c.MACDst[i] != NoCode {
			text += fmt.Sprintf(" to %v", mac[c.MACDst[i]])
		}
	}
	return text + fmt.Sprintf(" l4 %d payload %d+%d ports %d %d seq %d ack %d flags %x", c.L4[i], c.Payload[i], c.PayLen[i], c.PortSrc[i],
		c.PortDst[i], c.Seq[i], c.Ack[i], c.TCPFlags[i])
}

// TestPlainColumns fills the row of every packet in two ways, by gopacket where it is plain and by the dissector: the packet as it
// is, cut, and with bytes changed.
func TestPlainColumns(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 2))
	packets, plain := 0, make(map[uint32]int)
	cols := newColumns(2)
	both := newDecoder(&cols, new(dict[Address]), new(dict[MAC48]), nil)
	check := func(path string, link uint32, number, length int, data []byte) {
		cols = newColumns(2)
		cols.Length[0], cols.Length[1] = uint32(length), uint32(length)
		both.row, both.data, both.has = 0, data, 0
		packets++
		if !both.plain(link) {
			return
		}
		plain[link]++
		both.row, both.has = 1, 0
		both.dissect(link)
		if got, want := both.rowText(0), both.rowText(1); got != want {
			t.Errorf("%s packet %d, %d of %d bytes: %x\nplain     %s\ndissected %s", path, number, len(data), length, data[:min(len(data), 80)], got, want)
		}
	}
	for _, path := range allCaptures() {
		c, _ := Load(t.Context(), Options{NoCache: true}, path)
		for i := range rowsOf(c, 2000) {
			whole, link, number, length := c.Bytes(i), c.Link(i), i+1, int(c.Length[i])
			check(path, link, number, length, whole)
			check(path, link, number, length, whole[:dice.IntN(len(whole)+1)])
			for range 3 {
				b := slices.Clone(whole)
				for range 1 + dice.IntN(3) {
					b[dice.IntN(min(len(b), 80))] = byte(dice.Uint32())
				}
				check(path, link, number, length, b)
			}
		}
		if t.Failed() {
			return
		}
	}
	t.Logf("%d packets, plain by link type: %v", packets, plain)
	if plain[linkEthernet] < packets/4 || plain[linkRaw] == 0 || plain[linkSLL] == 0 || plain[linkSLL2] == 0 {
		t.Errorf("of %d packets, plain by link type: %v", packets, plain)
	}
}

// rowsOf is how many rows a load has that may have failed, most at most.
func rowsOf(c *Capture, most int) int {
	if c == nil {
		return 0
	}
	return min(c.N, most)
}

// allCaptures are the captures of testdata and, where they are there, those of others.
func allCaptures() []string {
	files, _ := filepath.Glob("../../../testdata/*.pcap*")
	for _, pattern := range []string{"../../../../shared/captures/*/*", "../../../../shared/cases/*"} {
		more, _ := filepath.Glob(pattern)
		files = append(files, more...)
	}
	return slices.DeleteFunc(files, func(name string) bool {
		info, err := os.Stat(name)
		return err != nil || info.IsDir() || strings.HasSuffix(name, ".csv") || strings.HasSuffix(name, ".md")
	})
}
