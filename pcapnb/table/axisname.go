package table

import "strings"

// axisWords are words of column names as a figure's axis says them.
var axisWords = map[string]string{
	"src": "source", "dst": "destination", "datetime": "time", "len": "length", "proto": "protocol", "resp": "response",
	"ip": "IP", "mac": "MAC", "tcp": "TCP", "udp": "UDP", "icmp": "ICMP", "dns": "DNS", "ttl": "TTL", "vlan": "VLAN",
}

// axisName returns what a figure's axis calls a column: "destination port" for port_dst, "TCP length" for tcp_len.
// A name with dots is one of Wireshark's and stays.
func axisName(column string) string {
	switch {
	case strings.ContainsAny(column, ". "):
		return column
	case column == "time_normed":
		return "time since the first packet"
	}
	words := strings.Split(column, "_")
	last := len(words) - 1
	if side := words[last]; last > 0 && (side == "src" || side == "dst") {
		copy(words[1:], words[:last]) // the side comes first
		words[0] = side
		if words[last] == "ip" {
			words[last] = "address"
		}
	}
	for i, w := range words {
		if said, ok := axisWords[w]; ok {
			words[i] = said
		}
	}
	return strings.Join(words, " ")
}
