package dissect

import "strings"

// DNSMessage is what a message of DNS, mDNS or LLMNR asks and answers. Of a message that is damaged it holds what comes
// before the damage.
type DNSMessage struct {
	Protocol  string // "dns", "mdns" or "llmnr"
	Response  bool
	Questions []string // names
	Records   []DNSRecord
	Answers   int // how many of Records, the first, are in the answer section
}

// DNSRecord is a resource record. Names are written as in fields, but the root's is empty.
type DNSRecord struct {
	Name string
	Type uint16
	TTL  uint32
	Data string // an address, a name, or the text or bytes of the record
}

// TypeName is the mnemonic of the record's type, TYPE and the number where it has none (RFC 3597 §5).
func (r *DNSRecord) TypeName() string {
	if name := dnsTypeName(r.Type); !strings.HasPrefix(name, "Unknown") {
		return name
	}
	return "TYPE" + utoa(r.Type)
}
