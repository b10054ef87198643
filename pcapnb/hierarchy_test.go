package pcapnb

import (
	"slices"
	"strings"
	"testing"
)

// TestHierarchyOf cuts values of frame.protocols down to what tshark 4.0.17's -z io,phs shows of such packets.
func TestHierarchyOf(t *testing.T) {
	for stack, want := range map[string]string{
		"eth:ethertype:ip:tcp:tls:x509sat:x509ce:pkix1explicit:pkix1implicit:x509ce:tls": "eth ip tcp tls tls",
		"eth:ethertype:ip:tcp:tls:pkcs-1:ns_cert_exts":                                   "eth ip tcp tls",
		"eth:ethertype:ip:tcp:ldap:gss-api:spnego:spnego-krb5":                           "eth ip tcp ldap",
		"eth:ethertype:ip:tcp:nbss:smb2:gss-api:spnego:ntlmssp":                          "eth ip tcp nbss smb2",
		"eth:ethertype:ip:tcp:http:ocsp:ocsp":                                            "eth ip tcp http ocsp",
		"eth:ethertype:ip:udp:sip:sdp":                                                   "eth ip udp sip",
		"eth:ethertype:ip:udp:sap:sdp":                                                   "eth ip udp sap sdp",
		"eth:ethertype:ipv6:ipv6.hopopts:icmpv6":                                         "eth ipv6 icmpv6",
		"eth:ethertype:ip:icmp:ip:udp:dns":                                               "eth ip icmp dns",
	} {
		if got := hierarchyOf(strings.Split(stack, ":")); !slices.Equal(got, strings.Fields(want)) {
			t.Errorf("%s: %q, want %q", stack, got, want)
		}
	}
}
