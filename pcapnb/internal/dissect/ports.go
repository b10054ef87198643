package dissect

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"netlab/pcapnb/internal/tlskeys"
)

// Port is a port of a transport protocol.
type Port struct {
	UDP    bool // else TCP
	Number uint16
}

// DecodeAs is what was said of a capture beside its bytes: what ports carry whose numbers do not say it, and the secrets of
// its connections.
type DecodeAs struct {
	Keys  *tlskeys.Log
	ports map[Port]uint16 // the port whose protocol it is, by the port
}

// Protocols by the port that means them.
var (
	tcpProtocols = map[string]uint16{"dns": 53, "http": 80, "tls": 443, "mbtcp": 502, "mqtt": 1883, "ldap": 389, "mysql": 3306, "pgsql": 5432,
		"tds": 1433, "kerberos": 88, "opcua": 4840, "dnp3": 20000, "diameter": 3868, "kafka": 9092, "bgp": 179, "ftp": 21, "smtp": 25, "ssh": 22,
		"telnet": 23, "pop": 110, "imap": 143, "sip": 5060}
	udpProtocols = map[string]uint16{"dns": 53, "mdns": 5353, "llmnr": 5355, "dhcp": 67, "ntp": 123, "ssdp": 1900, "vxlan": portVXLAN,
		"geneve": portGeneve, "teredo": portTeredo, "gtp": portGTP, "l2tp": portL2TP, "capwap.data": portCAPWAP, "lisp-data": portLISP,
		"tftp": 69, "snmp": portSNMP, "syslog": 514, "rip": 520, "hsrp": 1985, "radius": 1812, "sip": 5060, "isakmp": 500}
)

// Add notes a rule as tshark -d takes it: udp.port==8472,vxlan.
func (a *DecodeAs) Add(rule string) error {
	left, protocol, ok := strings.Cut(rule, ",")
	table, number, both := strings.Cut(left, "==")
	protocols := map[string]map[string]uint16{"tcp.port": tcpProtocols, "udp.port": udpProtocols}[strings.TrimSpace(table)]
	if !ok || !both || protocols == nil {
		return fmt.Errorf("decode as %q: want udp.port==8472,vxlan or tcp.port==8081,http", rule)
	}
	port, err := strconv.ParseUint(strings.TrimSpace(number), 10, 16)
	if err != nil {
		return fmt.Errorf("decode as %q: %q is no port", rule, number)
	}
	stands, ok := protocols[strings.TrimSpace(protocol)]
	if !ok {
		return fmt.Errorf("decode as %q: no protocol %q here; there are %s", rule, protocol, strings.Join(slices.Sorted(maps.Keys(protocols)), ", "))
	}
	if a.ports == nil {
		a.ports = make(map[Port]uint16)
	}
	a.ports[Port{strings.TrimSpace(table) == "udp.port", uint16(port)}] = stands
	return nil
}

// MovesPorts reports whether a port carries what its number does not say.
func (a DecodeAs) MovesPorts() bool { return len(a.ports) > 0 }

// None reports whether nothing was said.
func (a DecodeAs) None() bool { return !a.MovesPorts() && a.Keys.Len() == 0 }

// KeyLog is the file that secrets were read from, "" where there is none.
func (a DecodeAs) KeyLog() string {
	if a.Keys == nil {
		return ""
	}
	return a.Keys.Path
}

// Rules returns the rules as tshark -d takes them, in order.
func (a DecodeAs) Rules() []string {
	var rules []string
	for port, stands := range a.ports {
		table, protocols := "tcp.port", tcpProtocols
		if port.UDP {
			table, protocols = "udp.port", udpProtocols
		}
		for name, number := range protocols {
			if number == stands {
				rules = append(rules, fmt.Sprintf("%s==%d,%s", table, port.Number, name))
			}
		}
	}
	slices.Sort(rules)
	return rules
}

// Ports of SNMP agents and of those they report to, RFC 3417 section 3.1.
const (
	portSNMP  = 161
	portTraps = 162
)

// What wraps packets in UDP, by port: RFC 7348 §5, the draft of its extension, RFC 8926 §3.3, RFC 4380 §2.7, 3GPP TS 29.281 §4.4.2,
// RFC 2661 §8.1, RFC 5415 §3.1, RFC 9300 §5.2; and what goes with them, 3GPP TS 29.060 §10.1, RFC 3948 §2.
const (
	portVXLAN  = 4789
	portGPE    = 4790
	portGeneve = 6081
	portTeredo = 3544
	portGTP    = 2152
	portL2TP   = 1701
	portCAPWAP = 5247
	portLISP   = 4341

	portMPLS             = 6635 // RFC 7510
	portLISPControl      = 4342
	portGTPControl       = 2123
	portCAPWAPControl    = 5246
	portUDPEncapsulation = 4500
)

// IsTunnelPort reports whether a UDP port is that of a protocol that wraps packets.
func IsTunnelPort(port uint16) bool {
	switch port {
	case portVXLAN, portGPE, portGeneve, portTeredo, portGTP, portL2TP, portCAPWAP, portLISP, portLISPControl, portMPLS:
		return true
	}
	return false
}
