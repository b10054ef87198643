package dissect_test

import (
	"strings"
	"testing"

	"netlab/pcapnb/internal/dissect"
)

// TestDecodeAs compares ports that carry what their numbers do not say with tshark -d.
func TestDecodeAs(t *testing.T) {
	query := []byte("\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x07example\x03net\x00\x00\x01\x00\x01")
	client, server := connection(40000, 8081, 100, 900)
	inner, innerServer := connection(40001, 4433, 100, 900)
	packets := handshake(client, server)
	packets = append(packets, client.data(1, 1, "GET /a HTTP/1.1\r\nHost: example.net\r\n\r\n"),
		server.data(1, 38, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"), udpFrame(40000, 5300, query))
	for _, p := range handshake(inner, innerServer) {
		packets = append(packets, udpFrame(50000, 8472, append([]byte{8, 0, 0, 0, 0, 0, 7, 0}, p...)))
	}
	rules := []string{"udp.port==8472,vxlan", "udp.port==5300,dns", "tcp.port==8081,http"}
	sameDecodedAs(t, 1, inOrder(packets...), rules, "frame", "eth", "ip", "tcp", "udp", "dns", "http", "vxlan")

	// Headers see the inner packet, too.
	as := dissect.DecodeAs{}
	if err := as.Add(rules[0]); err != nil {
		t.Fatal(err)
	}
	s := dissect.New(&dissect.Set{})
	s.DecodeAs(as)
	var h dissect.Headers
	last := packets[len(packets)-1]
	if s.Headers(&dissect.Frame{Link: 1, Length: len(last), Data: last}, &h); h.PortDst != 4433 || h.Has&dissect.HasTunnel == 0 {
		t.Errorf("the headers are of port %d", h.PortDst)
	}
}

func TestDecodeAsRules(t *testing.T) {
	for rule, want := range map[string]string{
		"udp.port==8472":         "want udp.port==8472,vxlan",
		"udp.port==x,vxlan":      `"x" is no port`,
		"udp.port==70000,vxlan":  `"70000" is no port`,
		"tcp.port==8081,vxlan":   `no protocol "vxlan" here`,
		"sctp.port==8081,http":   "want udp.port==8472,vxlan",
		"udp.port==8472, vxlan ": "",
	} {
		err := new(dissect.DecodeAs).Add(rule)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: %v, want %q", rule, err, want)
		}
	}
}
