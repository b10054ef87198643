package dissect_test

import (
	"math/rand/v2"
	"testing"
)

// valueSets are packets with every value of the fields that say what a packet is, around bytes at random. most is how many cells
// may differ from tshark's, of all that have a value: what is malformed in the random bytes of protocols that are not looked into.
var valueSets = []struct {
	name   string
	most   float64
	frames func(random func(n int) string) []string
}{
	{"ICMP", 0.0006, everyCode(overIPv4, 1, 17, 36)},
	{"ICMPv6", 0.009, everyCode(overIPv6, 58, 9, 44)},
	{"IGMP", 0.001, everyCode(overIPv4, 2, 2, 16)},
	{"ARP", 0.01, func(random func(int) string) (all []string) {
		eachPair(19, 30, func(hardware, op byte) {
			all = append(all, string(etherFrame(0x0806, []byte(string([]byte{0, hardware, 8, 0, 6, 4, 0, op})+random(20)))))
		})
		return all
	}},
	{"IP", 0.017, func(random func(int) string) (all []string) {
		eachPair(256, 1, func(proto, _ byte) {
			all = append(all, overIPv4(proto, random(40)), overIPv6(proto, random(40)))
		})
		return all
	}},
	{"LLC", 0, func(random func(int) string) (all []string) {
		eachPair(256, 2, func(control, response byte) {
			all = append(all, string(etherFrame(46, []byte(string([]byte{0x12, 0x12 + response, control, 1})+random(42)))))
		})
		return all
	}},
	{"EtherType", 0.013, func(random func(int) string) (all []string) {
		for high := byte(0x80); high < 0x90; high++ {
			eachPair(256, 1, func(low, _ byte) {
				all = append(all, string(etherFrame(uint16(high)<<8|uint16(low), []byte(random(46)))))
			})
		}
		return all
	}},
}

// everyCode makes messages with every type, codes below a bound, no checksum and so many bytes after it.
func everyCode(over func(uint8, string) string, proto uint8, codes, size int) func(func(int) string) []string {
	return func(random func(int) string) (all []string) {
		eachPair(256, codes, func(kind, code byte) {
			all = append(all, over(proto, string([]byte{kind, code, 0, 0})+random(size)))
		})
		return all
	}
}

// eachPair calls f with every pair below two bounds.
func eachPair(a, b int, f func(x, y byte)) {
	for x := range a {
		for y := range b {
			f(byte(x), byte(y))
		}
	}
}

func overIPv4(proto uint8, payload string) string {
	return string(etherFrame(0x0800, ipv4Packet("192.0.2.1", "192.0.2.2", proto, []byte(payload))))
}

func overIPv6(next uint8, payload string) string {
	return string(etherFrame(0x86dd, ipv6Packet(next, []byte(payload))))
}

// TestEveryValue compares them with tshark.
func TestEveryValue(t *testing.T) {
	for _, set := range valueSets {
		t.Run(set.name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(1, 7))
			var frames [][]byte
			for _, f := range set.frames(func(n int) string {
				b := make([]byte, n)
				for i := range b {
					b[i] = byte(random.Uint32())
				}
				return string(b)
			}) {
				frames = append(frames, []byte(f))
			}
			almostAsTshark(t, set.most, inOrder(frames...), "_ws", "frame.protocols", "data", "icmp", "igmp", "arp", "llc", "ip.", "ipv6.")
		})
	}
}
