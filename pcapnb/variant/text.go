package variant

import (
	"net/netip"
	"regexp"

	"netlab/pcapnb"
	"netlab/pcapnb/rewrite"
)

var (
	addressText = regexp.MustCompile(`(?i)\b(?:[0-9a-f]{2}(?::[0-9a-f]{2}){5}|\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){2,7})\b`)
	nameText    = regexp.MustCompile(`\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}\b`)
)

// Addresses replaces the addresses and cards in a text, such as a cell about a capture, by those of the seed's variant.
func Addresses(text, seed string) string {
	policy := Policy(seed)
	return addressText.ReplaceAllStringFunc(text, func(s string) string {
		if a, err := netip.ParseAddr(s); err == nil && !rewrite.Special(a) {
			return policy.Addr(a).String()
		}
		if m, err := pcapnb.ParseMAC(s); err == nil && m[0]&1 == 0 {
			return policy.MAC(m).String()
		}
		return s
	})
}

// Names replaces the addresses in a table of names as [Addresses] does, and the names.
func Names(text, seed string) string {
	return nameText.ReplaceAllStringFunc(Addresses(text, seed), Policy(seed).Name)
}
