package bpf

import (
	"encoding/hex"
	"fmt"
	"strings"
)

// number is a value that is a plain number: a port, a protocol, or an address written as a number.
func (g *gen) number(v uint32, q quals) *cond {
	switch q.kind {
	case qualPort, qualPortRange:
		return g.ports(v, v, q, protoAny)
	case qualProto:
		return g.proto(v, q.proto)
	case qualProtoChain:
		return g.chain(v, q.proto)
	case qualGateway:
		return g.gateway()
	}
	if q.proto == protoDECnet {
		return g.fail("an area and a node were expected, as in 10.123")
	}
	mask := ^uint32(0)
	for q.kind == qualNet && v != 0 && v>>24 == 0 { // "net 10" is 10.0.0.0/8
		v, mask = v<<8, mask<<8
	}
	return g.host(v, mask, q)
}

// gateway explains why that primitive is missing, as it is from libpcap built with IPv6.
func (g *gen) gateway() *cond {
	return g.fail(`"gateway" needs a look-up of names, which a filter on a file does not do: write "ether host <hardware address> and not host <address>"`)
}

// name is a value that is a word: a service or a protocol.
func (g *gen) name(s string, q quals) *cond {
	switch q.kind {
	case qualPort:
		port, over, ok := portNumber(s)
		if !ok {
			return g.fail(quote(s) + " is not a service known here: " + q.expected(token{}))
		}
		return g.ports(port, port, q, over)
	case qualPortRange:
		return g.portRange(s, q)
	case qualProto, qualProtoChain:
		return g.protoName(s, q)
	case qualGateway:
		return g.gateway()
	}
	if q.proto == protoLink {
		return g.fail(q.expected(token{}) + ": names are not looked up")
	}
	return g.fail(quote(s) + " is not an address: host and network names are not looked up")
}

// quote puts a word of the filter between quotation marks.
func quote(s string) string { return fmt.Sprintf("%q", s) }

// portRange is a value such as 6000-6010 or ftp-21.
func (g *gen) portRange(s string, q quals) *cond {
	first, last, ok := strings.Cut(s, "-")
	if !ok {
		return g.fail(q.expected(token{}))
	}
	lo, overLo, okLo := portOrNumber(first)
	hi, overHi, okHi := portOrNumber(last)
	if !okLo || !okHi {
		return g.fail(quote(s) + " is not a range of ports: two numbers or services with a hyphen between were expected, as in 6000-6010")
	}
	if overLo != overHi {
		overLo = protoAny
	}
	return g.ports(lo, hi, q, overLo)
}

// portOrNumber reads a decimal port or the name of a service.
func portOrNumber(s string) (port uint32, over proto, ok bool) {
	if s == "" || span(s, len(s), isDigit) < len(s) {
		return portNumber(s)
	}
	if _, msg := parseNumber("0x" + s); msg != "" { // only to reject what is far too long; decimal below
		return 0, protoAny, false
	}
	for i := range len(s) {
		port = port*10 + uint32(s[i]-'0')
	}
	return port, protoAny, true
}

// mac is a hardware address.
func (g *gen) mac(s string, q quals) *cond {
	if q.proto != protoLink || q.kind > qualHost {
		return g.fail(`a hardware address needs "ether", as in "ether host 00:00:5e:00:53:01"`)
	}
	return g.etherHost(parseMAC(s), q.dir)
}

// parseMAC reads a hardware address in any of its spellings.
func parseMAC(s string) []byte {
	groups := strings.FieldsFunc(s, func(r rune) bool { return r == ':' || r == '-' || r == '.' })
	digits := ""
	for _, p := range groups {
		if len(p) == 1 {
			digits += "0"
		}
		digits += p
	}
	b, _ := hex.DecodeString(digits)
	return b
}

// protoName is a protocol by name.
func (g *gen) protoName(s string, q quals) *cond {
	list := protoNames
	switch q.proto {
	case protoLink:
		list = etherNames
	case protoISO:
		list = isoNames
	case protoAny, protoIP, protoIPv6:
		if s == strings.ToUpper(s) { // /etc/protocols has every name in capitals too
			s = strings.ToLower(s)
		}
	default:
		list = ""
	}
	v, ok := lookUp(list, s)
	if !ok {
		return g.fail(quote(s) + ` is not a protocol known here: a number was expected, or a name such as \tcp`)
	}
	if q.kind == qualProtoChain {
		return g.chain(v, q.proto)
	}
	return g.proto(v, q.proto)
}
