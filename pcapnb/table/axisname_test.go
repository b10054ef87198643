package table

import "testing"

func TestAxisName(t *testing.T) {
	for column, want := range map[string]string{
		"ip_dst": "destination address", "ip_src": "source address", "port_dst": "destination port", "mac_src": "source MAC",
		"name_dst": "destination name", "datetime": "time", "length": "length", "tcp_len": "TCP length", "tcp_stream": "TCP stream",
		"time_normed": "time since the first packet", "tcp.seq": "tcp.seq", "src": "source", "": "", "__": "  ", "my own": "my own",
	} {
		if got := axisName(column); got != want {
			t.Errorf("axisName(%q) = %q, want %q", column, got, want)
		}
	}
}
