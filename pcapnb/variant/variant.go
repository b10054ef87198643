// Package variant makes copies of a capture that tell the same story with other numbers: other addresses, cards, ports,
// names and times, a faster or slower clock, and some more small exchanges, from a seed. So each student of a course has
// a capture of their own, and answers of their own.
//
//	err := variant.Write("web.pcap", pkts, "secret of the course/ada")
//
// The same seed gives the same copy, byte for byte. What a network is stays: hosts of one subnet are in one subnet,
// private addresses are private and those for documentation for documentation, cards keep their maker, well-known ports
// and registered domains are what they were, answers belong to their questions. Checksums are right where they were.
// Questions about a variant have the same kind of answer, and package exercise works it out.
//
// What changes are counts, sums, means, times and rates: all intervals are longer or shorter by one factor, up to a
// quarter, and more ARP exchanges, DNS lookups and short TCP connections, copies of ones in the capture under other
// names and ports, come after its beginning. What the network gives does not change: the longest frame, ports of
// services and of traceroute, TTLs, and the number of a TCP stream that was in the original. A capture of fewer than a hundred packets keeps
// its packets, as texts tell them one by one.
//
// A variant is no anonymised capture: payload is kept, with what it names, and so are data in the labels of a name. That is
// what package anonymize is for.
package variant

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"netlab/pcapnb"
	"netlab/pcapnb/rewrite"
)

// Write writes the variant of a seed to a capture file, as pcapng where the name ends in .pcapng.
func Write(path string, pkts pcapnb.Packets, seed string) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".pcapnb-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	err = rewrite.WriteTo(f, strings.EqualFold(filepath.Ext(path), ".pcapng"), slices.Values(frames(pkts, seed)))
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if err := os.Chmod(f.Name(), 0o644); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// frames are those of the variant, in the order of their times.
func frames(pkts pcapnb.Packets, seed string) []pcapnb.Frame {
	v := variant{seed: []byte(seed)}
	policy := Policy(seed)
	if len(pkts) > 0 {
		policy.Time = v.clock(pkts[0].Time(), policy.Time)
	}
	out := slices.Collect(rewrite.Packets(pkts, policy))
	for _, more := range v.more(pkts, policy) {
		out = append(out, more...)
	}
	slices.SortStableFunc(out, func(a, b pcapnb.Frame) int { return a.Time.Compare(b.Time) })
	return out
}

// clock returns what makes of each time: the intervals since begin, stretched, after the begin that moved gives.
func (v variant) clock(begin time.Time, moved func(time.Time) time.Time) func(time.Time) time.Time {
	factor := v.stretch()
	return func(t time.Time) time.Time {
		since := time.Duration(float64(t.Sub(begin)) * factor)
		return moved(begin).Add(since.Truncate(time.Microsecond))
	}
}

// stretch is how much longer an interval becomes: by 2 to 25 percent, or shorter by 2 to 20.
func (v variant) stretch() float64 {
	part := float64(v.draw("stretch")%1000) / 1000
	if v.draw("faster")%2 == 0 {
		return 0.98 - 0.18*part
	}
	return 1.02 + 0.23*part
}

// Policy returns what a seed makes of addresses, cards, ports, names and the capture's begin.
func Policy(seed string) rewrite.Policy {
	v := variant{seed: []byte(seed)}
	return rewrite.Policy{
		Addr: v.addr, MAC: v.mac, Name: v.name, Port: v.port, Time: v.time(),
		Payload: rewrite.Keep,
	}
}

type variant struct{ seed []byte }

// draw returns the seed's number for a purpose.
func (v variant) draw(purpose string) uint64 {
	h := hmac.New(sha256.New, v.seed)
	h.Write([]byte(purpose))
	return binary.BigEndian.Uint64(h.Sum(nil))
}

