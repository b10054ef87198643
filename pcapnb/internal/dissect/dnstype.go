package dissect

import "strings"

// Types of records, IANA.
const (
	dnsA      = 1
	dnsNS     = 2
	dnsCNAME  = 5
	dnsSOA    = 6
	dnsPTR    = 12
	dnsHINFO  = 13
	dnsMX     = 15
	dnsTXT    = 16
	dnsSIG    = 24
	dnsAAAA   = 28
	dnsNXT    = 30
	dnsSRV    = 33
	dnsDNAME  = 39
	dnsOPT    = 41
	dnsDS     = 43
	dnsRRSIG  = 46
	dnsNSEC   = 47
	dnsDNSKEY = 48
	dnsNSEC3  = 50
	dnsCSYNC  = 62
	dnsMD     = 3
	dnsMF     = 4
	dnsMB     = 7
	dnsMG     = 8
	dnsMR     = 9
	dnsNULL   = 10
	dnsWKS    = 11
	dnsMINFO  = 14
	dnsRP     = 17
	dnsAFSDB  = 18
	dnsX25    = 19
	dnsISDN   = 20
	dnsRT     = 21
	dnsNSAP   = 22
	dnsPX     = 26
	dnsGPOS   = 27
	dnsNAPTR  = 35
	dnsKX     = 36
	dnsDHCID  = 49
	dnsTLSA   = 52
	dnsHIP    = 55
	dnsSPF    = 99
	dnsCAA    = 257
	dnsDLV    = 32769

	dnsNSAPPTR     = 23
	dnsNSEC3PARAM  = 51
	dnsChildDS     = 59
	dnsChildDNSKEY = 60
)

// dnsTypeNames are the mnemonics of the types below 110, IANA; a dash is one without.
var dnsTypeNames = strings.Fields(`
	Unused A NS MD MF CNAME SOA MB MG MR NULL WKS PTR HINFO MINFO MX TXT RP AFSDB X25 ISDN RT NSAP NSAP-PTR SIG
	KEY PX GPOS AAAA LOC NXT EID NIMLOC SRV ATMA NAPTR KX CERT A6 DNAME SINK OPT APL DS SSHFP IPSECKEY RRSIG NSEC
	DNSKEY DHCID NSEC3 NSEC3PARAM TLSA - - HIP - RKEY TALINK CDS CDNSKEY OPENPGPKEY CSYNC ZONEMD SVCB HTTPS - - -
	- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - SPF UINFO UID GID UNSPEC NID L32 L64 LP EUI48
	EUI64
`)

// dnsTypeName gives the mnemonic of a record type, IANA.
func dnsTypeName(n uint16) string {
	if int(n) < len(dnsTypeNames) && dnsTypeNames[n] != "-" {
		return dnsTypeNames[n]
	}
	switch n {
	case 249:
		return "TKEY"
	case 250:
		return "TSIG"
	case 251:
		return "IXFR"
	case 252:
		return "AXFR"
	case 253:
		return "MAILB"
	case 254:
		return "MAILA"
	case 255:
		return "ANY"
	case 256:
		return "URI"
	case 257:
		return "CAA"
	case 32768:
		return "TA"
	case 32769:
		return "DLV"
	case 65281:
		return "WINS"
	case 65282:
		return "WINS-R"
	case 65422:
		return "XPF"
	}
	return "Unknown (" + utoa(n) + ")"
}
