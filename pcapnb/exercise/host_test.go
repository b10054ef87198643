package exercise

import (
	"strings"
	"testing"

	"netlab/pcapnb"
)

// The own host is found on a trace that is mostly upload, too, where most packets go to the server.
func TestHost(t *testing.T) {
	for name, want := range map[string]string{"web": "192.168.1.23", "bulk": "192.168.1.23", "ten": "192.168.1.23"} {
		pkts := pcapnb.MustLoad("../../testdata/" + name + ".pcap")
		if got := pkts.OwnHost().String(); got != want {
			t.Errorf("%s.pcap was recorded at %s, want %s", name, got, want)
		}
	}
	bulk := pcapnb.MustLoad("../../testdata/bulk.pcap")
	upload := bulk.FilterFunc(func(p pcapnb.Packet) bool { return p.IPSrc() == bulk.OwnHost() || p.TCPLen() == 0 })
	if upload.OwnHost() != bulk.OwnHost() || pcapnb.ValueCounts(upload, pcapnb.IPDst).ArgMax() == bulk.OwnHost() {
		t.Errorf("an upload's own host is %s", upload.OwnHost())
	}
	if h := pcapnb.Packets(nil).OwnHost(); h.IsValid() || aboutHost(nil) != "" {
		t.Errorf("the host of nothing is %s", h)
	}
	r := Grade("bytes-received", upload, mostReceived(upload).Sum(pcapnb.Length))
	if r.Right() || !strings.Contains(r.Message, "another machine received") || !strings.HasSuffix(r.Message, "is taken to be 192.168.1.23.") {
		t.Errorf("what the server received: %s", r)
	}
}

// What is said about a wrong answer is true.
func TestFeedbackIsTrue(t *testing.T) {
	web := pcapnb.MustLoad("../../testdata/web.pcap")
	for _, test := range []struct {
		id     string
		answer any
		want   string
	}{
		{"largest-stream", 99, "99 is not it. It is another one."},
		{"top-receivers", []string{"a", "b", "c"}, "None of the 3 places is right."},
		{"top-receivers", []string{"192.168.1.23"}, "It has 1 place; asked for: 3."},
	} {
		if r := Grade(test.id, web, test.answer); !strings.HasSuffix(r.Message, test.want) {
			t.Errorf("%s, %v: %q, want %q", test.id, test.answer, r.Message, test.want)
		}
	}
	syn := web.Where("tcp.flags.syn == 1")[0]
	names := []string{"ip.ttl", "tcp.hdr_len"}
	for _, test := range []struct {
		fields Fields
		want   string
	}{
		{Fields{"ip.ttl": "64", "tcp.hdr_len": "40 bytes"}, "2 of 2 fields are right."},
		{Fields{"ip.ttl": "64 hops", "tcp.hdr_len": "40"}, "Write the number alone."},
		{Fields{"ip.ttl": "many", "tcp.hdr_len": "40"}, "This field is a number."},
		{Fields{"ip.ttl": "60", "tcp.hdr_len": "40"}, "This is not what the bytes say."}, // which ip.len is, too
	} {
		if r := GradePacket("syn", syn, test.fields, names...); !strings.HasSuffix(r.Message, test.want) {
			t.Errorf("%v: %q, want %q", test.fields, r.Message, test.want)
		}
	}
}
