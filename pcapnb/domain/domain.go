// Package domain tells the registered domain of a host name: example.co.uk of www.shop.example.co.uk.
//
// What is a registry's and what is its customer's is in the Public Suffix List (publicsuffix.org), of which
// golang.org/x/net/publicsuffix holds a copy: no network is asked.
package domain

import (
	"net/netip"
	"strings"

	"golang.org/x/net/publicsuffix"

	"netlab/pcapnb"
)

// Registered returns the domain that somebody registered, in lower case, of a host name such as "www.example.co.uk". Names
// below no public suffix, such as "printer.local", bare suffixes and addresses have none.
func Registered(host string) (name string, ok bool) {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if _, err := netip.ParseAddr(host); err == nil {
		return "", false
	}
	suffix, icann := publicsuffix.PublicSuffix(host)
	if !icann && !strings.Contains(suffix, ".") {
		return "", false // no rule of the list but its default
	}
	name, err := publicsuffix.EffectiveTLDPlusOne(host)
	return name, err == nil
}

// Key is a field with the registered domains of field's host names; rows whose name has none lack it.
func Key[T any](name string, field pcapnb.Keyer[T, string]) pcapnb.Key[T, string] {
	return pcapnb.LabelFunc(name, field, Registered)
}