// addr moves a host within its subnet, and a private subnet within its network (RFC 1918).
func (v variant) addr(a netip.Addr) netip.Addr {
	if first := a.AsSlice()[0]; a.IsMulticast() || a.IsLoopback() || a.Is4() && (first == 0 || first >= 240) {
		return a
	}
	if !a.Is4() {
		return v.addr6(a)
	}
	b := a.As4()
	if a.IsPrivate() {
		b[2] ^= byte(v.draw("subnet"))
	}
	b[3] = v.host(b[3])
	return netip.AddrFrom4(b)
}

// host moves 1 to 254 among themselves; a subnet's own number and its broadcast address stay.
func (v variant) host(h byte) byte {
	if h == 0 || h == 255 {
		return h
	}
	const hosts = 254 // 2 · 127, so that an odd factor other than 127 reaches each of them
	factor := v.draw("host factor")%126*2 + 1
	if factor == 127 {
		factor = 129
	}
	return byte((uint64(h-1)*factor+v.draw("host shift"))%hosts) + 1
}

// addr6 changes the last three bytes as mac does, so that an address made from a card's (RFC 4291, appendix A) still is.
func (v variant) addr6(a netip.Addr) netip.Addr {
	b := a.As16()
	xor3(b[13:], v.draw("card"))
	return netip.AddrFrom16(b).WithZone(a.Zone())
}

// mac keeps the maker and changes the number.
func (v variant) mac(m pcapnb.MAC) pcapnb.MAC {
	xor3(m[3:], v.draw("card"))
	return m
}

func xor3(b []byte, n uint64) {
	b[0] ^= byte(n)
	b[1] ^= byte(n >> 8)
	b[2] ^= byte(n >> 16)
}

// firstFree is where ports begin that no service is known by: those Linux takes for clients.
const firstFree = 32768

// port moves clients' ports among themselves. Those to which traceroute sends stay: they are known as its own.
func (v variant) port(p uint16) uint16 {
	if p < firstFree || ofTraceroute(p) {
		return p
	}
	factor, shift := v.draw("port factor")|1, v.draw("port shift")
	for {
		p = firstFree + uint16((uint64(p-firstFree)*factor+shift)%firstFree)
		if !ofTraceroute(p) { // else on, until the cycle comes to one that is free: so that no two become the same
			return p
		}
	}
}

// ofTraceroute says whether traceroute asks at this port: from 33434 on, a port for each probe.
func ofTraceroute(p uint16) bool { return 33434 <= p && p < 33534 }

// time shifts a capture by up to half a year.
func (v variant) time() func(time.Time) time.Time {
	shift := time.Duration(v.draw("time")%(360*24*3600*1e6)) * time.Microsecond
	return func(t time.Time) time.Time { return t.Add(shift - 180*24*time.Hour) }
}

// name replaces the labels in front of the registered domain, and a name of one label, by words of the same length.
func (v variant) name(name string) string {
	labels := strings.Split(name, ".")
	kept := min(2, len(labels)-1)
	for i := range labels[:len(labels)-kept] {
		if !strings.HasPrefix(labels[i], "_") && len(labels[i]) <= longestWord { // else a service (RFC 6763 section 7), or data
			labels[i] = v.word(labels[i])
		}
	}
	return strings.Join(labels, ".")
}

// longestWord is the length from which on a label is no word that names a host: a tunnel's data, which stay as payload does.
const longestWord = 30

// word makes a word that can be said, of the length and with the digits and hyphens of another.
func (v variant) word(label string) string {
	const consonants, vowels = "bdfghklmnprstvwz", "aeiou"
	out := []byte(strings.ToLower(label))
	n := v.draw("name " + string(out))
	for i, c := range out {
		if c < 'a' || c > 'z' {
			continue
		}
		letters := consonants
		if i%2 == 1 {
			letters = vowels
		}
		out[i] = letters[n%uint64(len(letters))]
		if n /= uint64(len(letters)); n == 0 {
			n = v.draw("name " + string(out[:i+1]))
		}
	}
	return string(out)
}
